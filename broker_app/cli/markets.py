"""`broker-app markets`: the markets listed, shown and tried, and what the broker overrides."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from broker_app import given_file, words
from broker_app.cli import output
from broker_app.domain.market import Market
from broker_app.domain.override import Standing, place_named
from broker_app.errors import UserError
from broker_app.jobs import explaining_markets, override_values, overriding
from broker_app.jobs.books import Books
from broker_app.jobs.overriding import Turned

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
DATABASE = click.option(
    "--database", type=click.Path(path_type=Path), help="The database that holds the overrides."
)
HELD_BY = click.option(
    "--database", type=click.Path(path_type=Path), required=True, help="The database to keep it in."
)


@click.group()
def markets() -> None:
    """The markets: what they ask, what it costs to get there, and what you override."""


@markets.command("list")
@click.argument("query", nargs=-1)
@DATABASE
@AS_JSON
def list_markets(query: tuple[str, ...], database: Path | None, as_json: bool) -> None:
    """List the markets whose id or name holds every word of QUERY; all of them without one."""
    books = output.books_of(database)
    found = [market for market in books.markets.values() if _is_found(market, query)]
    for market in found:
        standings = overriding.of_market(books, market.id)
        if as_json:
            output.one_object(_head(market) | {"overrides": len(standings)})
        else:
            own = words.say("overrides.count", count=len(standings)) if standings else ""
            checked = words.say("markets.checked", day=market.checked_on)
            title = words.in_both(market.title)
            click.echo("\t".join(filter(None, (market.id, title, checked, own))))
    output.tell("markets.count", count=len(found))


@markets.command("show")
@click.argument("market")
@click.option("--on", "day", type=output.Day(), help="As of that day; today if not given.")
@DATABASE
@AS_JSON
def show(market: str, day: date | None, database: Path | None, as_json: bool) -> None:
    """Show a market: its rules of the day, its figures, and what you override of them."""
    books = output.books_of(database)
    found = _known(books, market)
    standings = overriding.of_market(books, found.id)
    values = _values(books, found, day or output.today(), standings)
    if as_json:
        output.one_object(_head(found) | values)
        return
    click.echo(f"{found.id}  {words.in_both(found.title)}")
    for name, value in values["values"].items():
        place = place_named(name)
        if place is None:
            continue
        said = override_values.shown(place, value)
        mark = f"  {words.say('overrides.mark')}" if name in found.own else ""
        click.echo(f"{name}\t{override_values.label(name)}: {said}{mark}")
    click.echo(values["rule"])
    for standing in standings:
        click.echo(_said(standing))


@markets.command("override")
@click.argument("market")
@click.argument("place")
@click.argument("value")
@click.option("--source", default="", help="Where you have it from: a sentence or an address.")
@click.option("--on", "day", type=output.Day(), help="The day it holds from or was checked.")
@click.option("--yes", "agreed", is_flag=True, help="The examples that turn are right to turn.")
@click.option("--dry-run", is_flag=True, help="Only try it on the examples.")
@HELD_BY
@AS_JSON
def override(
    market: str,
    place: str,
    value: str,
    source: str,
    day: date | None,
    agreed: bool,
    dry_run: bool,
    database: Path,
    as_json: bool,
) -> None:
    """Keep a VALUE of your own at a PLACE of a market: logistics.freight_usd_m3 80-100.

    The place of a rule is `version`; its value is the text of a [[version]] block, or @FILE.
    """
    if day is None:
        raise UserError("override_needs_day")
    today = output.today()
    wish = overriding.wished(market.upper(), place, _text(value), source, day, today)
    with output.existing(database) as db:
        books = output.books(db)
        trial = overriding.tried(db.connection, books, wish)
        _show_turned(trial.turned, as_json)
        if trial.turned and not (agreed or dry_run):
            raise UserError("override_say_yes", count=len(trial.turned))
        if not dry_run:
            overriding.put_override(db, books, wish, output.who(), agreed)
            label = override_values.label(wish.place)
            output.tell("overrides.kept", market=trial.market.id, place=label)
        elif not trial.turned:
            output.tell("overrides.examples_hold", count=len(trial.market.examples))


@markets.command("remove")
@click.argument("market")
@click.argument("place")
@HELD_BY
def remove(market: str, place: str, database: Path) -> None:
    """Take an override away; the shipped value counts again."""
    with output.existing(database) as db:
        overriding.remove_override(db, market.upper(), place, output.who())
        label = override_values.label(place)
        output.tell("overrides.removed", market=market.upper(), place=label)


@markets.command("test")
@click.argument("market", required=False)
@DATABASE
@AS_JSON
def test(market: str | None, database: Path | None, as_json: bool) -> None:
    """Try the examples of the markets, as a database overrides them; list what answers otherwise.

    What an override turns is an answer and no failure; an example of a market as it is shipped
    that fails is.
    """
    books = output.books_of(database)
    tried = [_known(books, market)] if market else list(books.markets.values())
    wrong = list(overriding.failures(tried))
    _show_turned(wrong, as_json)
    for standing in books.standings:
        if standing.problem is not None or standing.shipped_changed:
            click.echo(_said(standing), err=True)
    examples = sum(len(one.examples) for one in tried)
    output.tell("overrides.tested", count=examples, wrong=len(wrong))
    broken = sum(not one.market.own for one in wrong)
    if broken:
        raise UserError("rule_examples_wrong", wrong=broken, examples=examples)


def _known(books: Books, market: str) -> Market:
    found = books.markets.get(market.upper())
    if found is None:
        raise UserError("override_no_market", market=market)
    return found


def _is_found(market: Market, query: tuple[str, ...]) -> bool:
    held = " ".join((market.id, market.region, *market.title.values())).casefold()
    return all(word.casefold() in held for word in query)


def _text(value: str) -> str:
    """Return a value, or the text of the file that it names as `@FILE`."""
    if not value.startswith("@"):
        return value
    path = Path(value[1:])
    try:
        return given_file.text(path)
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "utf-8"
        raise UserError("list_unreadable", file=path.name, reason=reason) from problem


def _head(market: Market) -> dict[str, Any]:
    return {
        "market": market.id,
        "title": market.title,
        "region": market.region,
        "currency": market.currency,
        "checked_on": market.checked_on,
        "diversion": market.diversion.risk,
    }


def _values(
    books: Books, market: Market, day: date, standings: tuple[Standing, ...]
) -> dict[str, Any]:
    found, rule = overriding.in_use(books, market.id, day)
    return {
        "values": found,
        "rule": rule,
        "sources": {
            group: {
                "confidence": source.confidence,
                "references": source.references,
                "own": source.own,
                "checked_on": source.checked_on or market.checked_on,
            }
            for group, source in market.sources.items()
        },
        "overrides": [_standing(one) for one in standings],
    }


def _standing(one: Standing) -> dict[str, Any]:
    held = one.override
    return {
        "place": held.place,
        "value": held.value,
        "source": held.source,
        "checked_on": held.checked_on,
        "who": held.who,
        "replaced": held.shipped,
        "shipped": one.shipped,
        "shipped_changed": one.shipped_changed,
        "set_aside": words.error(one.problem) if one.problem else "",
    }


def _said(standing: Standing) -> str:
    label = override_values.label(standing.override.place)
    said = (override_values.value(standing), override_values.origin(standing.override))
    return "\t".join((label, *said, *override_values.notes(standing)))


def _show_turned(turned: list[Turned] | tuple[Turned, ...], as_json: bool) -> None:
    for one in turned:
        if as_json:
            output.one_object(
                {
                    "market": one.market.id,
                    "example": one.number,
                    "given": dict(one.example.given),
                    "loaded": one.example.loaded,
                    "arrives": one.example.arrives,
                    "wanted": {"admission": one.example.gives, "reason": one.example.reason},
                    "gives": {"admission": one.answer.admission, "reason": one.answer.reason},
                }
            )
        else:
            said = explaining_markets.turned(one.number, one.example, one.answer)
            click.echo(f"{one.market.id}\t{said}")

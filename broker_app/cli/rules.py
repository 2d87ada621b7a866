"""`broker-app rules`: the rules listed, shown, tried, compared, and laid out in time."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.domain.question import REGIMES, Question
from broker_app.domain.rule import Pack, Rule, Version
from broker_app.errors import UserError
from broker_app.jobs import explaining_rules, rule_packs
from broker_app.jobs.books import Books
from broker_app.jobs.explaining_rules import (
    asks,
    condition_text,
    in_order,
    in_view,
    place_words,
    places,
)
from broker_app.jobs.progress import silent
from broker_app.jobs.rule_packs import Moved
from broker_app.jobs.shipping import name_of
from broker_app.store import vehicles
from broker_app.store.database import Database

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
DATABASE = click.option("--database", type=click.Path(path_type=Path), help="Try it on the stock.")
PACK = click.option("--pack", "path", type=click.Path(path_type=Path), help="Another rule pack.")


@click.group()
def rules() -> None:
    """The rules: what they say, since when, by which law, and what they do to the stock."""


@rules.command("list")
@click.option("--regime", "regimes", multiple=True, type=click.Choice(REGIMES), help="Whose law.")
@click.option("--on", "day", type=output.Day(), help="As of that day; today if not given.")
@click.argument("query", nargs=-1)
@PACK
@AS_JSON
def list_rules(
    regimes: tuple[str, ...],
    day: date | None,
    query: tuple[str, ...],
    path: Path | None,
    as_json: bool,
) -> None:
    """List the rules that hold every word of QUERY; all of them without one."""
    on = day or output.today()
    found = [
        rule
        for rule in _pack(path).rules
        if (not regimes or rule.regime in regimes)
        and explaining_rules.is_found(explaining_rules.searched(rule), " ".join(query))
    ]
    for rule in found:
        version = in_view(rule, on)
        if as_json:
            output.one_object(_head(rule, version, on))
        else:
            outcome = words.say(f"verdict.{version.outcome.value}")
            title = words.in_both(dict(rule.title))
            since = words.say("rules.line", places=places(version), day=version.since)
            click.echo(f"{rule.id}\t{outcome}\t{title}\t{since}")
    output.tell("rules.found", count=len(found), total=len(_pack(path).rules))


@rules.command("show")
@click.argument("name")
@PACK
@AS_JSON
def show(name: str, path: Path | None, as_json: bool) -> None:
    """Show one rule with its versions, sources and examples."""
    rule = next((rule for rule in _pack(path).rules if rule.id == name.upper()), None)
    if rule is None:
        raise UserError("rule_unknown", rule=name)
    if as_json:
        output.one_object(_whole(rule))
        return
    for line in _as_text(rule):
        click.echo(line)


@rules.command("test")
@click.argument("path", required=False, type=click.Path(path_type=Path))
def test(path: Path | None) -> None:
    """Try the examples of the rules, or of a folder or file of them."""
    pack = _pack(path)
    wrong = list(rule_packs.failures(Books(), pack))
    for failure in wrong:
        example = failure.example
        given = words.listed(f"{k} = {v}" for k, v in example.given.items())
        said = {"rule": failure.rule, "number": failure.number, "on": example.on, "given": given}
        click.echo(
            words.say("rules.example_wrong", wanted=example.gives, gives=failure.gives, **said)
        )
    examples = sum(len(rule.examples) for rule in pack.rules)
    if wrong:
        raise UserError("rule_examples_wrong", wrong=len(wrong), examples=examples)
    output.tell("rules.examples_right", count=examples, rules=len(pack.rules))


@rules.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@DATABASE
@click.option("--destination", default="RU", show_default=True, help="ISO country or region.")
@click.option("--on", "day", type=output.Day(), help="Planned day of export; default in 30 days.")
@AS_JSON
def diff(
    old: Path,
    new: Path | None,
    database: Path | None,
    destination: str,
    day: date | None,
    as_json: bool,
) -> None:
    """Compare two packs (folders or files); NEW is the shipped one if not given."""
    before, after = rule_packs.read_pack(old), _pack(new)
    for pack in (before, after):
        output.tell("cli.pack", version=pack.version, day=pack.checked_on, count=len(pack.rules))
    for one in rule_packs.differences(before, after):
        if as_json:
            output.one_object({"rule": one.rule, "change": one.change, "parts": one.parts})
        else:
            change = words.say(f"rules.change.{one.change}")
            click.echo(f"{one.rule}\t{change}\t{words.listed(one.parts)}")
    if database is not None:
        question = Question(destination.upper(), day or output.today() + timedelta(days=30))
        _show_moved(database, question, before, after, as_json)


@rules.command("timeline")
@click.option("--regime", "regimes", multiple=True, type=click.Choice(REGIMES), help="Whose law.")
@click.option("--destination", default="RU", show_default=True, help="ISO country or region.")
@DATABASE
@PACK
@AS_JSON
def timeline(
    regimes: tuple[str, ...],
    destination: str,
    database: Path | None,
    path: Path | None,
    as_json: bool,
) -> None:
    """Show when the rules turned and will turn, and how much of the stock each turn moves."""
    asked = regimes or ("JP",)
    if database is None:
        turns = rule_packs.timeline(_pack(path), asked)
    else:
        question = Question(destination.upper(), output.today(), regimes=asked)
        with output.existing(database) as db:
            books = output.books(db)
            pack = books.pack if path is None else _pack(path)
            turns = rule_packs.with_stock(db.connection, books, pack, question)
    for turn in turns:
        names = [rule.id for rule in turn.rules]
        if as_json:
            output.one_object({"day": turn.day, "rules": names, "moved": turn.moved})
            continue
        stock = "" if turn.moved is None else words.say("rules.moves", count=turn.moved)
        click.echo("\t".join(filter(None, [words.day(turn.day), stock, words.listed(names)])))


@rules.command("install")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database to judge by it.")
@click.option("--destination", default="RU", show_default=True, help="ISO country or region.")
@click.option("--on", "day", type=output.Day(), help="Planned day of export; default in 30 days.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def install(
    path: Path, database: Path | None, destination: str, day: date | None, dry_run: bool
) -> None:
    """Judge a database by another rule pack from now on; `rules rollback` takes it back."""
    question = Question(destination.upper(), day or output.today() + timedelta(days=30))
    with output.existing(database) as db:
        books = output.books(db)
        found = rule_packs.preview(db.connection, books, path, question)
        for one in found.differences:
            change = words.say(f"rules.change.{one.change}")
            click.echo(f"{one.rule}\t{change}\t{words.listed(one.parts)}")
        _tell_moved(db, found.moved)
        output.tell("rules.moves", count=len(found.moved))
        if dry_run:
            return
        pack, _ = rule_packs.install(db, silent, books, path, question, output.who())
        output.tell("rules.installed", version=pack.version, day=pack.checked_on)


@rules.command("rollback")
@click.option("--database", type=click.Path(path_type=Path), help="The database to judge by it.")
def rollback(database: Path | None) -> None:
    """Take the last installed rule pack back."""
    with output.existing(database) as db:
        rule_packs.roll_back(db, output.who())
        pack = output.books(db).pack
        output.tell("rules.installed", version=pack.version, day=pack.checked_on)


@rules.command("verify")
@click.option("--database", type=click.Path(path_type=Path), help="The database to look at.")
@click.option("--destination", default="RU", show_default=True, help="ISO country or region.")
def verify(database: Path | None, destination: str) -> None:
    """Recompute every stored verdict as of then, by the pack and the day it rested on."""
    with output.existing(database) as db:
        odd = list(rule_packs.unlike(db.connection, output.books(db), destination.upper()))
        for vehicle in odd:
            record = vehicles.get(db.connection, vehicle)
            click.echo(name_of(record) or str(vehicle))
    if odd:
        raise UserError("verdicts_unlike", count=len(odd))
    output.tell("rules.verified")


def _show_moved(
    database: Path, question: Question, before: Pack, after: Pack, as_json: bool
) -> None:
    with output.existing(database) as db:
        moves = rule_packs.moved(db.connection, Books(), question, before, after)
        if not as_json:
            _tell_moved(db, moves)
        for move in moves if as_json else ():
            chassis = vehicles.get(db.connection, move.vehicle).chassis_number
            row = {"row": move.vehicle, "chassis_number": chassis}
            output.one_object(row | {"before": move.before, "after": move.after})
    output.tell("rules.moves", count=len(moves))


def _tell_moved(db: Database, moves: Iterable[Moved]) -> None:
    for move in moves:
        name = name_of(vehicles.get(db.connection, move.vehicle)) or str(move.vehicle)
        before, after = (words.say(f"verdict.{said}") for said in (move.before, move.after))
        click.echo(f"{name}\t{before} → {after}")


def _pack(path: Path | None) -> Pack:
    return Books().pack if path is None else rule_packs.read_pack(path)


def _head(rule: Rule, version: Version, on: date) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "regime": rule.regime,
        "item": rule.item,
        "title": words.in_both(dict(rule.title)),
        "outcome": version.outcome.value,
        "in_force": rule.version_on(on) is version,
        "since": version.since,
        "places": version.destination + version.bound_for,
        "confidence": version.confidence or rule.confidence,
        "checked_on": rule.checked_on,
    }


def _whole(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "regime": rule.regime,
        "item": rule.item,
        "title": rule.title,
        "note": rule.note,
        "confidence": rule.confidence,
        "checked_on": rule.checked_on,
        "versions": [_version(version) for version in rule.versions],
        "examples": [{"on": e.on, "given": dict(e.given), "gives": e.gives} for e in rule.examples],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "since": version.since,
        "promulgated": version.promulgated,
        "repealed": version.repealed,
        "outcome": version.outcome.value,
        "destination": version.destination,
        "bound_for": version.bound_for,
        "when": [
            {"fact": c.fact, "condition": c.kind, "bound": c.bound, "except_item": c.except_item}
            for c in version.when
        ],
        "evidence": version.evidence,
        "may_also_be": version.may_also_be,
        "instrument": version.instrument,
        "references": version.references,
        "confidence": version.confidence,
        "note": version.note,
    }


def _as_text(rule: Rule) -> list[str]:
    lines = [f"{rule.id}  {words.in_both(dict(rule.title))}"]
    confidence = words.say(f"confidence.{rule.confidence}")
    lines.append(words.listed([confidence, words.say("markets.checked", day=rule.checked_on)]))
    if rule.note:
        lines.append(words.in_both(dict(rule.note)))
    for version in rule.versions:
        lines += ["", words.say("pane.since", day=version.since), f"  {asks(rule, version)}"]
        if not version.repealed:
            compared = [condition_text(c) for c in version.when]
            lines += [f"  - {said}" for said in [*compared, in_order(*place_words(version))]]
        lines += [f"  {words.in_both(dict(version.instrument))}"] * bool(version.instrument)
        lines += [f"  {address}" for address in version.references]
    return lines

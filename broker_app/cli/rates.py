"""`broker-app rates`: the exchange rates that a database keeps, new ones, and those of a file."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.domain.rate import Rate, is_old
from broker_app.domain.rate_file import RateChange
from broker_app.jobs import costing, explaining_rates, rate_importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import rates as kept_rates

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a rate.")


@click.group()
def rates() -> None:
    """Keep the yen that one unit of a currency is worth, by day and with the source."""


@rates.command("list")
@DATABASE
@_JSON
def list_command(database: Path | None, as_json: bool) -> None:
    """List what is kept; a rate of more than 30 days ago is called old."""
    with output.existing(database) as db:
        for one in kept_rates.every(db.connection):
            _show(one, as_json)


@rates.command("set")
@click.argument(
    "stated", nargs=-1, required=True, type=output.StatedRate(), metavar="USD=155.20@2026-11-20…"
)
@click.option("--source", default="", help="Who says so; needed.")
@DATABASE
@_JSON
def set_command(
    stated: tuple[tuple[str, Decimal, date | None], ...],
    source: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Keep rates, of today where no day is stated."""
    with output.existing(database) as db:
        today = output.today()
        for currency, rate, day in stated:
            costing.put_rate(db, currency, Rate(rate, day or today, source), output.who(), today)
        named = {(currency, day or today) for currency, _, day in stated}
        for one in kept_rates.every(db.connection):
            if (one.currency, one.rate.day) in named:
                _show(one, as_json)


@rates.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--days", type=click.IntRange(0, 10**9), default=0, help="So many days back as well.")
@click.option("--all-days", is_flag=True, help="Every day of the file.")
@click.option("--accept-far", is_flag=True, help="Also rates that moved by more than 20 per cent.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@DATABASE
@_JSON
def import_command(
    file: Path,
    days: int,
    all_days: bool,
    accept_far: bool,
    dry_run: bool,
    database: Path | None,
    as_json: bool,
) -> None:
    """Import rates: the customs' week, the ECB, a bank's table, your own CSV or XLSX.

    Of each currency the latest day of the file, unless more are asked for.
    """
    back = None if all_days else timedelta(days=days)
    with output.existing(database) as db:
        today = output.today()
        seen = rate_importing.look(db.connection, silent, Books(), file, today, back)
        for one in seen.changes:
            _show_change(one, as_json)
        for odd in seen.refused:
            if as_json:
                shown = {"line": odd.line, "currency": odd.currency}
                output.one_object(shown | {"error": words.error(odd.problem)})
            else:
                click.echo(explaining_rates.odd(odd), err=True)
        if dry_run:
            output.tell("rates.nothing_written")
            return
        far = {(one.currency, one.rate.day) for one in seen.new if one.is_far}
        count, _ = rate_importing.keep(
            db, silent, seen, far if accept_far else set(), output.who(), today
        )
        output.tell("rates.imported", count=count)
        if far and not accept_far:
            output.tell("rates.far_left", count=len(far))


def _show_change(one: RateChange, as_json: bool) -> None:
    if as_json:
        output.one_object(_change(one))
    else:
        click.echo(explaining_rates.change(one))


def _change(one: RateChange) -> dict[str, Any]:
    before = one.before
    return {
        "line": one.line,
        "currency": one.currency,
        "day": one.rate.day,
        "rate": one.rate.rate,
        "source": one.rate.source,
        "before": {"rate": before.rate, "day": before.day} if before else None,
        "percent": None if one.percent is None else round(float(one.percent), 2),
        "known": one.is_known,
        "far": one.is_far,
    }


def _show(one: kept_rates.Kept, as_json: bool) -> None:
    rate, today = one.rate, output.today()
    if as_json:
        shown = {"currency": one.currency, "rate": rate.rate, "day": rate.day}
        output.one_object(shown | {"source": rate.source, "old": is_old(rate, today)})
    else:
        click.echo(explaining_rates.rate(one.currency, rate, today))

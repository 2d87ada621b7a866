"""`broker-app rates`: the exchange rates that a database keeps, and new ones."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.domain.rate import Rate
from broker_app.jobs import costing
from broker_app.store import rates as kept_rates


@click.command()
@click.argument("stated", nargs=-1, type=output.StatedRate(), metavar="[USD=155.20@2026-11-20]…")
@click.option("--database", type=click.Path(path_type=Path), help="The database to use.")
@click.option("--source", default="", help="Who says so; needed for new rates.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rate.")
def rates(
    stated: tuple[tuple[str, Decimal, date | None], ...],
    database: Path | None,
    source: str,
    as_json: bool,
) -> None:
    """Keep the yen that one unit of a currency is worth, and list what is kept."""
    with output.existing(database) as db:
        today = output.today()
        for currency, rate, day in stated:
            costing.put_rate(db, currency, Rate(rate, day or today, source), output.who(), today)
        for one in kept_rates.every(db.connection):
            _show(one, as_json)


def _show(one: kept_rates.Kept, as_json: bool) -> None:
    rate = one.rate
    if as_json:
        shown = {"currency": one.currency, "rate": rate.rate, "day": rate.day}
        output.one_object(shown | {"source": rate.source})
    else:
        click.echo(
            words.say(
                "costs.rate",
                currency=one.currency,
                rate=rate.rate,
                day=rate.day,
                source=rate.source,
            )
        )

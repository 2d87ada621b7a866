"""`broker-app pricelist`: a price list for buyers, as a workbook or CSV."""

from datetime import date
from pathlib import Path

import click

from broker_app import settings, words
from broker_app.cli import output
from broker_app.domain.price_list import DEFAULT_COLUMNS, LANGUAGES, PriceList
from broker_app.domain.question import planned_day
from broker_app.jobs import finding, price_lists
from broker_app.jobs.progress import silent
from broker_app.store import vehicles


@click.command()
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), help="The file.")
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--destination", default="", help="Country; what is blocked for it stays out.")
@click.option("--as", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@click.option(
    "--encoding", type=click.Choice(["utf-8", "cp932"]), default="utf-8", help="Of a CSV."
)
@click.option("--words", "searched", default="", help="Only vehicles that a search finds.")
@click.option("--columns", default=",".join(DEFAULT_COLUMNS), help="Facts to tell, by comma.")
@click.option("--term", default="FOB", show_default=True, help="The Incoterm of the prices.")
@click.option("--place", default="", help="The port of the term, or a note.")
@click.option("--valid-until", type=output.Day(), help="The last day of the prices.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--own-prices", is_flag=True, help="Only our own list prices.")
@click.option("--priced-only", is_flag=True, help="Leave out vehicles without a price.")
@click.option("--on", type=output.Day(), help="The planned day of export.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as one JSON object.")
def pricelist(
    target: Path,
    database: Path | None,
    destination: str,
    form: str,
    encoding: str,
    searched: str,
    columns: str,
    term: str,
    place: str,
    valid_until: date | None,
    language: str,
    own_prices: bool,
    priced_only: bool,
    on: date | None,
    as_json: bool,
) -> None:
    """Write a price list of the vehicles on sale; never what they cost."""
    wanted = PriceList(
        columns=tuple(name.strip() for name in columns.split(",") if name.strip()),
        destination=destination.upper(),
        incoterm=term.upper(),
        place=place,
        valid_until=valid_until.isoformat() if valid_until else "",
        language=language,
        own_only=own_prices,
        priced_only=priced_only,
    )
    kind = price_lists.CSV_JAPANESE if (form, encoding) == ("csv", "cp932") else form
    today = output.today()
    day = on or planned_day(today, settings.load().days_to_export)
    with output.leaving(database) as db:
        books = output.books(db)
        query = finding.asked(db.connection, books, searched, today.isoformat())
        found = list(vehicles.ids(db.connection, query))
        written = price_lists.write_price_list(
            db.connection, silent, books, wanted, found, target, today, day, kind
        )
        output.given_out_of(db, "price_list", written.path, written.listed)
    _tell(written, wanted.destination, as_json)


def _tell(written: price_lists.Written, destination: str, as_json: bool) -> None:
    if not as_json:
        said = words.listed(price_lists.said_of(written, destination))
        click.echo(f"{written.path}: {said}")
        return
    counts = {f"left_out_{name}": written.left_out.get(name, 0) for name in price_lists.LEFT_OUT}
    told = {"file": str(written.path), "listed": written.listed} | counts
    output.one_object(told | {"unpriced": written.unpriced, "respelled": written.respelled})

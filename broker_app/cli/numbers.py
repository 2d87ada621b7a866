"""`broker-app papers numbers`: the series of numbers, and where another system left off."""

from dataclasses import asdict
from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import COMPANY, DATABASE, company_of
from broker_app.jobs import company_profile
from broker_app.jobs.company_profile import Numbered


@click.command()
@click.argument("kind", required=False)
@click.option("--used-elsewhere", "last", help="The last number of KIND that another system used.")
@click.option("--forget", is_flag=True, help="Forget the last number used elsewhere.")
@COMPANY
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a series.")
def numbers(
    kind: str | None,
    last: str | None,
    forget: bool,
    company: str | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """Series of numbers with the next one; KIND is a kind of paper (CI), or SH for shipments.

    With --used-elsewhere a series goes on from there; `undo` takes it back.
    """
    if (last is not None or forget) and not kind:
        raise click.UsageError("--used-elsewhere and --forget go with a KIND")
    if last is not None and forget:
        raise click.UsageError("--used-elsewhere or --forget, not both")
    with output.existing(database) as db:
        number = company_of(db, company)
        books, today = output.books(db), output.today()
        if kind and (last is not None or forget):
            named = company_profile.series_named(books, kind)
            asked = (db, books, number, named, last or "", output.who(), today)
            company_profile.put_used_elsewhere(*asked)
        for one in company_profile.every_series(db.connection, books, number, today, kind):
            _tell(one, as_json)


def _tell(one: Numbered, as_json: bool) -> None:
    if as_json:
        output.one_object(asdict(one))
        return
    key = "cli.series_elsewhere" if one.used_elsewhere else "cli.series"
    shown = one.next or words.say("cli.series_uncounted")
    told = {"kind": one.kind, "pattern": one.pattern, "last": one.used_elsewhere}
    click.echo(words.say(key, **told, number=shown))

"""`broker-app checks` and `release`: what stands against a shipment, and letting it go."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output, signing
from broker_app.domain.release.check import NOT_APPLICABLE, PASSED, RELEASE, STAGES, WARNS, Result
from broker_app.jobs import checking, deciding, releasing, signing_in
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import shipments

_DATABASE = click.option(
    "--database", type=click.Path(path_type=Path), help="The database to read."
)


class Override(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A check with the reason to let it pass: `red_flags=answered by telephone`."""

    name = "check=reason"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Part the check from its reason; without one the release is refused."""
        if isinstance(value, tuple):
            return value
        check, _, reason = str(value).partition("=")
        return check.strip(), reason.strip()


@click.command()
@click.argument("shipment")
@_DATABASE
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    default=RELEASE,
    show_default=True,
    help="Of this stage and before it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a result.")
def checks(shipment: str, database: Path | None, stage: str, as_json: bool) -> None:
    """Run the checks before release and say what each found."""
    with output.existing(database) as db:
        books = output.books(db)
        record = shipments.by_number(db.connection, shipment)
        found = releasing.check(db.connection, books, record.id or 0, output.today(), stage)
        for result in found:
            if as_json:
                output.one_object(checking.as_plain(books, result))
            elif result.outcome != NOT_APPLICABLE:
                click.echo(_line(books, result))


@click.command()
@click.argument("shipment")
@_DATABASE
@click.option(
    "--override",
    "overrides",
    multiple=True,
    type=Override(),
    help="Let a check pass, with the reason of the second person.",
)
@click.option("--second", required=True, help="Who approves it; another person than you.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def release(
    shipment: str,
    database: Path | None,
    overrides: tuple[tuple[str, str], ...],
    second: str,
    as_json: bool,
) -> None:
    """Release a shipment: all checks anew, by two people."""
    with output.existing(database) as db:
        books = output.books(db)
        record = shipments.by_number(db.connection, shipment)
        number = record.id or 0
        given = dict(overrides)
        who, today = output.who(), output.today()
        secret = signing.second(db, second)
        releasing.release(db, silent, books, number, who, second, given, today, secret)
        made = deciding.standing_release(db.connection, number)
        let_pass = [] if made is None else [[one.check, one.reason] for one in made.overridden]
        if as_json:
            output.one_object(
                {
                    "shipment": record.number,
                    "state": shipments.get(db.connection, number).state,
                    "preparer": who,
                    "second": second,
                    "overridden": let_pass,
                    "results": len(made.facts.results) if made else 0,
                    "pack": books.pack.version,
                }
            )
        else:
            click.echo(words.say("cli.released", shipment=record.number, second=second))


@click.command("send-documents")
@click.argument("shipment")
@_DATABASE
@click.option("--second", default="", help="Who gives credit where something is owed.")
@click.option("--why", default="", help="The reason of the second person.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def send_documents(
    shipment: str, database: Path | None, second: str, why: str, as_json: bool
) -> None:
    """Mark the documents of a released shipment that has sailed as sent to the buyer."""
    with output.existing(database) as db:
        books, record = output.books(db), shipments.by_number(db.connection, shipment)
        secret = signing.second(db, second) if why.strip() else signing_in.NOBODY
        number, today = record.id or 0, output.today()
        releasing.send_documents(db, books, number, output.who(), today, second, why, secret)
        if as_json:
            state = shipments.get(db.connection, number).state
            output.one_object({"shipment": record.number, "state": state})
        else:
            click.echo(words.say("cli.documents_sent", shipment=record.number))


def _line(books: Books, result: Result) -> str:
    if result.outcome == PASSED:
        key = "passed"
    else:
        key = result.severity if result.severity != "informs" else WARNS
    word = words.say(f"check.mark.{key}")
    return f"{word}\t{result.check}\t{checking.sentence(books, result)}"

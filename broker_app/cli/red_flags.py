"""`broker-app redflags`: the questions about red flags of a shipment, shown and answered."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import DATABASE
from broker_app.jobs import explaining_screening, red_flagging
from broker_app.jobs.books import Books
from broker_app.store import red_flags, shipments
from broker_app.store.database import Rows

_WORDS = {True: "word.yes", False: "word.no"}


@click.command()
@click.argument("shipment")
@click.option("--yes", multiple=True, metavar="ID", help="A question that you answer with yes.")
@click.option("--no", multiple=True, metavar="ID", help="A question that you answer with no.")
@click.option("--why", default="", metavar="REASON", help="Your decision, where one is a yes.")
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question.")
def redflags(
    shipment: str,
    yes: tuple[str, ...],
    no: tuple[str, ...],
    why: str,
    database: Path | None,
    as_json: bool,
) -> None:
    """Show the questions about a shipment, or answer them: every one, with yes or no.

    A yes holds the shipment until a person has decided and says why.
    """
    with output.existing(database) as db:
        books, record = output.books(db), shipments.by_number(db.connection, shipment)
        number = record.id or 0
        if yes or no or why:
            answers = _read(books, yes, no)
            red_flagging.answer(db, books, number, answers, why, output.who())
        _show(db.connection, books, number, as_json)


def _read(books: Books, yes: tuple[str, ...], no: tuple[str, ...]) -> dict[str, bool]:
    """Return the answers, or end with a usage error for an unknown question and for both."""
    known = [question.id for question in books.red_flags]
    for name in (*yes, *no):
        if name not in known:
            said = words.say("cli.no_choice", value=name, known=", ".join(known))
            raise click.UsageError(said)
        if name in yes and name in no:
            raise click.UsageError(words.say("cli.yes_and_no", question=name))
    return dict.fromkeys(yes, True) | dict.fromkeys(no, False)


def _show(reader: Rows, books: Books, shipment: int, as_json: bool) -> None:
    given = red_flags.latest(reader, shipment)
    answers = given.answers if given is not None else {}
    stands = given is not None and red_flagging.stands(reader, given)
    for question in books.red_flags:
        said = answers.get(question.id)
        text = words.in_both(question.text)
        if as_json:
            output.one_object(
                {"question": question.id, "text": text, "answer": said, "stands": stands,
                 "source": question.source}
            )  # fmt: skip
            continue
        answer = "–" if said is None else words.say(_WORDS[said])
        click.echo(f"{question.id}\t{answer}\t{text}")
    if given is None:
        output.tell("red_flags.nobody")
        return
    output.tell(
        "red_flags.given", who=given.who, day=words.day(explaining_screening.day_of(given.at))
    )
    if given.why:
        output.tell("red_flags.decided", why=given.why)
    if not stands:
        output.tell("red_flags.changed")
    elif given.yes and not given.why:
        output.tell("red_flags.holds")

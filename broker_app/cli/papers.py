"""`broker-app papers`: the papers of a shipment into a folder; numbers; what was printed."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.numbers import numbers
from broker_app.domain.shipment import Shipment
from broker_app.jobs import issuing, numbering, paper_set, printing, proving
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import shipments
from broker_app.store.database import Database


class _Papers(click.Group):
    """Writes the papers of a shipment where no other command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in that nobody has to type."""
        if args and args[0] not in (*self.commands, "--help"):
            args = [write.name or "", *args]
        return super().parse_args(ctx, args)


@click.command()
@click.argument("shipment")
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Kinds of paper; default CI and PL.",
)
@click.option("--set", "whole_set", is_flag=True, help="All papers such a shipment usually has.")
@click.option("--number", default="", help="Take this number at the first issue; one kind only.")
@click.option("--as", "form", type=click.Choice(["xlsx", "pdf"]), default="xlsx", show_default=True)
@click.option("--proof", is_flag=True, help="The proof file instead: checks, verdicts, papers.")
@click.option("--built-in", is_flag=True, help="Workbooks in our own layout, not your template.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a paper.")
@click.pass_context
def write(
    context: click.Context,
    shipment: str,
    database: Path | None,
    folder: Path,
    kinds: tuple[str, ...],
    whole_set: bool,
    number: str,
    form: str,
    proof: bool,
    built_in: bool,
    as_json: bool,
) -> None:
    """Write the papers of a shipment: issued and numbered where ready, else as drafts."""
    if number and len(kinds) != 1:
        raise click.UsageError("--number goes with one --kind")
    file = issuing.Form("pdf", context.obj.write_pdf) if form == "pdf" else issuing.WORKBOOK
    with output.leaving(database) as db:
        books = output.books(db)
        record = shipments.by_number(db.connection, shipment)
        if proof:
            _write_proof(db, books, record, folder, file, as_json)
            return
        if whole_set:
            usual = paper_set.kinds_to_write(db.connection, books, record.id or 0)
            kinds = tuple(dict.fromkeys((*usual, *kinds)))
        for kind in kinds or tuple(books.usual_papers):
            asked = (books, record.id or 0, kind, folder, output.who(), output.today(), file)
            paper, _ = issuing.write_paper(db, silent, *asked, number, not built_in)
            _tell(paper, form, as_json)


def _write_proof(
    db: Database, books: Books, record: Shipment, folder: Path, file: issuing.Form, as_json: bool
) -> None:
    number, today = record.id or 0, output.today()
    path = proving.write_proof(db.connection, silent, books, number, folder, file, today)
    output.given_out_of(db, "proof", path)
    if as_json:
        output.one_object({"proof": record.number, "as": file.ending, "file": str(path)})
    else:
        click.echo(words.say("cli.proof", file=path.name, shipment=record.number))


@click.command()
@click.argument("number")
@click.option("--database", type=click.Path(path_type=Path), help="The database to change.")
@click.option("--why", required=True, help="The reason; it stays in the register.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def cancel(number: str, database: Path | None, why: str, as_json: bool) -> None:
    """Cancel every paper under a number; it is kept as printed and never used again."""
    with output.existing(database) as db:
        count, _ = numbering.cancel(db, number, why, output.who())
    if as_json:
        output.one_object({"number": number, "cancelled": count, "why": why})
    else:
        click.echo(words.say("numbers.cancelled", number=number, count=count))


@click.command()
@click.argument("number")
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a print.")
def prints(number: str, database: Path | None, as_json: bool) -> None:
    """What was printed or saved of the papers under a number, the latest first."""
    with output.existing(database) as db:
        found = printing.of_number(db.connection, number)
    for row in found:
        if as_json:
            output.one_object(dict(row))
        else:
            click.echo(printing.said(row))


papers = _Papers(
    "papers",
    help="Write the papers of a shipment; cancel a number; the print log; series of numbers.",
    commands=[write, cancel, prints, numbers],
)


def _tell(paper: issuing.Paper, form: str, as_json: bool) -> None:
    if not paper.as_printed:
        click.echo(words.say("document.today_worded", number=paper.snapshot.number), err=True)
    if as_json:
        output.one_object(
            {
                "kind": paper.snapshot.kind,
                "number": paper.snapshot.number,
                "revision": paper.snapshot.revision,
                "state": "draft" if paper.snapshot.draft else "issued",
                "as": form,
                "file": str(paper.path),
                "as_printed": paper.as_printed,
                "holds": list(paper.holds),
                "total": paper.snapshot.total,
                "currency": paper.snapshot.currency,
            }
        )
        return
    if paper.snapshot.draft:
        click.echo(words.say("cli.drafted", file=paper.path.name, why=issuing.holds_text(paper)))
    else:
        click.echo(words.say("cli.issued", file=paper.path.name, number=paper.snapshot.number))

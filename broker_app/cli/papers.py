"""`broker-app papers`: the papers of a shipment, into a folder."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.jobs import issuing, paper_set
from broker_app.jobs.progress import silent
from broker_app.store import shipments


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
@click.option("--as", "form", type=click.Choice(["xlsx", "pdf"]), default="xlsx", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a paper.")
@click.pass_context
def papers(
    context: click.Context,
    shipment: str,
    database: Path | None,
    folder: Path,
    kinds: tuple[str, ...],
    whole_set: bool,
    form: str,
    as_json: bool,
) -> None:
    """Write the papers of a shipment: issued and numbered where ready, else as drafts."""
    file = issuing.Form("pdf", context.obj.write_pdf) if form == "pdf" else issuing.WORKBOOK
    with output.existing(database) as db:
        books = output.books(db)
        record = shipments.by_number(db.connection, shipment)
        if whole_set:
            usual = paper_set.kinds_to_write(db.connection, books, record.id or 0)
            kinds = tuple(dict.fromkeys((*usual, *kinds)))
        for kind in kinds or tuple(books.usual_papers):
            paper, _ = issuing.write_paper(
                db, silent, books, record.id or 0, kind, folder, output.who(), output.today(), file
            )
            _tell(paper, form, as_json)


def _tell(paper: issuing.Paper, form: str, as_json: bool) -> None:
    if as_json:
        output.one_object(
            {
                "kind": paper.snapshot.kind,
                "number": paper.snapshot.number,
                "revision": paper.snapshot.revision,
                "state": "draft" if paper.snapshot.draft else "issued",
                "as": form,
                "file": str(paper.path),
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

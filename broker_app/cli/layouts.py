"""`broker-app layouts`: other layouts of papers, aligned or onto a chamber's own form."""

from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.options import COMPANY, DATABASE, company_of
from broker_app.domain.document import PaperForm
from broker_app.jobs import laying_out
from broker_app.store import paper_forms

_KIND = click.option("--kind", required=True, help="Kind of paper, e.g. CI.")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON objects instead of text.")
_RIGHT = click.option("--right", "right_mm", type=float, help="Shift to the right, in mm.")
_DOWN = click.option("--down", "down_mm", type=float, help="Shift down, in mm.")
_LAYOUT = click.argument("layout", required=False, default="")


@click.group()
def layouts() -> None:
    """Choose how a paper is laid out: plain, aligned with the UN Layout Key, or onto a form."""


@layouts.command("list")
@COMPANY
@DATABASE
@_JSON
def list_command(company: str | None, database: Path | None, as_json: bool) -> None:
    """List the papers that have several layouts, and which one is used."""
    with output.existing(database) as db:
        chosen = paper_forms.every(db.connection, company_of(db, company))
        for kind, known in output.books(db).document_kinds.items():
            if known.layouts:
                _show(kind, tuple(known.layouts), chosen.get(kind, PaperForm()), as_json)


@layouts.command()
@_LAYOUT
@_KIND
@_RIGHT
@_DOWN
@COMPANY
@DATABASE
def use(
    layout: str,
    kind: str,
    right_mm: float | None,
    down_mm: float | None,
    company: str | None,
    database: Path | None,
) -> None:
    """Use a layout for a kind of paper from now on; without LAYOUT the plain one."""
    with output.database(database) as db:
        form = PaperForm(layout=layout, right_mm=right_mm or 0, down_mm=down_mm or 0)
        asked = (db, output.books(db), company_of(db, company), kind, form, output.who())
        laying_out.choose_layout(*asked)


@layouts.command()
@_LAYOUT
@_KIND
@_RIGHT
@_DOWN
@COMPANY
@DATABASE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="PDF to write.")
@click.pass_context
def trial(
    context: click.Context,
    layout: str,
    kind: str,
    right_mm: float | None,
    down_mm: float | None,
    company: str | None,
    database: Path | None,
    out: Path,
) -> None:
    """Write a test print with the lines and labels of the form, to hold against the form itself."""
    with output.leaving(database) as db:
        form = PaperForm(layout=layout, right_mm=right_mm or 0, down_mm=down_mm or 0)
        asked = (db.connection, output.books(db), company_of(db, company), kind, form)
        context.obj.write_pdf([laying_out.trial_page(*asked)], out)
        output.given_out_of(db, "sample", out)
    output.tell("cli.written", file=out.name)


def _show(kind: str, known: tuple[str, ...], form: PaperForm, as_json: bool) -> None:
    if as_json:
        output.one_object(
            {
                "kind": kind,
                "layouts": list(known),
                "used": form.layout,
                "right_mm": form.right_mm,
                "down_mm": form.down_mm,
            }
        )
        return
    used = words.say(f"layout.{form.layout or 'plain'}")
    shift = f"  {form.right_mm:+g} / {form.down_mm:+g} mm" if form.right_mm or form.down_mm else ""
    click.echo(f"{kind:6} {used}{shift}  ({', '.join(known)})")

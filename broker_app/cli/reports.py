"""`broker-app report NAME`: figures of the business, as lines, JSON or a workbook."""

from collections.abc import Callable
from pathlib import Path

import click

from broker_app import words
from broker_app.cli import output
from broker_app.cli.report import report
from broker_app.domain.harmless import tab_cell
from broker_app.domain.report import Report, Scope
from broker_app.jobs import explaining_reports, reporting
from broker_app.jobs.owning import company_named
from broker_app.jobs.progress import silent
from broker_app.store import companies

__all__ = ["report"]

OPTIONS: tuple[click.Option, ...] = (
    click.Option(["--database"], type=click.Path(path_type=Path), help="The database to use."),
    click.Option(["--out"], type=click.Path(path_type=Path), help="Write a workbook."),
    click.Option(["--company"], default="", help="Only this company, by its name."),
    click.Option(["--waiting"], is_flag=True, help="Only rows of a register that wait."),
    click.Option(["--json", "as_json"], is_flag=True, help="One JSON object a row."),
)


PERIOD: tuple[click.Option, ...] = (
    click.Option(["--from", "since"], default="", metavar="2026-01", help="The first month."),
    click.Option(["--to", "until"], default="", metavar="2026-11", help="The last month."),
)


def _command(name: str) -> Callable[..., None]:
    def run(
        database: Path | None,
        out: Path | None,
        company: str,
        waiting: bool,
        as_json: bool,
        since: str = "",
        until: str = "",
    ) -> None:
        opened = output.leaving if out else output.existing
        with opened(database) as db:
            books, today = output.books(db), output.today()
            owner = company_named(db.connection, company) if company else None
            scope = Scope(owner, since, until)
            asked = (books, output.question(), today, name, scope)
            found = reporting.report(db.connection, silent, *asked)
            author = companies.get(db.connection, owner or companies.FIRST)
            whose = author.called_in(words.language())
        found = found.only(found.waiting) if waiting else found
        if out is not None:
            subject = explaining_reports.subject_of(scope, whose if owner else "")
            explaining_reports.save_report(found, whose, today, out, silent, subject)
            output.given_out(database, "report", out, len(found.rows))
            output.tell("cli.written", file=out.name)
        elif as_json:
            for row in found.rows:
                values = zip((column.key for column in found.columns), row, strict=True)
                output.one_object(dict(values))
        else:
            _show(found)
        empty = explaining_reports.empty_of(found)
        for note in filter(None, (empty, *explaining_reports.notes_of(found))):
            click.echo(note, err=True)

    return run


def _show(found: Report) -> None:
    click.echo("\t".join(explaining_reports.head_of(column) for column in found.columns))
    for row in found.rows:
        cells = zip(found.columns, row, strict=True)
        said = (explaining_reports.said(column, value) for column, value in cells)
        click.echo("\t".join(map(tab_cell, said)))


for _name in reporting.REPORTS:
    _help = f"The report `{_name}`, a row a line."
    report.add_command(
        click.Command(
            _name,
            callback=_command(_name),
            params=[*OPTIONS, *(PERIOD if _name in reporting.WITH_PERIOD else ())],
            help=_help,
        )
    )

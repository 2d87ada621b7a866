"""`broker-app import`: lists into a database, or only read with `--dry-run`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.domain.facts import Kind
from broker_app.domain.lot import LOT_FACTS, Lot
from broker_app.domain.money import Money
from broker_app.domain.vehicle import VEHICLE_FACTS
from broker_app.errors import UserError
from broker_app.intake.mapping import COMPOSITES, FACTS
from broker_app.intake.numbers import money_unit_in
from broker_app.intake.read import Options, RowWarning, open_list
from broker_app.jobs import explaining_lists, importing, list_formats, list_reports, pack_in_use
from broker_app.jobs.books import Books
from broker_app.jobs.importing import Account
from broker_app.jobs.progress import silent


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database to import into.")
@click.option("--format", "list_format", default="", help="Id of a known list format.")
@click.option("--sheet", default="", help="Read only this sheet.")
@click.option("--encoding", default="", help="Read text in this encoding.")
@click.option("--heading-row", type=click.IntRange(0, 10**9), help="Row of the headings; 0: none.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FACT",
    help="What a column holds, as `formats list --json` names facts; nothing behind = for none.",
)
@click.option("--price-unit", default="", help="How prices are printed: 千円, 万円, JPY, USD …")
@click.option("--password", default="", help="Password of a protected workbook.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Write what became of the rows of one list to this workbook.",
)
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@click.pass_context
def import_command(
    context: click.Context,
    files: tuple[Path, ...],
    database: Path | None,
    list_format: str,
    sheet: str,
    encoding: str,
    heading_row: int | None,
    columns: tuple[str, ...],
    price_unit: str,
    password: str,
    report: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read auction lists; each file becomes one batch, whole or not at all."""
    options = Options(
        format=list_format,
        sheet=sheet,
        encoding=encoding,
        heading_row=heading_row,
        columns=_columns(columns),
        price_unit=_price_unit(price_unit),
        password=password,
    )
    if report is not None and (dry_run or len(files) > 1):
        raise click.UsageError(words.say("cli.report_of_one"))
    books = Books()
    failed = False
    for file in files:
        try:
            if dry_run:
                known = _with_known(database, books, options)
                account, lots = importing.read_only(file, books, output.today(), known, silent)
            else:
                account, lots = _import(file, database, books, options, report), None
        except UserError as problem:
            failed = True
            click.echo(words.error(problem), err=True)
            if as_json:
                output.one_object({"file": file.name, "error": words.error(problem)})
            continue
        if as_json:
            output.one_object(_account(account, lots))
        else:
            _print(account)
    context.exit(1 if failed else 0)


def _columns(told: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for one in told:
        heading, equals, fact = one.rpartition("=")
        if not equals or (fact and fact not in FACTS and fact not in COMPOSITES):
            names = ", ".join(sorted((*FACTS, *COMPOSITES)))
            raise click.BadParameter(f"{one}: HEADING=FACT; {names}", param_hint="--column")
        columns[heading] = fact
    return columns


def _price_unit(text: str) -> str:
    if text and money_unit_in(text) is None:
        raise click.BadParameter(text, param_hint="--price-unit")
    return text


def _with_known(database: Path | None, books: Books, options: Options) -> Options:
    """Return the options with the layouts that are known: the database's too where it is named."""
    if database is None or not database.exists():
        return replace(options, formats=books.list_formats)
    with output.existing(database) as db:
        return list_formats.with_known(db.connection, books, options)


def _import(
    file: Path, database: Path | None, books: Books, options: Options, report: Path | None
) -> Account:
    today = output.today()
    if database is not None and not database.exists():
        known = replace(options, formats=books.list_formats)
        open_list(file, books.lookups, today, known)  # no new database for a file that is no list
    with output.database(database) as db:
        pack_in_use.follow(db.connection, books)
        account, _ = importing.import_list(
            db, silent, file, books, output.question(), output.who(), today, options
        )
        if report is not None and account.batch is not None:
            list_reports.save_report(db.connection, account.batch, report)
            output.given_out_of(db, "import_report", report)
    return account


def _account(account: Account, lots: list[Lot] | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "file": account.file,
        "sheet": account.sheets[0] if len(account.sheets) == 1 else account.sheets,
        "format": account.format or account.container,
        "container": account.container,
        "encoding": account.encoding,
        "header_row": account.header_row,
        "rows_read": account.rows_read,
        "added": account.added,
        "updated": account.updated,
        "duplicates": account.duplicates,
        "refused": [{"line": t.line, "reason": t.reason} for t in account.refused],
        "skipped": [{"line": t.line, "reason": t.reason} for t in account.skipped],
        "unmapped": account.unmapped,
        "warnings": [_warning(w) for w in account.warnings],
    }
    if lots is not None:
        values["lots"] = [lot_json(lot) for lot in lots]
    else:
        values |= {"batch": account.batch, "verdicts": account.verdicts}
    return values


def lot_json(lot: Lot) -> dict[str, Any]:
    """Return a lot by the names of the design: prices in whole units, empty facts as null."""
    values: dict[str, Any] = {"sheet": lot.source.sheet, "line": lot.source.line}
    for spec in LOT_FACTS:
        value = getattr(lot, spec.name)
        if spec.kind is Kind.MONEY and value is not None:
            value = whole_units(value, lot.currency or "JPY")
        values[spec.name] = value
    for spec in VEHICLE_FACTS:
        values[spec.name] = getattr(lot.vehicle, spec.name)
    return values | {"inferred": lot.inferred}


def whole_units(minor_units: int, currency: str) -> int | float:
    """Return an amount as a number in whole units of its currency."""
    amount = Money(minor_units, currency).amount
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _warning(warning: RowWarning) -> dict[str, Any]:
    text = explaining_lists.warning_text(warning)
    return {"line": warning.line, "field": warning.field, "text": f"{warning.key}: {text}"}


def _print(account: Account) -> None:
    click.echo(
        words.say(
            "cli.imported",
            file=account.file,
            rows=account.rows_read,
            added=account.added,
            updated=account.updated,
            duplicates=account.duplicates,
            refused=len(account.refused),
            skipped=len(account.skipped),
        )
    )
    for told in account.refused:
        reason = words.say(f"refused.{told.reason}")
        output.tell("cli.line", line=told.line, text=reason)
    for warning in account.warnings:
        text = explaining_lists.warning_text(warning)
        named = f"{words.fact(warning.field)}: {text}" if warning.field else text
        output.tell("cli.line", line=warning.line, text=named)

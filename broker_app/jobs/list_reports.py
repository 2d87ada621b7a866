"""List reports: what an import did with each row that is no plain new lot, months later too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from broker_app import words
from broker_app.errors import UserError
from broker_app.intake.report import RowWarning
from broker_app.jobs import explaining_lists
from broker_app.jobs.account import Told
from broker_app.papers import list_report
from broker_app.papers.saving import save
from broker_app.store import list_files, lots
from broker_app.store.database import Rows


class _Report(msgspec.Struct):
    refused: list[Told]
    skipped: list[Told]
    warnings: list[RowWarning]


def save_report(reader: Rows, batch: int, target: Path) -> None:
    """Write the report of an import to a workbook. Raises UserError where it cannot be written."""
    row = lots.batch(reader, batch)
    head = [words.say(f"report.{name}") for name in ("row", "sheet", "result", "fact", "said")]
    list_report.write(target, words.say("report.title"), head, _lines(row))


def save_list(reader: Rows, database: Path, batch: int, target: Path) -> None:
    """Write a copy of the list that an import came from, as it came.

    Raises UserError where it is not kept, or cannot be written.
    """
    row = lots.batch(reader, batch)
    copy = list_files.kept(database, row["sha256"])
    if copy is None:
        raise UserError("list_not_kept", file=row["file"])
    save(copy.read_bytes(), target)


def _lines(row: Any) -> Iterator[list[object]]:
    """Yield the account, then every row that was refused, left out or warned of."""
    for name in ("rows_read", "added", "updated", "duplicates"):
        yield [row[name] or 0, "", words.say(f"report.{name}"), "", row["file"]]
    report = msgspec.json.decode(row["report"] or "{}", type=_Report)
    for result in ("refused", "skipped"):
        for told in getattr(report, result):
            said = words.say(f"{result}.{told.reason}")
            yield [told.line, told.sheet, words.say(f"mark.{result}"), "", said]
    for warning in report.warnings:
        fact = words.fact(warning.field) if warning.field else ""
        said = explaining_lists.warning_text(warning)
        yield [warning.line, "", words.say("import.to_check"), fact, said]

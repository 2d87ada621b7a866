"""The list that an import came from is kept, and what became of its rows is reported."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from broker_app import words
from broker_app.domain.question import Question
from broker_app.errors import Cancelled, UserError
from broker_app.intake.report import RowWarning
from broker_app.jobs import explaining_lists, importing, list_reports
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import Database

TODAY = date(2026, 11, 22)
LIST = "出品番号,車名,型式,走行(km)\n1,アクア,NHP10,67000\n,,,\n2,=HYPERLINK(1),NHP10,99999999999\n合計,,,\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "uss.csv"
    file.write_text(LIST, "utf-8")
    return file


def brought(db: Database, path: Path, books: Books, question: Question) -> int:
    account, _ = importing.import_list(db, silent, path, books, question, "sato", TODAY)
    assert account.batch is not None
    return account.batch


def test_the_list_is_kept_as_it_came(
    db: Database, books: Books, question: Question, path: Path, tmp_path: Path
) -> None:
    batch = brought(db, path, books, question)
    content = path.read_bytes()
    path.unlink()
    target = tmp_path / "again.csv"
    list_reports.save_list(db.connection, db.path, batch, target)
    assert target.read_bytes() == content
    with pytest.raises(UserError, match="row_gone"):
        list_reports.save_list(db.connection, db.path, 99, target)


def test_a_cancelled_import_keeps_no_list(
    db: Database, books: Books, question: Question, path: Path
) -> None:
    def cancelled(*_: object, **__: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        importing.import_list(db, cancelled, path, books, question, "sato", TODAY)
    assert not list(db.path.parent.glob(f"{db.path.stem}-lists/*"))


def test_the_report_accounts_for_every_row_and_holds_no_formula(
    db: Database, books: Books, question: Question, path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.xlsx"
    list_reports.save_report(db.connection, brought(db, path, books, question), target)
    rows = list(openpyxl.load_workbook(target).active.iter_rows())
    values = [tuple(cell.value for cell in row) for row in rows]
    assert values[0] == ("Row", "Sheet", "Result", "Fact", "What was said")
    counts = {row[2]: row[0] for row in values[1:5]}
    left_out = [row for row in values if row[2] in ("Skipped", "Refused")]
    lots = counts["New lots"] + counts["Updated lots"] + counts["Duplicates"]
    assert lots + len(left_out) == counts["Rows read"] == 5
    assert [row[0] for row in left_out] == [1, 3, 5]
    assert any(row[2] == "To check" and row[0] == 4 for row in values)
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_our_own_words_are_said_in_the_language_in_use() -> None:
    told = RowWarning(
        2, "powertrain", "fuel_conflict", {"said": "petrol", "prefix": "DAA", "means": "hybrid"}
    )
    try:
        words.use("ja")
        said = explaining_lists.warning_text(told)
    finally:
        words.use("en")
    assert "petrol" not in said
    assert "DAA" in said

"""Importing a list all the way, beside reading it bare and writing the same rows bare."""

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks import make
from benchmarks.result import Result, seconds, stages
from broker_app.domain.question import Question, planned_day
from broker_app.jobs import comparing, importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import backup, write
from broker_app.store.database import open_file

Rows = Iterable[list[Any]]


def of_workbook(quick: bool) -> list[Result]:
    count = 10_000 if quick else 100_000
    return [_beside("list.xlsx", make.xlsx_list, _calamine, count, "3; 2")]


def of_csv(quick: bool) -> list[Result]:
    count = 10_000 if quick else 100_000
    return [_beside("list.csv", make.csv_list, _csv, count, "10; 6")]


def _beside(
    name: str,
    write_list: Callable[[Path, int], None],
    read: Callable[[Path], Rows],
    count: int,
    aim: str,
) -> Result:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / name
        write_list(file, count)
        peer = seconds(lambda: _bare(read, file, folder / "bare.db"))
        ours, split = _import(file, folder / "stock.db", count)
    kind = file.suffix[1:].upper()
    return Result(f"import {count:,} lots from {kind}", ours, peer, aim, stages=split)


def _import(file: Path, path: Path, count: int) -> tuple[float, dict[str, float]]:
    books = Books()
    question = Question("RU", planned_day(make.TODAY, 30))
    parts = [
        ("open", importing, "open_list"),
        ("hold", importing._Importer, "_homes"),
        ("compare", comparing.Comparison, "take"),
        ("store", write.Step, "insert_block"),
        ("judge", importing, "judge_again"),
        ("backup", backup, "make"),
    ]
    with open_file(path) as db, stages(parts, "read, typed, committed") as split:
        account, _ = importing.import_list(
            db, silent, file, books, question, "benchmark", make.TODAY
        )
    assert account.added == count
    return sum(split.values()), split


def _bare(read: Callable[[Path], Rows], file: Path, path: Path) -> None:
    """Read the cells and write them, nothing more."""
    rows = iter(read(file))
    width = len(next(iter(rows)))
    columns, marks = ",".join(f"c{n}" for n in range(width)), ",".join("?" * width)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE bare ({columns})")
        connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows)


def _calamine(file: Path) -> Rows:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


def _csv(file: Path) -> Rows:
    with file.open(encoding="cp932", newline="") as text:
        yield from csv.reader(text)

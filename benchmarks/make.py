"""Made-up lots from a fixed seed: lists as a house sends them, and a store full of vehicles."""

import csv
import importlib.util
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from openpyxl import Workbook

from broker_app.domain.holding import hold_true
from broker_app.domain.lot import Lot
from broker_app.intake.read import open_list
from broker_app.jobs.books import Books
from broker_app.store import lots, vehicles, write
from broker_app.store.database import open_file

SEED = 20261122
TODAY = date(2026, 11, 22)
_DIFFERENT = 20_000
"""Lots that are read once; a large store repeats them under other numbers."""
_PER_STEP = 50_000


def _demo() -> ModuleType:
    """Load the maker of the demo's lists: `packaging` is also the name of a library."""
    file = Path(__file__).parent.parent / "packaging" / "make_demo_lists.py"
    spec = importlib.util.spec_from_file_location("make_demo_lists", file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(count: int) -> Iterator[list[Any]]:
    """Yield the heading row and rows of a house's result list."""
    demo = _demo()
    rng = random.Random(SEED)
    yield list(demo.RESULT_HEADS)
    for number in range(count):
        car = demo.make_car(rng, rng.choice(demo.MODELS))
        yield demo.result_row(rng, number, car)


def csv_list(path: Path, count: int) -> None:
    """Write a list as a house sends it: cp932."""
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows(rows(count))


def xlsx_list(path: Path, count: int) -> None:
    """Write the same list as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("成約結果")
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def store(path: Path, count: int) -> None:
    """Fill a new database with vehicles and their lots, none of them judged."""
    lots_read = _lots(path.parent, min(count, _DIFFERENT))
    with open_file(path) as db:
        for start in range(0, count, _PER_STEP):
            with write.step(db, "import", "benchmark", file="made") as step:
                batch = lots.add_batch(step, {"file": "made", "sha256": f"{start:064d}"})
                part = range(start, min(start + _PER_STEP, count))
                _add(step, lots_read, part, batch)


def _lots(folder: Path, count: int) -> list[Lot]:
    file = folder / "lots.csv"
    csv_list(file, count)
    table = open_list(file, Books().lookups, TODAY)[0]
    found = list(islice((row.lot for row in table.rows() if row.lot), count))
    file.unlink()
    return found


def _add(step: write.Step, read: list[Lot], part: range, batch: int) -> None:
    """Store one step's worth; every copy of a lot has a chassis number of its own."""
    copies = [read[number % len(read)] for number in part]
    records = [hold_true(lot) for lot in copies]
    for number, record in zip(part, records, strict=True):
        head = (record.chassis_number or "X").partition("-")[0]
        record.chassis_number = f"{head}-{number + 1_000_000}"
    keys = [f"made|{number}" for number in part]
    copies = [
        replace(lot, lot_number=str(number)) for number, lot in zip(part, copies, strict=True)
    ]
    ids, lot_ids = step.reserve("vehicle", len(part)), step.reserve("lot", len(part))
    printed = [lot.vehicle.model or "" for lot in copies]
    vehicles.add_block(step, records, list(lot_ids), batch, ids, printed)
    lots.add_block(step, copies, list(ids), keys, batch, lot_ids)

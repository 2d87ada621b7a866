"""A large stock: judged, and opened in the window, each beside its peer."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks import make
from benchmarks.result import Result, seconds, stages
from benchmarks.window import opened
from broker_app.domain.question import Question, planned_day
from broker_app.jobs import judging
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import packs
from broker_app.store.database import open_file


def judged_and_shown(quick: bool) -> list[Result]:
    """Both look at the same stock, which takes a while to make."""
    count = 50_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stock.db"
        make.store(file, count)
        return [_judged(file, count), *opened(file, count)]


def _judged(file: Path, count: int) -> Result:
    question = Question("RU", planned_day(make.TODAY, 30))
    books = Books()
    parts = [
        ("find", packs, "to_judge"),
        ("store", packs, "put_verdicts"),
    ]
    with open_file(file) as db, stages(parts, "read and judged") as split:
        judging.judge_stock(db, silent, books, question, "benchmark")
    peer = _by_hand(file)
    work = f"judge {count:,} stored vehicles"
    return Result(work, sum(split.values()), peer, "2; 1.2", stages=split)


BY_HAND = """
UPDATE vehicle SET by_hand = CASE
    WHEN vehicle_class IS NULL THEN 'REVIEW'
    WHEN vehicle_class IN ('special', 'machinery', 'trailer', 'part') THEN 'REVIEW'
    WHEN vehicle_class IN ('car', 'suv', 'minivan', 'bus') THEN CASE
        WHEN powertrain IS NULL THEN 'REVIEW'
        WHEN powertrain IN ('electric', 'fuel_cell', 'hybrid', 'plug_in_hybrid') THEN 'BLOCKED'
        WHEN seats >= 10 THEN 'BLOCKED'
        WHEN displacement_cc IS NULL THEN 'REVIEW'
        WHEN displacement_cc - coalesce(displacement_precision_cc, 1) / 2 > 1900 THEN 'BLOCKED'
        WHEN displacement_cc + coalesce(displacement_precision_cc, 1) - 1 > 1900 THEN 'REVIEW'
        WHEN powertrain = 'mild_hybrid' THEN 'REVIEW'
        WHEN instr(origins, '"powertrain":["inferred"') THEN 'REVIEW'
        WHEN instr(origins, '"vehicle_class":["inferred"') THEN 'REVIEW'
        ELSE 'ALLOWED' END
    WHEN vehicle_class = 'motorcycle' THEN CASE
        WHEN export_value_jpy IS NULL THEN 'REVIEW'
        WHEN export_value_jpy > 600000 THEN 'BLOCKED'
        ELSE 'ALLOWED' END
    WHEN gross_weight_kg IS NULL THEN 'REVIEW'
    WHEN powertrain IN ('electric', 'fuel_cell') THEN 'BLOCKED'
    ELSE 'REVIEW' END
"""
"""Roughly what the rules ask for Russia; the peer needs the cost, not the last word of the law."""


def _by_hand(file: Path) -> float:
    """Time the same conditions as one UPDATE, then take its column away again."""
    with closing(sqlite3.connect(file)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = triggers.fetchall()
        for name, _ in found:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("ALTER TABLE vehicle ADD COLUMN by_hand TEXT")
        with connection:
            spent = seconds(lambda: connection.execute(BY_HAND))
        connection.execute("ALTER TABLE vehicle DROP COLUMN by_hand")
        for _, sql in found:
            connection.execute(sql)
    return spent

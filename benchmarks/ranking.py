"""Ranking all markets: for one vehicle as a person clicks it, and for a whole stock."""

import statistics
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks import make
from benchmarks.result import Result, seconds, stages
from broker_app.domain.rate import Rate
from broker_app.domain.suggest import Advice, Ranking
from broker_app.jobs import costing, doors, suggesting
from broker_app.jobs.admitted import admitted
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import Rows, open_file

ONE_BY_ONE = 200
RATES = {"USD": "155.20", "KES": "1.20", "TZS": "0.0588", "UGX": "0.0418", "ZMW": "5.65"}


def markets(quick: bool) -> list[Result]:
    count = 1_000 if quick else 10_000
    books = Books()
    parts = [
        ("law", suggesting.Bench, "verdict"),
        ("markets", Ranking, "advice"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stock.db"
        make.store(file, count)
        with open_file(file) as db:
            for currency, rate in RATES.items():
                kept = Rate(Decimal(rate), date(2026, 11, 20), "benchmark")
                costing.put_rate(db, currency, kept, "benchmark", make.TODAY)
            reader = db.connection
            suggesting.outlook(reader, books, 1, make.TODAY)  # the books are read once
            step = max(1, count // ONE_BY_ONE)
            each = [
                seconds(lambda v=vehicle: suggesting.outlook(reader, books, v, make.TODAY)) * 1000
                for vehicle in range(1, count, step)
            ]
            detailed = [
                seconds(lambda v=vehicle: _all_of(reader, books, v)) * 1000
                for vehicle in range(1, count, step)
            ]
            with stages(parts, "rest") as split:
                found: list[Advice | None] = [
                    one.advice for one in suggesting.suggest_stock(reader, books, make.TODAY)
                ]
            of_one = seconds(lambda: admitted(reader, silent, books, make.TODAY, ["KE"]))
            later = make.TODAY + timedelta(days=1)  # a day that nothing was worked out for yet
            moving = seconds(lambda: doors.doors(reader, silent, books, later, 365, True))
    assert len(found) == count
    number = len(books.markets)
    one = f"rank all {number} markets for one vehicle, median"
    every = f"rank all {number} markets for {count:,} vehicles"
    detail = "one vehicle with the parts of every score and every landed cost"
    return [
        Result(one, statistics.median(each), None, "5 ms", "ms", {"p95": _p95(each)}),
        Result(detail, statistics.median(detailed), None, "-", "ms", {"p95": _p95(detailed)}),
        Result(every, sum(split.values()), None, "10 s", stages=split),
        Result(f"which of {count:,} vehicles one market admits", of_one, None, "2 s"),
        Result(f"the doors of a year for {count:,} vehicles", moving, None, "10 s"),
    ]


def _all_of(reader: Rows, books: Books, vehicle: int) -> None:
    for one in suggesting.outlook(reader, books, vehicle, make.TODAY).advice.markets:
        assert one.parts
        assert one.cost.lines


def _p95(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]

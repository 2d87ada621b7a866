"""Edits of a large stock: one fact in the window, and one fact of ten thousand vehicles."""

import tempfile
from pathlib import Path

from benchmarks import make
from benchmarks.result import Result, seconds, stages
from benchmarks.window import ask
from broker_app.domain.question import Question, planned_day
from broker_app.jobs import bulk_editing, judging, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.bulk_editing import BulkEdit
from broker_app.jobs.progress import silent
from broker_app.store import packs, vehicles, write
from broker_app.store.database import Database, open_file

MANY = 10_000
FACTS = (("displacement_cc", 1496), ("model", "EDITED"), ("colour", "white"))
"""One that verdicts rest on, one that the search looks through, one that is neither."""


def of_stock(quick: bool) -> list[Result]:
    """Edit many vehicles at once, then one in the window, in the same stock."""
    count = 50_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stock.db"
        make.store(file, count)
        question = Question("RU", planned_day(make.TODAY, 30))
        books = Books()
        with open_file(file) as db:
            judging.judge_stock(db, silent, books, question, "benchmark")
            results = [
                result for fact in FACTS for result in _bulk(db, books, question, count, fact)
            ]
        return [*results, _one(file, count)]


def _bulk(
    db: Database, books: Books, question: Question, count: int, fact: tuple[str, object]
) -> list[Result]:
    """Edit a fact of vehicles from all over the stock, judge them again; then undo and judge."""
    name, value = fact
    chosen = list(vehicles.ids(db.connection, vehicles.Query()))[:: max(1, count // MANY)][:MANY]
    edit = BulkEdit(name, value, make.TODAY)
    found = bulk_editing.preview(db.connection, silent, chosen, edit)
    parts = [
        ("store", vehicles, "change_facts"),
        ("judge", bulk_editing, "judge_again"),
    ]
    with stages(parts, "compare") as split:
        changes = bulk_editing.edit_bulk(db, silent, books, question, found, "benchmark", "tried")
    assert changes.step is not None
    step = changes.step
    parts = [("undo", write, "undo"), ("judge", packs, "put_verdicts")]
    with stages(parts, "find what to judge") as back:
        undoing.undo_step(db, step, "benchmark")
        judging.judge_stock(db, silent, books, question, "benchmark")
    work = f"{name} of {found.changing:,} of {count:,} vehicles"
    return [
        Result(f"edit {work}, judged", sum(split.values()), None, "under 3 s", stages=split),
        Result(f"undo {work}, judged", sum(back.values()), None, "under 5 s", stages=back),
    ]


def _one(file: Path, count: int) -> Result:
    """Type a fact into a cell of the window, in a process of its own."""
    found = ask("edit", file)
    job = seconds_of_job(file)
    work = f"a typed fact stored and seen, {count:,} vehicles, median"
    split = {"job alone": job, "p95": found["p95"], "window busy at the most": found["busy"]}
    return Result(work, found["median"], None, "under 50 ms", "ms", split)


def seconds_of_job(file: Path) -> float:
    """Return the milliseconds of the job without a window."""
    from broker_app.jobs import editing
    from broker_app.jobs.editing import Edit

    question = Question("RU", planned_day(make.TODAY, 30))
    books, times = Books(), []
    with open_file(file) as db:
        for number in range(21):
            edit = Edit(vehicle=number + 1, values={"odometer_km": 50_000 + number})
            times.append(
                seconds(
                    lambda edit=edit: editing.type_facts(
                        db, silent, books, question, edit, "benchmark"
                    )
                )
            )
    return sorted(times[1:])[10] * 1000

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.question import Question
from broker_app.jobs import editing, importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store.database import Database, open_file
from tests.jobs.voyages import COMPANY, HEADS, PRADO, TODAY, VITZ


@pytest.fixture(scope="session")
def books() -> Books:
    return Books()


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def question() -> Question:
    return Question("RU", date(2026, 12, 22))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_file(tmp_path / "stock.db") as database:
        yield database


@pytest.fixture
def stock(db: Database, books: Books, question: Question, tmp_path: Path) -> Database:
    editing.save_company(db, silent, COMPANY, "sato", books, question)
    path = tmp_path / "list.csv"
    rows = (f"ミナトAA,2026/11/19,{n},{car}\n" for n, car in enumerate((VITZ, PRADO), 1))
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    importing.import_list(db, silent, path, books, question, "sato", TODAY)
    for vehicle in (1, 2):
        editing.type_fact(db, silent, books, question, vehicle, "made_in", "JP", "sato")
    return db

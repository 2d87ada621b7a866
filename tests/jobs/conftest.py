from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.question import Question
from broker_app.jobs.books import Books
from broker_app.store.database import Database, open_file

TODAY = date(2026, 11, 22)


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

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_app.store.database import Database, open_file


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_file(tmp_path / "stock.db") as database:
        yield database

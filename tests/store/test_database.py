import sqlite3
from pathlib import Path

import pytest
import sqlite_utils

from broker_app.domain.sale import Sale
from broker_app.errors import UserError
from broker_app.store import sales
from broker_app.store.database import Database, open_file, open_reader, version_of
from broker_app.store.migrations import migrations
from broker_app.store.write import step


def test_a_new_file_gets_its_shape_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "stock.db"
    with open_file(path) as db:
        assert {"vehicle", "lot", "journal"} <= set(db.tables.table_names())
    with open_file(path) as db:
        assert db.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_the_journal_has_its_columns(db: Database) -> None:
    columns = [c.name for c in db.tables.table("journal").columns]
    assert columns == [
        "seq", "step", "at", "who", "why", "table", "row", "before", "after", "previous_hash", "hash",
    ]  # fmt: skip


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        db.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('broker', 'of_the_future', '2099-01-01')"
        )
    with pytest.raises(UserError) as caught:
        open_file(path)
    assert caught.value.key == "database_newer"


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    with pytest.raises(UserError) as caught:
        open_file(path)
    assert caught.value.key == "database_foreign"


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough", b"PK\x03\x04" * 200]
)
def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "stock.db"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        open_file(path)
    assert caught.value.key == "database_unreadable"
    assert path.read_bytes() == content


def test_a_reader_cannot_write(db: Database) -> None:
    reader = open_reader(db.path)
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("DELETE FROM vehicle")
    reader.close()


def test_a_reader_notices_what_others_write(db: Database) -> None:
    reader = open_reader(db.path)
    before = version_of(reader)
    with step(db, "party", "sato") as writing:
        writing.insert("party", {"name": "Mawimbi"})
    assert version_of(reader) != before
    reader.close()


def test_a_sale_of_the_first_shape_gains_its_term_and_deposit(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="sales_costs_rates")
    old.table("party").insert({"id": 1, "name": "MAWIMBI"})
    old.table("vehicle").insert({"id": 1, "identity": "x"})
    old.table("sale").insert(
        {"id": 1, "vehicle": 1, "buyer": 1, "price": 5, "currency": "USD", "sold_on": "2026-11-01"}
    )
    old.close()
    with open_file(file) as db:
        sale = sales.of_vehicle(db.connection, 1)
    assert sale == Sale(
        id=1, vehicle=1, buyer=1, price=5, currency="USD", incoterm="FOB", sold_on="2026-11-01"
    )

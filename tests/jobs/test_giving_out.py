"""What leaves the program is in the history, with the hash of the file, and nobody undoes it."""

import hashlib
import json
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import auditing, backing_up, editing, giving_out, recounting, undoing
from broker_app.jobs.progress import silent
from broker_app.store import backup, history
from broker_app.store.database import open_file


def test_a_file_is_named_with_its_hash_and_never_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "prices.xlsx"
    file.write_bytes(b"what was given out")
    with open_file(tmp_path / "stock.db") as db:
        changes = giving_out.note(db, "price_list", file, "sato", 7)
        row = history.get(db.connection, changes.step or 0)
        assert row is not None
        assert json.loads(row["details"]) == {
            "kind": "price_list",
            "file": "prices.xlsx",
            "count": 7,
            "sha256": hashlib.sha256(b"what was given out").hexdigest(),
        }
        assert recounting.name_of(db.connection, row) == "Price list given out: prices.xlsx"
        with pytest.raises(UserError) as caught:
            undoing.undo_step(db, row["id"], "sato")
    assert caught.value.key == "undo_never_noted"
    assert auditing.verify(silent, tmp_path / "stock.db").is_good


def test_undo_passes_over_what_was_given_out(tmp_path: Path) -> None:
    with open_file(tmp_path / "stock.db") as db:
        _, stored = editing.save_party(db, Party(name="Amani Motors"), "sato")
        giving_out.note_printed(db, "table", "Office printer", "sato", 2)
        found = undoing.next_undo(db.connection)
    assert found is not None
    assert found.step == stored.step


@pytest.mark.parametrize("kind", giving_out.KINDS)
def test_every_kind_has_its_word(kind: str) -> None:
    assert words.has(f"given_out.{kind}")


def test_the_note_of_a_backup_asks_for_no_other(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        editing.save_party(db, Party(name="Amani Motors"), "sato")
        made = backing_up.back_up(silent, path)
        giving_out.note_backup(db, giving_out.BACKED_UP, made.backup.path, "sato")
        assert backing_up.changed_at(db.connection, path) is None
        backing_up.before(db, backing_up.IMPORT, "sato")
        assert len(list(made.backup.path.parent.glob("*.db"))) == 1
        giving_out.note(db, "report", path, "sato")
        backing_up.before(db, backing_up.IMPORT, "mori")
        assert len(list(made.backup.path.parent.glob("*.db"))) == 2
        note = history.steps(db.connection, 1)[0]
        assert (note["key"], note["who"]) == ("backed_up", "mori")
        assert json.loads(note["details"]) == {"file": backup.every(path)[-1].name}
        backing_up.before(db, backing_up.IMPORT, "mori")  # its own note asks for no other
        assert len(list(made.backup.path.parent.glob("*.db"))) == 2

"""Copies of backups that leave the house are sealed; recovery key or passphrase opens them."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import backing_up, checking_database, restoring, sealing
from broker_app.jobs.progress import silent
from broker_app.store import backup, backup_files, write
from broker_app.store.database import Database, open_file

PASSPHRASE = Secret("salt wind over the quay")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """The second folder, on another disk so to say."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def fill(db: Database) -> tuple[str, bytes]:
    """Store a party, and a file beside the database as an attachment lies there."""
    with write.step(db, "party", "Sato", name="KOPJE") as step:
        step.insert("party", {"name": "KOPJE MOTORS"})
    content = b"passport of the buyer" * 50

    name = backup_files.name_of(hashlib.sha256(content).hexdigest())
    file = backup_files.beside_of(db.path, name)
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return name, content


def copied(db: Database, second: Path) -> Path:
    made = backing_up.back_up(silent, db.path, str(second))
    assert made.problem is None
    assert made.second is not None
    return made.second


def names(path: Path) -> list[str]:
    with open_file(path) as db:
        return [row[0] for row in db.connection.execute("SELECT name FROM party")]


def test_a_sealed_copy_shows_nothing_and_comes_back_by_either_key(
    db: Database, second: Path, tmp_path: Path
) -> None:
    name, content = fill(db)
    recovery, _ = sealing.seal_copies(db, PASSPHRASE, "Sato")
    made = copied(db, second)
    assert made.name.endswith(".db.age")
    for file in second.rglob("*"):
        if file.is_file():
            seen = file.read_bytes()
            assert b"KOPJE" not in seen
            assert b"passport" not in seen
            assert b"SQLite format" not in seen
            assert recovery.encode() not in seen
    for number, key in enumerate((Secret(recovery), Secret(f" {recovery.lower()} \n"), PASSPHRASE)):
        into = tmp_path / f"again{number}.db"
        back = restoring.restore(silent, made, into, key)
        assert (back.files, back.lacking) == (1, ())
        assert names(into) == ["KOPJE MOTORS"]
        assert backup_files.beside_of(into, name).read_bytes() == content


def test_a_wrong_key_is_a_sentence_and_leaves_nothing(
    db: Database, second: Path, tmp_path: Path
) -> None:
    fill(db)
    recovery, _ = sealing.seal_copies(db, PASSPHRASE, "Sato")
    made = copied(db, second)
    other = str(pyrage.x25519.Identity.generate())
    into = tmp_path / "again.db"
    for key, said in (
        ("", "backup_key_needed"),
        ("not the passphrase", "backup_key_wrong"),
        (other, "backup_key_wrong"),
        (recovery[:-1], "backup_key_wrong"),
    ):
        with pytest.raises(UserError, match=said):
            restoring.restore(silent, made, into, Secret(key))
    assert not list(tmp_path.glob("again*"))
    content = bytearray(made.read_bytes())
    content[-20] ^= 1
    made.write_bytes(content)
    assert not backup.is_whole(backup.of_file(made))
    with pytest.raises(UserError, match="backup_damaged"):
        restoring.restore(silent, made, into, Secret(recovery))
    assert not list(tmp_path.glob("again*"))


def test_without_its_page_the_recovery_key_alone_opens_it(
    db: Database, second: Path, tmp_path: Path
) -> None:
    fill(db)
    recovery, _ = sealing.seal_copies(db, PASSPHRASE, "Sato")
    made = copied(db, second)
    made.with_suffix(".json").unlink()
    with pytest.raises(UserError, match="backup_key_page"):
        restoring.restore(silent, made, tmp_path / "again.db", PASSPHRASE)
    restoring.restore(silent, made, tmp_path / "again.db", Secret(recovery))
    assert names(tmp_path / "again.db") == ["KOPJE MOTORS"]


def test_sealed_copies_are_found_compared_and_looked_at(db: Database, second: Path) -> None:
    fill(db)
    sealing.seal_copies(db, PASSPHRASE, "Sato")
    made = copied(db, second)
    found = backup.found_in(made.parent, db.path.stem)
    assert [(one.path, one.reason) for one in found] == [(made, "manual")]
    assert backup.is_whole(found[0])
    compared = restoring.compare(db.connection, found[0])
    assert compared.same_line
    assert compared.missing == 0
    backup.thin_out(made.parent, db.path.stem)
    assert backup.is_whole(found[0])
    sealing.seal_no_more(db, "Sato")
    assert copied(db, second).name.endswith(".db")


def test_a_sealed_kept_file_that_rotted_is_told_without_the_key(
    db: Database, second: Path, tmp_path: Path
) -> None:
    name, _ = fill(db)
    recovery, _ = sealing.seal_copies(db, PASSPHRASE, "Sato")
    made = copied(db, second)
    (sums,) = second.rglob("SHA256SUMS")
    file = sums.parent / f"{name}.age"
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--quiet", sums.name], cwd=sums.parent, check=True)
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert not backup.is_whole(backup.of_file(made))
    line = checking_database.check(silent, db.path, str(second)).lines[-1]
    assert (line.about, line.state) == ("second", "bad")
    back = restoring.restore(silent, made, tmp_path / "again.db", Secret(recovery))
    assert back.lacking == (name,)  # what can be brought back is; what lacks is named
    file.unlink()
    copied(db, second)  # sealed anew: the last line counts
    assert backup.is_whole(backup.of_file(made))
    sums.write_bytes(sums.read_bytes() + b"torn by a ki")
    assert backup.is_whole(backup.of_file(made))
    sums.unlink()  # a copy of an earlier version: it is there, more cannot be told
    assert backup.is_whole(backup.of_file(made))
    file.unlink()
    assert not backup.is_whole(backup.of_file(made))


def test_a_poor_passphrase_is_refused(db: Database) -> None:
    with pytest.raises(UserError, match="password_length"):
        sealing.seal_copies(db, Secret("short"), "Sato")
    assert sealing.seal_of(db.path) is None

"""Everything in open formats, and back: the same database, row by row."""

import hashlib
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import msgspec
import openpyxl
import pytest

from broker_app.domain.party import Party
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import (
    attaching,
    backing_up,
    checking_database,
    demo,
    editing,
    exporting_all,
    issuing,
    rebuilding,
    restoring,
    shipping,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import backup_files, integrity, parties
from broker_app.store.blocks import quoted
from broker_app.store.database import Database, Rows, open_file, open_reader
from tests.jobs.voyages import TODAY, ship


@pytest.fixture(scope="module")
def demo_db(tmp_path_factory: pytest.TempPathFactory, books: Books) -> Path:
    """The demo: built once and never written to."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.build(folder, silent, books)
    return folder / "demo.db"


@pytest.fixture(scope="module")
def exported(demo_db: Path, books: Books) -> Path:
    folder = demo_db.parent.parent / "everything"
    exporting_all.export_all(silent, demo_db, books, folder)
    return folder


@pytest.fixture
def copied(exported: Path, tmp_path: Path) -> Path:
    """The export, to be broken."""
    return Path(shutil.copytree(exported, tmp_path / "everything"))


def rows(reader: Rows, table: str) -> list[tuple[object, ...]]:
    found = reader.execute(f"SELECT * FROM {quoted(table)}")
    return sorted((tuple(row) for row in found), key=repr)


def test_the_demo_comes_back_equal_in_every_table(
    demo_db: Path, exported: Path, tmp_path: Path
) -> None:
    into = tmp_path / "again.db"
    manifest = exporting_all.import_all(silent, exported, into)
    with closing(open_reader(demo_db)) as old, open_file(into) as db:
        tables = integrity.data_tables(old)
        assert integrity.data_tables(db.connection) == tables
        assert {"vehicle", "lot", "journal", "document", "verdict", "pack"} <= set(tables)
        for table in tables:
            assert rows(db.connection, table) == rows(old, table), table
        assert sum(manifest.tables.values()) > 500
        assert integrity.broken_entry(db.connection) is None
        ours, theirs = (
            [tuple(row) for row in reader.execute("SELECT sql FROM sqlite_master ORDER BY name")]
            for reader in (old, db.connection)
        )
        assert ours == theirs
        found = "SELECT rowid FROM vehicle_fts WHERE vehicle_fts MATCH '\"toyota\"' ORDER BY rowid"
        assert [r[0] for r in db.connection.execute(found)] == [r[0] for r in old.execute(found)]
    assert backup_files.of_database(into) == backup_files.of_database(demo_db)
    assert checking_database.check(silent, into).is_sound


def test_the_export_is_plain(exported: Path) -> None:
    """Read with nothing of ours: hashes as sha256sum writes them, one file a record, papers."""
    for line in (exported / "SHA256SUMS").read_text().splitlines():
        sha256, _, name = line.partition("  ")
        assert hashlib.sha256((exported / name).read_bytes()).hexdigest() == sha256
    record = msgspec.json.decode((exported / "records/vehicle/000000/1.json").read_bytes())
    assert record["chassis_number"]
    assert (exported / "records/pack/000000/1.content.bin").stat().st_size > 1000


def test_a_changed_a_lost_and_a_strange_file_are_refused(copied: Path, tmp_path: Path) -> None:
    record = copied / "records/vehicle/000000/1.json"
    kept = record.read_bytes()
    record.write_bytes(kept.replace(b"TOYOTA", b"TOYOTO") + b" ")
    into = tmp_path / "again.db"
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, into)
    assert caught.value.key == "plain_changed"
    record.unlink()
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, into)
    assert caught.value.key == "plain_changed"
    record.write_bytes(kept)
    (copied / "SHA256SUMS").write_bytes(b"")
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, into)
    assert caught.value.key == "plain_changed"
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, tmp_path, into)
    assert caught.value.key == "plain_no_export"
    assert list(tmp_path.glob("again*")) + list(tmp_path.glob(".broker-part-*")) == []


def test_an_export_of_a_newer_version_is_refused(copied: Path, tmp_path: Path) -> None:
    manifest = msgspec.json.decode((copied / "manifest.json").read_bytes())
    manifest["shape"].append("of_the_future")
    (copied / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, tmp_path / "again.db")
    assert caught.value.key == "database_newer"


def test_nothing_is_written_over(
    exported: Path, demo_db: Path, tmp_path: Path, books: Books
) -> None:
    (tmp_path / "mine.db").write_bytes(b"mine")
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, exported, tmp_path / "mine.db")
    assert caught.value.key == "name_taken"
    assert (tmp_path / "mine.db").read_bytes() == b"mine"
    with pytest.raises(UserError) as caught:
        exporting_all.export_all(silent, demo_db, books, tmp_path)
    assert caught.value.key == "folder_not_empty"


@pytest.mark.parametrize("after", [1, 8, 30])
def test_cancelled_leaves_nothing(
    exported: Path, demo_db: Path, tmp_path: Path, books: Books, after: int
) -> None:
    calls = [0]

    def stop(_done: int, _total: int, _key: str, /, **_values: object) -> None:
        calls[0] += 1
        if calls[0] > after:
            raise Cancelled

    with pytest.raises(Cancelled):
        exporting_all.export_all(stop, demo_db, books, tmp_path / "out")
    calls[0] = 0
    with pytest.raises(Cancelled):
        exporting_all.import_all(stop, exported, tmp_path / "again.db")
    assert list(tmp_path.iterdir()) == []


def test_issued_papers_and_attachments_lie_beside(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path / "papers", "sato", TODAY)
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.4 a sheet")
    attaching.attach(stock, silent, 1, [tmp_path / "sheet.pdf"], "sato")
    folder = tmp_path / "everything"
    manifest = exporting_all.export_all(silent, stock.path, books, folder)
    assert manifest.tables["document"] == 1
    (paper,) = (folder / "papers").glob("*.xlsx")
    assert openpyxl.load_workbook(paper).sheetnames
    (kept,) = (folder / "beside/files").glob("*/*")
    assert kept.read_bytes() == b"%PDF-1.4 a sheet"
    assert kept.stat().st_nlink == 1  # whoever changes it changes no attachment of ours
    into = tmp_path / "again.db"
    exporting_all.import_all(silent, folder, into)
    (line,) = [one for one in checking_database.check(silent, into).lines if one.about == "files"]
    assert (line.state, line.values["count"]) == ("good", 1)


def test_what_is_written_meanwhile_is_not_in_it(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    def write(done: int, _total: int, key: str, /, **_values: object) -> None:
        if key == "progress.exporting_all" and done and not parties.every(stock.connection):
            editing.save_party(stock, Party(name="KOPJE MOTORS"), "sato")

    exporting_all.export_all(write, stock.path, books, tmp_path / "everything")
    assert parties.every(stock.connection)
    exporting_all.import_all(silent, tmp_path / "everything", tmp_path / "again.db")
    with open_file(tmp_path / "again.db") as again:
        assert parties.every(again.connection) == []


def resum(folder: Path) -> None:
    """Write the list of hashes anew, as somebody would who edits an export by hand."""
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    lines = "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    )
    (folder / "SHA256SUMS").write_text(lines)
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    manifest["sums"] = hashlib.sha256(lines.encode()).hexdigest()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))


@pytest.mark.parametrize(
    "content",
    [b"", b"[1, 2]", b"{}", b"null", b'{"id": 1, "colour_of_the_sky": 3}', b'{"id": [1]}'],
)
def test_records_written_by_hand_are_refused_in_a_sentence(
    copied: Path, tmp_path: Path, content: bytes
) -> None:
    (copied / "records/vehicle/000000/1.json").write_bytes(content)
    resum(copied)
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, tmp_path / "again.db")
    assert caught.value.key == "plain_unlike"
    assert not (tmp_path / "again.db").exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(copied: Path, tmp_path: Path) -> None:
    with (copied / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(b'').hexdigest()}  beside/files/../../../outside\n")
    (tmp_path / "outside").write_bytes(b"")
    manifest = msgspec.json.decode((copied / "manifest.json").read_bytes())
    manifest["sums"] = hashlib.sha256((copied / "SHA256SUMS").read_bytes()).hexdigest()
    (copied / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(UserError) as caught:
        exporting_all.import_all(silent, copied, tmp_path / "again.db")
    assert caught.value.key == "plain_changed"


def test_a_disk_that_is_full_is_a_sentence_and_nothing_is_left(
    exported: Path, demo_db: Path, books: Books, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only the administrator can make a small disk")
    source = backing_up.back_up(silent, demo_db, folder=tmp_path / "kept").backup.path
    try:
        for fill in (
            lambda: exporting_all.export_all(silent, demo_db, books, disk / "out"),
            lambda: exporting_all.import_all(silent, exported, disk / "again.db"),
            lambda: restoring.restore(silent, source, disk / "again.db"),
            lambda: rebuilding.rebuild(silent, demo_db, disk / "again.db", "sato"),
        ):
            with pytest.raises(UserError) as caught:
                fill()
            assert caught.value.key in ("target_full", "disk_full")
            assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)

"""Files about a vehicle: attached, refused with a sentence, undone, and looked after."""

import io
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import whole_file, words
from broker_app.domain.attachment import Attachment
from broker_app.domain.evidence import Evidence
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import attaching, evidencing, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import attachment_files, attachments, backup, write
from broker_app.store.database import Database, open_file
from tests.jobs.pictures import lying, picture
from tests.jobs.voyages import TODAY, ship

VITZ, PRADO = 1, 2


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return picture(tmp_path / "IMG_0001.jpg")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "請求書.pdf"
    file.write_bytes(b"%PDF-1.7 invoice")
    return file


def attach(db: Database, *files: Path, vehicle: int = VITZ, kind: str = "") -> attaching.Attached:
    return attaching.attach(db, silent, vehicle, files, "sato", kind)[0]


def stored(db: Database, vehicle: int = VITZ) -> list[Attachment]:
    return attachments.of_vehicle(db.connection, vehicle)


def files_of(db: Database) -> list[Path]:
    return [f for f in attachment_files.folder(db.path).rglob("*") if f.is_file()]


def steps(db: Database) -> int:
    return int(db.connection.execute("SELECT count(*) FROM step").fetchone()[0])


def test_files_are_kept_once_by_their_hash(stock: Database, photo: Path, paper: Path) -> None:
    outcome = attach(stock, photo, paper)
    assert [(a.kind, a.mime, a.width, a.height) for a in stored(stock)] == [
        ("photo", "image/jpeg", 640, 480),
        ("supplier_invoice", "application/pdf", None, None),
    ]
    assert outcome.kinds == {"photo": 1, "supplier_invoice": 1}
    one = stored(stock)[0]
    assert attachment_files.place(stock.path, one.sha256).read_bytes() == photo.read_bytes()
    assert (one.file, one.size, one.added_by, one.position) == (
        "IMG_0001.jpg", photo.stat().st_size, "sato", 1,
    )  # fmt: skip
    attach(stock, photo, vehicle=PRADO)
    assert len(files_of(stock)) == 2
    assert attach(stock, photo, kind="chassis_photo", vehicle=PRADO).added == []


def test_the_same_file_twice_is_said_and_not_doubled(
    stock: Database, photo: Path, tmp_path: Path
) -> None:
    again = Path(shutil.copy(photo, tmp_path / "copy.jpg"))
    outcome = attach(stock, photo, again)
    assert (len(outcome.added), outcome.doubles) == (1, ["copy.jpg"])
    before = steps(stock)
    outcome, changes = attaching.attach(stock, silent, VITZ, [photo], "sato")
    assert (outcome.added, outcome.doubles, changes.tables) == ([], ["IMG_0001.jpg"], frozenset())
    assert steps(stock) == before
    assert len(stored(stock)) == 1


def test_what_cannot_be_taken_is_refused_by_itself(
    stock: Database, photo: Path, tmp_path: Path
) -> None:
    hollow, folder, huge = tmp_path / "hollow.jpg", tmp_path / "folder", tmp_path / "film.mp4"
    hollow.touch()
    folder.mkdir()
    with huge.open("wb") as file:
        file.truncate(2_000_000_000)
    outcome = attach(stock, hollow, folder, huge, tmp_path / "none.jpg", photo)
    assert [problem.key for problem in outcome.refused] == [
        "attach_empty", "attach_folder", "attach_too_large", "attach_vanished",
    ]  # fmt: skip
    assert "film.mp4 is larger than 200 MB" in words.error(outcome.refused[2])
    assert [a.file for a in stored(stock)] == ["IMG_0001.jpg"]
    assert len(files_of(stock)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_refused_and_not_waited_for(stock: Database, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert attach(stock, tmp_path / "pipe.jpg").refused[0].key == "attach_no_file"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_that_may_not_be_read_is_refused(stock: Database, photo: Path) -> None:
    photo.chmod(0)
    assert attach(stock, photo).refused[0].key == "attach_unreadable"


def test_a_file_that_grows_while_it_is_copied_is_refused(stock: Database, tmp_path: Path) -> None:
    file = tmp_path / "camera.bin"
    file.write_bytes(bytes(3_000_000))

    def grow(done: int, total: int, key: str, /, **values: object) -> None:
        if 0 < done < total:
            with file.open("ab") as more:
                more.write(b"x" * 1000)

    outcome, _ = attaching.attach(stock, grow, VITZ, [file], "sato")
    assert [problem.key for problem in outcome.refused] == ["attach_changing"]
    assert files_of(stock) == []


def test_a_disk_that_goes_away_while_a_file_is_copied(
    stock: Database, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(attachment_files, "_opened", Gone)
    outcome = attach(stock, photo)
    assert [problem.key for problem in outcome.refused] == ["attach_unreadable"]
    assert files_of(stock) == []


def test_cancelled_means_nothing_was_changed(stock: Database, photo: Path, tmp_path: Path) -> None:
    second = picture(tmp_path / "b.png", (900, 700))
    before = steps(stock)

    def stop_at_second(done: int, total: int, key: str, /, **values: object) -> None:
        if values["file"] == "b.png":
            raise Cancelled

    with pytest.raises(Cancelled):
        attaching.attach(stock, stop_at_second, VITZ, [photo, second], "sato")
    assert (stored(stock), files_of(stock), steps(stock)) == ([], [], before)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(stock: Database, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # a limit that a write runs into, as on a full disk
    file = tmp_path / "big.bin"
    file.write_bytes(os.urandom(3_000_000))
    before = steps(stock)
    old, ignored = (
        resource.getrlimit(resource.RLIMIT_FSIZE),
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, old[1]))
        with pytest.raises(UserError, match="disk_full"):
            attach(stock, file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert (stored(stock), files_of(stock), steps(stock)) == ([], [], before)


def test_a_folder_that_cannot_be_made_is_a_sentence(stock: Database, photo: Path) -> None:
    attachment_files.folder(stock.path).write_text("in the way")
    with pytest.raises(UserError, match="target_not_writable"):
        attach(stock, photo)
    assert stored(stock) == []


def test_unknown_kinds_and_vehicles_are_a_sentence(stock: Database, photo: Path) -> None:
    with pytest.raises(UserError, match="attachment_kind_unknown"):
        attach(stock, photo, kind="selfie")
    with pytest.raises(UserError, match="row_gone"):
        attach(stock, photo, vehicle=99)
    attach(stock, photo)
    with pytest.raises(UserError, match="attachment_kind_unknown"):
        attaching.change_kind(stock, [1], "selfie", "sato")


def test_every_step_is_undone_and_redone(stock: Database, photo: Path, paper: Path) -> None:
    attach(stock, photo, paper)
    first, second = (one.id or 0 for one in stored(stock))
    acts: list[Callable[[], object]] = [
        lambda: attaching.change_kind(stock, [first], "chassis_photo", "sato"),
        lambda: attaching.change_note(stock, second, "  paid\n in cash ", "sato"),
        lambda: attaching.move(stock, [second], first, "sato"),
        lambda: attaching.remove(stock, [first, second], "sato"),
    ]
    seen = [stored(stock)]
    for act in acts:
        act()
        seen.append(stored(stock))
    assert seen[1][0].kind == "chassis_photo"
    assert seen[2][1].note == "paid in cash"
    assert [one.id for one in seen[3]] == [second, first]
    assert seen[4] == []
    for expected in reversed(seen[:-1]):
        found = undoing.next_undo(stock.connection)
        assert found is not None
        undoing.undo_step(stock, found.step, "sato")
        assert stored(stock) == expected
    found = undoing.next_undo(stock.connection)
    assert found is not None
    undoing.undo_step(stock, found.step, "sato")
    assert stored(stock) == []
    for expected in seen:
        again = undoing.next_redo(stock.connection)
        assert again is not None
        undoing.undo_step(stock, again.step, "sato")
        assert stored(stock) == expected
    assert attaching.verify(stock.connection, silent, stock.path).good == 0
    assert len(files_of(stock)) == 2


def test_what_changes_nothing_is_no_step(stock: Database, photo: Path) -> None:
    attach(stock, photo)
    before = steps(stock)
    attaching.change_kind(stock, [1], "photo", "sato")
    attaching.change_note(stock, 1, " ", "sato")
    attaching.move(stock, [1], None, "sato")
    attaching.remove(stock, [], "sato")
    assert steps(stock) == before


@settings(max_examples=60)
@given(
    st.permutations(range(1, 7)),
    st.sets(st.integers(1, 6), min_size=1),
    st.none() | st.integers(1, 6),
)
def test_moving_keeps_all_and_puts_the_chosen_together(
    order: list[int], chosen: set[int], before: int | None
) -> None:
    moved = attaching._moved(order, list(chosen), before)
    assert sorted(moved) == sorted(order)
    assert [n for n in moved if n not in chosen] == [n for n in order if n not in chosen]
    places = [moved.index(n) for n in order if n in chosen]
    assert places == list(range(places[0], places[0] + len(chosen)))
    if before is not None and before not in chosen:
        assert moved.index(before) == places[-1] + 1


def test_a_file_gone_or_changed_is_said_and_counted(
    stock: Database, photo: Path, paper: Path, tmp_path: Path
) -> None:
    attach(stock, photo, paper, picture(tmp_path / "c.png"))
    one, two, three = stored(stock)
    attachment_files.place(stock.path, one.sha256).unlink()
    attachment_files.place(stock.path, two.sha256).write_bytes(b"%PDF-1.7 another")
    assert [attaching.look(stock.path, a).condition for a in (one, two, three)] == [
        "gone", "changed", "good",
    ]  # fmt: skip
    for broken, key in ((one, "attachment_gone"), (two, "attachment_changed")):
        with pytest.raises(UserError, match=key):
            attaching.picture(stock.path, broken, 100)
    found = attaching.verify(stock.connection, silent, stock.path)
    assert (found.good, [a.id for a in found.gone], [a.id for a in found.changed]) == (1, [1], [2])
    outcome = attach(stock, photo, paper)  # there already, and mended
    assert len(outcome.doubles) == 2
    assert attaching.verify(stock.connection, silent, stock.path).good == 3


def test_small_pictures_are_made_once_and_kept(stock: Database, photo: Path, paper: Path) -> None:
    attach(stock, photo, paper)
    one, two = stored(stock)
    small = attaching.look(stock.path, one).thumbnail
    assert small is not None
    assert attachment_files.thumbnail(stock.path, one.sha256) == small
    assert attaching.look(stock.path, one).thumbnail == small
    assert attaching.look(stock.path, two).thumbnail is None


def test_photos_for_buyers_hold_only_the_first_photograph(
    stock: Database, photo: Path, tmp_path: Path
) -> None:
    phone = lying(tmp_path / "phone.jpg")
    attach(stock, photo, kind="auction_sheet")
    attach(stock, phone, picture(tmp_path / "c.png"))
    attach(stock, photo, vehicle=PRADO, kind="supplier_invoice")
    found = attaching.photos_of(stock.connection, stock.path, [VITZ, PRADO, 99])
    assert list(found) == [VITZ]
    assert found[VITZ][:3] == b"\xff\xd8\xff"
    assert b"SECRETPHONE" not in found[VITZ]
    first = stored(stock)[1]
    attachment_files.place(stock.path, first.sha256).unlink()
    assert list(attaching.photos_of(stock.connection, stock.path, [VITZ])) == [VITZ]


def age(file: Path) -> None:
    os.utime(file, (1, 1))


def test_sweeping_takes_only_what_nobody_knows(stock: Database, photo: Path, paper: Path) -> None:
    attach(stock, photo, paper)
    one, two = stored(stock)
    attaching.look(stock.path, one)
    attaching.remove(stock, [two.id or 0], "sato")  # only the journal knows it now
    for file in files_of(stock):
        age(file)
    orphan = attachment_files.place(stock.path, "ab" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    part = attachment_files.folder(stock.path) / "part" / f"{whole_file.PART}123"
    part.write_bytes(b"x")
    assert attaching.sweep(stock) == 0  # both are fresh: somebody may be writing them
    age(orphan)
    age(part)
    assert attaching.sweep(stock) == 1
    assert not orphan.exists()
    assert not part.exists()
    found = undoing.next_undo(stock.connection)
    assert found is not None
    undoing.undo_step(stock, found.step, "sato")
    assert attaching.verify(stock.connection, silent, stock.path).good == 2


def test_sweeping_spares_what_a_backup_knows(stock: Database, photo: Path, tmp_path: Path) -> None:
    attach(stock, photo)
    newer = backup.make(stock.path)
    stock.close()
    older = tmp_path / "older.db"
    with open_file(older) as fresh:
        assert fresh.path == older
    for ending in ("-wal", "-shm"):
        Path(f"{stock.path}{ending}").unlink(missing_ok=True)
    shutil.copy(older, stock.path)
    with open_file(stock.path) as back:
        for file in files_of(back):
            age(file)
        assert attaching.sweep(back) == 0
        newer.write_bytes(b"damaged")
        with pytest.raises(UserError, match="database_unreadable"):
            attaching.sweep(back)
        for one in backup.every(stock.path):
            one.unlink()
        assert attaching.sweep(back) == 1


def test_sweeping_waits_for_whoever_writes(stock: Database) -> None:
    stock.connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(stock.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="database_busy"):
        attaching.sweep(stock)
    other.execute("ROLLBACK")
    other.close()
    assert attaching.sweep(stock) == 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.binary(min_size=1, max_size=300))
def test_any_name_and_any_bytes_are_attached_and_read_back(
    stock: Database, tmp_path: Path, name: str, data: bytes
) -> None:
    from broker_app.domain.file_name import safe_name

    file = tmp_path / safe_name(name)
    file.write_bytes(data)
    outcome = attach(stock, file)
    assert len(outcome.added) + len(outcome.doubles) == 1
    for one in outcome.added:
        attaching.look(stock.path, one)
        assert attachment_files.place(stock.path, one.sha256).read_bytes() == data
    file.unlink()


def test_what_is_missing_follows_the_shipment_and_the_state(
    stock: Database, books: Books, photo: Path
) -> None:
    def missing() -> dict[int, tuple[str, ...]]:
        return attaching.missing_of(stock.connection, books, [VITZ, PRADO])

    assert missing() == {}
    voyage = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, voyage, VITZ, 900_000, "sato", TODAY)
    assert missing() == {VITZ: ("auction_sheet", "photo", "chassis_photo")}
    attach(stock, photo)
    assert missing() == {VITZ: ("auction_sheet", "chassis_photo")}
    shipping.change_shipment(stock, books, voyage, {"state": "booked"}, "sato", TODAY)
    assert missing()[VITZ][-2:] == ("certificate", "supplier_invoice")
    evidence = Evidence(
        vehicle=VITZ, kind="export_certificate", issuer="MLIT", issued_on="2026-11-01", grade="F"
    )
    evidencing.store_paper(stock, evidence, photo, "sato", TODAY)
    assert "certificate" not in missing()[VITZ]
    with write.step(stock, "edit", "sato", fact="made_in") as step:
        step.change("vehicle", PRADO, {"state": "bought"})
    assert missing()[PRADO] == ("auction_sheet", "supplier_invoice")


def test_an_import_undone_leaves_the_vehicle_that_has_files(stock: Database, photo: Path) -> None:
    attach(stock, photo)
    batch = stock.connection.execute("SELECT max(id) FROM batch").fetchone()[0]
    _, kept = undoing.undo_batch(stock, batch, "sato")
    assert kept == [VITZ]
    assert [one.file for one in stored(stock)] == ["IMG_0001.jpg"]

"""Files that another program gets: looked at first, read-only, never one that could run."""

import os
import time
from pathlib import Path

import pytest

from broker_app.domain.attachment import Attachment
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import attaching, opening
from broker_app.jobs.progress import silent
from broker_app.store import attachment_files, attachments
from broker_app.store.database import Database
from tests.jobs.pictures import picture, zipped

VITZ, PRADO = 1, 2


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def put(
    db: Database, file: Path, vehicle: int = VITZ, kind: str = "", name: str = ""
) -> Attachment:
    outcome, _ = attaching.attach(db, silent, vehicle, [file], "sato", kind)
    one = outcome.added[0]
    one.file = name or one.file
    return one


def test_a_copy_is_read_only_and_apart(stock: Database, tmp_path: Path) -> None:
    one = put(stock, picture(tmp_path / "車 1.jpg"))
    copy = opening.copy_to_open(stock.path, one)
    assert copy.name == "車 1.jpg"
    assert copy.read_bytes() == (tmp_path / "車 1.jpg").read_bytes()
    assert not copy.stat().st_mode & 0o222
    assert attachment_files.folder(stock.path) not in copy.parents


def test_old_copies_are_removed_and_others_left(
    stock: Database, tmp_path: Path, own_temporary_folder: Path
) -> None:
    one = put(stock, picture(tmp_path / "a.jpg"))
    old, fresh = opening.copy_to_open(stock.path, one), opening.copy_to_open(stock.path, one)
    other = own_temporary_folder / "broker-open-link"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("x")
    other.symlink_to(elsewhere)
    os.utime(old.parent, (1, time.time() - 2 * opening.KEPT_SECONDS))
    os.utime(other, (1, 1), follow_symlinks=False)
    opening.copy_to_open(stock.path, one)
    assert not old.parent.exists()
    assert fresh.exists()
    assert (elsewhere / "mine.txt").exists()


@pytest.mark.parametrize(
    ("name", "data", "danger"),
    [
        ("photo.jpg.exe", b"MZ\x90", "program"),
        ("photo.jpg", b"MZ\x90", "program"),
        ("photo\u202egpj.exe", b"MZ\x90", "override"),
        ("invoice.lnk", b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
        ("read me.js", b"alert(1)", "script"),
        ("notes.txt", b"#!/bin/sh\nid", "script"),
        ("page.pdf", b"<html><script>", "web_page"),
        ("x.pdf", b"\x00\x01\x02", "unknown"),
    ],
)
def test_what_could_run_is_only_saved(
    stock: Database, tmp_path: Path, name: str, data: bytes, danger: str
) -> None:
    (tmp_path / "in.bin").write_bytes(data)
    one = put(stock, tmp_path / "in.bin", name=name)
    examined = opening.examine(stock.path, one)
    assert danger in examined.dangers
    assert not examined.may_open
    assert "\u202e" not in examined.name
    with pytest.raises(UserError, match="attachment_dangerous"):
        opening.copy_to_open(stock.path, one)
    saved = opening.save_as(stock.path, one, tmp_path / "saved.bin")
    assert saved.read_bytes() == data


def test_a_macro_workbook_under_another_name_is_only_saved(stock: Database, tmp_path: Path) -> None:
    file = zipped(
        tmp_path / "list.xlsx", "[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"
    )
    assert opening.examine(stock.path, put(stock, file)).dangers == ("macros",)


def test_names_cannot_leave_their_folder(stock: Database, tmp_path: Path) -> None:
    one = put(stock, picture(tmp_path / "a.jpg"), name="../../../evil.jpg")
    copy = opening.copy_to_open(stock.path, one)
    assert copy.name == "evil.jpg"
    assert copy.parent.name.startswith(opening.COPIES)


def test_a_file_gone_or_changed_is_neither_opened_nor_saved(
    stock: Database, tmp_path: Path
) -> None:
    one = put(stock, picture(tmp_path / "a.jpg"))
    attachment_files.place(stock.path, one.sha256).write_bytes(b"MZ")
    target = tmp_path / "kept.jpg"
    target.write_bytes(b"before")
    for act in (
        lambda: opening.examine(stock.path, one),
        lambda: opening.copy_to_open(stock.path, one),
        lambda: opening.save_as(stock.path, one, target),
    ):
        with pytest.raises(UserError, match="attachment_changed"):
            act()
    assert target.read_bytes() == b"before"
    attachment_files.place(stock.path, one.sha256).unlink()
    with pytest.raises(UserError, match="attachment_gone"):
        opening.copy_to_open(stock.path, one)


def test_where_nothing_can_be_written_is_a_sentence(stock: Database, tmp_path: Path) -> None:
    one = put(stock, picture(tmp_path / "a.jpg"))
    with pytest.raises(UserError, match="target_not_writable"):
        opening.save_as(stock.path, one, tmp_path / "none" / "a.jpg")


@pytest.fixture
def photos(stock: Database, tmp_path: Path) -> list[Attachment]:
    made = [
        put(stock, picture(tmp_path / "1.png"), kind="photo"),
        put(stock, picture(tmp_path / "2.jpg", colour="red"), kind="chassis_photo"),
        put(stock, picture(tmp_path / "3.jpg", colour="green"), PRADO, "photo"),
        put(stock, picture(tmp_path / "4.jpg", colour="blue"), PRADO, "auction_sheet"),
    ]
    (tmp_path / "5.pdf").write_bytes(b"%PDF-1.7")
    put(stock, tmp_path / "5.pdf", PRADO, "photo")
    return made


def test_photographs_are_saved_by_chassis_number(
    stock: Database, photos: list[Attachment], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for _ in range(2):  # what lies there is never replaced
        saved = opening.save_photos(stock.connection, silent, stock.path, [VITZ, PRADO], folder)
        assert (saved.photos, saved.vehicles, saved.lost) == (3, 2, ())
    assert sorted(file.name for file in folder.iterdir()) == [
        "KSP130-1234567 01 (2).png",
        "KSP130-1234567 01.png",
        "KSP130-1234567 02 (2).jpg",
        "KSP130-1234567 02.jpg",
        "TRJ150-0087421 01 (2).jpg",
        "TRJ150-0087421 01.jpg",
    ]


def test_a_photograph_that_is_gone_is_told_and_the_others_saved(
    stock: Database, photos: list[Attachment], tmp_path: Path
) -> None:
    attachment_files.place(stock.path, photos[0].sha256).unlink()
    folder = tmp_path / "out"
    folder.mkdir()
    saved = opening.save_photos(stock.connection, silent, stock.path, [VITZ], folder)
    assert (saved.photos, saved.lost) == (1, ("1.png",))


def test_saving_photographs_cancelled_leaves_nothing(
    stock: Database, photos: list[Attachment], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    def stop(done: int, total: int, key: str, /, **values: object) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        opening.save_photos(stock.connection, stop, stock.path, [VITZ, PRADO], folder)
    assert list(folder.iterdir()) == []
    with pytest.raises(UserError, match="target_not_writable"):
        opening.save_photos(stock.connection, silent, stock.path, [VITZ], tmp_path / "none")


def test_no_photographs_is_a_sentence(stock: Database, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_photos"):
        opening.save_photos(stock.connection, silent, stock.path, [VITZ], tmp_path)
    assert attachments.of_vehicle(stock.connection, VITZ) == []

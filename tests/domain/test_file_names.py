"""Names of files that came from outside: safe anywhere, and their tricks said."""

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.file_name import (
    LONGEST,
    MOST_BYTES,
    ending_of,
    numbered,
    safe_name,
    stored_name,
    turns_direction,
)
from broker_app.domain.file_type import TYPES, dangers, is_misnamed, of_bytes

DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in range(10)}
ANY_NAME = st.text(max_size=300) | st.text(alphabet="./\\:conaux \u202e\u3000写真", max_size=40)


@given(ANY_NAME)
def test_a_safe_name_is_one_name_on_every_system(name: str) -> None:
    safe = safe_name(name)
    for path in (PurePosixPath(safe), PureWindowsPath(safe)):
        assert path.name == safe
        assert not path.is_absolute()
        assert ".." not in path.parts
    assert safe not in ("", ".", "..")
    assert safe.split(".")[0].strip().upper() not in DEVICES
    assert safe[-1] not in ". "
    assert len(safe) <= LONGEST
    assert len(safe.encode()) <= MOST_BYTES
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in safe)
    assert safe_name(safe) == safe


@given(ANY_NAME)
def test_a_stored_name_holds_no_folder_and_can_be_stored(name: str) -> None:
    stored = stored_name(name)
    stored.encode()
    assert not {"/", "\\"} & set(stored)
    assert safe_name(stored) == safe_name(name) or "\ufffd" in stored


@given(ANY_NAME, st.integers(2, 99))
def test_a_safe_name_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, name: str, number: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for made in (safe_name(name), numbered(safe_name(name), number)):
        file = folder / made
        file.write_bytes(b"x")
        assert file.resolve().parent == folder.resolve()
        file.unlink()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\x.dll", "x.dll"),
        ("C:\\Users\\me\\車両.jpg", "車両.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("con.jpg", "_con.jpg"),
        ("COM1", "_COM1"),
        ("...", "file"),
        ("", "file"),
        ("a:b?.jpg", "a_b_.jpg"),
        ("name.jpg. . ", "name.jpg"),
        ("two\nlines.jpg", "twolines.jpg"),
        ("出品票 1234.jpg", "出品票 1234.jpg"),
    ],
)
def test_known_tricks(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    assert safe_name("写真" * 200 + ".jpeg").endswith("写.jpeg")
    assert ending_of("写" * 300 + ".PDF") == "pdf"


def test_endings_are_read_as_a_system_reads_them() -> None:
    assert ending_of("photo.jpg.EXE") == "exe"
    assert ending_of("photo.jpg.exe . ") == "exe"
    assert ending_of("photo．ｅｘｅ") == "exe"
    assert ending_of("photo") == ""
    assert turns_direction("photo\u202egpj.exe")
    assert not turns_direction("写真.jpg")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.jpg", "jpeg", ()),
        ("photo.JPG", "png", ()),
        ("sheet.pdf", "pdf", ()),
        ("list.csv", "text", ()),
        ("book.xlsx", "workbook", ()),
        ("photo.jpg.exe", "program", ("program",)),
        ("photo.jpg", "program", ("program",)),
        ("photo.exe", "jpeg", ("program",)),
        ("photo\u202egpj.exe", "program", ("override", "program")),
        ("photo\u200e.jpg", "jpeg", ("override",)),
        ("invoice.lnk", "shortcut", ("shortcut",)),
        ("invoice.pdf.url", "text", ("shortcut",)),
        ("run.bat", "text", ("script",)),
        ("notes.txt", "script", ("script",)),
        ("book.xlsm", "macros", ("macros",)),
        ("book.xlsx", "macros", ("macros",)),
        ("book.xls", "locked", ("locked",)),
        ("page.html", "web_page", ("web_page",)),
        ("drawing.svg", "web_page", ("web_page",)),
        ("photo.jpg", "pdf", ("mismatch",)),
        ("data.xlsx", "text", ("mismatch",)),
        ("photo", "jpeg", ("unknown",)),
        ("photo.xyz", "unknown", ("unknown",)),
        ("all.zip", "archive", ("archive",)),
        ("disk.iso", "disk_image", ("disk_image",)),
    ],
)
def test_what_is_dangerous(name: str, content: str, said: tuple[str, ...]) -> None:
    assert dangers(name, TYPES[content]) == said


def test_a_wrong_ending_among_pictures_is_said_and_not_feared() -> None:
    assert is_misnamed("photo.jpg", TYPES["png"])
    assert not is_misnamed("photo.jpeg", TYPES["jpeg"])
    assert not is_misnamed("scan.tiff", TYPES["tiff"])
    assert is_misnamed("photo.jpg", TYPES["program"])


@pytest.mark.parametrize(
    ("head", "key"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic\x00", "heic"),
        (b"\x00\x00\x00\x18ftypmp42\x00", "video"),
        (b"MZ\x90\x00", "program"),
        (b"L\x00\x00\x00\x01\x14\x02\x00\x00", "shortcut"),
        (b"#!/bin/sh\nrm -rf ~", "script"),
        (b"[InternetShortcut]\r\nURL=http://x", "shortcut"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "web_page"),
        (b"<?xml version='1.0'?><svg/>", "web_page"),
        ("\ufeff<html>".encode("utf-16-le"), "web_page"),
        ("車台番号,年式\n".encode("cp932"), "text"),
        ("車台番号".encode()[:-1], "text"),
        (b"{\\rtf1 \\object", "unknown"),
        (b"\x01\x02\x03\x00\xff", "unknown"),
    ],
)
def test_contents_are_known_by_their_first_bytes(head: bytes, key: str) -> None:
    assert of_bytes(head).key == key


@given(st.binary(max_size=200))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert of_bytes(head).key in TYPES


def test_the_name_of_a_file_with_broken_bytes_is_text() -> None:
    name = "\udc83e.jpg"  # what a system gives for bytes that are no text
    assert stored_name(name).encode()
    assert Path(safe_name(name)).suffix == ".jpg"

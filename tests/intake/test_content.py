"""What a file really is, and what can be seen of a picture; any bytes give an answer."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from broker_app.domain.file_type import TYPES
from broker_app.intake import content, pictures
from tests.jobs.pictures import lying, picture, zipped


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a.jpg", "jpeg"),
        ("a.png", "png"),
        ("a.gif", "gif"),
        ("a.bmp", "bmp"),
        ("a.tif", "tiff"),
        ("a.webp", "webp"),
    ],
)
def test_pictures_are_known_and_measured(tmp_path: Path, name: str, key: str) -> None:
    file = picture(tmp_path / name, (300, 200))
    assert content.type_of(file).key == key
    assert content.type_of(file).mime in pictures.READ
    assert pictures.size_of(file) == (300, 200)
    small = pictures.small_copy(file, 90)
    assert small is not None
    (tmp_path / "small").write_bytes(small)
    with Image.open(tmp_path / "small") as shown:
        assert (shown.format, shown.size) == ("JPEG", (90, 60))


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("[Content_Types].xml", "xl/workbook.xml"), "workbook"),
        (("[Content_Types].xml", "word/document.xml"), "document"),
        (("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        (("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macros"),
        (("[Content_Types].xml", "word/document.xml", "word/activeX/a.bin"), "macros"),
        (("[Content_Types].xml", "xl/workbook.bin"), "macros"),
        (("mimetype", "content.xml", "Configurations2/x"), "open_document"),
        (("mimetype", "content.xml", "Basic/script-lc.xml"), "macros"),
        (("META-INF/MANIFEST.MF", "A.class"), "program"),
        (("a.txt", "b.exe"), "archive"),
    ],
)
def test_containers_are_looked_into(tmp_path: Path, names: tuple[str, ...], key: str) -> None:
    assert content.type_of(zipped(tmp_path / "photo.jpg", *names)).key == key


def test_a_real_workbook_is_one(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "book.xlsx")
    assert content.type_of(tmp_path / "book.xlsx").key == "workbook"


def test_an_archive_that_lists_too_much_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.zip"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 0xFFFFFFFF, 0, 0)
    file.write_bytes(b"PK\x03\x04" + bytes(100) + end)
    assert content.type_of(file).key == "archive"


def test_a_disk_image_is_known_by_its_volume(tmp_path: Path) -> None:
    (tmp_path / "a.iso").write_bytes(bytes(0x8001) + b"CD001" + bytes(100))
    assert content.type_of(tmp_path / "a.iso").key == "disk_image"


def test_a_picture_stands_upright_and_tells_nothing_else(tmp_path: Path) -> None:
    file = lying(tmp_path / "phone.jpg")
    assert b"SECRETPHONE" in file.read_bytes()
    assert pictures.size_of(file) == (480, 640)
    small = pictures.small_copy(file, 64)
    assert small is not None
    assert b"SECRETPHONE" not in small
    assert b"Exif" not in small
    (tmp_path / "small.jpg").write_bytes(small)
    with Image.open(tmp_path / "small.jpg") as shown:
        assert shown.size == (48, 64)
        assert not dict(shown.getexif())
        top, bottom = shown.getpixel((24, 4)), shown.getpixel((24, 60))
    assert top[1] < 80 < 200 < bottom[1]  # the red half is at the top now


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "I", "F", "CMYK"])
def test_every_mode_gives_a_small_picture(tmp_path: Path, mode: str) -> None:
    ending = "png" if mode in ("1", "L", "LA", "P", "RGBA", "I;16") else "tif"
    file = tmp_path / f"a.{ending}"
    Image.new(mode, (40, 30)).save(file)
    assert pictures.small_copy(file, 20) is not None


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(tmp_path / "a.png")
    small = pictures.small_copy(tmp_path / "a.png", 20)
    (tmp_path / "b.jpg").write_bytes(small or b"")
    with Image.open(tmp_path / "b.jpg") as shown:
        assert shown.getpixel((10, 10)) == (255, 255, 255)


def bomb(file: Path, width: int, height: int) -> Path:
    """Write a small file that says it is a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000))
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )
    return file


@pytest.mark.parametrize(
    "size", [(12_000, 12_000), (50_000, 50_000), (40_000, 10), (2**31 - 1, 2**31 - 1)]
)
def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, size: tuple[int, int]) -> None:
    file = bomb(tmp_path / "bomb.png", *size)
    assert content.type_of(file) is TYPES["png"]
    assert pictures.size_of(file) is None
    assert pictures.small_copy(file, 320) is None


def test_a_picture_that_is_cut_off_has_no_small_one(tmp_path: Path) -> None:
    file = picture(tmp_path / "a.jpg", (800, 600))
    file.write_bytes(file.read_bytes()[:900])
    assert pictures.small_copy(file, 320) is None


SEEDS = ("a.jpg", "a.png", "a.gif", "a.bmp", "a.tif", "a.webp")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6)
)
def test_damaged_pictures_never_raise(
    tmp_path: Path, name: str, damage: list[tuple[float, int]]
) -> None:
    data = bytearray(picture(tmp_path / name, (60, 40)).read_bytes())
    for place, byte in damage:
        data[int(place * (len(data) - 1))] = byte
    file = tmp_path / "damaged"
    file.write_bytes(data)
    content.type_of(file)
    pictures.size_of(file)
    pictures.small_copy(file, 30)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff"]),
    st.binary(),
)
def test_any_bytes_have_a_type(tmp_path: Path, start: bytes, rest: bytes) -> None:
    file = tmp_path / "any"
    file.write_bytes(start + rest)
    assert content.type_of(file).key in TYPES
    pictures.small_copy(file, 30)

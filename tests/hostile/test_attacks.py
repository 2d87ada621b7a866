"""Single attacks by real files, at every door they fit: a sentence, and little time and memory."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_app.domain.file_type import dangers
from broker_app.errors import UserError
from broker_app.intake import content, pictures
from broker_app.intake.read import open_list
from broker_app.jobs import company_profile
from broker_app.papers import thumbnail
from tests.hostile.lists import ROWS, spreadsheetml
from tests.hostile.targets import DATA, DOORS, TODAY, books
from tests.hostile.test_strange_files import bounded

LINUX = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no limit of memory here")


# pictures


def png(width: int, height: int, points: bytes = b"") -> bytes:
    """A picture of one bit a point that says to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = (
        chunk(b"IHDR", head),
        chunk(b"IDAT", points or zlib.compress(b"\0")),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def bomb() -> bytes:
    """60,000 by 60,000 points, all there: 450 MB in half a megabyte."""
    line, packer = b"\0" * (60_000 // 8 + 1), zlib.compressobj(9)
    packed = b"".join(packer.compress(line * 1_000) for _ in range(60)) + packer.flush()
    return png(60_000, 60_000, packed)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff," + struct.pack(
        "<HHHHB", 0, 0, width, height, 0
    ) + b"\x02\x02D\x01\0;"  # fmt: skip


def bmp(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 4, 0, 0, 54) + head + b"\0\0\0\0"


HUGE = {
    "said.png": png(60_000, 60_000),
    "most.png": png(2**31 - 1, 2**31 - 1),
    "flat.png": png(2**31 - 1, 1),
    "said.gif": gif(65_535, 65_535),
    "said.bmp": bmp(60_000, 60_000),
    "least.bmp": bmp(-(2**31), -(2**31)),
}


@LINUX
@pytest.mark.parametrize("name", [*HUGE, "whole.png"])
def test_pictures_of_huge_sides_are_not_unpacked(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(HUGE[name] if name in HUGE else bomb())
    with bounded():
        assert pictures.small_copy(file, 320) is None
        assert thumbnail.thumbnail(file.read_bytes()) is None
        with pytest.raises(UserError):
            company_profile.picture_of(file)


SVG = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    b'\xef\xbb\xbf  <!-- x --><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    b'<svg><image href="http://example.org/a.png"/></svg>',
]


@pytest.mark.parametrize("data", SVG)
@pytest.mark.parametrize("name", ["logo.svg", "logo.png", "photo.jpg"])
def test_a_drawing_of_the_web_is_no_picture(data: bytes, name: str, tmp_path: Path) -> None:
    """It may hold scripts and fetch what it likes: kept where it is attached, never opened."""
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(UserError):
        company_profile.picture_of(file)
    assert pictures.size_of(file) is None
    assert pictures.small_copy(file, 320) is None
    assert thumbnail.thumbnail(data) is None
    assert dangers(name, content.type_of(file))


# entities, in every door that reads XML

SECRET = "TOPSECRET"


def entities(folder: Path) -> Iterator[tuple[str, str]]:
    """Declarations of an entity `e`, and what it would stand for."""
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    yield f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>', SECRET
    yield f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ENTITY e "x">]>', SECRET
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    yield f'<!DOCTYPE x [<!ENTITY a0 "haha">{laughs}<!ENTITY e "&a9;">]>', "haha"
    yield f'<!DOCTYPE x [<!ENTITY a0 "{"haha" * 10_000}"><!ENTITY e "{"&a0;" * 10_000}">]>', "haha"


XML = {
    "spreadsheetml": (spreadsheetml(), "アクア"),
    "rates": ((DATA / "rates" / "eurofxref-daily.xml").read_bytes(), "JPY"),
    **{
        f"sanctions list {name}": ((DATA / "screening" / name).read_bytes(), "MIHON")
        for name in ("un.xml", "sdn.xml", "sdn_advanced.xml")
    },
}


@LINUX
@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_xml_stay_shut(name: str, which: int, encoding: str, tmp_path: Path) -> None:
    data, word = XML[name]
    declared, would_be = list(entities(tmp_path))[which]
    text = data.decode("utf-8-sig")
    head, end, rest = text.partition("?>")
    assert end
    assert word in rest
    made = f"{head}{end}{declared}{rest.replace(word, '&e;')}".replace("UTF-8", encoding)
    file = tmp_path / "given.xml"
    file.write_bytes(made.encode(encoding))
    shown = ""
    with bounded():
        try:
            if name == "spreadsheetml":
                tables = open_list(file, books().lookups, TODAY)
                shown = str([table.head(20) if hasattr(table, "head") else list(table.rows())
                             for table in tables])  # fmt: skip
            else:
                DOORS[name.partition(" ")[0] if name == "rates" else "sanctions list"].take(
                    tmp_path, file.read_bytes()
                )
        except UserError as problem:
            shown = f"{problem.key} {problem.values}"
    assert would_be not in shown


# containers of old workbooks


def ole(**fields: int) -> bytes:
    """The head of an OLE file whose tables lead anywhere, with 20 sectors of the same."""
    known = {"sectors": 1, "first_dir": 0, "first_mini": 0xFFFFFFFE, "minis": 0, "first_difat": 0xFFFFFFFE,
             "difats": 0, "shift": 9} | fields  # fmt: skip
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, known["shift"], 6) + b"\0" * 6
    head += struct.pack("<IIIII", 0, known["sectors"], known["first_dir"], 0, 4096)
    head += struct.pack(
        "<IIII", known["first_mini"], known["minis"], known["first_difat"], known["difats"]
    )
    head += struct.pack("<109I", *([1] * 109))
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0")
    entry = name + struct.pack("<HBB", 18, 5, 1) + struct.pack("<III", 1, 1, 1) + b"\0" * 36
    entry += struct.pack("<IQ", 0, 2**40)
    return head + entry * 4 + struct.pack("<128I", *([0] * 128)) * 20


OLE = {
    "loop": ole(),
    "endless": ole(sectors=2**32 - 1),
    "difat": ole(first_difat=1, difats=2**32 - 1),
    "mini": ole(first_mini=1, minis=2**32 - 1),
    "wide": ole(shift=31),
    "narrow": ole(shift=0),
    "far": ole(first_dir=2**31),
}


@LINUX
@pytest.mark.parametrize("name", OLE)
@pytest.mark.parametrize("door", ["list", "attachment", "scan", "template", "rates", "names"])
def test_tables_of_an_old_container_that_lead_anywhere(
    name: str, door: str, tmp_path: Path
) -> None:
    refused = ""
    with bounded():
        try:
            DOORS[door].take(tmp_path, OLE[name])
        except UserError as problem:
            refused = problem.key
    assert refused or door in ("attachment", "scan", "names")  # which take what they do not read


def test_the_lists_that_attacks_are_made_from_are_good(tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(spreadsheetml())
    (table,) = open_list(file, books().lookups, TODAY)
    assert len(list(table.rows())) == len(ROWS)

"""Workbooks that say to be smaller than they are: refused before the native reader sees them.

The native reader ends the whole program where it cannot have the memory it asks for.
"""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.intake import sniff, spans
from tests.hostile.lists import ods, xlsx, zipped
from tests.hostile.targets import DOORS

SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def with_cells(more: bytes, place: str = SHEET) -> bytes:
    """A small workbook with further rows, its sheet under another name where one is given."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        for name in archive.namelist():
            part = archive.read(name).replace(SHEET.encode(), place.encode())
            if name == SHEET:
                name, part = place, part.replace(b"</sheetData>", more + b"</sheetData>")
            members[name] = part
    return zipped(members)


def said(folder: Path, data: bytes) -> str:
    try:
        DOORS["list"].take(folder, data)
    except UserError as problem:
        return problem.key
    return ""


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (FAR, SHEET),
        (FAR, "xl/other/s.xml"),
        (FAR, "xl/worksheets/below/s.xml"),
        (FAR, "xl/styles2.bin"),
        (FAR.replace(b"XFD", b"xfd"), SHEET),
        (FAR.replace(b'r="X', b'r = "X'), SHEET),
        (FAR.replace(b'<c r="XFD1048576">', b"<c/>" * 99 + b"<c>"), SHEET),
        (FAR.replace(b"XFD1048576", b"XFD0000001048576"), SHEET),
        (FAR.replace(b"<c ", b'<c s="' + b" " * 500 + b'" '), SHEET),
        (FAR.replace(b"<c ", b'<c s=">" '), SHEET),
        (FAR.replace(b"<c ", b'<c s="1"'), SHEET),
        (b"<row/>" * 700_000 + b'<row><c r="CZ700003"><v>1</v></c></row>', SHEET),
        (b"<row/>" * 700_000 + b"<row>" + b"<c/>" * 99 + b"<c><v>1</v></c></row>", SHEET),
    ],
)
def test_far_corners_in_any_disguise(tmp_path: Path, cells: bytes, place: str) -> None:
    assert said(tmp_path, with_cells(cells, place)) == "list_too_large"


def test_a_stated_size_of_the_sheet_is_not_believed(tmp_path: Path) -> None:
    whole = b'<dimension ref="A1:XFD1048576"/>'
    assert said(tmp_path, with_cells(b"")) == ""
    members = {}
    with zipfile.ZipFile(io.BytesIO(with_cells(b""))) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            members[name] = part.replace(b'<dimension ref="A1:J3"/>', whole)
    assert members[SHEET].count(whole) == 1
    assert said(tmp_path, zipped(members)) == ""


def test_one_long_text_shared_by_many_cells(tmp_path: Path) -> None:
    shared = b"<sst><si><t>" + b"x" * 200_000 + b"</t></si></sst>"
    cells = b'<row r="4">' + b'<c t="s"><v>0</v></c>' * 9_000 + b"</row>"
    members = {}
    with zipfile.ZipFile(io.BytesIO(with_cells(cells))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/sharedStrings.xml"] = shared
    assert said(tmp_path, zipped(members)) == "list_too_large"


def test_many_texts_of_which_one_is_long_are_read(tmp_path: Path) -> None:
    """The bound that is quick is too rough for these; looked at closer they are small."""
    shared = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si><si><t>short</t></si></sst>"
    members = {"xl/sharedStrings.xml": shared, "s.xml": b"<sheetData>"}
    members["s.xml"] += b'<c t="s"><v>1</v></c>' * 50_000
    with zipfile.ZipFile(io.BytesIO(zipped(members))) as archive:
        values = sum(spans.sheet_cells(archive, one)[1] for one in archive.infolist())
        assert 30_000 * values > spans.MOST_TEXT > spans.shared_bytes(archive, values)


def lying(data: bytes, name: str, size: int) -> bytes:
    """Let the list of an archive say of a member that it unpacks to no more than `size`."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        begins = archive.getinfo(name).header_offset
    assert made[begins : begins + 4] == b"PK\x03\x04"
    made[begins + 22 : begins + 26] = struct.pack("<I", size)
    at = made.rindex(b"PK\x01\x02", 0, made.rindex(name.encode()))
    made[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(made)


@pytest.mark.parametrize("place", [SHEET, "xl/media/picture.png"])
def test_a_member_longer_than_it_says(tmp_path: Path, place: str) -> None:
    members = {}
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[place] = members.get(place, b"") + b" " * 60_000_000
    data = lying(zipped(members), place, 100)
    assert said(tmp_path, data) == "list_too_large"


def test_entries_that_overlap_are_each_counted(tmp_path: Path) -> None:
    """Many entries of one long member: what they unpack to together is refused at once."""
    data = zipped({"xl/workbook.xml": b"<x/>", "a": b" " * 3_000_000})
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    end = data.index(b"PK\x05\x06")
    entry, tail = data[at:end], bytearray(data[end:])
    many = 900
    tail[8:12] = struct.pack("<HH", many + 1, many + 1)
    tail[12:16] = struct.pack("<I", end - data.index(b"PK\x01\x02") + len(entry) * (many - 1))
    bomb = data[:end] + entry * (many - 1) + bytes(tail)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        assert len(archive.infolist()) == many + 1
    assert said(tmp_path, bomb) == "list_too_large"


def test_an_archive_in_an_archive_is_no_list(tmp_path: Path) -> None:
    inner = zipped({"a": b" " * 40_000_000})
    for _ in range(4):
        inner = zipped({f"{n}.zip": inner for n in range(5)})
    assert said(tmp_path, inner) == "list_is_no_table"


DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "{secret}"><!ENTITY a "ha"><!ENTITY b "{laughs}">]>'


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("name", ["e", "b"])
def test_entities_bring_nothing_in(tmp_path: Path, kind: str, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    dtd = DTD.format(secret=secret.as_uri(), laughs="&a;" * 1000)
    if kind == "ods":
        with zipfile.ZipFile(io.BytesIO(ods())) as archive:
            content = archive.read("content.xml").decode()
        data = ods(content.replace("?>", f"?>{dtd}", 1).replace("アクア", f"&{name};"))
    else:
        row = f'<row r="4"><c r="A4" t="inlineStr"><is><t>&{name};</t></is></c></row>'
        with zipfile.ZipFile(io.BytesIO(with_cells(row.encode()))) as archive:
            members = {one: archive.read(one) for one in archive.namelist()}
        members[SHEET] = dtd.encode() + members[SHEET]
        data = zipped(members)
    (tmp_path / "list.bin").write_bytes(data)
    from broker_app.intake.workbook import read_workbook

    try:
        _, sheets = read_workbook(data, "list", "")
        shown = str([sheet.rows for sheet in sheets])
    except UserError as problem:
        shown = str(problem)
    assert "TOPSECRET" not in shown
    assert "haha" not in shown


def test_a_usual_workbook_spans_nothing_far() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        assert {spans.sheet_cells(archive, one)[0] for one in archive.infolist()} == {0}
    sniff.check_size(xlsx(), "usual.xlsx")

"""Spans of binary workbooks: what a spoilt number would let their reader ask for."""

import struct
import zipfile
from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.intake.read import open_list
from broker_app.intake.records import stream_cells
from broker_app.reference.lookups import load
from tests.intake.lists import TODAY


def record(kind: int, *values: int, form: str = "<HH") -> bytes:
    body = struct.pack(form, *values)
    return struct.pack("<HH", kind, len(body)) + body


BEGIN = record(0x809, 0x600, 0x10)


def test_cells_between_the_corners_of_each_sheet() -> None:
    sheet = BEGIN + record(0x203, 0, 0) + record(0xFD, 9, 4)
    assert stream_cells(sheet) == 50
    assert stream_cells(sheet + sheet) == 100
    assert stream_cells(BEGIN + record(0xBD, 0, 3, *[0] * 6, form="<HH6H")) == 6
    assert stream_cells(sheet + sheet[:-3]) == 50 + 1  # cut off


@pytest.mark.parametrize(
    "spoilt",
    [
        record(0xFD, 5, 65535),
        record(0x27E, 65535, 256),
        record(0x200, 0, 2**32 - 1, 0, 5, form="<IIHH"),
        record(0x200, 0, 5, 0, 65535, form="<IIHH"),
    ],
)
def test_places_that_such_a_file_cannot_have(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match=r"column|dimensions"):
        stream_cells(BEGIN + spoilt)


def test_what_is_encrypted_is_not_judged() -> None:
    assert stream_cells(BEGIN + record(0x2F, 1, 1) + record(0xFD, 5, 65535)) == 0


def test_a_far_cell_of_a_new_binary_workbook_is_refused(tmp_path: Path) -> None:
    row, cell = struct.pack("<I", 1_048_575), struct.pack("<I", 16_383)
    with zipfile.ZipFile(tmp_path / "far.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", b"\x00\x04" + row + b"\x05\x04" + cell)
    with pytest.raises(UserError, match="list_too_large"):
        open_list(tmp_path / "far.xlsb", load(), TODAY)

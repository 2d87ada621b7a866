"""What fuzzing found once, kept: each sample is taken, or refused in a sentence."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from broker_app.errors import UserError
from tests.hostile.lists import zipped
from tests.hostile.targets import DOORS
from tests.papers.template.books import made


def template_with(part: str, old: bytes, new: bytes) -> bytes:
    """A template with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old in members[part]
    return zipped(members | {part: members[part].replace(old, new)})


def png_without_points() -> bytes:
    """The head of a picture and its end, with nothing between."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x18\0\0\0\x10\x08\2\0\0\0\x83F(\xc2"
    return head + b"\0\0\0\0IEND"


FIRST = b'firstSheet="0"'
FOUND = [
    ("logo", png_without_points()),
    ("template", template_with("xl/workbook.xml", FIRST, b'firstSheet="%s"' % (b"9" * 400))),
]


@pytest.mark.parametrize(("door", "data"), FOUND)
def test_what_was_found_is_mended(door: str, data: bytes, tmp_path: Path) -> None:
    with suppress(UserError):
        DOORS[door].take(tmp_path, data)


def test_an_endless_number_refuses_a_template(tmp_path: Path) -> None:
    with suppress(UserError):
        DOORS["template"].take(tmp_path, made())  # as it is, it is taken
    from broker_app.jobs import templating
    from broker_app.jobs.books import Books

    file = tmp_path / "own.xlsx"
    file.write_bytes(FOUND[1][1])
    assert [one.key for one in templating.check_file(Books(), file, "CI").refused] == ["unfillable"]

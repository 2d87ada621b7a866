"""Valid samples made hostile: bytes, numbers, nodes, rows and the members of archives changed."""

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

LONGEST = 400_000
"""Bytes of what is made: what is larger is the business of the tests of single attacks."""
ODD = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"'", b"<", b"&a;", b"]]>", b"\r",
    b"=1+1", b"-1", b"0", b"9" * 30, b"9" * 5000, b"1e309", b"NaN", b"-0", b"0x7fffffffffffffff",
    b"0001-01-01", b"9999-12-31", b"99999-99-99", b"1e999999999", b"inf", b"../../x", b"CON", b"a:b",
    b"[" * 2000, b"{" * 2000, b"(" * 2000, b"<a>" * 2000, b"{a=" * 2000, b"[[a" * 500, b"a." * 3000,
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b"%s%n{0}", "平成99年".encode(), "\u202e".encode(),
    "\ud7ff٣²½㍻１２".encode(), "〃".encode("cp932"), b"\x1b$B", b"A1:XFD1048576", b"true", b"[]", b"{}",
    b'""', b"null", b"1 OR 1=1 --", b"\x1f\x8b\x08", b"PK\x03\x04", b"\xd0\xcf\x11\xe0",
]  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_NODE = re.compile(rb"<([A-Za-z][\w:.-]{0,40}+)[^<>]{0,300}+>[^<>]{0,300}+</\1>")
_LINE = re.compile(rb"[^\n]*\n")

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return a sample changed in one to four ways; inside of an archive mostly its members."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        change = chance.choice(CHANGES)
        if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
            data = _in_archive(chance, data, others)
        else:
            data = change(chance, data, others)
    return data[:LONGEST]


def _flipped(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 32))):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _span(chance: Random, data: bytes, most: int) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, most))


def _cut(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if chance.random() < 0.3:
        return data[: chance.randint(0, len(data))]
    start, end = _span(chance, data, 200)
    return data[:start] + data[end:]


def _doubled(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data, 300)
    return data[:end] + data[start:end] * chance.choice((1, 1, 50)) + data[end:]


def _odd(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(chance, data, 10)
    return data[:start] + chance.choice(ODD) + data[end:]


def _joined(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others) if others else data
    start, end = _span(chance, other, 2000)
    at = chance.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def _one_of(chance: Random, found: Sequence[re.Match[bytes]]) -> re.Match[bytes] | None:
    return chance.choice(found) if found else None


def _number(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    one = _one_of(chance, list(_NUMBER.finditer(data)))
    if one is None:
        return data
    new = chance.choice(
        (b"0", b"-1", b"65536", b"4294967296", b"9" * 19, b"9" * 400, b"1.5", b"1e99")
    )
    return data[: one.start()] + new + data[one.end() :]


def _node(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Repeat a node, or nest it in itself."""
    one = _one_of(chance, list(_NODE.finditer(data)))
    if one is None:
        return data
    times = chance.choice((2, 50, 2000, 10_000))
    if chance.random() < 0.5:
        made = one[0] * min(times, 1 + LONGEST // len(one[0]))
    else:
        made = b"<%s>" % one[1] * times + one[0] + b"</%s>" % one[1] * times
    return data[: one.start()] + made + data[one.end() :]


def _row(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Repeat, drop or move a line."""
    lines = _LINE.findall(data)
    if len(lines) < 2:
        return data
    at = chance.randrange(len(lines))
    way = chance.randrange(3)
    if way == 0:
        lines[at:at] = [lines[at]] * chance.choice((1, 20, 500))
    elif way == 1:
        del lines[at]
    else:
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    return b"".join(lines)


CHANGES: list[Change] = [_flipped, _cut, _doubled, _odd, _odd, _joined, _number, _node, _row]
_NAMES = ("../../x", "/etc/x", "C:\\x", "a\x00b", "CON", "xl/workbook.xml", "x" * 300, "")


def _in_archive(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Change a member, swap two, or rename, drop or double one, and pack all anew."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(one.filename, archive.read(one)) for one in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError,
            RuntimeError, EOFError, struct.error):  # fmt: skip
        return _flipped(chance, data, others)
    if not members:
        return data
    at, other = chance.randrange(len(members)), chance.randrange(len(members))
    name, content = members[at]
    way = chance.random()
    if way < 0.7:
        members[at] = (name, chance.choice(CHANGES)(chance, content, others))
    elif way < 0.8:
        members[at], members[other] = (name, members[other][1]), (members[other][0], content)
    elif way < 0.87:
        members[at] = (chance.choice(_NAMES), content)
    elif way < 0.94:
        del members[at]
    else:
        members.append((name, members[other][1]))
    made = io.BytesIO()
    how = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", how) as archive:
        warnings.simplefilter("ignore")  # of a name that stands twice: that is meant
        for name, content in members:
            archive.writestr(name or "x", content[:LONGEST])
    return made.getvalue()

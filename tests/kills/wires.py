"""The file layer of SQLite, listened to in this very process: to die within a write, to note all.

The layer (`sqlite3_vfs`) is a table of functions that C calls; `xOpen` and the functions of each
file that is opened are replaced here by ones that call the real ones. The connections are those that
the product opens itself; nothing of the product is replaced.
"""

import ctypes
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

FULL = 13
"""`SQLITE_FULL`, as the layer answers where a disk is full."""
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", c_void_p),
        ("xDelete", c_void_p),
    )


class _Methods(Structure):
    _fields_ = (
        ("iVersion", c_int),
        *((name, c_void_p) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync")),
        *((f"x{number}", c_void_p) for number in range(13)),
    )


class Note(msgspec.Struct, frozen=True, array_like=True):
    """A thing that was done to a file, or (`told`) a step that was said to be stored."""

    what: str
    name: str
    place: int = 0
    content: bytes = b""


Write = Callable[[str, bytes, int, Callable[[bytes], int]], int]
"""Called for each write: name of the file, content, place, and what truly writes."""
Hear = Callable[[str, str, int], None]
"""Called when something else was done: sync, cut or remove; name of the file, place."""


def available() -> str:
    """Return why the layer cannot be listened to on this system; empty where it can."""
    if not hasattr(os, "fork"):
        return "kills need a POSIX system"
    try:
        _layer()
    except (OSError, AttributeError, ValueError):
        return "the SQLite of this Python cannot be reached from outside"
    return ""


def die_at(number: int) -> None:
    """Let the process be killed within this write of SQLite, of which one half gets to the disk."""
    left = number

    def write(_name: str, content: bytes, _place: int, really: Callable[[bytes], int]) -> int:
        nonlocal left
        left -= 1
        if left <= 0:
            really(content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return really(content)

    listen(write)


def fill_up_after(size: int) -> None:
    """Let the disk be full for SQLite once it wrote so many bytes more."""
    left = size

    def write(_name: str, content: bytes, _place: int, really: Callable[[bytes], int]) -> int:
        nonlocal left
        left -= len(content)
        return really(content) if left >= 0 else FULL

    listen(write)


def note_all(path: Path, into: BinaryIO) -> Callable[[str], None]:
    """Note every write, sync, cut and removal of a database and its log, in their order.

    Returns what notes a word between them.
    """
    ours = {str(one): one.name for one in (path, path.with_name(f"{path.name}-wal"))}

    def note(what: str, name: str, place: int = 0, content: bytes = b"") -> None:
        record = msgspec.msgpack.encode(Note(what, name, place, content))
        into.write(len(record).to_bytes(4, "big") + record)

    def write(name: str, content: bytes, place: int, really: Callable[[bytes], int]) -> int:
        if name in ours:
            note("write", ours[name], place, content)
        return really(content)

    def hear(what: str, name: str, place: int) -> None:
        if name in ours:
            note(what, ours[name], place)

    listen(write, hear)
    return lambda said: note("told", said)


def notes_in(file: Path) -> list[Note]:
    """Read what was noted, as far as it is whole."""
    content, at, found = file.read_bytes(), 0, []
    while at + 4 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if at + 4 + size > len(content):
            break
        found.append(msgspec.msgpack.decode(content[at + 4 : at + 4 + size], type=Note))
        at += 4 + size
    return found


@contextmanager
def listening(on_write: Write) -> Iterator[None]:
    """Listen to the files that are opened within; the real functions are put back."""
    vfs = _layer().contents
    real = (vfs.xOpen, vfs.xDelete)
    listen(on_write)
    try:
        yield
    finally:
        vfs.xOpen, vfs.xDelete = real


def listen(on_write: Write, on_other: Hear | None = None) -> None:
    """Put functions of ours before those of the layer, for all files opened from now on."""
    vfs = _layer().contents
    hear = on_other or (lambda _what, _name, _place: None)
    real_open, real_delete = _OPEN(vfs.xOpen), _DELETE(vfs.xDelete)
    names: dict[int, str] = {}
    tables: dict[int, _Methods] = {}

    def opened(layer: int, name: int | None, file: int, flags: int, out: int) -> int:
        # The layer keeps the name it is given, so it must get that very place in memory.
        answer: int = real_open(layer, name, file, flags, out)
        place = c_void_p.from_address(file)
        if answer == 0 and place.value:
            names[file] = os.fsdecode(ctypes.string_at(name)) if name else ""
            if place.value not in tables:
                tables[place.value] = _put_before(place.value, names, on_write, hear)
            place.value = ctypes.addressof(tables[place.value])
        return answer

    def deleted(layer: int, name: bytes, sync: int) -> int:
        answer: int = real_delete(layer, name, sync)
        hear("remove", os.fsdecode(name), 0)
        return answer

    vfs.xOpen, vfs.xDelete = _pointer(_OPEN(opened)), _pointer(_DELETE(deleted))


_kept: list[Any] = []
"""What C calls must not be collected."""


def _put_before(real: int, names: dict[int, str], on_write: Write, hear: Hear) -> _Methods:
    table = _Methods.from_buffer_copy(ctypes.string_at(real, ctypes.sizeof(_Methods)))
    write, cut, sync = _WRITE(table.xWrite), _TRUNCATE(table.xTruncate), _SYNC(table.xSync)

    def written(file: int, data: int, size: int, place: int) -> int:
        def really(content: bytes) -> int:
            return int(write(file, cast(content, c_void_p), len(content), place))

        return on_write(names[file], ctypes.string_at(data, size), place, really)

    def truncated(file: int, size: int) -> int:
        hear("cut", names[file], size)
        return int(cut(file, size))

    def synced(file: int, flags: int) -> int:
        answer = int(sync(file, flags))
        hear("sync", names[file], 0)
        return answer

    table.xWrite = _pointer(_WRITE(written))
    table.xTruncate = _pointer(_TRUNCATE(truncated))
    table.xSync = _pointer(_SYNC(synced))
    return table


def _pointer(function: Any) -> int | None:
    _kept.append(function)
    return cast(function, c_void_p).value


def _layer() -> "ctypes._Pointer[_Vfs]":
    import _sqlite3

    sqlite3.connect(":memory:").close()  # the layer is there once one was open
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [c_char_p]
    found = library.sqlite3_vfs_find(None)
    if not found:
        raise ValueError("no layer")
    return found  # type: ignore[no-any-return]

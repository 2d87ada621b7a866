"""Copies of sanctions lists beside the database: the files as they came, and what was read of them.

Each copy is an archive under its hash in `<database>-sanctions`, which any program opens; beside
it lie the entries, packed, so that an index is made without reading the files again.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import hash_of
from broker_app.store import beside
from broker_app.whole_file import unwritable, written

File = tuple[str, bytes]
"""A file of a list: its name and its bytes."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_entries = msgspec.msgpack.Decoder(list[Entry])


def keep(database: Path, sha256: str, files: Sequence[File], entries: Sequence[Entry]) -> None:
    """Keep the files of a list and its entries; what is kept whole already stays.

    Raises UserError where they cannot be written.
    """
    folder = _folder(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_whole(_place(database, sha256), sha256):
            with written(_place(database, sha256)) as copy:
                _archive(copy, files)
        with written(_packed(database, sha256)) as copy:
            copy.write(zlib.compress(msgspec.msgpack.encode(entries)))
    except OSError as problem:
        raise unwritable(folder.name, problem, "disk_full") from problem


def entries(database: Path, sha256: str) -> list[Entry] | None:
    """Return the entries of a kept list, None where they are gone or damaged."""
    try:
        return _entries.decode(zlib.decompress(_packed(database, sha256).read_bytes()))
    except (OSError, zlib.error, msgspec.DecodeError):
        return None


def files(database: Path, sha256: str) -> list[File] | None:
    """Return the files of a kept list, None where they are gone or not what was kept."""
    place = _place(database, sha256)
    return _members(place) if _is_whole(place, sha256) else None


def put_entries(database: Path, sha256: str, found: Sequence[Entry]) -> None:
    """Keep entries that were read again; where there is no room they are read again next time."""
    with suppress(OSError), written(_packed(database, sha256)) as copy:
        copy.write(zlib.compress(msgspec.msgpack.encode(found)))


def _is_whole(place: Path, sha256: str) -> bool:
    members = _members(place)
    if not members:
        return False
    return hash_of([hashlib.sha256(data).hexdigest() for _, data in members]) == sha256


def _members(place: Path) -> list[File]:
    try:
        with zipfile.ZipFile(place) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return []


def _archive(copy: IO[bytes], files: Sequence[File]) -> None:
    with zipfile.ZipFile(copy, "w") as archive:
        for number, (name, data) in enumerate(files, 1):
            taken = name in [other for other, _ in files[: number - 1]]
            member = zipfile.ZipInfo(f"{number}-{name}" if taken else name, _FIRST_DAY)
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)


def _folder(database: Path) -> Path:
    return beside.folder(database, beside.SANCTIONS)


def _place(database: Path, sha256: str) -> Path:
    return _folder(database) / f"{sha256}.zip"


def _packed(database: Path, sha256: str) -> Path:
    return _folder(database) / f"{sha256}.entries"

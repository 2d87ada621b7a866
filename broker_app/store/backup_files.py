"""The files that travel with backups: attachments, lists and sanctions lists, each content once.

They lie in `kept` in the folder of the backups, by the same names as beside the database. On the
same disk a file is linked, which takes no room and outlives the removal of the other; elsewhere it
is copied. A name here is its kind and its place: `files/ab/ab12…`, `lists/ab12…`.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from broker_app import given_file, whole_file
from broker_app.store import beside
from broker_app.store.sealing import SEALED, Seal

POOL, SUMS = "kept", "SHA256SUMS"
PIECE = 1_000_000
_HEX = "[0-9a-f]"
_PATTERNS = {
    beside.FILES: f"{_HEX * 2}/{_HEX * 64}",
    beside.LISTS: _HEX * 64,
    beside.SANCTIONS: f"{_HEX * 64}.zip",
}
"""What lies beside a database of each kind; the rest is made again when it is needed."""
_SHAPES = {
    beside.FILES: re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}"),
    beside.LISTS: re.compile(r"[0-9a-f]{64}"),
    beside.SANCTIONS: re.compile(r"[0-9a-f]{64}\.zip"),
}
Tell = Callable[[int, int], None]
"""Hears how many of how many are done; may raise."""


def of_database(database: Path) -> list[str]:
    """Return the names of all files that lie beside a database."""
    found = []
    for kind, pattern in _PATTERNS.items():
        folder = beside.folder(database, kind)
        with suppress(OSError):
            files = sorted(folder.glob(pattern))
            found += [f"{kind}/{file.relative_to(folder).as_posix()}" for file in files]
    return found


def beside_of(database: Path, name: str) -> Path:
    """Return where a file of this name lies beside a database."""
    kind, _, rest = name.partition("/")
    return beside.folder(database, kind) / rest


def is_name(name: str) -> bool:
    """Tell whether a name is one of a file beside a database: made of hashes, and of no path.

    Pages and lists of names that come with a backup or an export may say anything.
    """
    kind, _, rest = name.partition("/")
    return kind in _PATTERNS and _SHAPES[kind].fullmatch(rest) is not None


def in_pool(folder: Path, name: str) -> Path:
    """Return where a file of this name lies in a folder of backups."""
    return folder / POOL / name


def sealed_in_pool(folder: Path, name: str, seal: Seal) -> Path:
    """Return where a file of this name lies sealed for a key: each key has a folder of its own."""
    return folder / f"{POOL}-{key_mark(seal)}" / f"{name}{SEALED}"


def note_sealed(folder: Path, name: str, seal: Seal, sha256: str) -> None:
    """Note the hash of a sealed file, as `sha256sum -c` reads it, before it has its name.

    So who has no key can tell whether it is still as it was written. Raises OSError.
    """
    sums = _sealed_sums(folder, seal)
    with sums.open("ab") as file:
        file.write(f"{sha256}  {name}{SEALED}\n".encode())
        whole_file.settle_file(file)


def missing_sealed(folder: Path, names: Iterable[str], seal: Seal) -> list[str]:
    """Return those of some names whose sealed file is gone or not as it was written.

    Of one that was sealed before hashes were noted nobody can tell more than that it is there.
    """
    noted: dict[str, str] = {}
    with suppress(OSError):
        content = given_file.content(_sealed_sums(folder, seal)).decode("utf-8", "replace")
        noted = {name: sha256 for sha256, _, name in map(_parted, content.splitlines())}
    found = []
    for name in names:
        file = sealed_in_pool(folder, name, seal)
        wanted = noted.get(name + SEALED)
        if not file.exists() or (wanted is not None and _hash(file) != wanted):
            found.append(name)
    return found


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition("  ")


def _sealed_sums(folder: Path, seal: Seal) -> Path:
    return folder / f"{POOL}-{key_mark(seal)}" / SUMS


def key_mark(seal: Seal) -> str:
    """Return a short name of a key."""
    return hashlib.sha256(seal.recipient.encode()).hexdigest()[:8]


def name_of(sha256: str) -> str:
    """Return the name of an attachment by its hash."""
    return f"{beside.FILES}/{sha256[:2]}/{sha256}"


def take(database: Path, folder: Path, tell: Tell) -> tuple[list[str], list[str]]:
    """Bring what lies beside a database into a folder of backups, as far as it is not there.

    Returns the names of what is there now, and of what is not as it was kept: it is left out.
    Raises OSError where the folder cannot be written.
    """
    names = of_database(database)
    good, changed = [], []
    for done, name in enumerate(names):
        tell(done, len(names))
        target = in_pool(folder, name)
        if target.exists() or bring(beside_of(database, name), target, name):
            good.append(name)
        else:
            changed.append(name)
    return good, changed


def bring(source: Path, target: Path, name: str, link: bool = True) -> bool:
    """Link or copy a file to its place; tells whether it is what its name says.

    What people may open and change is never a link. Raises OSError where the target cannot be
    written.
    """
    if not is_whole(source, name):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    if link:
        with suppress(OSError):
            os.link(source, target)
            return True
    with given_file.opened(source) as opened, whole_file.written(target) as copy:
        shutil.copyfileobj(opened, copy, PIECE)
    whole = is_whole(target, name)
    if not whole:
        target.unlink()
    return whole


def is_whole(file: Path, name: str) -> bool:
    """Tell whether a file is there and what its name says; an archive must be readable at least."""
    if name.startswith(beside.SANCTIONS):
        return _is_archive(file)
    return _hash(file) == Path(name).name


def _hash(file: Path) -> str:
    """Return the hash of a file, nothing where it cannot be read."""
    try:
        with given_file.opened(file) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def thin_out(folder: Path, mentioned: Collection[str]) -> int:
    """Remove what no backup of a folder mentions any more; returns how many.

    What came in the last day stays: another backup may be under way that will mention it.
    """
    count = 0
    for name, file in (*_pooled(folder), *_pooled_sealed(folder)):
        with suppress(OSError):
            if name not in mentioned and time.time() - file.stat().st_ctime > whole_file.DAY:
                file.unlink()
                count += 1
    return count


def missing(folder: Path, names: Iterable[str]) -> list[str]:
    """Return those of some names whose file is not in a folder of backups, or changed."""
    return [name for name in names if not is_whole(in_pool(folder, name), name)]


def _pooled(folder: Path) -> Iterator[tuple[str, Path]]:
    for kind, pattern in _PATTERNS.items():
        place = folder / POOL / kind
        with suppress(OSError):
            for file in sorted(place.glob(pattern)):
                yield f"{kind}/{file.relative_to(place).as_posix()}", file


def _pooled_sealed(folder: Path) -> Iterator[tuple[str, Path]]:
    for place in folder.glob(f"{POOL}-*"):
        for file in sorted(place.rglob(f"*{SEALED}")):
            yield file.relative_to(place).as_posix().removesuffix(SEALED), file


def _is_archive(file: Path) -> bool:
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(file) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return False

"""The chain of the journal: walked, taken out as lines of JSON, and verified from those alone.

The hash of an entry is the SHA-256 of the JSON of its nine values and covers the hash before it.
`docs/audit.md` describes it so that others can verify. What was erased on a person's behalf keeps
its old hash in the chain; a later entry, of table `journal`, names it with the hash it has now.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from broker_app import given_file
from broker_app.errors import UserError
from broker_app.store.journal import JOURNAL

COLUMNS = (
    "step",
    "at",
    "who",
    "why",
    "table",
    "row",
    "before",
    "after",
    "previous_hash",
    "hash",
)
"""The columns of an entry in the order of its hash, which is the last of them."""
CHANGED, UNLINKED, NUMBERED, CUT = "changed", "unlinked", "numbered", "cut"
"""An entry is not as it was written; does not follow the one before it (that was removed, put in
or moved); has another number than the next; the end is missing."""
FORMAT, VERSION = "broker audit", 1
MOST = 100
"""Flaws that are told; a chain broken by hand can have millions."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the chain, and at which entry it shows first."""

    seq: int
    kind: str


@dataclass(frozen=True, slots=True)
class Walked:
    """A chain that was walked: entries, the last one with its hash, those erased, and flaws."""

    count: int
    seq: int
    hash: str
    erased: int
    flaws: tuple[Flaw, ...]
    sought: int = 0
    """The number of the entry that has the hash which was sought; 0 where none has it."""


class ChainEntry(NamedTuple):
    """An entry with its number; `values` as `COLUMNS` name them."""

    seq: int
    values: tuple[Any, ...]


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    seq: int
    step: int | None
    at: str | None
    who: str | None
    why: str | None
    table: str | None
    row: int | None
    before: str | None
    after: str | None
    previous_hash: str | None
    hash: str | None


class _End(msgspec.Struct):
    count: int
    seq: int
    hash: str


class _Head(msgspec.Struct):
    format: str
    version: int


class _Last(msgspec.Struct):
    end: _End


def entry_hash(entry: Sequence[Any]) -> str:
    """Return the hash of a journal entry, which covers the hash before it."""
    return hashlib.sha256(msgspec.json.encode(list(entry))).hexdigest()


def verify(connection: sqlite3.Connection) -> int | None:
    """Walk the chain; return the first entry whose hash does not follow, None if all is well."""
    flaws = walk(entries(connection)).flaws
    return flaws[0].seq if flaws else None


def entries(reader: sqlite3.Connection) -> Iterator[ChainEntry]:
    """Yield the entries of a journal in their order."""
    names = ",".join(f'"{name}"' for name in COLUMNS)
    for row in reader.execute(f"SELECT seq, {names} FROM journal ORDER BY seq"):  # noqa: S608
        values = tuple(row)
        yield ChainEntry(values[0], values[1:])


def with_hash(reader: sqlite3.Connection, hashed: str) -> int:
    """Return the number of the entry that has a hash; 0 where none has."""
    row = reader.execute("SELECT seq FROM journal WHERE hash = ?", (hashed,)).fetchone()
    return int(row[0]) if row else 0


def walk(found: Iterable[ChainEntry], sought: str = "") -> Walked:
    """Follow a chain to its end and tell all that is wrong with it, by entry.

    On the way look for the entry whose hash is `sought`.
    """
    flaws: list[Flaw] = []
    unlike: dict[int, str] = {}
    redacted: set[tuple[int, str]] = set()
    seq, previous, count, sought_at = 0, "", 0, 0
    for entry in found:
        values, own = entry.values, _hash_of(entry.values)
        if own != values[-1]:
            unlike[entry.seq] = own
        elif values[4] == JOURNAL:
            redacted.update(_redactions(values))
        if sought and values[-1] == sought:
            sought_at = entry.seq
        if values[-2] != previous:
            flaws.append(Flaw(entry.seq, UNLINKED))
        elif entry.seq != seq + 1:
            flaws.append(Flaw(entry.seq, NUMBERED))
        seq, previous, count = entry.seq, values[-1], count + 1
    changed = [Flaw(at, CHANGED) for at, own in unlike.items() if (at, own) not in redacted]
    told = sorted([*flaws, *changed], key=lambda flaw: flaw.seq)[:MOST]
    return Walked(count, seq, previous or "", len(unlike) - len(changed), tuple(told), sought_at)


def write_lines(reader: sqlite3.Connection, file: IO[bytes], name: str, made_at: str) -> Walked:
    """Write a journal as lines of JSON: a head, an entry a line, and its end with count and hash.

    Returns the chain as it was walked meanwhile: a broken one is written too, as it is.
    """
    head = {"format": FORMAT, "version": VERSION, "database": name, "made_at": made_at}
    file.write(msgspec.json.encode(head) + b"\n")

    def passing() -> Iterator[ChainEntry]:
        for entry in entries(reader):
            line = {"seq": entry.seq} | dict(zip(COLUMNS, entry.values, strict=True))
            file.write(msgspec.json.encode(line) + b"\n")
            yield entry

    walked = walk(passing())
    end = {"count": walked.count, "seq": walked.seq, "hash": walked.hash}
    file.write(msgspec.json.encode({"end": end}) + b"\n")
    return walked


def walk_lines(path: Path, sought: str = "") -> Walked:
    """Verify an exported chain from its file alone. Raises UserError for what is no such file."""
    try:
        with given_file.opened(path) as file:
            head = msgspec.json.decode(file.readline(), type=_Head)
            if head.format != FORMAT or head.version > VERSION:
                raise UserError("audit_no_export", file=path.name)
            end: list[_End] = []
            walked = walk(_lines(file, path, end), sought)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise UserError("audit_no_export", file=path.name) from problem
    if end and (end[0].count, end[0].hash) == (walked.count, walked.hash):
        return walked
    return _cut(walked)


def ends_of(path: Path) -> tuple[int, str]:
    """Return number and hash of the last entry that an exported chain holds."""
    walked = walk_lines(path)
    return walked.seq, walked.hash


def _cut(walked: Walked) -> Walked:
    flaws = (*walked.flaws, Flaw(walked.seq + 1, CUT))
    return replace(walked, flaws=flaws)


def _lines(file: IO[bytes], path: Path, end: list[_End]) -> Iterator[ChainEntry]:
    for text in file:
        if end:
            raise UserError("audit_no_export", file=path.name)  # something after the end
        if text.startswith(b'{"end"'):
            end.append(msgspec.json.decode(text, type=_Last).end)
            continue
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.DecodeError:
            if not text.endswith(b"\n"):
                return  # cut off within a line
            raise
        yield ChainEntry(line.seq, tuple(getattr(line, name) for name in COLUMNS))


def _hash_of(values: Sequence[Any]) -> str:
    try:
        return entry_hash(values[:-1])
    except (TypeError, ValueError):  # bytes, or half a character: no entry of ours
        return ""


def _redactions(values: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Yield number and present hash of each entry that this one says was erased from."""
    try:
        block = msgspec.json.decode(values[7])
        yield from ((int(seq), str(own)) for seq, own in block["rows"])
    except (TypeError, ValueError, KeyError, msgspec.DecodeError):
        return

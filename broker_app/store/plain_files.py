"""Plain files: the whole database as JSON that any program reads, and back again.

One file a record, in a folder by kind, a thousand to a folder; what is many and small (the
journal, verdicts) as lines of JSON, a thousand to a file. Bytes lie beside their record, kept
files under `beside`; passwords stay out, also as hashes. `SHA256SUMS` holds the hash of every
file as `sha256sum -c` reads it, `manifest.json` says what there is, of which shape, and the hash
of that list.
"""

import base64
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from broker_app import given_file, whole_file
from broker_app.errors import UserError
from broker_app.store import backup_files, integrity, write
from broker_app.store.backup_files import Tell
from broker_app.store.blocks import quoted
from broker_app.store.database import Rows, open_reader
from broker_app.store.integrity import Head
from broker_app.store.journal import SECRET_TABLES
from broker_app.store.migrations import migrations
from broker_app.store.new_database import SHAPES, new_database, shaped

FORMAT, VERSION = "broker plain files", 1
MANIFEST, SUMS, RECORDS, BESIDE, PAPERS = (
    "manifest.json",
    "SHA256SUMS",
    "records",
    "beside",
    "papers",
)
LINES = frozenset({"journal", "step", "verdict", "finding_set", "id_counter", SHAPES})
"""Tables whose rows are lines of files, not files."""
A_FOLDER = 1_000
_LEADS_OUT = re.compile(r"[\\\0]|^[A-Za-z]:")
"""Of Windows: a folder or a drive; and what ends a name."""
BYTES = "base64"
AsideWriter = Callable[[Rows, Path], Iterable[str]]
"""Writes more into a folder (issued papers) and returns the names, relative to the export."""


class Manifest(msgspec.Struct, frozen=True):
    """What an export holds: of which file and shape, its rows by table, the end of its journal."""

    format: str
    version: int
    database: str
    made_at: str
    program: str
    shape: tuple[str, ...]
    tables: dict[str, int]
    journal: Head
    sums: str
    """The hash of the list of hashes."""


def write_all(
    path: Path, folder: Path, program: str, tell: Tell, more: AsideWriter | None = None
) -> Manifest:
    """Write a database as it is at this moment into a new folder, whole or not at all.

    `tell` hears how many rows are written, and may raise. Raises UserError where the folder holds
    anything already or cannot be written.
    """
    _refuse_full(folder)
    try:
        with _begun(folder) as part, closing(open_reader(path)) as reader:
            reader.execute("BEGIN")
            return _written(path, reader, part, program, tell, more)
    except OSError as problem:
        raise whole_file.unwritable(folder.name, problem) from problem


def read_all(folder: Path, into: Path, tell: Tell) -> Manifest:
    """Build a new database from plain files; every file must be as it was written.

    Raises UserError for what is no export, a file that is gone or changed, and where the name is
    taken. Nothing is left where it fails or is cancelled.
    """
    manifest = manifest_of(folder)
    unknown = set(manifest.shape) - set(migrations.names)
    if unknown:
        raise UserError("database_newer", file=folder.name)
    names = _whole_names(folder, manifest, tell)
    by_table: dict[str, list[str]] = {}
    for name in names:
        if name.startswith(f"{RECORDS}/"):
            by_table.setdefault(PurePosixPath(name).parts[1], []).append(name)
    with new_database(into) as part:
        with shaped(part, manifest.shape) as made:
            made.tables.table(SHAPES).delete_where()
            for done, table in enumerate(sorted(manifest.tables)):
                tell(done, len(manifest.tables))
                with _readable(folder):
                    _fill(made.connection, folder, table, by_table.get(table, ()))
            _must_be(made.connection, manifest, folder)
        for name in names:
            if name.startswith(f"{BESIDE}/"):
                _bring(folder / name, name.removeprefix(f"{BESIDE}/"), part)
    return manifest


def manifest_of(folder: Path) -> Manifest:
    """Return what an export says of itself. Raises UserError for a folder that is none."""
    try:
        manifest = msgspec.json.decode(given_file.content(folder / MANIFEST), type=Manifest)
    except (OSError, msgspec.DecodeError, ValueError, RecursionError) as problem:
        raise UserError("plain_no_export", folder=folder.name) from problem
    if manifest.format != FORMAT or manifest.version > VERSION:
        raise UserError("plain_no_export", folder=folder.name)
    return manifest


def _written(
    path: Path, reader: Rows, part: Path, program: str, tell: Tell, more: AsideWriter | None
) -> Manifest:
    sums: dict[str, str] = {}
    tables = _told(integrity.counts(reader))
    total, done = sum(tables.values()), 0
    for table in tables:
        for count in _put_table(reader, part, table, sums):
            done += count
            tell(done, total)
    for name in backup_files.of_database(path):
        tell(done, total)
        target = part / BESIDE / name
        if backup_files.bring(backup_files.beside_of(path, name), target, name, link=False):
            sums[f"{BESIDE}/{name}"] = _hash(target)
    for name in more(reader, part) if more else ():
        tell(done, total)
        sums[name] = _hash(part / name)
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    (part / SUMS).write_bytes(lines.encode())
    manifest = Manifest(
        FORMAT,
        VERSION,
        path.name,
        write.now(),
        program,
        tuple(name for name in migrations.names if name in migrations.applied(reader)),
        tables,
        integrity.head(reader),
        hashlib.sha256(lines.encode()).hexdigest(),
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (part / MANIFEST).write_bytes(encoded)
    return manifest


def _put_table(reader: Rows, part: Path, table: str, sums: dict[str, str]) -> Iterator[int]:
    """Write a table by parts of a thousand rows; yields how many each part has."""
    rows = reader.execute(f"SELECT * FROM {quoted(table)}")  # noqa: S608
    names = [column[0] for column in rows.description]
    number = 0
    while chunk := list(islice(rows, A_FOLDER)):
        place = f"{RECORDS}/{table}/{number:06}"
        if table in LINES:
            lines = [msgspec.json.encode(_plain(names, row)) + b"\n" for row in chunk]
            _put(part, f"{place}.jsonl", b"".join(lines), sums)
        else:
            for row in chunk:
                _put_record(part, f"{place}/{_called(row)}", names, row, sums)
        number += 1
        yield len(chunk)


def _put_record(
    part: Path, place: str, names: list[str], row: sqlite3.Row, sums: dict[str, str]
) -> None:
    record: dict[str, Any] = {}
    for name, value in zip(names, row, strict=True):
        record[name] = value
        if isinstance(value, bytes):
            file = f"{place}.{name}.bin"
            _put(part, file, value, sums)
            record[name] = {"file": PurePosixPath(file).name}
    text = msgspec.json.format(msgspec.json.encode(record), indent=1)
    _put(part, f"{place}.json", text, sums)


def _called(row: sqlite3.Row) -> str:
    return str(row["id"] if "id" in row.keys() else row[0])  # noqa: SIM118  a row is no dict


def _plain(names: list[str], row: sqlite3.Row) -> dict[str, Any]:
    return {
        name: {BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in zip(names, row, strict=True)
    }


def _put(part: Path, name: str, content: bytes, sums: dict[str, str]) -> None:
    target = part / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    sums[name] = hashlib.sha256(content).hexdigest()


def _fill(connection: Rows, folder: Path, table: str, names: Iterable[str]) -> None:
    """Put the records of a table into a new database, those of a file at once."""
    for name in names:
        file = folder / name
        if name.endswith(".jsonl"):
            records = [msgspec.json.decode(line) for line in given_file.content(file).splitlines()]
        elif name.endswith(".json"):
            records = [msgspec.json.decode(given_file.content(file))]
        else:
            continue
        rows = [[_value(file, value) for value in record.values()] for record in records]
        write.fill(connection, table, list(records[0]), rows)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Say plainly where records that somebody wrote by hand are none of ours."""
    strange = (msgspec.DecodeError, RecursionError, LookupError, TypeError, ValueError, OSError)
    of_rows = (sqlite3.IntegrityError, sqlite3.ProgrammingError, OverflowError, AttributeError)
    try:
        yield
    except (*strange, *of_rows) as problem:
        raise UserError("plain_unlike", folder=folder.name) from problem
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such column or table
            raise UserError("plain_unlike", folder=folder.name) from problem
        raise


def _value(file: Path, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if BYTES in value:
        return base64.b64decode(value[BYTES])
    return given_file.content(file.parent / Path(value["file"]).name)


def _whole_names(folder: Path, manifest: Manifest, tell: Tell) -> list[str]:
    """Return the names of all files of an export, each looked at whether it is as it was written.

    Raises UserError for the first one that is not.
    """
    try:
        content = given_file.content(folder / SUMS)
    except OSError as problem:
        raise UserError("plain_changed", file=SUMS) from problem
    if hashlib.sha256(content).hexdigest() != manifest.sums:
        raise UserError("plain_changed", file=SUMS)
    lines = [line.partition("  ") for line in content.decode("utf-8", "replace").splitlines()]
    for done, (sha256, _, name) in enumerate(lines):
        tell(done, len(lines))
        if not _is_inside(name) or _hash(folder / name) != sha256:
            raise UserError("plain_changed", file=name)
    return [name for _, _, name in lines]


def _is_inside(name: str) -> bool:
    """Tell whether a name leads to a place inside a folder on any system, and nowhere else."""
    if name.startswith(f"{BESIDE}/"):
        return backup_files.is_name(name.removeprefix(f"{BESIDE}/"))
    parts = name.split("/")
    return not any(part in ("", ".", "..") or _LEADS_OUT.search(part) for part in parts)


def _must_be(connection: Rows, manifest: Manifest, folder: Path) -> None:
    """Raise UserError where what was built is not what the export says it is."""
    counted, end = _told(integrity.counts(connection)), integrity.head(connection)
    sound = integrity.broken_entry(connection) is None and not integrity.dangling(connection)
    if (counted, end) != (manifest.tables, manifest.journal) or not sound:
        raise UserError("plain_unlike", folder=folder.name)


def _told(tables: dict[str, int]) -> dict[str, int]:
    """Return the tables that an export holds: passwords stay where they are."""
    return {name: count for name, count in tables.items() if name not in SECRET_TABLES}


def _bring(source: Path, name: str, into: Path) -> None:
    target = backup_files.beside_of(into, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with given_file.opened(source) as opened, whole_file.written(target) as copy:
        shutil.copyfileobj(opened, copy, backup_files.PIECE)


def _hash(file: Path) -> str:
    try:
        with given_file.opened(file) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _refuse_full(folder: Path) -> None:
    taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken:
        raise UserError("folder_not_empty", folder=folder.name)


@contextmanager
def _begun(folder: Path) -> Iterator[Path]:
    """Give a folder to fill that takes its name when it is whole; else nothing is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = whole_file.begin_folder(folder)
    try:
        yield part
        part.chmod(0o755)
        whole_file.settle_all()
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
        whole_file.settle(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)

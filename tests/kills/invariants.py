"""What must hold after every kill, looked at by the product's own opening and checking code."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from broker_app import whole_file
from broker_app.domain.attachment import GOOD
from broker_app.jobs import as_printed, backing_up, undoing
from broker_app.papers import snapshot as snapshots
from broker_app.store import (
    attachment_files,
    backup,
    beside,
    integrity,
    journal,
    list_files,
    write,
)
from broker_app.store.database import Database, Rows, open_file, open_reader
from broker_app.store.journal import DERIVED_TABLES
from broker_app.store.migrations import migrations
from tests.kills.work import Told

State = dict[str, dict[int, dict[str, Any]]]
_JOURNALLED_ELSE = DERIVED_TABLES | {"journal", "step", "id_counter", "_sqlite_migrations"}
_LEFTOVERS = (f"{whole_file.PART}*",)


class Base:
    """A database as it was before the first kill: where the journal is replayed from."""

    def __init__(self, path: Path) -> None:
        with closing(open_reader(path)) as reader:
            self.head = integrity.head(reader)
            self.state = state_of(reader)


def state_of(reader: Rows) -> State:
    """Return every row of the tables that the journal tells of, by its id."""
    tables = (t for t in integrity.data_tables(reader) if t not in _JOURNALLED_ELSE)
    return {
        t: {row["id"]: dict(row) for row in reader.execute(f'SELECT * FROM "{t}"')} for t in tables
    }


def broken(path: Path, base: Base | None, told: list[Told]) -> tuple[Counter[str], list[str]]:
    """Open a database that lost its process and look at all that must hold.

    Returns how many things of each kind were looked at, and what does not hold.
    """
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    with open_file(path, backing_up.before_migration) as db:
        for kind, good, about in _all(db, base, told):
            seen[kind] += 1
            if not good:
                wrong.append(f"{kind}: {about}")
    return seen, wrong


Found = Iterator[tuple[str, bool, object]]


def _all(db: Database, base: Base | None, told: list[Told]) -> Found:
    reader, path = db.connection, db.path
    flaws = integrity.flaws(reader)
    yield "pages whole", not flaws, flaws[:3]
    dangling = integrity.dangling(reader)
    yield "references whole", not dangling, dangling[:3]
    yield "journal chained", write.verify(reader) is None, write.verify(reader)
    yield "shape of this version", migrations.applied(reader) == set(migrations.names), ""
    yield from _steps(reader, told)
    if base is not None:
        yield from _replayed(reader, base)
    yield from _papers(reader)
    yield from _files(reader, path)
    yield "search agrees", integrity.search_agrees(path) is True, ""
    yield from _backups(path, told)
    yield from _left(path)


def _steps(reader: Rows, told: list[Told]) -> Found:
    for one in told:
        if one.stored:
            yield "told step kept", integrity.holds(reader, one.head), one
    ids = [row[0] for row in reader.execute("SELECT id FROM step ORDER BY id")]
    yield "steps without gap", ids == list(range(1, len(ids) + 1)), ids[-3:]
    last = max((one.head.step for one in told if one.stored), default=None)
    begun = told[-1] if told else None
    if last is None or begun is None:
        return
    keys = [row["key"] for row in reader.execute("SELECT key FROM step WHERE id > ?", (last,))]
    more = [key for key in keys if key not in undoing.NOTED]
    if begun.work == "issue" and not begun.stored:
        is_whole = len(more) == len(_set(reader))
        yield "set whole or not at all", is_whole or not keys, keys
    else:
        yield "at most one step more", len(more) <= 1, more


def _set(reader: Rows) -> list[str]:
    """Return the kinds of the first shipment's papers: what a set is made of."""
    sql = "SELECT DISTINCT kind FROM document WHERE issued_by = 'kill' ORDER BY kind"
    return [row[0] for row in reader.execute(sql)]


def _replayed(reader: Rows, base: Base) -> Found:
    """Play the journal onto the state before: each table must come out row by row."""
    state = {table: dict(rows) for table, rows in base.state.items()}
    defaults = {table: _defaults(reader, table) for table in state}
    sql = "SELECT id FROM step WHERE id > ? ORDER BY id"
    for (number,) in reader.execute(sql, (base.head.step,)).fetchall():
        for entry in journal.in_order(reader, number):
            rows = state[entry.table]
            before = journal.rows_in(entry.row, entry.before)
            after = journal.rows_in(entry.row, entry.after)
            for row in before.keys() - after.keys():
                del rows[row]
            for row, values in after.items():
                held = (
                    rows.get(row, defaults[entry.table]) if entry.before else defaults[entry.table]
                )
                rows[row] = {**held, "id": row, **values}
    now = state_of(reader)
    for table, rows in state.items():
        yield "journal gives the table", now[table] == rows, _difference(table, rows, now[table])


def _defaults(reader: Rows, table: str) -> dict[str, Any]:
    found = {}
    for row in reader.execute(f'PRAGMA table_info("{table}")').fetchall():
        said = row["dflt_value"]
        found[row["name"]] = (
            None if said is None else reader.execute(f"SELECT {said}").fetchone()[0]
        )
    return found


def _difference(table: str, wanted: dict[int, Any], found: dict[int, Any]) -> str:
    rows = [n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n)][:2]
    return f"{table} {[(n, wanted.get(n), found.get(n)) for n in rows]}"[:600]


def _papers(reader: Rows) -> Found:
    taken: Counter[tuple[str, str, int]] = Counter()
    shipments: dict[tuple[str, str], set[int]] = {}
    for row in reader.execute("SELECT * FROM document").fetchall():
        snapshot = snapshots.from_json(row["snapshot"].encode())
        good = bool(row["number"]) and snapshots.sha256(snapshot) == row["sha256"]
        yield "paper has number and snapshot", good, row["number"]
        kept = as_printed.of_document(reader, row["id"], row["number"])
        yield "paper kept as printed", kept is not None, row["number"]
        taken[row["kind"], row["number"], row["revision"]] += 1
        shipments.setdefault((row["kind"], row["number"]), set()).add(row["shipment"])
    yield "no number twice", all(n == 1 for n in taken.values()), taken.most_common(1)
    yield "a number is of one shipment", all(len(s) == 1 for s in shipments.values()), ""


def _files(reader: Rows, path: Path) -> Found:
    if "attachment" in integrity.data_tables(reader):
        for (sha256,) in reader.execute("SELECT DISTINCT sha256 FROM attachment").fetchall():
            condition = attachment_files.condition(path, sha256)
            yield "attachment whole", condition == GOOD, (sha256, condition)
    for (sha256,) in reader.execute(
        "SELECT DISTINCT sha256 FROM batch WHERE undone = 0"
    ).fetchall():
        condition = list_files.condition(path, sha256)
        yield "list kept whole", condition == GOOD, (sha256, condition)


def _backups(path: Path, told: list[Told]) -> Found:
    for file in backup.every(path):
        one = backup.of_file(file)
        yield "backup whole", backup.is_whole(one), file.name
    last = next((one for one in reversed(told) if one.backup), None)
    if last is not None:
        file = backup.folder_of(path) / last.backup
        with closing(integrity.open_still(file)) as reader:
            yield "told backup holds its step", integrity.holds(reader, last.head), last


def _left(path: Path) -> Found:
    """Look that what was half written goes at an opening a day later."""
    folders = [path.parent, *(beside.folder(path, kind) for kind in _BESIDE)]
    for file in _halves(folders):
        old = time.time() - 2 * whole_file.DAY
        os.utime(file, (old, old))
    open_file(path).close()
    left = [file for file in _halves(folders) if file.parent.name != "papers"]
    yield "nothing half left", not left, left[:3]


_BESIDE = (beside.LISTS, beside.SANCTIONS, beside.FILES, beside.BACKUPS)


def _halves(folders: list[Path]) -> list[Path]:
    found = [f for folder in folders for pattern in _LEFTOVERS for f in folder.rglob(pattern)]
    found += [f for folder in folders[1:] for f in folder.rglob("*-journal")]
    return sorted(set(found))

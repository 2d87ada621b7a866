"""Checking the database: is it whole, and is it what was written? A plain answer, line by line."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from broker_app.domain.attachment import CHANGED, GONE
from broker_app.errors import UserError
from broker_app.jobs import attaching, auditing
from broker_app.jobs.progress import Progress
from broker_app.store import backup, history, integrity, list_files, lots, replay
from broker_app.store.database import Damage, Rows, mendable, open_reader

GOOD, BAD, OPEN = "good", "bad", "open"
"""A line is in order, is not, or could not be looked at (or says something that is no damage)."""
PAGES, REFERENCES, JOURNAL, BACKUP = "pages", "references", "journal", "backup"
COPY, SECOND, RECORDS = "copy", "second", "records"
FILES, LISTS, SEARCH = "files", "lists", "search"
UNREAD = "unread"
"""Something else that damaged pages keep from being looked at; its value `what` names it."""
NAMED = 5
"""Things that a line names; of more only the number is told."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was looked at and how it is; its sentence is `check.<about>.<state>`."""

    about: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """What is not in order, by name: files, tables, what the engine says."""


@dataclass(frozen=True, slots=True)
class Checked:
    """All lines, and the rows by table where they could be counted."""

    lines: tuple[Line, ...]
    tables: dict[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return all(line.state != BAD for line in self.lines)

    @property
    def is_damaged(self) -> bool:
        """Whether the file itself is, so that it should be rebuilt or a backup restored."""
        damage = (PAGES, REFERENCES, SEARCH, UNREAD)
        return any(line.state == BAD and line.about in damage for line in self.lines)


def check(progress: Progress, path: Path, second: str = "") -> Checked:
    """Look a database through as it is at this moment; nothing is changed.

    A damaged file is an answer, not an error. The last copy in a `second` folder is looked at too.
    Raises UserError for a file that is not there, and for a sealed one.
    """
    if not path.is_file():
        raise UserError("file_missing", file=path.name)
    progress(0, 0, "progress.checking_pages")
    try:
        with closing(open_reader(path)) as reader:
            reader.execute("BEGIN")
            checked = _looked_through(reader, progress, path)
    except (UserError, *Damage) as problem:
        refused = problem if isinstance(problem, UserError) else mendable(problem, path)
        if isinstance(refused, UserError) and refused.key != "database_unreadable":
            raise refused from problem
        said = str(problem.__cause__ or problem)
        return Checked((Line(PAGES, BAD, {"count": 1}, (said,)),), {})
    return replace(checked, lines=(*checked.lines, _second(path, second))) if second else checked


def _second(path: Path, second: str) -> Line:
    """Look whether the last copy in the second folder, sealed or not, is as it was made."""
    copies = backup.found_in(backup.second_of(Path(second), path), path.stem)
    if not copies:
        return Line(SECOND, OPEN, {"folder": second})
    values = {"made": copies[0].made_at.astimezone(), "folder": second}
    return Line(SECOND, GOOD if backup.is_whole(copies[0]) else BAD, values)


def _looked_through(reader: Rows, progress: Progress, path: Path) -> Checked:
    if not {"journal", "vehicle"} <= set(integrity.data_tables(reader)):
        raise UserError("database_foreign", file=path.name)
    lines: list[Line] = []
    for about, look in _LOOKS:
        progress(len(lines), len(_LOOKS), f"progress.checking_{about}")
        with integrity.heeding(reader, lambda: progress(0, 0, "progress.checking_pages")):
            lines.append(_line(about, look, reader, progress, path))
    return Checked(tuple(lines), _counted(reader))


def _line(about: str, look: "_Look", reader: Rows, progress: Progress, path: Path) -> Line:
    """Look at one thing; what cannot be read because pages are damaged is bad itself."""
    try:
        return look(reader, progress, path)
    except Damage as problem:
        if not integrity.is_damage(problem):
            raise
        return Line(UNREAD, BAD, {"what": about}, (str(problem),))


def _pages(reader: Rows, _progress: Progress, _path: Path) -> Line:
    found = integrity.flaws(reader)
    return Line(PAGES, BAD if found else GOOD, {"count": len(found)}, tuple(found[:NAMED]))


def _references(reader: Rows, _progress: Progress, _path: Path) -> Line:
    found = integrity.dangling(reader)
    count = sum(len(one.rows) for one in found)
    names = tuple(f"{one.table} → {one.target}: {len(one.rows)}" for one in found[:NAMED])
    return Line(REFERENCES, BAD if found else GOOD, {"count": count}, names)


def _journal(reader: Rows, _progress: Progress, _path: Path) -> Line:
    broken, end = integrity.broken_entry(reader), integrity.head(reader)
    if broken is None:
        return Line(JOURNAL, GOOD, {"count": end.seq})
    return Line(JOURNAL, BAD, {"number": broken, "count": end.seq})


def _records(reader: Rows, progress: Progress, _path: Path) -> Line:
    """Hold the tables against the journal: what stands there that nobody wrote through Broker."""

    def heed(done: int, total: int) -> None:
        progress(done, total, "progress.checking_records")

    found = list(islice(replay.differences(reader, heed), auditing.MOST))
    names = tuple(f"{one.table} {one.row} {one.field}".strip() for one in found[:NAMED])
    return Line(RECORDS, BAD if found else GOOD, {"count": len(found)}, names)


def _backup(reader: Rows, _progress: Progress, path: Path) -> Line:
    """Look whether what the last backup holds is in the history of this file still."""
    last = backup.latest(path)
    if last is None or last.held is None:
        return Line(BACKUP, OPEN)
    later = history.count_after(reader, last.held.journal.step)
    good = integrity.holds(reader, last.held.journal)
    made = last.made_at.astimezone()
    return Line(BACKUP, GOOD if good else BAD, {"made": made, "count": later})


def _copy(_reader: Rows, _progress: Progress, path: Path) -> Line:
    """Look whether the last backup itself is as it was made: a disk may have failed since."""
    last = backup.latest(path)
    if last is None or last.held is None:
        return Line(COPY, OPEN)
    values = {"made": last.made_at.astimezone(), "count": len(last.held.files)}
    return Line(COPY, GOOD if backup.is_whole(last) else BAD, values)


def _files(reader: Rows, progress: Progress, path: Path) -> Line:
    found = attaching.verify(reader, progress, path)
    wrong = (*found.gone, *found.changed)
    values = {"count": found.good, "gone": len(found.gone), "changed": len(found.changed)}
    return Line(FILES, BAD if wrong else GOOD, values, tuple(one.file for one in wrong[:NAMED]))


def _lists(reader: Rows, _progress: Progress, path: Path) -> Line:
    """Look at the kept lists; one that is gone says nothing wrong, for its rows are all here."""
    found = {row["sha256"]: row["file"] for row in lots.batches(reader) if not row["undone"]}
    states = [(file, list_files.condition(path, sha256)) for sha256, file in found.items()]
    changed = [file for file, state in states if state == CHANGED]
    gone = [file for file, state in states if state == GONE]
    values = {"count": len(states) - len(changed) - len(gone), "gone": len(gone)}
    if changed:
        return Line(LISTS, BAD, values | {"changed": len(changed)}, tuple(changed[:NAMED]))
    return Line(LISTS, OPEN if gone else GOOD, values, tuple(gone[:NAMED]))


def _search(_reader: Rows, _progress: Progress, path: Path) -> Line:
    agrees = integrity.search_agrees(path)
    return Line(SEARCH, OPEN if agrees is None else GOOD if agrees else BAD)


def _counted(reader: Rows) -> dict[str, int]:
    try:
        return integrity.counts(reader)
    except Damage:
        return {}


_Look = Callable[[Rows, Progress, Path], Line]
_LOOKS: tuple[tuple[str, _Look], ...] = (
    (PAGES, _pages),
    (REFERENCES, _references),
    (JOURNAL, _journal),
    (RECORDS, _records),
    (BACKUP, _backup),
    (COPY, _copy),
    (FILES, _files),
    (LISTS, _lists),
    (SEARCH, _search),
)

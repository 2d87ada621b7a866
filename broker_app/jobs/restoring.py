"""Restoring: a backup compared with what we have, and brought back into a new file."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from broker_app.domain.person import RESTORE, Secret
from broker_app.errors import UserError
from broker_app.jobs import recounting, signing_in
from broker_app.jobs.progress import Progress
from broker_app.store import backup, history, integrity, permission, restoring
from broker_app.store.backup import Backup
from broker_app.store.database import Damage, Rows, open_reader
from broker_app.store.restoring import Restored

KINDS = ("vehicle", "lot", "party", "sale", "shipment", "document", "cost", "attachment")
"""The tables that people know, in the order in which they are compared."""
_UNREADABLE = ("database_unreadable", "database_not_writable", "file_missing")
MOST = 50
"""Steps that are named; of more only the number is told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How many records of a kind there are now (None where nobody can tell) and in the backup."""

    table: str
    now: int | None
    then: int


@dataclass(frozen=True, slots=True)
class Done:
    """A step that the backup does not hold: its moment (ISO), who, and what in words."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would be another if one went on from a backup.

    `missing` counts the steps that the backup does not hold, `newest` names the latest of them.
    `same_line` is false where the backup has steps that we do not: it is of another file, or of
    one that was taken further elsewhere.
    """

    backup: Backup
    kinds: tuple[Kind, ...]
    missing: int
    newest: tuple[Done, ...]
    same_line: bool


def choices(path: Path, second: str = "") -> list[Backup]:
    """Return the backups of a database beside it and in the second folder, the latest first."""
    found = backup.found_in(backup.folder_of(path), path.stem)
    if second:
        known = {one.path.name for one in found}
        there = backup.found_in(backup.second_of(Path(second), path), path.stem)
        found += [one for one in there if one.path.name not in known]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def compare(reader: Rows | None, source: Backup) -> Comparison:
    """Compare a backup with the database that a reader reads, None where that cannot be read.

    Raises UserError where the backup cannot be read.
    """
    held = source.held or backup.seen(source.path)
    if reader is None:
        kinds = [Kind(name, None, held.tables.get(name, 0)) for name in KINDS]
        return Comparison(source, tuple(kinds), 0, (), same_line=True)
    now = integrity.counts(reader)
    kinds = [Kind(name, now.get(name, 0), held.tables.get(name, 0)) for name in KINDS]
    later = history.after(reader, held.journal.step, MOST)
    newest = tuple(Done(row["at"], row["who"], recounting.name_of(reader, row)) for row in later)
    return Comparison(
        source,
        tuple(kinds),
        history.count_after(reader, held.journal.step),
        newest,
        integrity.holds(reader, held.journal),
    )


def compare_file(path: Path, source: Backup) -> Comparison:
    """Compare a backup with a database by its file, which may be damaged or gone."""
    if not path.is_file():
        return compare(None, source)
    try:
        with closing(open_reader(path)) as reader:
            return compare(reader, source)
    except (UserError, *Damage):
        return compare(None, source)


def restore(
    progress: Progress,
    source: Path,
    into: Path,
    key: Secret = signing_in.NOBODY,
    of: Path | None = None,
    who: str = "",
) -> Restored:
    """Bring a backup back into a new file with its attachments; nothing that is there is touched.

    Raises UserError where the backup is damaged, the name is taken, or there is no room; where it
    is sealed, also without its recovery key or passphrase; where people sign in to the database
    `of` that is in use, for whoever is no administrator. Cancelled leaves nothing.
    """
    if of is not None:
        _refuse_staff(of, who)
    return restoring.restore(
        backup.of_file(source),
        into,
        lambda done, total: progress(done, total, "progress.restoring"),
        key,
    )


def _refuse_staff(path: Path, who: str) -> None:
    """Raise UserError where people sign in and `who` may not restore; damage asks nobody."""
    try:
        with closing(open_reader(path)) as reader:
            if signing_in.are_set_up(reader):
                permission.refuse_role(signing_in.of_name(reader, who), RESTORE)
    except Damage:
        return
    except UserError as problem:
        if problem.key not in _UNREADABLE:
            raise


def restore_in_place(progress: Progress, source: Path, path: Path) -> Path:
    """Bring a backup back in the place of a damaged database that cannot be opened.

    It is restored into a new file and looked through first; the damaged one is kept whole beside
    it, by the name that is returned. Nobody may have it open. Raises UserError as `restore` does.
    """
    made, aside = free_name(path), free_name(path, "damaged")
    restore(progress, source, made)
    restoring.put_in_place(made, path, aside)
    return aside


def free_name(path: Path, what: str = "restored", now: datetime | None = None) -> Path:
    """Return a name for another file beside a database that nobody has taken."""
    day = (now or datetime.now(UTC).astimezone()).strftime("%Y-%m-%d")
    return next(one for one in _names(path, f"{what}-{day}") if not one.exists())


def _names(path: Path, said: str) -> Iterable[Path]:
    number = 1
    while True:
        yield path.with_name(f"{path.stem}-{said}{f'-{number}' if number > 1 else ''}{path.suffix}")
        number += 1

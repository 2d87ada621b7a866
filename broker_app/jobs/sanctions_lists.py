"""Sanctions lists: taken in from files or from their issuers, checked, compared, looked up.

A copy with too few entries, or one that lost too many since the last, is refused loudly: a partial
file would let a listed party pass unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app import given_file, words
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.file_name import safe_name
from broker_app.domain.list_difference import ListDifference, difference
from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.domain.screening import DAYS_FRESH
from broker_app.errors import UserError
from broker_app.intake.listed.source import LARGEST, Part, Source, opened
from broker_app.jobs import backing_up
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.reference.country_names import code_of
from broker_app.store import list_copies, list_snapshots, write
from broker_app.store.database import Database, Rows
from broker_app.store.list_snapshots import Snapshot

if TYPE_CHECKING:
    from broker_app.intake.listed.reading import Known

TABLES = frozenset({"list_snapshot"})
SUFFIXES = (".csv", ".txt", ".xml", ".xlsx", ".xls", ".pdf", ".zip", ".json", ".gz")
"""How files of lists end; in a folder all others are left alone."""


@dataclass(frozen=True, slots=True)
class Held:
    """A list and its current copy. `age` is days since it was taken from its issuer.

    A list that was never taken in is stale: nothing can be decided by it.
    """

    about: SanctionsList
    snapshot: Snapshot | None
    age: int | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list: how many entries it has and had, and what changed.

    `same` says that nothing did; `difference` is None where there is no copy to compare with.
    """

    about: SanctionsList
    files: str
    count: int
    before: int | None
    dated: date | None
    checked_on: date
    same: bool
    difference: ListDifference | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was read, before anything is written."""

    about: SanctionsList
    source: Source
    entries: list[Entry]
    dated: date | None
    checked_on: date

    @property
    def files(self) -> str:
        """The names of its files."""
        return ", ".join(part.name for part in self.source.parts)


def install(
    db: Database,
    progress: Progress,
    books: Books,
    files: Sequence[Path],
    who: str,
    today: date,
    as_list: str = "",
    accept: str = "",
) -> tuple[list[Taken], Changes]:
    """Take in lists from files or folders; each is known by its content, or said to be `as_list`.

    `today` is the day the files were taken from the issuer. `accept` is a person's reason to take
    a copy that is shrunken or older than ours. All are read and checked before the first is
    stored. Raises UserError for a file that is no list, and for a copy that is not sound.
    """
    return take(db, books, read(progress, books, files, today, as_list), who, accept)


def read(
    progress: Progress, books: Books, files: Sequence[Path], today: date, as_list: str = ""
) -> list[Copy]:
    """Read lists from files or folders, which takes seconds and needs no database."""
    from broker_app.intake.listed import reading

    wanted = _wanted(books, [as_list] if as_list else [])
    sources = reading.sources(
        part for given in files for file in _files(given) for part in _parts(file)
    )
    return [_read(source, wanted, books, progress, today) for source in sources]


def fetch(
    db: Database,
    progress: Progress,
    books: Books,
    lists: Sequence[str],
    who: str,
    today: date,
    accept: str = "",
) -> tuple[list[Taken], Changes]:
    """Take in lists from the addresses of their issuers; nothing else ever asks the network.

    Raises UserError for a list without an address, and where `install` does.
    """
    return take(db, books, read_fetched(progress, books, lists, today), who, accept)


def read_fetched(progress: Progress, books: Books, lists: Sequence[str], today: date) -> list[Copy]:
    """Read lists from the addresses of their issuers: as long as the network takes."""
    wanted = _wanted(books, lists)
    for about in wanted:
        if not about.fetch:
            raise UserError("listed_no_address", list=_title(about), page=about.page)
    sources = [(source, [about]) for about in wanted for source in _fetched(about, progress)]
    return [_read(source, given, books, progress, today) for source, given in sources]


def take(
    db: Database, books: Books, copies: Sequence[Copy], who: str, accept: str = ""
) -> tuple[list[Taken], Changes]:
    """Take in copies that were read, all or none. Raises UserError for one that is not sound."""
    names = [copy.about.id for copy in copies]
    for copy in copies:
        if names.count(copy.about.id) > 1:
            raise UserError("listed_twice", list=_title(copy.about))
    current = list_snapshots.current(db.connection)
    for copy in copies:
        _must_be_sound(copy, current.get(copy.about.id), accept.strip())
    if copies:
        backing_up.before(db, backing_up.LISTS, who)
    taken: list[Taken] = []
    changes = NOTHING
    for copy in copies:
        done, step = _store(db, books, copy, current.get(copy.about.id), who, accept.strip())
        taken.append(done)
        changes = Changes(TABLES, step) if step is not None else changes
    return taken, changes


def lists(reader: Rows, books: Books, on: date, fresh: int = DAYS_FRESH) -> list[Held]:
    """Return every list with its current copy and how old that is."""
    current = list_snapshots.current(reader)
    return [
        _held(about, current.get(name), on, fresh) for name, about in books.sanctions_lists.items()
    ]


def entries_of(path: Path, books: Books, snapshot: Snapshot) -> list[Entry]:
    """Return the entries of a copy in the database `path`, read from its files where need be.

    Raises UserError where the copy is gone from beside the database.
    """
    found = list_copies.entries(path, snapshot.sha256)
    if found is not None:
        return found
    from broker_app.intake.listed import reading

    about, files = find(books, snapshot.list_id), list_copies.files(path, snapshot.sha256)
    if files is None:
        raise UserError("listed_copy_gone", list=_title(about))
    source = _source_of(files)
    _, parser = reading.which(source, [_known(about)])
    read = list(reading.entries(source, parser, about.id, code_of))
    list_copies.put_entries(path, snapshot.sha256, read)
    return read


def difference_of(reader: Rows, path: Path, books: Books, list_id: str) -> ListDifference:
    """Return what the current copy of a list changed. Raises UserError where it is the only one."""
    about = find(books, list_id)
    copies = list_snapshots.of_list(reader, about.id)[:2]
    if len(copies) < 2:
        raise UserError("listed_no_former", list=_title(about))
    now, before = (entries_of(path, books, copy) for copy in copies)
    return difference(before, now)


def find(books: Books, list_id: str) -> SanctionsList:
    """Return a list by its id. Raises UserError naming the ids there are."""
    known = books.sanctions_lists
    if list_id not in known:
        raise UserError("listed_id_unknown", list=list_id, known=", ".join(known))
    return known[list_id]


def _held(about: SanctionsList, snapshot: Snapshot | None, on: date, fresh: int) -> Held:
    age = None if snapshot is None else (on - snapshot.checked_on).days
    return Held(about, snapshot, age, age is None or age > fresh)


def _wanted(books: Books, names: Sequence[str]) -> list[SanctionsList]:
    return [find(books, name) for name in names] or list(books.sanctions_lists.values())


def _files(given: Path) -> list[Path]:
    """Return a file, or the files of a folder that may be lists. Raises UserError for none."""
    if not given.is_dir():
        return [given]
    found = sorted(file for file in given.iterdir() if file.suffix.lower() in SUFFIXES)
    if not found:
        raise UserError("listed_folder_empty", folder=given.resolve().name)
    return found


def _parts(file: Path) -> list[Part]:
    try:
        if file.stat().st_size > LARGEST:
            raise UserError("listed_too_large", file=file.name)
        return opened(safe_name(file.name), given_file.content(file))
    except FileNotFoundError as problem:
        raise UserError("file_missing", file=file.name) from problem
    except OSError as problem:
        raise UserError("file_unreadable", file=file.name) from problem


def _fetched(about: SanctionsList, progress: Progress) -> list[Source]:
    from broker_app.intake.listed import fetching, reading

    def tell(done: int, total: int) -> None:
        progress(done, total, "listed.fetching", list=_title(about))

    parts: list[Part] = []
    for address in about.fetch:
        parts += opened(*fetching.download(address, tell))
    return reading.sources(parts)


def _read(
    source: Source,
    wanted: Sequence[SanctionsList],
    books: Books,
    progress: Progress,
    today: date,
) -> Copy:
    from broker_app.intake.listed import reading

    known, parser = _which(source, wanted, books)
    about = next(one for one in wanted if one.id == known.id)
    source = _heeding(source, about, progress)
    found = list(reading.entries(source, parser, about.id, code_of))
    dated = reading.dated(source, parser)
    checked = min(today, dated) if about.daily and dated else today
    return Copy(about, source, found, dated, checked)


def _which(source: Source, wanted: Sequence[SanctionsList], books: Books) -> "tuple[Known, str]":
    """Return which of the wanted lists a source is. Raises UserError naming the list it is else."""
    from broker_app.intake.listed import reading

    try:
        return reading.which(source, [_known(one) for one in wanted])
    except UserError:
        found, _ = reading.which(source, [_known(one) for one in _wanted(books, [])])
    titles = {"list": _title(wanted[0]), "found": _title(find(books, found.id))}
    raise UserError("listed_other_list", file=source.name, **titles)


def _heeding(source: Source, about: SanctionsList, progress: Progress) -> Source:
    """Return a source that tells how far it is read, and stops where that raises."""

    def heed() -> None:
        progress(0, 0, "listed.reading", list=_title(about))

    return Source(tuple(replace(part, heed=heed) for part in source.parts))


def _must_be_sound(copy: Copy, before: Snapshot | None, accept: str) -> None:
    """Raise UserError for a copy that has too few entries or is older than ours.

    A person may take it nevertheless, with a reason; never one without any entry.
    """
    about, count, title = copy.about, len(copy.entries), _title(copy.about)
    if count == 0:
        raise UserError("listed_empty", file=copy.source.name)
    if accept or (before is not None and before.sha256 == copy.source.sha256):
        return
    if about.is_too_few(count):
        raise UserError("listed_too_few", list=title, found=count, least=about.least)
    if before is None:
        return
    if about.has_lost_too_many(before.count, count):
        raise UserError("listed_shrunk", list=title, found=count, before=before.count)
    if copy.dated and before.dated and copy.dated < before.dated:
        raise UserError("listed_older", list=title, dated=copy.dated, ours=before.dated)


def _store(
    db: Database, books: Books, copy: Copy, before: Snapshot | None, who: str, accept: str
) -> tuple[Taken, int | None]:
    sha256, name = copy.source.sha256, copy.about.id
    files = [(part.name, part.data) for part in copy.source.parts]
    list_copies.keep(db.path, sha256, files, copy.entries)
    if before is not None and before.sha256 == sha256:
        return _checked(db, copy, before, who)
    with write.step(
        db, "sanctions_list", who, why=accept, list=name, count=len(copy.entries)
    ) as step:
        list_snapshots.add(
            step,
            name,
            copy.files,
            sha256,
            copy.dated,
            len(copy.entries),
            copy.checked_on,
            accept,
        )
    changed = None if before is None else _changed(db.path, books, before, copy)
    return _taken(copy, before, same=False, changed=changed), step.number


def _changed(path: Path, books: Books, before: Snapshot, copy: Copy) -> ListDifference | None:
    """Compare a copy with the one before; None where that one is gone from the disk."""
    try:
        return difference(entries_of(path, books, before), copy.entries)
    except UserError:
        return None


def _checked(db: Database, copy: Copy, before: Snapshot, who: str) -> tuple[Taken, int | None]:
    """Say that a copy is still the present one; a copy of an older day says nothing new."""
    taken = _taken(copy, before, same=True, changed=ListDifference())
    if copy.checked_on <= before.checked_on:
        return taken, None
    with write.step(db, "sanctions_list_checked", who, list=copy.about.id) as step:
        list_snapshots.checked(step, before.id, copy.checked_on)
    return taken, step.number


def _taken(
    copy: Copy, before: Snapshot | None, *, same: bool, changed: ListDifference | None
) -> Taken:
    return Taken(
        copy.about,
        copy.files,
        len(copy.entries),
        before.count if before else None,
        copy.dated,
        copy.checked_on,
        same,
        changed,
    )


def _source_of(files: Sequence[list_copies.File]) -> Source:
    return Source(tuple(Part(name, data) for name, data in files))


def _known(about: SanctionsList) -> "Known":
    from broker_app.intake.listed.reading import Known

    return Known(about.id, about.parsers, about.known_by, about.not_by)


def _title(about: SanctionsList) -> str:
    return words.in_both(dict(about.title))

"""Attaching: files about a vehicle, kept beside the database: added, removed, ordered, seen.

Removing or undoing never takes a file from the disk, so that every step can be taken back.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from broker_app.domain.attachment import (
    CHANGED,
    GONE,
    GOOD,
    KINDS,
    SHOWN_TO_BUYERS,
    Attachment,
    lacking,
    proposed_kind,
)
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.file_name import safe_name, stored_name
from broker_app.errors import UserError
from broker_app.intake import content
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import name_of
from broker_app.store import attachment_files, attachments, backup, beside, costs, vehicles, write
from broker_app.store.attachment_files import Staged
from broker_app.store.database import Database, Rows

TABLES = frozenset({"attachment"})
THUMBNAIL = 320
"""Points of the longer side of a small picture, for a tile at twice its size."""
FOR_BUYERS = 800
"""Points of the longer side of a picture for a price list."""


@dataclass(slots=True)
class Attached:
    """What became of files: added (with their ids), there already, refused with the reason."""

    added: list[Attachment] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    refused: list[UserError] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, int]:
        """How many of each kind were added."""
        return dict(Counter(one.kind for one in self.added))


@dataclass(frozen=True, slots=True)
class Looked:
    """What a kept file is like now, and its small picture where it has one."""

    condition: str
    thumbnail: bytes | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files are as they were attached, and which are gone or changed."""

    good: int
    gone: tuple[Attachment, ...]
    changed: tuple[Attachment, ...]


def attach(
    db: Database, progress: Progress, vehicle: int, files: Sequence[Path], who: str, kind: str = ""
) -> tuple[Attached, Changes]:
    """Attach files to a vehicle in one step; without a kind each gets the one it looks like.

    A file that cannot be taken is refused by itself and the others are attached; one that the
    vehicle has already is said and not doubled. Raises UserError for an unknown kind and a full
    disk: nothing is changed then, nor when the job is cancelled.
    """
    if kind and kind not in KINDS:
        raise UserError("attachment_kind_unknown", value=kind, known=", ".join(KINDS))
    vehicles.get(db.connection, vehicle)
    beside.sweep(db.path)
    outcome = Attached()
    staged: list[tuple[Attachment, Staged]] = []
    try:
        for file, copy in _staged(db.path, progress, files, outcome.refused):
            staged.append((described(vehicle, file, copy, kind), copy))
        changes = _store(db, vehicle, staged, outcome, who)
    finally:
        for _, copy in staged:
            attachment_files.discard(copy.part)
    return outcome, changes


def remove(db: Database, chosen: Sequence[int], who: str) -> Changes:
    """Take attachments away, from the costs that rest on them too; their files stay on the disk."""
    records = [attachments.get(db.connection, number) for number in chosen]
    if not records:
        return NOTHING
    with _step(db, "attachment_remove", records, who) as step:
        costs.forget_file(step, costs.resting_on(db.connection, chosen))
        for number in chosen:
            attachments.remove(step, number)
    return Changes(TABLES | {"cost"}, step.number)


def change_kind(db: Database, chosen: Sequence[int], kind: str, who: str) -> Changes:
    """Say what attachments are. Raises UserError for an unknown kind."""
    if kind not in KINDS:
        raise UserError("attachment_kind_unknown", value=kind, known=", ".join(KINDS))
    records = [attachments.get(db.connection, number) for number in chosen]
    records = [record for record in records if record.kind != kind]
    if not records:
        return NOTHING
    with _step(db, "attachment_kind", records, who) as step:
        for record in records:
            attachments.change(step, record.id or 0, kind=kind)
    return Changes(TABLES, step.number)


def change_note(db: Database, attachment: int, note: str, who: str) -> Changes:
    """Say something about an attachment, at most a line."""
    record = attachments.get(db.connection, attachment)
    said = " ".join(note.split())
    if said == record.note:
        return NOTHING
    with _step(db, "attachment_note", [record], who) as step:
        attachments.change(step, attachment, note=said)
    return Changes(TABLES, step.number)


def move(db: Database, chosen: Sequence[int], before: int | None, who: str) -> Changes:
    """Put attachments of one vehicle before another of its attachments; at the end for None."""
    records = [attachments.get(db.connection, number) for number in chosen]
    if not records:
        return NOTHING
    stored = attachments.of_vehicle(db.connection, records[0].vehicle)
    order = _moved([one.id or 0 for one in stored], list(chosen), before)
    places = {number: place for place, number in enumerate(order, 1)}
    if order == [one.id for one in stored]:
        return NOTHING
    with _step(db, "attachment_order", records, who) as step:
        for one in stored:
            attachments.change(step, one.id or 0, position=places[one.id or 0])
    return Changes(TABLES, step.number)


def look(path: Path, attachment: Attachment) -> Looked:
    """Look at a kept file of the database `path`: whether it is whole, and its small picture."""
    condition = attachment_files.condition(path, attachment.sha256)
    if condition != GOOD or not attachment.is_picture:
        return Looked(condition)
    small = attachment_files.thumbnail(path, attachment.sha256)
    if small is None:
        from broker_app.intake import pictures  # late, for the start of the window

        kept = attachment_files.place(path, attachment.sha256)
        small = pictures.small_copy(kept, THUMBNAIL)
        if small is not None:
            attachment_files.keep_thumbnail(path, attachment.sha256, small)
    return Looked(condition, small)


def picture(path: Path, attachment: Attachment, side: int) -> bytes:
    """Return an attached picture as JPEG, upright, at most `side` points long, nothing beside it.

    Raises UserError where it is gone, changed, or cannot be read as a picture.
    """
    from broker_app.intake import pictures

    kept = attachment_files.kept(path, attachment.sha256, attachment.file)
    made = pictures.small_copy(kept, side)
    if made is None:
        raise UserError("attachment_no_picture", file=safe_name(attachment.file))
    return made


def photos_of(reader: Rows, path: Path, chosen: Sequence[int]) -> dict[int, bytes]:
    """Return the first photograph of each vehicle as JPEG, for a buyer's price list.

    Only kinds that a buyer may see, with nothing beside the picture (no place, no camera). Vehicles
    without one, or whose file is gone, are left out. `path` is the database's.
    """
    found: dict[int, bytes] = {}
    for one in attachments.of_vehicles(reader, chosen):
        if one.kind not in SHOWN_TO_BUYERS or one.vehicle in found or not one.is_picture:
            continue
        try:
            found[one.vehicle] = picture(path, one, FOR_BUYERS)
        except UserError:
            continue
    return found


def missing_of(reader: Rows, books: Books, chosen: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the kinds each vehicle should have by its state and shipment, and has not.

    Vehicles that lack nothing are left out.
    """
    kinds = attachments.kinds_of(reader, chosen)
    found = {}
    for vehicle, (state, shipment) in attachments.states_of(reader, chosen).items():
        gaps = lacking(books.attachments_wanted, kinds.get(vehicle, ()), state, shipment)
        if gaps:
            found[vehicle] = gaps
    return found


def verify(reader: Rows, progress: Progress, path: Path, vehicle: int | None = None) -> Verified:
    """Look at every kept file, or at those of one vehicle, whether it is as it was attached."""
    if vehicle is None:
        records = attachments.every(reader)
    else:
        records = attachments.of_vehicle(reader, vehicle)
    known: dict[str, str] = {}
    for place, one in enumerate(records):
        progress(place, len(records), "progress.verifying_files")
        if one.sha256 not in known:
            known[one.sha256] = attachment_files.condition(path, one.sha256)
    return Verified(
        sum(known[one.sha256] == GOOD for one in records),
        tuple(one for one in records if known[one.sha256] == GONE),
        tuple(one for one in records if known[one.sha256] == CHANGED),
    )


def sweep(db: Database) -> int:
    """Remove files that neither attachments, nor their history, nor a backup mention.

    Returns how many. Raises UserError for a backup that cannot be read: nothing is removed then.
    """
    beside.sweep(db.path)
    with attachments.held(db):
        known = attachments.mentioned(db.connection, backup.every(db.path))
        return attachment_files.sweep(db.path, known)


def _staged(
    path: Path, progress: Progress, files: Sequence[Path], refused: list[UserError]
) -> Iterator[tuple[Path, Staged]]:
    """Yield each file that could be copied; the others are refused, each with its reason."""
    sizes = {}
    for file in files:
        try:
            sizes[file] = attachment_files.size_of(file)
        except UserError as problem:
            refused.append(problem)
    total, done = sum(sizes.values()), 0
    for file, size in sizes.items():
        tell = _teller(progress, done, total, safe_name(file.name))
        tell(0)
        try:
            yield file, attachment_files.stage(path, file, tell)
        except UserError as problem:
            if not problem.key.startswith("attach_"):
                raise  # a disk that is full is full for every file
            refused.append(problem)
        done += size


def _teller(progress: Progress, done: int, total: int, name: str) -> Callable[[int], None]:
    """Return what tells of the bytes of one file; told in kilobytes, for the sum may be large."""

    def tell(size: int) -> None:
        progress((done + size) // 1000, total // 1000, "progress.attaching", file=name)

    return tell


def described(vehicle: int, file: Path, copy: Staged, kind: str = "") -> Attachment:
    """Return what is known of a file by its copy; without a kind it gets the one it looks like."""
    from broker_app.intake import pictures

    found = content.type_of(copy.part)
    size = pictures.size_of(copy.part) if found.mime in pictures.READ else None
    width, height = size or (None, None)
    return Attachment(
        vehicle=vehicle,
        kind=kind or proposed_kind(file.name, found.mime, width, height),
        file=stored_name(file.name),
        sha256=copy.sha256,
        size=copy.size,
        mime=found.mime,
        width=width,
        height=height,
    )


def _store(
    db: Database,
    vehicle: int,
    staged: Sequence[tuple[Attachment, Staged]],
    outcome: Attached,
    who: str,
) -> Changes:
    fresh = _fresh(db.connection, vehicle, staged, outcome)
    for copy in (copy for record, copy in staged if record not in fresh):
        attachment_files.keep(db.path, copy)  # mends a file that was lost or damaged meanwhile
    if not fresh:
        return NOTHING
    copies = {record.sha256: copy for record, copy in staged}
    with _step(db, "attach", fresh, who) as step:
        last = max((a.position for a in attachments.of_vehicle(db.connection, vehicle)), default=0)
        for position, record in enumerate(fresh, last + 1):
            attachment_files.keep(db.path, copies[record.sha256])
            record.position = position
            record.id = attachments.add(step, record)
    outcome.added = fresh
    return Changes(TABLES, step.number)


def _fresh(
    reader: Rows,
    vehicle: int,
    staged: Sequence[tuple[Attachment, Staged]],
    outcome: Attached,
) -> list[Attachment]:
    """Return what the vehicle has not yet, each content once."""
    stored = {one.sha256 for one in attachments.of_vehicle(reader, vehicle)}
    fresh = []
    for record, _ in staged:
        if record.sha256 in stored:
            outcome.doubles.append(safe_name(record.file))
        else:
            fresh.append(record)
        stored.add(record.sha256)
    return fresh


def _moved(order: Sequence[int], chosen: Sequence[int], before: int | None) -> list[int]:
    moving = [number for number in order if number in chosen]
    if before in moving:  # before itself: before the next one that stays
        later = order[order.index(before) :]
        before = next((number for number in later if number not in moving), None)
    rest = [number for number in order if number not in moving]
    at = rest.index(before) if before in rest else len(rest)
    return rest[:at] + moving + rest[at:]


def _step(
    db: Database, key: str, records: Sequence[Attachment], who: str
) -> AbstractContextManager[write.Step]:
    """Open a step that names the vehicle, and how many files."""
    name = name_of(vehicles.get(db.connection, records[0].vehicle))
    return write.step(db, key, who, vehicle=name, count=len(records))

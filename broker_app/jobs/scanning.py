"""Scanning: the scan of a paper, kept among the attachments in the step that stores the paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broker_app.domain.attachment import Attachment
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.jobs import attaching
from broker_app.jobs.progress import Progress
from broker_app.store import attachment_files, attachments
from broker_app.store.attachment_files import Staged
from broker_app.store.database import Database
from broker_app.store.write import Step

KIND = "certificate"
TABLES = attaching.TABLES
Scan = Path | int
"""A file, or the id of one that is attached already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scan that is ready to be kept; without a copy it is an attachment already."""

    attachment: Attachment
    copy: Staged | None = None


@contextmanager
def staged(
    db: Database, progress: Progress, vehicle: int, scan: Scan | None
) -> Iterator[Waiting | None]:
    """Make a scan ready before a step; what got no place is taken back.

    Raises UserError for a file that cannot be attached, and for an attachment that is gone, has
    lost its file or is another vehicle's.
    """
    if scan is None:
        yield None
    elif isinstance(scan, int):
        yield Waiting(_attached(db, vehicle, scan))
    else:
        name = safe_name(scan.name)
        size = attachment_files.size_of(scan)

        def tell(done: int) -> None:
            progress(done // 1000, size // 1000, "progress.attaching", file=name)

        copy = attachment_files.stage(db.path, scan, tell)
        try:
            yield Waiting(attaching.described(vehicle, scan, copy, KIND), copy)
        finally:
            attachment_files.discard(copy.part)


def keep(db: Database, step: Step, scan: Waiting) -> Attachment:
    """Keep a scan as an attachment of the kind certificate; equal content is kept once."""
    known = attachments.of_vehicle(db.connection, scan.attachment.vehicle)
    if scan.copy is not None:
        attachment_files.keep(db.path, scan.copy)
    same = next((one for one in known if one.sha256 == scan.attachment.sha256), None)
    if same is None:
        scan.attachment.position = max((one.position for one in known), default=0) + 1
        scan.attachment.id = attachments.add(step, scan.attachment)
        return scan.attachment
    if same.kind != KIND:
        attachments.change(step, same.id or 0, kind=KIND)
    return same


def _attached(db: Database, vehicle: int, number: int) -> Attachment:
    found = attachments.get(db.connection, number)
    if found.vehicle != vehicle:
        raise UserError("row_gone", table="attachment", row=number)
    attachment_files.kept(db.path, found.sha256, found.file)
    return found

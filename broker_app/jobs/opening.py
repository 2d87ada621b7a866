"""Opening: a kept file looked at before another program may have it, and copies of it saved.

Another program only ever gets a read-only copy in a folder of its own, under a safe name. What is
dangerous by its name or its content is only saved, where a person asks for that.
"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from broker_app import whole_file
from broker_app.domain.attachment import PHOTOGRAPHS, Attachment
from broker_app.domain.evidence import Evidence
from broker_app.domain.file_name import ending_of, numbered, safe_name
from broker_app.domain.file_type import dangers, is_misnamed
from broker_app.errors import UserError
from broker_app.intake import content
from broker_app.jobs.progress import Progress
from broker_app.store import attachment_files, attachments, evidence, vehicles
from broker_app.store.database import Rows

COPIES = "broker-open-"
KEPT_SECONDS = 24 * 3600
"""A copy that was opened is removed after a day, when another one is opened."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is told of a file before it is opened; keys of `content.<key>` and `danger.<key>`."""

    name: str
    content: str
    ending: str
    size: int
    misnamed: bool
    dangers: tuple[str, ...]

    @property
    def may_open(self) -> bool:
        """Whether another program may have it."""
        return not self.dangers


@dataclass(frozen=True, slots=True)
class Saved:
    """How many photographs of how many vehicles were saved, and which were not there."""

    photos: int
    vehicles: int
    lost: tuple[str, ...] = ()


def examine(path: Path, attachment: Attachment) -> Examined:
    """Look at a kept file of the database `path`. Raises UserError where it is gone or changed."""
    kept = attachment_files.kept(path, attachment.sha256, safe_name(attachment.file))
    found = content.type_of(kept)
    return Examined(
        name=safe_name(attachment.file),
        content=found.key,
        ending=ending_of(attachment.file),
        size=attachment.size,
        misnamed=is_misnamed(attachment.file, found),
        dangers=dangers(attachment.file, found),
    )


def copy_to_open(path: Path, attachment: Attachment) -> Path:
    """Return a read-only copy for another program. Raises UserError for a dangerous file."""
    examined = examine(path, attachment)
    if not examined.may_open:
        raise UserError("attachment_dangerous", file=examined.name)
    _remove_old_copies()
    try:
        folder = Path(tempfile.mkdtemp(prefix=COPIES))
    except OSError as problem:
        raise whole_file.unwritable(tempfile.gettempdir(), problem) from problem
    target = folder / examined.name
    attachment_files.save_copy(path, attachment.sha256, examined.name, target)
    target.chmod(0o444)
    return target


def paper_to_open(reader: Rows, path: Path, paper: Evidence) -> tuple[Examined, Path]:
    """Return what is to be told of a stored paper, with a read-only copy of it.

    Raises UserError where it is gone or changed, and where there is no room for a copy.
    """
    stored = evidence.content(reader, path, paper)
    _remove_old_copies()
    name = safe_name(paper.file)
    try:
        target = Path(tempfile.mkdtemp(prefix=COPIES)) / name
        target.write_bytes(stored)
        target.chmod(0o444)
    except OSError as problem:
        raise whole_file.unwritable(tempfile.gettempdir(), problem) from problem
    found = content.type_of(target)
    told = Examined(
        name=name,
        content=found.key,
        ending=ending_of(paper.file),
        size=len(stored),
        misnamed=is_misnamed(paper.file, found),
        dangers=dangers(paper.file, found),
    )
    return told, target


def save_as(path: Path, attachment: Attachment, target: Path) -> Path:
    """Save a copy where somebody chose. Raises UserError where it is gone or cannot be written."""
    name = safe_name(attachment.file)
    attachment_files.save_copy(path, attachment.sha256, name, target)
    return target


def save_paper(copy: Path, target: Path) -> None:
    """Save a copy of a stored paper where somebody chose. Raises UserError."""
    from broker_app.papers.saving import save

    try:
        save(copy.read_bytes(), target)
    except OSError as problem:
        raise whole_file.unwritable(str(target), problem) from problem


def save_photos(
    reader: Rows, progress: Progress, path: Path, chosen: Sequence[int], folder: Path
) -> Saved:
    """Save all photographs of vehicles into a folder, named by chassis number and place.

    Nothing that lies there is replaced. A file that is gone or changed is left out and told. Raises
    UserError where the folder cannot be written; what was saved so far is removed then, and when
    the job is cancelled.
    """
    photos = [
        one
        for one in attachments.of_vehicles(reader, chosen)
        if one.kind in PHOTOGRAPHS and one.mime.startswith("image/")
    ]
    if not photos:
        raise UserError("no_photos")
    names = _names(reader, photos)
    made: list[tuple[int, Path]] = []
    lost = []
    try:
        for done, (one, name) in enumerate(zip(photos, names, strict=True)):
            progress(done, len(photos), "progress.saving_photos")
            try:
                made.append((one.vehicle, _save_free(path, one, folder, name)))
            except UserError as problem:
                if not problem.key.startswith("attachment_"):
                    raise
                lost.append(safe_name(one.file))
    except BaseException:
        for _, target in made:
            attachment_files.discard(target)
        raise
    return Saved(len(made), len({vehicle for vehicle, _ in made}), tuple(lost))


def _names(reader: Rows, photos: Sequence[Attachment]) -> list[str]:
    called: dict[int, str] = {}
    counts: dict[int, int] = {}
    names = []
    for one in photos:
        if one.vehicle not in called:
            record = vehicles.get(reader, one.vehicle)
            called[one.vehicle] = safe_name(record.chassis_number or f"vehicle {one.vehicle}")
        counts[one.vehicle] = counts.get(one.vehicle, 0) + 1
        ending = one.mime.removeprefix("image/").replace("jpeg", "jpg").replace("tiff", "tif")
        names.append(f"{called[one.vehicle]} {counts[one.vehicle]:02d}.{ending}")
    return names


def _save_free(path: Path, one: Attachment, folder: Path, name: str) -> Path:
    """Save a copy under the first name of this kind that is free."""
    number = 1
    while (target := folder / numbered(name, number)).exists():
        number += 1
    attachment_files.save_copy(path, one.sha256, safe_name(one.file), target)
    return target


def _remove_old_copies() -> None:
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{COPIES}*"):
            with suppress(OSError):
                if time.time() - folder.lstat().st_mtime > KEPT_SECONDS and not folder.is_symlink():
                    for copy in folder.iterdir():
                        copy.chmod(0o600)  # Windows removes no file that is read-only
                    shutil.rmtree(folder, ignore_errors=True)

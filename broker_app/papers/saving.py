"""Puts a finished paper into its file: named after its number, swapped in whole."""

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from broker_app import whole_file
from broker_app.domain.document import INVOICE, Snapshot
from broker_app.errors import UserError
from broker_app.papers.wording import short_place


def file_name(snapshot: Snapshot, ending: str = "xlsx") -> str:
    """Return the name of a file of this snapshot: `INV-2026-0001_r0_MOMBASA.xlsx`.

    What is not an invoice has its kind at the end, unless its number begins with it: a packing
    list has its invoice's number.
    """
    number = snapshot.number or f"DRAFT-{snapshot.shipment_number}"
    port = short_place(snapshot.port_of_discharge)
    told = snapshot.kind == INVOICE or number.startswith(f"{snapshot.kind}-")
    kind = "" if told else snapshot.kind
    parts = (_for_file(number), f"r{snapshot.revision}", _for_file(port), _for_file(kind))
    return "_".join(part for part in parts if part) + f".{ending}"


def set_name(shipment_number: str, ending: str = "xlsx") -> str:
    """Return the name of a file of all papers of a shipment: `SH-2611-014_PAPERS.xlsx`."""
    return "_".join(filter(None, (_for_file(shipment_number), "PAPERS"))) + f".{ending}"


def record_name(chassis_number: str, day: str) -> str:
    """Return the name of a file of a record: `RECORD_TRJ150-0087421_2026-12-22.pdf`."""
    return "_".join(filter(None, ("RECORD", _for_file(chassis_number), day))) + ".pdf"


def translation_name(chassis_number: str, ending: str = "pdf") -> str:
    """Return the name of a file of a translation: `TRANSLATION_TRJ150-0087421.pdf`."""
    return "_".join(filter(None, ("TRANSLATION", _for_file(chassis_number)))) + f".{ending}"


def save(content: bytes, target: Path) -> None:
    """Write a file beside its target and swap it in: there is never half a paper.

    Raises UserError where that cannot be done; what stood there before stays.
    """
    try:
        _swap_in(content, target)
    except OSError as problem:
        raise whole_file.unwritable(str(target), problem) from problem


class Waiting:
    """Files that wait in the folder of the user until what they say is stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[tuple[Path, Path]] = []

    def put(self, file: Path) -> None:
        """Let a copy of a file wait: it lacks nothing but its name then.

        Raises UserError where the folder, or what stands there by that name, cannot be written.
        """
        target = self._folder / file.name
        try:
            _refuse_held(target)
            part, opened = whole_file.begin(self._folder)
            self._parts.append((part, target))
            with file.open("rb") as source, io.BufferedWriter(opened) as copy:
                shutil.copyfileobj(source, copy)
                copy.flush()
                whole_file.settle_file(copy)
            part.chmod(whole_file.READABLE)
        except OSError as problem:
            raise whole_file.unwritable(str(target), problem) from problem

    def give_names(self) -> None:
        """Give all of them their names. Raises UserError where one is held by another program."""
        for part, target in self._parts:
            try:
                part.replace(target)
            except OSError as problem:
                raise UserError("paper_not_handed_over", file=target.name) from problem
        whole_file.settle(self._folder)

    def discard(self) -> None:
        """Remove those that have no name."""
        for part, _ in self._parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def handing_over(folder: Path) -> Iterator[Waiting]:
    """Let files wait that get their names when all that is done within went well.

    Around the step that issues them: no file ever carries a number that was not stored.
    """
    waiting = Waiting(folder)
    try:
        yield waiting
        waiting.give_names()
    finally:
        waiting.discard()


def _swap_in(content: bytes, target: Path) -> None:
    _refuse_held(target)
    with whole_file.written(target, mode=whole_file.READABLE) as file:
        file.write(content)


def _refuse_held(target: Path) -> None:
    """Raise OSError where a file is read-only or open in a program that lets nobody else write."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        with target.open("r+b"):
            pass


def _for_file(text: str) -> str:
    return re.sub(r"[^A-Z0-9.-]+", "-", text.upper()).strip("-.")

"""Puts a finished paper into its file: named after its number, swapped in whole."""

import errno
import os
import re
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
        raise not_written(target, problem) from problem


def not_written(target: Path, problem: OSError) -> UserError:
    """Return the sentence for a file that could not be written."""
    full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
    return UserError("target_full" if full else "target_not_writable", path=str(target))


def _swap_in(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(target))
    with whole_file.written(target, mode=whole_file.READABLE) as file:
        file.write(content)


def _for_file(text: str) -> str:
    return re.sub(r"[^A-Z0-9.-]+", "-", text.upper()).strip("-.")

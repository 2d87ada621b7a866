"""Attachments: rows <-> records. Their files are kept by `attachment_files`."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from broker_app.domain.attachment import Attachment
from broker_app.errors import UserError
from broker_app.store.database import Database, Rows, mendable
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step

_COLUMNS = (
    "id, coalesce(vehicle, 0) AS vehicle, coalesce(party, 0) AS party, kind, file, sha256, size,"
    " mime, width, height, position, note, added_by, added_at"
)
_ORDER = "ORDER BY attachment.vehicle, attachment.party, position, id"
_HASH = re.compile(r'"([0-9a-f]{64})"')


def add(step: Step, attachment: Attachment) -> int:
    """Store what is known of a file; returns its id."""
    values = asdict(attachment) | {"added_by": step.who, "added_at": step.at}
    del values["id"]
    owners = {name: values[name] or None for name in ("vehicle", "party")}
    return step.insert("attachment", values | owners)


def change(step: Step, attachment: int, **values: Any) -> None:
    """Change some columns of an attachment. Raises UserError where it is gone."""
    step.change("attachment", attachment, values)


def remove(step: Step, attachment: int) -> None:
    """Take an attachment away; its file stays, for undo."""
    step.remove("attachment", attachment)


def get(reader: Rows, attachment: int) -> Attachment:
    """Return one attachment. Raises UserError where it is gone."""
    sql = f"SELECT {_COLUMNS} FROM attachment WHERE id = ?"  # noqa: S608
    row = reader.execute(sql, (attachment,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="attachment", row=attachment)
    return Attachment(**dict(row))


def named(reader: Rows, chosen: Iterable[int]) -> list[Attachment]:
    """Return those of some attachments that are still there."""
    found: list[Attachment] = []
    for part in in_parts(sorted(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT {_COLUMNS} FROM attachment WHERE id IN ({marks}) {_ORDER}"  # noqa: S608
        found += [Attachment(**dict(row)) for row in reader.execute(sql, part)]
    return found


def of_vehicle(reader: Rows, vehicle: int) -> list[Attachment]:
    """Return the attachments of a vehicle in their order."""
    return of_vehicles(reader, [vehicle])


def of_vehicles(reader: Rows, vehicles: Sequence[int]) -> list[Attachment]:
    """Return the attachments of some vehicles, those of each in their order."""
    found: list[Attachment] = []
    for part in in_parts(list(vehicles)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT {_COLUMNS} FROM attachment WHERE vehicle IN ({marks}) {_ORDER}"  # noqa: S608
        found += [Attachment(**dict(row)) for row in reader.execute(sql, part)]
    return found


def of_party(reader: Rows, party: int) -> list[Attachment]:
    """Return the files of a party in their order."""
    sql = f"SELECT {_COLUMNS} FROM attachment WHERE party = ? {_ORDER}"  # noqa: S608
    return [Attachment(**dict(row)) for row in reader.execute(sql, (party,))]


def every(reader: Rows) -> list[Attachment]:
    """Return all attachments, those of parties before those of vehicles."""
    sql = f"SELECT {_COLUMNS} FROM attachment {_ORDER}"  # noqa: S608
    return [Attachment(**dict(row)) for row in reader.execute(sql)]


def kinds_of(reader: Rows, vehicles: Sequence[int]) -> dict[int, set[str]]:
    """Return which kinds each of some vehicles has; an export certificate kept as evidence counts.

    Vehicles without any are left out.
    """
    found: dict[int, set[str]] = {}
    for part in in_parts(list(vehicles)):
        marks = ",".join("?" * len(part))
        sql = (
            f"SELECT vehicle, kind FROM attachment WHERE vehicle IN ({marks})"  # noqa: S608
            " UNION SELECT vehicle, 'certificate' FROM evidence"
            f" WHERE kind = 'export_certificate' AND vehicle IN ({marks})"
        )
        for vehicle, kind in reader.execute(sql, (*part, *part)):
            found.setdefault(vehicle, set()).add(kind)
    return found


def states_of(reader: Rows, vehicles: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the state of each vehicle and of its shipment; empty texts where it has none."""
    found: dict[int, tuple[str, str]] = {}
    for part in in_parts(list(vehicles)):
        marks = ",".join("?" * len(part))
        sql = (
            "SELECT v.id, v.state, s.state AS shipment_state FROM vehicle v"  # noqa: S608
            " LEFT JOIN shipment_vehicle b ON b.vehicle = v.id"
            f" LEFT JOIN shipment s ON s.id = b.shipment WHERE v.id IN ({marks})"
        )
        for row in reader.execute(sql, part):
            found[row["id"]] = (row["state"], row["shipment_state"] or "")
    return found


@contextmanager
def held(db: Database) -> Iterator[None]:
    """Hold the write lock and write nothing: nobody stands between a file and its row meanwhile."""
    try:
        db.connection.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as problem:
        raise mendable(problem, db.path) from problem
    try:
        yield
    finally:
        db.connection.execute("ROLLBACK")


def mentioned(reader: Rows, backups: Iterable[Path]) -> set[str]:
    """Return the hashes that attachments, their history, or backups mention.

    Raises UserError for a backup that cannot be read: what it mentions is not known.
    """
    found = _mentioned_in(reader)
    for backup in backups:
        try:
            # A backup is never written to; so nothing is left beside it by looking.
            uri = f"{backup.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(uri, uri=True)) as opened:
                found |= _mentioned_in(opened)
        except sqlite3.DatabaseError as problem:
            raise UserError("database_unreadable", file=backup.name) from problem
    return found


def _mentioned_in(reader: Rows) -> set[str]:
    names = {row[0] for row in reader.execute("SELECT name FROM sqlite_master")}
    if "attachment" not in names:
        return set()
    found = {row[0] for row in reader.execute("SELECT sha256 FROM attachment")}
    # The scan of a certificate is evidence too, and stays so when nobody shows it any more.
    found |= {row[0] for row in reader.execute("SELECT sha256 FROM evidence")}
    sql = "SELECT before, after FROM journal WHERE \"table\" IN ('attachment', 'evidence')"
    for before, after in reader.execute(sql):
        found |= set(_HASH.findall(f"{before or ''}{after or ''}"))
    return found


def is_named(reader: Rows, sha256: str) -> bool:
    """Tell whether any record names a kept file."""
    sql = """
        SELECT 1 FROM attachment WHERE sha256 = :file
        UNION ALL SELECT 1 FROM evidence WHERE sha256 = :file LIMIT 1
    """
    return reader.execute(sql, {"file": sha256}).fetchone() is not None

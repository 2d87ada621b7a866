"""Snapshots of sanctions lists: which copy was taken in when, by whom, and checked last.

The last snapshot of a list is the current one; older ones are kept. Their files lie beside the
database, see `list_copies`.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from broker_app.store.database import Rows
from broker_app.store.write import Step


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy of a list. `dated` is the day the list says it is of, None where it says none."""

    id: int
    list_id: str
    files: str
    sha256: str
    dated: date | None
    count: int
    checked_on: date
    who: str
    at: str
    why: str


def add(
    step: Step,
    list_id: str,
    files: str,
    sha256: str,
    dated: date | None,
    count: int,
    checked_on: date,
    why: str = "",
) -> int:
    """Make a copy the current one of its list; `why` says why a shrunken one was taken."""
    return step.insert(
        "list_snapshot",
        {
            "list_id": list_id,
            "files": files,
            "sha256": sha256,
            "dated": dated.isoformat() if dated else "",
            "count": count,
            "checked_on": checked_on.isoformat(),
            "who": step.who,
            "at": step.at,
            "why": why,
        },
    )


def checked(step: Step, snapshot: int, on: date) -> None:
    """Say that the issuer still publishes the same copy."""
    step.change("list_snapshot", snapshot, {"checked_on": on.isoformat()})


def current(reader: Rows) -> dict[str, Snapshot]:
    """Return the current snapshot of every list that has one."""
    last = "SELECT max(id) FROM list_snapshot GROUP BY list_id"
    sql = f"SELECT * FROM list_snapshot WHERE id IN ({last})"  # noqa: S608
    return {row["list_id"]: _snapshot(row) for row in reader.execute(sql)}


def of_list(reader: Rows, list_id: str) -> list[Snapshot]:
    """Return the snapshots of a list, the current one first."""
    sql = "SELECT * FROM list_snapshot WHERE list_id = ? ORDER BY id DESC"
    return [_snapshot(row) for row in reader.execute(sql, (list_id,))]


def _snapshot(row: sqlite3.Row) -> Snapshot:
    return Snapshot(
        row["id"],
        row["list_id"],
        row["files"],
        row["sha256"],
        date.fromisoformat(row["dated"]) if row["dated"] else None,
        row["count"],
        date.fromisoformat(row["checked_on"]),
        row["who"],
        row["at"],
        row["why"],
    )

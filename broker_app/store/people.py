"""People who work with a file. Their passwords are read here alone, and only their hashes."""

import sqlite3
from dataclasses import dataclass, field

from broker_app.domain.person import LOCK_AFTER, Person
from broker_app.errors import UserError
from broker_app.store import permission
from broker_app.store.database import Rows
from broker_app.store.write import Step

_LOCK = "lock_after"


@dataclass(frozen=True, slots=True)
class Password:
    """What is kept of a password: its hash, whether it must be changed, wrong tries since."""

    hash: str = field(repr=False)
    once: bool
    wrong: int
    wrong_at: str


def every(reader: Rows) -> list[Person]:
    """Return everybody who ever worked with the file, by name."""
    return [_from_row(row) for row in reader.execute("SELECT * FROM person ORDER BY name")]


def get(reader: Rows, person: int) -> Person:
    """Return a person. Raises UserError where there is none."""
    row = reader.execute("SELECT * FROM person WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="person", row=person)
    return _from_row(row)


def are_set_up(reader: Rows) -> bool:
    """Tell whether people sign in: an administrator with a password is there."""
    return permission.is_closed(reader)


def password_of(reader: Rows, person: int) -> Password | None:
    """Return what is kept of a person's password, None where they have none."""
    sql = "SELECT hash, once, wrong, wrong_at FROM password WHERE person = ?"
    row = reader.execute(sql, (person,)).fetchone()
    return Password(row["hash"], bool(row["once"]), row["wrong"], row["wrong_at"]) if row else None


def set_password(step: Step, person: int, hashed: str, once: bool) -> None:
    """Keep the hash of a password; the journal says only whose it is."""
    columns = ("person", "hash", "once", "wrong", "wrong_at")
    step.put_derived("password", columns, [(person, hashed, int(once), 0, "")])
    step.note_derived("password", {"person": person})


def add(step: Step, name: str, role: str) -> int:
    """Store a new person; returns the id."""
    return step.insert("person", {"name": name, "role": role, "since": step.at, "until": ""})


def set_role(step: Step, person: int, role: str) -> None:
    """Give a person another role."""
    step.change("person", person, {"role": role})


def set_until(step: Step, person: int, until: str) -> None:
    """Put a person out of use since a moment, or, with an empty one, back."""
    step.change("person", person, {"until": until})


def lock_after(reader: Rows) -> int:
    """Return after how many idle minutes windows on this file lock; 0 for never."""
    sql = "SELECT value FROM file_setting WHERE name = ?"
    row = reader.execute(sql, (_LOCK,)).fetchone()
    return int(row["value"]) if row is not None else LOCK_AFTER


def set_lock_after(step: Step, reader: Rows, minutes: int) -> None:
    """Let windows on this file lock after so many idle minutes."""
    sql = "SELECT id FROM file_setting WHERE name = ?"
    row = reader.execute(sql, (_LOCK,)).fetchone()
    if row is None:
        step.insert("file_setting", {"name": _LOCK, "value": str(minutes)})
    else:
        step.change("file_setting", row["id"], {"value": str(minutes)})


def _from_row(row: sqlite3.Row) -> Person:
    return Person(row["name"], row["role"], row["since"], row["until"], row["id"])

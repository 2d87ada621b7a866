"""Permission: whether somebody may write a step. Asked inside each step, so nothing goes past it.

As long as nobody is set up who signs in, everybody may do everything under the name they typed.
"""

import sqlite3

from broker_app.domain.person import NEEDS, STAFF, Person
from broker_app.errors import UserError
from broker_app.store.database import Rows

PROGRAM = "Broker"
"""Who takes down what the program does by itself: nobody signs in for it."""
OF_PROGRAM = frozenset({"as_found", "rebuilt", "backed_up"})
FOUNDING = "person_first"
"""The step that sets up the first administrator, where nobody can sign in yet."""


def refuse(reader: Rows, key: str, who: str, undoes: int | None = None) -> None:
    """Raise UserError where people sign in and `who` is none of them, or their role is too small.

    What is taken back or brought back asks for the same role as what it was.
    """
    if not is_closed(reader) or (who == PROGRAM and key in OF_PROGRAM):
        return
    sql = "SELECT name, role, until FROM person WHERE name = ? AND until = ''"
    row = reader.execute(sql, (who,)).fetchone()
    if row is None:
        raise UserError("person_unknown", who=who)
    if key == FOUNDING:
        raise UserError("people_set_up")
    refuse_role(Person(*row[:2]), NEEDS.get(_meant(reader, key, undoes), STAFF))


def refuse_role(person: Person, least: str) -> None:
    """Raise UserError where a role does not suffice."""
    if not person.may(least):
        raise UserError(f"role_needs_{least}", who=person.name)


def is_closed(reader: Rows) -> bool:
    """Tell whether people sign in: an active administrator with a password is there."""
    sql = """
        SELECT 1 FROM person p JOIN password s ON s.person = p.id
        WHERE p.until = '' AND p.role = 'administrator'
    """
    return reader.execute(sql).fetchone() is not None


def _meant(reader: sqlite3.Connection, key: str, undoes: int | None) -> str:
    """Return the key of what a step takes back or brings back in the end; its own where nothing."""
    while undoes is not None:
        sql = "SELECT key, undoes FROM step WHERE id = ?"
        row = reader.execute(sql, (undoes,)).fetchone()
        if row is None:
            break
        key, undoes = row["key"], row["undoes"]
    return key

"""Staffing: who works with a file. People are added, given roles, put out of use, never deleted."""

import unicodedata

from broker_app.domain.changes import Changes
from broker_app.domain.person import ADMINISTRATOR, MOST_LOCK, ROLES, Person, Secret
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.store import people, permission, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"person"})
_LONGEST_NAME = 80
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Signs of a password for once: none is taken for another."""


def begin(db: Database, name: str, secret: Secret) -> Changes:
    """Set up the first administrator; from then on people sign in. Raises UserError after that.

    Where a file has people but no administrator with a password (it was built from plain files),
    a known name gets its way in again.
    """
    if signing_in.are_set_up(db.connection):
        raise UserError("people_set_up")
    plain = _name(name)
    signing_in.refuse_poor(secret, plain)
    known = _known(db.connection, plain)
    with write.step(db, permission.FOUNDING, known.name if known else plain, name=plain) as step:
        if known is not None and known.id is not None:
            number = known.id
            people.set_role(step, number, ADMINISTRATOR)
            people.set_until(step, number, "")
        else:
            number = people.add(step, plain, ADMINISTRATOR)
        people.set_password(step, number, signing_in.hashed(secret), once=False)
    return Changes(TABLES, step.number)


def add(db: Database, name: str, role: str, who: str) -> tuple[str, Changes]:
    """Add a person; returns a password for once, which they change when they first sign in.

    Raises UserError without a name, and where somebody has or had it.
    """
    plain = _name(name)
    _refuse_before(db.connection)
    known = _known(db.connection, plain)
    if known is not None:
        raise UserError("person_known", who=known.name)
    once = _once()
    with write.step(db, "person_add", who, name=plain, role=_role(role)) as step:
        number = people.add(step, plain, role)
        people.set_password(step, number, signing_in.hashed(Secret(once)), once=True)
    return once, Changes(TABLES, step.number)


def set_role(db: Database, name: str, role: str, who: str) -> Changes:
    """Give a person another role. Raises UserError where no administrator would be left."""
    _refuse_before(db.connection)
    with write.step(db, "person_role", who, name=name, role=_role(role)) as step:
        person = signing_in.of_name(db.connection, name)
        if role != ADMINISTRATOR:
            _refuse_last(db.connection, person)
        people.set_role(step, person.id or 0, role)
    return Changes(TABLES, step.number)


def put_out(db: Database, name: str, who: str) -> Changes:
    """Put a person out of use: they sign in no more, what they did stays under their name.

    Raises UserError for the last administrator.
    """
    _refuse_before(db.connection)
    with write.step(db, "person_out", who, name=name) as step:
        person = signing_in.of_name(db.connection, name)
        _refuse_last(db.connection, person)
        people.set_until(step, person.id or 0, step.at)
    return Changes(TABLES, step.number)


def bring_back(db: Database, name: str, who: str) -> tuple[str, Changes]:
    """Let a person who was put out of use sign in again, by a new password for once."""
    return _with_new_password(db, "person_back", name, who)


def reset_password(db: Database, name: str, who: str) -> tuple[str, Changes]:
    """Give a person a password for once, who forgot theirs; returns it."""
    return _with_new_password(db, "person_reset", name, who)


def set_lock_after(db: Database, minutes: int, who: str) -> Changes:
    """Lock windows on this file after so many idle minutes; 0 is never."""
    if not 0 <= minutes <= MOST_LOCK:
        raise UserError("lock_unreadable", most=MOST_LOCK)
    _refuse_before(db.connection)
    with write.step(db, "lock_after", who, minutes=minutes) as step:
        people.set_lock_after(step, db.connection, minutes)
    return Changes(TABLES, step.number)


def _with_new_password(db: Database, key: str, name: str, who: str) -> tuple[str, Changes]:
    _refuse_before(db.connection)
    once = _once()
    with write.step(db, key, who, name=name) as step:
        person = _known(db.connection, name)
        if person is None or person.id is None:
            raise UserError("person_unknown", who=name)
        people.set_until(step, person.id, "")
        people.set_password(step, person.id, signing_in.hashed(Secret(once)), once=True)
    return once, Changes(TABLES, step.number)


def _refuse_before(reader: Rows) -> None:
    if not signing_in.are_set_up(reader):
        raise UserError("people_not_set_up")


def _refuse_last(reader: Rows, person: Person) -> None:
    """Raise UserError where nobody else could administrate: active, and with a password."""
    others = [
        one
        for one in people.every(reader)
        if one.may(ADMINISTRATOR)
        and one.id != person.id
        and people.password_of(reader, one.id or 0) is not None
    ]
    if person.role == ADMINISTRATOR and not others:
        raise UserError("person_last", who=person.name)


def _known(reader: Rows, name: str) -> Person | None:
    return next((one for one in people.every(reader) if same_person(one.name, name)), None)


def _name(name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not is_person(plain):
        raise UserError("name_needed")
    if len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise UserError("person_name_long", most=_LONGEST_NAME)
    return plain


def _role(role: str) -> str:
    if role not in ROLES:
        raise UserError("role_unknown", value=role)
    return role


def _once() -> str:
    """Return a password for once: 60 bits, in groups that can be read out."""
    import secrets

    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))

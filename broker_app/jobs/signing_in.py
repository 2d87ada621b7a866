"""Signing in: who works at this desk, and the second person, each by their own password.

Passwords say who did what. Whoever can read the file can read the data: that is what the disk's
encryption is for. Hashes are Argon2id, by argon2-cffi with its own figures of today.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.person import LONGEST, SECOND, SHORTEST, Person, Secret, wait_after
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.store import people, permission, write
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from argon2 import PasswordHasher

NOBODY = Secret("")
_FEWEST_SIGNS = 4


def are_set_up(reader: Rows) -> bool:
    """Tell whether people sign in to this file; until then everybody types a name."""
    return people.are_set_up(reader)


def names(reader: Rows) -> list[str]:
    """Return the names of those who may sign in."""
    return [one.name for one in people.every(reader) if one.active]


def sign_in(db: Database, name: str, secret: Secret, now: datetime | None = None) -> Person:
    """Return who signs in. The same sentence answers a wrong name and a wrong password.

    Raises UserError for these, and while one has to wait after wrong passwords.
    """
    moment = now or datetime.now(UTC)
    person = _find(db.connection, name)
    if person is None or person.id is None:
        _matches(_nothing(), secret)  # as long as for somebody who is there
        raise UserError("sign_in_refused")
    kept = people.password_of(db.connection, person.id)
    if kept is None:
        raise UserError("sign_in_refused")
    _refuse_haste(kept, moment)
    if not _matches(kept.hash, secret):
        write.note_tries(db, person.id, kept.wrong + 1)
        raise UserError("sign_in_refused")
    if kept.wrong:
        write.note_tries(db, person.id, 0)
    return person


def look_in(reader: Rows, name: str, secret: Secret) -> Person:
    """Return who signs in where nothing can be written: another window has the file.

    Raises UserError as `sign_in` does; wrong tries are not kept.
    """
    person = _find(reader, name)
    kept = people.password_of(reader, person.id) if person and person.id else None
    if not _matches(kept.hash if kept else _nothing(), secret) or kept is None or person is None:
        raise UserError("sign_in_refused")
    return person


def must_change(reader: Rows, person: Person) -> bool:
    """Tell whether somebody else set this person's password, so that it must be changed now."""
    kept = people.password_of(reader, person.id or 0)
    return kept is not None and kept.once


def second_of(
    db: Database, who: str, second: str, secret: Secret = NOBODY, now: datetime | None = None
) -> str:
    """Return the name of the second person, who proves it by their own password.

    They are an active approver or administrator, and another person than `who`. Where people do
    not sign in it is the name as it was typed. Raises UserError for everybody else; asked before
    a step is opened, so that a wrong password counts whatever becomes of the step.
    """
    if not are_set_up(db.connection):
        return second.strip()
    if not is_person(second):
        raise UserError("release_needs_second")
    person = _find(db.connection, second)
    if person is None:
        raise UserError("second_unknown", who=second.strip()[:80])
    if same_person(person.name, who):
        raise UserError("release_same_person", who=person.name)
    permission.refuse_role(person, SECOND)
    if not secret.text:
        raise UserError("second_password_needed", who=person.name)
    try:
        sign_in(db, person.name, secret, now)
    except UserError as problem:
        if problem.key == "sign_in_refused":
            raise UserError("second_password_wrong", who=person.name) from problem
        raise
    if must_change(db.connection, person):
        raise UserError("second_password_once", who=person.name)
    return person.name


def change_password(db: Database, who: str, old: Secret, new: Secret) -> None:
    """Change one's own password. Raises UserError for a wrong old one and a poor new one."""
    person = sign_in(db, who, old)
    refuse_poor(new, person.name)
    if new.plain == old.plain:
        raise UserError("password_same")
    with write.step(db, "person_password", person.name, name=person.name) as step:
        people.set_password(step, person.id or 0, hashed(new), once=False)


def refuse_poor(secret: Secret, name: str) -> None:
    """Raise UserError for a password that is too short, too long, or the name."""
    if not SHORTEST <= len(secret.plain) <= LONGEST:
        raise UserError("password_length", least=SHORTEST, most=LONGEST)
    if same_person(secret.plain, name) or len(set(secret.plain)) < _FEWEST_SIGNS:
        raise UserError("password_poor")


def hashed(secret: Secret) -> str:
    """Return the hash of a password, with its salt and figures, as it is kept."""
    return _hasher().hash(secret.plain)


def of_name(reader: Rows, name: str) -> Person:
    """Return the active person of a name. Raises UserError where there is none."""
    person = _find(reader, name)
    if person is None:
        raise UserError("person_unknown", who=name.strip()[:80])
    return person


def _find(reader: Rows, name: str) -> Person | None:
    everybody = (one for one in people.every(reader) if one.active)
    return next((one for one in everybody if same_person(one.name, name)), None)


def _refuse_haste(kept: people.Password, moment: datetime) -> None:
    if not kept.wrong_at or not kept.wrong:
        return
    left = datetime.fromisoformat(kept.wrong_at) + wait_after(kept.wrong) - moment
    if left > timedelta():
        raise UserError("sign_in_wait", time=words.number(max(1, round(left.total_seconds()))))


def _matches(hash_kept: str, secret: Secret) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hash_kept, secret.plain)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nothing() -> str:
    """Return the hash of a password that nobody has."""
    import secrets

    return hashed(Secret(secrets.token_urlsafe()))


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()

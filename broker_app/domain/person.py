"""People: who works with a file, what each role may do, and passwords as they are handed on."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

STAFF, APPROVER, ADMINISTRATOR = "staff", "approver", "administrator"
ROLES = (STAFF, APPROVER, ADMINISTRATOR)
"""Each may do all that those before it may; their words are `role.<role>`."""

NEEDS: Mapping[str, str] = {
    "account_approve": APPROVER,
    "hit_second": APPROVER,
    "market_override": APPROVER,
    "market_override_remove": APPROVER,
    "pack": ADMINISTRATOR,
    "pack_back": ADMINISTRATOR,
    "person_add": ADMINISTRATOR,
    "person_role": ADMINISTRATOR,
    "person_out": ADMINISTRATOR,
    "person_back": ADMINISTRATOR,
    "person_reset": ADMINISTRATOR,
    "lock_after": ADMINISTRATOR,
    "backups_sealed": ADMINISTRATOR,
    "backups_unsealed": ADMINISTRATOR,
}
"""The least role that a step asks for, by its key; every other step is daily work."""
SECOND = APPROVER
"""The least role of the second person of a release and of credit."""
RESTORE = ADMINISTRATOR
"""The least role that brings a backup back."""

OF_PEOPLE = frozenset(
    {"person_first", "person_add", "person_role", "person_out", "person_back", "person_reset",
     "person_password", "lock_after", "backups_sealed", "backups_unsealed"}
)  # fmt: skip
"""Steps about people and keys: never undone, another step sets them right."""

SHORTEST, LONGEST = 10, 200
"""Signs of a password."""
FREE_TRIES = 3
"""Wrong passwords after which one has to wait."""
MOST_WAIT = timedelta(minutes=5)
LOCK_AFTER, MOST_LOCK = 10, 480
"""Minutes without a key or the mouse after which the window locks; 0 is never."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with the file. Never deleted: `until` is when they were put out of use."""

    name: str
    role: str = STAFF
    since: str = ""
    until: str = ""
    id: int | None = None

    @property
    def active(self) -> bool:
        """Whether they may sign in."""
        return not self.until

    def may(self, least: str) -> bool:
        """Tell whether their role is enough for what asks for at least this one."""
        return self.active and ROLES.index(self.role) >= ROLES.index(least)


@dataclass(frozen=True, slots=True)
class Secret:
    """A password on its way to the one place that looks at it; nothing that prints it shows it."""

    text: str = field(repr=False)

    @property
    def plain(self) -> str:
        """The password as it is compared: width and composed signs tell nothing apart."""
        return unicodedata.normalize("NFKC", self.text)


def wait_after(wrong: int) -> timedelta:
    """Return how long one waits after so many wrong passwords in a row: 2, 4, 8 … seconds."""
    if wrong < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(wrong - FREE_TRIES + 1, 12)), MOST_WAIT)

"""Party paper: what a party handed in about itself: an undertaking, a registration, a licence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

OTHER = "other"
SEARCH_PROOF = "search_proof"
"""What shows a search by hand: a print of the issuer's page, kept with the party."""
SOON = 30
"""Days before its end from which a paper is said to end."""


@dataclass(slots=True, kw_only=True)
class PartyPaper:
    """One paper of a party. Days are ISO text, empty where it has none; the last one counts.

    `covers` are the chassis numbers it was given for, none means all. `attachment` is its file.
    """

    id: int | None = None
    party: int = 0
    kind: str = OTHER
    issued_on: str = ""
    valid_until: str = ""
    covers: tuple[str, ...] = ()
    note: str = ""
    attachment: int | None = None
    added_by: str = ""
    added_at: str = ""

    def days_left(self, today: date) -> int | None:
        """Return the days to its last one: 0 on that day, negative after it; None without end."""
        if not self.valid_until:
            return None
        return (date.fromisoformat(self.valid_until) - today).days

    def has_ended(self, today: date) -> bool:
        """Tell whether its last day is over."""
        left = self.days_left(today)
        return left is not None and left < 0


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: its title, whether it needs its days, who asks for it, and the source."""

    id: str
    title: Mapping[str, str] = field(hash=False)
    needs_dates: bool = False
    asked_by: Mapping[str, str] = field(default_factory=dict, hash=False)
    confidence: str = ""
    source: str = ""
    checked_on: date = date.min


def in_order(papers: Sequence[PartyPaper], today: date) -> list[PartyPaper]:
    """Return papers as they are looked at: those in force before those that ended, newest first."""
    newest = sorted(papers, key=lambda one: (one.issued_on, one.id or 0), reverse=True)
    return sorted(newest, key=lambda one: one.has_ended(today))

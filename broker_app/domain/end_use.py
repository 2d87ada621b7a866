"""End use: the ministry's position on diversion, and what an undertaking asks of a buyer.

Reference: rules on Russia, section 3.2; paperwork, section 3.12. Information for people: it opens
no way that is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cited:
    """A text in both languages, where it is from, and how sure that is."""

    text: Mapping[str, str]
    confidence: str
    sources: tuple[str, ...] = ()
    clause: str = ""
    """The English sentence by which a buyer undertakes it; empty where the paper has a field."""
    within: "Within | None" = None


@dataclass(frozen=True, slots=True)
class Within:
    """The days that a clause leaves to the buyer, where they are from, and how sure that is."""

    days: int
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EndUse:
    """The position of the ministry, what an undertaking is, and its fields by id in order."""

    position: Cited
    undertaking: Cited
    fields: Mapping[str, Cited]
    checked_on: date

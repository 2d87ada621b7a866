"""Screening: a party looked for in lists of barred parties, and what may be said of the outcome.

A program can show that a name is like a listed one, token by token; it cannot clear anybody. Where
no list is loaded, or one is too old, the answer is that nothing can be decided. A country that
differs is told and weighs a little, and alone never takes a hit away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from broker_app.domain.listing import Entry, EntryKind, ListedName

DAYS_FRESH = 14
"""A list read longer ago than this many days is stale, unless the settings say otherwise."""
LEAST = 0.70
"""What scores less is no hit."""
_NUDGE = 0.02

How = Literal[
    "same",
    "spelling",
    "nickname",
    "initial",
    "sound",
    "reading",
    "translated",
    "legal_form",
    "acronym",
    "apart",
    "lookalike",
    "unmatched",
]


class Level(StrEnum):
    """How much a hit is worth the look of a person."""

    STRONG = "STRONG"
    MEDIUM = "MEDIUM"
    WEAK = "WEAK"


_BOUNDS = ((0.90, Level.STRONG), (0.80, Level.MEDIUM), (LEAST, Level.WEAK))


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is looked for: every name, and what else is known. `country` is an ISO code."""

    names: tuple[str, ...]
    kind: EntryKind = "unknown"
    country: str = ""
    addresses: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """One part of our name beside one of theirs; one of both is empty where nothing matched."""

    ours: str
    theirs: str
    how: How
    similarity: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What beside the name speaks for or against: `identifier_same`, `country_differs` …"""

    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed entry that may be the subject, and why. `score` is 0 to 1."""

    entry: Entry
    name: ListedName
    score: float
    tokens: tuple[TokenMatch, ...] = ()
    because: tuple[Reason, ...] = ()

    @property
    def level(self) -> Level:
        """How strong it is."""
        return next((level for bound, level in _BOUNDS if self.score >= bound), Level.WEAK)


def weighed(hit: Hit, subject: Subject, alike_addresses: Mapping[str, str]) -> Hit:
    """Return a hit with what beside the name speaks for and against it.

    `alike_addresses` maps an address of ours to the listed one it is like. An identifier in common
    makes a hit certain whatever the name; nothing here takes a hit away.
    """
    same = _in_common(subject, hit.entry)
    if same:
        reasons = tuple(Reason("identifier_same", value) for value in same)
        return replace(hit, score=1.0, because=reasons + hit.because)
    reasons = tuple(Reason("address_alike", theirs) for theirs in alike_addresses.values())
    score = hit.score + _NUDGE * len(reasons[:1])
    if theirs := _other_ship(subject, hit.entry):
        reasons += (Reason("identifier_differs", theirs),)
        score -= _NUDGE
    if subject.country and hit.entry.countries:
        agrees = subject.country in hit.entry.countries
        key = "country_agrees" if agrees else "country_differs"
        reasons += (Reason(key, ", ".join(hit.entry.countries)),)
        score += _NUDGE if agrees else -_NUDGE
    return replace(hit, score=min(1.0, max(LEAST, score)), because=hit.because + reasons)


def identifier_key(value: str) -> str:
    """Return a number as two prints of it are compared; empty for one too short to tell by."""
    key = "".join(char for char in value.upper() if char.isalnum()).removeprefix("IMO")
    return key if len(key) >= 6 and any(char.isdigit() for char in key) else ""


def _other_ship(subject: Subject, entry: Entry) -> str:
    """Return the IMO number of an entry where ours is another; a ship has one for life."""
    ours, theirs = (
        [value for kind, value in known if kind == "imo"]
        for known in (subject.identifiers, entry.identifiers)
    )
    return ", ".join(theirs) if ours and theirs else ""


def _in_common(subject: Subject, entry: Entry) -> list[str]:
    theirs = {identifier_key(value) for _, value in entry.identifiers} - {""}
    return [value for _, value in subject.identifiers if identifier_key(value) in theirs]

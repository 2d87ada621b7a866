"""A sanctions list as a source: who issues it, what follows from it, how a sound copy looks."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MustHold:
    """An entry that a sound copy holds: a name, and its number and country where they are known."""

    name: str
    entry: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """One list: `binding` where it binds an exporter in Japan, else it is advice to heed.

    `fetch` are the addresses of its files; empty where they change with each edition and a person
    takes them from `page`. Fewer than `least` entries, or more than `most_lost` percent lost since
    the last copy, are no sound copy. `parsers` name the forms it comes in, `known_by` words
    that it holds and lists of the same form do not, `not_by` the other way round.
    `daily` is one whose issuer dates every copy by the day it was taken from there. `regime` is
    JP, US, EU, UK, UN, or empty. `designates` is a list of those whom the law of Japan designates,
    so that no goods may be sent to them; other lists say so of money, or only warn.
    """

    id: str
    title: Mapping[str, str]
    issuer: Mapping[str, str]
    regime: str
    binding: bool
    effect: Mapping[str, str]
    page: str
    fetch: tuple[str, ...]
    format: str
    parsers: tuple[str, ...]
    known_by: tuple[str, ...]
    not_by: tuple[str, ...]
    daily: bool
    least: int
    most_lost: int
    licence: Mapping[str, str]
    confidence: str
    checked_on: date
    source: str
    examples: tuple[MustHold, ...]
    designates: bool = False

    def is_too_few(self, count: int) -> bool:
        """Tell whether a copy has fewer entries than any sound one."""
        return count < self.least

    def has_lost_too_many(self, before: int, after: int) -> bool:
        """Tell whether a copy has lost more than such a list loses from one edition to the next."""
        return (before - after) * 100 > before * self.most_lost


def hash_of(hashes: Sequence[str]) -> str:
    """Return the hash of a list: that of its file; of several files, the one over theirs."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()

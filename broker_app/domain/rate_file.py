"""Files of exchange rates: whose they are, how they are headed, and what was read from one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from broker_app.domain.rate import Rate
from broker_app.errors import UserError

FAR = Decimal(20)
"""Per cent: a rate that moved further since the one before is looked at by a person first."""


@dataclass(frozen=True, slots=True)
class RateSource:
    """Who publishes such files; rates are yen for a unit, or units for one of another base."""

    id: str
    title: Mapping[str, str]
    base: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateFiles:
    """All that is known of files of rates: sources, headings by what they head, currencies.

    Headings and names are folded; `codes` are all currencies there are.
    """

    sources: tuple[RateSource, ...]
    headings: Mapping[str, str]
    names: Mapping[str, str]
    codes: frozenset[str]


class ReadRate(NamedTuple):
    """One rate as a file states it: yen for one unit; `line` is its row, counted from 1."""

    line: int
    currency: str
    day: date
    rate: Decimal
    source: str = ""


class OddRate(NamedTuple):
    """A row that states no rate that can be kept, and why."""

    line: int
    currency: str
    problem: UserError


@dataclass(frozen=True, slots=True)
class RateChange:
    """A rate that a file brings, beside the latest one that stood before its day, if any.

    `stored` is what is kept for that very day.
    """

    line: int
    currency: str
    rate: Rate
    before: Rate | None
    stored: Rate | None

    @property
    def percent(self) -> Decimal | None:
        """How far it moved since the one before; None where there is none."""
        if self.before is None:
            return None
        return (self.rate.rate / self.before.rate - 1) * 100

    @property
    def is_far(self) -> bool:
        """Whether it moved so far that a person must agree."""
        return self.percent is not None and abs(self.percent) > FAR

    @property
    def is_known(self) -> bool:
        """Whether this is what is kept already."""
        return self.stored is not None and self.stored.rate == self.rate.rate

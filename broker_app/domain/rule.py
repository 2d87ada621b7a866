"""Rule: one dated, cited requirement of one legal regime; Pack: all of them with a version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from broker_app.domain.verdict import Outcome

EXEMPTION = "exemption"
RULE_KINDS = ("goods", "party", "route", "classification", "policy", EXEMPTION)
"""An exemption is information for a person; no question is ever judged by it."""
CONFIDENCES = ("sourced", "recalled_high", "recalled_medium", "uncertain")
STALE_AFTER = timedelta(days=90)
"""A pack is trusted for ALLOWED up to this long after somebody last checked it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: the fact, the kind (`over`, `starts`, …) and the bound.

    The kind `barred_to` looks at the other rules instead of a fact; its bound is a destination and
    `except_item` an item of the table that does not count.
    """

    fact: str
    kind: str
    bound: Any
    except_item: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What a rule says from a day on, until its next version; all conditions must hold.

    `destination` names where the goods are shipped, `bound_for` where they are shipped or end up;
    empty means anywhere. It stands back where a rule of `unless` has a finding. A repeal is a
    version that says so.
    """

    since: date
    outcome: Outcome = Outcome.REVIEW
    when: tuple[Condition, ...] = ()
    destination: tuple[str, ...] = ()
    bound_for: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    may_also_be: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    instrument: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    promulgated: date | None = None
    confidence: str = ""
    repealed: bool = False
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A case of the rule file that is its test: `gives` is fires, silent or unknown."""

    on: date
    given: Mapping[str, Any]
    gives: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement with its dated versions, oldest first."""

    id: str
    kind: str
    regime: str
    title: Mapping[str, str]
    confidence: str
    checked_on: date
    versions: tuple[Version, ...]
    examples: tuple[Example, ...] = ()
    item: str = ""
    note: Mapping[str, str] = field(default_factory=dict)

    def version_on(self, day: date) -> Version | None:
        """Return the version in force on a day, None before the first and after a repeal."""
        current = None
        for version in self.versions:
            if version.since <= day:
                current = version
        return None if current is None or current.repealed else current


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which headings a regime's rules were written for; anything else is REVIEW there."""

    regime: str
    destination: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules with a version and the day somebody last checked them against the law."""

    version: str
    checked_on: date
    rules: tuple[Rule, ...]
    coverage: tuple[Coverage, ...] = ()
    sha256: str = ""

    @property
    def trusted_until(self) -> date:
        """The last day for which this pack may say ALLOWED."""
        return self.checked_on + STALE_AFTER

    def bounds_of(self, fact: str) -> tuple[int, ...]:
        """Return the figures that any rule compares a fact with, the smallest first."""
        conditions = (c for rule in self.rules for v in rule.versions for c in v.when)
        return tuple(sorted({c.bound for c in conditions if c.fact == fact}))

    def boundaries(self, regimes: tuple[str, ...]) -> list[date]:
        """Return the days on which some answer under these regimes may change, sorted."""
        days = {v.since for rule in self.rules if rule.regime in regimes for v in rule.versions}
        days.add(self.trusted_until + timedelta(days=1))
        return sorted(days)

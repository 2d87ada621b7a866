"""Verdict: what the rules say of one vehicle for one question, and why."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a rule or a verdict says; FLAG is a remark that never changes a verdict."""

    BLOCKED = "BLOCKED"
    REVIEW = "REVIEW"
    CONDITIONAL = "CONDITIONAL"
    ALLOWED = "ALLOWED"
    FLAG = "FLAG"


SEVERITY = {
    Outcome.BLOCKED: 0,
    Outcome.REVIEW: 1,
    Outcome.CONDITIONAL: 2,
    Outcome.FLAG: 3,
    Outcome.ALLOWED: 4,
}
"""Order of outcomes, the worst first."""


@dataclass(frozen=True, slots=True)
class Because:
    """One compared fact: its value and basis, the condition and its bound, and the result.

    `result` is `true`, `false`, `unknown` (the fact is missing or too coarse) or `unconfirmed`
    (false, but only by an inferred fact).
    """

    fact: str
    value: Any
    basis: str
    condition: str
    bound: Any
    result: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired or could not be decided.

    An undecided rule counts as REVIEW: `missing` are facts nobody knows, `unconfirmed` facts that
    are only inferred. Titles and instruments are `{en, ja}` texts of the rule file; the program's
    own rules (`APP-…`) have their titles in the catalogue instead. `behind` names the destination
    whose rules this is one of, where another finding rests on it.
    """

    rule: str
    regime: str
    outcome: Outcome
    confidence: str = "sourced"
    title: dict[str, str] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    instrument: dict[str, str] = field(default_factory=dict)
    reference: tuple[str, ...] = ()
    in_force: date | None = None
    checked_on: date | None = None
    item: str = ""
    behind: str = ""
    promulgated: date | None = field(default=None, compare=False)

    @property
    def coarse(self) -> tuple[str, ...]:
        """The missing facts that are known, but printed in too large steps to decide."""
        known = {b.fact for b in self.because if b.result == "unknown" and b.value is not None}
        return tuple(name for name in self.missing if name in known)

    @property
    def undecided(self) -> bool:
        """Whether the rule could not be decided from the facts; a flag is put up or it is not."""
        if self.outcome is Outcome.FLAG:
            return False
        if self.missing or self.unconfirmed:
            return True
        return any(b.result != "true" for b in self.because)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The worst outcome of all findings, with the days for which it stays the same."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    pack_version: str
    pack_checked_on: date
    holds_from: date
    holds_until: date | None

    @property
    def primary(self) -> Finding | None:
        """The finding that decides: the worst, then the earliest in force, then by id.

        What another finding rests on never speaks for it.
        """
        return self.findings[0] if self.findings else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact that some rule asked for and nobody knows, once."""
        return tuple(dict.fromkeys(name for f in self.findings for name in f.missing))

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Every inferred fact that a person should confirm, once."""
        return tuple(dict.fromkeys(name for f in self.findings for name in f.unconfirmed))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The papers that a CONDITIONAL asks for, once each."""
        return tuple(dict.fromkeys(name for f in self.findings for name in f.evidence))


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: the worst first, then the earliest in force, then by id."""

    def place(finding: Finding) -> tuple[int, bool, date, str]:
        since = finding.in_force or date.max
        return SEVERITY[finding.outcome], bool(finding.behind), since, finding.rule

    return tuple(sorted(findings, key=place))


def worst(findings: list[Finding]) -> Outcome:
    """Return the outcome that findings add up to; flags and silence are ALLOWED."""
    outcomes = [f.outcome for f in findings if f.outcome is not Outcome.FLAG]
    return min(outcomes, key=SEVERITY.__getitem__, default=Outcome.ALLOWED)

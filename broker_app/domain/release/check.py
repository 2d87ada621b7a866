"""Check: what is looked at before a shipment is released, as data; and what came of it.

Reference: paperwork specification, section 8. A check that cannot be decided counts as one that
failed: a missing fact is never a pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

BLOCKS, OVERRIDE, WARNS, INFORMS = SEVERITIES = ("blocks", "override", "warns", "informs")
"""Blocks; blocks, but a second person may let it pass with a reason; warns; informs."""
DRAFT, BOOKING, RELEASE, SAILED = STAGES = ("draft", "booking", "release", "sailed")
FAILED, CANNOT_TELL, PASSED, NOT_APPLICABLE = OUTCOMES = (
    "failed",
    "cannot_tell",
    "passed",
    "not_applicable",
)
PLACES = (
    "field",
    "vehicle",
    "price",
    "party",
    "company",
    "take_off",
    "release",
    "questions",
    "attachments",
    "certificate",
    "particulars",
    "containers",
    "papers",
    "draft",
    "market",
)
"""Where it is mended: kinds of places that the window can go to."""
BEFORE_DOCUMENTS = frozenset({"law_bars", "chassis_agrees", "consignee_agrees", "papers_add_up"})
"""Checks without which no documents of a shipment are sent, released or not."""
NEVER = frozenset({"law_bars", "law_undecided", "party_listed"})
"""Checks that no file can loosen: what the law bars, and whom the lists name."""

BY_HAND = "party_by_hand"
"""The check by which two people decide on parties that no list decides on."""

CURRENT = "papers_current"
"""The check that issued papers say what the shipment is now."""

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its number in the specification, how severe it is, and at which stages it counts.

    `title` names what is looked at; `sentence` says what was found wrong, with {placeholders}.
    """

    id: str
    number: int
    severity: str
    stages: tuple[str, ...]
    title: Mapping[str, str] = field(hash=False)
    sentence: Mapping[str, str] = field(hash=False)
    place: str
    source: str
    version: int = 1

    def counts_at(self, stage: str) -> bool:
        """Tell whether it is asked at a stage: from its first one on, but what follows sailing."""
        first = min(STAGES.index(name) for name in self.stages)
        return first <= STAGES.index(stage)


@dataclass(frozen=True, slots=True)
class Demand:
    """What the papers for a country must show: of whom (`consignee`), and which references.

    `party` are fields of the consignee, or of the notify party where there is one;
    `references` are particulars of the shipment.
    """

    country: str
    party: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    confidence: str = "uncertain"
    source: str = ""


@dataclass(frozen=True, slots=True)
class LikeSales:
    """When a price is far below what others like it went for.

    Below `per_cent` of the median of at least `least` lots that were sold within `days`, first
    registered at most `years` apart.
    """

    per_cent: int
    least: int
    days: int
    years: int
    confidence: str = "uncertain"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """All checks in the order of the specification, and what countries demand of papers."""

    entries: tuple[Check, ...]
    demands: Mapping[str, Demand]
    checked_on: date
    like_sales: LikeSales = LikeSales(70, 3, 365, 1)

    def find(self, name: str) -> Check | None:
        """Return a check by its id."""
        return next((check for check in self.entries if check.id == name), None)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found of one vehicle, one party, a field, or of the shipment.

    `values` are the inputs that were compared, and fill the sentence. `missing` names what is not
    known where it cannot be told.
    """

    outcome: str
    values: Mapping[str, Value] = field(default_factory=dict)
    vehicle: int | None = None
    party: int | None = None
    at: str = ""
    """The field, the particular, or the container and its field (`3:seal`) that is meant."""
    place: str = ""
    """Where this is mended, where it is another place than the check says."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, with the check that asked and its version."""

    check: str
    version: int
    severity: str
    found: Found

    @property
    def outcome(self) -> str:
        """One of `OUTCOMES`."""
        return self.found.outcome

    @property
    def stands_against(self) -> bool:
        """Whether it found something wrong, or could not tell."""
        return self.outcome in (FAILED, CANNOT_TELL)


def failed(**values: Value) -> Found:
    """Return that something is wrong with the shipment."""
    return Found(FAILED, values)


def passed(**values: Value) -> Found:
    """Return that all is well, with what was compared."""
    return Found(PASSED, values)


def unknown(*missing: str) -> Found:
    """Return that it cannot be told, because this is not known."""
    return Found(CANNOT_TELL, {"missing": missing})


APART = Found(NOT_APPLICABLE)
"""There is nothing to compare."""


def worst_of(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return what stands against a check; nothing does: that it passed, or does not apply."""
    said = tuple(found)
    against = tuple(one for one in said if one.outcome in (FAILED, CANNOT_TELL))
    if against:
        return against
    told = next((one for one in said if one.outcome == PASSED), None)
    return (told or (said[0] if said else passed()),)


def stopping(results: Sequence[Result], overridden: Iterable[str] = ()) -> list[Result]:
    """Return the results that keep a shipment from release; overrides let pass what may be.

    A check that blocks is let pass by nobody, whatever is named.
    """
    allowed = set(overridden)
    return [
        one
        for one in results
        if one.stands_against
        and (one.severity == BLOCKS or (one.severity == OVERRIDE and one.check not in allowed))
    ]


def outdated(results: Iterable[Result]) -> frozenset[tuple[Value, Value]]:
    """Return the issued papers, by kind and number, that are no longer what the shipment is."""
    return frozenset(
        (one.found.values["paper"], one.found.values["number"])
        for one in results
        if one.check == CURRENT and one.outcome == FAILED
    )

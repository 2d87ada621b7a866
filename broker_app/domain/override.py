"""Override: a figure or a rule of a market that the broker keeps in place of the shipped one.

It names the place in the market's file, says where the broker has it from and of which day, and
which shipped value it replaced, so that a newer file can be told from the one it was made for. The
shipped file is never changed.

Figures for planning (freight, days, costs, duties, demand) count as they are. Whatever keeps goods
from moving on to Russia, and sanctions, may be made stricter and never milder. A rule of one's own
may refuse at once, but clears nothing that the shipped file leaves to a person: see `bound_by`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from broker_app.domain.market import DEMAND_TIERS, RISKS, SANCTIONS, Row
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

OWN = "own"
"""The confidence of a group of facts that holds a figure of the broker's own."""
RULE = "version"
"""The place of a rule is `version.` and the day from which it holds."""
DUTY = "duty"


class Kind(StrEnum):
    """What may stand at a place."""

    RANGE = "range"
    """Two whole numbers, the lower first."""
    WHOLE = "whole"
    SHARE = "share"
    """Per cent: one figure, or two for a range."""
    AMOUNT = "amount"
    DAY = "day"
    """An ISO day; None where there is none any more."""
    WORD = "word"
    WORDS = "words"
    TEXT = "text"
    YES_NO = "yes_no"
    RULE = "rule"
    """The text of a `[[version]]` block."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a market file that may be overridden.

    `choices` go from mild to strict where it is only to be made `stricter`.
    """

    name: str
    kind: Kind
    group: str
    choices: tuple[str, ...] = ()
    stricter: bool = False


PLACES = (
    Place("logistics.freight_usd_m3", Kind.RANGE, "transit"),
    Place("logistics.inland_usd", Kind.RANGE, "transit"),
    Place("logistics.transit_days", Kind.RANGE, "transit"),
    Place("logistics.inland_days", Kind.WHOLE, "transit"),
    Place("logistics.preparation_days", Kind.WHOLE, "transit"),
    Place("logistics.vessel_wait_days", Kind.WHOLE, "transit"),
    Place("logistics.disrupted_since", Kind.DAY, "transit"),
    Place("inspection.cost_usd", Kind.RANGE, "inspection"),
    Place("inspection.scheme", Kind.TEXT, "inspection"),
    Place("demand.tier", Kind.WORD, "demand", DEMAND_TIERS),
    Place("demand.units", Kind.WHOLE, "demand"),
    Place("demand.models", Kind.WORDS, "demand"),
    Place("stressed", Kind.YES_NO, "demand"),
    Place("diversion.risk", Kind.WORD, "diversion", RISKS, stricter=True),
    Place("diversion.onward", Kind.WORDS, "diversion", stricter=True),
    Place("sanctions.status", Kind.WORD, "diversion", ("NONE", *SANCTIONS), stricter=True),
)
"""All but the duties and rules, whose names a market's file says itself."""
_PLACES = {place.name: place for place in PLACES}
_OF_DUTIES = {"percent": Kind.SHARE, "amount": Kind.AMOUNT}


@dataclass(frozen=True, slots=True)
class Override:
    """One value of the broker's own, with its source, its day, and the shipped value it replaces.

    `checked_on` is the day it holds from, or on which somebody checked it.
    """

    market: str
    place: str
    value: Any
    source: str
    checked_on: date
    who: str = ""
    shipped: Any = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an override stands on the file that is shipped now.

    `shipped` is what that file says; `problem` why the override is set aside, None where it holds.
    """

    override: Override
    shipped: Any = None
    problem: UserError | None = None

    @property
    def shipped_changed(self) -> bool:
        """Whether the shipped value is another one than the override was made for."""
        return self.problem is None and self.shipped != self.override.shipped


def place_named(name: str) -> Place | None:
    """Return a place by its dotted name; None where nothing may be overridden there."""
    if name in _PLACES:
        return _PLACES[name]
    first, _, rest = name.partition(".")
    if first == RULE and _is_day(rest):
        return Place(name, Kind.RULE, "status")
    duty, _, column = rest.rpartition(".")
    if first == DUTY and duty and column in _OF_DUTIES:
        return Place(name, _OF_DUTIES[column], "duty")
    return None


def day_of_rule(name: str) -> date | None:
    """Return the day from which the rule at a place holds; None for a place that is no rule."""
    first, _, rest = name.partition(".")
    return date.fromisoformat(rest) if first == RULE and _is_day(rest) else None


def is_milder(place: Place, value: Any, shipped: Any) -> bool:
    """Tell whether a value would be milder than the shipped one where only stricter is allowed."""
    if not place.stricter:
        return False
    if place.kind is Kind.WORDS:
        return not set(shipped or ()) <= set(value)
    return place.choices.index(value) < place.choices.index(shipped)


def lifts_embargo(rows: Sequence[Row], shipped: Sequence[Row]) -> bool:
    """Tell whether a rule would open what the shipped one keeps under embargo.

    What a rule says nothing of is open too: no rule is a question, not a refusal.
    """
    kept = [row for row in shipped if row.status == "EMBARGO"]
    if not kept:
        return False
    return any(row.status != "EMBARGO" for row in rows) or not all(
        any(_covers(row, other) for row in rows) for other in kept
    )


def _covers(row: Row, other: Row) -> bool:
    """Tell whether a row binds every vehicle that another one does."""
    weight = (row.gross_weight_from_kg, row.gross_weight_up_to_kg)
    return (
        ("ALL" in row.classes or set(other.classes) <= set(row.classes))
        and ("ANY" in row.powertrains or set(other.powertrains) <= set(row.powertrains))
        and weight in ((0, 0), (other.gross_weight_from_kg, other.gross_weight_up_to_kg))
    )


def bound_by(row: Row, shipped: Sequence[Row], source: str) -> Row:
    """Return a row of the broker's own rule as it counts: marked, and never a plain yes.

    It always asks to confirm with the importer (`verify`), which also takes its share of the
    score. What the shipped rule leaves to a person stays with a person: a forced review and a band
    under review are carried over from the shipped rows that may bind the same vehicles, and a
    confidence of its own may only lower that of the market's sources to `uncertain`. So a refusal
    counts at once, and an admission is a review wherever the shipped file is not sure itself.
    """
    beside = [other for other in shipped if _may_share(row, other)]
    bands = [other for other in beside if other.review_over_months]
    doubts = {group: word for group, word in row.confidence.items() if word == CONFIDENCES[-1]}
    made = replace(row, own=source, verify=True, confidence=doubts)
    if any(other.force_review for other in beside):
        made = replace(made, force_review=True)
    for band in bands:
        months = min(filter(None, (made.review_over_months, band.review_over_months)))
        made = replace(
            made,
            review_over_months=months,
            age_base=made.age_base or band.age_base,
            age_event=made.age_event or band.age_event,
        )
    return made


_CARS = {"PASS", "SUV", "MPV6"}


def _may_share(one: Row, other: Row) -> bool:
    """Tell whether two rows may bind the same vehicle; classes of cars fall back on each other."""
    mine, theirs = set(one.classes), set(other.classes)
    by_class = "ALL" in mine | theirs or mine & theirs or (mine & _CARS and theirs & _CARS)
    mine, theirs = set(one.powertrains), set(other.powertrains)
    return bool(by_class and ("ANY" in mine | theirs or mine & theirs))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

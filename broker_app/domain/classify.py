"""Classify: which tariff headings a vehicle can fall under, from its facts.

The tariff table is shipped data (`resources/lookups/hs_codes.csv`); this module only compares. What
the facts leave open stays open: the answer is every code that is still possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.conditions import digits
from broker_app.domain.facts import Basis, Fact, interval

INPUTS = ("vehicle_class", "powertrain", "fuel", "displacement_cc", "gross_weight_kg", "seats")
"""Facts that the classification looks at when no code is given."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the tariff: six digits and what they ask. Bounds: over, up to and including."""

    code: str
    powertrain: str = ""
    cc_over: int | None = None
    cc_up_to: int | None = None
    weight_over_kg: int | None = None
    weight_up_to_kg: int | None = None
    confidence: str = "sourced"


@dataclass(frozen=True, slots=True)
class Classification:
    """The codes still possible, how surely, and what would settle it.

    No codes means that nothing can be derived. `missing` are facts that would narrow the codes,
    `unconfirmed` the inferred facts that the codes rest on.
    """

    codes: tuple[str, ...]
    basis: Basis
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


_CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "car": ("8703",),
    "suv": ("8703",),
    "minivan": ("8703",),
    "van": ("8704",),
    "truck": ("8704",),
    "bus": ("8702",),
    "motorcycle": ("8711",),
}
# Classes without an entry (special, machinery, trailer, part) need a code from a person.

_ELECTRIC = ("electric", "fuel_cell")


def classify(facts: Mapping[str, Fact], tariff: Sequence[Heading]) -> Classification:
    """Return the possible codes of a vehicle. A code that was given is taken as true."""
    given = facts.get("hs_code")
    if given is not None and digits(str(given.value)):
        doubt = () if given.clears else ("hs_code",)
        return Classification((digits(str(given.value)),), given.basis, unconfirmed=doubt)
    vehicle_class = facts.get("vehicle_class")
    if vehicle_class is None or vehicle_class.value not in _CHAPTERS:
        missing = ("vehicle_class",) if vehicle_class is None else ("hs_code",)
        return Classification((), Basis.DERIVED, missing=missing)
    return _derive(facts, tariff, _heading_of(vehicle_class, facts.get("seats")))


def _heading_of(vehicle_class: Fact, seats: Fact | None) -> str:
    # Ten persons with the driver make a bus (HS 87.02), whatever the list calls it.
    heading = _CHAPTERS[vehicle_class.value][0]
    if heading == "8703" and seats is not None and seats.value >= 10:
        return "8702"
    return heading


def _derive(facts: Mapping[str, Fact], tariff: Sequence[Heading], heading: str) -> Classification:
    words = _powertrain_words(facts, heading)
    lines = [line for line in tariff if line.code.startswith(heading)]
    if heading != "8711" and words is not None:
        lines = [line for line in lines if line.powertrain in words]
    if heading == "8711":
        lines = [line for line in lines if _motorcycle(line, facts.get("powertrain"))]
    lines = [line for line in lines if _possible(line, facts)]
    codes = tuple(dict.fromkeys(line.code for line in lines))
    used = _used(facts, heading, lines)
    unconfirmed = tuple(name for name in used if not facts[name].clears)
    if any(line.confidence == "uncertain" for line in lines):
        unconfirmed += ("hs_code",)
    return Classification(
        codes,
        Basis.INFERRED if unconfirmed else Basis.DERIVED,
        missing=_missing(facts, heading, codes),
        unconfirmed=unconfirmed,
    )


def _powertrain_words(facts: Mapping[str, Fact], heading: str) -> tuple[str, ...] | None:
    """Return the tariff's words for the powertrain; None where it is unknown."""
    powertrain = facts.get("powertrain")
    if powertrain is None:
        return None
    fuel = facts["fuel"].value if "fuel" in facts else ""
    diesel = fuel == "diesel"
    either = not fuel
    match powertrain.value:
        case "petrol" | "lpg" | "cng":
            return ("petrol",)
        case "diesel":
            return ("diesel",)
        case "mild_hybrid":  # the law's doubt about 8703.40 is a classification rule
            return ("petrol", "diesel") if either else ("diesel" if diesel else "petrol",)
        case "hybrid":
            both = ("petrol-hybrid", "diesel-hybrid")
            return both if either else (both[diesel],)
        case "plug_in_hybrid":
            # Only 87.03 has lines of its own for plug-ins.
            kind = "phev" if heading == "8703" else "hybrid"
            both = (f"petrol-{kind}", f"diesel-{kind}")
            return both if either else (both[diesel],)
        case "electric" | "fuel_cell":
            return ("electric",)
        case _:
            return ("other",)


def _motorcycle(line: Heading, powertrain: Fact | None) -> bool:
    if powertrain is None:
        return line.code != "871190"
    return (line.code == "871160") == (powertrain.value in _ELECTRIC) and line.code != "871190"


def _possible(line: Heading, facts: Mapping[str, Fact]) -> bool:
    return _within(facts.get("displacement_cc"), line.cc_over, line.cc_up_to) and _within(
        facts.get("gross_weight_kg"), line.weight_over_kg, line.weight_up_to_kg
    )


def _within(fact: Fact | None, over: int | None, up_to: int | None) -> bool:
    if fact is None:
        return True
    low, high = interval(fact.value, fact.precision)
    return (over is None or high > over) and (up_to is None or low <= up_to)


def _used(facts: Mapping[str, Fact], heading: str, lines: Sequence[Heading]) -> tuple[str, ...]:
    names = ["vehicle_class", "powertrain"]
    if any(line.cc_over is not None or line.cc_up_to is not None for line in lines):
        names.append("displacement_cc")
    if heading == "8704":
        names.append("gross_weight_kg")
    if heading == "8702":
        names.append("seats")
    return tuple(name for name in names if name in facts)


def _missing(facts: Mapping[str, Fact], heading: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(codes) == 1:
        return ()
    asked = ["powertrain", "displacement_cc"] + (["gross_weight_kg"] if heading == "8704" else [])
    return tuple(name for name in asked if name not in facts)

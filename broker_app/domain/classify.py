"""Classify: which tariff headings a vehicle can fall under, from its facts.

The tariff table is shipped data (`resources/lookups/hs_codes.csv`); this module only compares. What
the facts leave open stays open: the answer is every code that is still possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from broker_app.domain.conditions import digits
from broker_app.domain.facts import Basis, Fact, interval

INPUTS = ("vehicle_class", "powertrain", "fuel", "displacement_cc", "gross_weight_kg", "seats")
"""Facts that the classification looks at when no code is given."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the tariff: six digits and what they ask. Bounds: over, up to and including.

    `statistical` are Japan's nine digits for the export declaration, with the check digit that
    NACCS puts behind them; empty where nobody knows them.
    """

    code: str
    powertrain: str = ""
    cc_over: int | None = None
    cc_up_to: int | None = None
    weight_over_kg: int | None = None
    weight_up_to_kg: int | None = None
    confidence: str = "sourced"
    statistical: str = ""
    naccs_digit: str = ""
    title: Mapping[str, str] = field(default_factory=dict, compare=False)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """The codes still possible, how surely, and what would settle it.

    No codes means that nothing can be derived. `missing` are facts that would narrow the codes,
    `unconfirmed` the inferred facts that the codes rest on; where these are wrong, the code is one
    of `otherwise`, or any code at all if that is empty. `rests_on` names what was looked at.
    """

    codes: tuple[str, ...]
    basis: Basis
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


_HEADINGS: Mapping[str, str] = {
    "car": "8703",
    "suv": "8703",
    "minivan": "8703",
    "van": "8704",
    "truck": "8704",
    "bus": "8702",
    "motorcycle": "8711",
}
# Classes without an entry (special, machinery, trailer, part) need a code from a person.

_ELECTRIC = ("electric", "fuel_cell")
_WITH_AN_ENGINE_BESIDE = ("mild_hybrid", "hybrid", "plug_in_hybrid")
HEADING, SUBHEADING, STATISTICAL = 4, 6, 9
"""Digits of the Harmonized System, and of Japan's statistical code."""
_BY_SEATS = ("8702", "8703")
_BUS_SEATS = 10
# Ten persons with the driver make a bus (HS 87.02), fewer a car, whatever the list calls it.


def classify(facts: Mapping[str, Fact], tariff: Sequence[Heading]) -> Classification:
    """Return the possible codes of a vehicle. A code that was given is taken as true."""
    given = facts.get("hs_code")
    if given is not None and digits(str(given.value)):
        doubt = () if given.clears else ("hs_code",)
        code = digits(str(given.value))
        names = ("hs_code", *_bounded([line for line in tariff if _is_below(line, code)]))
        known = tuple(name for name in names if name in facts)
        return Classification((code,), given.basis, unconfirmed=doubt, rests_on=known)
    vehicle_class = facts.get("vehicle_class")
    if vehicle_class is None or vehicle_class.value not in _HEADINGS:
        missing = ("vehicle_class",) if vehicle_class is None else ("hs_code",)
        return Classification((), Basis.DERIVED, missing=missing)
    return _derive(facts, tariff, _headings_of(vehicle_class, facts.get("seats")))


def is_unlisted(facts: Mapping[str, Fact], tariff: Sequence[Heading]) -> bool:
    """Tell whether a given code is none of the subheadings that its heading has."""
    given = facts.get("hs_code")
    code = digits(str(given.value))[:SUBHEADING] if given is not None else ""
    if len(code) < SUBHEADING:
        return False
    below = [line.code for line in tariff if line.code.startswith(code[:HEADING])]
    return bool(below) and code not in below


def contradictions(facts: Mapping[str, Fact], tariff: Sequence[Heading]) -> tuple[str, ...]:
    """Return the facts that a given code cannot stand beside; nothing where some line fits.

    A code of fewer than six digits, or one the tariff does not hold, contradicts only the class of
    the vehicle. What is only inferred, or printed in too coarse steps, contradicts nothing.
    """
    given = facts.get("hs_code")
    code = digits(str(given.value)) if given is not None else ""
    sure = {name: fact for name, fact in facts.items() if fact.clears}
    lines = [line for line in tariff if _is_below(line, code)]
    if not lines:  # nine digits that the table does not hold
        lines = [line for line in tariff if _is_below(line, code[:SUBHEADING])]
    wrong_class = () if _fits_class(code, sure) else ("vehicle_class",)
    return wrong_class + min((_against(line, sure) for line in lines), key=len, default=())


_STANDS_UNDER: Mapping[str, tuple[str, ...]] = {
    "car": ("8702", "8703"),
    "suv": ("8702", "8703"),
    "minivan": ("8702", "8703"),
    "van": ("8702", "8703", "8704"),
    "truck": ("8701", "8704", "8705", "8709"),
    "bus": ("8702", "8703"),
    "motorcycle": ("8711",),
    "trailer": ("8716",),
}
"""Headings that a vehicle of a class can stand under; classes without an entry have many."""
_NO_WHOLE_VEHICLE = ("machinery", "part")
_ROAD_VEHICLES = ("8702", "8703", "8711")
_COLLECTORS = "9705"


def _fits_class(code: str, facts: Mapping[str, Fact]) -> bool:
    known, heading = facts.get("vehicle_class"), code[:HEADING]
    if known is None or len(heading) < HEADING or heading == _COLLECTORS:
        return True
    if known.value in _NO_WHOLE_VEHICLE:
        return heading not in _ROAD_VEHICLES
    if known.value not in _STANDS_UNDER:
        return True
    usual = _HEADINGS.get(known.value) == heading
    # Between cars and buses the seats decide; without them an unusual heading fits nobody.
    counted = heading not in _BY_SEATS or usual or "seats" in facts
    return heading in _STANDS_UNDER[known.value] and (counted or known.value == "van")


def _against(line: Heading, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return the facts that exclude one line of the tariff."""
    heading = line.code[:HEADING]
    weight = facts.get("gross_weight_kg")
    fits = {
        "powertrain": _fits_powertrain(line, facts),
        "displacement_cc": _is_within(facts.get("displacement_cc"), line.cc_over, line.cc_up_to),
        "gross_weight_kg": _is_within(weight, line.weight_over_kg, line.weight_up_to_kg),
        "seats": _fits_seats(heading, facts.get("seats")),
    }
    return tuple(name for name, does in fits.items() if not does)


def _fits_powertrain(line: Heading, facts: Mapping[str, Fact]) -> bool:
    powertrain = facts.get("powertrain")
    if powertrain is not None and line.code.startswith("8711"):
        return _motorcycle(line, powertrain) or line.code == "871190"
    if powertrain is None or not line.powertrain:
        return True
    words = _powertrain_words(facts, line.code[:HEADING])
    if powertrain.value == "mild_hybrid":  # the law itself leaves this open
        words += _by_fuel(facts, "-hybrid")
    return line.powertrain in words


def _fits_seats(heading: str, seats: Fact | None) -> bool:
    if seats is None or heading not in _BY_SEATS:
        return True
    return bool(seats.value and (seats.value >= _BUS_SEATS) == (heading == "8702"))


def within(heading: str, facts: Mapping[str, Fact], tariff: Sequence[Heading]) -> tuple[str, ...]:
    """Return the codes below a heading that the facts leave possible; six digits are one code."""
    code = digits(heading)
    if len(code) >= 6:
        return (code,)
    return _codes(_lines(facts, tariff, code)) or (code,)


def _headings_of(vehicle_class: Fact, seats: Fact | None) -> tuple[str, ...]:
    heading = _HEADINGS[vehicle_class.value]
    if vehicle_class.value == "van" and seats is not None and seats.value >= _BUS_SEATS:
        return ("8702", "8704")  # a van with the seats of a bus may be either
    if heading not in _BY_SEATS:
        return (heading,)
    if seats is not None and seats.clears:  # seats that are only inferred make no bus of a car
        return ("8702",) if seats.value >= _BUS_SEATS else ("8703",)
    return ("8702", "8703") if heading == "8702" else ("8703",)


def _derive(
    facts: Mapping[str, Fact], tariff: Sequence[Heading], headings: tuple[str, ...]
) -> Classification:
    lines = [line for heading in headings for line in _lines(facts, tariff, heading)]
    codes = _codes(lines)
    asked = _asked(facts, headings, lines)
    unconfirmed = tuple(name for name in asked if name in facts and not facts[name].clears)
    if any(line.confidence == "uncertain" for line in lines):
        unconfirmed += ("hs_code",)
    return Classification(
        codes,
        Basis.INFERRED if unconfirmed else Basis.DERIVED,
        missing=tuple(name for name in asked if name not in facts) if len(codes) != 1 else (),
        unconfirmed=unconfirmed,
        otherwise=_otherwise(facts, tariff, headings, unconfirmed),
        rests_on=tuple(name for name in asked if name in facts),
    )


def lines_of(
    classification: Classification, facts: Mapping[str, Fact], tariff: Sequence[Heading]
) -> tuple[Heading, ...]:
    """Return the lines of the tariff that the possible codes come to; a code of nine is one line.

    What stands on an export declaration is settled where one line is left. A code of fewer than
    six digits is no line.
    """
    lines = [line for code in classification.codes for line in tariff if _is_below(line, code)]
    fitting = [line for line in lines if _possible(line, facts)]
    return tuple(fitting or lines)


def _bounded(lines: Sequence[Heading]) -> list[str]:
    """Return the facts by which lines below one code differ."""
    cc = len({(line.cc_over, line.cc_up_to) for line in lines}) > 1
    weight = len({(line.weight_over_kg, line.weight_up_to_kg) for line in lines}) > 1
    return ["displacement_cc"] * cc + ["gross_weight_kg"] * weight


def _is_below(line: Heading, code: str) -> bool:
    if len(code) >= STATISTICAL:
        return line.statistical == code[:STATISTICAL]
    return len(code) >= SUBHEADING and line.code == code[:SUBHEADING]


def _otherwise(
    facts: Mapping[str, Fact],
    tariff: Sequence[Heading],
    headings: tuple[str, ...],
    unconfirmed: tuple[str, ...],
) -> tuple[str, ...]:
    if not unconfirmed or not {"vehicle_class", "hs_code"}.isdisjoint(unconfirmed):
        return ()
    sure = {name: fact for name, fact in facts.items() if name not in unconfirmed}
    return _codes([line for heading in headings for line in _lines(sure, tariff, heading)])


def _codes(lines: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.code for line in lines))


def _lines(facts: Mapping[str, Fact], tariff: Sequence[Heading], heading: str) -> list[Heading]:
    """Return the lines of the tariff below a heading that the facts leave possible."""
    lines = [line for line in tariff if line.code.startswith(heading)]
    if heading.startswith("8711"):
        lines = [line for line in lines if _motorcycle(line, facts.get("powertrain"))]
    else:
        # Lines that ask for no powertrain are odd things (golf cars, dumpers off the road).
        words = _powertrain_words(facts, heading)
        lines = [line for line in lines if line.powertrain and line.powertrain in words]
    return [line for line in lines if _possible(line, facts)]


_ALL_WORDS = (
    "petrol",
    "diesel",
    "petrol-hybrid",
    "diesel-hybrid",
    "petrol-phev",
    "diesel-phev",
    "electric",
    "other",
)
"""The tariff's words for a powertrain."""


def _powertrain_words(facts: Mapping[str, Fact], heading: str) -> tuple[str, ...]:
    """Return the tariff's words that the powertrain and the fuel leave possible."""
    powertrain = facts.get("powertrain")
    if powertrain is None:
        return _ALL_WORDS
    match powertrain.value:
        case "petrol" | "lpg" | "cng":
            return ("petrol",)
        case "diesel":
            return ("diesel",)
        case "mild_hybrid":  # the law's doubt about 8703.40 is a classification rule
            return _by_fuel(facts, "")
        case "hybrid":
            return _by_fuel(facts, "-hybrid")
        case "plug_in_hybrid":
            # Only 87.03 has lines of its own for plug-ins.
            return _by_fuel(facts, "-phev" if heading.startswith("8703") else "-hybrid")
        case "electric" | "fuel_cell":
            return ("electric",)
        case _:
            return ("other",)


def _by_fuel(facts: Mapping[str, Fact], kind: str) -> tuple[str, ...]:
    fuel = facts.get("fuel")
    if fuel is None:
        return (f"petrol{kind}", f"diesel{kind}")
    return (f"diesel{kind}",) if fuel.value == "diesel" else (f"petrol{kind}",)


def _motorcycle(line: Heading, powertrain: Fact | None) -> bool:
    if line.code == "871190":
        return False
    if powertrain is None:
        return True
    return (line.code == "871160") == (powertrain.value in _ELECTRIC)


def _possible(line: Heading, facts: Mapping[str, Fact]) -> bool:
    cc, weight = facts.get("displacement_cc"), facts.get("gross_weight_kg")
    return _is_within(cc, line.cc_over, line.cc_up_to) and _is_within(
        weight, line.weight_over_kg, line.weight_up_to_kg
    )


def _is_within(fact: Fact | None, over: int | None, up_to: int | None) -> bool:
    if fact is None:
        return True
    low, high = interval(fact.value, fact.precision)
    return (over is None or high > over) and (up_to is None or low <= up_to)


def _asked(
    facts: Mapping[str, Fact], headings: tuple[str, ...], lines: Sequence[Heading]
) -> tuple[str, ...]:
    """Return the facts that the choice of these lines rests on, known or not."""
    names = ["vehicle_class", "powertrain"]
    powertrain = facts.get("powertrain")
    if powertrain is not None and powertrain.value in _WITH_AN_ENGINE_BESIDE:
        names.append("fuel")
    if not lines or any(line.cc_over is not None or line.cc_up_to is not None for line in lines):
        names.append("displacement_cc")
    if "8704" in headings:
        names.append("gross_weight_kg")
    if "8702" in headings or _HEADINGS[facts["vehicle_class"].value] == "8702":
        names.append("seats")
    return tuple(names)

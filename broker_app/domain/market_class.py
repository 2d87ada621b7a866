"""Market classes: a vehicle in the words of the market files, and the rows that may fit it."""

from collections.abc import Iterable

from broker_app.domain.admission import Case
from broker_app.domain.facts import interval
from broker_app.domain.market import CLASSES, Row

LIGHT_UP_TO_KG = 3500
MANY_SEATS = 6

_CLASS = {
    "car": "PASS",
    "suv": "SUV",
    "bus": "BUS",
    "motorcycle": "MC",
    "special": "SPECIAL",
}
_POWERTRAIN = {
    "petrol": "ICE",
    "diesel": "ICE",
    "mild_hybrid": "ICE",
    "hybrid": "HEV",
    "plug_in_hybrid": "PHEV",
    "electric": "EV",
    "fuel_cell": "FCV",
    "lpg": "LPG",
    "cng": "CNG",
}
_FALLS_BACK = {"SUV": ("SUV", "PASS", "ALL"), "MPV6": ("MPV6", "PASS", "ALL")}


def possible_rows(rows: tuple[Row, ...], case: Case) -> tuple[list[Row | None], tuple[str, ...]]:
    """Return the rows that may bind, None for no rule, and the facts that would settle which."""
    classes, open_facts = classes_of(case)
    powertrain = case.market_powertrain or powertrain_of(case)
    found: list[Row | None] = []
    names = list(open_facts)
    for wanted in classes:
        fitting, asked = _fitting(rows, wanted, powertrain, case)
        names += asked
        found += [row for row in fitting if row not in found]
    return found, tuple(dict.fromkeys(names))


def classes_of(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the classes a vehicle may fall into, and the facts that would settle which."""
    if case.market_class:
        return (case.market_class,), ()
    fact = case.facts.get("vehicle_class")
    if fact is None:
        return tuple(c for c in CLASSES if c != "ALL"), ("vehicle_class",)
    if fact.value == "minivan":
        return _by_number(case, "seats", MANY_SEATS, "PASS", "MPV6")
    if fact.value in ("van", "truck"):
        return _by_number(case, "gross_weight_kg", LIGHT_UP_TO_KG + 1, "LCV", "TRUCK")
    return (_CLASS.get(fact.value, "NONE"),), ()


def powertrain_of(case: Case) -> str:
    """Return the powertrain in the words of the market files, empty where it is unknown."""
    fact = case.facts.get("powertrain")
    return _POWERTRAIN.get(fact.value, "NONE") if fact else ""


def _by_number(
    case: Case, name: str, bound: int, under: str, over: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    fact = case.facts.get(name)
    if fact is None:
        return (under, over), (name,)
    low, high = interval(fact.value, fact.precision)
    if low >= bound:
        return (over,), ()
    return ((under,), ()) if high < bound else ((under, over), (name,))


def _fitting(
    rows: tuple[Row, ...], wanted: str, powertrain: str, case: Case
) -> tuple[list[Row | None], list[str]]:
    """Return the rows of the most specific class that has any, by powertrain and weight."""
    for level in _FALLS_BACK.get(wanted, (wanted, "ALL")):
        level_rows = [row for row in rows if level in row.classes]
        by_powertrain, asked = _by_powertrain(level_rows, powertrain)
        if by_powertrain:
            fitting, more = _by_weight(by_powertrain, case)
            if fitting:
                return fitting, asked + more
    return [None], []


def _by_powertrain(rows: list[Row], powertrain: str) -> tuple[list[Row], list[str]]:
    if not powertrain:
        named = any("ANY" not in row.powertrains for row in rows)
        return rows, ["powertrain"] if named else []
    exact = [row for row in rows if powertrain in row.powertrains]
    return exact or [row for row in rows if "ANY" in row.powertrains], []


def _by_weight(rows: Iterable[Row], case: Case) -> tuple[list[Row | None], list[str]]:
    fact = case.facts.get("gross_weight_kg")
    fitting: list[Row | None] = []
    asked = []
    for row in rows:
        if not (row.gross_weight_from_kg or row.gross_weight_up_to_kg):
            fitting.append(row)
        elif fact is None:
            fitting.append(row)
            asked.append("gross_weight_kg")
        elif _weighs(row, *interval(fact.value, fact.precision)):
            fitting.append(row)
    return fitting, asked


def _weighs(row: Row, low: int, high: int) -> bool:
    ceiling = row.gross_weight_up_to_kg or high
    return high >= row.gross_weight_from_kg and low <= ceiling

"""What can be wrong with a market file beyond its shape; each problem says its place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from broker_app.domain import market as words
from broker_app.domain.admission import ADMISSIONS
from broker_app.domain.age import CEILINGS, FLOORS
from broker_app.domain.conditions import KINDS
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.vehicle import SPEC

Raw = Mapping[str, Any]

_WORDS = {
    "status": words.STATUSES,
    "steering": words.STEERINGS,
    "damage": words.DAMAGES,
    "safety": words.SAFETIES,
    "licence": words.LICENCES,
    "age_base": ("", *words.BASES),
    "age_event": ("", *words.EVENTS),
}
_MOST_YEARS, _MOST_MONTHS, _MOST_DAYS = 200, 2400, 1000
_DAYS = ("inland_days", "preparation_days", "vessel_wait_days")
_MONTHS = ("review_over_months", "registration_gap_months")
_AGED = ("age_max", "age_min", "review_over_months", "soft_conditions")


def problems(raw: Raw) -> Iterator[str]:
    """Yield what is wrong with a market file, in the order of the file."""
    if not raw["version"]:
        yield "no version"
    if not raw["example"]:
        yield "no example"
    if raw["sanctions"]:
        yield from _known("sanctions.status", raw["sanctions"]["status"], words.SANCTIONS)
    yield from _known("demand.tier", raw["demand"]["tier"], words.DEMAND_TIERS)
    yield from _known("diversion.risk", raw["diversion"]["risk"], words.RISKS)
    yield from _known("drive_side", raw["drive_side"], ("left", "right"))
    yield from _known("duty_age_base", raw["duty_age_base"], words.BASES)
    days = [version["from"] for version in raw["version"]]
    if days != sorted(set(days)):
        yield "versions overlap or are not in order of date"
    for version in raw["version"]:
        for number, row in enumerate(version["row"], 1):
            yield from _placed(f"version {version['from']}: row {number}", _of_row(row))
        for one, other in combinations(version["row"], 2):
            if _overlap(one, other):
                yield f"version {version['from']}: two rows fit {', '.join(one['classes'])}"
    hub = any(row["status"] == "TRANSIT_ONLY" for v in raw["version"] for row in v["row"])
    if raw["logistics"]["serves"] and not hub:
        yield "logistics.serves: only a hub serves other countries"
    yield from _of_ranges(raw)
    yield from _of_duties(raw["duty"])
    yield from _of_sources(raw["source"])
    for number, example in enumerate(raw["example"], 1):
        yield from _placed(f"example {number}", _of_example(example))


def _of_row(row: Raw) -> Iterator[str]:
    for name, choices in _WORDS.items():
        yield from _known(name, row[name], choices)
    if not row["classes"]:
        yield "no class"
    for name in row["classes"]:
        yield from _known("class", name, words.CLASSES)
    for name in row["powertrains"]:
        yield from _known("powertrain", name, words.POWERTRAINS)
    if row["age_max"]:
        yield from _known("age_max.mode", row["age_max"]["mode"], CEILINGS)
    if row["age_min"]:
        yield from _known("age_min.mode", row["age_min"]["mode"], FLOORS)
    if row["alternative"]:
        yield from _known("alternative.kind", row["alternative"]["kind"], words.ALTERNATIVES)
    for name in ("fuels", "review_spares_fuels"):
        for burnt in row[name]:
            yield from _known(name, burnt, SPEC["fuel"].choices)
    if row["review_spares_fuels"] and not row["review_over_months"]:
        yield "review_spares_fuels needs review_over_months"
    for effect in row["soft_effects"]:
        yield from _known("soft_effects", effect, words.SOFT_EFFECTS)
    for soft in row["soft_conditions"]:
        yield from _known("soft_conditions: effect", soft["effect"], words.SOFT_CONDITIONS)
    yield from _of_figures(row)
    aged = any(row[name] for name in _AGED)
    classic = row["alternative"] and row["alternative"]["kind"] == "AGE"
    if (aged or classic) and not (row["age_base"] and row["age_event"]):
        yield "an age needs age_base and age_event"
    for group, confidence in row["confidence"].items():
        yield from _known("group", group, words.GROUPS)
        yield from _known("confidence", confidence, CONFIDENCES)


def _of_figures(row: Raw) -> Iterator[str]:
    """Yield scores that are no number, and ages that nobody can mean: dates rest on them."""
    if row["score_min"] and not re.fullmatch(r"\d(\.\d)?", row["score_min"]):
        yield f"score_min: {row['score_min']!r} is no score"
    months = {name: row[name] for name in _MONTHS}
    for soft in row["soft_conditions"]:
        months["soft_conditions"] = max(soft["under_months"], months.get("soft_conditions", 0))
    if row["alternative"]:
        months["alternative"] = row["alternative"]["months"]
    for name in ("age_max", "age_min"):
        if row[name]:
            mode, value = row[name]["mode"], row[name]["value"]
            most = _MOST_MONTHS if "MONTHS" in mode else _MOST_YEARS
            if mode == "FIXED_MIN_YEAR":
                most = 2200
            if not 0 < value <= most:
                yield f"{name}.value: {value} is no age"
    for name, value in months.items():
        if not 0 <= value <= _MOST_MONTHS:
            yield f"{name}: {value} is no number of months"


def _overlap(one: Raw, other: Raw) -> bool:
    """Tell whether some vehicle would fit both rows."""
    for name in ("classes", "powertrains"):
        if not set(one[name]) & set(other[name]):
            return False
    low, high = sorted((one, other), key=lambda row: int(row["gross_weight_from_kg"]))
    return not 0 < low["gross_weight_up_to_kg"] < high["gross_weight_from_kg"]


def _of_ranges(raw: Raw) -> Iterator[str]:
    ranges = {
        "logistics.transit_days": raw["logistics"]["transit_days"],
        "logistics.freight_usd_m3": raw["logistics"]["freight_usd_m3"],
        "logistics.inland_usd": raw["logistics"]["inland_usd"],
        "inspection.cost_usd": raw["inspection"]["cost_usd"],
    }
    at_sea = raw["logistics"]["transit_days"]
    if at_sea is not None and 0 in at_sea:
        yield "logistics.transit_days: nobody sails in no time; leave out what is not known"
    for place, pair in ranges.items():
        if pair is not None and not 0 <= pair[0] <= pair[1]:
            yield f"{place}: the lower figure comes first"
    days = {name: raw["logistics"][name] for name in _DAYS} | {
        "transit_days": at_sea[1] if at_sea else 0
    }
    for name, number in days.items():
        if not 0 <= number <= _MOST_DAYS:
            yield f"logistics.{name}: {number} is no number of days"
    if raw["demand"]["units"] < 0:
        yield "demand.units: less than nothing"
    if raw["logistics"]["freight_usd_m3"] == (0, 0):
        yield "logistics.freight_usd_m3: nobody sails for nothing; leave out what is not known"


def _of_duties(steps: Sequence[Raw]) -> Iterator[str]:
    lines = {"cif", "fob"}
    for number, step in enumerate(steps, 1):
        place = f"duty {number}"
        for name in step["of"]:
            yield from _known(f"{place}: of", name, lines)
        if step["percent"] is not None and step["amount"] is not None:
            yield f"{place}: percent and amount exclude each other"
        for condition in step["when"]:
            yield from _placed(place, _of_condition(condition))
        if step["from"] and step["until"] and step["until"] < step["from"]:
            yield f"{place}: it ends before it begins"
        lines.add(step["name"])
    yield from _of_versions(steps)


def _of_versions(steps: Sequence[Raw]) -> Iterator[str]:
    """Yield taxes whose versions overlap, or do not stand together."""
    names = [step["name"] for step in steps]
    for number, (step, following) in enumerate(pairwise(steps), 2):
        last, first = step["until"] or date.max, following["from"] or date.min
        if step["name"] == following["name"] and first <= last:
            yield f"duty {number}: versions overlap or are not in order of date"
        elif step["name"] != following["name"] and following["name"] in names[: number - 1]:
            yield f"duty {number}: the versions of one tax stand together"


def _of_condition(condition: Raw) -> Iterator[str]:
    kinds = set(condition) - {"fact"}
    if len(kinds) != 1 or "fact" not in condition:
        yield "needs a fact and one comparison"
        return
    yield from _known("condition", next(iter(kinds)), KINDS)
    yield from _known("fact", condition["fact"], SPEC)


def _of_sources(sources: Raw) -> Iterator[str]:
    for group in words.GROUPS:
        if group not in sources:
            yield f"source.{group}: missing"
    for group, source in sources.items():
        yield from _known("source", group, words.GROUPS)
        yield from _known(f"source.{group}: confidence", source["confidence"], CONFIDENCES)
        if source["confidence"] == "sourced" and not source["references"]:
            yield f"source.{group}: missing reference"
        for url in source["references"]:
            if not url.startswith("https://") or any(c.isspace() for c in url):
                yield f"source.{group}: {url!r} is no https address"


def _of_example(example: Raw) -> Iterator[str]:
    yield from _known("gives", example["gives"], ADMISSIONS)
    for name in example["given"]:
        yield from _known("given", name, SPEC)


def _known(place: str, value: object, choices: Iterable[object]) -> Iterator[str]:
    if value not in choices:
        yield f"{place}: {value!r} is not known"


def _placed(place: str, found: Iterable[str]) -> Iterator[str]:
    return (f"{place}: {problem}" for problem in found)

"""The kinds of check a market's row may ask for: one function each, in the order of reasons.

A check returns None where the row does not ask, otherwise its answer. A missing fact is a review
that names the fact; nothing here looks at a clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import isfinite

from broker_app.domain.admission import OK, Answer, Case, Voyage
from broker_app.domain.age import CEILINGS, FIRST_YEAR, LAST_YEAR, add_months, span
from broker_app.domain.facts import Fact, interval
from broker_app.domain.market import Row
from broker_app.domain.verdict import Because

Check = Callable[[Row, Case], Answer | None]

_EVENT_FACTS = {"BL_DATE": "bl_date", "ARRIVAL": "eta_date", "CLEARANCE": "eta_date"}
_BASE_FACTS = {
    "FIRST_REG": "first_registered",
    "MANUFACTURE": "manufactured",
    "MANUFACTURE_YEAR": "manufactured",
    "MODEL_YEAR": "model_year",
}


def embargo(row: Row, case: Case) -> Answer | None:
    """No trade at all."""
    return _refused("EMBARGO") if row.status == "EMBARGO" else None


def closed(row: Row, case: Case) -> Answer | None:
    """Closed to everything, or to the powertrains that the row names."""
    if row.status != "CLOSED":
        return None
    if "ANY" in row.powertrains:
        return _refused("MARKET_CLOSED")
    fact = case.facts.get("powertrain")
    because = _because("powertrain", fact, "known", True, False) if fact else ()
    return _refused("POWERTRAIN_BANNED", because)


def steering(row: Row, case: Case) -> Answer | None:
    """The side of the wheel; some markets take both."""
    wanted = {"RHD_ONLY": "right", "LHD_ONLY": "left"}.get(row.steering)
    if wanted is None:
        return None
    return _compared(case, "steering", "is", wanted, "STEERING_BANNED", lambda v: v == wanted)


def noncommercial(row: Row, case: Case) -> Answer | None:
    """A channel for gifts and returning residents is not a broker's."""
    return _refused("NONCOMMERCIAL_ONLY") if row.status == "NONCOMMERCIAL_ONLY" else None


def damage(row: Row, case: Case) -> Answer | None:
    """Unrepaired damage, or any accident at all."""
    if not row.damage:
        return None
    good = ("none", "repaired") if row.damage == "NO_SALVAGE" else ("none",)
    return _compared(case, "accident", "in", good, "DAMAGE_BANNED", lambda v: v in good)


def origin(row: Row, case: Case) -> Answer | None:
    """The country the vehicle was built in."""
    if not row.origin:
        return None
    return _compared(case, "made_in", "in", row.origin, "ORIGIN_FAIL", lambda v: v in row.origin)


def fuel(row: Row, case: Case) -> Answer | None:
    """What the engine burns."""
    if not row.fuels:
        return None
    return _compared(case, "fuel", "in", row.fuels, "FUEL_BANNED", lambda v: v in row.fuels)


def odometer(row: Row, case: Case) -> Answer | None:
    """The distance driven."""
    return _up_to(case, "odometer_km", row.odometer_max_km, "ODO_OVER")


def score(row: Row, case: Case) -> Answer | None:
    """The auction score; a score that is no number (R, RA, S) is for a person."""
    if not row.score_min:
        return None
    known, wanted = case.facts.get("score"), float(row.score_min)
    try:
        value = float(known.value) if known else None
    except ValueError:
        value = None
    if value is None or known is None or not isfinite(value):
        return _missing("score")
    because = _because("score", known, "at_least", row.score_min, value >= wanted)
    return _passes(because) if value >= wanted else _refused("GRADE_UNDER", because)


def displacement(row: Row, case: Case) -> Answer | None:
    """The size of the engine."""
    return _up_to(case, "displacement_cc", row.displacement_max_cc, "DISPLACEMENT_OVER")


def minimum_age(row: Row, case: Case) -> Answer | None:
    """Old enough at the event; counted from the first of a month, from the end of a bare year."""
    if row.age_min is None:
        return None
    dated = _dated(row, case)
    if isinstance(dated, Answer):
        return dated
    name, fact, event = dated
    low, high = (add_months(day, row.age_min.value) for day in _span_of(row, fact))
    because = _because(name, fact, row.age_min.mode, row.age_min.value, event >= high)
    if event >= high:
        return replace(_passes(because), first_event=high)
    if event >= low:
        return _missing(name)
    return replace(_refused("AGE_UNDER_MIN", because), changes_on=high, first_event=high)


def maximum_age(row: Row, case: Case) -> Answer | None:
    """Young enough at the event, the way this market counts."""
    if row.age_max is None:
        return None
    dated = _dated(row, case)
    if isinstance(dated, Answer):
        return dated
    name, fact, event = dated
    first_refused, value = CEILINGS[row.age_max.mode], row.age_max.value
    first, last = _span_of(row, fact)
    low = first_refused(first, value)
    high = low if last == first else first_refused(last, value)
    because = _because(name, fact, row.age_max.mode, value, event < low)
    if low <= event < high:
        return _missing(name)
    limit = None if low in (date.max, date.min) else low
    until = limit - timedelta(days=1) if limit else None
    if event >= high:
        return Answer("ineligible", "AGE_OVER_MAX", because, event=row.age_event, last_event=until)
    return Answer("eligible", OK, because, changes_on=limit, event=row.age_event, last_event=until)


def emission(row: Row, case: Case) -> Answer | None:
    """The emission prefix of a petrol vehicle with its year of manufacture."""
    rule = row.emission
    if rule is None:
        return None
    burns = _burnt(case)
    if burns is None:
        return _missing("fuel")
    if burns[2] != "petrol":
        return Answer("needs_review", "RULE_REVIEW")
    prefix = case.facts.get("emission_code")
    if prefix is None or not str(prefix.value).strip():
        return _missing("emission_code")
    first = str(prefix.value).strip().upper()[0]
    if first in rule.refused and len(str(prefix.value).strip()) == 3:
        because = _because("emission_code", prefix, "is_not", rule.refused, False)
        return _refused("EMISSION_FAIL", because)
    built = case.facts.get("manufactured")
    if built is None:
        return _missing("manufactured")
    young = span(built.value)[0].year >= rule.built_from
    reasons = (
        *_because("emission_code", prefix, "in", rule.accepted, first in rule.accepted),
        *_because("manufactured", built, "at_least", rule.built_from, young),
    )
    if not young:
        return _refused("EMISSION_FAIL", reasons)
    if first in rule.accepted:
        return _passes(reasons)
    return Answer("needs_review", "RULE_REVIEW", reasons)


def safety(row: Row, case: Case) -> Answer | None:
    """Stability control, which a frontal-impact market asks for."""
    if not row.safety:
        return None
    known = case.facts.get("stability_control")
    if known is None:
        return Answer("needs_review", "ESC_UNKNOWN", missing=("stability_control",))
    because = _because("stability_control", known, "is", "yes", known.value == "yes")
    return _passes(because) if known.value == "yes" else _refused("SAFETY_FAIL", because)


def registration_gap(row: Row, case: Case) -> Answer | None:
    """A vehicle first registered so many months after manufacture, or later, is for a person."""
    if not row.registration_gap_months:
        return None
    for name in ("manufactured", "first_registered"):
        if name not in case.facts:
            return _missing(name)
    built, registered = case.facts["manufactured"], case.facts["first_registered"]
    low, high = (add_months(day, row.registration_gap_months) for day in span(built.value))
    first, last = span(registered.value)
    because = _because("first_registered", registered, "under", low, last < low)
    known = _because("manufactured", built, "known", True, last < low)
    if last < low:
        return _passes((*because, *known))
    if first < high:
        return _missing("manufactured" if low != high else "first_registered")
    return Answer("needs_review", "REG_GAP", (*known, *because))


def forced_review(row: Row, case: Case) -> Answer | None:
    """The rule itself is too uncertain to say yes."""
    return Answer("needs_review", "RULE_REVIEW") if row.force_review else None


def review_band(row: Row, case: Case) -> Answer | None:
    """Sources disagree above this age, or speak only of some fuels, which are spared."""
    if not row.review_over_months:
        return None
    dated = _dated(row, case)
    if isinstance(dated, Answer):
        return dated
    name, fact, event = dated
    limit = add_months(_span_of(row, fact)[0], row.review_over_months)
    because = _because(name, fact, "MONTHS_LE", row.review_over_months, event <= limit)
    if event <= limit:
        return Answer("eligible", OK, because, changes_on=limit + timedelta(days=1))
    if row.review_spares_fuels:
        return _spared(row, case, because)
    return Answer("needs_review", "AGE_REVIEW", because)


def _spared(row: Row, case: Case, too_old: tuple[Because, ...]) -> Answer:
    """Answer for a vehicle in the review band by what it burns."""
    burns = _burnt(case)
    if burns is None:
        return _missing("fuel")
    name, fact, said = burns
    spared = said in row.review_spares_fuels
    because = _because(name, fact, "in", row.review_spares_fuels, spared)
    if spared:
        return _passes(because)
    return Answer("needs_review", "AGE_REVIEW", (*too_old, *because))


def transit(row: Row, case: Case) -> Answer | None:
    """A hub is no end: the final country decides, and is asked for."""
    if row.status != "TRANSIT_ONLY":
        return None
    return Answer("needs_review", "TRANSIT_ONLY", missing=("final_destination",))


def soft_condition(row: Row, case: Case) -> Answer | None:
    """Something to be done under an age, such as an approval; it refuses nothing."""
    answer = None
    for soft in row.soft_conditions:
        dated = _dated(row, case)
        if isinstance(dated, Answer):
            return dated
        name, fact, event = dated
        low, high = (add_months(day, soft.under_months) for day in _span_of(row, fact))
        if low <= event < high:
            return _missing(name)
        because = _because(name, fact, "MONTHS_LT", soft.under_months, event < low)
        if event < low:
            return Answer("eligible", f"OK_{soft.effect}", because, changes_on=low)
        answer = _passes(because)
    return answer


ALL: tuple[Check, ...] = (
    embargo,
    closed,
    steering,
    noncommercial,
    damage,
    origin,
    fuel,
    odometer,
    score,
    displacement,
    minimum_age,
    maximum_age,
    emission,
    safety,
    registration_gap,
    forced_review,
    review_band,
    transit,
    soft_condition,
)
"""The order of checks; the first refusal is the reason."""

RESCUED: tuple[Check, ...] = (minimum_age, maximum_age, emission, safety)
"""Checks that an alternative path can stand in for."""

_LOOKS_AT: Mapping[Check, tuple[str, ...]] = {
    steering: ("steering",),
    damage: ("accident",),
    origin: ("made_in",),
    fuel: ("fuel",),
    odometer: ("odometer_km",),
    score: ("score",),
    displacement: ("displacement_cc",),
    emission: ("fuel", "powertrain", "emission_code", "manufactured"),
    safety: ("stability_control",),
    registration_gap: ("manufactured", "first_registered"),
}
_AGED = (minimum_age, maximum_age, review_band, soft_condition)
_FUEL_OF = {
    **{name: name for name in ("petrol", "diesel", "lpg", "cng")},
    "electric": "none",
    "fuel_cell": "hydrogen",
}
"""Powertrains that leave no doubt what they burn; a hybrid may burn either."""
_NOBODY = Case({}, Voyage(None, None))


def asked_by(row: Row) -> tuple[Check, ...]:
    """Return the checks that a row asks for, in their order."""
    return tuple(check for check in ALL if check(row, _NOBODY) is not None)


def looked_at(row: Row) -> frozenset[str]:
    """Return the facts that the answer of a row may rest on."""
    asked = asked_by(row)
    names = {name for check in asked for name in _LOOKS_AT.get(check, ())}
    if row.status == "CLOSED" and "ANY" not in row.powertrains:
        names.add("powertrain")
    if row.review_spares_fuels:
        names |= {"fuel", "powertrain"}
    classic = row.alternative is not None and row.alternative.kind == "AGE"
    if row.age_base and (classic or set(asked) & set(_AGED)):
        names.add(_BASE_FACTS[row.age_base])
    return frozenset(names)


def by_classic_age(row: Row, case: Case, failed: Answer) -> Answer:
    """Let a vehicle of the classic age in, whatever it failed."""
    if row.alternative is None or row.alternative.kind != "AGE":
        return failed
    dated = _dated(row, case)
    if isinstance(dated, Answer):
        return dated if failed.admission == "ineligible" else failed
    name, fact, event = dated
    low, high = (add_months(day, row.alternative.months) for day in _span_of(row, fact))
    if event >= high:
        because = _because(name, fact, "MONTHS_GE", row.alternative.months, True)
        return Answer("eligible", "ALT_PATH_AGE", because)
    if event >= low and failed.admission == "ineligible":
        return _missing(name)
    return replace(failed, changes_on=failed.changes_on or high)


def by_scheme(row: Row, failed: Answer) -> Answer:
    """Turn a failed age into a question to the scheme that may admit it."""
    named = row.alternative is not None and row.alternative.kind == "SEVS_RAW"
    if not named or failed.reason not in ("AGE_OVER_MAX", "AGE_UNDER_MIN"):
        return failed
    return replace(failed, admission="needs_review", reason="ALT_SEVS_RAW")


def _burnt(case: Case) -> tuple[str, Fact, str] | None:
    """Return the fact that says what the engine burns, with that; a powertrain may say it too."""
    fact = case.facts.get("fuel")
    if fact is not None:
        return "fuel", fact, str(fact.value)
    fact = case.facts.get("powertrain")
    said = _FUEL_OF.get(fact.value) if fact else None
    return None if fact is None or said is None else ("powertrain", fact, said)


def _dated(row: Row, case: Case) -> tuple[str, Fact, date] | Answer:
    """Return the base fact and the day of the event, or the answer that one is missing."""
    name = _BASE_FACTS[row.age_base]
    fact, event = case.facts.get(name), case.event(row.age_event)
    if fact is None or not FIRST_YEAR <= int(str(fact.value)[:4]) <= LAST_YEAR:
        return _missing(name)
    if event is None:
        return _missing(_EVENT_FACTS.get(row.age_event, "eta_date"))
    if case.conflict:
        return Answer("needs_review", "FACT_CONFLICT", missing=case.conflict)
    return name, fact, event


def _span_of(row: Row, fact: Fact) -> tuple[date, date]:
    first, last = span(str(fact.value)[:10])
    if row.age_base in ("MANUFACTURE_YEAR", "MODEL_YEAR"):
        return first.replace(month=1, day=1), first.replace(month=1, day=1)
    return first, last


def _up_to(case: Case, name: str, bound: int, reason: str) -> Answer | None:
    if not bound:
        return None
    fact = case.facts.get(name)
    if fact is None:
        return _missing(name)
    low, high = interval(fact.value, fact.precision)
    because = _because(name, fact, "up_to", bound, high <= bound)
    if low <= bound < high:
        return _missing(name)
    return _passes(because) if high <= bound else _refused(reason, because)


def _compared(
    case: Case, name: str, kind: str, bound: object, reason: str, good: Callable[[object], bool]
) -> Answer:
    fact = case.facts.get(name)
    if fact is None:
        return _missing(name)
    because = _because(name, fact, kind, bound, good(fact.value))
    return _passes(because) if good(fact.value) else _refused(reason, because)


def _because(
    name: str, fact: Fact, condition: str, bound: object, holds: bool
) -> tuple[Because, ...]:
    return (
        Because(name, fact.value, fact.basis.value, condition, bound, "true" if holds else "false"),
    )


def _passes(because: tuple[Because, ...]) -> Answer:
    return Answer("eligible", OK, because)


def _refused(reason: str, because: tuple[Because, ...] = ()) -> Answer:
    return Answer("ineligible", reason, because)


def _missing(name: str) -> Answer:
    return Answer("needs_review", "FACT_MISSING", missing=(name,))

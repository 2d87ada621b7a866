"""Ranking is fast by finding an answer once; it says what asking each market anew would say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app.domain import checks, outlet
from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit, last_day_to_load, predicted
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.landed import LandedCost, landed_cost, sending_to
from broker_app.domain.market import (
    AgeLimit,
    Alternative,
    Market,
    MarketVersion,
    PrefixRule,
    Row,
    SoftCondition,
)
from broker_app.domain.rate import Rate
from broker_app.domain.scoring import OwnSales, Part, Prospect, parts_of
from broker_app.domain.suggest import MARKET_FACTS, Advice, Ranking, guard
from broker_app.domain.verdict import Outcome
from broker_app.reference import markets, scoring

SCORING = scoring.shipped()
SHIPPED = {market.id: market for market in markets.shipped()}
RATES = {
    c: Rate(Decimal(r), date(2026, 11, 20), "bank") for c, r in (("USD", "150"), ("TZS", "0.06"))
}
OWN = {"TZ": OwnSales(0.09, 4)}
DAYS = (date(2026, 11, 22), date(2027, 3, 1))

_AGED = Row(("ALL",), age_base="MANUFACTURE", age_event="CLEARANCE")
_ROWS = (
    Row(("ALL",), status="EMBARGO"),
    Row(("ALL",), status="TRANSIT_ONLY", age_base="FIRST_REG", age_event="BL_DATE", verify=True),
    Row(("ALL",), origin=("JP",), damage="NO_ACCIDENT", odometer_max_km=50_000, score_min="3.5"),
    Row(("ALL",), fuels=("petrol",), displacement_max_cc=2000, licence="TLU"),
    replace(_AGED, age_min=AgeLimit("MONTHS_GE", 18), age_max=AgeLimit("MONTHS_LE", 60)),
    replace(_AGED, age_max=AgeLimit("MONTHS_LT", 84), alternative=Alternative("AGE", 240)),
    replace(_AGED, age_min=AgeLimit("MONTHS_GE", 300), alternative=Alternative("SEVS_RAW")),
    replace(_AGED, age_event="REGISTRATION", soft_conditions=(SoftCondition("IVA", 120),)),
    replace(_AGED, review_over_months=48, registration_gap_months=12, steering="LHD_ONLY"),
    replace(_AGED, review_over_months=48, review_spares_fuels=("diesel",)),
    replace(_AGED, emission=PrefixRule(("A", "B"), ("D", "5"), 2012), safety="FRONTAL_ESC"),
    replace(_AGED, confidence={"age": "uncertain"}, force_review=True),
)


def _made_up() -> Iterator[Market]:
    """Yield markets of one row each, of several rows, and one that is not in force yet."""
    base = SHIPPED["TZ"]
    for number, row in enumerate(_ROWS):
        yield replace(base, id=f"X{number}", versions=(MarketVersion(date(2020, 1, 1), (row,)),))
    rows = (
        Row(("PASS",), ("HEV", "EV"), age_base="MODEL_YEAR", age_event="ARRIVAL"),
        replace(_AGED, classes=("PASS",), age_max=AgeLimit("FIXED_MIN_YEAR", 2018)),
        Row(("TRUCK",), gross_weight_from_kg=6000, status="CONDITIONAL"),
        replace(_AGED, classes=("TRUCK",), gross_weight_up_to_kg=5999),
        Row(("LCV", "BUS"), status="CLOSED"),
    )
    later = MarketVersion(date(2027, 2, 1), (Row(("ALL",), status="CLOSED"),))
    yield replace(base, id="Y1", versions=(MarketVersion(date(2020, 1, 1), rows), later))
    nobody_sails = replace(base.logistics, transit_days=None)
    yield replace(base, id="Y3", logistics=nobody_sails)
    spared = replace(_AGED, review_over_months=48, review_spares_fuels=("diesel",))
    yield replace(
        base,
        id="Y4",
        logistics=nobody_sails,
        versions=(MarketVersion(date(2020, 1, 1), (spared,)),),
    )
    yield replace(base, id="Y2", versions=(replace(later, since=date(2027, 4, 15)),))


MARKETS = (*SHIPPED.values(), *_made_up())

DATES = st.one_of(
    st.dates(date(1998, 1, 1), date(2027, 6, 1)).map(lambda d: d.isoformat()),
    st.dates(date(1998, 1, 1), date(2027, 6, 1)).map(lambda d: d.isoformat()[:7]),
    st.integers(1998, 2027).map(str),
)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "vehicle_class": st.sampled_from(["car", "suv", "minivan", "van", "truck", "bus", "machinery"]),
    "powertrain": st.sampled_from(["petrol", "diesel", "hybrid", "electric", "fuel_cell"]),
    "fuel": st.sampled_from(["petrol", "diesel", "none"]),
    "steering": st.sampled_from(["right", "left"]),
    "manufactured": DATES,
    "first_registered": DATES,
    "model_year": st.integers(1998, 2027),
    "displacement_cc": st.sampled_from([660, 1500, 1990, 2000, 3500]),
    "accident": st.sampled_from(["none", "repaired", "unrepaired"]),
    "emission_code": st.sampled_from(["DBA", "ABA", "5BA", "E", "XYZ"]),
    "stability_control": st.sampled_from(["yes", "no"]),
    "score": st.sampled_from(["3", "3.5", "RA"]),
    "seats": st.sampled_from([2, 5, 6, 8]),
    "gross_weight_kg": st.sampled_from([1500, 3450, 3501, 5950, 6000, 20_000]),
    "odometer_km": st.integers(40_000, 60_000),
    "made_in": st.sampled_from(["JP", "TH"]),
    "volume_m3": st.floats(5, 25),
    "export_value_jpy": st.integers(0, 6_000_000),
    "model": st.sampled_from(["Vitz", "Prius", "Nameless"]),
}
BASES = st.sampled_from([Basis.READ, Basis.READ, Basis.READ, Basis.INFERRED])
PRECISIONS = {"displacement_cc": [1, 100], "gross_weight_kg": [1, 100], "odometer_km": [1, 1000]}


@st.composite
def vehicles(draw: st.DrawFn) -> dict[str, Fact]:
    """Draw the facts of a vehicle: some missing, some inferred, some printed in steps."""
    facts = {}
    for name, values in _VALUES.items():
        if draw(st.integers(0, 7)):
            precision = draw(st.sampled_from(PRECISIONS.get(name, [1])))
            facts[name] = Fact(draw(values), draw(BASES), precision)
    return facts


Told = tuple[Market, Answer, Voyage, int, tuple[Part, ...], LandedCost, date | None]


def anew(facts: Mapping[str, Fact], on: date, to_russia: Outcome) -> tuple[list[Told], list[Any]]:
    """Ask every market by itself, remembering nothing."""
    offered: list[Told] = []
    refused: list[Any] = []
    for market in MARKETS:
        kept_back = guard(market, to_russia)
        if kept_back:
            refused.append((market, kept_back, None, None))
            continue
        voyage = predicted(on, market.logistics)
        case = Case(facts, voyage, market.logistics.inland_days)
        answer = admit(market, case)
        last = last_day_to_load(market, answer)
        if answer.admission == "ineligible":
            late = answer.reason == "AGE_OVER_MAX" and last is not None and last >= on
            refused.append((market, answer.reason, answer, last if late else None))
            continue
        event = case.event(answer.event) if answer.event else None
        own, sending = OWN.get(market.country), sending_to(market, RATES)
        prospect = Prospect(market, facts, answer, on, voyage, event, sending, own)
        parts = parts_of(prospect, SCORING)
        cost = landed_cost(market, facts, on, voyage, RATES)
        score = sum(part.points for part in parts)
        offered.append((market, answer, voyage, score, parts, cost, last))
    offered.sort(key=_order)
    return offered, refused


def _order(told: Told) -> tuple[int, bool, int, str]:
    market, answer, score = told[0], told[1], told[3]
    days = market.logistics.transit_days
    return -score, answer.admission != "eligible", days[1] if days else 10_000, market.id


def told(advice: Advice) -> tuple[list[Told], list[Any]]:
    return (
        [
            (s.market, s.answer, s.voyage, s.score, s.parts, s.cost, s.last_day_to_load)
            for s in advice.markets
        ],
        [(r.market, r.reason, r.answer, r.last_day_to_load) for r in advice.refused],
    )


RANKINGS = {day: Ranking(MARKETS, day, SCORING, RATES, OWN) for day in DAYS}
OUTCOMES = st.sampled_from([Outcome.ALLOWED, Outcome.BLOCKED, Outcome.REVIEW])


@settings(max_examples=50)
@given(vehicles(), st.sampled_from(DAYS), OUTCOMES)
def test_what_is_remembered_is_what_asking_anew_says(
    facts: dict[str, Fact], on: date, to_russia: Outcome
) -> None:
    assert told(RANKINGS[on].advice(facts, to_russia)) == anew(facts, on, to_russia)


@settings(max_examples=10)
@given(st.lists(vehicles(), min_size=3, max_size=5))
def test_starting_anew_when_full_changes_no_answer(cars: list[dict[str, Fact]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outlet, "REMEMBERED", 2)
        ranking = Ranking(MARKETS, DAYS[0], SCORING, RATES, OWN)
        expected = [anew(facts, DAYS[0], Outcome.ALLOWED) for facts in cars]
        for _ in range(2):
            said = [told(ranking.advice(facts, Outcome.ALLOWED)) for facts in cars]
            assert said == expected


class _Watched(dict[str, Fact]):
    """Facts that remember which of them somebody looked at."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        super().__init__(facts)
        self.seen: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Fact:
        self.seen.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.seen.add(str(name))
        return super().__contains__(name)


EVERY_ROW = [row for market in MARKETS for version in market.versions for row in version.rows]


@given(vehicles(), st.sampled_from(EVERY_ROW))
def test_a_row_looks_at_no_other_facts_than_it_says(facts: dict[str, Fact], row: Row) -> None:
    watched = _Watched(facts)
    case = Case(watched, predicted(DAYS[0], SHIPPED["TZ"].logistics))
    for check in checks.ALL:
        answer = check(row, case)
        assert (answer is None) == (check not in checks.asked_by(row))
        if answer is not None and answer.admission != "eligible" and check in checks.RESCUED:
            checks.by_classic_age(row, case, answer)
    assert watched.seen <= checks.looked_at(row)
    assert checks.looked_at(row) <= set(MARKET_FACTS)


@settings(max_examples=300)
@given(vehicles(), st.sampled_from(MARKETS), st.integers(0, 2000), st.integers(1, 800))
def test_a_later_arrival_never_makes_younger(
    facts: dict[str, Fact], market: Market, start: int, later: int
) -> None:
    """Too old stays too old, as long as the rule and all else is the same; a classic is let in."""
    first = date(2026, 10, 1) + timedelta(days=start)
    version = (replace(market.versions[0], since=date(2020, 1, 1)),)
    fixed = replace(market, versions=version)
    early, late = (
        admit(fixed, Case(facts, Voyage(day, day + timedelta(days=30))))
        for day in (first, first + timedelta(days=later))
    )
    if early.reason == "AGE_OVER_MAX":
        assert late.reason in ("AGE_OVER_MAX", "ALT_PATH_AGE", "FACT_MISSING")
        assert late.reason == "AGE_OVER_MAX" or _has_classic(fixed)
    if late.reason == "AGE_UNDER_MIN":
        assert early.reason in ("AGE_UNDER_MIN", "FACT_CONFLICT")


def _has_classic(market: Market) -> bool:
    return any(row.alternative for row in market.versions[0].rows)


@settings(max_examples=300)
@given(vehicles(), st.sampled_from(MARKETS), st.sampled_from(sorted(_VALUES)))
def test_a_missing_fact_never_clears(facts: dict[str, Fact], market: Market, name: str) -> None:
    """What is eligible without a fact is eligible with any value of it that is certain."""
    less = {n: f for n, f in facts.items() if n != name}
    case = Case(less, predicted(DAYS[0], market.logistics))
    answer = admit(market, case)
    if answer.admission == "eligible":
        assert name not in {because.fact for because in answer.because}
        known = admit(market, replace(case, facts=facts))
        assert known.admission == "eligible" or set(known.missing) & {name, *_DATED}


_DATED = ("manufactured", "first_registered")


@given(vehicles(), OUTCOMES)
def test_the_parts_add_up(facts: dict[str, Fact], to_russia: Outcome) -> None:
    for found in RANKINGS[DAYS[0]].advice(facts, to_russia).markets:
        assert sum(part.points for part in found.parts) == found.score
        assert 0 <= found.score <= 100
        assert all(0 <= (part.value or 0) <= 100 for part in found.parts)


@given(st.integers(0, 6_000_000), st.floats(1, 40), st.sampled_from(MARKETS))
def test_the_share_of_sending_is_that_of_the_landed_cost(
    value: int, volume: float, market: Market
) -> None:
    facts = {"export_value_jpy": Fact(value), "volume_m3": Fact(volume)}
    cost = landed_cost(market, facts, DAYS[0], Voyage(None, DAYS[1]), RATES)
    sending, cif = cost.middle("freight", "inspection", "inland"), cost.middle("cif")
    share = sending_to(market, RATES).percent(Decimal(value), Decimal(str(volume)))
    assert share == (None if sending is None or not cif else round(sending / cif * 100))

"""Admission holds in general: time runs one way, what is missing never clears, doubt is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit, last_day_to_load, predicted
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.market import (
    AgeLimit,
    Alternative,
    Market,
    MarketVersion,
    PrefixRule,
    Row,
    SoftCondition,
)
from broker_app.reference import markets

MARKETS = {market.id: market for market in markets.shipped()}
BLANK = {
    "vehicle_class": Fact("car"),
    "powertrain": Fact("petrol"),
    "fuel": Fact("petrol"),
    "steering": Fact("right"),
    "manufactured": Fact("2023-11-05"),
    "first_registered": Fact("2023-12-01"),
    "model_year": Fact(2023),
    "accident": Fact("none"),
    "emission_code": Fact("5BA"),
    "stability_control": Fact("yes"),
    "seats": Fact(5),
    "gross_weight_kg": Fact(1500),
}
VOYAGE = Voyage(date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 10))
RHD = ["JM", "KE", "LK", "NZ", "TZ", "UG", "ZM"]
CLASSICS = {
    market.id
    for market in MARKETS.values()
    if any(row.alternative for version in market.versions for row in version.rows)
}


def ask(market: Market, voyage: Voyage = VOYAGE, **changed: object) -> Answer:
    facts = {n: f for n, f in {**BLANK, **changed}.items() if isinstance(f, Fact)}
    return admit(market, Case(facts, voyage))


def with_row(row: Row, market: str = "MN") -> Market:
    return replace(MARKETS[market], versions=(MarketVersion(date(2020, 1, 1), (row,)),))


@pytest.mark.parametrize("market", RHD)
def test_a_young_car_is_admitted(market: str) -> None:
    assert ask(MARKETS[market]).admission == "eligible"


@pytest.mark.parametrize("market", sorted(MARKETS))
@pytest.mark.parametrize("name", sorted(BLANK))
def test_what_is_missing_never_clears(market: str, name: str) -> None:
    """Without a fact the answer is the same or a review that asks for it, never better."""
    known, less = ask(MARKETS[market]), ask(MARKETS[market], **{name: None})
    if less.admission == "eligible":
        assert known.admission == "eligible"
        assert name not in {b.fact for b in known.because}
    elif known.admission == "eligible":
        assert name in less.missing


@pytest.mark.parametrize("market", RHD)
@pytest.mark.parametrize("name", ["steering", "manufactured", "vehicle_class"])
def test_an_inferred_fact_alone_never_clears(market: str, name: str) -> None:
    inferred = Fact(BLANK[name].value, Basis.INFERRED)
    answer = ask(MARKETS[market], **{name: inferred})
    if answer.admission == "eligible":
        assert name not in {b.fact for b in answer.because}
        assert name != "vehicle_class" or len(MARKETS[market].versions[0].rows) == 1
    else:
        assert (answer.reason, answer.missing) == ("FACT_UNCONFIRMED", (name,))


def test_an_inferred_fact_may_refuse() -> None:
    answer = ask(MARKETS["KE"], steering=Fact("left", Basis.INFERRED))
    assert answer.reason == "STEERING_BANNED"


@given(
    st.sampled_from(sorted(MARKETS)),
    st.dates(date(1995, 1, 1), date(2026, 9, 1)),
    st.integers(0, 4000),
    st.integers(1, 400),
)
def test_later_never_makes_younger(market: str, built: date, days: int, more: int) -> None:
    facts = {
        "manufactured": Fact(built.isoformat()),
        "first_registered": Fact(built.isoformat()),
        "model_year": Fact(built.year),
    }
    first = date(2026, 10, 1) + timedelta(days=days)
    early, late = (
        ask(MARKETS[market], Voyage(day, day + timedelta(days=30)), **facts)
        for day in (first, first + timedelta(days=more))
    )
    if early.reason == "AGE_OVER_MAX" and market not in CLASSICS:
        assert late.reason == "AGE_OVER_MAX"
    if early.admission == "eligible" and early.last_event and late.admission == "eligible":
        assert late.last_event == early.last_event


@given(st.dates(date(2005, 1, 1), date(2026, 6, 1)))
def test_the_last_day_to_load_is_the_last(built: date) -> None:
    for market in (MARKETS["KE"], MARKETS["UG"], MARKETS["LK"], MARKETS["JM"]):
        facts = {
            "manufactured": Fact(built.isoformat()),
            "first_registered": Fact(built.isoformat()),
            "model_year": Fact(built.year),
        }
        answer = ask(market, Voyage(date(2026, 10, 1), date(2026, 11, 1)), **facts)
        last = last_day_to_load(market, answer)
        assert last is not None
        assert market.logistics.transit_days is not None
        at_most = timedelta(days=market.logistics.transit_days[1])
        good, late = (Voyage(day, day + at_most) for day in (last, last + timedelta(days=1)))
        if last > date(2026, 1, 1):
            assert ask(market, good, **facts).reason != "AGE_OVER_MAX"
            assert ask(market, late, **facts).reason == "AGE_OVER_MAX"


def test_the_day_it_changes_is_the_first_refused() -> None:
    answer = ask(MARKETS["KE"], first_registered=Fact("2023-12-01"))
    assert answer.changes_on == date(2031, 1, 1)


def test_the_voyage_is_predicted_the_slow_way() -> None:
    voyage = predicted(date(2026, 11, 22), MARKETS["UG"].logistics)
    assert (voyage.loaded, voyage.arrives) == (date(2026, 12, 16), date(2027, 1, 19))
    assert voyage.cleared == date(2027, 2, 3)


def test_a_minimum_age_names_the_month_it_opens() -> None:
    row = Row(
        ("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", age_min=AgeLimit("MONTHS_GE", 300)
    )
    market = with_row(row)
    young = ask(market, manufactured=Fact("2001-12"), first_registered=None)
    assert (young.reason, young.changes_on) == ("AGE_UNDER_MIN", date(2026, 12, 1))
    assert ask(market, manufactured=Fact("2001-11"), first_registered=None).reason == "OK"
    vague = ask(market, manufactured=Fact("2001"), first_registered=None)
    assert (vague.reason, vague.missing) == ("FACT_MISSING", ("manufactured",))


@pytest.mark.parametrize(
    ("row", "changed", "reason"),
    [
        (Row(("ALL",), status="EMBARGO"), {}, "EMBARGO"),
        (Row(("ALL",), status="CLOSED"), {}, "MARKET_CLOSED"),
        (Row(("ALL",), powertrains=("ICE",), status="CLOSED"), {}, "POWERTRAIN_BANNED"),
        (Row(("ALL",), status="NONCOMMERCIAL_ONLY"), {}, "NONCOMMERCIAL_ONLY"),
        (Row(("ALL",), status="CONDITIONAL"), {}, "OK_LICENCE"),
        (Row(("ALL",), steering="RHD_SURCHARGE"), {}, "OK_STEERING_SURCHARGE"),
        (Row(("ALL",), soft_effects=("IVA",)), {}, "OK_IVA"),
        (Row(("ALL",), origin=("JP",)), {"made_in": Fact("TH")}, "ORIGIN_FAIL"),
        (Row(("ALL",), origin=("JP",)), {}, "FACT_MISSING"),
        (Row(("ALL",), fuels=("diesel",)), {}, "FUEL_BANNED"),
        (Row(("ALL",), odometer_max_km=80000), {"odometer_km": Fact(80001)}, "ODO_OVER"),
        (Row(("ALL",), odometer_max_km=80000), {"odometer_km": Fact(80000)}, "OK"),
        (
            Row(("ALL",), odometer_max_km=80000),
            {"odometer_km": Fact(80000, precision=1000)},
            "FACT_MISSING",
        ),
        (Row(("ALL",), score_min="3.5"), {"score": Fact("3")}, "GRADE_UNDER"),
        (Row(("ALL",), score_min="3.5"), {"score": Fact("RA")}, "FACT_MISSING"),
        (Row(("ALL",), score_min="3.5"), {"score": Fact("inf")}, "FACT_MISSING"),
        (Row(("ALL",), score_min="3.5"), {"score": Fact("NaN")}, "FACT_MISSING"),
        (
            Row(("ALL",), displacement_max_cc=1500),
            {"displacement_cc": Fact(1501)},
            "DISPLACEMENT_OVER",
        ),
        (Row(("ALL",), status="TRANSIT_ONLY"), {}, "TRANSIT_ONLY"),
        (Row(("ALL",), licence="TLU"), {}, "OK_LICENCE"),
        (Row(("ALL",), licence="OPEN_AP", steering="RHD_SURCHARGE"), {}, "OK_LICENCE"),
        (Row(("ALL",), force_review=True), {}, "RULE_REVIEW"),
        (Row(("ALL",), steering="LHD_ONLY"), {}, "STEERING_BANNED"),
        (Row(("ALL",), steering="LHD_ONLY"), {"steering": Fact("left")}, "OK"),
        (Row(("ALL",), steering="RHD_ONLY"), {"steering": Fact("left")}, "STEERING_BANNED"),
        (Row(("ALL",), steering="RHD_OK"), {"steering": Fact("left")}, "OK"),
        (Row(("ALL",), steering="BOTH"), {"steering": None}, "OK"),
        (Row(("ALL",), origin=("JP",)), {"made_in": Fact("JP")}, "OK"),
        (Row(("ALL",), fuels=("petrol",)), {}, "OK"),
        (Row(("ALL",), score_min="3.5"), {"score": Fact("3.5")}, "OK"),
        (
            Row(("ALL",), displacement_max_cc=1500),
            {"displacement_cc": Fact(1500)},
            "OK",
        ),
        (Row(("ALL",), damage="NO_SALVAGE"), {"accident": Fact("repaired")}, "OK"),
        (Row(("ALL",), damage="NO_SALVAGE"), {"accident": Fact("unrepaired")}, "DAMAGE_BANNED"),
        (Row(("ALL",), damage="NO_ACCIDENT"), {"accident": Fact("repaired")}, "DAMAGE_BANNED"),
        (Row(("ALL",), damage="NO_ACCIDENT"), {}, "OK"),
        (Row(("ALL",), safety="FRONTAL_ESC"), {"stability_control": Fact("no")}, "SAFETY_FAIL"),
        (Row(("ALL",), safety="FRONTAL_ESC"), {"stability_control": None}, "ESC_UNKNOWN"),
        (Row(("ALL",), powertrains=("EV",)), {}, "NO_RULE"),
        (Row(("ALL",), powertrains=("HEV", "ICE")), {}, "OK"),
        (Row(("BUS",)), {}, "NO_RULE"),
        (Row(("ALL",), confidence={"age": "uncertain"}), {}, "RULE_REVIEW"),
    ],
)
def test_each_kind_of_check(row: Row, changed: dict[str, Fact], reason: str) -> None:
    assert ask(with_row(row), **changed).reason == reason


_CEILINGS = [
    ("YEAR_COUNT_INCL", 8, "2019-01", "2018-12"),
    ("YEAR_DIFF_LE", 5, "2021-01", "2020-12"),
    ("MONTHS_LT", 36, "2023-11-02", "2023-11-01"),
    ("MONTHS_LE", 36, "2023-11-01", "2023-10-31"),
    ("MONTHS_LT_M1", 36, "2023-11-03", "2023-11-02"),
    ("NEXT_JAN1_LT", 5, "2021-01", "2020-12"),
    ("FIXED_MIN_YEAR", 2013, "2013-01", "2012-12"),
]
"""At an arrival on 1 November 2026: the last good base day, and the first bad one."""


@pytest.mark.parametrize(("mode", "value", "good", "bad"), _CEILINGS)
def test_each_way_of_counting_an_age(mode: str, value: int, good: str, bad: str) -> None:
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", age_max=AgeLimit(mode, value))
    market = with_row(row)
    said = [ask(market, manufactured=Fact(built)).reason for built in (good, bad)]
    assert said == ["OK", "AGE_OVER_MAX"]


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ("BL_DATE", date(2026, 10, 1)),
        ("ARRIVAL", date(2026, 11, 1)),
        ("CLEARANCE", date(2026, 11, 10)),
        ("REGISTRATION", date(2026, 11, 24)),
    ],
)
def test_each_event_is_a_day_of_its_own(event: str, day: date) -> None:
    voyage = replace(VOYAGE, registered=date(2026, 11, 24))
    limit = AgeLimit("MONTHS_LE", 36)
    market = with_row(Row(("ALL",), age_base="MANUFACTURE", age_event=event, age_max=limit))
    turned = day.replace(year=2023)
    good = ask(market, voyage, manufactured=Fact(turned.isoformat()))
    bad = ask(market, voyage, manufactured=Fact((turned - timedelta(days=1)).isoformat()))
    assert (good.reason, bad.reason) == ("OK", "AGE_OVER_MAX")


def test_the_clearance_stands_for_a_registration_nobody_dated() -> None:
    case = Case({}, VOYAGE)
    assert case.event("REGISTRATION") == VOYAGE.cleared
    assert predicted(date(2026, 11, 22), MARKETS["UG"].logistics).registered == date(2027, 2, 17)


@pytest.mark.parametrize(
    ("base", "known"),
    [
        ("FIRST_REG", {"first_registered": Fact("2020-05"), "manufactured": None}),
        ("MANUFACTURE", {"manufactured": Fact("2020-05"), "first_registered": None}),
        ("MANUFACTURE_YEAR", {"manufactured": Fact("2020"), "first_registered": None}),
        ("MODEL_YEAR", {"model_year": Fact(2020)}),
    ],
)
def test_each_base_looks_at_its_fact(base: str, known: dict[str, Fact]) -> None:
    limit = AgeLimit("YEAR_DIFF_LE", 5)
    market = with_row(Row(("ALL",), age_base=base, age_event="ARRIVAL", age_max=limit))
    assert ask(market).reason == "OK"
    answer = ask(market, **known)
    assert answer.reason == "AGE_OVER_MAX"
    assert {b.fact for b in answer.because} <= set(known)


@pytest.mark.parametrize("months", [240, 360, 480])
def test_a_classic_is_let_in_by_its_age(months: int) -> None:
    limit = AgeLimit("MONTHS_LT", 84)
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", age_max=limit)
    market = with_row(replace(row, alternative=Alternative("AGE", months)))
    year = 2026 - months // 12
    said = [
        ask(market, manufactured=Fact(built), first_registered=None).reason
        for built in (f"{year}-11", f"{year}-12")
    ]
    assert said == ["ALT_PATH_AGE", "AGE_OVER_MAX"]


@pytest.mark.parametrize(("limit", "ask_for"), [("MONTHS_GE", "2001-12"), ("MONTHS_LT", "2001-11")])
def test_a_failed_age_is_a_question_to_the_scheme(limit: str, ask_for: str) -> None:
    bound = AgeLimit(limit, 300)
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL")
    row = replace(row, **{"age_min" if limit == "MONTHS_GE" else "age_max": bound})
    row = replace(row, status="CONDITIONAL", alternative=Alternative("SEVS_RAW"))
    other = {"2001-12": "2001-11", "2001-11": "2001-12"}[ask_for]
    said = [
        (a.admission, a.reason)
        for built in (ask_for, other)
        if (a := ask(with_row(row), manufactured=Fact(built), first_registered=None))
    ]
    assert said == [("needs_review", "ALT_SEVS_RAW"), ("eligible", "OK_LICENCE")]


def test_an_older_vehicle_is_in_the_review_band() -> None:
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", review_over_months=48)
    market = with_row(row)
    said = [ask(market, manufactured=Fact(d)).reason for d in ("2022-11-01", "2022-10-31")]
    assert said == ["OK", "AGE_REVIEW"]


def test_a_late_registration_is_for_a_person() -> None:
    market = with_row(Row(("ALL",), registration_gap_months=12))
    said = [
        ask(market, manufactured=Fact("2020-03"), first_registered=Fact(day)).reason
        for day in ("2021-02-28", "2021-03-01")
    ]
    assert said == ["OK", "REG_GAP"]


@pytest.mark.parametrize(
    ("prefix", "built", "reason"),
    [
        ("DBA", "2012-01", "OK"),
        ("DBA", "2011-12", "EMISSION_FAIL"),
        ("CBA", "2014-06", "EMISSION_FAIL"),
        ("6AA", "2020-06", "OK"),
        ("XYZ", "2020-06", "RULE_REVIEW"),
    ],
)
def test_the_prefix_and_its_year(prefix: str, built: str, reason: str) -> None:
    rule = PrefixRule(("A", "B", "C"), ("D", "3", "4", "5", "6"), 2012)
    market = with_row(Row(("ALL",), emission=rule))
    known = {"emission_code": Fact(prefix), "manufactured": Fact(built), "first_registered": None}
    assert ask(market, **known).reason == reason


@pytest.mark.parametrize(
    ("kilograms", "reason"), [(5999, "MARKET_CLOSED"), (6000, "OK"), (None, "FACT_MISSING")]
)
def test_the_weight_chooses_the_row(kilograms: int | None, reason: str) -> None:
    heavy = Row(("TRUCK",), gross_weight_from_kg=6000)
    light = Row(("TRUCK",), gross_weight_up_to_kg=5999, status="CLOSED")
    market = replace(MARKETS["MN"], versions=(MarketVersion(date(2020, 1, 1), (light, heavy)),))
    weight = Fact(kilograms) if kilograms else None
    assert ask(market, vehicle_class=Fact("truck"), gross_weight_kg=weight).reason == reason


_IVA = SoftCondition("IVA", 120)


@pytest.mark.parametrize(
    ("built", "reason", "changes"),
    [
        ("2016-11-02", "OK_IVA", date(2026, 11, 2)),
        ("2016-11-01", "OK", None),
        ("2016", "FACT_MISSING", None),
        (None, "FACT_MISSING", None),
    ],
)
def test_a_soft_condition_holds_up_to_its_age(
    built: str | None, reason: str, changes: date | None
) -> None:
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", soft_conditions=(_IVA,))
    fact = Fact(built) if built else None
    answer = ask(with_row(row), manufactured=fact, first_registered=None)
    assert (answer.reason, answer.changes_on) == (reason, changes)
    assert answer.missing == (("manufactured",) if reason == "FACT_MISSING" else ())


def test_a_licence_comes_before_a_soft_condition() -> None:
    row = Row(("ALL",), age_base="MANUFACTURE", age_event="ARRIVAL", soft_conditions=(_IVA,))
    assert ask(with_row(replace(row, status="CONDITIONAL"))).reason == "OK_LICENCE"


def test_the_most_specific_class_wins() -> None:
    rows = (Row(("ALL",), status="CLOSED"), Row(("SUV",)), Row(("PASS",), status="CONDITIONAL"))
    market = replace(MARKETS["MN"], versions=(MarketVersion(date(2020, 1, 1), rows),))
    said = {name: ask(market, vehicle_class=Fact(name)).reason for name in ("suv", "car", "bus")}
    assert said == {"suv": "OK", "car": "OK_LICENCE", "bus": "MARKET_CLOSED"}
    assert ask(market, vehicle_class=Fact("minivan")).reason == "OK_LICENCE"


def test_a_coming_version_changes_the_answer() -> None:
    closing = MarketVersion(date(2026, 12, 1), (Row(("ALL",), status="CLOSED"),))
    market = replace(MARKETS["MN"], versions=(*MARKETS["MN"].versions, closing))
    assert ask(market).changes_on == date(2026, 12, 1)
    assert ask(market, Voyage(date(2026, 11, 1), date(2026, 12, 1))).reason == "MARKET_CLOSED"

"""Admission holds in general: time runs one way, what is missing never clears, doubt is said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit, last_day_to_load, predicted
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.market import AgeLimit, Market, MarketVersion, Row
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
        (
            Row(("ALL",), displacement_max_cc=1500),
            {"displacement_cc": Fact(1501)},
            "DISPLACEMENT_OVER",
        ),
        (Row(("ALL",), powertrains=("EV",)), {}, "NO_RULE"),
        (Row(("BUS",)), {}, "NO_RULE"),
        (Row(("ALL",), confidence={"age": "uncertain"}), {}, "RULE_REVIEW"),
    ],
)
def test_each_kind_of_check(row: Row, changed: dict[str, Fact], reason: str) -> None:
    assert ask(with_row(row), **changed).reason == reason


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

"""Doors: the last day to load and the first one, each tried on both sides."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit, days_to_event, sailing
from broker_app.domain.doors import Door, StockDoor, Way, alarms, doors_of, window_days
from broker_app.domain.facts import Basis, Fact
from broker_app.domain.market import AgeLimit, Market, MarketVersion, Row
from broker_app.domain.suggest import Ranking
from broker_app.domain.verdict import Outcome
from tests.domain.test_ranking import DAYS, MARKETS, RANKINGS, RATES, SCORING, SHIPPED, vehicles

ON = DAYS[0]
FAR = date(2060, 1, 1)
ONE_DAY = timedelta(days=1)
CAR: dict[str, Any] = {
    "vehicle_class": "car", "powertrain": "petrol", "fuel": "petrol", "steering": "right",
    "accident": "none", "made_in": "JP", "displacement_cc": 1500, "seats": 5,
    "emission_code": "DBA", "stability_control": "yes", "score": "4", "odometer_km": 30_000,
}  # fmt: skip


def facts(**values: Any) -> dict[str, Fact]:
    return {name: Fact(value, Basis.READ) for name, value in (CAR | values).items()}


def doors(
    car: dict[str, Fact],
    markets: Iterable[Market] = MARKETS,
    on: date = ON,
    until: date = FAR,
    to_russia: Outcome = Outcome.ALLOWED,
) -> list[Door]:
    advice = Ranking(markets, on, SCORING, RATES).advice(car, to_russia)
    return list(doors_of(advice, on, until))


def loaded(market: Market, day: date, car: dict[str, Fact]) -> Answer:
    voyage = sailing(day, market.logistics)
    return admit(market, Case(car, voyage, market.logistics.inland_days))


def the_door(market: str, car: dict[str, Fact], way: Way) -> Door:
    (door,) = (one for one in doors(car, [SHIPPED[market]]) if one.way is way)
    return door


@pytest.mark.parametrize(
    ("market", "given_dates", "event_day"),
    [
        ("KE", {"first_registered": "2020-03"}, date(2027, 12, 31)),
        ("JM", {"model_year": 2022}, date(2027, 12, 31)),
        ("LK", {"manufactured": "2024-03-10"}, date(2027, 3, 10)),
        ("LK", {"manufactured": "2024-03"}, date(2027, 3, 1)),
        ("BD", {"manufactured": "2022-06"}, date(2027, 12, 31)),
        ("SG", {"first_registered": "2024-09-16"}, date(2027, 9, 14)),
    ],
)
def test_a_closing_door_by_the_count_of_its_market(
    market: str, given_dates: dict[str, Any], event_day: date
) -> None:
    car = facts(**given_dates)
    door = the_door(market, car, Way.CLOSES)
    logistics = door.market.logistics
    assert door.event_day == event_day
    assert door.day == event_day - timedelta(days=days_to_event(logistics, door.answer.event))
    assert door.decide_on == door.day - timedelta(days=logistics.days_to_load)
    assert door.limit is not None
    assert {door.limit.fact: door.limit.value} == given_dates
    assert loaded(door.market, door.day, car).admission != "ineligible"
    assert loaded(door.market, door.day + ONE_DAY, car).reason == "AGE_OVER_MAX"


@pytest.mark.parametrize(
    ("market", "given_dates", "event_day"),
    [
        ("US", {"manufactured": "2003-05"}, date(2028, 5, 1)),
        ("CA", {"manufactured": "2012-05"}, date(2027, 5, 1)),
        ("AU", {"manufactured": "2003-05"}, date(2028, 5, 1)),
        ("MU", {"first_registered": "2025-11"}, date(2027, 5, 1)),
        ("MY", {"first_registered": "2026-05"}, date(2027, 5, 1)),
    ],
)
def test_a_door_opens_with_the_minimum_age_by_the_month(
    market: str, given_dates: dict[str, Any], event_day: date
) -> None:
    car = facts(**given_dates)
    door = the_door(market, car, Way.OPENS)
    fastest = door.market.logistics.transit_days[0] if market != "MU" else 0
    assert (door.event_day, door.day) == (event_day, event_day - timedelta(days=fastest))
    assert door.limit is not None
    assert door.limit.condition == "MONTHS_GE"

    def soonest(day: date) -> Answer:
        arrives = day + timedelta(days=door.market.logistics.transit_days[0])
        return admit(door.market, Case(car, Voyage(day, arrives)))

    assert soonest(door.day).reason not in ("AGE_UNDER_MIN", "ALT_SEVS_RAW")
    assert soonest(door.day - ONE_DAY).reason in ("AGE_UNDER_MIN", "ALT_SEVS_RAW")
    assert door.answer == loaded(door.market, door.day, car)
    assert door.answer.admission != "ineligible"


def test_who_will_be_refused_for_another_reason_is_not_held() -> None:
    young = {"first_registered": "2025-11"}
    assert not doors(facts(**young, accident="repaired"), [SHIPPED["MU"]])
    row = Row(
        ("ALL",),
        age_base="MANUFACTURE",
        age_event="ARRIVAL",
        age_min=AgeLimit("MONTHS_GE", 24),
        age_max=AgeLimit("MONTHS_LT", 24),
    )
    never = replace(SHIPPED["US"], versions=(MarketVersion(date(2020, 1, 1), (row,)),))
    assert not doors(facts(manufactured="2025-11"), [never])
    closes = MarketVersion(date(2027, 1, 15), (Row(("ALL",), status="CLOSED"),))
    shut = replace(SHIPPED["US"], versions=(*SHIPPED["US"].versions, closes))
    assert [one.way for one in doors(facts(manufactured="2002-05"), [shut])] == []


@pytest.mark.parametrize("to_russia", [Outcome.BLOCKED, Outcome.REVIEW, Outcome.CONDITIONAL])
def test_what_the_law_keeps_back_has_no_door(to_russia: Outcome) -> None:
    risky = replace(SHIPPED["US"], diversion=replace(SHIPPED["US"].diversion, onward=("RU",)))
    closing = replace(SHIPPED["KE"], diversion=replace(SHIPPED["KE"].diversion, risk="HIGH"))
    car = facts(manufactured="2003-05", first_registered="2020-03")
    assert len(doors(car, [risky, closing])) == 2
    assert not doors(car, [risky, closing], to_russia=to_russia)


@settings(max_examples=100, deadline=None)
@given(vehicles(), st.sampled_from([Outcome.ALLOWED, Outcome.BLOCKED]))
def test_nothing_is_ever_said_of_russia(car: dict[str, Fact], to_russia: Outcome) -> None:
    advice = RANKINGS[ON].advice(car, to_russia)
    assert not {one.market.country for one in doors_of(advice, ON, FAR)} & {"RU", "BY"}


def is_bare_year(door: Door) -> bool:
    """A date known to the year stands for its first day, and then for all of its days."""
    return door.limit is not None and len(str(door.limit.value)) == 4


@settings(max_examples=200, deadline=None)
@given(vehicles(), st.sampled_from(DAYS))
def test_on_the_last_day_it_goes_and_a_day_later_it_does_not(
    car: dict[str, Fact], on: date
) -> None:
    for door in doors_of(RANKINGS[on].advice(car, Outcome.ALLOWED), on, FAR):
        if door.way is Way.CLOSES:
            then, later = (loaded(door.market, d, car) for d in (door.day, door.day + ONE_DAY))
            assert then.reason != "AGE_OVER_MAX"
            assert later.admission != "eligible" or later.reason == "ALT_PATH_AGE"
            assert (
                later.admission == "ineligible"
                or later.reason.startswith("ALT_")
                or "FACT_MISSING" in (later.reason, then.reason)  # of a class of another row
                or is_bare_year(door)
            )
        else:
            then = loaded(door.market, door.day, car)
            assert then.admission != "ineligible"
            fastest = door.market.logistics.transit_days[0]
            early = door.day - ONE_DAY
            before = admit(door.market, Case(car, Voyage(early, early + timedelta(days=fastest))))
            assert before.admission != "eligible"


@settings(max_examples=60, deadline=None)
@given(vehicles(), st.integers(0, 400))
def test_a_nearer_horizon_leaves_out_what_is_later(car: dict[str, Fact], days: int) -> None:
    advice, until = RANKINGS[ON].advice(car, Outcome.ALLOWED), ON + timedelta(days=days)
    near = [one for one in doors_of(advice, ON, FAR) if one.day <= until]
    assert list(doors_of(advice, ON, until)) == near


def test_a_market_that_changes_its_rules_closes_by_them() -> None:
    base = SHIPPED["KE"]
    slowest = timedelta(days=base.logistics.transit_days[1])
    since = date(2027, 3, 1)
    car = facts(first_registered="2023-03")

    def changed(row: Row) -> Market:
        return replace(base, versions=(*base.versions, MarketVersion(since, (row,))))

    (shut,) = doors(car, [changed(Row(("ALL",), status="CLOSED"))])
    assert (shut.day, shut.limit) == (since - slowest - ONE_DAY, None)
    now = base.version_on(ON)
    assert now is not None
    stricter = replace(now.rows[0], age_max=AgeLimit("YEAR_COUNT_INCL", 6))
    (earlier,) = doors(car, [changed(stricter)])
    assert earlier.event_day == date(2028, 12, 31)
    assert not doors(car, [changed(Row(("ALL",)))])  # open without a limit from then on


@pytest.mark.parametrize(
    ("market", "days", "event"),
    [
        ("KE", {date(2026, 12, 31), date(2027, 12, 31)}, "ARRIVAL"),
        ("JM", {date(2026, 12, 31), date(2027, 12, 31)}, "ARRIVAL"),
        ("BD", {date(2026, 12, 31), date(2027, 12, 31)}, "BL_DATE"),
        ("GE", set(), ""),
        ("US", set(), ""),
    ],
)
def test_windows_move_on_fixed_days_of_the_law(market: str, days: set[date], event: str) -> None:
    one = SHIPPED[market]
    found = window_days(one, date(2026, 10, 1), date(2027, 12, 31))
    lead = timedelta(days=days_to_event(one.logistics, event)) if event else timedelta()
    assert {day + lead for day, _ in found} == days
    assert {name for _, name in found} == ({event} if event else set())


def test_a_window_by_months_moves_every_month() -> None:
    found = window_days(SHIPPED["LK"], date(2027, 1, 1), date(2027, 12, 31))
    assert [day for day, _ in found] == [date(2027, month, 1) for month in range(1, 13)]


def test_an_alarm_counts_what_is_lost_that_day() -> None:
    kenya = SHIPPED["KE"]
    cars = [facts(first_registered=f"2019-0{month}") for month in (3, 7)]
    found = [
        StockDoor(number, door, value)
        for number, (car, value) in enumerate(zip(cars, (900_000, None), strict=True), 1)
        for door in doors(car, [kenya], date(2026, 9, 1))
    ]
    first, *rest = alarms([kenya], found, date(2026, 9, 1), date(2027, 12, 31))
    assert (first.vehicles, first.value_jpy, first.valued) == ((1, 2), 900_000, 1)
    assert first.event_day == date(2026, 12, 31)
    assert first.day == found[0].door.day
    assert first.days_left(first.day - ONE_DAY) == 1
    assert [one.vehicles for one in rest] == [()]

"""What holds of every market file, by many vehicles each: doubt is said, time never mends an age."""

from datetime import date, timedelta
from itertools import product

import pytest

from broker_app.domain.admission import Case, Voyage
from broker_app.domain.admit import admit, fit_of, predicted
from broker_app.domain.facts import Fact
from broker_app.domain.market import Market, Row
from broker_app.domain.suggest import Ranking
from broker_app.domain.verdict import Outcome
from broker_app.reference import markets, scoring

MARKETS = {market.id: market for market in markets.shipped()}
SCORING = scoring.shipped()
ON = date(2026, 11, 22)
KINDS = (
    ("car", "petrol", "petrol", 1700),
    ("suv", "hybrid", "petrol", 2100),
    ("car", "electric", "none", 1900),
    ("van", "diesel", "diesel", 2900),
    ("truck", "diesel", "diesel", 7900),
    ("bus", "diesel", "diesel", 6000),
    ("motorcycle", "petrol", "petrol", 300),
)
YEARS = (1990, 2004, 2012, 2018, 2020, 2022, 2024, 2026)
Facts = dict[str, Fact]


def vehicle(kind: tuple[str, str, str, int], year: int, steering: str) -> Facts:
    name, powertrain, fuel, weight = kind
    values = {
        "vehicle_class": name,
        "powertrain": powertrain,
        "fuel": fuel,
        "gross_weight_kg": weight,
        "steering": steering,
        "manufactured": f"{year}-02",
        "first_registered": f"{year}-03",
        "model_year": year,
        "displacement_cc": 1500,
        "accident": "none",
        "emission_code": "5BA",
        "stability_control": "yes",
        "score": "4",
        "seats": 5,
        "odometer_km": 30_000,
        "made_in": "JP",
    }
    return {fact: Fact(value) for fact, value in values.items()}


VEHICLES = [vehicle(*one) for one in product(KINDS, YEARS, ("right", "left"))]


def row_of(market: Market, case: Case) -> Row:
    version = market.version_on(case.voyage.arrives or ON)
    assert version is not None
    (row,) = fit_of(version, case).rows
    assert row is not None
    return row


def is_doubted(market: Market, row: Row, group: str) -> bool:
    return (row.confidence.get(group) or market.sources[group].confidence) == "uncertain"


def test_all_files_are_tried() -> None:
    assert len(MARKETS) == 108


@pytest.mark.parametrize("name", MARKETS)
def test_doubt_is_never_a_plain_yes(name: str) -> None:
    market = MARKETS[name]
    for facts in VEHICLES:
        case = Case(facts, predicted(ON, market.logistics), market.logistics.inland_days)
        answer = admit(market, case)
        if answer.admission != "eligible":
            continue
        row = row_of(market, case)
        assert not is_doubted(market, row, "status"), name
        assert not is_doubted(market, row, "steering"), name
        if is_doubted(market, row, "age"):  # under the band in which sources disagree
            assert row.review_over_months, name
            assert answer.verify, name


@pytest.mark.parametrize("name", MARKETS)
def test_what_is_in_doubt_scores_no_more_than_the_cap(name: str) -> None:
    ranking = Ranking([MARKETS[name]], ON, SCORING, {})
    for facts in VEHICLES:
        for found in ranking.advice(facts, Outcome.ALLOWED).markets:
            assert sum(part.points for part in found.parts) == found.score
            names = [part.name for part in found.parts]
            if found.answer.admission != "eligible":
                assert found.score <= SCORING.cap_needs_review
                assert "needs_review" in names
            assert ("verify" in names) is found.answer.verify


@pytest.mark.parametrize("name", MARKETS)
def test_too_old_stays_too_old(name: str) -> None:
    market = MARKETS[name]
    days = [date(2026, 11, 22) + timedelta(days=97 * n) for n in range(9)]
    for facts in VEHICLES:
        refused = False
        for day in days:
            if market.next_change(days[0]) is not None:
                break  # another version may say something else
            answer = admit(market, Case(facts, Voyage(day, day + timedelta(days=30))))
            if refused:
                assert answer.reason in ("AGE_OVER_MAX", "ALT_PATH_AGE"), (name, facts)
            refused = answer.reason == "AGE_OVER_MAX"


@pytest.mark.parametrize("name", MARKETS)
def test_what_a_row_rests_on_is_needed(name: str) -> None:
    """Without a fact that its yes rests on, a market says yes to a classic alone."""
    market = MARKETS[name]
    for facts in VEHICLES:
        case = Case(facts, predicted(ON, market.logistics))
        answer = admit(market, case)
        if answer.admission != "eligible":
            continue
        for because in answer.because:
            if because.fact not in facts:
                continue
            less = {n: f for n, f in facts.items() if n != because.fact}
            asked = admit(market, Case(less, case.voyage))
            fuels = {"fuel", "powertrain"}  # one of them may say what the other does
            said = asked.admission != "eligible" or asked.reason == "ALT_PATH_AGE"
            assert said or because.fact in fuels, (name, because.fact)

"""Where nobody knows the days at sea there is no arrival: it is asked for, never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from broker_app.domain.admission import Case, Voyage
from broker_app.domain.admit import admit, last_day_to_load, predicted
from broker_app.domain.facts import Fact
from broker_app.domain.landed import landed_cost
from broker_app.domain.missing import Missing
from broker_app.domain.suggest import suggest
from broker_app.domain.verdict import Outcome
from broker_app.reference import markets, scoring

MARKETS = {market.id: market for market in markets.shipped()}
ON = date(2026, 11, 22)
CAR = {
    "vehicle_class": Fact("car"),
    "powertrain": Fact("petrol"),
    "fuel": Fact("petrol"),
    "steering": Fact("right"),
    "manufactured": Fact("2021-03"),
    "first_registered": Fact("2021-04"),
    "displacement_cc": Fact(1500),
    "accident": Fact("none"),
}
NOBODY_SAILS = {
    name: replace(market, logistics=replace(market.logistics, transit_days=None))
    for name, market in MARKETS.items()
}


def test_only_embargoed_countries_have_no_days_at_sea() -> None:
    unknown = {name for name, market in MARKETS.items() if market.logistics.transit_days is None}
    assert unknown == {"BY", "IR", "KP", "SY"}


@pytest.mark.parametrize("name", MARKETS)
def test_nothing_is_eligible_without_an_arrival(name: str) -> None:
    market = NOBODY_SAILS[name]
    voyage = predicted(ON, market.logistics)
    assert (voyage.arrives, voyage.cleared, voyage.registered) == (None, None, None)
    answer = admit(market, Case(CAR, voyage))
    if answer.admission == "ineligible":
        known = admit(MARKETS[name], Case(CAR, predicted(ON, MARKETS["TZ"].logistics)))
        assert answer.reason == known.reason
    else:
        assert (answer.admission, answer.reason) == ("needs_review", "FACT_MISSING")
        assert answer.missing == ("eta_date",)
        assert last_day_to_load(market, answer) is None or answer.event == "BL_DATE"


@pytest.mark.parametrize("name", ["BY", "IR", "KP", "SY", "RU"])
def test_an_embargo_needs_no_day_at_all(name: str) -> None:
    answer = admit(MARKETS[name], Case({}, Voyage(None, None)))
    assert (answer.admission, answer.reason) == ("ineligible", "EMBARGO")


def test_without_any_day_the_arrival_is_asked_for() -> None:
    answer = admit(MARKETS["TZ"], Case(CAR, Voyage(None, None)))
    assert (answer.reason, answer.missing) == ("FACT_MISSING", ("eta_date",))


def test_it_is_ranked_and_costed_as_far_as_anybody_knows() -> None:
    tanzania = NOBODY_SAILS["TZ"]
    advice = suggest([tanzania], CAR, ON, Outcome.ALLOWED, scoring.shipped(), {})
    (found,) = advice.markets
    assert found.voyage.arrives is None
    assert found.last_day_to_load is None
    assert sum(part.points for part in found.parts) == found.score
    worth = {part.name: (part.value, part.because) for part in found.parts}
    assert worth["speed"] == (0, {"days": None})
    assert worth["tax_step"] == (0, {"age": None})
    assert Missing("fact", "eta_date") in found.cost.missing


def test_a_tax_with_dates_is_open_where_the_day_is_unknown() -> None:
    voyage = predicted(ON, NOBODY_SAILS["LK"].logistics)
    cost = landed_cost(NOBODY_SAILS["LK"], CAR, ON, voyage, {})
    levy = next(line for line in cost.lines if line.name == "social_levy")
    assert (levy.amounts, levy.missing) == (None, (Missing("fact", "eta_date"),))

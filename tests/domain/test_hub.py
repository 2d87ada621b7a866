"""A hub asks for the final country, and the worse of the two answers counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from broker_app.domain.admission import ADMISSIONS, Answer, Case, Voyage
from broker_app.domain.admit import admit
from broker_app.domain.facts import Fact
from broker_app.domain.hub import admit_onward, is_hub, moves_on
from broker_app.domain.suggest import Advice, Refusal, Suggestion, guard, suggest
from broker_app.domain.verdict import Outcome
from broker_app.jobs import explaining_markets
from broker_app.reference import markets, scoring

MARKETS = {market.id: market for market in markets.shipped()}
HUBS = [market for market in MARKETS.values() if is_hub(market)]
ON, LOADED, ARRIVES = date(2026, 11, 22), date(2026, 12, 5), date(2027, 1, 4)
CAR = {
    "vehicle_class": Fact("car"),
    "powertrain": Fact("petrol"),
    "fuel": Fact("petrol"),
    "steering": Fact("right"),
    "manufactured": Fact("2022-03"),
    "first_registered": Fact("2022-04"),
    "displacement_cc": Fact(1500),
    "accident": Fact("none"),
}


def through(hub: str, final: str, **changed: object) -> Answer:
    facts = {**CAR, **{name: Fact(value) for name, value in changed.items()}}
    case = Case(facts, Voyage(LOADED, ARRIVES))
    return admit_onward(MARKETS[hub], case, final, MARKETS)


def advice(outcome: Outcome, final: str = "") -> Advice:
    every = MARKETS.values()
    return suggest(every, CAR, ON, outcome, scoring.shipped(), {}, final=final)


def found(said: Advice, market: str) -> Suggestion | Refusal:
    return next(one for one in (*said.markets, *said.refused) if one.market.id == market)


def test_the_hubs_are_known() -> None:
    assert {market.id for market in HUBS} == {"AE-FZ", "CL-IQQ", "KR", "ZA-TRANSIT"}


def test_a_hub_without_a_final_country_asks_for_it() -> None:
    answer = admit(MARKETS["ZA-TRANSIT"], Case(CAR, Voyage(LOADED, ARRIVES)))
    assert (answer.admission, answer.reason) == ("needs_review", "TRANSIT_ONLY")
    assert answer.missing == ("final_destination",)


@pytest.mark.parametrize(
    ("hub", "final", "changed", "admission", "reason"),
    [
        ("ZA-TRANSIT", "BW", {}, "eligible", "OK"),
        ("ZA-TRANSIT", "ZW", {}, "eligible", "OK"),
        ("ZA-TRANSIT", "ZW", {"manufactured": "2016-12"}, "ineligible", "AGE_OVER_MAX"),
        ("ZA-TRANSIT", "ZW", {"steering": "left"}, "ineligible", "STEERING_BANNED"),
        ("ZA-TRANSIT", "KE", {}, "ineligible", "HUB_ELSEWHERE"),
        ("ZA-TRANSIT", "ZA", {}, "ineligible", "HUB_ELSEWHERE"),
        ("CL-IQQ", "BO", {}, "ineligible", "STEERING_BANNED"),
        ("CL-IQQ", "CL", {}, "ineligible", "MARKET_CLOSED"),
        ("CL-IQQ", "BW", {"manufactured": "2021-03"}, "ineligible", "AGE_OVER_MAX"),
        ("AE-FZ", "AE", {}, "ineligible", "STEERING_BANNED"),
        ("AE-FZ", "KE", {}, "needs_review", "FACT_MISSING"),
        ("AE-FZ", "FR", {}, "needs_review", "FINAL_NO_RULE"),
        ("AE-FZ", "RU", {}, "ineligible", "EMBARGO"),
        ("KR", "RU", {"steering": "left"}, "ineligible", "EMBARGO"),
        ("TZ", "RU", {}, "ineligible", "EMBARGO"),
    ],
)
def test_the_worse_of_both_counts(
    hub: str, final: str, changed: dict[str, object], admission: str, reason: str
) -> None:
    answer = through(hub, final, **changed)
    assert (answer.admission, answer.reason) == (admission, reason)
    onward = answer.onward
    assert onward is not None
    worst = max(ADMISSIONS.index(a.admission) for a in (onward.hub, onward.final))
    assert ADMISSIONS.index(answer.admission) == worst


@pytest.mark.parametrize("hub", [market.id for market in HUBS])
@pytest.mark.parametrize("final", MARKETS)
def test_neither_is_better_than_both(hub: str, final: str) -> None:
    answer = through(hub, final)
    assert answer.onward is not None
    assert answer.onward.hub.reason != "TRANSIT_ONLY"
    said = explaining_markets.reason(answer)
    assert explaining_markets.reason(answer.onward.hub) in said
    assert explaining_markets.reason(answer.onward.final) in said
    if answer.admission == "eligible":
        assert {answer.onward.hub.admission, answer.onward.final.admission} == {"eligible"}
        assert set(MARKETS[hub].logistics.ports) & set(MARKETS[final].logistics.ports)


def test_where_the_way_on_is_unknown_only_what_time_cannot_mend_is_certain() -> None:
    too_young = through("AE-FZ", "US", manufactured="2003-01", first_registered="2003-02")
    assert (too_young.reason, too_young.missing) == ("FACT_MISSING", ("eta_date",))
    too_old = through("AE-FZ", "KE", manufactured="2015-01", first_registered="2015-02")
    assert too_old.reason == "AGE_OVER_MAX"


def test_a_coming_version_of_the_final_country_is_not_foreseen() -> None:
    kenya = MARKETS["KE"]
    later = replace(kenya.versions[0], since=ARRIVES + timedelta(days=30))
    changing = {**MARKETS, "KE": replace(kenya, versions=(*kenya.versions, later))}
    old = {**CAR, "manufactured": Fact("2015-01"), "first_registered": Fact("2015-02")}
    case = Case(old, Voyage(LOADED, ARRIVES))
    answer = admit_onward(MARKETS["AE-FZ"], case, "KE", changing)
    assert answer.reason == "FACT_MISSING"


@pytest.mark.parametrize(
    ("market", "final", "onward"),
    [("TZ", "", False), ("TZ", "TZ", False), ("TZ", "UG", True), ("AE-FZ", "AE", True)],
)
def test_what_moves_on(market: str, final: str, onward: bool) -> None:
    assert moves_on(MARKETS[market], final) is onward


def test_a_ranking_judges_hubs_by_the_final_country() -> None:
    asked, known = advice(Outcome.ALLOWED), advice(Outcome.ALLOWED, "BW")
    before, after = found(asked, "ZA-TRANSIT"), found(known, "ZA-TRANSIT")
    assert isinstance(before, Suggestion)
    assert isinstance(after, Suggestion)
    assert (before.answer.reason, after.answer.admission) == ("TRANSIT_ONLY", "eligible")
    assert after.score == sum(part.points for part in after.parts) > before.score
    both = [sorted(o.market.id for o in (*s.markets, *s.refused)) for s in (asked, known)]
    assert both[0] == both[1] == sorted(MARKETS)
    for one in known.markets:
        if not is_hub(one.market):
            assert one == found(asked, one.market.id)


@pytest.mark.parametrize("final", ["RU", "BY"])
def test_a_way_to_russia_is_refused_for_what_is_barred(final: str) -> None:
    said = advice(Outcome.BLOCKED, final)
    for hub in HUBS:
        one = found(said, hub.id)
        assert isinstance(one, Refusal)
        assert (one.reason, one.answer) == ("ROUTE_BARRED", None)
        assert "Foreign Exchange and Foreign Trade Act" in explaining_markets.refusal(one)


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.REVIEW, Outcome.CONDITIONAL])
def test_no_final_country_opens_a_way_that_is_kept_back(outcome: Outcome) -> None:
    risky = [market.id for market in MARKETS.values() if guard(market, outcome)]
    for final in ("", "KE", "BW", "RU", "BY", *risky):
        said = advice(outcome, final)
        offered = {one.market.id for one in said.markets}
        assert not offered & set(risky)
        if final in risky:
            assert not offered & {hub.id for hub in HUBS}


@pytest.mark.parametrize("final", ["RU", "BY", "KP", "IR", "SY"])
def test_nothing_reaches_an_embargoed_country(final: str) -> None:
    said = advice(Outcome.ALLOWED, final)
    assert not {one.market.id for one in said.markets} & {hub.id for hub in HUBS}

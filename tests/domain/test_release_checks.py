"""Each check before release has a shipment that trips it and one that does not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.disposition import Screening
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.release.check import (
    BLOCKS,
    CANNOT_TELL,
    NEVER,
    NOT_APPLICABLE,
    OVERRIDE,
    PASSED,
    stopping,
)
from broker_app.domain.release.containers import agrees
from broker_app.domain.release.docket import Docket
from broker_app.domain.release.run import FUNCTIONS, run
from broker_app.domain.verdict import Outcome
from broker_app.jobs import checking
from broker_app.jobs.books import Books
from tests.domain.dockets import (
    BUYER,
    CAR,
    CHECKS,
    CI,
    GOOD,
    PL,
    by_hand,
    car,
    person,
    ship,
    vehicle,
    verdict,
)
from tests.domain.trips import TRIPS


def found(docket: Docket, name: str) -> list[Any]:
    return [one for one in run(docket, CHECKS, "sailed") if one.check == name]


def test_every_check_has_a_case() -> None:
    assert TRIPS.keys() == FUNCTIONS.keys()
    assert {check.id for check in CHECKS.entries} == set(TRIPS)


@pytest.mark.parametrize("name", TRIPS)
def test_a_check_passes_where_all_is_well(name: str) -> None:
    assert [one for one in found(GOOD, name) if one.stands_against] == []


@pytest.mark.parametrize("name", TRIPS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_check_trips_and_says_so(name: str, language: str) -> None:
    from broker_app import words

    words.use(language)
    books = Books()
    for one in found(GOOD, name):
        assert "check." not in checking.inputs(books, one)
    for docket in TRIPS[name]():
        against = [one for one in found(docket, name) if one.stands_against]
        assert against, docket
        for one in against:
            said = checking.sentence(books, one)
            assert said
            assert not {"{", "}", "–"} & set(said), said
            said += checking.inputs(books, one)
            for raw in ("particular.", "check.", "fact.", "cost:p", "_"):
                assert raw not in said, said


def test_a_good_shipment_is_stopped_by_nothing() -> None:
    results = run(GOOD, CHECKS)
    assert stopping(results) == []
    assert {one.check for one in results if one.outcome == PASSED}


def test_what_cannot_be_told_stops_like_what_failed() -> None:
    (one,) = found(person(screening=None), "party_listed")
    assert one.outcome == CANNOT_TELL
    assert one in stopping(run(person(screening=None), CHECKS))


@pytest.mark.parametrize("vessel", ["", " ", "TBA", "shiranami", "ＳＨＩＲＡＮＡＭＩ"])
def test_a_ship_without_a_name_or_with_her_party_is_not_told(vessel: str) -> None:
    assert not any(one.stands_against for one in found(ship(vessel=vessel), "vessel_screened"))


def test_a_ship_that_is_no_party_is_a_warning_and_stops_nothing() -> None:
    results = run(ship(vessel="OKITSU STAR"), CHECKS)
    assert [one.check for one in results if one.stands_against] == ["vessel_screened"]
    assert stopping(results) == []


def test_a_volume_of_the_model_table_says_nothing_against_sides() -> None:
    origins = CAR.record.origins | {"volume_m3": Origin(Basis.INFERRED, "model_codes")}
    assert not any(
        one.stands_against for one in found(vehicle(volume_m3=9.9, origins=origins), "sizes")
    )


def test_a_vehicle_that_left_the_shipment_but_not_the_invoice_stops_the_release() -> None:
    more = (*CI.lines, replace(CI.lines[0], chassis_number="TRJ150-0087421"))
    left = replace(GOOD, issued=(replace(CI, lines=more),), papers=(replace(CI, lines=more), PL))
    (one,) = (one for one in found(left, "chassis_agrees") if one.stands_against)
    assert one.found.values["vehicle"] == "TRJ150-0087421"
    assert one.found.place == "papers"
    assert one in stopping(run(left, CHECKS))


def test_a_missing_inspection_is_mended_at_the_field_of_its_vehicle() -> None:
    one = next(one for one in found(car(entered={}), "inspected") if one.stands_against)
    assert (one.found.at, one.found.vehicle) == ("inspection_number", CAR.id)


def test_later_stages_ask_what_earlier_ones_asked() -> None:
    draft = {one.check for one in run(GOOD, CHECKS, "draft")}
    release = {one.check for one in run(GOOD, CHECKS)}
    sailed = {one.check for one in run(GOOD, CHECKS, "sailed")}
    assert draft < release < sailed
    assert "paid" in sailed - release


ANY = st.sets(st.sampled_from(sorted(FUNCTIONS)))


@given(
    overrides=ANY,
    outcome=st.sampled_from([Outcome.BLOCKED, Outcome.ALLOWED]),
    state=st.sampled_from(["designated", "clear"]),
)
def test_no_override_lets_a_barred_vehicle_or_a_designated_party_go(
    overrides: set[str], outcome: Outcome, state: str
) -> None:
    answer = "confirmed" if state == "designated" else "clear"
    docket = replace(
        car(verdict=verdict(outcome)),
        people=(
            replace(
                BUYER, screening=Screening(answer, "searched", state, searched_at="2026-11-21")
            ),
        ),
    )
    left = {one.check for one in stopping(run(docket, CHECKS), overrides)}
    assert ("law_bars" in left) == (outcome is Outcome.BLOCKED)
    assert ("party_listed" in left) == (state == "designated")


@given(overrides=ANY, name=st.sampled_from(sorted(TRIPS)))
def test_overrides_let_pass_only_what_may_be(overrides: set[str], name: str) -> None:
    severity = next(check.severity for check in CHECKS.entries if check.id == name)
    docket = TRIPS[name]()[0]
    left = {one.check for one in stopping(run(docket, CHECKS, "sailed"), overrides)}
    if severity == BLOCKS:
        assert name in left
    elif severity == OVERRIDE:
        assert (name in left) == (name not in overrides)
    else:
        assert name not in left


def test_what_the_law_bars_blocks_in_every_file() -> None:
    assert {c.severity for c in CHECKS.entries if c.id in NEVER} == {BLOCKS}


@pytest.mark.parametrize(
    ("number", "good"),
    [("CSQU3054383", True), ("MSKU 907032-3", True), ("CSQU3054384", False), ("CSQU305438", False)],
)
def test_container_numbers(number: str, good: bool) -> None:
    assert agrees(number) is good


def test_a_statement_that_waits_for_the_release_is_judged_before_it() -> None:
    """By-hand parties keep papers drafts until two people decide: the statement can only follow."""
    waiting = replace(by_hand(), issued=(CI, PL))
    assert [one for one in found(waiting, "judgement_made") if one.stands_against]
    judged = {
        "list_control": "unlisted",
        "catch_all": "two",
        "judged_by": "R. HAYAMI",
        "judge_approved_by": "K. KANEDA",
    }
    entered = replace(waiting.entered, shipment={**waiting.entered.shipment, **judged})
    told = found(replace(waiting, entered=entered), "judgement_made")
    assert not [one for one in told if one.stands_against]
    at_hand = replace(GOOD, issued=(CI, PL), entered=entered)
    assert [one for one in found(at_hand, "judgement_made") if one.stands_against]


def test_red_flags_that_nobody_had_to_answer_are_not_said_to_be_answered() -> None:
    assert [one.outcome for one in found(GOOD, "red_flags")] == [PASSED]
    unasked = replace(GOOD, red_flags_answered=False)
    assert [one.outcome for one in found(unasked, "red_flags")] == [NOT_APPLICABLE]
    assert not [one for one in found(unasked, "red_flags") if one.stands_against]

"""The states of a vehicle: every jump, every day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.state import (
    ARRIVED,
    BOOKED,
    BOUGHT,
    CANCELLED,
    CLOSED,
    ENDS,
    IN_STOCK,
    LISTED,
    PAPERS,
    PATH,
    RETURNED,
    SHIPPED,
    SOLD_AT_HOME,
    STATES,
    WAYS,
    YARD,
    Ageing,
    Move,
    Standing,
    Way,
    came_on,
    days_between,
    days_in_stock,
    left_on,
    next_states,
    refusal,
    refused_day,
    stays,
)

TODAY = date(2026, 11, 24)
STATE = st.sampled_from(STATES)


def trail(*moves: tuple[str, str]) -> list[Move]:
    return [Move(state=state, day=day) for state, day in moves]


def test_the_trade_goes_forward_and_leaves_steps_out() -> None:
    assert next_states(LISTED) == (BOUGHT,)
    assert next_states(BOUGHT) == (YARD, PAPERS, BOOKED, SHIPPED, *ENDS)
    assert next_states(YARD) == (PAPERS, BOOKED, SHIPPED, *ENDS)
    assert next_states(PAPERS) == (BOOKED, SHIPPED, *ENDS)
    assert next_states(BOOKED) == (SHIPPED, *ENDS)
    assert next_states(SHIPPED) == (ARRIVED, CLOSED)
    assert next_states(ARRIVED) == (CLOSED,)
    for state in (CLOSED, *ENDS):
        assert next_states(state) == ()


REASONS = {
    (LISTED, after): "not_bought" for after in STATES if after not in (LISTED, BOUGHT)
} | {
    (before, after): "not_shipped" for before in IN_STOCK for after in (ARRIVED, CLOSED)
} | {
    (before, after): "abroad" for before in (SHIPPED, ARRIVED, CLOSED) for after in ENDS
} | {
    (before, after): "ended" for before in ENDS for after in (SHIPPED, ARRIVED, CLOSED)
} | {(state, state): "same" for state in STATES}  # fmt: skip


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_every_jump_is_forward_a_correction_or_refused_with_its_reason(
    before: str, after: str
) -> None:
    way = WAYS[before, after]
    expected = REASONS.get((before, after))
    assert refusal(before, after, why="typed wrongly") == (expected or "")
    assert (way in (Way.FORWARD, Way.CORRECTION)) is (expected is None)
    if way is Way.CORRECTION:
        assert refusal(before, after) == refusal(before, after, "  ") == "needs_reason"
    else:
        assert refusal(before, after) == (expected or "")


def test_a_step_back_on_the_path_is_a_correction() -> None:
    for place, before in enumerate(PATH):
        for after in PATH[:place]:
            assert WAYS[before, after] is Way.CORRECTION


def test_nothing_is_stuck() -> None:
    for state in STATES[1:]:
        assert next_states(state, Way.CORRECTION)


def test_a_day_to_come_and_one_before_the_state_are_refused() -> None:
    assert refused_day(TODAY, "2026-11-24", TODAY) == ""
    assert refused_day(TODAY + timedelta(days=1), "", TODAY) == "in_future"
    assert refused_day(date(2026, 11, 9), "2026-11-10", TODAY) == "too_early"
    assert refused_day(date(2026, 11, 9), "2026-11", TODAY) == ""
    assert refused_day(date(2026, 10, 31), "2026-11", TODAY) == "too_early"
    assert refused_day(date(1990, 1, 1), "", TODAY) == ""


def test_days_between_partial_days_are_those_that_are_certain() -> None:
    assert days_between("2026-11-01", "2026-11-24") == 23
    assert days_between("2026-10", "2026-11-24") == 24
    assert days_between("2026-10-20", "2026-11") == 12
    assert days_between("2026", "2026-11-24") == 0
    assert days_between("2026-11-24", "2026-11-01") == 0
    assert days_between("", "2026-11-24") is None
    assert days_between("2026-11-24", "") is None
    assert days_between("soon", "2026-11-24") is None


def test_days_in_each_state() -> None:
    found = stays(trail((BOUGHT, "2026-09-01"), (YARD, "2026-09-05"), (PAPERS, "2026-11")), TODAY)
    assert [stay.days for stay in found] == [4, 57, 0]
    sold = stays(trail((BOUGHT, "2026-09-01"), (SOLD_AT_HOME, "2026-09-11")), TODAY)
    assert [stay.days for stay in sold] == [10, None]
    assert stays([], TODAY) == []


def test_days_in_stock_run_from_the_purchase_until_the_ship_or_the_end() -> None:
    assert days_in_stock(YARD, "2026-09-01", "", TODAY) == 84
    assert days_in_stock(SHIPPED, "2026-09-01", "2026-09-21", TODAY) == 20
    assert days_in_stock(CANCELLED, "2026-09-01", "2026-09-02", TODAY) == 1
    assert days_in_stock(YARD, "2026-10", "", TODAY) == 24
    assert days_in_stock(YARD, "", "", TODAY) is None
    assert days_in_stock(SHIPPED, "2026-09-01", "", TODAY) is None
    assert days_in_stock(LISTED, "", "", TODAY) is None


def test_it_came_with_the_first_state_that_is_ours_and_left_with_the_ship() -> None:
    way = trail(
        (BOUGHT, "2026-09-01"),
        (BOOKED, "2026-09-08"),
        (SHIPPED, "2026-09-20"),
        (ARRIVED, "2026-10-20"),
    )
    assert (came_on(way), left_on(way)) == ("2026-09-01", "2026-09-20")
    back = [*way, Move(state=BOOKED, day="2026-10-21", why="wrong car")]
    assert left_on(back) == ""
    assert left_on([*back, Move(state=RETURNED, day="2026-11-02")]) == "2026-11-02"
    assert (came_on([]), left_on([])) == ("", "")


def test_a_vehicle_ages_past_its_limits_not_on_them() -> None:
    ageing = Ageing(60, 90)
    assert [ageing.is_aged(days) for days in (None, 0, 60, 61, 91)] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert [ageing.is_old(days) for days in (None, 60, 90, 91)] == [False, False, False, True]


@given(st.lists(STATE, max_size=12), st.integers(0, 3))
def test_the_standing_follows_from_the_trail(states: list[str], gap: int) -> None:
    """What a vehicle's row says is what its trail says, whatever way it took."""
    standing, day, kept = Standing(1), date(2026, 1, 1), []
    for state in states:
        if refusal(standing.state, state, "why"):
            continue
        day += timedelta(days=gap)
        standing = standing.after(state, day.isoformat())
        kept.append(Move(state=state, day=day.isoformat()))
    assert standing.left_on == left_on(kept)
    assert (standing.state, standing.since) == (
        (kept[-1].state, kept[-1].day) if kept else ("", "")
    )
    if standing.state and not any(m.state == LISTED for m in kept):
        assert standing.bought_on == came_on(kept)
    assert standing.back_to(kept) == standing or standing.state == LISTED
    whole = [s.days for s in stays(kept, day)]
    assert all(days == gap for days in whole[:-1])
    assert all(WAYS[a.state, b.state] in (Way.FORWARD, Way.CORRECTION) for a, b in pairwise(kept))

"""Stock among what is only listed: found, counted and sorted."""

from datetime import date
from pathlib import Path

import pytest
import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.domain.state import STATES, Move, Standing, days_in_stock
from broker_app.domain.vehicle import Vehicle
from broker_app.store import states, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.store.migrations import migrations
from broker_app.store.vehicles import Query

TODAY = date(2026, 11, 24)
STOCK = {
    1: ("", ""),
    2: ("yard", "2026-11-01"),
    3: ("bought", "2026-08-01"),
    4: ("", ""),
    5: ("shipped", "2026-01-01"),
    6: ("cancelled", "2026-11-20"),
    7: ("yard", "2026-10-10"),
}
LEFT = {5: "2026-02-10", 6: "2026-11-21"}
DAYS = {2: 23, 3: 115, 5: 40, 6: 1, 7: 45}


@pytest.fixture
def stock(db: Database) -> Database:
    with write.step(db, "import", "sato") as step:
        batch = step.insert("batch", {"file": "x"})
        ids = step.reserve("vehicle", len(STOCK))
        cars = [Vehicle(maker="TOYOTA", chassis_number=f"NZE161-70000{n}") for n in ids]
        vehicles.add_block(step, cars, [None] * len(ids), batch, ids, [""] * len(ids))
        for vehicle, (state, day) in STOCK.items():
            if state:
                after = Standing(vehicle, state, day, day, LEFT.get(vehicle, ""))
                states.add(step, [(after, Move(state=state, day=day))])
    return db


def ids(db: Database, **asked: object) -> list[int]:
    return list(vehicles.ids(db.connection, Query(today=TODAY.isoformat(), **asked)))


def test_a_new_vehicle_is_listed(stock: Database) -> None:
    assert states.standings(stock.connection, [1, 99]) == [Standing(1)]


def test_a_vehicle_of_an_older_file_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="states_of_vehicles")
    old.table("vehicle").insert({"id": 1, "identity": "x", "search_key": "x"})
    old.close()
    with open_file(file) as db:
        assert states.standings(db.connection, [1]) == [Standing(1)]
        assert list(vehicles.ids(db.connection, Query(states=("",)))) == [1]


def test_days_in_stock_are_sorted_and_what_is_listed_follows(stock: Database) -> None:
    assert ids(stock, sort="days_in_stock") == [6, 2, 5, 7, 3, 1, 4]
    assert ids(stock, sort="days_in_stock", descending=True) == [3, 7, 5, 2, 6, 4, 1]
    for row in vehicles.block(stock.connection, list(DAYS), "RU").values():
        days = days_in_stock(row["state"], row["bought_on"], row["left_on"], TODAY)
        assert days == DAYS[row["id"]]


def test_states_are_sorted_along_the_way(stock: Database) -> None:
    assert ids(stock, sort="state") == [3, 2, 7, 5, 6, 1, 4]
    assert ids(stock, sort="state", descending=True) == [6, 5, 7, 2, 3, 4, 1]


def test_the_first_screen_is_the_beginning_of_all(stock: Database) -> None:
    for sort in ("state", "days_in_stock", "id"):
        every = ids(stock, sort=sort)
        for limit in range(len(STOCK) + 2):
            found = vehicles.ids(stock.connection, Query(today=TODAY.isoformat(), sort=sort), limit)
            assert list(found) == every[:limit]


def test_states_are_filtered_and_counted(stock: Database) -> None:
    assert ids(stock, states=("yard", "shipped")) == [2, 5, 7]
    assert ids(stock, states=("",)) == [1, 4]
    assert ids(stock, states=("", "yard"), sort="days_in_stock") == [2, 7, 1, 4]
    assert ids(stock, ours=True, words="toyota") == [2, 3, 5, 6, 7]
    yard = Query(states=("yard",))
    assert vehicles.count(stock.connection, yard) == 2
    assert vehicles.count_by_verdict(stock.connection, yard) == {"": 2}
    assert vehicles.count_by_state(stock.connection, yard) == {
        "": 2, "yard": 2, "bought": 1, "shipped": 1, "cancelled": 1,
    }  # fmt: skip
    assert states.counts(stock.connection, [1, 2, 7]) == {"": 1, "yard": 2}
    assert states.standing_in(stock.connection, ("shipped", "cancelled")) == {5, 6}


@pytest.mark.parametrize("sort", ["state", "days_in_stock"])
def test_our_stock_is_found_without_reading_what_is_listed(stock: Database, sort: str) -> None:
    """A million listed vehicles are not looked at: an index leads to ours."""
    said: list[str] = []
    stock.connection.set_trace_callback(said.append)
    ids(stock, sort=sort)
    stock.connection.set_trace_callback(None)
    assert len(said) == 2
    for sql in said:
        plan = [row[3] for row in stock.connection.execute("EXPLAIN QUERY PLAN " + sql)]
        assert plan[0].startswith("SEARCH v USING COVERING INDEX"), plan
        assert not any("verdict" in line for line in plan)


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(STATES), st.dates(date(2026, 1, 1), TODAY)),
        min_size=len(STOCK),
        max_size=len(STOCK),
    ),
    st.booleans(),
)
def test_sorting_says_what_the_days_say(
    stock: Database, cars: list[tuple[str, date]], descending: bool
) -> None:
    """Whatever stands in the table, the order of the rows is that of the days shown."""
    with write.step(stock, "test", "sato") as step:
        for vehicle, (state, day) in enumerate(cars, 1):
            ended = TODAY.isoformat() if state in STATES[5:] else ""
            values = {"state": state, "bought_on": day.isoformat() if state else ""}
            step.change("vehicle", vehicle, values | {"left_on": ended})
    found = ids(stock, sort="days_in_stock", descending=descending)
    rows = vehicles.block(stock.connection, found, "RU")
    days = [
        days_in_stock(rows[n]["state"], rows[n]["bought_on"], rows[n]["left_on"], TODAY)
        for n in found
    ]
    known = [d for d in days if d is not None]
    assert known == sorted(known, reverse=descending)
    assert days == known + [None] * (len(days) - len(known))

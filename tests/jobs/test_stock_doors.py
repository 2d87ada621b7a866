"""The doors of the stock: of what is still to be shipped, and of nothing that the law bars."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from broker_app import words
from broker_app.domain.doors import Way
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import Cancelled
from broker_app.jobs import doors, explaining_doors, importing, moving, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.doors import Doors
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store import vehicles, write
from broker_app.store.database import Database
from tests.jobs.voyages import HEADS, TODAY, VITZ, ship

CAR = {
    "vehicle_class": "car", "powertrain": "petrol", "fuel": "petrol", "steering": "right",
    "accident": "none", "made_in": "JP", "displacement_cc": 996, "hs_code": "870321", "seats": 5,
}  # fmt: skip
LAST = date(2026, 11, 27)
"""The last day to load for Kenya of what was first registered in 2019."""


def put(db: Database, *cars: dict[str, Any]) -> None:
    records = [
        Vehicle(chassis_number=f"KSP130-{n:07d}", **CAR, **one) for n, one in enumerate(cars)
    ]
    with write.step(db, "import", "sato") as step:
        batch = step.insert("batch", {"file": "x"})
        ids = step.reserve("vehicle", len(records))
        vehicles.add_block(step, records, [None] * len(records), batch, ids, [""] * len(records))


def of(db: Database, books: Books, within: int = 365, listed: bool = False) -> Doors:
    return doors.doors(db.connection, silent, books, TODAY, within, listed)


def told(found: Doors, market: str) -> list[tuple[int, Way, date]]:
    doors_there = (one for one in found.found if one.door.market.id == market)
    return [(one.vehicle, one.door.way, one.door.day) for one in doors_there]


def test_only_what_is_still_to_be_shipped_has_a_door(db: Database, books: Books) -> None:
    put(db, *[{"first_registered": "2019-03"}] * 6)
    assert of(db, books).asked == 0
    assert of(db, books, listed=True).asked == 6
    moving.move(db, silent, [1, 2, 3, 4], Order("bought", TODAY), "sato")
    moving.move(db, silent, [2], Order("shipped", TODAY), "sato")
    moving.move(db, silent, [3], Order("sold_at_home", TODAY), "sato")
    moving.move(db, silent, [4], Order("yard", TODAY), "sato")
    assert {one.vehicle for one in of(db, books).found} == {1, 4}
    assert {one.vehicle for one in of(db, books, listed=True).found} == {1, 4, 5, 6}
    shipment = ship(db, books, "KEMBA")
    shipping.add_vehicle(db, books, shipment, 1, 500_000, "sato", TODAY)
    assert {one.vehicle for one in of(db, books).found} == {4}


def test_the_doors_of_the_stock_are_in_order_with_their_alarms(db: Database, books: Books) -> None:
    put(
        db,
        {"first_registered": "2019-03"},
        {"first_registered": "2019-11"},
        {"manufactured": "2002-05"},
    )
    moving.move(db, silent, [1, 2, 3], Order("bought", TODAY), "sato")
    found = of(db, books)
    days = [one.door.day for one in found.found]
    assert days == sorted(days)
    assert told(found, "KE") == [(1, Way.CLOSES, LAST), (2, Way.CLOSES, LAST)]
    ((vehicle, way, _),) = told(found, "US")
    assert (vehicle, way) == (3, Way.OPENS)
    (kenya,) = (one for one in found.alarms if one.market.id == "KE" and one.vehicles)
    assert (kenya.day, kenya.event_day, kenya.vehicles) == (LAST, date(2026, 12, 31), (1, 2))
    assert (kenya.valued, kenya.decide_on) == (0, LAST - timedelta(days=24))
    assert set(found.named) == {1, 2, 3}


@pytest.mark.parametrize(("within", "count"), [(4, 0), (5, 1)])
def test_the_horizon_is_a_day_that_counts(
    db: Database, books: Books, within: int, count: int
) -> None:
    put(db, {"first_registered": "2019-03"})
    moving.move(db, silent, [1], Order("bought", TODAY), "sato")
    assert len(told(of(db, books, within), "KE")) == count


def test_a_vehicle_that_the_law_bars_from_a_market_is_never_held_for_it(db: Database) -> None:
    books = Books()
    states = books.shipped_markets["US"]
    barred = replace(states, id="XX", country="RU")
    books.__dict__["shipped_markets"] = {"US": states, "XX": barred}
    put(
        db,
        {"manufactured": "2002-05"},
        {"manufactured": "2002-05", "model": "big"},
    )
    with write.step(db, "edit", "sato") as step:
        step.change("vehicle", 2, {"displacement_cc": 2693, "hs_code": "870323"})
    found = of(db, books, listed=True)
    assert {vehicle for vehicle, *_ in told(found, "US")} == {1, 2}
    assert {vehicle for vehicle, *_ in told(found, "XX")} == {1}


def test_values_add_up_where_they_are_known(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    unpriced = VITZ.replace("1234567", "7654321").replace("右,500", "右,")
    path.write_text(f"{HEADS}ミナトAA,2026/11/19,9,{unpriced}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    found = of(stock, books, listed=True)
    (kenya,) = (one for one in found.alarms if one.market.id == "KE" and one.vehicles)
    assert (kenya.vehicles, kenya.valued) == ((1, 2, 3), 2)
    assert kenya.value_jpy == 550_000 + 2_624_600  # the hammer prices with the margin of the plan
    assert explaining_doors.alarm(kenya) == "3 vehicles, JPY 3,174,600 for 2 of them"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_door_says_its_rule(db: Database, books: Books, language: str) -> None:
    put(
        db,
        {"first_registered": "2019-03", "manufactured": "2019-02", "model_year": 2021},
        {"manufactured": "2002-05"},
    )
    words.use(language)
    try:
        found = of(db, books, 3650, listed=True).found
        said = [explaining_doors.rule(one.door) for one in found]
        days = [explaining_doors.day_said(one.door) for one in found]
    finally:
        words.use("en")
    assert len(said) > 10
    assert not [
        text for text in (*said, *days) if "{" in text or "market." in text or "doors." in text
    ]


def test_long_work_says_how_far_it_is_and_stops(db: Database, books: Books) -> None:
    put(db, *[{"first_registered": "2019-03"}] * 201)
    seen: list[tuple[int, int]] = []

    def listen(done: int, total: int, _key: str, /, **_values: object) -> None:
        seen.append((done, total))
        if done == 200:
            raise Cancelled

    with pytest.raises(Cancelled):
        doors.doors(db.connection, listen, books, TODAY, 90, True)
    assert seen == [(0, 201), (100, 201), (200, 201)]

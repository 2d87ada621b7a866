"""Terms of a search as SQL, and facets: both against a small stock of every kind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from broker_app.domain.lot import Lot
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import Cancelled, UserError
from broker_app.jobs.books import Books
from broker_app.jobs.finding import understood, worked_out
from broker_app.jobs.progress import silent
from broker_app.store import facets, lots, search, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.store.vehicles import Query

BOOKS = Books()
TODAY = "2026-11-30"
CARS: tuple[dict[str, object], ...] = (
    {"maker": "TOYOTA", "model": "ランドクルーザー", "displacement_cc": 4608, "score": "4.5"},
    {"maker": "TOYOTA", "model": "LAND CRUISER PRADO", "displacement_cc": 2693, "score": "R"},
    {"maker": "トヨタ", "model": "プリウス", "displacement_cc": 1797, "powertrain": "hybrid"},
    {"maker": "HONDA", "model": "FIT", "displacement_cc": 1317, "remarks": "snow tyres, one owner"},
    {"maker": "HONDA", "model": "FIT", "remarks": "tyres for snow", "seats": 5},
    {"maker": "MAZDA", "model": "CX-5", "displacement_cc": 2188, "remarks": "100% \\_ 'DROP' \""},
    {"maker": "NISSAN", "model": "NOTE", "colour": "ﾊﾟｰﾙ 白", "remarks": "Зимние шины"},
)
REGISTERED = ("2018-03", "2019-07", "2015", "2020-12", None, "2016-10-05", "2023")
HOUSES = ("USS東京", "USS東京", "TAA関東", "TAA関東", "CAA中部", None, None)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("finding") / "stock.db"
    with open_file(path) as db:
        fill(db)
        yield db


def fill(db: Database) -> None:
    records = [
        Vehicle(chassis_number=f"ABC10-{n:07}", first_registered=day, vehicle_class="car", **car)  # type: ignore[arg-type]
        for n, (car, day) in enumerate(zip(CARS, REGISTERED, strict=True), 1)
    ]
    with write.step(db, "import", "sato") as step:
        batch = lots.add_batch(step, {"file": "made", "sha256": "0" * 64})
        ids = step.reserve("vehicle", len(records))
        offered = [
            Lot(
                house=house,
                lot_number=str(n),
                auction_date=f"2026-11-0{n}",
                hammer_price=n * 100_000,
            )
            for n, house in enumerate(HOUSES, 1)
        ]
        numbers = step.reserve("lot", len(records))
        vehicles.add_block(step, records, list(numbers), batch, ids, [""] * len(records))
        lots.add_block(step, offered, list(ids), [f"lot{n}" for n in numbers], batch, numbers)
        step.change("vehicle", 2, {"state": "yard", "bought_on": "2026-09-01"})
        step.change("vehicle", 3, {"state": "yard", "bought_on": "2026-11-20"})
        buyer = step.insert("party", {"name": "Kopje Motors", "other_names": '["コピエ"]'})
        sold = {"vehicle": 2, "buyer": buyer, "price": 1, "currency": "JPY"}
        step.insert("sale", sold | {"sold_on": "2026-11-20"})
        port = step.insert(
            "shipment", {"number": "S1", "port_of_discharge": "KEMBA", "final_destination": ""}
        )
        step.insert("shipment_vehicle", {"shipment": port, "vehicle": 3, "position": 1})
        step.insert("company", {"id": 1, "name": "Amber Export"})


def found(db: Database, words: str, **asked: object) -> list[int]:
    query = understood(BOOKS, Query(words=words, today=TODAY, **asked))  # type: ignore[arg-type]
    query = worked_out(db.connection, silent, BOOKS, query)
    return list(vehicles.ids(db.connection, query))


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("ﾗﾝｸﾙ", [1, 2]),
        ("landcruiser", [1, 2]),
        ("Крузак", [1, 2]),
        ("プラド", [2]),
        ("prius", [3]),
        ("тойота", [1, 2, 3]),
        ("maker:トヨタ", [1, 2, 3]),
        ("maker:toyota,honda -prius", [1, 2, 4, 5]),
        ('"snow tyres"', [4]),
        ("snow tyres", [4, 5]),
        ("-honda", [1, 2, 3, 6, 7]),
        ("cx-5", [6]),
        ("cx", [6]),
        ("cx5", [6]),
        ("model:cx5", [6]),
        ("-cx5 mazda", []),
        ("1797cc", [3]),
        ("1500cc以下", [4]),
        ("H27", [3]),
        ("age:7..", [1, 2, 3, 6]),
        ("age:missing", [5]),
        ("white", [7]),
        ("cc:>1900", [1, 2, 6]),
        ("-cc:>1900", [3, 4, 5, 7]),
        ("cc:missing", [5, 7]),
        ("cc:..1800 honda", [4]),
        ("year:2015..2018", [1, 3, 6]),
        ("year:>2018", [2, 4, 7]),
        ("year:2016-10", [6]),
        ("year:missing", [5]),
        ("score:>=4", [1]),
        ("score:r", [2]),
        ("house:uss", [1, 2]),
        ("-house:uss", [3, 4, 5, 6, 7]),
        ("date:2026-11-03..2026-11-04", [3, 4]),
        ("price:..200000", [1, 2]),
        ("days:>30", [2]),
        ("days:..30", [3]),
        ("state:yard", [2, 3]),
        ("party:kopje", [2]),
        ("取引先:コピエ", [2]),
        ("market:kenya", [3]),
        ("market:missing", [1, 2, 4, 5, 6, 7]),
        ("company:amber", [1, 2, 3, 4, 5, 6, 7]),
        ("company:other", []),
        ("sale:sold", [2]),
        ("sale:missing", [1, 3, 4, 5, 6, 7]),
        ("remarks:зимние", [7]),
        ("colour:白", [7]),
        ("ﾊﾟｰﾙ", [7]),
        ("powertrain:hybrid", [3]),
        ("hybrid", [3]),
        ("トヨタプリウス -ガソリン車", [3]),
        ("-ハイブリッド", [1, 2, 4, 5, 6, 7]),
        ("yard", [2, 3]),
        ("yard hybrid", [3]),
        ("verdict:blocked", []),
        ("verdict:missing", [1, 2, 3, 4, 5, 6, 7]),
        ('remarks:"100%"', [6]),
        ("remarks:%", [6]),
        ("remarks:_", [6]),
        ("'DROP'", [6]),
        ("seats:5", [5]),
        ("lot:3 class:car", [3]),
    ],
)
def test_what_is_found(stock: Database, words: str, ids: list[int]) -> None:
    assert found(stock, words) == ids


NASTY = [
    "'; DROP TABLE vehicle; --",
    '"" OR 1=1',
    "NEAR(a b)",
    "a* ^b",
    "%_\\",
    "\0",
    ":today",
    "?1",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=40), st.sampled_from(NASTY).map(lambda t: f"maker:{t} {t}")))
@example('"')
@example("-\0\0\0 maker:\0\0\0")
@example("km:>999999999999999 price:999999999999999")
def test_any_text_gives_rows_or_a_sentence(stock: Database, text: str) -> None:
    for words in (text, f"remarks:{text}", f"-{text}", f'"{text}"'):
        said = ""
        try:
            ids = found(stock, words)
        except UserError as problem:
            ids, said = [], problem.key
        assert set(ids) <= set(range(1, 8))
        assert not said or said.startswith("search_")
    assert vehicles.count(stock.connection, Query()) == 7
    assert set(vehicles.ids(stock.connection, Query(words=text))) <= set(range(1, 8))  # unread


def test_every_field_of_the_data_can_be_asked_about(stock: Database) -> None:
    from broker_app.domain.finding.names import Ask
    from broker_app.store.search import FIELDS

    known = BOOKS.search_names.every_field
    assert {field.id for field in known} == FIELDS
    for field in known:
        text = {Ask.NUMBER: "1..2", Ask.GRADE: ">1", Ask.DAY: "2015"}.get(field.ask, "x")
        value = next(iter(field.values), text)
        missing = (f"-{field.id}:missing", f"{field.id}:missing")
        for words in (f'{field.id}:"{value}"', *(missing if field.ask is not Ask.MARKET else ())):
            found(stock, words)  # the SQL runs


def test_counts_combine_and_leave_their_own_choice_out(stock: Database) -> None:
    base = Query(today=TODAY)
    cube = facets.cube(stock.connection, base)
    every = cube.counts({})
    assert every["maker"] == {"TOYOTA": 2, "トヨタ": 1, "HONDA": 2, "MAZDA": 1, "NISSAN": 1}
    assert every["displacement"] == {"3001-": 1, "2501-3000": 1, "1501-2000": 1, "1001-1500": 1, "2001-2500": 1, "": 2}  # fmt: skip
    assert every["days"] == {"": 5, "61-90": 1, "0-30": 1}
    assert every["market"] == {"": 6, "KE": 1}
    assert every["party"] == {"": 6, "1": 1}
    assert every["house"] == {"USS東京": 2, "TAA関東": 2, "CAA中部": 1, "": 2}
    chosen = {"maker": ("HONDA", "TOYOTA"), "house": ("TAA関東",)}
    counts = cube.counts(chosen)
    assert counts["maker"] == {"トヨタ": 1, "HONDA": 1}  # under the house alone
    assert counts["house"] == {"USS東京": 2, "TAA関東": 1, "CAA中部": 1}  # under the makers alone
    assert counts["powertrain"] == {"": 1}


@given(
    st.dictionaries(
        st.sampled_from(["maker", "displacement", "age", "days", "house", "market", "party", "state", "powertrain"]),
        st.lists(st.sampled_from(["HONDA", "TOYOTA", "1501-2000", "", "3-4", "yard", "USS東京", "KE", "1", "hybrid"]), min_size=1, max_size=3, unique=True),
        max_size=3,
    )
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_count_is_what_its_choice_finds(stock: Database, chosen: dict[str, list[str]]) -> None:
    query = Query(today=TODAY)
    for facet, values in chosen.items():
        query = query.choosing(facet, values)
    counts = facets.cube(stock.connection, query).counts({k: tuple(v) for k, v in chosen.items()})
    for facet, counted in counts.items():
        for value, count in counted.items():
            alone = query.choosing(facet, [value])
            assert vehicles.count(stock.connection, alone) == count, (facet, value)


def test_a_vehicle_is_headed_where_shipment_buyer_or_reservation_say(stock: Database) -> None:
    """The nearest to the voyage counts; who buys in Japan says nothing of the market."""
    with write.step(stock, "edit", "Sato") as step:
        people = [
            step.insert("party", {"name": name, "country": country})
            for name, country in (("A", "TZ"), ("B", "JP"), ("C", "NZ"), ("D", ""))
        ]
        free = [v for v in range(1, 8) if not stock.connection.execute(
            "SELECT 1 FROM sale WHERE vehicle = ?1 UNION SELECT 1 FROM shipment_vehicle"
            " WHERE vehicle = ?1", (v,)).fetchone()]  # fmt: skip
        bought, home, held, ended = free[:4]
        for vehicle, buyer in ((bought, people[0]), (home, people[1])):
            step.insert("sale", {"vehicle": vehicle, "buyer": buyer})
        for vehicle, party, until in (
            (bought, people[2], TODAY), (held, people[2], TODAY), (ended, people[2], "2020-01-01"),
        ):  # fmt: skip
            step.insert("reservation", {"vehicle": vehicle, "party": party, "until": until})
    counts = facets.cube(stock.connection, Query(today=TODAY)).counts({})["market"]
    assert counts == {"": 4, "KE": 1, "TZ": 1, "NZ": 1}
    asked = Query(today=TODAY)
    assert list(vehicles.ids(stock.connection, asked.choosing("market", ["TZ"]))) == [bought]
    read = lambda words: sorted(found(stock, words))  # noqa: E731
    assert read("market:NZ") == [held]
    assert read("market:TZ") == [bought]
    assert {home, ended} < set(read("market:missing"))
    assert read("-market:TZ") == [v for v in range(1, 8) if v != bought]


def test_the_walk_is_told_part_by_part_and_can_be_stopped(
    stock: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = facets.cube(stock.connection, Query(today=TODAY))
    monkeypatch.setattr(facets, "_PART", 3)
    told: list[tuple[int, int]] = []
    parts = facets.cube(stock.connection, Query(today=TODAY), lambda *far: told.append(far))
    assert parts.cells == whole.cells
    assert told == [(1, 7), (4, 7), (7, 7)]

    def stop(done: int, _all: int) -> None:
        if done > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        facets.cube(stock.connection, Query(today=TODAY), stop)


def test_a_name_may_hold_what_parts_the_others(tmp_path: Path) -> None:
    odd = "A" + search.BETWEEN_COLUMNS + "B" + search.BETWEEN_ROWS + "C"
    with open_file(tmp_path / "odd.db") as db:
        with write.step(db, "test", "sato") as step:
            for maker in (odd, "MAZDA", None):
                step.insert("vehicle", {"maker": maker, "state": ""})
        counts = facets.cube(db.connection, Query(today=TODAY)).counts({})
    assert counts["maker"] == {odd: 1, "MAZDA": 1, "": 1}


def test_ages_turn_on_the_day(stock: Database) -> None:
    def aged(today: str) -> dict[str, int]:
        return facets.cube(stock.connection, Query(today=today)).counts({})["age"]

    assert aged("2026-06-30")["5-6"] == 2  # 2019-07 is not seven yet
    assert aged("2026-11-30") == {"7-9": 2, "10-14": 2, "5-6": 1, "": 1, "3-4": 1}


def test_several_columns_order_the_rows(stock: Database) -> None:
    asked = Query(sort="house", then=(("displacement_cc", True),))
    assert list(vehicles.ids(stock.connection, asked)) == [5, 3, 4, 1, 2, 6, 7]
    by_state = replace(asked, sort="state", then=(("displacement_cc", True),))
    assert list(vehicles.ids(stock.connection, by_state)) == [2, 3, 1, 6, 4, 7, 5]


def test_the_walk_along_facets_leaves_the_table_alone(stock: Database) -> None:
    """A scan of a million wide rows takes seconds; along the narrow index, a moment."""
    from broker_app.store import asking, facet_columns

    what = ", ".join(facet_columns.every(TODAY, deals=False))
    sql, values = asking.select(what, Query(today=TODAY), also=("v.id BETWEEN 1 AND 20000",))
    plan = [row[3] for row in stock.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan[0].startswith("SEARCH v USING COVERING INDEX idx_vehicle_facets (id>"), plan
    assert any("lot USING COVERING INDEX idx_lot_house" in line for line in plan), plan

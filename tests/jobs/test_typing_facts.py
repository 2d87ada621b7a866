"""Facts as a person types them: read, weighed against the others, never over somebody else's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.question import Question
from broker_app.domain.vehicle import SPEC
from broker_app.errors import UserError
from broker_app.jobs import editing, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.editing import Edit, read_value
from broker_app.jobs.progress import silent
from broker_app.store import history, vehicles, write
from broker_app.store.database import Database

TODAY = date(2026, 11, 22)
VITZ, PRADO = 1, 2


def type_in(db: Database, books: Books, question: Question, **edit: object) -> None:
    editing.type_facts(db, silent, books, question, Edit(today=TODAY, **edit), "sato")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("odometer_km", "１２，３４５", 12_345),
        ("odometer_km", "12 345 km", 12_345),
        ("displacement_cc", "1,797cc", 1797),
        ("volume_m3", "１１．６ m3", 11.6),
        ("export_value_jpy", "￥１，０００，０００", 1_000_000),
        ("export_value_jpy", "1,000,000円", 1_000_000),
        ("powertrain", "Plug-in Hybrid", "plug_in_hybrid"),
        ("powertrain", "ガソリン", "petrol"),
        ("first_registered", "令和元年5月", "2019-05"),
        ("first_registered", "H28.5", "2016-05"),
        ("first_registered", "２０１９／７", "2019-07"),
        ("manufactured", "2019", "2019"),
        ("chassis_number", "zvw30-1234567", "ZVW30-1234567"),
        ("remarks", "ok\x00\x1b[2J", "ok[2J"),
        ("model", "  ", None),
    ],
)
def test_what_people_type_is_understood(name: str, text: str, value: object) -> None:
    assert read_value(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("odometer_km", "-5", "value_negative"),
        ("odometer_km", "−5", "value_negative"),
        ("odometer_km", "many", "value_no_number"),
        ("odometer_km", "-", "value_no_number"),
        ("odometer_km", "9999999", "value_out_of_bounds"),
        ("seats", "0", "value_out_of_bounds"),
        ("volume_m3", "big", "value_no_number"),
        ("volume_m3", "12,3", "value_no_number"),
        ("odometer_km", "4,5", "value_no_number"),
        ("export_value_jpy", "$100", "value_no_number"),
        ("first_registered", "31/7", "value_no_date"),
        ("first_registered", "soon", "value_no_date"),
        ("powertrain", "steam", "value_no_choice"),
        ("remarks", "x" * 4001, "value_too_long"),
    ],
)
def test_what_cannot_be_is_one_sentence(name: str, text: str, key: str) -> None:
    with pytest.raises(UserError) as caught:
        read_value(name, text)
    assert caught.value.key == key
    assert words.fact(name) in words.error(caught.value)


def read(name: str, text: str) -> tuple[object, str]:
    """Return the value of a text, or the sentence that says what is wrong with it."""
    try:
        return read_value(name, text), ""
    except UserError as problem:
        return None, words.error(problem)


@given(name=st.sampled_from(sorted(SPEC)), text=st.text())
def test_any_text_is_a_value_or_a_sentence(name: str, text: str) -> None:
    value, sentence = read(name, text)
    assert not sentence.startswith("error.")
    # What was read reads the same again, so an edit that changes nothing stays one.
    assert value is None or read(name, str(value)) == (value, "")


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"first_registered": "2026-12"}, "date_to_come"),
        ({"first_registered": "1949"}, "date_too_early"),
        ({"model_year": 2030}, "date_to_come"),
        ({"model_year": 1920}, "date_too_early"),
        ({"manufactured": "2015-02", "first_registered": "2015-01"}, "registered_before_built"),
        ({"model_code": "ZVW30", "first_registered": "2003"}, "before_model"),
    ],
)
def test_a_date_before_the_car_or_to_come_is_refused(
    stock: Database, books: Books, question: Question, values: dict[str, object], key: str
) -> None:
    with pytest.raises(UserError) as caught:
        type_in(stock, books, question, vehicle=VITZ, values=values, why="seen on the car")
    assert caught.value.key == key
    assert "{" not in words.error(caught.value)


def test_a_year_is_right_where_the_month_is_open(
    stock: Database, books: Books, question: Question
) -> None:
    values = {"manufactured": "2015", "first_registered": "2015-01"}
    type_in(stock, books, question, vehicle=VITZ, values=values)
    assert vehicles.get(stock.connection, VITZ).manufactured == "2015"


def test_a_guessed_date_of_manufacture_proves_nothing(
    stock: Database, books: Books, question: Question
) -> None:
    record = vehicles.get(stock.connection, VITZ)
    record.manufactured = "2019"
    record.origins = record.origins | {"manufactured": Origin(Basis.INFERRED, "model_codes")}
    with write.step(stock, "import", "sato", file="x") as step:
        vehicles.change(step, stock.connection, VITZ, record)
    type_in(stock, books, question, vehicle=VITZ, values={"first_registered": "2016-05"})


def test_what_is_only_doubtful_is_kept_by_who_is_sure(
    stock: Database, books: Books, question: Question
) -> None:
    values = {"model_code": "ZVW30", "first_registered": "2003"}
    type_in(stock, books, question, vehicle=VITZ, values=values, why="as printed", sure=True)
    assert vehicles.get(stock.connection, VITZ).first_registered == "2003"


def test_two_people_never_overwrite_each_other(
    stock: Database, books: Books, question: Question
) -> None:
    seen = vehicles.get(stock.connection, VITZ).odometer_km
    editing.type_fact(stock, silent, books, question, VITZ, "odometer_km", 60_000, "Kaneda")
    mine = {"vehicle": VITZ, "values": {"odometer_km": 61_000}, "over": {"odometer_km": seen}}
    with pytest.raises(UserError) as caught:
        type_in(stock, books, question, **mine)
    said = words.error(caught.value)
    for part in ("Kaneda", "60,000 km", "61,000 km", words.value("odometer_km", seen)):
        assert part in said
    assert vehicles.get(stock.connection, VITZ).odometer_km == 60_000
    type_in(stock, books, question, **(mine | {"over": {"odometer_km": 60_000}}))
    assert vehicles.get(stock.connection, VITZ).odometer_km == 61_000


def test_two_people_who_typed_the_same_agree(
    stock: Database, books: Books, question: Question
) -> None:
    seen = vehicles.get(stock.connection, VITZ).colour
    editing.type_fact(stock, silent, books, question, VITZ, "colour", "red", "Kaneda")
    type_in(stock, books, question, vehicle=VITZ, values={"colour": "red"}, over={"colour": seen})


def test_several_facts_are_one_step(stock: Database, books: Books, question: Question) -> None:
    before = vehicles.get(stock.connection, VITZ)
    values = {"colour": "red", "doors": 5, "displacement_cc": 998, "first_registered": None}
    type_in(stock, books, question, vehicle=VITZ, values=values, why="certificate")
    after = vehicles.get(stock.connection, VITZ)
    assert (after.colour, after.doors, after.displacement_cc) == ("red", 5, 998)
    assert after.displacement_precision_cc is None
    assert after.first_registered is None
    assert all(after.origins[name].basis is Basis.TYPED for name in values)
    (step, *_) = history.steps(stock.connection)
    assert step["key"] == "edit_facts"
    undoing.undo_step(stock, step["id"], "sato")
    assert vehicles.get(stock.connection, VITZ) == before


def test_the_history_of_a_vehicle_tells_its_part_of_a_block(stock: Database) -> None:
    with write.step(stock, "edit", "Kaneda", fact="colour") as step:
        step.change_block("vehicle", ("colour", "doors"), [(VITZ, "red", 3), (PRADO, "red", 5)])
    entry = history.of_row(stock.connection, "vehicle", PRADO)[0]
    assert (entry["who"], entry["row"]) == ("Kaneda", PRADO)
    assert '"doors":5' in entry["after"]
    assert '"doors":5' not in history.of_row(stock.connection, "vehicle", VITZ)[0]["after"]

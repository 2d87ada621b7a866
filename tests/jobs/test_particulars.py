"""What papers ask for besides a shipment's fields: stored, read, told, printed."""

import pytest

from broker_app.errors import UserError
from broker_app.jobs import issuing, particulars, recounting, shipping
from broker_app.jobs.books import Books
from broker_app.store import particulars as stored
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

WHO = "sato"


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    made = ship(stock, books, "Kingston")
    shipping.add_vehicle(stock, books, made, 1, 415_000, WHO, TODAY)
    return made


def _read(books: Books, key: str, text: str, scope: str = "shipment") -> str:
    entry = books.particulars.find(scope, key)
    assert entry is not None
    return particulars.read(entry, text, "USD", books)


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        ("carrier", "  Umikaze Line ", "Umikaze Line"),
        ("cargo_cut", "2026年11月24日", "2026-11-24"),
        ("lc_amount", "52,000.50", "USD 5200050"),
        ("originals", "３", "3"),
        ("lc_tolerance", "10 %", "10"),
        ("remarks", "", ""),
        ("vessel_imo", " imo ９０７４７２９", "9074729"),
        ("vessel_imo", "-", ""),
    ],
)
def test_what_a_person_types_is_kept_in_one_form(
    books: Books, key: str, text: str, kept: str
) -> None:
    assert _read(books, key, text) == kept


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("cargo_cut", "soon", "day_unreadable"),
        ("lc_amount", "1.234", "amount_unreadable"),
        ("originals", "three", "particular_number"),
        ("originals", "-1", "particular_number"),
        ("carrier", "x" * 5000, "value_too_long"),
        ("vessel_imo", "9074728", "imo_number"),
        ("vessel_imo", "IMO 90747", "imo_number"),
    ],
)
def test_what_is_no_value_is_one_sentence(books: Books, key: str, text: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        _read(books, key, text)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"colour_of_the_sea": "blue"}, "particular_unknown"),
        ({"runner": "yes"}, "particular_of_vehicle"),
        ({"tare_kg": "3900"}, "particular_of_container"),
        ({"mode": "rail"}, "particular_wrong"),
        ({"cargo_cut": "24 Nov"}, "particular_wrong"),
        ({"forwarder": "999"}, "row_gone"),
    ],
)
def test_nothing_else_is_stored(
    stock: Database, books: Books, shipment: int, values: dict[str, str], problem: str
) -> None:
    with pytest.raises(UserError, match=problem):
        particulars.put(stock, books, shipment, values, WHO)
    assert stored.of_shipment(stock.connection, shipment).shipment == {}


def test_a_value_is_put_changed_taken_away_and_told_by_its_label(
    stock: Database, books: Books, shipment: int
) -> None:
    reader = stock.connection
    first = particulars.put(stock, books, shipment, {"mode": "roro"}, WHO)
    told = recounting.changes_of(reader, first.step or 0)
    assert ("Mode of SH-2611-001", "RoRo") in [(line.thing, line.after) for line in told]
    assert recounting.step_name(reader, first.step or 0) == "Mode of SH-2611-001 entered"
    particulars.put(stock, books, shipment, {"mode": "container"}, WHO)
    assert stored.of_shipment(reader, shipment).shipment == {"mode": "container"}
    particulars.put(stock, books, shipment, {"mode": ""}, WHO)
    assert stored.of_shipment(reader, shipment).shipment == {}


def test_several_vehicles_get_a_value_in_one_step(
    stock: Database, books: Books, shipment: int
) -> None:
    particulars.put(stock, books, shipment, {"keys": "2"}, WHO, of=[1])
    assert stored.of_shipment(stock.connection, shipment).vehicles == {1: {"keys": "2"}}
    with pytest.raises(UserError, match="row_gone"):
        particulars.put(stock, books, shipment, {"keys": "2"}, WHO, of=[2])


def test_a_container_number_has_its_check_digit() -> None:
    assert particulars.read_container_number("csqu 305438-3") == "CSQU3054383"
    assert particulars.read_container_number(" ") == ""
    for wrong in ("CSQU3054384", "CSQU305438", "コンテナ"):
        with pytest.raises(UserError, match="container_number"):
            particulars.read_container_number(wrong)


def test_a_container_holds_vehicles_and_leaves_them_on_board(
    stock: Database, books: Books, shipment: int
) -> None:
    reader = stock.connection
    made, _ = particulars.add_container(stock, shipment, WHO)
    particulars.change_container(stock, made, {"number": "csqu3054383", "seal": "ab12"}, WHO)
    particulars.stow(stock, shipment, 1, made, WHO, "floor")
    particulars.put(stock, books, shipment, {"tare_kg": "3900"}, WHO, container=made)
    entered = stored.of_shipment(reader, shipment)
    assert [(c.number, c.seal, c.kind) for c in entered.containers] == [
        ("CSQU3054383", "AB12", "40HC")
    ]
    assert entered.stowed[1].place == "floor"
    assert entered.of_containers == {made: {"tare_kg": "3900"}}
    with pytest.raises(UserError, match="container_kind"):
        particulars.change_container(stock, made, {"kind": "99XX"}, WHO)
    particulars.remove_container(stock, made, WHO)
    entered = stored.of_shipment(reader, shipment)
    assert (entered.containers, entered.stowed, entered.of_containers) == ((), {}, {})
    assert [
        line.vehicle for line in issuing.order_for(reader, books, shipment, "CI", TODAY).lines
    ] == [1]


def test_only_papers_that_print_a_particular_change_with_it(
    stock: Database, books: Books, shipment: int
) -> None:
    def frozen(kind: str) -> tuple[tuple[str, str], ...]:
        order = issuing.order_for(stock.connection, books, shipment, kind, TODAY)
        return order.snapshot().particulars

    values = {"booking_number": "UKL-1", "tracking": "EA1"}
    particulars.put(stock, books, shipment, values, WHO)
    assert frozen("SI-R") == (("booking_number", "UKL-1"),)
    assert frozen("CI") == ()


def test_a_draft_names_the_particular_it_lacks(
    stock: Database, books: Books, shipment: int
) -> None:
    shown = issuing.page_of(stock.connection, books, shipment, "SI-R", TODAY)
    assert "missing.particular.booking_number" in shown.holds
    assert "missing.particular.keys:1" in shown.holds
    assert "Shipping company" in issuing.holds_text(shown)


def test_no_two_particulars_have_one_name(books: Books) -> None:
    named = [(one.scope, one.title["en"]) for one in books.particulars.entries]
    assert len(named) == len(set(named))


def test_a_number_that_others_gave_stands_on_one_shipment_alone(
    stock: Database, books: Books
) -> None:
    first, second = ship(stock, books, "Kingston"), ship(stock, books, "Colombo")
    particulars.put(stock, books, first, {"bl_number": "UKL-YOK 0442"}, "sato")
    particulars.put(stock, books, first, {"bl_number": "UKL-YOK-0442"}, "sato")  # its own again
    with pytest.raises(UserError, match="particular_taken") as refused:
        particulars.put(stock, books, second, {"bl_number": "ukl yok 0442"}, "sato")
    assert refused.value.values["shipment"] == "SH-2611-001"
    particulars.put(stock, books, second, {"bl_number": "UKL-YOK-0443"}, "sato")
    particulars.put(stock, books, first, {"booking_number": "B1"}, "sato")
    particulars.put(stock, books, second, {"booking_number": "B1"}, "sato")

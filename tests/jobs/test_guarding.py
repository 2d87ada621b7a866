"""A fact that a verdict rested on is changed with a reason, which stays for good."""

from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.facts import Fact
from broker_app.domain.guard import guarding, is_far_under
from broker_app.domain.question import Question
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import editing, importing, shipping, undoing
from broker_app.jobs import guarding as red_flags
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import packs, shipments, vehicles
from broker_app.store.database import Database
from tests.jobs import voyages

PRADO, VITZ = 2, 1
BLOCKED = [Outcome.ALLOWED, Outcome.BLOCKED]


@pytest.mark.parametrize(
    ("name", "before", "after", "asked"),
    [
        ("displacement_cc", Fact(2693), 1890, True),
        ("displacement_cc", Fact(2693), 2693, False),
        ("displacement_cc", None, 1890, False),
        ("displacement_cc", Fact(1800, precision=100), 1797, False),
        ("displacement_cc", Fact(2000, precision=100), 1890, True),
        ("displacement_cc", Fact(2693), None, True),
        ("powertrain", Fact("hybrid"), "petrol", True),
        ("vehicle_class", Fact("van"), "car", True),
        ("hs_code", None, "870322", True),
        ("hs_code", None, None, False),
        ("export_value_jpy", Fact(6_500_000), 5_900_000, True),
        ("model_code", Fact("ZC53S"), "ZC83S", True),
        ("seats", Fact(5), 10, True),
        ("made_in", Fact("US"), "JP", True),
        ("colour", Fact("red"), "blue", False),
        ("odometer_km", Fact(1), 2, False),
    ],
)
def test_what_needs_a_reason(name: str, before: Fact | None, after: object, asked: bool) -> None:
    assert (guarding(BLOCKED, name, before, after) is Outcome.BLOCKED) is asked
    assert guarding([Outcome.ALLOWED], name, before, after) is None
    conditional = guarding([Outcome.ALLOWED, Outcome.CONDITIONAL], name, before, after)
    assert conditional is (Outcome.CONDITIONAL if asked else None)
    expected = Outcome.REVIEW if asked else None
    assert guarding([Outcome.REVIEW], name, before, after) is expected


@pytest.mark.parametrize(
    ("value", "price", "far"),
    [(499_999, 1_000_000, True), (500_000, 1_000_000, False), (None, 1, False), (1, None, False)],
)
def test_a_value_far_under_the_price(value: int | None, price: int | None, far: bool) -> None:
    assert is_far_under(value, price) is far


def type_in(
    db: Database, books: Books, question: Question, value: object, why: str = "", vehicle: int = 2
) -> int:
    changes = editing.type_fact(
        db, silent, books, question, vehicle, "displacement_cc", value, "sato", why
    )
    assert changes.step is not None
    return changes.step


def test_a_change_after_a_block_asks_why_and_is_shown_for_good(
    stock: Database, books: Books, question: Question
) -> None:
    with pytest.raises(UserError) as caught:
        type_in(stock, books, question, 1890)
    assert "Blocked" in words.error(caught.value)
    assert vehicles.get(stock.connection, PRADO).displacement_cc == 2693
    step = type_in(stock, books, question, 1890, "certificate read again")
    (flag,) = red_flags.flags_of(stock.connection, PRADO)
    assert flag.kind == red_flags.CHANGED
    said = red_flags.sentence(flag)
    for word in ("2,693 cc", "1,890 cc", "Blocked", "sato", "certificate read again"):
        assert word in said
    undoing.undo_step(stock, step, "sato")
    assert vehicles.get(stock.connection, PRADO).displacement_cc == 2693
    assert len(red_flags.flags_of(stock.connection, PRADO)) == 1


def test_a_verdict_of_any_destination_counts(
    stock: Database, books: Books, question: Question
) -> None:
    elsewhere = Question("KE", question.on)
    assert Outcome.BLOCKED in packs.outcomes_of(stock.connection, PRADO)
    with pytest.raises(UserError, match="reason_needed"):
        type_in(stock, books, elsewhere, 1890)


def test_a_low_value_is_flagged(stock: Database, books: Books, question: Question) -> None:
    editing.type_fact(
        stock, silent, books, question, VITZ, "export_value_jpy", 100_000, "sato", "asked for"
    )
    (flag,) = red_flags.flags_of(stock.connection, VITZ)
    assert red_flags.sentence(flag) == (
        "The export value JPY 100,000 is far under the hammer price JPY 500,000."
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_both_languages_say_it(
    stock: Database, books: Books, question: Question, language: str
) -> None:
    type_in(stock, books, question, 1890, "理由")
    words.use(language)
    (flag,) = red_flags.flags_of(stock.connection, PRADO)
    assert "理由" in red_flags.sentence(flag)


def test_a_list_that_changes_a_guarded_fact_is_recorded_too(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    path = tmp_path / "newer.csv"
    changed = voyages.PRADO.replace("2693", "1890")
    path.write_text(voyages.HEADS + f"ミナトAA,2026/11/20,9,{changed}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", voyages.TODAY)
    assert vehicles.get(stock.connection, PRADO).displacement_cc == 1890
    (flag,) = red_flags.flags_of(stock.connection, PRADO)
    assert "read from the list newer.csv" in red_flags.sentence(flag)
    assert "2,693 cc" in red_flags.sentence(flag)


def test_another_destination_after_a_block_asks_why(
    stock: Database, books: Books, question: Question
) -> None:
    shipment = voyages.ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, shipment, PRADO, 900_000, "sato", voyages.TODAY)

    def turn(port: str, why: str = "") -> None:
        values = {"port_of_discharge": port}
        shipping.change_shipment(stock, books, shipment, values, "sato", voyages.TODAY, why)

    turn("Dar es Salaam")  # it was cleared for Kenya
    turn("Vladivostok")  # the check says there that it is blocked
    with pytest.raises(UserError) as caught:
        turn("Poti")
    assert "Destination" in words.error(caught.value)
    assert shipments.get(stock.connection, shipment).port_of_discharge == "RUVVO"
    turn("Poti", "buyer named another port by letter")
    (flag,) = red_flags.flags_of(stock.connection, PRADO)
    said = red_flags.sentence(flag)
    for word in ("Russia", "Georgia", "Blocked", "buyer named another port by letter"):
        assert word in said


def test_parties_that_nobody_screened_make_no_change_of_destination_suspicious(
    stock: Database, books: Books, question: Question
) -> None:
    shipment = voyages.ship(stock, books, "Mombasa", "unscreened")
    shipping.add_vehicle(stock, books, shipment, VITZ, 900_000, "sato", voyages.TODAY)
    values = {"port_of_discharge": "Dar es Salaam"}
    shipping.change_shipment(stock, books, shipment, values, "sato", voyages.TODAY)
    assert red_flags.flags_of(stock.connection, VITZ) == []

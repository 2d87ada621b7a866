"""A shipment sails or is closed released; else somebody says why, and the law is never passed."""

import pytest

from broker_app.errors import UserError
from broker_app.jobs import editing, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.store import parties, shipments, write
from broker_app.store.database import Database
from tests.jobs.releases import PRADO, let_go, refused, state, voyage
from tests.jobs.voyages import TODAY

__all__ = ["voyage"]

WHY = "the line loaded it a day early"
ON = ("sailed", "closed")


def turn(db: Database, books: Books, shipment: int, to: str, why: str = "") -> None:
    shipping.change_shipment(db, books, shipment, {"state": to}, "sato", TODAY, why)


def whys(db: Database) -> list[str]:
    sql = "SELECT why FROM step WHERE key = 'shipment_change' ORDER BY id DESC"
    return [row[0] for row in db.connection.execute(sql)]


@pytest.mark.parametrize("to", ON)
def test_an_unreleased_shipment_goes_on_with_a_reason_only(
    stock: Database, books: Books, voyage: int, to: str
) -> None:
    refused(lambda: turn(stock, books, voyage, to), "unreleased_reason_needed")
    refused(lambda: turn(stock, books, voyage, to, "  "), "unreleased_reason_needed")
    assert state(stock, voyage) != to
    turn(stock, books, voyage, to, WHY)
    assert state(stock, voyage) == to
    assert whys(stock)[0] == WHY


def test_a_released_shipment_sails_and_is_closed_unasked(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    turn(stock, books, voyage, "sailed")
    shipping.change_shipment(stock, books, voyage, {"eta": "2027-02-01"}, "sato", TODAY)
    turn(stock, books, voyage, "closed")
    assert state(stock, voyage) == "closed"


def test_a_release_of_what_was_before_lets_nothing_sail(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    both = {"state": "sailed", "etd": "2026-12-09"}
    refused(
        lambda: shipping.change_shipment(stock, books, voyage, both, "sato", TODAY),
        "unreleased_reason_needed",
    )


@pytest.mark.parametrize("to", ON)
def test_no_reason_lets_a_barred_vehicle_pass(
    stock: Database, books: Books, voyage: int, to: str
) -> None:
    with write.step(stock, "shipment_change", "sato", number="x") as step:
        step.change("shipment", voyage, {"port_of_discharge": "RUVVO"})
        step.insert("shipment_vehicle", {"shipment": voyage, "vehicle": PRADO, "position": 2})
    refused(lambda: turn(stock, books, voyage, to, WHY), "vehicle_blocked")


def test_no_reason_closes_a_shipment_at_sea_for_a_designated_party(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    turn(stock, books, voyage, "sailed")
    consignee = shipments.get(stock.connection, voyage).consignee or 0
    editing.record_screening(stock, consignee, "designated", "ito")
    assert parties.get(stock.connection, consignee).screening == "designated"
    refused(lambda: turn(stock, books, voyage, "closed", WHY), "party_designated")
    assert state(stock, voyage) == "sailed"


@pytest.mark.parametrize("to", ["released", "sailed", "documents_sent", "closed"])
def test_no_shipment_begins_in_a_later_state(stock: Database, books: Books, to: str) -> None:
    with pytest.raises(UserError, match="shipment_begins_later"):
        shipping.new_shipment(stock, books, "sato", TODAY, {"state": to})


def test_one_undo_takes_a_state_back(stock: Database, books: Books, voyage: int) -> None:
    before = state(stock, voyage)
    turn(stock, books, voyage, "sailed", WHY)
    last = undoing.next_undo(stock.connection)
    assert last is not None
    undoing.undo_step(stock, last.step, "sato")
    assert state(stock, voyage) == before

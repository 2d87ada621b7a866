"""Who was found on a list that binds is dealt with nowhere; who is in doubt is told in place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.payment import Payment
from broker_app.domain.proforma import Proforma
from broker_app.errors import UserError
from broker_app.jobs import (
    dealing,
    editing,
    offering,
    particulars,
    paying,
    proforma,
    screening,
    searching,
    selling,
    shipping,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import list_snapshots, parties, sales, shipments, write
from broker_app.store.database import Database
from tests.clear import LISTED, clear, install_lists
from tests.jobs.voyages import TODAY, VOYAGE, ship

BINDING = ("jp-meti-russia", "jp-meti-end-user", "jp-mof", "un")


def listed(db: Database, books: Books) -> int:
    """Return a party with a strong hit on every list that binds; nobody has decided."""
    party, _ = editing.save_party(db, Party(name=LISTED, country="KE", address=("P",)), "sato")
    if not list_snapshots.current(db.connection):
        install_lists(db, books, TODAY)
    searching.screen(db, silent, books, "sato", TODAY, [party])
    return party


def decide(db: Database, books: Books, party: int, list_id: str, decision: str, why: str) -> None:
    entry = (list_id, "1")
    screening.decide(db, books, party, entry, decision, why, "", "sato", TODAY)


def match(db: Database, books: Books, party: int, list_id: str = "jp-mof") -> None:
    decide(db, books, party, list_id, "match", "same_party")


Deal = Callable[[Database, Books, int], object]
DEALS: dict[str, Deal] = {
    "offer": lambda db, books, party: offering.put_offer(
        db, Offer(vehicle=1, party=party, price=100, currency="USD", incoterm="FOB"), "sato", TODAY
    ),
    "reservation": lambda db, books, party: offering.reserve(
        db, Reservation(vehicle=1, party=party, until="2026-11-30"), "sato", TODAY
    ),
    "sale": lambda db, books, party: selling.sell(
        db, 1, {"buyer": party, "price": 100, "currency": "USD"}, "sato", TODAY
    ),
    "proforma": lambda db, books, party: proforma.look_at(
        db.connection, books, Proforma(vehicles=(1,), buyer=party, currency="USD"), TODAY
    ),
    "shipment": lambda db, books, party: shipping.new_shipment(
        db, books, "sato", TODAY, VOYAGE | {"port_of_discharge": "KEMBA", "notify": party}
    ),
    "shipment changed": lambda db, books, party: shipping.change_shipment(
        db, books, ship(db, books, "KEMBA"), {"consignee": party}, "sato", TODAY
    ),
    "detail": lambda db, books, party: particulars.put(
        db, books, ship(db, books, "KEMBA"), {"forwarder": str(party)}, "sato"
    ),
}


@pytest.mark.parametrize("list_id", BINDING)
@pytest.mark.parametrize("deal", DEALS)
def test_nothing_is_dealt_with_whom_a_binding_list_names(
    stock: Database, books: Books, deal: str, list_id: str
) -> None:
    party = listed(stock, books)
    match(stock, books, party, list_id)
    with pytest.raises(UserError, match=r"^party_barred"):
        DEALS[deal](stock, books, party)


@pytest.mark.parametrize("deal", [name for name in DEALS if name != "proforma"])
def test_a_hit_that_waits_bars_nothing_and_is_told(
    stock: Database, books: Books, deal: str
) -> None:
    party = listed(stock, books)
    DEALS[deal](stock, books, party)
    assert "may be on the list" in dealing.told(stock.connection, party, TODAY)


def test_nothing_is_put_on_a_shipment_with_a_party_that_was_found_listed_since(
    stock: Database, books: Books
) -> None:
    party = listed(stock, books)
    shipment = ship(stock, books, "KEMBA", notify=party)
    match(stock, books, party)
    with pytest.raises(UserError, match=r"^party_barred"):
        shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    with pytest.raises(UserError, match=r"^party_barred"):
        shipping.change_shipment(stock, books, shipment, {"state": "booked"}, "sato", TODAY)
    # Anything else may be set right, and the party be taken off.
    shipping.change_shipment(stock, books, shipment, {"voyage": "119W"}, "sato", TODAY)
    shipping.change_shipment(stock, books, shipment, {"notify": None}, "sato", TODAY)
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)


def test_money_that_came_is_recorded_whoever_paid(stock: Database, books: Books) -> None:
    party = listed(stock, books)
    selling.sell(stock, 1, {"buyer": party, "price": 900, "currency": "USD"}, "sato", TODAY)
    match(stock, books, party)
    paying.put_payment(stock, 1, Payment(amount=500, currency="USD"), "sato", TODAY)
    assert "Nothing is offered" in dealing.told(stock.connection, party, TODAY)


def test_two_people_lift_what_one_found(stock: Database, books: Books) -> None:
    party = listed(stock, books)
    match(stock, books, party)
    decide(stock, books, party, "jp-mof", "no_match", "different_name")
    with pytest.raises(UserError, match=r"^party_barred"):
        dealing.refuse_barred(stock.connection, [party])
    screening.agree(stock, books, party, ("jp-mof", "1"), "ito", TODAY)
    dealing.refuse_barred(stock.connection, [party])


def test_another_spelling_of_a_name_lifts_nothing(stock: Database, books: Books) -> None:
    party = listed(stock, books)
    match(stock, books, party, "jp-mof")
    known = parties.get(stock.connection, party)
    editing.save_party(stock, replace(known, name=f"{LISTED}, The"), "sato")
    searching.screen(stock, silent, books, "sato", TODAY, [party])
    with pytest.raises(UserError, match=r"^party_barred"):
        dealing.refuse_barred(stock.connection, [party])


def test_a_designation_by_hand_outlives_another_spelling(stock: Database, books: Books) -> None:
    party = listed(stock, books)
    editing.record_screening(stock, party, "designated", "sato")
    known = parties.get(stock.connection, party)
    editing.save_party(stock, replace(known, name="KOPJE"), "sato")
    with pytest.raises(UserError, match=r"^party_designated"):
        dealing.refuse_barred(stock.connection, [party])
    editing.record_screening(stock, party, "clear", "ito")
    dealing.refuse_barred(stock.connection, [party])


def test_who_is_behind_a_sale_counts_for_the_law(stock: Database, books: Books) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    assert _party_asked(stock, books, shipment) == "clear"
    party = listed(stock, books)
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    with write.step(stock, "sale", "sato", vehicle="x") as step:  # as a merge of parties may
        sales.put(step, stock.connection, replace(sale, buyer=party))
    assert _party_asked(stock, books, shipment) == "unscreened"
    match(stock, books, party, "jp-meti-russia")
    assert _party_asked(stock, books, shipment) == "designated"
    with pytest.raises(UserError, match=r"^party_barred"):
        shipping.add_vehicle(stock, books, shipment, 2, 415_000, "sato", TODAY)


def test_a_clear_party_is_told_nothing(stock: Database, books: Books) -> None:
    party, _ = editing.save_party(stock, Party(name="KOPJE", country="KE"), "sato")
    clear(stock, books, party, on=TODAY)
    late = date(2026, 12, 1) + timedelta(40)
    assert dealing.told(stock.connection, party, late) == ""


def _party_asked(db: Database, books: Books, shipment: int) -> str:
    record = shipments.get(db.connection, shipment)
    return shipping.question_of(db.connection, books, record, TODAY).party

"""A hit on whoever is named holds the papers of a shipment."""

from dataclasses import replace

import pytest

from broker_app.jobs import editing, issuing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import Readiness
from broker_app.jobs.people import people_of
from broker_app.jobs.readiness import hold_text
from broker_app.store import parties
from broker_app.store.database import Database
from tests.jobs.searches import CORPORATION, add, books, decide, install, searched
from tests.jobs.voyages import TODAY, ship

__all__ = ["books"]


def aboard(db: Database, books: Books, name: str) -> tuple[int, int]:
    """Put a car that may go anywhere on a shipment to a party of a name."""
    shipment = ship(db, books, "Kemba", screening="unscreened")
    party = shipping.shipments.get(db.connection, shipment).consignee or 0
    record = replace(parties.get(db.connection, party), name=name)
    editing.save_party(db, record, "sato")
    shipping.add_vehicle(db, books, shipment, 1, 415_000, "sato", TODAY)
    install(db, books)
    searched(db, books)
    return shipment, party


def readiness(db: Database, books: Books, shipment: int) -> Readiness:
    return issuing.readiness(db.connection, books, shipment, TODAY)


def test_a_hit_holds_the_papers_of_a_shipment(stock: Database, books: Books) -> None:
    shipment, party = aboard(stock, books, "Mihon Trading Co., Limited")
    state = readiness(stock, books, shipment)
    assert not state.ready
    holds = issuing.holds_of(state)
    assert "hit.jp-meti-third-country.Mihon Trading Co., Limited" in holds
    said = hold_text(holds[0])
    assert "Mihon Trading Co., Limited" in said
    decide(stock, books, party, "match", "same_party", entry=CORPORATION)
    assert any(hold.startswith("confirmed.un.") for hold in issuing.holds_of(readiness(
        stock, books, shipment)))  # fmt: skip


def test_a_party_without_a_hit_holds_nothing(stock: Database, books: Books) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    assert not [hold for hold in issuing.holds_of(readiness(stock, books, shipment)) if "." in hold
                and hold.partition(".")[0] in ("hit", "confirmed")]  # fmt: skip


@pytest.mark.parametrize("key", ["forwarder", "bank", "end_user", "notify2"])
def test_whoever_is_on_the_papers_holds_them(stock: Database, books: Books, key: str) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    other = add(stock, "Mihon Trading Co., Limited")
    searched(stock, books)
    particulars.put(stock, books, shipment, {key: str(other)}, "sato")
    wanted = "hit.jp-meti-third-country.Mihon Trading Co., Limited"
    assert wanted in issuing.holds_of(readiness(stock, books, shipment))
    decide(stock, books, other, "match", "same_party")
    record = shipping.shipments.get(stock.connection, shipment)
    assert shipping.question_of(stock.connection, books, record, TODAY).party == "designated"


def test_a_ship_that_is_a_party_holds_the_papers_too(stock: Database, books: Books) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    ship = add(stock, "Shiranami  Leader", kind="vessel")
    people = people_of(stock.connection, shipping.shipments.get(stock.connection, shipment))
    assert ship in [one.id for one in people]


def test_what_is_called_by_a_plural_is_missing_as_several() -> None:
    said = [hold_text(f"missing.{name}") for name in ("containers", "particular.list_control")]
    assert said == ["Containers are missing", "Items 1 to 15 are missing"]
    assert hold_text("missing.vessel") == "Vessel is missing"

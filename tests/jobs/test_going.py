"""What papers need only for a market, a credit, a container or a battery."""

import pytest

from broker_app.domain.particulars import PREFIX, Entered
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import issuing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.going import Going, going_of
from broker_app.reference import particulars as catalogue
from broker_app.reference import release_checks
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship


def needed(books: Books, going: Going) -> set[str]:
    return {p.key for p in books.particulars.of_scope("shipment") if p.is_needed(going)}


def asked_of(books: Books, shipment: Shipment, told: dict[str, str], *cars: Vehicle) -> set[str]:
    return needed(books, going_of(books, shipment, Entered(told), cars))


@pytest.mark.parametrize(
    ("shipment", "told", "asked"),
    [
        (Shipment(port_of_discharge="KEMBA"), {}, {"idf"}),
        (Shipment(port_of_discharge="EGALY"), {}, {"acid"}),
        (Shipment(port_of_discharge="AUMEL"), {}, {"import_licence"}),
        (Shipment(port_of_discharge="LKCMB"), {}, {"lc_number"}),
        (Shipment(port_of_discharge="JMKIN"), {}, set()),
        (
            Shipment(port_of_discharge="JMKIN", payment_terms="L/C at sight"),
            {},
            {"lc_number", "lc_date", "lc_bank"},
        ),
        (
            Shipment(port_of_discharge="JMKIN"),
            {"mode": "container"},
            {"vanning_place", "vanning_date"},
        ),
        (Shipment(port_of_discharge="KEMBA", final_destination="UG"), {}, {"transit_to"}),
        (Shipment(port_of_discharge="KEMBA", final_destination="KE"), {}, {"idf"}),
        (Shipment(), {}, set()),
    ],
)
def test_what_a_shipment_needs_because_of_how_it_goes(
    books: Books, shipment: Shipment, told: dict[str, str], asked: set[str]
) -> None:
    assert asked_of(books, shipment, told) == asked


def test_a_battery_is_asked_of_the_vehicle_that_it_drives(stock: Database, books: Books) -> None:
    made = ship(stock, books, "Kingston")
    for vehicle in (1, 2):
        shipping.add_vehicle(stock, books, made, vehicle, 415_000, "sato", TODAY)
    stock.connection.execute("UPDATE vehicle SET powertrain = 'electric' WHERE id = 2")
    stock.connection.commit()
    lacks = issuing.readiness(stock.connection, books, made, TODAY, "BR").missing
    assert {"particular.traction_battery:2", "particular.battery_kwh:2"} <= set(lacks)
    assert not {"particular.traction_battery:1", "particular.battery_kwh:1"} & set(lacks)
    said = {"traction_battery": "lithium", "battery_kwh": "40"}
    particulars.put(stock, books, made, said, "sato", of=[2])
    lacks = issuing.readiness(stock.connection, books, made, TODAY, "BR").missing
    assert not [key for key in lacks if "battery" in key]


def test_a_number_of_the_market_keeps_the_papers_that_print_it_drafts(
    stock: Database, books: Books
) -> None:
    made = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, made, 1, 415_000, "sato", TODAY)

    def lacks(kind: str) -> bool:
        found = issuing.readiness(stock.connection, books, made, TODAY, kind)
        return "particular.idf" in found.missing

    assert not lacks("CI")
    particulars.put(stock, books, made, {"idf": ""}, "sato")
    assert lacks("CI")
    assert lacks("BLI")
    assert not lacks("MARK")  # which does not print it
    shipping.change_shipment(stock, books, made, {"port_of_discharge": "TZDAR"}, "sato", TODAY)
    assert not lacks("CI")


def test_what_the_release_demands_of_a_country_its_papers_ask_for(books: Books) -> None:
    for country, demand in release_checks.shipped().demands.items():
        going = going_of(books, Shipment(final_destination=country), Entered(), [])
        assert set(demand.references) <= needed(books, going), country


def test_occasions_name_their_source_and_what_some_paper_prints(books: Books) -> None:
    from broker_app.domain.paper_keys import keys_of

    printed = {key for kind in books.document_kinds.values() for key in keys_of(kind)}
    asked = [p for p in catalogue.shipped().entries if p.required_when]
    assert len(asked) > 10
    assert [p.key for p in asked if PREFIX + p.key not in printed] == []

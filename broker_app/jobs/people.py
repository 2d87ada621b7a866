"""People: the parties of a shipment with what they are to it, and those behind its sales.

Goods go to whoever bought them, also where a paper names somebody else: who is behind a sale is
looked up like everybody on the papers.
"""

from broker_app.domain.party import Party
from broker_app.domain.shipment import Shipment
from broker_app.jobs.finding_parties import party_keys, ship_named
from broker_app.store import particulars, parties, sales, shipments
from broker_app.store.database import Rows

ON_PAPERS = ("buyer", "consignee", "notify")
"""Fields of a shipment that name a party."""
SALE, VESSEL = "sale", "vessel"
"""Roles of the buyer of a vehicle on board, and of the ship."""


def roles_of(reader: Rows, shipment: Shipment) -> dict[int, tuple[str, ...]]:
    """Return the parties of a shipment by id, each with its roles in it.

    Those on its papers: forwarder, bank, end user and the ship itself too. The buyers of the
    vehicles on board, where they are none of these.
    """
    roles: dict[int, list[str]] = {}

    def add(number: int, role: str) -> None:
        roles.setdefault(number, []).append(role)

    for role in ON_PAPERS:
        if number := getattr(shipment, role):
            add(number, role)
    if shipment.id is not None:
        for key, number in particulars.party_roles(reader, party_keys(), shipment.id):
            add(number, key)
    for number in ship_named(reader, shipment.vessel):
        add(number, VESSEL)
    for number in _buyers(reader, shipment):
        if number not in roles:
            add(number, SALE)
    return {number: tuple(said) for number, said in roles.items()}


def people_of(reader: Rows, shipment: Shipment) -> list[Party]:
    """Return the parties of a shipment, each once."""
    return [parties.get(reader, number) for number in roles_of(reader, shipment)]


def _buyers(reader: Rows, shipment: Shipment) -> list[int]:
    aboard = [] if shipment.id is None else shipments.vehicles(reader, shipment.id)
    return list(dict.fromkeys(sale.buyer for sale in sales.of_vehicles(reader, aboard).values()))

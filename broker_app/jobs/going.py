"""Going: how a shipment goes, and which particulars its papers need because of it."""

from collections.abc import Iterable
from dataclasses import replace

from broker_app.domain.document import DocumentKind
from broker_app.domain.paper_keys import keys_of
from broker_app.domain.paper_set import Going
from broker_app.domain.particulars import PREFIX, Entered, Particular
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import Order

_CREDIT = ("L/C", "LC ", "LETTER OF CREDIT", "IRREVOCABLE")
"""How terms of payment begin that are a letter of credit."""
_OF_BOX = "container."


def going_of(
    books: Books, shipment: Shipment, entered: Entered, vehicles: Iterable[Vehicle]
) -> Going:
    """Return how a shipment goes, but for the risk of its market."""
    told = entered.shipment
    country = end_country(books, shipment)
    port = books.ports.get(shipment.port_of_discharge)
    return Going(
        mode=told.get("mode", ""),
        incoterm=shipment.incoterm,
        has_credit=bool(told.get("lc_number"))
        or shipment.payment_terms.upper().startswith(_CREDIT),
        wanted=told.get("lc_documents", ""),
        country=country,
        onward=port is not None and country not in ("", port.country),
        powertrains=frozenset(vehicle.powertrain or "" for vehicle in vehicles),
    )


def end_country(books: Books, shipment: Shipment) -> str:
    """Return the country where a shipment ends, as far as it is known."""
    final = shipment.final_destination or shipment.port_of_discharge
    port = books.ports.get(final)
    return port.country if port else final[:2]


def lacking(order: Order, kind: DocumentKind) -> list[str]:
    """Return what a kind of paper prints and this shipment needs, and nobody entered.

    A vehicle's as `particular.key:line`, a container's as `container.particular.key:place`.
    """
    printing = keys_of(kind)
    vehicles = [line.record for line in order.lines]
    going = going_of(order.books, order.shipment, order.entered, vehicles)
    asked = [p for p in order.books.particulars.entries if PREFIX + p.key in printing]
    found: list[str] = []
    for particular in asked:
        if particular.required_when:
            found += _of_scope[particular.scope](order, going, particular)
    return found


def _of_shipment(order: Order, going: Going, asked: Particular) -> list[str]:
    held = order.entered.shipment.get(asked.key)
    return [] if held or not asked.is_needed(going) else [PREFIX + asked.key]


def _of_vehicles(order: Order, going: Going, asked: Particular) -> list[str]:
    found = []
    for place, line in enumerate(order.lines, 1):
        own = replace(going, powertrains=frozenset({line.record.powertrain or ""}))
        held = order.entered.vehicles.get(line.vehicle, {}).get(asked.key)
        if asked.is_needed(own) and not held:
            found.append(f"{PREFIX}{asked.key}:{place}")
    return found


def _of_containers(order: Order, going: Going, asked: Particular) -> list[str]:
    if not asked.is_needed(going):
        return []
    of = order.entered.of_containers
    return [
        f"{_OF_BOX}{PREFIX}{asked.key}:{place}"
        for place, box in enumerate(order.entered.containers, 1)
        if not of.get(box.id or 0, {}).get(asked.key)
    ]


_of_scope = {"shipment": _of_shipment, "vehicle": _of_vehicles, "container": _of_containers}

"""Selling: the sale of a vehicle, what it cost, and what is left."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean
from typing import Any

from broker_app.domain.changes import Changes
from broker_app.domain.cost import Cost
from broker_app.domain.margin import Margin, margin_of
from broker_app.domain.party import Party
from broker_app.domain.sale import Sale
from broker_app.domain.scoring import OwnSales
from broker_app.domain.shipment import INCOTERMS
from broker_app.domain.state import GIVEN_BACK
from broker_app.errors import UserError
from broker_app.jobs.shipping import name_of, refuse_ended
from broker_app.store import costs, parties, rates, sales, shipments, vehicles, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"sale"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The money of one vehicle: its sale and buyer, its costs, and what is left."""

    sale: Sale | None
    buyer: Party | None
    costs: tuple[Cost, ...]
    margin: Margin


def ledger(reader: Rows, vehicle: int, today: date) -> Ledger:
    """Look the money of a vehicle up."""
    sale = sales.of_vehicle(reader, vehicle)
    paid = costs.of_vehicle(reader, vehicle)
    return Ledger(
        sale,
        parties.get(reader, sale.buyer) if sale else None,
        tuple(paid),
        margin_of(sale, paid, rates.book(reader), today),
    )


def own_sales(reader: Rows, today: date) -> dict[str, OwnSales]:
    """Return what our sales have left on average, by the country of the buyer.

    A sale whose margin is open says nothing and is left out.
    """
    sold, countries = sales.every(reader), sales.countries(reader)
    paid, book = costs.of_vehicles(reader, sold), rates.book(reader)
    shares: dict[str, list[float]] = defaultdict(list)
    for vehicle, sale in sold.items():
        share = margin_of(sale, paid[vehicle], book, today).share
        if share is not None and vehicle in countries:
            shares[countries[vehicle]].append(share)
    return {country: OwnSales(fmean(known), len(known)) for country, known in shares.items()}


def sell(db: Database, vehicle: int, values: Mapping[str, Any], who: str, today: date) -> Changes:
    """Sell a vehicle, or change its sale: `values` are fields of `Sale`.

    Price and deposit are amounts of the old currency: in another one they are asked anew. Raises
    UserError without a buyer, for a designated one, for another buyer than that of the shipment
    the vehicle stands on, for a deposit above the price, and for a vehicle that was given back.
    """
    reader = db.connection
    before = sales.of_vehicle(reader, vehicle) or Sale(vehicle=vehicle, sold_on=today.isoformat())
    if values.get("currency", before.currency) != before.currency:
        values = {"price": 0, "deposit": 0} | dict(values)
    sale = replace(before, **values)
    _check(reader, before, sale)
    name = name_of(vehicles.get(reader, vehicle))
    with write.step(db, "sale", who, vehicle=name) as step:
        sales.put(step, reader, sale)
    return Changes(TABLES, step.number)


def take_back(db: Database, vehicle: int, who: str) -> Changes:
    """Take the sale of a vehicle back. Raises UserError while it stands on a shipment."""
    reader = db.connection
    shipment = shipments.shipment_of(reader, vehicle)
    if shipment is not None:
        number = shipments.get(reader, shipment).number
        raise UserError("vehicle_on_shipment", shipment=number)
    name = name_of(vehicles.get(reader, vehicle))
    with write.step(db, "sale_back", who, vehicle=name) as step:
        sales.remove(step, reader, vehicle)
    return Changes(TABLES, step.number)


def _check(reader: Rows, before: Sale, sale: Sale) -> None:
    if not sale.buyer:
        raise UserError("sale_needs_buyer")
    if sale.incoterm not in INCOTERMS:
        raise UserError("incoterm_unknown", value=sale.incoterm)
    if sale.price < 0 or sale.deposit < 0:
        raise UserError("price_negative")
    if sale.deposit > sale.price:
        raise UserError("deposit_above_price")
    if sale.buyer == before.buyer:
        return
    refuse_ended(reader, sale.vehicle, vehicles.get(reader, sale.vehicle), GIVEN_BACK)
    buyer = parties.get(reader, sale.buyer)
    if buyer.screening == "designated":
        raise UserError("buyer_designated", buyer=buyer.name)
    shipment = shipments.shipment_of(reader, sale.vehicle)
    if before.buyer and shipment is not None:
        number = shipments.get(reader, shipment).number
        raise UserError("sale_on_shipment", shipment=number)

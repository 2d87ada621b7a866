"""Selling: the sale of a vehicle, what it cost, and what is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Any

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.cost import Cost
from broker_app.domain.margin import Margin, margin_of
from broker_app.domain.money import Money
from broker_app.domain.offer import Offer, Reservation, open_offers
from broker_app.domain.party import Party
from broker_app.domain.payment import Payment
from broker_app.domain.sale import Sale, Settlement, settled
from broker_app.domain.sale_state import sale_state
from broker_app.domain.scoring import OwnSales
from broker_app.domain.state import GIVEN_BACK
from broker_app.errors import UserError
from broker_app.jobs import dealing, refusing
from broker_app.jobs.shipping import name_of, refuse_ended
from broker_app.store import (
    costs,
    list_prices,
    offers,
    parties,
    payments,
    rates,
    sales,
    shipments,
    vehicles,
    write,
)
from broker_app.store.database import Database, Rows

TABLES = frozenset({"sale", "offer"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The money of one vehicle: its sale, buyer and payments, its costs, and what is left.

    `state` is how far the sale is, in one word; `list_price` is what our price lists ask.
    """

    sale: Sale | None
    buyer: Party | None
    costs: tuple[Cost, ...]
    margin: Margin
    payments: tuple[Payment, ...] = ()
    settlement: Settlement | None = None
    reservation: Reservation | None = None
    offers: tuple[Offer, ...] = ()
    state: str = ""
    list_price: Money | None = None
    told: tuple[str, ...] = ()
    """What stands against dealing with the buyer, or with those it is offered to or held for."""


def ledger(reader: Rows, vehicle: int, today: date) -> Ledger:
    """Look the money of a vehicle up."""
    sale = sales.of_vehicle(reader, vehicle)
    paid = costs.of_vehicle(reader, vehicle)
    got = payments.of_sale(reader, sale.id) if sale else []
    settlement = settled(sale, got) if sale else None
    reservation = offers.reservation_of(reader, vehicle)
    made = offers.of_vehicle(reader, vehicle)
    return Ledger(
        sale,
        parties.get(reader, sale.buyer) if sale else None,
        tuple(paid),
        margin_of(sale, paid, rates.book(reader), today),
        tuple(got),
        settlement,
        reservation,
        tuple(made),
        sale_state(sale, settlement, reservation, made, today),
        list_prices.of_vehicle(reader, vehicle),
        _told(reader, sale, reservation, made, today),
    )


def _told(
    reader: Rows,
    sale: Sale | None,
    held: Reservation | None,
    made: Iterable[Offer],
    today: date,
) -> tuple[str, ...]:
    """Return in words what stands against those a vehicle is sold to, or held for and offered."""
    people = [sale.buyer] if sale else [held.party] if held else []
    if sale is None:
        people += [offer.party for offer in open_offers(made, today)]
    said = (dealing.told(reader, party, today) for party in dict.fromkeys(people))
    return tuple(filter(None, said))


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
    return {
        country: OwnSales(fsum(known) / len(known), len(known)) for country, known in shares.items()
    }


def sell(db: Database, vehicle: int, values: Mapping[str, Any], who: str, today: date) -> Changes:
    """Sell a vehicle, or change its sale: `values` are fields of `Sale`.

    The price is an amount of the old currency: in another one it is asked anew. Raises UserError
    without a buyer, for a barred one, for another buyer than that of the shipment the vehicle
    stands on or whom it is held for, for a price below what was paid, for another currency once
    something was paid, and for a vehicle that was given back.
    """
    reader = db.connection
    name = name_of(vehicles.get(reader, vehicle))
    with write.step(db, "sale", who, vehicle=name) as step:
        # Looked at inside the step: nobody else can sell the vehicle meanwhile.
        sold = sales.of_vehicle(reader, vehicle)
        before = sold or Sale(vehicle=vehicle, sold_on=today.isoformat())
        if values.get("currency", before.currency) != before.currency:
            values = {"price": 0} | dict(values)
        sale = replace(before, **values)
        _check(reader, before, sale, today)
        sales.put(step, reader, sale)
        offers.reopen(step, reader, vehicle, sale.buyer)
    return Changes(TABLES, step.number)


def take_back(db: Database, vehicle: int, who: str) -> Changes:
    """Take the sale of a vehicle back; an offer that was accepted is open again.

    Raises UserError while it stands on a shipment, and while money is entered as paid for it.
    """
    reader = db.connection
    shipment = shipments.shipment_of(reader, vehicle)
    if shipment is not None:
        number = shipments.get(reader, shipment).number
        raise UserError("vehicle_on_shipment", shipment=number)
    sale = sales.of_vehicle(reader, vehicle)
    if sale is not None and (paid := _paid(reader, sale)):
        raise UserError("sale_paid", paid=words.money(paid, sale.currency))
    name = name_of(vehicles.get(reader, vehicle))
    with write.step(db, "sale_back", who, vehicle=name) as step:
        sales.remove(step, reader, vehicle)
        offers.reopen(step, reader, vehicle)
    return Changes(TABLES, step.number)


def _paid(reader: Rows, sale: Sale) -> int:
    return settled(sale, payments.of_sale(reader, sale.id)).deposit.minor_units


def _check(reader: Rows, before: Sale, sale: Sale, today: date) -> None:
    if not sale.buyer:
        raise UserError("sale_needs_buyer")
    refusing.refuse_terms(sale.money, sale.incoterm)
    paid = _paid(reader, before)
    if paid and sale.currency != before.currency:
        raise UserError("sale_currency_paid", paid=words.money(paid, before.currency))
    if sale.price != before.price and sale.price < paid:
        raise UserError("price_below_paid", paid=words.money(paid, sale.currency))
    car = vehicles.get(reader, sale.vehicle)
    for name in ("sold_on", "due_on"):
        if getattr(sale, name) != getattr(before, name):
            refusing.refuse_day(car, getattr(sale, name))
    if sale.sold_on != before.sold_on:
        refusing.refuse_tomorrow(sale.sold_on, today)
    if sale.buyer != before.buyer:
        refuse_ended(reader, sale.vehicle, car, GIVEN_BACK)
        _check_buyer(reader, before, sale, today)


def _check_buyer(reader: Rows, before: Sale, sale: Sale, today: date) -> None:
    dealing.refuse_barred(reader, [sale.buyer])
    refusing.refuse_held(reader, sale.vehicle, sale.buyer, today)
    shipment = shipments.shipment_of(reader, sale.vehicle)
    if before.buyer and shipment is not None:
        number = shipments.get(reader, shipment).number
        raise UserError("sale_on_shipment", shipment=number)

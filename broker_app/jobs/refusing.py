"""Refusing: what keeps a vehicle from being offered, held for somebody, or sold."""

from datetime import date
from typing import Any

from broker_app.domain.dates import earliest, is_partial
from broker_app.domain.money import Money, exponent
from broker_app.domain.shipment import INCOTERMS
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.store import offers, parties, sales
from broker_app.store.database import Rows

MOST = 10**15
"""Amounts from here on are typing mistakes."""


def refuse_sold(reader: Rows, vehicle: int) -> None:
    """Raise UserError where a vehicle is sold; `sold` is the vehicle whose sale it is."""
    sale = sales.of_vehicle(reader, vehicle)
    if sale is not None:
        buyer = parties.get(reader, sale.buyer).name
        raise UserError("vehicle_sold_already", buyer=buyer, sold=vehicle)


def refuse_held(reader: Rows, vehicle: int, party: int, today: date) -> None:
    """Raise UserError where a vehicle is held for another party on this day."""
    held = offers.reservation_of(reader, vehicle)
    if held is not None and held.party != party and held.holds_on(today):
        holder = parties.get(reader, held.party).name
        until = date.fromisoformat(held.until)
        raise UserError("vehicle_reserved", buyer=holder, until=until)


def refuse_terms(price: Money, incoterm: str) -> None:
    """Raise UserError for a price that is none, an unknown term or an unknown currency."""
    if incoterm not in INCOTERMS:
        raise UserError("incoterm_unknown", value=incoterm)
    refuse_amount(price)


def refuse_amount(money: Money) -> None:
    """Raise UserError for an amount below nothing or beyond all sense, or an unknown currency."""
    code = money.currency
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise UserError("currency_unknown", value=code)
    if money.minor_units < 0:
        raise UserError("price_negative")
    if money.minor_units >= MOST:
        shown = f"{money.amount:,.{exponent(code)}f}"
        raise UserError("amount_unreadable", value=shown, currency=code)


def refuse_day(vehicle: Vehicle, day: str) -> None:
    """Raise UserError for a day that is none, or before the vehicle existed; empty is no day."""
    if not day:
        return
    if len(day) != 10 or not is_partial(day):
        raise UserError("day_unreadable", value=day)
    for name in ("manufactured", "first_registered"):
        built: Any = getattr(vehicle, name)
        if built and is_partial(built) and day < earliest(built).isoformat():
            raise UserError(
                "day_before_vehicle", day=date.fromisoformat(day), fact=name, built=built
            )


def refuse_tomorrow(day: str, today: date) -> None:
    """Raise UserError for a day to come."""
    if day > today.isoformat():
        raise UserError("day_to_come", day=date.fromisoformat(day))

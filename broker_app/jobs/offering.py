"""Offering: prices offered to parties, vehicles held for them, and our own list price."""

from dataclasses import replace
from datetime import date

from broker_app.domain.changes import Changes
from broker_app.domain.money import Money
from broker_app.domain.offer import ACCEPTED, DECLINED, LAPSED, OPEN, Offer, Reservation
from broker_app.domain.sale import Sale
from broker_app.domain.state import GIVEN_BACK
from broker_app.errors import UserError
from broker_app.jobs import dealing, refusing
from broker_app.jobs.shipping import name_of, refuse_ended
from broker_app.store import list_prices, offers, parties, sales, vehicles, write
from broker_app.store.database import Database, Rows

OFFERS = frozenset({"offer"})
RESERVATIONS = frozenset({"reservation"})
LIST_PRICES = frozenset({"list_price"})


def put_offer(db: Database, offer: Offer, who: str, today: date) -> Changes:
    """Store a new or changed offer; without a day it is made today.

    Raises UserError without a party or a price, for a barred party, a day that cannot be, an
    offer that was accepted already, and a vehicle that is sold or was given back.
    """
    reader = db.connection
    if not offer.party:
        raise UserError("offer_needs_party")
    if offer.id is not None and offers.get(reader, offer.id).state == ACCEPTED:
        raise UserError("offer_accepted")
    dealing.refuse_barred(reader, [offer.party])
    refusing.refuse_terms(offer.money, offer.incoterm)
    if not offer.price:
        raise UserError("offer_needs_price")
    car = vehicles.get(reader, offer.vehicle)
    made = replace(offer, made_on=offer.made_on or today.isoformat(), state=OPEN)
    for day in (made.made_on, made.valid_until):
        refusing.refuse_day(car, day)
    refusing.refuse_tomorrow(made.made_on, today)
    if made.valid_until and made.valid_until < made.made_on:
        raise UserError("offer_ends_before", day=date.fromisoformat(made.valid_until))
    refusing.refuse_sold(reader, offer.vehicle)
    refuse_ended(reader, offer.vehicle, car, GIVEN_BACK)
    with write.step(db, "offer", who, vehicle=name_of(car)) as step:
        offers.put(step, made)
    return Changes(OFFERS, step.number)


def accept_offer(db: Database, offer: int, who: str, today: date) -> Changes:
    """Sell a vehicle on the terms of an offer.

    Raises UserError where the offer has lapsed or was declined, where the vehicle was given
    back, is sold already (with the first buyer) or held for somebody else.
    """
    reader = db.connection
    found = offers.get(reader, offer)
    car = vehicles.get(reader, found.vehicle)
    refuse_ended(reader, found.vehicle, car, GIVEN_BACK)
    with write.step(db, "offer_accept", who, vehicle=name_of(car)) as step:
        # Looked at inside the step: nobody else can sell the vehicle meanwhile.
        sales.put(step, reader, _accepted(reader, offers.get(reader, offer), today))
        offers.set_state(step, offer, ACCEPTED)
    return Changes(OFFERS | {"sale"}, step.number)


def decline_offer(db: Database, offer: int, who: str) -> Changes:
    """Note that an offer was declined. Raises UserError for an accepted one."""
    found = offers.get(db.connection, offer)
    if found.state == ACCEPTED:
        raise UserError("offer_accepted")
    name = name_of(vehicles.get(db.connection, found.vehicle))
    with write.step(db, "offer_decline", who, vehicle=name) as step:
        offers.set_state(step, offer, DECLINED)
    return Changes(OFFERS, step.number)


def remove_offer(db: Database, offer: int, who: str) -> Changes:
    """Take an offer away. Raises UserError for an accepted one."""
    found = offers.get(db.connection, offer)
    if found.state == ACCEPTED:
        raise UserError("offer_accepted")
    name = name_of(vehicles.get(db.connection, found.vehicle))
    with write.step(db, "offer_remove", who, vehicle=name) as step:
        offers.remove(step, offer)
    return Changes(OFFERS, step.number)


def reserve(db: Database, reservation: Reservation, who: str, today: date) -> Changes:
    """Hold a vehicle for a party, up to and with a day.

    Raises UserError without a party or a day to come, for a barred party, and for a vehicle
    that is sold, held for somebody else, or was given back.
    """
    reader = db.connection
    if not reservation.party:
        raise UserError("reservation_needs_party")
    dealing.refuse_barred(reader, [reservation.party])
    car = vehicles.get(reader, reservation.vehicle)
    if not reservation.until:
        raise UserError("reservation_needs_day")
    refuse_ended(reader, reservation.vehicle, car, GIVEN_BACK)
    refusing.refuse_day(car, reservation.until)
    if not reservation.holds_on(today):
        raise UserError("reservation_over", day=date.fromisoformat(reservation.until))
    holder = parties.get(reader, reservation.party).name
    with write.step(db, "reserve", who, vehicle=name_of(car), buyer=holder) as step:
        refusing.refuse_sold(reader, reservation.vehicle)
        refusing.refuse_held(reader, reservation.vehicle, reservation.party, today)
        offers.reserve(step, reader, reservation)
    return Changes(RESERVATIONS, step.number)


def end_reservation(db: Database, vehicle: int, who: str) -> Changes:
    """Let a vehicle go before its reservation ends."""
    name = name_of(vehicles.get(db.connection, vehicle))
    with write.step(db, "reserve_end", who, vehicle=name) as step:
        offers.end_reservation(step, db.connection, vehicle)
    return Changes(RESERVATIONS, step.number)


def put_list_price(db: Database, vehicle: int, price: Money | None, who: str) -> Changes:
    """Store what our price lists ask for a vehicle; None or nothing takes the price away."""
    if price is not None:
        refusing.refuse_amount(price)
    asked = price if price is not None and price.minor_units else None
    name = name_of(vehicles.get(db.connection, vehicle))
    with write.step(db, "list_price", who, vehicle=name) as step:
        list_prices.put(step, db.connection, vehicle, asked)
    return Changes(LIST_PRICES, step.number)


def _accepted(reader: Rows, found: Offer, today: date) -> Sale:
    """Return the sale that an offer becomes. Raises UserError where it cannot."""
    refusing.refuse_sold(reader, found.vehicle)
    refuse_ended(reader, found.vehicle, vehicles.get(reader, found.vehicle), GIVEN_BACK)
    state = found.state_on(today)
    if state == LAPSED:
        raise UserError("offer_lapsed", day=date.fromisoformat(found.valid_until))
    if state == DECLINED:
        raise UserError("offer_declined")
    dealing.refuse_barred(reader, [found.party])
    refusing.refuse_held(reader, found.vehicle, found.party, today)
    return Sale(
        vehicle=found.vehicle,
        buyer=found.party,
        price=found.price,
        currency=found.currency,
        incoterm=found.incoterm,
        sold_on=today.isoformat(),
    )

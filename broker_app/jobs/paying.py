"""Paying: what buyers have paid of their sales, and what of it is overdue."""

from dataclasses import dataclass, replace
from datetime import date

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.money import Money
from broker_app.domain.payment import Payment, Turned, turned
from broker_app.domain.sale import Sale, Settlement, days_overdue, settled
from broker_app.errors import UserError
from broker_app.jobs import refusing
from broker_app.jobs.names import called
from broker_app.jobs.shipping import name_of
from broker_app.store import parties, payments, rates, sales, vehicles, write
from broker_app.store.database import Database, Rows

TABLES = frozenset({"payment"})


def put_payment(
    db: Database, vehicle: int, payment: Payment, who: str, today: date, over: bool = False
) -> Changes:
    """Store a new or changed payment for a vehicle; without a day it came today.

    Another currency is credited by the rates of that day. Raises UserError for an amount of
    nothing, a day to come, a rate that is missing, a vehicle that is not sold or has no price, and
    for more than is open, unless `over` confirms that too much was paid.
    """
    reader = db.connection
    car = vehicles.get(reader, vehicle)
    refusing.refuse_amount(payment.money)
    if not payment.amount:
        raise UserError("payment_needs_amount")
    day = payment.day or today.isoformat()
    refusing.refuse_day(car, day)
    refusing.refuse_tomorrow(day, today)
    with write.step(db, "payment", who, vehicle=name_of(car)) as step:
        sale = _payable(reader, vehicle)
        made = _credited(reader, replace(payment, day=day, sale=sale.id or 0), sale)
        if not over:
            _refuse_over(reader, sale, made)
        payments.put(step, sale, made)
    return Changes(TABLES, step.number)


def remove_payment(db: Database, vehicle: int, payment: Payment, who: str) -> Changes:
    """Take a payment of a vehicle away. Raises UserError where it is gone."""
    if payment.id is not None:
        payments.get(db.connection, payment.id)
    name = name_of(vehicles.get(db.connection, vehicle))
    with write.step(db, "payment_remove", who, vehicle=name) as step:
        payments.remove(step, payment)
    return Changes(TABLES, step.number)


def open_beside(reader: Rows, sale: Sale, payment: int | None) -> Money:
    """Return what is owed of a sale, one of its payments not counted."""
    others = [p for p in payments.of_sale(reader, sale.id) if payment is None or p.id != payment]
    return settled(sale, others).balance


def credit_of(reader: Rows, payment: Payment, currency: str) -> Turned:
    """Return what a payment counts for in a currency, by the rates of its day."""
    day = date.fromisoformat(payment.day)
    return turned(payment.money, currency, rates.book(reader), day)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A sale of which something is owed, with the days since its due day."""

    sale: Sale
    vehicle: str
    """What people call the vehicle."""
    buyer: str
    settlement: Settlement
    days: int


def overdue(reader: Rows, today: date) -> list[Overdue]:
    """Return what is overdue on a day, the longest first."""
    return open_before(reader, today.isoformat(), today)


def open_before(reader: Rows, day: str, today: date) -> list[Overdue]:
    """Return the sales due before an ISO day of which something is owed, the longest first."""
    due = sales.due_before(reader, day)
    paid = payments.of_sales(reader, (sale.id or 0 for sale in due))
    found = [(sale, settled(sale, paid[sale.id or 0])) for sale in due]
    late = [(sale, settlement) for sale, settlement in found if settlement.is_open]
    cars = vehicles.many(reader, [sale.vehicle for sale, _ in late])
    names = {number: called(car) for number, car in cars}
    people = {party.id: party.name for party in parties.every(reader)}
    return [
        Overdue(
            sale,
            names[sale.vehicle],
            people.get(sale.buyer, ""),
            settlement,
            days_overdue(sale, settlement, today),
        )
        for sale, settlement in late
    ]


def _payable(reader: Rows, vehicle: int) -> Sale:
    sale = sales.of_vehicle(reader, vehicle)
    if sale is None:
        raise UserError("payment_needs_sale")
    if not sale.price:
        raise UserError("payment_needs_price")
    return sale


def _refuse_over(reader: Rows, sale: Sale, made: Payment) -> None:
    left = open_beside(reader, sale, made.id)
    if made.credited > left.minor_units:
        owed = words.money(max(0, left.minor_units), sale.currency)
        raise UserError(
            "payment_above_open", open=owed, paid=words.money(made.credited, sale.currency)
        )


def _credited(reader: Rows, payment: Payment, sale: Sale) -> Payment:
    found = credit_of(reader, payment, sale.currency)
    if found.money is None:
        lacking = found.missing[0]
        raise UserError(
            "payment_needs_rate", currency=lacking.name, day=date.fromisoformat(payment.day)
        )
    if not found.money.minor_units:
        raise UserError("payment_needs_amount")
    return replace(payment, credited=found.money.minor_units, rates=found.rates)

"""How far the sale of a vehicle is: one word, worked out from what is known and the day."""

from collections.abc import Iterable
from datetime import date

from broker_app.domain.offer import Offer, Reservation, open_offers
from broker_app.domain.sale import Sale, Settlement, days_overdue

OFFERED, RESERVED, SOLD = "offered", "reserved", "sold"
DEPOSIT_PAID, PAID, OVERDUE = "deposit_paid", "paid", "overdue"
SALE_STATES = (OFFERED, RESERVED, SOLD, DEPOSIT_PAID, PAID, OVERDUE)


def sale_state(
    sale: Sale | None,
    settlement: Settlement | None,
    reservation: Reservation | None,
    offers: Iterable[Offer],
    today: date,
) -> str:
    """Return the state on a day; empty where nobody was offered the vehicle."""
    if sale is not None and settlement is not None:
        return _of_sale(sale, settlement, today)
    if reservation is not None and reservation.holds_on(today):
        return RESERVED
    return OFFERED if open_offers(offers, today) else ""


def _of_sale(sale: Sale, settlement: Settlement, today: date) -> str:
    if settlement.is_paid:
        return PAID
    if days_overdue(sale, settlement, today):
        return OVERDUE
    return DEPOSIT_PAID if settlement.deposit.minor_units > 0 else SOLD

"""Steps about costs, rates, sales, offers, payments and markets, each by its key."""

from collections.abc import Callable
from decimal import Decimal

from broker_app.domain.cost import Cost
from broker_app.domain.money import Money
from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.payment import Payment
from broker_app.domain.rate import Rate
from broker_app.jobs import (
    costing,
    offering,
    overriding,
    paying,
    rate_importing,
    selling,
    sharing,
    shipping,
    weighing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import costs, offers, rates
from tests.jobs.steps.office import Office
from tests.jobs.voyages import TODAY


def _cost_remove(o: Office) -> None:
    costing.put_cost(o.db, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    cost = next(one.id for one in costs.of_vehicle(o.db.connection, 1) if one.id)
    costing.remove_cost(o.db, cost, "sato")


def set_rate(o: Office) -> None:
    costing.put_rate(o.db, "USD", Rate(Decimal("155.2"), TODAY, "BOJ"), "sato", TODAY)


def _rate_remove(o: Office) -> None:
    set_rate(o)
    (kept,) = rates.every(o.db.connection)
    costing.remove_rate(o.db, kept.id, "sato")


def _weights(o: Office) -> None:
    wanted = dict.fromkeys(Books().scoring.weight, 0) | {"margin": 60, "demand": 40}
    weighing.put_weights(o.db, Books(), wanted, "sato")


def _weights_reset(o: Office) -> None:
    _weights(o)
    weighing.reset_weights(o.db, "sato")


def _rates_import(o: Office) -> None:
    path = o.folder / "rates.csv"
    path.write_text(f"code,date,rate\nUSD,{TODAY},155.2\nEUR,{TODAY},171\n", "utf-8")
    seen = rate_importing.look(o.db.connection, silent, Books(), path, TODAY)
    rate_importing.keep(o.db, silent, seen, [], "sato", TODAY)


def make_offer(o: Office) -> int:
    made = Offer(vehicle=2, party=o.buyer, price=600_000, currency="USD", valid_until="2026-12-22")
    offering.put_offer(o.db, made, "sato", TODAY)
    return offers.of_vehicle(o.db.connection, 2)[0].id or 0


def _reserve(o: Office) -> None:
    held = Reservation(vehicle=2, party=o.buyer, until="2026-12-22")
    offering.reserve(o.db, held, "sato", TODAY)


def _reserve_end(o: Office) -> None:
    _reserve(o)
    offering.end_reservation(o.db, 2, "sato")


def _payment(o: Office) -> None:
    paying.put_payment(o.db, 1, Payment(amount=1_000, currency="USD"), "sato", TODAY)


def _payment_remove(o: Office) -> None:
    _payment(o)
    (paid,) = selling.ledger(o.db.connection, 1, TODAY).payments
    paying.remove_payment(o.db, 1, paid, "sato")


def share_bill(o: Office) -> int:
    bill = Cost(vehicle=0, kind="transport", amount=50_000)
    sharing.share_cost(o.db, bill, [1, 2], "equal", "sato", TODAY)
    row = o.db.connection.execute("SELECT max(bill) FROM cost").fetchone()
    return int(row[0])


def _override(o: Office) -> None:
    wish = overriding.wished("KE", "demand.units", "60000", "own count", TODAY, TODAY)
    overriding.put_override(o.db, o.books, wish, "sato")


def _override_remove(o: Office) -> None:
    _override(o)
    overriding.remove_override(o.db, "KE", "demand.units", "sato")


def _sale_back(o: Office) -> None:
    selling.sell(o.db, 2, {"buyer": o.buyer, "price": 1}, "sato", TODAY)
    selling.take_back(o.db, 2, "sato")


KINDS: dict[str, Callable[[Office], object]] = {
    "price": lambda o: shipping.set_price(o.db, o.shipment, 1, 500_000, "sato"),
    "sale": lambda o: selling.sell(o.db, 2, {"buyer": o.buyer, "price": 1}, "sato", TODAY),
    "sale_back": _sale_back,
    "cost": lambda o: costing.put_cost(o.db, Cost(vehicle=1, kind="repair", amount=1), "sato"),
    "cost_remove": _cost_remove,
    "rate": set_rate,
    "rate_remove": _rate_remove,
    "rates_import": _rates_import,
    "score_weights": _weights,
    "score_weights_reset": _weights_reset,
    "offer": make_offer,
    "offer_accept": lambda o: offering.accept_offer(o.db, make_offer(o), "sato", TODAY),
    "offer_decline": lambda o: offering.decline_offer(o.db, make_offer(o), "sato"),
    "offer_remove": lambda o: offering.remove_offer(o.db, make_offer(o), "sato"),
    "reserve": _reserve,
    "reserve_end": _reserve_end,
    "list_price": lambda o: offering.put_list_price(o.db, 2, Money(900_000, "JPY"), "sato"),
    "payment": _payment,
    "payment_remove": _payment_remove,
    "cost_shared": share_bill,
    "bill_remove": lambda o: sharing.remove_bill(o.db, share_bill(o), "sato"),
    "market_override": _override,
    "market_override_remove": _override_remove,
}

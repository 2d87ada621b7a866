"""Costing: what was paid for a vehicle, and the exchange rates that turn it into yen."""

from datetime import date
from decimal import Decimal

from broker_app.domain.changes import Changes
from broker_app.domain.cost import KINDS, Cost
from broker_app.domain.rate import HOME, Rate
from broker_app.errors import UserError
from broker_app.jobs.shipping import name_of
from broker_app.store import costs, rates, vehicles, write
from broker_app.store.database import Database

COSTS = frozenset({"cost"})
RATES = frozenset({"rate"})
MOST_YEN = Decimal(100_000)
"""No currency is worth more; a rate above it was typed for something else."""


def put_cost(db: Database, cost: Cost, who: str) -> Changes:
    """Store a new or changed cost. Raises UserError for an unknown kind or an amount of nothing."""
    if cost.kind not in KINDS:
        raise UserError("cost_kind_unknown", value=cost.kind)
    if cost.amount <= 0:
        raise UserError("cost_needs_amount")
    name = name_of(vehicles.get(db.connection, cost.vehicle))
    with write.step(db, "cost", who, vehicle=name) as step:
        costs.put(step, cost)
    return Changes(COSTS, step.number)


def remove_cost(db: Database, cost: int, who: str) -> Changes:
    """Take a cost away."""
    record = costs.get(db.connection, cost)
    name = name_of(vehicles.get(db.connection, record.vehicle))
    with write.step(db, "cost_remove", who, vehicle=name) as step:
        costs.remove(step, cost)
    return Changes(COSTS, step.number)


def put_rate(db: Database, currency: str, rate: Rate, who: str, today: date) -> Changes:
    """Store what one unit of a currency is worth in yen on a day.

    Raises UserError for the yen itself, a rate of nothing, a day to come and a missing source.
    """
    if currency == HOME or not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise UserError("rate_currency", value=currency)
    if not rate.rate.is_finite() or not 0 < rate.rate <= MOST_YEN:
        raise UserError("rate_unreadable", value=str(rate.rate))
    if rate.day > today:
        raise UserError("rate_of_tomorrow", day=rate.day)
    if not rate.source.strip():
        raise UserError("rate_needs_source")
    with write.step(db, "rate", who, currency=currency) as step:
        rates.put(step, db.connection, currency, rate)
    return Changes(RATES, step.number)


def remove_rate(db: Database, rate: int, who: str) -> Changes:
    """Take a rate away. Raises UserError where it is gone."""
    kept = next((one for one in rates.every(db.connection) if one.id == rate), None)
    if kept is None:
        raise UserError("row_gone", table="rate", row=rate)
    with write.step(db, "rate_remove", who, currency=kept.currency) as step:
        rates.remove(step, rate)
    return Changes(RATES, step.number)

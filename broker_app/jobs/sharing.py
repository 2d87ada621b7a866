"""Sharing: one bill for several vehicles, entered once and split so that it adds up exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from broker_app.domain.changes import Changes
from broker_app.domain.cost import PURCHASE, Cost
from broker_app.domain.margin import Turned
from broker_app.domain.shipment import split
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.jobs import refusing
from broker_app.jobs.costing import COSTS, checked, refuse_file
from broker_app.jobs.names import called
from broker_app.store import costs, rates, sales, vehicles, write
from broker_app.store.database import Database, Rows

WAYS = ("volume", "sale", "purchase", "equal")
"""By m3, by what each was sold for, by what each was bought for, or in equal parts."""
MOST = 1_000
"""No bill is for more vehicles; a larger selection was not meant."""
_NAMED = 3
_MM3 = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one vehicle: what it is weighed by, its amount and its tax.

    `weight` is m3 or whole yen, None where it is not known or nothing is weighed.
    """

    vehicle: int
    name: str
    weight: Decimal | None
    amount: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Division:
    """A bill divided; `problem` says why it cannot be, and the shares then have no amounts."""

    shares: tuple[Share, ...]
    problem: UserError | None = None


def division(reader: Rows, cost: Cost, chosen: Sequence[int], way: str, today: date) -> Division:
    """Divide a bill over vehicles. What to weigh by is never guessed: it is named as missing."""
    if way not in WAYS:
        raise UserError("share_way_unknown", value=way, known=", ".join(WAYS))
    if len(chosen) > MOST:
        raise UserError("share_too_many", most=MOST)
    records = dict(vehicles.many(reader, chosen))
    weights = _weights(reader, records, way, today)
    shares = [Share(v, called(records[v]), weights.get(v)) for v in chosen if v in records]
    try:
        return Division(tuple(_divided(cost, shares, way)))
    except UserError as problem:
        return Division(tuple(shares), problem)


def share_cost(
    db: Database, cost: Cost, chosen: Sequence[int], way: str, who: str, today: date
) -> Changes:
    """Enter one bill for several vehicles in one step; the shares add up to it exactly.

    Raises UserError where something to weigh by is not known, for a bill of nothing, a day before a
    vehicle existed, and a file that hangs on none of them.
    """
    cost = checked(cost)
    if cost.amount <= 0:
        raise UserError("cost_needs_amount")
    refuse_file(db.connection, cost.attachment, chosen)
    for _, car in vehicles.many(db.connection, chosen):
        refusing.refuse_day(car, cost.day)
    found = division(db.connection, cost, chosen, way, today)
    if found.problem is not None:
        raise found.problem
    with write.step(db, "cost_shared", who, count=len(found.shares)) as step:
        bill: int | None = None
        for share in found.shares:
            if share.amount or share.tax:
                part = replace(cost, id=None, bill=bill, amount=share.amount, tax=share.tax)
                made = costs.put(step, replace(part, vehicle=share.vehicle))
                bill = bill or _begin(step, made)
    return Changes(COSTS, step.number)


def remove_bill(db: Database, bill: int, who: str) -> Changes:
    """Take every share of a bill away, in one step. Raises UserError where it is gone."""
    shares = costs.of_bill(db.connection, bill)
    if not shares:
        raise UserError("row_gone", table="cost", row=bill)
    with write.step(db, "bill_remove", who, count=len(shares)) as step:
        for share in shares:
            costs.remove(step, share.id or 0)
    return Changes(COSTS, step.number)


def _begin(step: write.Step, cost: int) -> int:
    """Name the bill after its first share."""
    step.change("cost", cost, {"bill": cost})
    return cost


def _divided(cost: Cost, shares: Sequence[Share], way: str) -> list[Share]:
    if not shares:
        raise UserError("share_of_nobody")
    if way == "equal":
        weights = [Decimal(1)] * len(shares)
    else:
        weights = [share.weight or Decimal(0) for share in shares]
        lacking = [share.name for share, weight in zip(shares, weights, strict=True) if not weight]
        if lacking:
            more = "…" if len(lacking) > _NAMED else ""
            named = ", ".join(lacking[:_NAMED]) + more
            raise UserError(f"share_without_{way}", count=len(lacking), names=named)
    amounts, taxes = split(cost.amount, weights), split(cost.tax, weights)
    return [
        replace(share, amount=amount, tax=tax)
        for share, amount, tax in zip(shares, amounts, taxes, strict=True)
    ]


def _weights(
    reader: Rows, records: Mapping[int, Vehicle], way: str, today: date
) -> Mapping[int, Decimal | None]:
    if way == "volume":
        return {vehicle: volume_of(record) for vehicle, record in records.items()}
    book = rates.book(reader)
    if way == "sale":
        sold = sales.of_vehicles(reader, records)
        prices = {v: [(sale.money, sale.sold_on, "")] for v, sale in sold.items()}
    elif way == "purchase":
        paid = costs.of_vehicles(reader, records)
        prices = {
            v: [(c.money, c.day, c.rate) for c in own if c.kind == PURCHASE]
            for v, own in paid.items()
        }
    else:
        return {}
    sums = {v: Turned(book, today).sum(amounts) for v, amounts in prices.items()}
    return {v: None if yen is None else yen.amount for v, yen in sums.items()}


def volume_of(vehicle: Vehicle) -> Decimal | None:
    """Return the m3 of a vehicle by its sides, else as stated; None where neither is known."""
    sides = (vehicle.length_mm, vehicle.width_mm, vehicle.height_mm)
    if all(sides):
        volume = Decimal(1)
        for side in sides:
            volume *= Decimal(side or 0)
        return volume / _MM3
    return None if not vehicle.volume_m3 else Decimal(str(vehicle.volume_m3))

"""Following: the vehicles of a shipment move with it, and back when they are taken off."""

from collections.abc import Iterable
from datetime import date

from broker_app.domain.sale import settled
from broker_app.domain.shipment import Shipment
from broker_app.domain.state import (
    ARRIVED,
    BOOKED,
    CLOSED,
    PATH,
    SHIPPED,
    WAYS,
    Move,
    Standing,
    Way,
)
from broker_app.store import payments, sales, states
from broker_app.store.database import Rows
from broker_app.store.write import Step

WITH: dict[str, tuple[str, ...]] = {
    "draft": (),
    "booked": (BOOKED,),
    "released": (BOOKED,),
    "sailed": (SHIPPED,),
    "documents_sent": (SHIPPED,),
    "closed": (SHIPPED, ARRIVED, CLOSED),
}
"""The states that a vehicle comes to with its shipment, in order, each where that is legal."""


def follow(
    step: Step, reader: Rows, shipment: Shipment, chosen: Iterable[int], today: date
) -> bool:
    """Let vehicles on board stand where their shipment does; tells whether any moved.

    Where the shipment went back, what they moved with it is taken back. What is not bought yet or
    was moved on by hand stays where it is; nothing is closed while its buyer still owes money.
    """
    aims = WITH[shipment.state]
    furthest = PATH.index(aims[-1]) if aims else 0
    days = _days(shipment, today)
    moved = False
    for standing in states.standings(reader, chosen):
        now = _back(step, reader, standing, shipment.id or 0, furthest)
        moved |= now is not standing
        for state in aims:
            if WAYS[now.state, state] is not Way.FORWARD or not _may_be(reader, now, state):
                continue
            move = Move(state=state, day=max(days[state], now.since), shipment=shipment.id)
            now = now.after(state, move.day)
            states.add(step, [(now, move)])
            moved = True
    return moved


def let_go(step: Step, reader: Rows, shipment: int, vehicle: int) -> bool:
    """Give a vehicle back the state it had before it moved with a shipment; tells whether it did.

    A vehicle that was moved by hand since stays where it is.
    """
    return any(
        _back(step, reader, standing, shipment, 0) is not standing
        for standing in states.standings(reader, [vehicle])
    )


def _back(step: Step, reader: Rows, standing: Standing, shipment: int, furthest: int) -> Standing:
    """Take back what a vehicle moved with a shipment beyond a place of the path."""
    kept = states.trail(reader, standing.vehicle)
    gone: list[Move] = []
    while kept and kept[-1].shipment == shipment and PATH.index(kept[-1].state) > furthest:
        gone.append(kept.pop())
    if not gone:
        return standing
    before = standing.back_to(kept)
    states.take_back(step, before, gone)
    return before


def _days(shipment: Shipment, today: date) -> dict[str, str]:
    """Return the day on which each state begins: as planned where that is past, else today."""
    now = today.isoformat()
    sailed = min(shipment.etd or now, now)
    return {
        BOOKED: now,
        SHIPPED: sailed,
        ARRIVED: max(sailed, min(shipment.eta or now, now)),
        CLOSED: now,
    }


def _may_be(reader: Rows, standing: Standing, state: str) -> bool:
    """Tell whether the money is in, where a vehicle would be closed."""
    if state != CLOSED:
        return True
    sale = sales.of_vehicle(reader, standing.vehicle)
    return sale is not None and settled(sale, payments.of_sale(reader, sale.id)).is_paid

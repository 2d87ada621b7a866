"""Reports: the lines that figures of the business are reckoned from."""

import sqlite3
from collections.abc import Iterator

from broker_app.domain.state import IN_STOCK, LISTED
from broker_app.store.accounts import OURS
from broker_app.store.companies import FIRST
from broker_app.store.database import Rows


def stock(reader: Rows, destination: str) -> Iterator[sqlite3.Row]:
    """Yield our vehicles with their last lots, verdicts, states, and the shipments they are on."""
    return reader.execute(
        f"""
        SELECT v.id, v.maker, v.model, v.grade_name, v.chassis_number, v.first_registered,
               v.powertrain, v.state, v.bought_on, v.left_on, l.house, l.auction_date,
               l.hammer_price, l.auction_fee, l.recycle_fee, l.currency, d.outcome,
               s.number AS shipment, coalesce(v.company, {FIRST}) AS company
        FROM vehicle v
        LEFT JOIN lot l ON l.id = v.last_lot
        LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = ?
        LEFT JOIN shipment_vehicle o ON o.vehicle = v.id
        LEFT JOIN shipment s ON s.id = o.shipment
        WHERE {OURS} ORDER BY v.id
        """,  # noqa: S608
        (destination,),
    )


_TO_SHIP = ",".join(f"'{state}'" for state in (LISTED, *IN_STOCK))


def to_ship(reader: Rows, with_listed: bool = False) -> list[int]:
    """Return the vehicles that are still to be shipped and on no shipment, in order of id.

    Those that are only seen on a list are left out, unless they are asked for.
    """
    rows = reader.execute(
        f"""
        SELECT v.id FROM vehicle v
        WHERE v.state IN ({_TO_SHIP}) AND v.id NOT IN (SELECT vehicle FROM shipment_vehicle)
        {"" if with_listed else f"AND {OURS}"} ORDER BY v.id
        """  # noqa: S608
    )
    return [row[0] for row in rows]


def verdicts(
    reader: Rows, destination: str, company: int | None = None
) -> list[tuple[str, str, int]]:
    """Return how many vehicles of each powertrain have each verdict; empty text for none."""
    own = "" if company is None else f"WHERE coalesce(v.company, {FIRST}) = :company"
    rows = reader.execute(
        f"""
        SELECT coalesce(v.powertrain, ''), coalesce(d.outcome, ''), count(*)
        FROM vehicle v LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = :to
        {own} GROUP BY 1, 2
        """,  # noqa: S608
        {"to": destination, "company": company},
    )
    return [(row[0], row[1], row[2]) for row in rows]

"""States of vehicles: where each stands, and the trail of how it came there."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from broker_app.domain.state import Move, Standing
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def standings(reader: Rows, chosen: Iterable[int]) -> list[Standing]:
    """Return where each of the vehicles stands, in order of id; without those that are gone."""
    found = []
    for part in in_parts(sorted(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT id, state, state_since, bought_on, left_on FROM vehicle
            WHERE id IN ({marks}) ORDER BY id
        """  # noqa: S608
        found += [Standing(*row) for row in reader.execute(sql, part)]
    return found


def auction_days(reader: Rows, chosen: Iterable[int]) -> dict[int, str]:
    """Return the day of the last auction of each vehicle that was at one."""
    found: dict[int, str] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT v.id, l.auction_date FROM vehicle v JOIN lot l ON l.id = v.last_lot
            WHERE l.auction_date IS NOT NULL AND v.id IN ({marks})
        """  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, part))
    return found


def counts(reader: Rows, chosen: Iterable[int]) -> dict[str, int]:
    """Return how many of the vehicles stand in each state."""
    found: dict[str, int] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT state, count(*) FROM vehicle WHERE id IN ({marks}) GROUP BY state"  # noqa: S608
        for state, count in reader.execute(sql, part):
            found[state] = found.get(state, 0) + count
    return found


def standing_in(reader: Rows, states: Sequence[str]) -> set[int]:
    """Return the vehicles that stand in one of the states."""
    marks = ",".join("?" * len(states))
    sql = f"SELECT id FROM vehicle WHERE state IN ({marks})"  # noqa: S608
    return {row[0] for row in reader.execute(sql, tuple(states))}


def trail(reader: Rows, vehicle: int) -> list[Move]:
    """Return how a vehicle came to its state, the first move first."""
    sql = "SELECT * FROM vehicle_state WHERE vehicle = ? ORDER BY id"
    return [_from_row(row) for row in reader.execute(sql, (vehicle,))]


def trail_rows(reader: Rows, vehicle: int) -> list[dict[str, Any]]:
    """Return the rows of a vehicle's trail, the first move first."""
    sql = "SELECT * FROM vehicle_state WHERE vehicle = ? ORDER BY id"
    return [dict(row) for row in reader.execute(sql, (vehicle,))]


def add(step: Step, moved: Sequence[tuple[Standing, Move]]) -> None:
    """Store moves, and where each vehicle stands after them; one vehicle at most once."""
    columns = ("vehicle", "state", "day", "shipment", "who", "at", "why")
    rows = [
        (after.vehicle, move.state, move.day, move.shipment, step.who, step.at, move.why)
        for after, move in moved
    ]
    step.insert_block("vehicle_state", columns, rows)
    for after, _ in moved:
        _stand(step, after)


def take_back(step: Step, after: Standing, gone: Sequence[Move]) -> None:
    """Take the last moves of a vehicle's trail away; `after` is where the rest of it leads."""
    step.remove_block("vehicle_state", [move.id for move in gone if move.id is not None])
    _stand(step, after)


def _stand(step: Step, after: Standing) -> None:
    values = {
        "state": after.state,
        "state_since": after.since,
        "bought_on": after.bought_on,
        "left_on": after.left_on,
    }
    step.change("vehicle", after.vehicle, values)


def _from_row(row: sqlite3.Row) -> Move:
    values = dict(row)
    del values["vehicle"]
    return Move(**values)

"""Costs of vehicles: those that somebody entered, and those that the last lot states."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from broker_app.domain.cost import FROM_LOT, Cost, of_lot, together
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def put(step: Step, cost: Cost) -> int:
    """Store a new or changed cost; returns its id."""
    values = asdict(cost)
    del values["id"], values["listed"]
    if cost.id is None:
        return step.insert("cost", values)
    step.change("cost", cost.id, values)
    return cost.id


def remove(step: Step, cost: int) -> None:
    """Take a cost away."""
    step.remove("cost", cost)


def get(reader: Rows, cost: int) -> Cost:
    """Return one cost. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM cost WHERE id = ?", (cost,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="cost", row=cost)
    return _from_row(row)


def of_bill(reader: Rows, bill: int) -> list[Cost]:
    """Return the costs that one bill was split into."""
    rows = reader.execute("SELECT * FROM cost WHERE bill = ? ORDER BY id", (bill,))
    return [_from_row(row) for row in rows]


def resting_on(reader: Rows, chosen: Iterable[int]) -> list[int]:
    """Return the costs whose file is one of some attachments."""
    found: list[int] = []
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT id FROM cost WHERE attachment IN ({marks}) ORDER BY id"  # noqa: S608
        found += [row[0] for row in reader.execute(sql, part)]
    return found


def forget_file(step: Step, chosen: Iterable[int]) -> None:
    """Let costs rest on no file any more."""
    for cost in chosen:
        step.change("cost", cost, {"attachment": None})


def suppliers(reader: Rows) -> list[str]:
    """Return the suppliers that were entered, the most usual first."""
    sql = """
        SELECT supplier FROM cost WHERE supplier <> '' GROUP BY supplier
        ORDER BY count(*) DESC, supplier
    """
    return [row[0] for row in reader.execute(sql)]


def of_vehicle(reader: Rows, vehicle: int) -> list[Cost]:
    """Return the costs of a vehicle in the order of their kinds."""
    return of_vehicles(reader, [vehicle])[vehicle]


def of_vehicles(reader: Rows, chosen: Iterable[int]) -> dict[int, list[Cost]]:
    """Return the costs of some vehicles, each in the order of its kinds."""
    vehicles = list(chosen)
    entered: dict[int, list[Cost]] = {vehicle: [] for vehicle in vehicles}
    listed: dict[int, list[Cost]] = {vehicle: [] for vehicle in vehicles}
    facts = ",".join(f"l.{fact}" for fact in FROM_LOT.values())
    for part in in_parts(vehicles):
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM cost WHERE vehicle IN ({marks})"  # noqa: S608
        for row in reader.execute(sql, part):
            entered[row["vehicle"]].append(_from_row(row))
        sql = f"""
            SELECT v.id AS vehicle, l.currency, l.auction_date, l.house, {facts}
            FROM vehicle v JOIN lot l ON l.id = v.last_lot WHERE v.id IN ({marks})
        """  # noqa: S608
        for row in reader.execute(sql, part):
            listed[row["vehicle"]] = of_lot(row["vehicle"], dict(row))
    return {vehicle: together(entered[vehicle], listed[vehicle]) for vehicle in vehicles}


def _from_row(row: sqlite3.Row) -> Cost:
    return Cost(**dict(row))

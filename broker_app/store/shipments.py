"""Shipments and the vehicles on them."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from broker_app.domain.shipment import Shipment
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def add(step: Step, shipment: Shipment) -> int:
    """Store a new shipment; returns its id."""
    return step.insert("shipment", _values(shipment))


def change(step: Step, shipment: Shipment) -> None:
    """Store a shipment that was changed."""
    if shipment.id is not None:
        step.change("shipment", shipment.id, _values(shipment))


def get(reader: Rows, shipment: int) -> Shipment:
    """Return one shipment. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM shipment WHERE id = ?", (shipment,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="shipment", row=shipment)
    return _from_row(row)


def by_number(reader: Rows, number: str) -> Shipment:
    """Return a shipment by its number, or by its id written as text."""
    row = reader.execute("SELECT * FROM shipment WHERE number = ?", (number,)).fetchone()
    if row is None and number.isascii() and number.isdigit() and len(number) < 18:
        row = reader.execute("SELECT * FROM shipment WHERE id = ?", (int(number),)).fetchone()
    if row is None:
        raise UserError("shipment_unknown", shipment=number)
    return _from_row(row)


def every(reader: Rows) -> list[Shipment]:
    """Return all shipments, the latest first."""
    rows = reader.execute("SELECT * FROM shipment ORDER BY id DESC").fetchall()
    return [_from_row(row) for row in rows]


def vehicles(reader: Rows, shipment: int) -> list[int]:
    """Return the vehicles of a shipment, in the order of its papers."""
    sql = "SELECT vehicle FROM shipment_vehicle WHERE shipment = ? ORDER BY position, id"
    return [row[0] for row in reader.execute(sql, (shipment,))]


def on_board(reader: Rows) -> set[int]:
    """Return every vehicle that stands on some shipment."""
    return {row[0] for row in reader.execute("SELECT vehicle FROM shipment_vehicle")}


def counts(reader: Rows) -> dict[int, int]:
    """Return how many vehicles stand on each shipment that has any."""
    sql = "SELECT shipment, count(*) FROM shipment_vehicle GROUP BY shipment"
    return dict(reader.execute(sql).fetchall())


def of_party(reader: Rows, party: int) -> list[Shipment]:
    """Return the shipments that name a party, the latest first."""
    sql = """
        SELECT * FROM shipment WHERE :party IN (consignee, buyer, notify) ORDER BY id DESC
    """
    return [_from_row(row) for row in reader.execute(sql, {"party": party})]


def shipment_of(reader: Rows, vehicle: int) -> int | None:
    """Return the shipment a vehicle stands on."""
    sql = "SELECT shipment FROM shipment_vehicle WHERE vehicle = ?"
    row = reader.execute(sql, (vehicle,)).fetchone()
    return int(row[0]) if row else None


def shipments_of(reader: Rows, chosen: Iterable[int]) -> dict[int, int]:
    """Return the shipment of each of the vehicles that stands on one."""
    found: dict[int, int] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT vehicle, shipment FROM shipment_vehicle WHERE vehicle IN ({marks})"  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, part))
    return found


def put_on(step: Step, reader: Rows, shipment: int, vehicle: int) -> None:
    """Put a vehicle at the end of a shipment."""
    sql = "SELECT coalesce(max(position), 0) + 1 FROM shipment_vehicle WHERE shipment = ?"
    position = reader.execute(sql, (shipment,)).fetchone()[0]
    step.insert(
        "shipment_vehicle", {"shipment": shipment, "vehicle": vehicle, "position": position}
    )


def take_off(step: Step, reader: Rows, shipment: int, vehicle: int) -> None:
    """Take a vehicle off a shipment, if it is on it."""
    sql = "SELECT id FROM shipment_vehicle WHERE shipment = ? AND vehicle = ?"
    row = reader.execute(sql, (shipment, vehicle)).fetchone()
    if row is not None:
        step.remove("shipment_vehicle", row[0])


def _values(shipment: Shipment) -> dict[str, object]:
    values = asdict(shipment)
    del values["id"]
    return values | {"marks": lines_text(shipment.marks)}


def _from_row(row: sqlite3.Row) -> Shipment:
    return Shipment(**(dict(row) | {"marks": lines_from(row["marks"])}))

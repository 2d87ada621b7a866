"""The bin: what one sees of vehicles that were put away; all that was removed is in the journal."""

import sqlite3
from collections.abc import Sequence

from broker_app.domain.vehicle import Vehicle
from broker_app.store import belongings
from broker_app.store.database import Rows
from broker_app.store.effects import effects_of
from broker_app.store.reverting import Plan, plan_of
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step

_LISTED = """
    SELECT b.id, b.step, b.vehicle, b.name, b.chassis, s.who, s.at
    FROM binned b JOIN step s ON s.id = b.step
"""


def put_in(step: Step, reader: Rows, vehicles: Sequence[tuple[int, Vehicle]]) -> None:
    """Remove vehicles with everything that refers to them, and list them in the bin."""
    chosen = [number for number, _ in vehicles]
    for table, rows in belongings.of_rows(reader, "vehicle", chosen).items():
        step.remove_block(table, rows)
    lines = [
        (step.number, number, _name(car), car.chassis_number or "") for number, car in vehicles
    ]
    step.insert_block("binned", ("step", "vehicle", "name", "chassis"), lines)


def count(reader: Rows) -> int:
    """Return how many vehicles are in the bin."""
    return int(reader.execute("SELECT count(*) FROM binned").fetchone()[0])


def every(reader: Rows, limit: int, words: str = "") -> list[sqlite3.Row]:
    """Return the latest lines of the bin with who put them there and when; `words` are found."""
    sql = f"""{_LISTED} WHERE b.name LIKE :found OR b.chassis LIKE :found
              ORDER BY b.id DESC LIMIT :limit"""
    return reader.execute(sql, {"found": f"%{words}%", "limit": limit}).fetchall()


def lines(reader: Rows, chosen: Sequence[int]) -> list[sqlite3.Row]:
    """Return some lines of the bin, those that are still there."""
    found: list[sqlite3.Row] = []
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        found += reader.execute(f"{_LISTED} WHERE b.id IN ({marks}) ORDER BY b.id", part)
    return found


def holds(reader: Rows, vehicle: int) -> bool:
    """Tell whether a vehicle is in the bin."""
    sql = "SELECT 1 FROM binned WHERE vehicle = ?"
    return reader.execute(sql, (vehicle,)).fetchone() is not None


def plan_to_restore(reader: Rows, binned_by: int, vehicles: Sequence[int]) -> Plan:
    """Return what it takes to bring some of the vehicles back that a step put into the bin."""
    gone = [effect for effect in effects_of(reader, binned_by) if effect.table != "binned"]
    part = belongings.part_of(gone, reader, {("vehicle", vehicle) for vehicle in vehicles})
    return plan_of(reader, binned_by, [effect for effect in gone if effect.key in part])


def _name(car: Vehicle) -> str:
    known = (car.maker, car.model, car.grade_name)
    return " ".join(word for word in known if word)

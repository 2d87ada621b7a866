"""Sales: one vehicle, one buyer, one price."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, fields

from broker_app.domain.sale import Sale
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step

_NAMES = tuple(f.name for f in fields(Sale))


def put(step: Step, reader: Rows, sale: Sale) -> int:
    """Store the sale of a vehicle; a vehicle is sold once, so an earlier sale is changed."""
    values = asdict(sale)
    del values["id"]
    earlier = of_vehicle(reader, sale.vehicle)
    if earlier is None or earlier.id is None:
        return step.insert("sale", values)
    step.change("sale", earlier.id, values)
    return earlier.id


def remove(step: Step, reader: Rows, vehicle: int) -> None:
    """Take back the sale of a vehicle, if there is one."""
    sale = of_vehicle(reader, vehicle)
    if sale is not None and sale.id is not None:
        step.remove("sale", sale.id)


def of_vehicle(reader: Rows, vehicle: int) -> Sale | None:
    """Return the sale of a vehicle."""
    row = reader.execute("SELECT * FROM sale WHERE vehicle = ?", (vehicle,)).fetchone()
    return _from_row(row) if row else None


def every(reader: Rows) -> dict[int, Sale]:
    """Return all sales by vehicle."""
    return {row["vehicle"]: _from_row(row) for row in reader.execute("SELECT * FROM sale")}


def of_vehicles(reader: Rows, chosen: Iterable[int]) -> dict[int, Sale]:
    """Return the sales of those vehicles that are sold."""
    found: dict[int, Sale] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM sale WHERE vehicle IN ({marks})"  # noqa: S608
        found.update((row["vehicle"], _from_row(row)) for row in reader.execute(sql, part))
    return found


def of_buyer(reader: Rows, party: int) -> list[Sale]:
    """Return the sales to a party, the latest first."""
    sql = "SELECT * FROM sale WHERE buyer = ? ORDER BY sold_on DESC, id DESC"
    return [_from_row(row) for row in reader.execute(sql, (party,))]


def due_before(reader: Rows, day: str) -> list[Sale]:
    """Return the sales whose due day is before an ISO day, the longest due first."""
    sql = "SELECT * FROM sale WHERE due_on <> '' AND due_on < ? ORDER BY due_on, id"
    return [_from_row(row) for row in reader.execute(sql, (day,))]


def countries(reader: Rows) -> dict[int, str]:
    """Return the country of the buyer of each sold vehicle, where it is known."""
    sql = """
        SELECT s.vehicle, p.country FROM sale s JOIN party p ON p.id = s.buyer
        WHERE p.country <> ''
    """
    return dict(reader.execute(sql).fetchall())


def _from_row(row: sqlite3.Row) -> Sale:
    return Sale(**{name: row[name] for name in _NAMES})

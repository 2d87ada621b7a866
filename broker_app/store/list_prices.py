"""Our own list price of a vehicle: what price lists ask for it."""

from collections.abc import Iterable

from broker_app.domain.money import Money
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def put(step: Step, reader: Rows, vehicle: int, price: Money | None) -> None:
    """Store the list price of a vehicle; None takes it away."""
    sql = "SELECT id FROM list_price WHERE vehicle = ?"
    row = reader.execute(sql, (vehicle,)).fetchone()
    if price is None:
        if row is not None:
            step.remove("list_price", row[0])
        return
    values = {"price": price.minor_units, "currency": price.currency}
    if row is None:
        step.insert("list_price", {"vehicle": vehicle} | values)
    else:
        step.change("list_price", row[0], values)


def of_vehicle(reader: Rows, vehicle: int) -> Money | None:
    """Return the list price of a vehicle."""
    return of_vehicles(reader, [vehicle]).get(vehicle)


def of_vehicles(reader: Rows, chosen: Iterable[int]) -> dict[int, Money]:
    """Return the list prices of those vehicles that have one."""
    found: dict[int, Money] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT * FROM list_price WHERE vehicle IN ({marks})"  # noqa: S608
        for row in reader.execute(sql, part):
            found[row["vehicle"]] = Money(row["price"], row["currency"])
    return found

"""Particulars of shipments, their vehicles and containers; containers and what stands in them."""

from collections.abc import Collection, Mapping

from broker_app.domain.particulars import Container, Entered, Stowed
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step


def of_shipment(reader: Rows, shipment: int) -> Entered:
    """Return everything that was entered about a shipment besides its fields."""
    of_ship: dict[str, str] = {}
    of_cars: dict[int, dict[str, str]] = {}
    of_boxes: dict[int, dict[str, str]] = {}
    sql = "SELECT vehicle, container, key, value FROM particular WHERE shipment = ? ORDER BY id"
    for vehicle, container, key, value in reader.execute(sql, (shipment,)):
        values = of_ship
        if vehicle is not None:
            values = of_cars.setdefault(vehicle, {})
        elif container is not None:
            values = of_boxes.setdefault(container, {})
        values[key] = value
    return Entered(
        of_ship, of_cars, containers(reader, shipment), of_boxes, _stowed(reader, shipment)
    )


def put(
    step: Step,
    reader: Rows,
    shipment: int,
    values: Mapping[str, str],
    vehicle: int | None = None,
    container: int | None = None,
) -> None:
    """Store values by key; an empty one is taken away."""
    sql = """
        SELECT id FROM particular
        WHERE shipment = ? AND vehicle IS ? AND container IS ? AND key = ? ORDER BY id
    """
    for key, value in values.items():
        found = reader.execute(sql, (shipment, vehicle, container, key)).fetchall()
        if value and found:
            step.change("particular", found[-1][0], {"value": value})
        elif value:
            of = {"shipment": shipment, "vehicle": vehicle, "container": container}
            step.insert("particular", of | {"key": key, "value": value})
        else:  # two where two vehicles were made one
            for row in found:
                step.remove("particular", row[0])


def naming_party(reader: Rows, keys: Collection[str], party: int) -> dict[int, int]:
    """Return the particulars of some keys that name a party by its id, each with its shipment."""
    marks = ",".join("?" * len(keys))
    sql = f"""
        SELECT id, shipment FROM particular WHERE value = ? AND key IN ({marks}) ORDER BY id
    """  # noqa: S608
    return {row[0]: row[1] for row in reader.execute(sql, (str(party), *keys))}


def elsewhere(reader: Rows, key: str, shipment: int) -> dict[str, str]:
    """Return the values of a key on other shipments, each with the number of its shipment."""
    sql = """
        SELECT value, number FROM particular JOIN shipment ON shipment.id = shipment
        WHERE key = ? AND shipment <> ? AND vehicle IS NULL AND container IS NULL
    """
    return {row[0]: row[1] for row in reader.execute(sql, (key, shipment))}


def party_roles(reader: Rows, keys: Collection[str], shipment: int) -> list[tuple[str, int]]:
    """Return the particulars of some keys of a shipment that name a party, with its id."""
    marks = ",".join("?" * len(keys))
    sql = f"""
        SELECT key, party.id FROM particular JOIN party ON party.id = CAST(value AS INTEGER)
        WHERE shipment = ? AND key IN ({marks}) ORDER BY party.id, key
    """  # noqa: S608
    return [(row[0], row[1]) for row in reader.execute(sql, (shipment, *keys))]


def give_party(step: Step, reader: Rows, keys: Collection[str], kept: int, other: int) -> None:
    """Let particulars that name a party name another one."""
    for row in naming_party(reader, keys, other):
        step.change("particular", row, {"value": str(kept)})


def containers(reader: Rows, shipment: int) -> tuple[Container, ...]:
    """Return the containers of a shipment, in order."""
    sql = "SELECT * FROM container WHERE shipment = ? ORDER BY position, id"
    return tuple(Container(**dict(row)) for row in reader.execute(sql, (shipment,)))


def container(reader: Rows, number: int) -> Container:
    """Return one container. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM container WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="container", row=number)
    return Container(**dict(row))


def add_container(step: Step, reader: Rows, made: Container) -> int:
    """Store a new container as the last of its shipment; returns its id."""
    sql = "SELECT coalesce(max(position), 0) + 1 FROM container WHERE shipment = ?"
    position = reader.execute(sql, (made.shipment,)).fetchone()[0]
    return step.insert("container", _values(made) | {"position": position})


def change_container(step: Step, changed: Container) -> None:
    """Store a container that was changed."""
    if changed.id is not None:
        step.change("container", changed.id, _values(changed))


def remove_container(step: Step, reader: Rows, number: int) -> None:
    """Take a container away with its particulars; its vehicles stay on the shipment."""
    inside = "SELECT id FROM shipment_vehicle WHERE container = ? ORDER BY id"
    for row in reader.execute(inside, (number,)).fetchall():
        step.change("shipment_vehicle", row[0], {"container": None, "place": ""})
    entered = "SELECT id FROM particular WHERE container = ? ORDER BY id"
    for row in reader.execute(entered, (number,)).fetchall():
        step.remove("particular", row[0])
    step.remove("container", number)


def stow(
    step: Step, reader: Rows, shipment: int, vehicle: int, into: int | None, place: str
) -> None:
    """Put a vehicle of a shipment into a container, or into none."""
    sql = "SELECT id FROM shipment_vehicle WHERE shipment = ? AND vehicle = ?"
    row = reader.execute(sql, (shipment, vehicle)).fetchone()
    if row is None:
        raise UserError("row_gone", table="shipment_vehicle", row=vehicle)
    step.change("shipment_vehicle", row[0], {"container": into, "place": place})


def _stowed(reader: Rows, shipment: int) -> dict[int, Stowed]:
    sql = """
        SELECT vehicle, container, place FROM shipment_vehicle
        WHERE shipment = ? AND container IS NOT NULL
    """
    return {row[0]: Stowed(row[1], row[2]) for row in reader.execute(sql, (shipment,))}


def _values(one: Container) -> dict[str, object]:
    return {"shipment": one.shipment, "number": one.number, "seal": one.seal, "kind": one.kind}

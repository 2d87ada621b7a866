"""Sales: one vehicle, one buyer, one price."""

from broker_app.domain.sale import Sale
from broker_app.store.database import Rows
from broker_app.store.write import Step


def put(step: Step, reader: Rows, sale: Sale) -> int:
    """Store the sale of a vehicle; a vehicle is sold once, so an earlier sale is changed."""
    values = {
        "vehicle": sale.vehicle,
        "buyer": sale.buyer,
        "price": sale.price,
        "currency": sale.currency,
        "sold_on": sale.sold_on,
    }
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
    return Sale(**dict(row)) if row else None

"""Vehicles on shipments with what was entered about both, all at once for registers."""

from collections import defaultdict

from broker_app.domain.registers import Aboard
from broker_app.store.database import Rows


def aboard(reader: Rows, closed: bool = True) -> list[Aboard]:
    """Return every vehicle on a shipment, the latest shipment first; `closed` ones too."""
    ships: dict[int, dict[str, str]] = defaultdict(dict)
    cars: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    sql = "SELECT shipment, vehicle, key, value FROM particular WHERE container IS NULL"
    for shipment, vehicle, key, value in reader.execute(sql):
        kept = ships[shipment] if vehicle is None else cars[shipment, vehicle]
        kept[key] = value
    sql = """
        SELECT s.id, s.number, s.state, coalesce(s.company, 1), s.currency, s.port_of_discharge,
               s.etd, v.id, coalesce(v.maker, ''), coalesce(v.model, ''),
               coalesce(v.chassis_number, '')
        FROM shipment_vehicle b
        JOIN shipment s ON s.id = b.shipment JOIN vehicle v ON v.id = b.vehicle
        WHERE :closed OR s.state <> 'closed'
        ORDER BY s.id DESC, b.position, b.id
    """
    names = _NAMES
    return [
        Aboard(
            **dict(zip(names, row, strict=True)),
            of_ship=ships.get(row[0], {}),
            of_car=cars.get((row[0], row[7]), {}),
        )
        for row in reader.execute(sql, {"closed": closed})
    ]


_NAMES = (
    "shipment",
    "shipment_number",
    "state",
    "company",
    "currency",
    "port_of_discharge",
    "etd",
    "vehicle",
    "maker",
    "model",
    "chassis_number",
)

"""Agreeing: a step of many is taken back, and a vehicle brought back, only where all still fits."""

from broker_app.errors import UserError
from broker_app.jobs.names import called
from broker_app.store import agreement, shipments, vehicles, write
from broker_app.store.database import Rows


def refuse_disagreement(reader: Rows, step: write.Step) -> None:
    """Raise UserError where a vehicle that an open step touched contradicts itself by now.

    It stands elsewhere than its trail ends; it is on a shipment of another company, for another
    buyer, or one that set out meanwhile; it was given back though it is sold or on a shipment.
    """
    found = agreement.first_of(reader, step.number)
    if found is None:
        return
    name = called(vehicles.get(reader, found.vehicle)) or str(found.vehicle)
    number = "" if found.shipment is None else shipments.get(reader, found.shipment).number
    raise UserError(f"disagrees_{found.kind}", vehicle=name, shipment=number)

"""Offers and reservations of vehicles."""

import sqlite3
from dataclasses import asdict

from broker_app.domain.offer import ACCEPTED, OPEN, Offer, Reservation
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step


def put(step: Step, offer: Offer) -> int:
    """Store a new or changed offer; returns its id."""
    values = asdict(offer)
    del values["id"]
    if offer.id is None:
        return step.insert("offer", values)
    step.change("offer", offer.id, values)
    return offer.id


def set_state(step: Step, offer: int, state: str) -> None:
    """Store what became of an offer."""
    step.change("offer", offer, {"state": state})


def reopen(step: Step, reader: Rows, vehicle: int, buyer: int | None = None) -> None:
    """Open the accepted offer of a vehicle again that is no longer sold, or not to that party."""
    for offer in of_vehicle(reader, vehicle):
        if offer.state == ACCEPTED and offer.party != buyer and offer.id is not None:
            set_state(step, offer.id, OPEN)


def remove(step: Step, offer: int) -> None:
    """Take an offer away."""
    step.remove("offer", offer)


def get(reader: Rows, offer: int) -> Offer:
    """Return one offer. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM offer WHERE id = ?", (offer,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="offer", row=offer)
    return Offer(**dict(row))


def of_vehicle(reader: Rows, vehicle: int) -> list[Offer]:
    """Return the offers of a vehicle, the latest first."""
    sql = "SELECT * FROM offer WHERE vehicle = ? ORDER BY made_on DESC, id DESC"
    return [Offer(**dict(row)) for row in reader.execute(sql, (vehicle,))]


def of_party(reader: Rows, party: int) -> list[Offer]:
    """Return the offers to a party, the latest first."""
    sql = "SELECT * FROM offer WHERE party = ? ORDER BY made_on DESC, id DESC"
    return [Offer(**dict(row)) for row in reader.execute(sql, (party,))]


def reserve(step: Step, reader: Rows, reservation: Reservation) -> int:
    """Store the reservation of a vehicle; an earlier one is changed."""
    values = asdict(reservation)
    del values["id"]
    earlier = reservation_of(reader, reservation.vehicle)
    if earlier is None or earlier.id is None:
        return step.insert("reservation", values)
    step.change("reservation", earlier.id, values)
    return earlier.id


def end_reservation(step: Step, reader: Rows, vehicle: int) -> None:
    """Take the reservation of a vehicle away, if there is one."""
    found = reservation_of(reader, vehicle)
    if found is not None and found.id is not None:
        step.remove("reservation", found.id)


def reservation_of(reader: Rows, vehicle: int) -> Reservation | None:
    """Return the reservation of a vehicle, ended or not."""
    sql = "SELECT * FROM reservation WHERE vehicle = ?"
    row: sqlite3.Row | None = reader.execute(sql, (vehicle,)).fetchone()
    return Reservation(**dict(row)) if row else None

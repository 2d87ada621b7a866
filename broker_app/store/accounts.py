"""What the accounts are made from: the vehicles that are ours, with their days and places."""

import sqlite3

from broker_app.store.companies import FIRST
from broker_app.store.database import Rows

_OURS = """
    v.id IN (SELECT vehicle FROM sale UNION SELECT vehicle FROM cost
             UNION SELECT vehicle FROM shipment_vehicle)
"""
"""A vehicle that only stands on a list is not ours: nothing was paid, sold or shipped of it."""


def ours(reader: Rows, company: int | None = None) -> list[sqlite3.Row]:
    """Return the vehicles that are ours, or one company's, with sale and shipment beside them."""
    own = "" if company is None else f"AND coalesce(v.company, {FIRST}) = :company"
    sql = f"""
        SELECT v.id, v.maker, v.model, v.model_code, v.chassis_number,
               coalesce(v.company, {FIRST}) AS company, l.auction_date, p.country AS buyer_country,
               h.number, h.etd, h.port_of_discharge, h.final_destination
        FROM vehicle v
        LEFT JOIN lot l ON l.id = v.last_lot
        LEFT JOIN sale s ON s.vehicle = v.id
        LEFT JOIN party p ON p.id = s.buyer
        LEFT JOIN shipment_vehicle b ON b.vehicle = v.id
        LEFT JOIN shipment h ON h.id = b.shipment
        WHERE {_OURS} {own} ORDER BY v.id
    """  # noqa: S608
    return reader.execute(sql, {"company": company}).fetchall()

"""What the accounts are made from: the vehicles that are ours, with their days and places."""

import sqlite3

from broker_app.domain.cost import PURCHASE
from broker_app.domain.state import GIVEN_BACK, LISTED
from broker_app.store.companies import FIRST
from broker_app.store.database import Rows

OURS = f"""
    v.state NOT IN ({",".join(f"'{state}'" for state in GIVEN_BACK)})
    AND (v.state <> '{LISTED}'
         OR v.id IN (SELECT vehicle FROM sale
                     UNION SELECT vehicle FROM shipment_vehicle
                     UNION SELECT vehicle FROM cost WHERE kind = '{PURCHASE}'))
"""  # noqa: S608
"""Bought, sold, or on a shipment; not given back. Of vehicles as `v`. An inspection that was paid
before the auction does not make a vehicle ours."""


def ours(reader: Rows, company: int | None = None) -> list[sqlite3.Row]:
    """Return the vehicles that are ours, or one company's, with sale and shipment beside them."""
    own = "" if company is None else f"AND coalesce(v.company, {FIRST}) = :company"
    sql = f"""
        SELECT v.id, v.maker, v.model, v.model_code, v.chassis_number,
               coalesce(v.company, {FIRST}) AS company, v.bought_on, l.auction_date,
               p.country AS buyer_country,
               h.number, h.etd, h.port_of_discharge, h.final_destination
        FROM vehicle v
        LEFT JOIN lot l ON l.id = v.last_lot
        LEFT JOIN sale s ON s.vehicle = v.id
        LEFT JOIN party p ON p.id = s.buyer
        LEFT JOIN shipment_vehicle b ON b.vehicle = v.id
        LEFT JOIN shipment h ON h.id = b.shipment
        WHERE {OURS} {own} ORDER BY v.id
    """  # noqa: S608
    return reader.execute(sql, {"company": company}).fetchall()


def others(reader: Rows, company: int | None = None) -> list[int]:
    """Return the vehicles that are not ours, or not any more, for which something was paid."""
    own = "" if company is None else f"AND coalesce(v.company, {FIRST}) = :company"
    sql = f"""
        SELECT v.id FROM vehicle v WHERE v.id IN (SELECT vehicle FROM cost)
        AND NOT ({OURS}) {own} ORDER BY v.id
    """  # noqa: S608
    return [row[0] for row in reader.execute(sql, {"company": company})]

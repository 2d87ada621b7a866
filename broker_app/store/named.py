"""Records by what people call them by heart: a shipment by its number or ship, a paper by its."""

import sqlite3

from broker_app.store.database import Rows


def shipments(reader: Rows, text: str, limit: int) -> list[sqlite3.Row]:
    """Return shipments whose number or vessel holds a text, the latest first."""
    sql = """
        SELECT id, number, vessel, voyage, etd FROM shipment
        WHERE lower(number) LIKE lower(:text) ESCAPE '\\'
           OR lower(vessel) LIKE lower(:text) ESCAPE '\\'
        ORDER BY id DESC LIMIT :limit
    """
    return reader.execute(sql, {"text": _held(text), "limit": limit}).fetchall()


def papers(reader: Rows, text: str, limit: int) -> list[sqlite3.Row]:
    """Return the latest revision of papers whose number holds a text, the latest first."""
    sql = """
        SELECT max(d.id) AS id, d.number, d.kind, d.shipment, max(d.revision) AS revision,
               s.number AS shipment_number
        FROM document d LEFT JOIN shipment s ON s.id = d.shipment
        WHERE lower(d.number) LIKE lower(:text) ESCAPE '\\'
        GROUP BY d.number, d.kind, d.shipment, s.number ORDER BY 1 DESC LIMIT :limit
    """
    return reader.execute(sql, {"text": _held(text), "limit": limit}).fetchall()


def _held(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, "\\" + sign)
    return f"%{text}%"

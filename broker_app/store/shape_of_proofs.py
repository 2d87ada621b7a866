"""The shape of proofs of export: what two fields asked for stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def make(db: Database) -> None:
    """Let the ledger read what the register reads: the exporter on the permit, the notice.

    Whose export it is follows from them. Where another was entered as the real exporter, our
    company lent its name: that stays as a note, for no field asks for it any more.
    """
    for row, shipment, value in _of(db, "tax_notice"):
        _move(db, row, shipment, "notice_issued", value)
    own = {
        name.casefold()
        for pair in db.query("SELECT name, name_ja FROM company")
        for name in pair.values()
    }
    for row, shipment, value in _of(db, "real_exporter"):
        if value.strip().casefold() in own:
            db.table("particular").delete(row)
        else:
            _move(db, row, shipment, "customs_notes", f"REAL EXPORTER: {value}")


def _of(db: Database, key: str) -> list[tuple[int, int, str]]:
    sql = "SELECT id, shipment, value FROM particular WHERE key = ? ORDER BY id"
    return db.execute(sql, [key]).fetchall()


def _move(db: Database, row: int, shipment: int, key: str, value: str) -> None:
    """Give a particular another key; where that has a value, a new text is added below it."""
    sql = "SELECT id, value FROM particular WHERE shipment = ? AND key = ?"
    there = db.execute(sql, [shipment, key]).fetchone()
    if there is None:
        db.table("particular").update(row, {"key": key, "value": value})
        return
    if there[1] != value:
        db.table("particular").update(there[0], {"value": f"{there[1]}\n{value}"})
    db.table("particular").delete(row)

"""Releases of shipments: everything each rested on, and what a second person let pass."""

import sqlite3
from collections.abc import Iterable

import msgspec

from broker_app.domain.release.record import Facts, Given, Overridden
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step


def add(step: Step, given: Given) -> int:
    """Store a release with what was let pass; returns its id."""
    number = step.insert(
        "shipment_release",
        {
            "shipment": given.shipment,
            "about": given.about,
            "preparer": given.preparer,
            "second": given.second,
            "pack": given.pack,
            "pack_version": given.pack_version,
            "facts": msgspec.json.encode(given.facts).decode(),
            "at": step.at,
        },
    )
    for one in given.overridden:
        step.insert(
            "release_override",
            {
                "release": number,
                "check": one.check,
                "reason": one.reason,
                "who": one.who,
                "at": step.at,
            },
        )
    return number


def latest(reader: Rows, shipment: int) -> Given | None:
    """Return the latest release of a shipment."""
    sql = "SELECT * FROM shipment_release WHERE shipment = ? ORDER BY id DESC LIMIT 1"
    row = reader.execute(sql, (shipment,)).fetchone()
    return _given(reader, row) if row else None


def taken_numbers(reader: Rows, shipment: int) -> list[str]:
    """Return numbers of a shipment's documents that one of another shipment has too."""
    sql = """
        SELECT DISTINCT d.number FROM document d JOIN document o
          ON o.kind = d.kind AND o.number = d.number AND o.shipment <> d.shipment
         WHERE d.shipment = ? ORDER BY 1
    """
    return [row[0] for row in reader.execute(sql, (shipment,))]


def twins(reader: Rows, chosen: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Return vehicles whose identification number another record has that is shipped or sold.

    With the number of its shipment, empty where it is on none, and whether it is sold.
    """
    found: dict[int, tuple[str, bool]] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"""
            SELECT v.id, coalesce(s.number, ''), l.id IS NOT NULL
              FROM vehicle v JOIN vehicle o ON o.vin = v.vin AND o.id <> v.id
              LEFT JOIN shipment_vehicle b ON b.vehicle = o.id
              LEFT JOIN shipment s ON s.id = b.shipment AND s.state <> 'closed'
              LEFT JOIN sale l ON l.vehicle = o.id
             WHERE v.id IN ({marks}) AND v.vin IS NOT NULL
               AND (s.id IS NOT NULL OR l.id IS NOT NULL)
        """  # noqa: S608  our own marks
        found.update({row[0]: (row[1], bool(row[2])) for row in reader.execute(sql, part)})
    return found


def _given(reader: Rows, row: sqlite3.Row) -> Given:
    sql = "SELECT * FROM release_override WHERE release = ? ORDER BY id"
    let_pass = reader.execute(sql, (row["id"],)).fetchall()
    return Given(
        id=row["id"],
        shipment=row["shipment"],
        about=row["about"],
        preparer=row["preparer"],
        second=row["second"],
        pack=row["pack"],
        pack_version=row["pack_version"],
        at=row["at"],
        facts=msgspec.json.decode(row["facts"], type=Facts),
        overridden=tuple(
            Overridden(one["check"], one["reason"], one["who"], one["at"]) for one in let_pass
        ),
    )

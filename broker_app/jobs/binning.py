"""Binning: vehicles put into the bin with everything that refers to them, and brought back."""

import sqlite3
from collections.abc import Sequence

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs.agreeing import refuse_disagreement
from broker_app.jobs.names import called, spoken
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import name_of
from broker_app.store import (
    agreement,
    companies,
    documents,
    proformas,
    reverting,
    shipments,
    vehicles,
    write,
)
from broker_app.store import bin as waste
from broker_app.store.database import Database, Rows
from broker_app.store.reverting import Conflict, Plan

MORE = frozenset({"vehicle", "binned"})
CHUNK = 500
_NAMED = 3


def put_in_bin(db: Database, progress: Progress, chosen: Sequence[int], who: str) -> Changes:
    """Put vehicles into the bin, in one step: they go with all that refers to them.

    Raises UserError for a vehicle on a shipment that is past its draft or has issued papers, and
    for one on an issued proforma invoice.
    """
    cars = list(vehicles.many(db.connection, sorted(set(chosen))))
    if not cars:
        raise UserError("row_gone", table="vehicle", row=next(iter(chosen), 0))
    name = name_of(cars[0][1])
    with write.step(db, "bin", who, vehicle=name, count=len(cars)) as step:
        # Looked at inside the step: nobody else can issue a paper for one meanwhile.
        for number, car in cars:
            _refuse_held(db.connection, number, called(car))
        for start in range(0, len(cars), CHUNK):
            progress(start, len(cars), "progress.binning")
            waste.put_in(step, db.connection, cars[start : start + CHUNK])
    return Changes(frozenset(step.tables) | MORE, step.number, rows_moved=True)


def restore(db: Database, chosen: Sequence[int], who: str) -> Changes:
    """Bring lines of the bin back, with everything that went with them; all of them or none.

    A shipment that has set out meanwhile, or is another's by now, takes none of them back: the note
    of the changes names the vehicles. Raises UserError where a chassis number belongs to another
    vehicle by now, or where something that a vehicle rests on is gone.
    """
    lines = waste.lines(db.connection, chosen)
    if not lines:
        raise UserError("row_gone", table="binned", row=next(iter(chosen), 0))
    name = _called(lines[0])
    left: list[int] = []
    try:
        with write.step(db, "restore", who, vehicle=name, count=len(lines)) as step:
            for binned_by in sorted({line["step"] for line in lines}):
                part = [line for line in lines if line["step"] == binned_by]
                left += _restore_part(step, db.connection, binned_by, part)
            step.remove_block("binned", [line["id"] for line in lines])
            refuse_disagreement(db.connection, step)
    except sqlite3.IntegrityError as problem:
        raise UserError("restore_not_possible", vehicle=name) from problem
    note = _left_off([_spoken(line) for line in lines if line["vehicle"] in left])
    return Changes(frozenset(step.tables) | MORE, step.number, rows_moved=True, note=note)


def _restore_part(
    step: write.Step, reader: Rows, binned_by: int, lines: Sequence[sqlite3.Row]
) -> list[int]:
    """Bring back what one step put away; returns the vehicles that stay off their shipment."""
    plan = waste.plan_to_restore(reader, binned_by, [line["vehicle"] for line in lines])
    stops = [conflict for conflict in plan.conflicts if not _comes_later(reader, conflict)]
    if stops:
        raise _problem(reader, stops[0], lines)
    left = _off_their_shipment(reader, plan)
    reverting.carry_out(step, plan)
    return left


def _off_their_shipment(reader: Rows, plan: Plan) -> list[int]:
    """Leave out of a plan the lines of shipments that vehicles no longer go on."""
    owners = {act.row: act.values.get("company") for act in plan.acts if act.table == "vehicle"}
    buyers = {a.values["vehicle"]: a.values["buyer"] for a in plan.acts if a.table == "sale"}
    left = []
    for act in [act for act in plan.acts if act.table == "shipment_vehicle"]:
        vehicle, shipment = act.values["vehicle"], act.values["shipment"]
        owner = owners[vehicle] or companies.FIRST
        if not agreement.fits(reader, vehicle, shipment, owner, buyers.get(vehicle)):
            plan.acts.remove(act)
            left.append(vehicle)
    return left


def _left_off(names: Sequence[str]) -> str:
    if not names:
        return ""
    named = words.listed(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
    return words.say("bin.left_off", count=len(names), names=named)


def _spoken(line: sqlite3.Row) -> str:
    return spoken(_called(line), words.language())


def _called(line: sqlite3.Row) -> str:
    return " ".join(filter(None, (line["name"], line["chassis"])))


def _comes_later(reader: Rows, conflict: Conflict) -> bool:
    """Tell whether a row only waits for another vehicle, with which it comes out of the bin."""
    parent = conflict.other if conflict.kind == reverting.NO_PARENT else None
    return parent is not None and parent[0] == "vehicle" and waste.holds(reader, parent[1])


def _problem(reader: Rows, conflict: Conflict, lines: Sequence[sqlite3.Row]) -> UserError:
    line = next((one for one in lines if one["vehicle"] == conflict.row), lines[0])
    name = _spoken(line)
    if conflict.kind == reverting.TAKEN and conflict.table == "vehicle" and conflict.other:
        other = called(vehicles.get(reader, conflict.other[1]))
        return UserError("restore_chassis_taken", vehicle=name, other=other)
    return UserError("restore_not_possible", vehicle=name)


def _refuse_held(reader: Rows, vehicle: int, name: str) -> None:
    """Raise UserError for a vehicle that issued papers or a shipment under way hold."""
    paper = next((row for row in proformas.of_vehicles(reader, [vehicle])), None)
    if paper is not None:
        raise UserError("bin_on_paper", vehicle=name, number=paper["number"])
    shipment = shipments.shipment_of(reader, vehicle)
    if shipment is None:
        return
    record = shipments.get(reader, shipment)
    if record.state != "draft" or documents.of_shipment(reader, shipment):
        raise UserError("bin_on_shipment", vehicle=name, shipment=record.number)

"""Merging: vehicles that are likely one car are found, looked at side by side, and made one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.guard import GUARDED, guarding
from broker_app.domain.likeness import Pair, better_of, differing, house_key, paired
from broker_app.domain.question import Question
from broker_app.domain.state import ENDS, GIVEN_BACK
from broker_app.domain.vehicle import PRECISIONS, Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs.agreeing import refuse_disagreement
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again
from broker_app.jobs.names import called
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import name_of
from broker_app.store import (
    documents,
    guards,
    likely_same,
    offers,
    packs,
    parties,
    sales,
    shipments,
    states,
    vehicles,
    write,
)
from broker_app.store import merging as rows
from broker_app.store.database import Database, Rows

Record = TypeVar("Record")
MOST = 1_000
"""Pairs that are shown; nobody looks through more at once."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs that may be one, the likeliest first, and how many there are in all."""

    pairs: tuple[Pair, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SideBySide(Generic[Record]):
    """Two records before they become one. `default` says of each differing fact which is taken.

    `kept` stays: of vehicles the one on a shipment, else sold, else the one with more beside it.
    """

    kept: int
    other: int
    records: tuple[Record, Record]
    default: Mapping[str, int]
    beside: tuple[Mapping[str, int], Mapping[str, int]]
    problem: UserError | None = None
    """What keeps the two apart: both sold, both on shipments …"""


def candidates(reader: Rows, progress: Progress, books: Books) -> Candidates:
    """Return the pairs of vehicles that are likely one car, but for those said not to be."""

    def key(name: str) -> str:
        return house_key(books.lookups.house_of(name))

    searches = (
        likely_same.vins(reader),
        likely_same.look_alikes(reader),
        likely_same.slips(reader),
        likely_same.same_lots(reader, key),
    )
    found: list[likely_same.Found] = []
    for done, search in enumerate(searches):
        progress(done, len(searches), "progress.duplicates")
        found += search  # each is searched only now, one after the other
    apart = likely_same.marked_not_same(reader)
    pairs = [pair for pair in paired(found) if (pair.first, pair.second) not in apart]
    return Candidates(tuple(pairs[:MOST]), len(pairs))


def side_by_side(reader: Rows, one: int, other: int) -> SideBySide[Vehicle]:
    """Return two vehicles to look at. Raises UserError where one is gone."""
    beside = {vehicle: rows.weight(reader, vehicle) for vehicle in (one, other)}

    def rank(vehicle: int) -> tuple[bool, bool, int, int]:
        has = beside[vehicle]
        return "shipment_vehicle" in has, "sale" in has, sum(has.values()), -vehicle

    kept, other = sorted((one, other), key=rank, reverse=True)
    records = vehicles.get(reader, kept), vehicles.get(reader, other)
    is_newer = rows.newer(reader, kept, other)
    default = {
        name: better_of(records[0].fact(name), records[1].fact(name), is_newer)
        for name in differing(*records)
    }
    problem = _what_parts(reader, kept, other, records)
    return SideBySide(kept, other, records, default, (beside[kept], beside[other]), problem)


def merge(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    kept: int,
    other: int,
    chosen: Mapping[str, int],
    who: str,
    why: str = "",
) -> Changes:
    """Make two vehicles one: all that refers to the other goes to the one that is kept.

    `chosen` says of each differing fact whose is held true: 0 the kept one's, 1 the other's; what
    is not named goes by default. Raises UserError where both are sold or on shipments, where papers
    were issued for the other one, and without a reason where a verdict rested on what changes.
    """
    reader = db.connection
    names = [name_of(vehicles.get(reader, one)) for one in (kept, other)]
    with write.step(db, "merge", who, why.strip(), kept=names[0], other=names[1]) as step:
        # Looked at inside the step: nobody else can sell or ship one of them meanwhile.
        seen = seen_as(reader, kept, other)
        if seen.problem is not None:
            raise seen.problem
        record = merged(seen.records, {**seen.default, **chosen})
        guarded = _guarded(reader, (kept, other), seen.records, record)
        if guarded and not why.strip():
            raise UserError("reason_needed", fact=guarded[0][1], verdict=guarded[0][2].value)
        lacking = rows.lacking(reader, kept, other)
        lot = rows.lot_that_counts(reader, kept, other)
        rows.give_all(step, reader, kept, other)
        step.remove("vehicle", other)
        step.change("vehicle", kept, lacking)
        if all(one.chassis_number for one in seen.records) and "chassis_number" in seen.default:
            # A person chose between two spellings: no later list brings the other one back.
            record.origins["chassis_number"] = Origin(Basis.CONFIRMED, "", who, step.at)
        vehicles.change(step, reader, kept, record, lot)
        for vehicle, name, outcome in guarded:
            before = getattr(seen.records[0 if vehicle == kept else 1], name)
            said = {"fact": name, "before": before, "after": getattr(record, name)}
            guards.add(step, kept, said | {"outcome": outcome.value, "why": why.strip()})
        refuse_disagreement(reader, step)
        judge_again(db, step, progress, books, question, [kept])
    return Changes(frozenset(step.tables) | {"vehicle", "verdict"}, step.number, rows_moved=True)


def seen_as(reader: Rows, kept: int, other: int) -> SideBySide[Vehicle]:
    """Return two vehicles side by side, the one first that somebody wants to keep.

    Raises UserError where one is gone, and where both are the same one already.
    """
    if kept == other:
        raise UserError("merge_itself", vehicle=called(vehicles.get(reader, kept)))
    seen = side_by_side(reader, kept, other)
    if seen.kept == kept:
        return seen
    records = (seen.records[1], seen.records[0])
    default = {name: 1 - side for name, side in seen.default.items()}
    problem = _what_parts(reader, kept, other, records)
    return replace(seen, kept=kept, other=other, records=records, default=default, problem=problem)


def not_the_same(db: Database, one: int, other: int, who: str) -> Changes:
    """Remember that two vehicles are not the same car, so that they are not shown as a pair."""
    cars = [vehicles.get(db.connection, vehicle) for vehicle in (one, other)]
    if one == other:
        raise UserError("merge_itself", vehicle=called(cars[0]))
    names = [name_of(car) for car in cars]
    with write.step(db, "not_same", who, one=names[0], other=names[1]) as step:
        likely_same.mark_not_same(step, one, other)
    return Changes(frozenset({"not_same"}), step.number)


def merged(records: tuple[Vehicle, Vehicle], chosen: Mapping[str, int]) -> Vehicle:
    """Return the vehicle that two become, with the origin of each fact that is taken."""
    kept, other = records
    result = kept.copy()
    for name, side in chosen.items():
        if side == 0:
            continue
        for part in (name, PRECISIONS.get(name)):
            if part:
                setattr(result, part, getattr(other, part))
        result.origins.pop(name, None)
        if name in other.origins:
            result.origins[name] = other.origins[name]
    return result


def taken(reader: Rows, chassis_number: str, owner: int) -> UserError:
    """Return the problem where a typed chassis number is that of another vehicle."""
    other = called(vehicles.get(reader, owner))
    return UserError("chassis_taken", chassis=chassis_number, vehicle=other, owner=owner)


def _what_parts(
    reader: Rows, kept: int, other: int, records: tuple[Vehicle, Vehicle]
) -> UserError | None:
    """Return what keeps two vehicles from being made one, None where nothing does."""
    names = {"one": called(records[0]), "other": called(records[1])}
    found = rows.clashes(reader, kept, other)
    if found:
        key = f"table.{found[0]}"
        if found[0] in ("sale", "shipment_vehicle"):
            return UserError(f"merge_both_{found[0]}", **names)
        what = words.say(key) if words.has(key) else found[0]
        return UserError("merge_both", what=what, **names)
    held = _promised(reader, kept, other, names) or _ended(reader, kept, other, names)
    if held is not None:
        return held
    shipment = shipments.shipment_of(reader, other)
    if shipment is None:
        return None
    record = shipments.get(reader, shipment)
    if record.state != "draft" or documents.of_shipment(reader, shipment):
        return UserError("merge_shipped", shipment=record.number, **names)
    return None


def _promised(reader: Rows, kept: int, other: int, names: Mapping[str, str]) -> UserError | None:
    """Return the problem where one of two is sold and the other is held for somebody else."""
    for sold, held in ((kept, other), (other, kept)):
        sale, reservation = sales.of_vehicle(reader, sold), offers.reservation_of(reader, held)
        if sale is not None and reservation is not None and sale.buyer != reservation.party:
            buyer = parties.get(reader, sale.buyer).name
            holder = parties.get(reader, reservation.party).name
            return UserError("merge_promised", **names, buyer=buyer, holder=holder)
    return None


def _ended(reader: Rows, kept: int, other: int, names: Mapping[str, str]) -> UserError | None:
    """Return the problem where one is sold or on a shipment, and the other's end would count."""
    (standing,) = states.standings(reader, [rows.leading(reader, kept, other)])
    both = (kept, other)
    sold = standing.state in GIVEN_BACK and any(rows.has(reader, "sale", one) for one in both)
    aboard = standing.state in ENDS and any(
        rows.has(reader, "shipment_vehicle", one) for one in both
    )
    if not (sold or aboard):
        return None
    return UserError("merge_ended", **names, state=words.state(standing.state))


def _guarded(
    reader: Rows, ids: tuple[int, int], records: tuple[Vehicle, Vehicle], result: Vehicle
) -> list[tuple[int, str, Outcome]]:
    """Return the facts whose change could turn a verdict that did not clear one of the two."""
    found = []
    for vehicle, record in zip(ids, records, strict=True):
        said = packs.outcomes_of(reader, vehicle)
        for name in GUARDED:
            outcome = guarding(said, name, record.fact(name), getattr(result, name))
            if outcome is not None:
                found.append((vehicle, name, outcome))
    return found

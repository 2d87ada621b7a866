"""Evidencing: papers stored about a vehicle, and a person's release of it by them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from broker_app import given_file, words
from broker_app.domain.changes import Changes
from broker_app.domain.evidence import (
    KINDS,
    Evidence,
    Release,
    can_decide,
    lacking,
    released,
    waiting,
)
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs import dealing
from broker_app.jobs.books import Books
from broker_app.jobs.names import called
from broker_app.jobs.shipping import (
    name_of,
    refuse_blocked,
    verdict_on_board,
)
from broker_app.store import evidence, shipments, vehicles, write
from broker_app.store.database import Database, Rows

LARGEST = 20_000_000
"""Bytes of one stored paper."""
TABLES = frozenset({"evidence"})


def store_paper(
    db: Database, paper: Evidence, path: Path, who: str, today: date
) -> tuple[int, Changes]:
    """Store a paper about a vehicle with its file; returns its id.

    Raises UserError without issuer, day or grade, for a day to come, and for a file that cannot be
    read, is empty or too large.
    """
    _check(paper, today)
    content = read_paper(path)
    name = name_of(vehicles.get(db.connection, paper.vehicle))
    with write.step(db, "evidence", who, vehicle=name) as step:
        number = evidence.add(step, db.connection, _with_file(paper, path), content)
    return number, Changes(TABLES, step.number)


def remove_paper(db: Database, paper: int, who: str) -> Changes:
    """Take a paper away; a release by it falls with it."""
    record = evidence.get(db.connection, paper)
    name = name_of(vehicles.get(db.connection, record.vehicle))
    with write.step(db, "evidence_remove", who, vehicle=name) as step:
        evidence.remove(step, paper)
    return Changes(TABLES, step.number)


def release(
    db: Database,
    books: Books,
    shipment: int,
    vehicle: int,
    papers: Sequence[int],
    why: str,
    who: str,
    today: date,
) -> Changes:
    """Release a vehicle for a shipment by stored papers, with a name and a reason.

    Raises UserError where the law blocks it (with the finding) or a party is designated, while a
    fact is missing or unconfirmed, where a paper that is asked for is not among them, and without
    a reason.
    """
    reader = db.connection
    record = shipments.get(reader, shipment)
    car = vehicles.get(reader, vehicle)
    verdict = verdict_on_board(reader, books, record, vehicle, today)
    refuse_blocked(car, verdict)
    dealing.refuse_barred_aboard(reader, record)
    if not can_decide(verdict):
        raise UserError("release_not_yet", vehicle=called(car))
    if not why.strip():
        raise UserError("release_needs_reason")
    shown = [paper for paper in evidence.of_vehicle(reader, vehicle) if paper.id in papers]
    missing = lacking(verdict, shown, car.model_code)
    if missing:
        raise UserError("release_needs_paper", papers=_named(missing), code=car.model_code or "–")
    rules = tuple(dict.fromkeys(finding.rule for finding in waiting(verdict)))
    numbers = tuple(paper.id or 0 for paper in shown)
    decided = Release(shipment, vehicle, rules, numbers, why=why.strip())
    with write.step(db, "release", who, vehicle=name_of(car), number=record.number) as step:
        evidence.release(step, decided)
    return Changes(frozenset({"release"}), step.number)


def is_released(reader: Rows, shipment: int, vehicle: int, verdict: Verdict) -> bool:
    """Tell whether a person released a vehicle for a shipment, with nothing new against it."""
    given = [one for one in evidence.releases(reader, shipment) if one.vehicle == vehicle]
    if not given:
        return False
    code = vehicles.get(reader, vehicle).model_code
    return released(given, verdict, evidence.of_vehicle(reader, vehicle), code)


def _named(missing: Sequence[str]) -> str:
    return words.listed(words.say(f"evidence.{name}") for name in missing)


def _check(paper: Evidence, today: date) -> None:
    if paper.kind not in KINDS:
        raise UserError("evidence_kind_unknown", value=paper.kind)
    if not (paper.issuer.strip() and paper.issued_on and paper.grade.strip()):
        raise UserError("evidence_incomplete")
    if paper.issued_on > today.isoformat():
        raise UserError("evidence_of_tomorrow", day=date.fromisoformat(paper.issued_on))


def read_paper(path: Path) -> bytes:
    """Return the bytes of a paper. Raises UserError for an unreadable, empty or too large one."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError("evidence_too_large", file=path.name, most=LARGEST // 1_000_000)
        content = given_file.content(path)
    except OSError as problem:
        reason = problem.strerror or ""
        raise UserError("list_unreadable", file=path.name, reason=reason) from problem
    if not content:
        raise UserError("list_empty", file=path.name)
    return content


def _with_file(paper: Evidence, path: Path) -> Evidence:
    return Evidence(
        vehicle=paper.vehicle,
        kind=paper.kind,
        issuer=paper.issuer.strip(),
        issued_on=paper.issued_on,
        grade=paper.grade.strip(),
        number=paper.number.strip(),
        file=path.name,
    )

"""Releasing: a shipment checked, and let go by two people; its documents sent.

Papers are issued while a shipment is prepared, for the forwarder and customs need them; a release
lets the set go. It is given for the shipment as it stands: whatever changes after it takes it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.person import Secret
from broker_app.domain.release.check import (
    BEFORE_DOCUMENTS,
    FAILED,
    OVERRIDE,
    RELEASE,
    SAILED,
    Result,
    stopping,
)
from broker_app.domain.release.docket import Docket
from broker_app.domain.release.record import Facts, FoundHit, Given, Looked, Overridden, Shown
from broker_app.domain.release.run import run
from broker_app.domain.shipment import STATES, Shipment
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs import checking, dealing, red_flagging, signing_in
from broker_app.jobs.books import Books
from broker_app.jobs.deciding import about_now, standing_release
from broker_app.jobs.dockets import docket_of
from broker_app.jobs.following import follow
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import refuse_blocked
from broker_app.store import (
    companies,
    evidence,
    packs,
    red_flags,
    releases,
    shipments,
    write,
)
from broker_app.store.database import Database, Rows

TABLES = frozenset({"shipment", "shipment_release", "release_override", "vehicle", "vehicle_state"})


def check(
    reader: Rows, books: Books, shipment: int, today: date, stage: str = RELEASE
) -> list[Result]:
    """Return what every check of a stage finds of a shipment as it stands.

    Raises UserError where it cannot be checked: prices and terms contradict each other.
    """
    return run(docket_of(reader, books, shipment, today), books.release_checks, stage)


def release(
    db: Database,
    progress: Progress,
    books: Books,
    shipment: int,
    who: str,
    second: str,
    overrides: Mapping[str, str],
    today: date,
    secret: Secret = signing_in.NOBODY,
) -> Changes:
    """Release a shipment: law judged at ETD, markets at ETA, screening of today, all checks anew.

    `who` prepares it, `second` approves it and answers for every override (check and reason): by
    their own password, `secret`, where people sign in.
    Raises UserError for one person in both parts, for an override without a reason or of a check
    that nobody may let pass, and while a check stands against it; always where the law bars a
    vehicle or a party is designated.
    """
    reader = db.connection
    number = shipments.get(reader, shipment).number
    second = signing_in.second_of(db, who, second, secret)
    progress(0, 2, "progress.checking", shipment=number)
    with write.step(db, "shipment_release", who, number=number, second=second) as step:
        # Looked at inside the step: nobody changes shipment, vehicle or party meanwhile.
        record = shipments.get(reader, shipment)
        docket = docket_of(reader, books, shipment, today, who, second)
        results = run(docket, books.release_checks)
        _refuse_people(who, second)
        if record.state in ("documents_sent", "closed"):
            raise UserError("release_too_late", shipment=record.number)
        let_pass = _let_pass(books, results, overrides, second)
        _refuse_barred(reader, docket)
        _refuse_stopped(books, results, overrides)
        progress(1, 2, "progress.releasing", shipment=record.number)
        pack = packs.put(step, reader, books.pack, books.pack_bytes)
        now = _advanced(record)
        given = Given(
            shipment=shipment,
            about=about_now(reader, now),
            preparer=who.strip(),
            second=second.strip(),
            facts=facts_of(reader, books, docket, results),
            overridden=let_pass,
            pack=pack,
            pack_version=books.pack.version,
        )
        releases.add(step, given)
        if now.state != record.state:
            shipments.change(step, now)
            follow(step, reader, now, [car.id for car in docket.cars], today)
    return Changes(TABLES, step.number)


def send_documents(
    db: Database,
    books: Books,
    shipment: int,
    who: str,
    today: date,
    second: str = "",
    reason: str = "",
    secret: Secret = signing_in.NOBODY,
) -> Changes:
    """Mark the documents of a released shipment that has sailed as sent to the buyer.

    What is owed stops it, unless a second person gives credit with a reason (and, where people
    sign in, by their own password). Raises UserError
    without a release that stands, before it has sailed, while something is owed, where a party has
    been found in the lists since, and where the law bars a vehicle or the carrier's draft differs
    gravely.
    """
    reader = db.connection
    number = shipments.get(reader, shipment).number
    if reason.strip():
        second = signing_in.second_of(db, who, second, secret)
    with write.step(db, "documents_sent", who, _credit(second, reason), number=number) as step:
        record = shipments.get(reader, shipment)
        _refuse_unready(reader, books, record, who, today, second, reason)
        sent = replace(record, state="documents_sent")
        shipments.change(step, sent)
        follow(step, reader, sent, shipments.vehicles(reader, shipment), today)
    return Changes(TABLES, step.number)


def _credit(second: str, reason: str) -> str:
    return f"{second.strip()}: {reason.strip()}" if reason.strip() else ""


def _refuse_unready(
    reader: Rows,
    books: Books,
    record: Shipment,
    who: str,
    today: date,
    second: str,
    reason: str,
) -> None:
    """Refuse to send the documents of what is not released, sailed, allowed and paid."""
    shipment = record.id or 0
    if record.state != "sailed":
        raise UserError("documents_not_sailed", shipment=record.number)
    dealing.refuse_barred_aboard(reader, record)
    results = check(reader, books, shipment, today, SAILED)
    _refuse_hits(books, results)
    if standing_release(reader, shipment) is None:
        raise UserError("documents_not_released", shipment=record.number)
    stopped = [one for one in results if one.check in BEFORE_DOCUMENTS and one.stands_against]
    if stopped:
        said = checking.sentence(books, stopped[0])
        raise UserError("documents_stopped", said=said, check=stopped[0].check)
    owed = [one for one in results if one.check == "paid" and one.stands_against]
    if owed and not reason.strip():
        raise UserError("documents_unpaid", said=checking.sentence(books, owed[0]))
    if owed:
        _refuse_people(who, second)


def _advanced(record: Shipment) -> Shipment:
    """Return a shipment as it is once released; one that has sailed stays so."""
    if STATES.index(record.state) >= STATES.index("sailed"):
        return record
    return replace(record, state="released")


def _refuse_people(who: str, second: str) -> None:
    if not is_person(second):
        raise UserError("release_needs_second")
    if not is_person(who):
        raise UserError("name_needed")
    if same_person(who, second):
        raise UserError("release_same_person", who=second.strip())


def _let_pass(
    books: Books, results: Sequence[Result], overrides: Mapping[str, str], second: str
) -> tuple[Overridden, ...]:
    """Return the overrides as they are kept. Raises UserError for one that nobody may give."""
    against = {one.check for one in results if one.stands_against}
    for name, reason in overrides.items():
        found = books.release_checks.find(name)
        if found is None:
            known = [one.id for one in books.release_checks.entries if one.severity == OVERRIDE]
            raise UserError("release_check_unknown", value=name, known=", ".join(known))
        title = words.in_both(found.title)
        if found.severity != OVERRIDE:
            raise UserError("release_not_overridable", check=title)
        if not reason.strip():
            raise UserError("release_override_reason", check=title)
    return tuple(
        Overridden(name, reason.strip(), second.strip())
        for name, reason in overrides.items()
        if name in against
    )


def _refuse_barred(reader: Rows, docket: Docket) -> None:
    """Refuse what no check and no file can let go: barred vehicles and designated parties."""
    for car in docket.cars:
        if car.verdict is not None:
            refuse_blocked(car.record, car.verdict)
    dealing.refuse_barred(reader, (person.party.id or 0 for person in docket.people))


def _refuse_hits(books: Books, results: Sequence[Result]) -> None:
    """Refuse where a party may be on a list by what is known now: nothing more goes out."""
    hits = [one for one in results if one.check == "party_listed" and one.outcome == FAILED]
    if hits:
        said = checking.sentence(books, hits[0])
        raise UserError("documents_hit", said=said)


def _refuse_stopped(books: Books, results: Sequence[Result], overrides: Mapping[str, str]) -> None:
    left = stopping(results, overrides)
    if left:
        said = checking.sentence(books, left[0])
        raise UserError("release_stopped", count=len(left), said=said, check=left[0].check)


def facts_of(reader: Rows, books: Books, docket: Docket, results: Sequence[Result]) -> Facts:
    """Return everything that a release rests on, as it is kept."""
    asked = red_flags.latest(reader, docket.shipment.id or 0)
    asked = asked if asked is not None and red_flagging.stands(reader, asked) else None
    papers = [
        Shown(car.name, p.kind, p.issuer, p.number, p.issued_on, p.file, p.sha256)
        for car in docket.cars
        for p in evidence.of_vehicle(reader, car.id)
    ]
    looked = [
        Looked(
            person.party.name,
            person.roles,
            held.answer,
            held.why,
            person.party.screened_at if held.why == "by_hand" else held.searched_at,
            tuple((i.id, i.listed_on.isoformat(), i.checked_on.isoformat()) for i in held.lists),
            person.party.screened_by if held.why == "by_hand" else "",
            person.proofs if held.why == "by_hand" else (),
            person.party.ownership,
            tuple(
                FoundHit(one.hit.name.text, one.hit.entry.list_id, one.disposition)
                for one in held.standings
            ),
        )
        for person in docket.people
        if (held := person.screening) is not None
    ]
    return Facts(
        results=tuple(results),
        names={str(car.id): car.name for car in docket.cars},
        verdicts={str(car.id): car.verdict for car in docket.cars if car.verdict is not None},
        parties=tuple(looked),
        papers=tuple(papers),
        answers=dict(asked.answers) if asked else {},
        decision=asked.why if asked else "",
        answered=(asked.who, asked.at) if asked else ("", ""),
        checks=books.release_checks.entries,
        shipment=docket.shipment,
        company=companies.get(reader, docket.shipment.company).name,
        people={role: one.party.name for one in docket.people for role in one.roles},
    )

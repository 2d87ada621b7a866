"""Certifying: an export certificate entered box by box; it settles facts of its vehicle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from broker_app import words
from broker_app.domain.certificate import BOX, BOXES, CHOICES, Certificate, Kind, Term, term_of
from broker_app.domain.certificate_checks import (
    Beside,
    Remark,
    Severity,
    owner_is,
    remarks,
)
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.credible import doubtful
from broker_app.domain.eras import era_text, era_words
from broker_app.domain.evidence import Evidence
from broker_app.domain.facts import Origin
from broker_app.domain.guard import guarding
from broker_app.domain.question import Question
from broker_app.domain.settling import (
    Difference,
    Settled,
    code_parts,
    differences,
    interval_of,
    settled,
)
from broker_app.domain.vehicle import PRECISIONS, SPEC, Vehicle, identity_of
from broker_app.errors import UserError
from broker_app.intake.codes import read_chassis
from broker_app.jobs import scanning
from broker_app.jobs.books import Books
from broker_app.jobs.editing import sold_from
from broker_app.jobs.judging import judge_again
from broker_app.jobs.merging import taken
from broker_app.jobs.names import vehicle_name
from broker_app.jobs.progress import Progress
from broker_app.jobs.scanning import Scan
from broker_app.jobs.shipping import name_of
from broker_app.store import certificates, companies, evidence, guards, packs, vehicles, write
from broker_app.store.certificates import Entry
from broker_app.store.database import Database, Rows

TABLES = frozenset({"certificate", "vehicle", "verdict", "evidence"})


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to say of a certificate before it is stored.

    `guarded` are the facts whose change needs a reason, with the verdict that rested on each.
    """

    remarks: tuple[Remark, ...]
    differences: tuple[Difference, ...]
    guarded: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register: the certificate with its vehicle, its term, and whose it is.

    `owner` is `same`, `differs`, `unclear`, or empty where a name is not known.
    """

    entry: Entry
    term: Term | None
    owner: str


def look(reader: Rows, books: Books, vehicle: int, certificate: Certificate, today: date) -> Looked:
    """Check a certificate as it stands, and say where it contradicts what we hold."""
    held = vehicles.get(reader, vehicle)
    beside = Beside(held, books.lookups, today, _exporters(reader, [vehicle])[vehicle])
    facts = settled(certificate, held, books.lookups)
    found = [
        *remarks(certificate, beside),
        *_of_vin(certificate),
        *_of_model(certificate, held, books),
    ]
    guarded = _guarded(reader, vehicle, held, facts)
    return Looked(tuple(found), tuple(differences(facts, held)), guarded)


def enter(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    certificate: Certificate,
    who: str,
    today: date,
    why: str = "",
    scan: Scan | None = None,
    over: int | None = None,
) -> Changes:
    """Store a certificate and the facts that it settles, and judge the vehicle again: one step.

    `scan` is a file, or one that is attached already: it stands among the attachments and counts as
    evidence. `over` is the certificate that was seen, 0 for none. An unchanged certificate without
    a scan stores nothing. Raises UserError where the chassis number or the scheduled day is
    missing, where the number is that of another vehicle, where somebody stored another certificate
    meanwhile, and where a verdict rested on what changes and no reason is given.
    """
    vehicle, reader = certificate.vehicle, db.connection
    if scan is None and _is_stored(reader, certificate):
        return NOTHING
    held = vehicles.get(reader, vehicle)
    _compare(reader, vehicle, over)
    looked = look(reader, books, vehicle, certificate, today)
    _refuse(reader, certificate, looked, why)
    facts = settled(certificate, held, books.lookups)
    with (
        scanning.staged(db, progress, vehicle, scan) as paper,
        write.step(db, "certificate", who, why, vehicle=name_of(held)) as step,
    ):
        certificates.add(step, certificate)
        changed = _with_facts(held, facts, who, step.at)
        vehicles.change(step, reader, vehicle, changed)
        for name, outcome in looked.guarded.items():
            change = {"fact": name, "before": getattr(held, name), "after": facts[name].value}
            guards.add(step, vehicle, change | {"outcome": outcome, "why": why.strip()})
        if paper is not None:
            kept = scanning.keep(db, step, paper)
            evidence.refer(step, replace(_paper(certificate), file=kept.file, sha256=kept.sha256))
        judge_again(db, step, progress, books, question, [vehicle])
    return Changes(TABLES | scanning.TABLES if paper else TABLES, step.number)


def register(reader: Rows, today: date) -> list[Line]:
    """Return every certificate that counts, the one that ends first before the others."""
    entries = list(certificates.register(reader))
    exporters = _exporters(reader, [entry.certificate.vehicle for entry in entries])
    return [_line(entry, today, exporters[entry.certificate.vehicle]) for entry in entries]


def line_text(line: Line) -> str:
    """Return a line of the register in words."""
    entry, certificate = line.entry, line.entry.certificate
    name = vehicle_name(entry.maker, entry.model, entry.chassis_number)
    parts = [name, certificate.owner, term_text(line.term), entry.shipment_number]
    if line.owner == "differs":
        parts.append(words.say("certificate.owner_differs"))
    return words.listed(part for part in parts if part)


def term_text(term: Term | None) -> str:
    """Return how long a certificate still serves, in words."""
    if term is None:
        return words.say("certificate.no_term")
    if term.state == "exported":
        return words.say("certificate.exported")
    if term.return_by is not None:
        return words.say("certificate.ended", day=term.scheduled_on, back=term.return_by)
    return words.say("certificate.until", day=term.scheduled_on, count=term.days_left)


def against_now(reader: Rows, books: Books, certificate: Certificate) -> list[Difference]:
    """Return what we hold now to be something else than a stored certificate says."""
    held = vehicles.get(reader, certificate.vehicle)
    return differences(settled(certificate, held, books.lookups), held)


def sentence(remark: Remark) -> str:
    """Return a remark in one sentence."""
    values = dict(remark.values)
    if "held" in values:
        values["held"] = words.value("vehicle_class", values["held"])
    if "powertrain" in values:
        values["powertrain"] = words.value("powertrain", values["powertrain"])
    key = remark.key
    if key == "other_engine" and values["low"] == values["high"]:
        key = "other_engine_one"
    return words.say(f"certificate.check.{key}", **values)


def problem_text(problem: UserError) -> str:
    """Return the sentence of an error, with the box named as the paper names it."""
    values = dict(problem.values)
    if "box" in values:
        values["box"] = label(str(values["box"]))
    return words.error(UserError(problem.key, **values))


def label(box: str) -> str:
    """Return what a box is called in the language in use."""
    return BOX[box].ja if words.language() == "ja" else BOX[box].en


def understood(certificate: Certificate, name: str, books: Books) -> str:
    """Return how a box was read, for a person to compare; empty where it is as it was typed."""
    box, value = BOX[name], getattr(certificate, name)
    if value in (None, ""):
        return ""
    if box.kind in (Kind.DAY, Kind.PARTIAL_DATE):
        era = era_words(value) if words.language() == "ja" else era_text(value)
        return words.say("certificate.read_day", day=value, era=era)
    if box.kind is Kind.CHOICE and value in CHOICES[name]:
        return words.say(f"certificate.{name}.{value}")
    if name == "displacement_cl":
        low, high = interval_of(value)
        return words.say("certificate.read_cc", low=low, high=high)
    if name == "model_type":
        emission, code = code_parts(value, books.lookups)
        prefix = books.lookups.prefixes.get(emission)
        known = prefix.powertrain if prefix is not None else ""
        return words.listed(filter(None, [code, known and words.value("powertrain", known)]))
    other = getattr(certificate, box.other) if box.other else None
    return "" if other is None else words.say("certificate.read_two", first=value, second=other)


def said(difference: Difference) -> tuple[str, str, str]:
    """Return a contradiction as fact, what we held, and what the certificate says."""
    name = difference.name
    values = (words.value(name, value) for value in (difference.held, difference.certificate))
    held, printed = values
    return words.fact(name), held, printed


def _line(entry: Entry, today: date, exporters: tuple[str, ...]) -> Line:
    term = term_of(entry.certificate, today, entry.exported)
    return Line(entry, term, owner_is(entry.certificate.owner, exporters))


def _exporters(reader: Rows, chosen: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return who exports each vehicle: the company whose stock it is, where its name is known."""
    names = {company.id: company.all_names for company in companies.every(reader)}
    owned = companies.of_vehicles(reader, chosen)
    return {vehicle: names.get(owned.get(vehicle), ()) for vehicle in chosen}


def _of_vin(certificate: Certificate) -> Iterator[Remark]:
    """Yield the doubt about an identification number: only those have a documented check digit."""
    doubt = read_chassis(certificate.chassis_number).doubt if certificate.chassis_number else ""
    if doubt in ("vin_check_digit", "vin_letters"):
        yield Remark("chassis_number", doubt)


def _of_model(certificate: Certificate, held: Vehicle, books: Books) -> Iterator[Remark]:
    """Yield the doubt about a first registration before such cars were sold."""
    first = certificate.first_registered
    code = code_parts(certificate.model_type, books.lookups)[1] or held.model_code
    printed = Vehicle(maker=held.maker, model_code=code, first_registered=first or None)
    doubt = doubtful(printed, "first_registered", sold_from(books, printed))
    if doubt is not None:
        values = {name: doubt.values[name] for name in ("code", "year")}
        yield Remark("first_registered", "before_model", values=values)


def _guarded(
    reader: Rows, vehicle: int, held: Vehicle, facts: dict[str, Settled]
) -> dict[str, str]:
    outcomes = packs.outcomes_of(reader, vehicle)
    found = {}
    for name, fact in facts.items():
        outcome = guarding(outcomes, name, held.fact(name), fact.value, fact.precision)
        if outcome is not None:
            found[name] = outcome.value
    return found


def _refuse(reader: Rows, certificate: Certificate, looked: Looked, why: str) -> None:
    for remark in looked.remarks:
        if remark.severity is Severity.STOPS:
            raise UserError(f"certificate_{remark.key}", **remark.values)
    chassis = certificate.chassis_number
    owner = vehicles.by_chassis(reader, identity_of(chassis) or "")
    if owner is not None and owner != certificate.vehicle:
        raise taken(reader, chassis, owner)
    if looked.guarded and not why.strip():
        worst = next(iter(looked.guarded.values()))
        facts = words.facts_within(looked.guarded)
        raise UserError("certificate_reason", facts=facts, verdict=worst)


def _compare(reader: Rows, vehicle: int, over: int | None) -> None:
    """Refuse to store over a certificate that was not seen."""
    stored = certificates.latest(reader, vehicle)
    if over is None or over == (stored.id if stored else 0):
        return
    if stored is None:
        raise UserError("certificate_taken_back")
    raise UserError("certificate_changed_since", by=stored.stored_by)


def _with_facts(held: Vehicle, facts: dict[str, Settled], who: str, at: str) -> Vehicle:
    origins, changed = dict(held.origins), dict[str, Any]()
    for name, fact in facts.items():
        changed[name] = fact.value
        if name in PRECISIONS:
            changed[PRECISIONS[name]] = fact.precision if fact.precision > 1 else None
        origins[name] = Origin(fact.basis, fact.source, who, at)
    named = {name: origin for name, origin in origins.items() if name in SPEC}
    return replace(held, **changed, origins=named)


def _is_stored(reader: Rows, certificate: Certificate) -> bool:
    stored = certificates.latest(reader, certificate.vehicle)
    if stored is None:
        return False
    names = ["kind", *(box.name for box in BOXES), *(box.other for box in BOXES if box.other)]
    return all(getattr(stored, name) == getattr(certificate, name) for name in names)


def _paper(certificate: Certificate) -> Evidence:
    number = certificate.number or certificate.reference_number
    return Evidence(
        vehicle=certificate.vehicle,
        kind="export_certificate",
        issuer=certificate.office,
        issued_on=certificate.issued_on,
        grade=certificate.model_type,
        number=number,
    )

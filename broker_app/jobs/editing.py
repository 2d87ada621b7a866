"""Editing: facts typed by a person, parties, and the broker's own profile."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

from broker_app.domain.changes import Changes
from broker_app.domain.facts import Basis, Kind, Origin
from broker_app.domain.guard import guarding
from broker_app.domain.money import exponent
from broker_app.domain.party import Company, Party
from broker_app.domain.question import Question
from broker_app.domain.spelling import fold_words
from broker_app.domain.vehicle import PRECISIONS, SPEC, identity_of
from broker_app.errors import UserError
from broker_app.intake.facts_csv import read_fact
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again
from broker_app.jobs.merging import taken
from broker_app.jobs.progress import Progress
from broker_app.store import companies, guards, packs, parties, vehicles, write
from broker_app.store.database import Database, Rows

MOST = 10**15
"""Amounts from here on are typing mistakes."""


def read_value(name: str, text: str) -> Any:
    """Read what a person typed for a fact; empty text means unknown.

    Full-width digits and digit groups are fine. Raises UserError where it is no such value.
    """
    spec = SPEC[name]
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if spec.kind in (Kind.PARTIAL_DATE, Kind.DAY):
        plain = plain.replace("/", "-").replace(".", "-")
    return read_fact(spec, plain.replace(" ", "") if spec.kind is Kind.WHOLE else plain)


def read_amount(text: str, currency: str) -> int:
    """Read a typed amount of a currency as minor units; empty text is nothing.

    Raises UserError where it is no amount, or finer than the currency's smallest unit.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        amount = Decimal(plain or "0")
        units = amount.scaleb(exponent(currency))
        whole = amount.is_finite() and units == units.to_integral_value()
    except DecimalException:
        whole = False
    if not whole:
        raise UserError("amount_unreadable", value=text.strip(), currency=currency)
    if units >= MOST:
        raise UserError("amount_too_large", value=text.strip())
    if units < 0:
        raise UserError("price_negative")
    return int(units)


def read_day(text: str) -> str:
    """Read a typed day as ISO text: `2026-12-04`, `2026/12/4`, `2026年12月4日`; empty stays so.

    Raises UserError where it is no day of the calendar.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    match = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?|(\d{4})(\d\d)(\d\d)", plain)
    try:
        if match:
            return date(*(int(part) for part in match.groups() if part)).isoformat()
    except ValueError:
        pass
    raise UserError("day_unreadable", value=plain)


def type_fact(
    db: Database,
    progress: Progress,
    books: Books,
    question: Question,
    vehicle: int,
    name: str,
    value: Any,
    who: str,
    why: str = "",
) -> Changes:
    """Store a fact as typed by a person, exact, and judge the vehicle again.

    Raises UserError where a chassis number is that of another vehicle, and where the change could
    turn a verdict that did not clear the vehicle and no reason is given.
    """
    record = vehicles.get(db.connection, vehicle)
    before = getattr(record, name)
    said = packs.outcomes_of(db.connection, vehicle)
    guarded = guarding(said, name, record.fact(name), value)
    if guarded is not None and not why.strip():
        raise UserError("reason_needed", fact=name, verdict=guarded.value)
    if name == "chassis_number" and value:
        owner = vehicles.by_chassis(db.connection, identity_of(value) or "")
        if owner is not None and owner != vehicle:
            raise taken(db.connection, value, owner)
    with write.step(db, "edit", who, why, vehicle=vehicle, fact=name) as step:
        origins = dict(record.origins)
        origins[name] = Origin(Basis.TYPED, "", who, step.at)
        changed: dict[str, Any] = {name: value, "origins": origins}
        if name in PRECISIONS:
            changed[PRECISIONS[name]] = None
        vehicles.change(step, db.connection, vehicle, replace(record, **changed))
        if guarded is not None:
            change = {"fact": name, "before": before, "after": value}
            guards.add(step, vehicle, change | {"outcome": guarded.value, "why": why.strip()})
        judge_again(db, step, progress, books, question, [vehicle])
    return Changes(frozenset({"vehicle", "verdict"}), step.number)


def save_party(db: Database, party: Party, who: str) -> tuple[int, Changes]:
    """Store a new or changed party; returns its id. Raises UserError without a name.

    Under another name or country a party is unscreened again: nobody has looked that one up.
    """
    if not party.name.strip():
        raise UserError("party_needs_name")
    party = _to_look_up_again(db, party)
    with write.step(db, "party", who, name=party.name) as step:
        if party.id is None:
            number = parties.add(step, party)
        else:
            number = party.id
            parties.change(step, party)
    return number, Changes(frozenset({"party"}), step.number, rows_moved=True)


def _to_look_up_again(db: Database, party: Party) -> Party:
    """Return a party without its screening where it has another name or country than before."""
    if party.id is None:
        return party
    before = parties.get(db.connection, party.id)
    if (before.name, before.country) == (party.name, party.country):
        return party
    return replace(party, screening="unscreened", screened_by="", screened_at="")


def record_screening(db: Database, party: int, answer: str, who: str) -> Changes:
    """Store what a person found when looking a party up: `clear` or `designated`."""
    if not who.strip():
        raise UserError("name_needed")
    with write.step(db, "screening", who, answer=answer) as step:
        record = parties.get(db.connection, party)
        screened = replace(record, screening=answer, screened_by=who, screened_at=step.at)
        parties.change(step, screened)
    return Changes(frozenset({"party"}), step.number)


def save_company(
    db: Database,
    progress: Progress,
    profile: Company,
    who: str,
    books: Books,
    question: Question,
) -> Changes:
    """Store the profile of a company; a changed pricing plan judges the stock again.

    A profile without an id is that of the first company, whose plan is the one that counts. Raises
    UserError where another company has the name, and for one of several without a name.
    """
    check_company_name(db.connection, profile)
    before = parties.company(db.connection)
    with write.step(db, "company", who) as step:
        number = companies.put(step, db.connection, profile)
        plan = ("margin_permille", "margin_jpy")
        moved = any(getattr(before, name) != getattr(profile, name) for name in plan)
        if moved and number == companies.FIRST:
            judge_again(db, step, progress, books, question, None)
    return Changes(frozenset({"company", "verdict"}), step.number)


def check_company_name(reader: Rows, profile: Company) -> None:
    """Raise UserError where a name does not tell a company from the others."""
    own = companies.FIRST if profile.id is None else profile.id
    others = [known for known in companies.every(reader) if known.id != own]
    name = fold_words(profile.name)
    if others and not name:
        raise UserError("company_needs_name")
    if any(fold_words(known.name) == name for known in others):
        raise UserError("company_known", name=profile.name.strip())

"""Editing: facts typed by a person, parties, and the broker's own profile."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.credible import doubtful, impossible
from broker_app.domain.dates import is_partial
from broker_app.domain.disposition import party_about
from broker_app.domain.facts import Basis, Kind, Origin
from broker_app.domain.money import exponent
from broker_app.domain.party import LOOKED_UP_BY, Company, Party
from broker_app.domain.question import Question
from broker_app.domain.series import is_number
from broker_app.domain.spelling import fold_words
from broker_app.domain.spelling import plain as spelt
from broker_app.domain.vehicle import PRECISIONS, SPEC, Vehicle, identity_of
from broker_app.errors import UserError
from broker_app.intake import days
from broker_app.intake.codes import known_part
from broker_app.intake.days import read_partial
from broker_app.intake.facts_csv import read_fact, ungrouped
from broker_app.jobs import guarding
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again
from broker_app.jobs.merging import taken
from broker_app.jobs.progress import Progress
from broker_app.jobs.typed_texts import LONGEST, refuse_long
from broker_app.store import (
    bank_accounts,
    companies,
    history,
    parties,
    screenings,
    vehicles,
    write,
)
from broker_app.store.database import Database, Rows
from broker_app.store.screenings import Search

MOST = 10**15
"""Amounts from here on are typing mistakes."""
FIRST_DAY, LAST_DAY = "1950-01-01", "2100-12-31"
"""No sale, no bill and no voyage of a vehicle lies outside."""
_ERA = re.compile(r"[明大昭平令MTSHR]", re.IGNORECASE)
_NAMED = re.compile(r"[A-Z]{3}", re.IGNORECASE)
"""A month by its name, as papers and the window write a day."""
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "JPY": ("jpy", "¥", "円", "yen"),
    "USD": ("usd", "us$", "$"),
    "EUR": ("eur", "€"),
    "GBP": ("gbp", "£"),
}
"""How people write a currency beside an amount of it."""
_ANY_DAY = date(2000, 1, 1)
"""Stands for today where a short year is not taken anyway."""


def read_value(name: str, text: str) -> Any:
    """Read what a person typed for a fact; empty text means unknown.

    Full-width digits, digit groups, the unit, years of eras and the words of choices are fine.
    Raises UserError where it is no such value.
    """
    spec = SPEC[name]
    plain = _printable(unicodedata.normalize("NFKC", text))
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise UserError("value_too_long", fact=name, most=LONGEST)
    if spec.choices:
        plain = words.choice_named(name, plain, spec.choices) or plain
    elif spec.kind is Kind.TEXT:
        plain = words.choice_named(name, plain, words.choices_of(name)) or plain
    elif spec.kind in (Kind.PARTIAL_DATE, Kind.DAY):
        plain = _as_iso(plain)
    elif spec.kind in (Kind.WHOLE, Kind.DECIMAL):
        plain = _bare_number(plain, spec.unit)
    elif spec.kind is Kind.CODE:
        plain = plain.upper()
    return read_fact(spec, plain)


def _printable(text: str) -> str:
    """Return a text without the signs that steer terminals and printers."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()


def _bare_number(text: str, unit: str) -> str:
    """Return a number without blanks and the unit of its fact."""
    bare = text.replace(" ", "").casefold().replace("−", "-")
    for written in (unit.casefold(), *_WRITTEN.get(unit, ())):
        bare = bare.removesuffix(written).removeprefix(written if unit in _WRITTEN else "")
    return bare


def _as_iso(text: str) -> str:
    """Return a date as a partial date where it is one in any spelling: `R1.5`, `2019年7月`."""
    if is_partial(text):
        return text
    found = read_partial(text, _ANY_DAY)
    if found.value and not found.doubt and not text.startswith("'"):
        return found.value
    return text.replace("/", "-").replace(".", "-")


def read_amount(text: str, currency: str) -> int:
    """Read a typed amount of a currency as minor units; empty text is nothing.

    The sign of the currency may stand beside it, commas only between groups of three digits.
    Raises UserError where it is no amount, or finer than the currency's smallest unit.
    """
    plain = _bare_number(unicodedata.normalize("NFKC", text), currency)
    try:
        amount = Decimal(ungrouped(plain) or "0")
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
    """Read a typed day as ISO text; empty stays so.

    As `2026-12-04`, `2026年12月4日`, `R8.12.4`, and as papers print it: `04 DEC 2026`.

    Raises UserError where it is no day of the calendar, or one that lies out of reach.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    match = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?|(\d{4})(\d\d)(\d\d)", plain)
    try:
        if match:
            found = date(*(int(part) for part in match.groups() if part)).isoformat()
        else:
            spelt = _ERA.match(plain) or _NAMED.search(plain)
            found = days.read_day(plain).value if spelt else ""
    except ValueError:
        found = ""
    if not found:
        raise UserError("day_unreadable", value=plain)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise UserError("day_out_of_reach", value=plain)
    return found


def read_country(text: str) -> str:
    """Read a country by its ISO code or its name; empty stays so."""
    plain = text.strip()
    if not plain:
        return ""
    code = plain.upper() if words.is_country(plain.upper()) else words.country_named(plain)
    if not code:
        raise UserError("country_unknown", value=plain)
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Facts that a person typed for a vehicle.

    `over` holds the values they were typed over, as far as they were seen; `sure` keeps what is
    only doubtful; a day to come is one after `today`, where that is given.
    """

    vehicle: int
    values: Mapping[str, Any]
    over: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    sure: bool = False
    today: date | None = None


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
    edit = Edit(vehicle=vehicle, values={name: value}, why=why, sure=True)
    return type_facts(db, progress, books, question, edit, who)


def type_facts(
    db: Database, progress: Progress, books: Books, question: Question, edit: Edit, who: str
) -> Changes:
    """Store facts of a vehicle as typed by a person, and judge it again, in one step.

    Raises UserError as `check` does; nothing is stored then.
    """
    check(db.connection, books, edit)
    names = list(edit.values)
    told = {"fact": names[0]} if len(names) == 1 else {"count": len(names)}
    key = "edit" if len(names) == 1 else "edit_facts"
    with write.step(db, key, who, edit.why, vehicle=edit.vehicle, **told) as step:
        record = vehicles.get(db.connection, edit.vehicle)
        guarded = guarding.touched(db.connection, edit.vehicle, record, edit.values)
        after = typed_over(record, edit.values, who, step.at)
        vehicles.change(step, db.connection, edit.vehicle, after)
        guarding.record(step, edit.vehicle, record, edit.values, guarded, edit.why)
        judge_again(db, step, progress, books, question, [edit.vehicle])
    return Changes(frozenset({"vehicle", "verdict"}), step.number)


def check(reader: Rows, books: Books, edit: Edit) -> None:
    """Raise a UserError where an edit cannot be stored as it is.

    `changed_since`: somebody else changed the fact meanwhile. `chassis_taken`: another vehicle has
    that number. `reason_needed`: a verdict rests on the fact, and no reason is given. What cannot
    be beside the other facts, and what is doubtful unless the person is sure.
    """
    record = vehicles.get(reader, edit.vehicle)
    _compare(reader, record, edit)
    number = edit.values.get("chassis_number")
    if number:
        owner = vehicles.by_chassis(reader, identity_of(number) or "")
        if owner is not None and owner != edit.vehicle:
            raise taken(reader, number, owner)
    after = replace(record, **edit.values)
    for name in edit.values:
        problem = impossible(after, name, edit.today)
        if problem is None and not edit.sure:
            problem = doubtful(after, name, sold_from(books, after))
        if problem is not None:
            raise problem
    guarded = guarding.touched(reader, edit.vehicle, record, edit.values)
    if guarded and not edit.why.strip():
        name, outcome = next(iter(guarded.items()))
        raise UserError("reason_needed", fact=name, verdict=outcome.value)


def typed_over(record: Vehicle, values: Mapping[str, Any], who: str, at: str) -> Vehicle:
    """Return a vehicle with facts as a person typed them: exact, under their name."""
    origins = record.origins | {name: Origin(Basis.TYPED, "", who, at) for name in values}
    exact = {PRECISIONS[name]: None for name in values if name in PRECISIONS}
    return replace(record, **(exact | dict(values)), origins=origins)


def sold_from(books: Books, record: Vehicle) -> int | None:
    """Return the first year in which a model was sold, where the model-code table knows it."""
    lines = books.lookups.model_codes.get(known_part(record.model_code or ""), ())
    own = [line for line in lines if line.maker == record.maker] or lines
    return own[0].years[0] if len(own) == 1 else None


def _compare(reader: Rows, record: Vehicle, edit: Edit) -> None:
    """Refuse what was typed over a value that is not there any more; equal values agree."""
    for name, over in edit.over.items():
        theirs, mine = getattr(record, name), edit.values.get(name)
        if theirs in (over, mine):
            continue
        said = {"before": over, "theirs": theirs, "mine": mine}
        shown = {key: words.value(name, value) for key, value in said.items()}
        by = _changed_by(reader, edit.vehicle, name)
        raise UserError("changed_since", fact=name, by=by, **shown)


def _changed_by(reader: Rows, vehicle: int, name: str) -> str:
    """Return who changed a fact last."""
    told = (e for e in history.of_row(reader, "vehicle", vehicle) if e["before"] and e["after"])
    return next((str(e["who"]) for e in told if name in msgspec.json.decode(e["after"])), "")


def save_party(db: Database, party: Party, who: str) -> tuple[int, Changes]:
    """Store a new or changed party; returns its id. Raises UserError without a name.

    When something changes that a party is looked up by, it is unscreened again: nobody has looked
    that one up. Designated it stays, until somebody records or decides otherwise. An answer about
    its owners is signed; other owners ask for another answer.
    """
    if not spelt(party.name):
        raise UserError("party_needs_name")
    refuse_long(party, lambda name: words.say(f"party.{name}"))
    before = parties.get(db.connection, party.id) if party.id is not None else Party()
    party = _to_look_up_again(before, party)
    with write.step(db, "party", who, name=party.name) as step:
        party = _ownership_signed(before, party, who, step.at)
        if party.id is None:
            number = parties.add(step, party)
        else:
            number = party.id
            parties.change(step, party)
    return number, Changes(frozenset({"party"}), step.number, rows_moved=True)


def _ownership_signed(before: Party, party: Party, who: str, at: str) -> Party:
    """Return a party with who answered for its owners; no answer outlives other owners."""
    answer = party.ownership
    if party.owners != before.owners and answer == before.ownership:
        answer = ""
    if answer == before.ownership:
        return party
    signed = (who, at) if answer else ("", "")
    return replace(party, ownership=answer, ownership_by=signed[0], ownership_at=signed[1])


def _to_look_up_again(before: Party, party: Party) -> Party:
    """Return a party without its screening where it is looked up by something else than before."""
    same = all(getattr(before, name) == getattr(party, name) for name in LOOKED_UP_BY)
    if party.id is None or same or before.screening == "designated":
        return party
    return replace(party, screening="unscreened", screened_by="", screened_at="")


def record_screening(db: Database, party: int, answer: str, who: str) -> Changes:
    """Store what a person found when looking a party up by hand: `clear` or `designated`.

    `clear` clears nobody: it is evidence where no list decides. Every such search is logged.
    """
    if not who.strip():
        raise UserError("name_needed")
    record = parties.get(db.connection, party)
    with write.step(db, f"searched_{answer}", who, name=record.name) as step:
        screened = replace(record, screening=answer, screened_by=who, screened_at=step.at)
        parties.change(step, screened)
        about = party_about(record)
        found = Search(party, record.all_names, about, (), f"by_hand_{answer}", ())
        screenings.add(step, [found])
    return Changes(frozenset({"party", "screening"}), step.number)


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
    UserError where another company has the name or the prefix of numbers, for a prefix that no
    number can begin with, and for one of several without a name.
    """
    check_company_name(db.connection, profile)
    profile = _with_prefix(db.connection, profile)
    refuse_long(profile, lambda name: words.say(f"company.{name}"))
    _refuse_other_bank(db.connection, profile)
    before = parties.company(db.connection)
    with write.step(db, "company", who) as step:
        number = companies.put(step, db.connection, profile)
        plan = ("margin_permille", "margin_jpy")
        moved = any(getattr(before, name) != getattr(profile, name) for name in plan)
        if moved and number == companies.FIRST:
            judge_again(db, step, progress, books, question, None)
    return Changes(frozenset({"company", "verdict"}), step.number)


def _refuse_other_bank(reader: Rows, profile: Company) -> None:
    """Raise UserError where lines of a bank are swapped past the second person."""
    number = profile.id or companies.FIRST
    known = next((one for one in companies.every(reader) if one.id == number), Company())
    locked = known.bank or bank_accounts.of_company(reader, number)
    if locked and profile.bank != known.bank:
        raise UserError("bank_locked")


def check_company_name(reader: Rows, profile: Company) -> None:
    """Raise UserError where a name does not tell a company from the others."""
    own = companies.FIRST if profile.id is None else profile.id
    others = [known for known in companies.every(reader) if known.id != own]
    name = fold_words(profile.name)
    if others and not name:
        raise UserError("company_needs_name")
    if any(fold_words(known.name) == name for known in others):
        raise UserError("company_known", name=profile.name.strip())


def _with_prefix(reader: Rows, profile: Company) -> Company:
    """Return a profile with its prefix as numbers write it.

    One that was there before is left alone, so that the rest can be changed. Raises UserError for
    another one that no number begins with, or that another company has.
    """
    prefix = unicodedata.normalize("NFKC", profile.number_prefix).strip().upper()
    if prefix == companies.get(reader, profile.id).number_prefix:
        return profile
    if prefix and not is_number(prefix):
        raise UserError("number_characters", value=prefix[:LONGEST])
    made = replace(profile, number_prefix=prefix)
    other = companies.with_prefix_of(reader, made)
    if other is not None:
        raise UserError("prefix_taken", prefix=prefix, company=other.name)
    return made

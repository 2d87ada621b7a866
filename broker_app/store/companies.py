"""The companies whose papers are issued: one as a rule, several in some offices.

The first one is row 1. A vehicle or a shipment that names no company belongs to it, so a database
of one company needs no word about it.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, fields, replace

import msgspec

from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.store import bank_accounts as accounts
from broker_app.store import signatories
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.vehicles import in_parts
from broker_app.store.write import Step

FIRST = 1
_LINES = ("address", "bank", "address_ja")
_TABLES = ("series", "used_elsewhere", "clauses")
_OF_THE_SIGNATORY = tuple(f.name for f in fields(Company) if not f.metadata.get("kept", True))


def every(reader: Rows) -> list[Company]:
    """Return all companies, the first one first."""
    return [_from_row(row) for row in reader.execute("SELECT * FROM company ORDER BY id")]


def get(reader: Rows, company: int | None = None) -> Company:
    """Return a company; None is the first. An empty profile where nobody has filled it in.

    Raises UserError where another one is gone.
    """
    wanted = company or FIRST
    row = reader.execute("SELECT * FROM company WHERE id = ?", (wanted,)).fetchone()
    if row is not None:
        return _from_row(row)
    if wanted != FIRST:
        raise UserError("row_gone", table="company", row=wanted)
    return Company(id=FIRST)


def with_prefix_of(reader: Rows, profile: Company) -> Company | None:
    """Return another company whose numbers begin as those of this one do; None where none does."""
    own, prefix = FIRST if profile.id is None else profile.id, profile.number_prefix
    others = (known for known in every(reader) if known.id != own and prefix)
    return next((known for known in others if known.number_prefix.upper() == prefix.upper()), None)


def on_papers(reader: Rows, company: int | None, currency: str) -> Company:
    """Return a company as papers in a currency show it: its account and its signatory.

    Of the accounts that stand the default one of the currency is taken, else one of any currency.
    """
    profile = get(reader, company)
    owner = profile.id or FIRST
    held = [one for one in accounts.of_company(reader, owner) if one.stands]
    fitting = sorted(
        (one for one in held if one.currency in (currency, "")),
        key=lambda one: (one.currency != currency, not one.is_default, one.id or 0),
    )
    if held:
        profile = replace(profile, bank=fitting[0].lines if fitting else ())
    signing = signatories.of_company(reader, owner)
    if signing:
        first = next((one for one in signing if one.is_default), signing[0])
        profile = replace(
            profile,
            signatory=first.name,
            signatory_title=first.title,
            signature=first.picture,
            signatory_ja=first.name_ja,
            signatory_title_ja=first.title_ja,
        )
    return profile


def default(reader: Rows) -> int:
    """Return the company that new vehicles and shipments belong to."""
    row = reader.execute("SELECT id FROM company WHERE is_default = 1 ORDER BY id").fetchone()
    return int(row[0]) if row else FIRST


def for_new(reader: Rows) -> int | None:
    """Return what a new vehicle or shipment stores: nothing for the first company."""
    chosen = default(reader)
    return None if chosen == FIRST else chosen


def put(step: Step, reader: Rows, profile: Company) -> int:
    """Store a profile, new or changed; one without an id is the first. Returns its id."""
    number = profile.id or FIRST
    values = _values(profile)
    if reader.execute("SELECT 1 FROM company WHERE id = ?", (number,)).fetchone():
        step.change("company", number, values)
        return number
    return step.insert("company", {"id": number} | values)


def ensure(step: Step, reader: Rows, company: int) -> None:
    """Store an empty profile where something belongs to the first company before it has one."""
    if company == FIRST and not every(reader):
        put(step, reader, Company(id=FIRST))


def add(step: Step, reader: Rows, profile: Company) -> int:
    """Store one more company; returns its id."""
    if not every(reader):
        return put(step, reader, profile)
    return step.insert("company", _values(profile))


def choose_default(step: Step, reader: Rows, company: int) -> None:
    """Let new vehicles and shipments belong to a company."""
    for known in every(reader):
        step.change("company", known.id or FIRST, {"is_default": int(known.id == company)})


def of_vehicles(reader: Rows, chosen: Iterable[int]) -> dict[int, int]:
    """Return the company that each vehicle belongs to."""
    found: dict[int, int] = {}
    for part in in_parts(list(chosen)):
        marks = ",".join("?" * len(part))
        sql = f"SELECT id, coalesce(company, {FIRST}) FROM vehicle WHERE id IN ({marks})"  # noqa: S608
        found.update((row[0], row[1]) for row in reader.execute(sql, part))
    return found


def give(step: Step, vehicles: Iterable[int], company: int | None) -> None:
    """Let vehicles belong to a company."""
    for vehicle in vehicles:
        step.change("vehicle", vehicle, {"company": None if company == FIRST else company})


def _values(profile: Company) -> dict[str, object]:
    values = asdict(profile)
    del values["id"]
    for name in _OF_THE_SIGNATORY:
        del values[name]
    lines = {name: lines_text(values[name]) for name in _LINES}
    return values | lines | {name: _tabled(values[name]) for name in _TABLES}


def _from_row(row: sqlite3.Row) -> Company:
    known = {f.name: row[f.name] for f in fields(Company) if f.metadata.get("kept", True)}
    known |= {name: lines_from(row[name]) for name in _LINES}
    for name in ("series", "used_elsewhere"):
        known[name] = msgspec.json.decode(row[name] or "{}")
    clauses = msgspec.json.decode(row["clauses"] or "{}")
    known["clauses"] = {kind: tuple(lines) for kind, lines in clauses.items()}
    return Company(**known)


def _tabled(values: object) -> str:
    return msgspec.json.encode(values, order="sorted").decode()

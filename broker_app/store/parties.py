"""Parties and the company: who stands on papers."""

from dataclasses import asdict, fields

from broker_app.domain.party import Company, Party
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.write import Step

COMPANY_ROW = 1


def add(step: Step, party: Party) -> int:
    """Store a new party; returns its id."""
    return step.insert("party", _values(party))


def change(step: Step, party: Party) -> None:
    """Store a party that was changed."""
    if party.id is not None:
        step.change("party", party.id, _values(party))


def get(reader: Rows, party: int) -> Party:
    """Return one party. Raises UserError where it is gone."""
    found = {p.id: p for p in every(reader)}.get(party)
    if found is None:
        raise UserError("row_gone", table="party", row=party)
    return found


def every(reader: Rows) -> list[Party]:
    """Return all parties by name."""
    rows = reader.execute("SELECT * FROM party ORDER BY name, id").fetchall()
    return [Party(**(dict(row) | {"address": lines_from(row["address"])})) for row in rows]


def company(reader: Rows) -> Company:
    """Return the broker's own profile; empty where nobody has filled it in."""
    row = reader.execute("SELECT * FROM company WHERE id = ?", (COMPANY_ROW,)).fetchone()
    if row is None:
        return Company()
    known = {f.name: row[f.name] for f in fields(Company)}
    lines = {"address": lines_from(row["address"]), "bank": lines_from(row["bank"])}
    return Company(**(known | lines))


def set_company(step: Step, reader: Rows, profile: Company) -> None:
    """Store the broker's own profile."""
    values = asdict(profile)
    values |= {"address": lines_text(profile.address), "bank": lines_text(profile.bank)}
    if reader.execute("SELECT 1 FROM company WHERE id = ?", (COMPANY_ROW,)).fetchone():
        step.change("company", COMPANY_ROW, values)
    else:
        step.insert("company", {"id": COMPANY_ROW} | values)


def _values(party: Party) -> dict[str, object]:
    values = asdict(party)
    del values["id"]
    return values | {"address": lines_text(party.address)}

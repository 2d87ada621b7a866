"""Signatories of the companies: who signs papers."""

import sqlite3
from dataclasses import asdict

from broker_app.domain.party import Signatory
from broker_app.store.database import Rows
from broker_app.store.write import Step


def of_company(reader: Rows, company: int) -> list[Signatory]:
    """Return the signatories of a company, the first first."""
    sql = "SELECT * FROM signatory WHERE company = ? ORDER BY id"
    return [_from_row(row) for row in reader.execute(sql, (company,))]


def put(step: Step, signatory: Signatory) -> int:
    """Store a signatory, new or changed; returns its id."""
    values = asdict(signatory) | {"is_default": int(signatory.is_default)}
    number = values.pop("id")
    if number is None:
        return step.insert("signatory", values)
    step.change("signatory", number, values)
    return int(number)


def remove(step: Step, signatory: int) -> None:
    """Take a signatory away; papers that were issued keep the name."""
    step.remove("signatory", signatory)


def choose_default(step: Step, reader: Rows, chosen: Signatory) -> None:
    """Let one of them sign where nobody else is named."""
    for known in of_company(reader, chosen.company):
        step.change("signatory", known.id or 0, {"is_default": int(known.id == chosen.id)})


def _from_row(row: sqlite3.Row) -> Signatory:
    return Signatory(**(dict(row) | {"is_default": bool(row["is_default"])}))

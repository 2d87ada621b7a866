"""Papers of parties: rows <-> records. Their files are attachments of the party."""

import sqlite3
from dataclasses import asdict

from broker_app.domain.party_paper import PartyPaper
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.records import lines_from, lines_text
from broker_app.store.write import Step


def add(step: Step, paper: PartyPaper) -> int:
    """Store a paper; returns its id."""
    return step.insert("party_paper", _values(paper) | {"added_by": step.who, "added_at": step.at})


def change(step: Step, paper: PartyPaper) -> None:
    """Store a paper that was changed; who added it stays."""
    if paper.id is not None:
        values = _values(paper)
        del values["added_by"], values["added_at"]
        step.change("party_paper", paper.id, values)


def remove(step: Step, paper: int) -> None:
    """Take a paper away."""
    step.remove("party_paper", paper)


def get(reader: Rows, paper: int) -> PartyPaper:
    """Return one paper. Raises UserError where it is gone."""
    row = reader.execute("SELECT * FROM party_paper WHERE id = ?", (paper,)).fetchone()
    if row is None:
        raise UserError("row_gone", table="party_paper", row=paper)
    return _from_row(row)


def of_party(reader: Rows, party: int) -> list[PartyPaper]:
    """Return the papers of a party as they came."""
    rows = reader.execute("SELECT * FROM party_paper WHERE party = ? ORDER BY id", (party,))
    return [_from_row(row) for row in rows]


def ending(reader: Rows, day: str) -> list[PartyPaper]:
    """Return the papers whose last day is up to an ISO day, and that no later one replaces."""
    sql = """
        SELECT * FROM party_paper p WHERE valid_until <> '' AND valid_until <= ?
          AND NOT EXISTS (
              SELECT 1 FROM party_paper later
              WHERE later.party = p.party AND later.kind = p.kind
                AND (later.valid_until = '' OR later.valid_until > p.valid_until))
        ORDER BY valid_until, id
    """
    return [_from_row(row) for row in reader.execute(sql, (day,))]


def is_named(reader: Rows, attachment: int) -> bool:
    """Tell whether a paper or a decision about a hit rests on a file."""
    sql = """
        SELECT 1 FROM party_paper WHERE attachment = :file
        UNION ALL SELECT 1 FROM disposition WHERE attachment = :file
    """
    return reader.execute(sql, {"file": attachment}).fetchone() is not None


def _values(paper: PartyPaper) -> dict[str, object]:
    values = asdict(paper)
    del values["id"]
    return values | {"covers": lines_text(paper.covers)}


def _from_row(row: sqlite3.Row) -> PartyPaper:
    return PartyPaper(**(dict(row) | {"covers": lines_from(row["covers"])}))

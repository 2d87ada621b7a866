"""How companies have papers of a kind laid out."""

import sqlite3
from collections.abc import Mapping

from broker_app.domain.document import PaperForm
from broker_app.store.companies import FIRST
from broker_app.store.database import Rows
from broker_app.store.write import Step

_OF = f"coalesce(company, {FIRST}) = ?"


def every(reader: Rows, company: int | None) -> Mapping[str, PaperForm]:
    """Return what a company chose, by kind; none is the plain layout."""
    sql = f"SELECT * FROM paper_form WHERE {_OF}"  # noqa: S608
    return {row["kind"]: _read(row) for row in reader.execute(sql, (company or FIRST,))}


def of(reader: Rows, company: int | None, kind: str) -> PaperForm:
    """Return how a company has papers of a kind laid out."""
    return every(reader, company).get(kind, PaperForm())


def put(step: Step, reader: Rows, company: int, kind: str, form: PaperForm) -> None:
    """Keep how a company has papers of a kind laid out; the plain layout leaves no row."""
    values = {"layout": form.layout, "right_mm": form.right_mm, "down_mm": form.down_mm}
    sql = f"SELECT id FROM paper_form WHERE {_OF} AND kind = ?"  # noqa: S608
    known = reader.execute(sql, (company, kind)).fetchone()
    if known is None:
        owner = None if company == FIRST else company
        step.insert("paper_form", {"company": owner, "kind": kind} | values)
    elif form == PaperForm():
        step.remove("paper_form", known["id"])
    else:
        step.change("paper_form", known["id"], values)


def _read(row: sqlite3.Row) -> PaperForm:
    return PaperForm(layout=row["layout"], right_mm=row["right_mm"], down_mm=row["down_mm"])

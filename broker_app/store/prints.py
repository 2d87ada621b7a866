"""The print log: who gave which paper out, when, on what: a printer, a PDF, a workbook."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, values: Mapping[str, Any]) -> int:
    """Enter one print; returns its id."""
    return step.insert("print_log", {"who": step.who, "at": step.at} | dict(values))


def of_document(reader: Rows, document: int) -> list[sqlite3.Row]:
    """Return what was given out of a document, the latest first."""
    sql = "SELECT * FROM print_log WHERE document = ? ORDER BY id DESC"
    return reader.execute(sql, (document,)).fetchall()


def of_number(reader: Rows, number: str) -> list[sqlite3.Row]:
    """Return what was given out of the papers under a number, the latest first."""
    sql = """
        SELECT p.at, p.who, d.kind, d.number, d.revision, p.way, p.copies, p.target, p.sha256
        FROM print_log p JOIN document d ON d.id = p.document
        WHERE d.number = ? ORDER BY p.id DESC
    """
    return reader.execute(sql, (number,)).fetchall()


def counts(reader: Rows) -> dict[int, int]:
    """Return how often each document was given out, copies counted."""
    sql = "SELECT document, sum(copies) FROM print_log GROUP BY document"
    return dict(reader.execute(sql).fetchall())

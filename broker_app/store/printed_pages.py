"""What was printed of issued documents, as packed bytes with their hash."""

import sqlite3

from broker_app.store.database import Rows
from broker_app.store.write import Step


def add(step: Step, document: int, content: bytes, sha256: str, template: str) -> int:
    """Keep what was printed of a document; `template` is the hash of the one it is filled into."""
    values = {"document": document, "content": content, "sha256": sha256, "template": template}
    return step.insert("printed_page", values)


def of_document(reader: Rows, document: int) -> sqlite3.Row | None:
    """Return what was kept of a document; None of one that was issued before pages were kept."""
    sql = "SELECT content, sha256, template FROM printed_page WHERE document = ?"
    row: sqlite3.Row | None = reader.execute(sql, (document,)).fetchone()
    return row

"""Logos, seals and signatures, kept by their hash in the database: a backup carries them along."""

import hashlib

from broker_app.store.database import Rows
from broker_app.store.write import Step


def keep(step: Step, reader: Rows, content: bytes) -> str:
    """Store a picture once; returns its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    if get(reader, sha256) is None:
        step.insert("paper_file", {"sha256": sha256, "content": content})
    return sha256


def get(reader: Rows, sha256: str) -> bytes | None:
    """Return a kept picture, None where there is none."""
    sql = "SELECT content FROM paper_file WHERE sha256 = ?"
    row = reader.execute(sql, (sha256,)).fetchone() if sha256 else None
    return None if row is None else bytes(row[0])

"""Evidence: stored papers with their files, and releases by them."""

import hashlib
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from broker_app.domain.evidence import Evidence, Release
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.store import attachment_files
from broker_app.store.database import Rows
from broker_app.store.write import Step

_COLUMNS = "id, vehicle, kind, issuer, issued_on, grade, number, file, sha256"


def add(step: Step, reader: Rows, paper: Evidence, content: bytes) -> int:
    """Store a paper with its file; equal files are kept once. Returns the paper's id."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = reader.execute("SELECT 1 FROM paper_file WHERE sha256 = ?", (sha256,)).fetchone()
    if kept is None:
        step.insert("paper_file", {"sha256": sha256, "content": content})
    return refer(step, replace(paper, sha256=sha256))


def refer(step: Step, paper: Evidence) -> int:
    """Store a paper whose file lies with the attachments already; returns the paper's id."""
    values = asdict(paper)
    del values["id"]
    return step.insert("evidence", values | {"stored_by": step.who, "stored_at": step.at})


def remove(step: Step, paper: int) -> None:
    """Take a paper away; its file stays on record."""
    step.remove("evidence", paper)


def get(reader: Rows, paper: int) -> Evidence:
    """Return one paper. Raises UserError where it is gone."""
    row = reader.execute(f"SELECT {_COLUMNS} FROM evidence WHERE id = ?", (paper,)).fetchone()  # noqa: S608
    if row is None:
        raise UserError("row_gone", table="evidence", row=paper)
    return Evidence(**dict(row))


def of_vehicle(reader: Rows, vehicle: int) -> list[Evidence]:
    """Return the papers about a vehicle, the latest first."""
    sql = f"SELECT {_COLUMNS} FROM evidence WHERE vehicle = ? ORDER BY id DESC"  # noqa: S608
    return [Evidence(**dict(row)) for row in reader.execute(sql, (vehicle,))]


def content(reader: Rows, path: Path, paper: Evidence) -> bytes:
    """Return the file of a paper of the database `path`: of its own, else from the attachments.

    Raises UserError where it is gone or another than was stored.
    """
    sql = "SELECT content FROM paper_file WHERE sha256 = ?"
    row = reader.execute(sql, (paper.sha256,)).fetchone()
    if row is not None:
        return bytes(row[0])
    kept = attachment_files.kept(path, paper.sha256, paper.file)
    try:
        return kept.read_bytes()
    except OSError as problem:
        raise UserError("attachment_gone", file=safe_name(paper.file)) from problem


def release(step: Step, decided: Release) -> int:
    """Store a decision with who took it and when."""
    return step.insert(
        "release",
        {
            "shipment": decided.shipment,
            "vehicle": decided.vehicle,
            "rules": msgspec.json.encode(decided.rules).decode(),
            "papers": msgspec.json.encode(decided.papers).decode(),
            "why": decided.why,
            "who": step.who,
            "at": step.at,
        },
    )


def releases(reader: Rows, shipment: int) -> list[Release]:
    """Return the decisions of a shipment, the latest first."""
    sql = "SELECT * FROM release WHERE shipment = ? ORDER BY id DESC"
    return [_release(row) for row in reader.execute(sql, (shipment,))]


def _release(row: sqlite3.Row) -> Release:
    return Release(
        row["shipment"],
        row["vehicle"],
        tuple(msgspec.json.decode(row["rules"])),
        tuple(msgspec.json.decode(row["papers"])),
        row["who"],
        row["at"],
        row["why"],
    )

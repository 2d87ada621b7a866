"""Persons: what is stored of one, given out whole, and erased by two people where the law lets."""

import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from broker_app import whole_file, words
from broker_app.domain.changes import Changes
from broker_app.domain.file_name import safe_name
from broker_app.domain.person import Secret
from broker_app.domain.two_people import is_person, same_person
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.jobs.finding_parties import party_named
from broker_app.jobs.progress import Progress
from broker_app.memory import Memory
from broker_app.reference import retention
from broker_app.settings import Settings, forget_folders
from broker_app.store import attachment_files, attachments, history, parties, persons, write
from broker_app.store.database import Database, Rows

_DAYS = {
    "sale": ("sold_on",),
    "shipment": ("etd",),
    "document": ("issued_at",),
    "screening": ("at",),
    "disposition": ("at",),
}
"""The day from which a record must be kept; one without a day is of today."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Records of a table that the law keeps, until a day, and why."""

    table: str
    count: int
    until: date
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """What is stored of a person: rows by table, steps that name them, what must be kept."""

    party: int
    name: str
    rows: dict[str, list[dict[str, Any]]]
    steps: int
    kept: tuple[Kept, ...]

    @property
    def records(self) -> int:
        """How many rows name them."""
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class Erased:
    """The texts that were erased, the longest first, and what stands instead."""

    texts: tuple[str, ...] = field(repr=False)
    instead: str


def show(reader: Rows, name: str, today: date) -> Person:
    """Return what is stored of a party. Raises UserError where none, or several, have the name."""
    number = party_named(reader, name)
    party = parties.get(reader, number)
    rows = persons.naming(reader, number)
    kept = tuple(_kept(reader, number, rows, today))
    return Person(number, party.name, rows, len(history.steps_of_party(reader, number)), kept)


def signed(reader: Rows, name: str) -> dict[str, int]:
    """Return where the name of somebody of the staff stands as who did something, counted."""
    return persons.signed_by(reader, name)


def export(reader: Rows, path: Path, name: str, today: date, folder: Path) -> Person:
    """Write all that is stored of a person into a new folder: JSON, and their files as they are.

    Whoever calls notes that it was given out.

    Raises UserError where the folder holds something, or cannot be written.
    """
    found = show(reader, name, today)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UserError("folder_not_empty", folder=folder.name)
        told = {
            "name": found.name,
            "exported_on": today.isoformat(),
            "records": found.rows,
            "kept": [_as_json(kept) for kept in found.kept],
            "history": list(_steps(reader, found.party)),
        }
        text = json.dumps(told, ensure_ascii=False, indent=1, default=_bytes)
        (folder / "person.json").write_text(text, encoding="utf-8")
        for row in found.rows.get("attachment", ()):
            target = folder / f"{row['id']}-{safe_name(row['file'] or '')}"
            attachment_files.save_copy(path, row["sha256"], row["file"] or "", target)
    except OSError as problem:
        raise whole_file.unwritable(folder.name, problem) from problem
    return found


def forget(
    db: Database,
    progress: Progress,
    name: str,
    who: str,
    second: str,
    today: date,
    secret: Secret = signing_in.NOBODY,
) -> tuple[Erased, Changes]:
    """Erase all that is stored of a person, for good: two people ask for it, nothing brings it
    back. What this computer keeps beside the database is the caller's: `forget_here`.

    Where people sign in the second proves it by their password. Raises UserError where a record
    must be kept by law, with the day until when, where the second is the same person or nobody who
    may approve, or a backup or reader holds the file.
    """
    if not is_person(second) or same_person(who, second):
        raise UserError("erase_second")
    found = show(db.connection, name, today)
    if found.kept:
        last = max(found.kept, key=lambda kept: kept.until)
        raise UserError("person_kept", name=found.name, until=last.until, why=said(last))
    second = signing_in.second_of(db, who, second, secret)
    progress(0, 0, "progress.erasing")
    db.connection.execute("PRAGMA secure_delete = ON")
    with write.step(db, "erased", who, party=found.party, second=second) as step:
        papers = [row["id"] for row in found.rows.get("party_paper", ())]
        files = found.rows.get("attachment", [])
        step.remove_block("party_paper", papers)
        step.remove_block("attachment", [row["id"] for row in files])
        instead = words.say("person.erased", number=found.party)
        texts = persons.erase(db, step, found.party, instead)
    for row in files:
        _remove_file(db, row["sha256"])
    try:
        persons.forget_pages(db)
    except sqlite3.OperationalError as problem:
        raise UserError("erase_busy") from problem
    tables = frozenset({"party", "attachment", "party_paper"})
    return Erased(tuple(texts), instead), Changes(tables, step.number, rows_moved=True)


def forget_here(erased: Erased, memory: Memory, settings: Settings) -> None:
    """Erase the same from what this computer remembers: typing not stored, words of a search,
    folders used last that are called after the person.
    """
    memory.erase(erased.texts, erased.instead)
    forget_folders(settings, erased.texts)


def lines(found: Person | None, signed: dict[str, int], name: str) -> list[str]:
    """Return what is stored of somebody, a sentence each: records, what must stay, and why."""
    told = []
    if found is not None:
        told += [
            words.say("person.stored", what=words.say(f"person.of.{table}"), count=len(rows))
            for table, rows in found.rows.items()
        ]
        told.append(words.say("person.steps", count=found.steps))
        told += map(said, found.kept)
        if not found.kept:
            told.append(words.say("person.may_go", name=found.name))
    if signed:
        told.append(words.say("person.signed", name=name, count=sum(signed.values())))
    return told


def look_up(reader: Rows, name: str, today: date) -> tuple[Person | None, dict[str, int]]:
    """Return what is stored of a party, and where somebody of the staff signed, by a name.

    Raises UserError where there is neither, or where several parties have the name.
    """
    by_hand = signed(reader, name)
    try:
        return show(reader, name, today), by_hand
    except UserError as problem:
        if not by_hand or problem.key != "party_unknown":
            raise
        return None, by_hand


def said(kept: Kept) -> str:
    """Return why records stay, in a sentence."""
    table = words.say(f"person.of.{kept.table}")
    return words.say("person.kept", what=table, count=kept.count, until=kept.until, why=kept.why)


def _kept(
    reader: Rows, party: int, rows: dict[str, list[dict[str, Any]]], today: date
) -> Iterator[Kept]:
    rules = retention.rules()
    if persons.in_proforma(reader, party):
        rule = rules["proforma"]
        yield Kept("proforma", 1, retention.kept_until(today, rule), words.in_both(rule.why))
    for table, found in rows.items():
        if table not in rules:
            continue
        rule = rules[table]
        days = [retention.kept_until(_day(table, row, today), rule) for row in found]
        if held := [day for day in days if day >= today]:
            yield Kept(table, len(held), max(held), words.in_both(rule.why))


def _day(table: str, row: dict[str, Any], today: date) -> date:
    for column in _DAYS.get(table, ()):
        with suppress(ValueError, TypeError):
            return date.fromisoformat(row[column][:10])
    return today


def _steps(reader: Rows, party: int) -> Iterator[dict[str, Any]]:
    for step in history.steps_of_party(reader, party):
        row = history.get(reader, step)
        if row is not None:
            yield dict(row)


def _remove_file(db: Database, sha256: str) -> None:
    if not attachments.is_named(db.connection, sha256):
        attachment_files.erase(db.path, sha256)


def _as_json(kept: Kept) -> dict[str, Any]:
    return {"table": kept.table, "until": kept.until.isoformat(), "why": kept.why}


def _bytes(value: object) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)

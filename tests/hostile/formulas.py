"""A stock whose every free text would be a formula, and what of it is one in a file."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from lxml import etree

MARK = "EVIL"
SIGNS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = ("=cmd|' /C calc'!EVIL", '=HYPERLINK("http://example.org/EVIL")', '=DDE("cmd";"EVIL")')
OTHERS = ("+1+EVIL", "-2+EVIL", "@SUM(EVIL)", "\t=EVIL", "\r=EVIL", "＝EVIL", "＋EVIL", "－EVIL", "＠EVIL",
          '"=EVIL"', " =EVIL")  # fmt: skip
FEW = 10
"""Rows of a table up to which only what every spreadsheet reckons with is put in."""

FREE = {
    "attachment": "file note added_by",
    "bank_account": "bank branch address holder",
    "batch": "file who",
    "binned": "name",
    "certificate": "number reference_number owner owner_address user locality use remarks office maker"
    " model_type body type_number stored_by",
    "company": "name address phone email signatory signatory_title name_ja address_ja",
    "container": "number seal",
    "cost": "note supplier paper",
    "evidence": "issuer number file stored_by",
    "list_format": "name who",
    "lot": "house round lane lot_number sheet",
    "named_view": "name who",
    "offer": "note",
    "particular": "value",
    "party": "name address city phone email tax_id_label tax_id note other_names screened_by",
    "party_paper": "note added_by",
    "payment": "note",
    "person": "name",
    "rate": "source",
    "reservation": "note",
    "shipment": "vessel voyage payment_terms marks",
    "shipment_vehicle": "place",
    "signatory": "name title name_ja title_ja",
    "spelling": "text name who",
    "step": "who why",
    "vehicle": "chassis_number vin engine_number maker model grade_name emission_code model_code colour"
    " colour_code score interior_grade exterior_grade equipment remarks made_in",
    "vehicle_state": "who why",
}
"""What people and lists may write as they like, by table."""
WORDED = {"particular": {
    "booking_number", "booked_by", "carrier", "insurer", "policy", "yard", "bonded_area", "judged_by",
    "inspection_number", "inspection_place", "accessories", "customs_office", "judge_title",
    "judge_approved_by", "place_of_issue", "claims_payable_at", "emergency_contact", "fuel_level",
}}  # fmt: skip
"""Particulars that are no dates, numbers or choices."""


_SHEET = re.compile(r"'(?:[^']|'')*'!")
"""The name of a sheet within a formula: in quotes it is no part that is reckoned with."""


def evil(count: int, row: int, place: int) -> str:
    """Return the text for a row of a table with so many, at a place among its columns."""
    among = FORMULAS if count < FEW else FORMULAS + OTHERS
    return f"{among[(row + place) % len(among)]} {row}"


def spoil(file: Path, text_for: Callable[[int, int, int], str] = evil) -> int:
    """Put a text, a formula if no other, into every free text of a database; returns how many."""
    changed = 0
    with closing(sqlite3.connect(file)) as db, db:
        for table, names in FREE.items():
            count = db.execute(f"select count(*) from {table}").fetchone()[0]
            for place, name in enumerate(names.split()):
                for row, value in db.execute(f"select id, {name} from {table}").fetchall():
                    if not _is_worded(db, table, row):
                        continue
                    said = text_for(count, row, place)
                    listed = isinstance(value, str) and value.startswith("[")
                    new = json.dumps([said]) if listed else said
                    db.execute(f"update {table} set {name} = ? where id = ?", (new, row))
                    changed += 1
    return changed


def _is_worded(db: sqlite3.Connection, table: str, row: int) -> bool:
    if table not in WORDED:
        return True
    key = db.execute(f"select key from {table} where id = ?", (row,)).fetchone()[0]
    return key in WORDED[table]


class Seen:
    """What was found in a file: cells with our mark, and those that are no mere text."""

    def __init__(self) -> None:
        self.texts = 0
        self.leaks: list[str] = []

    def cell(self, place: str, text: str, *, kept: bool = False) -> None:
        """Look at a cell; `kept` where the file says itself that it is text."""
        self.texts += MARK in text
        if MARK in text and text.lstrip(" \u3000")[:1] in SIGNS and not kept:
            self.leaks.append(f"{place}: {text[:40]!r}")


def look(file: Path) -> Seen:
    """Look through a workbook, a CSV or lines with tabs."""
    seen = Seen()
    if file.suffix == ".xlsx":
        _workbook(seen, file)
    else:
        data = file.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp932")
        lines(seen, text, "\t" if file.suffix == ".tsv" else ",")
    return seen


def lines(seen: Seen, text: str, delimiter: str) -> None:
    """Look through lines as a spreadsheet parts them: quotes around a cell are no part of it."""
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        for one in row:
            seen.cell(f"line {number}", one)


def _workbook(seen: Seen, file: Path) -> None:
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    prefixed = _prefixed(parts["xl/styles.xml"])
    shared = list(_shared(parts.get("xl/sharedStrings.xml", b"<sst/>")))
    for name, part in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(part)
        if name.endswith(".rels"):
            outside = [one.get("Target") for one in root if one.get("TargetMode") == "External"]
            seen.leaks += [f"{name}: {target}" for target in outside]
        for one in root.iter("{*}f", "{*}formula", "{*}formula1", "{*}formula2", "{*}definedName"):
            if MARK in _SHEET.sub("", one.text or ""):
                seen.leaks.append(f"{name}: formula {one.text}")
        for one in root.iter("{*}c") if name.startswith("xl/worksheets/") else ():
            place, kept = f"{name} {one.get('r')}", int(one.get("s", 0)) in prefixed
            value = one.findtext("{*}v") or ""
            text = shared[int(value)] if one.get("t") == "s" else _inside(one)
            seen.cell(place, text, kept=kept and one.get("t") in ("s", "inlineStr"))


def _inside(cell: etree._Element) -> str:
    return "".join(one.text or "" for one in cell.iter("{*}t", "{*}v"))


def _shared(part: bytes) -> Iterator[str]:
    for one in etree.fromstring(part).iter("{*}si"):
        yield "".join(text.text or "" for text in one.iter("{*}t"))


def _prefixed(styles: bytes) -> set[int]:
    forms = etree.fromstring(styles).find("{*}cellXfs")
    return {n for n, one in enumerate(forms) if one.get("quotePrefix") in ("1", "true")}

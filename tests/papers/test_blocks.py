"""Further tables, clauses, signatures: what a document file can ask for, drawn by both renderers."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from broker_app.domain.document import DocumentKind, Snapshot
from broker_app.domain.paper_keys import keys_of
from broker_app.papers import entered as freezing
from broker_app.papers.blocks import GAP
from broker_app.papers.flow import flow
from broker_app.papers.layout import lay_out
from broker_app.papers.page import Form, Page
from broker_app.papers.placing import sheets
from broker_app.papers.workbook import workbook_bytes
from broker_app.reference import documents
from tests.papers import samples

HEAD = """
kind = "XX"
title = "TRIAL"
sheet = "TRIAL"
on_demand = true
name = { en = "Trial", ja = "試し" }
"""
TEXTS = """
[texts]
draft = "DRAFT"
no_number = "DRAFT"
revision = "REV.{revision}"
"""
BOXES = """
[[tables]]
over = "containers"
columns = [
  { key = "number", title = "CONTAINER", width_mm = 40 },
  { key = "units", title = "UNITS", width_mm = 20, align = "right", total = true },
  { key = "cargo_kg", title = "CARGO", width_mm = 30, align = "right", total = true },
  { key = "particular.vgm_kg", title = "VGM", width_mm = 40, align = "right" },
]
[[tables]]
over = "container_vehicles"
title = "{number} / SEAL {seal}"
columns = [
  { key = "chassis_number", title = "CHASSIS NO.", width_mm = 60 },
  { key = "place", title = "POSITION", width_mm = 30 },
]
"""
MARK = """
heading = false
orientation = "landscape"
[[tables]]
over = "vehicles"
role = "mark"
head = false
page_each = true
columns = [{ key = "line", title = "", width_mm = 180 }]
rows = [["{port_of_discharge}"], ["{chassis_number}"], ["{index}/{units}"]]
"""
CLAUSES = """
language = "ja"
notes = ["運送人 {particular.carrier}", "保険証券 {particular.policy}"]
clauses = [CLAUSE]
[[signatures]]
label = "甲 {shipper_name}"
lines = ["{signatory}"]
left_mm = 0
width_mm = 80
stamp = "印"
[[signatures]]
label = "乙 {buyer_name}"
lines = []
left_mm = 100
width_mm = 80
[[tables]]
over = "rows"
hide_empty = true
head = false
columns = [
  { key = "label", title = "", width_mm = 40 },
  { key = "value", title = "", width_mm = 140 },
]
rows = [["本船", "{vessel}"], ["カット日", "{particular.cargo_cut}"], ["証券", "{particular.policy}"]]
"""


def kind_of(text: str) -> DocumentKind:
    return documents.kind_from("xx.toml", HEAD + text + TEXTS)


def frozen_for(kind: DocumentKind, count: int, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    kinds = {**documents.load(), kind.kind: kind}
    monkeypatch.setattr(samples.documents, "load", lambda: kinds)
    return samples.with_more(kind.kind, count)


def rows(page: Page) -> list[str]:
    return [" | ".join(_texts(form)) for form in page.more if form.key == "row"]


def _texts(form: Form) -> list[str]:
    said = (
        (b.figure.shown if b.figure else " / ".join(t.text for t in b.lines)) for b in form.boxes
    )
    return list(said)


def cells(page: Page) -> list[object]:
    book = openpyxl.load_workbook(BytesIO(workbook_bytes([page])))
    return [c.value for row in book.active.iter_rows() for c in row if c.value is not None]


def test_containers_and_the_vehicles_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(BOXES)
    page = lay_out(frozen_for(kind, 3, monkeypatch), kind)
    assert rows(page) == [
        "CSQU3054383 | 2 | 2,040 | 8,080 KG",
        "MSKU9070323 | 1 | 970 | 8,080 KG",
        "E12-625817 | FLOOR",
        "GK3-3421765 | FLOOR",
        "KSP130-4077123 | FLOOR",
    ]
    totals = next(form for form in page.more if form.key == "table totals")
    assert _texts(totals) == ["3", "3,010"]
    titles = [_texts(form)[0] for form in page.more if form.key == "table title"]
    assert titles == ["CSQU3054383 / SEAL UK884412", "MSKU9070323 / SEAL UK884413"]
    assert {"CSQU3054383", "CHASSIS NO.", "KSP130-4077123"} <= set(map(str, cells(page)))


def test_without_containers_their_tables_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(BOXES)
    bare = replace(frozen_for(kind, 2, monkeypatch), containers=())
    assert lay_out(bare, kind).more == ()


def test_a_mark_sheet_has_a_page_for_each_vehicle(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(MARK)
    page = lay_out(frozen_for(kind, 3, monkeypatch), kind)
    made = sheets(page)
    assert len(made) == len(flow(page)) == 3
    said = [[text.text for text in sheet.texts] for sheet in made]
    assert [texts[1] for texts in said] == ["E12-625817", "KSP130-4077123", "GK3-3421765"]
    assert said[2][2] == "3/3"
    assert len(openpyxl.load_workbook(BytesIO(workbook_bytes([page]))).active.row_breaks.brk) == 2


def test_clauses_are_numbered_and_broken_by_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "売主は買主に対し、 " * 60 + "{consignee_name} に引き渡す。"
    several = ", ".join(f'"{long}"' for _ in range(12)) + ', "保険 {particular.policy}"'
    kind = kind_of(CLAUSES.replace("CLAUSE", several))
    page = lay_out(frozen_for(kind, 2, monkeypatch), kind)
    text = page.as_text()
    assert "運送人 UMIKAZE LINE" in text
    assert "保険" not in text  # a note, a clause and a row that have nothing to say
    assert rows(page) == ["本船 | KAIYO EXPRESS 126W", "カット日 | 2026年11月24日"]
    numbers = [b.lines[0].text for f in page.more for b in f.boxes if b.key.endswith(" number")]
    assert numbers == [f"{n}." for n in range(1, 13)]
    pieces = flow(page)
    assert len(pieces) > 1
    body = page.setup.height_mm - page.setup.top_mm - page.setup.bottom_mm
    for piece in pieces:
        assert sum(form.height_mm for form in (*piece.under, *piece.forms)) <= body
    assert pieces[-1].forms[-1].key == "signatures"
    signed = [box for form in page.closing for box in form.boxes]
    assert [box.lines[0].text for box in signed if box.lines] == [
        "甲 浜風オート輸出株式会社", "印", "金田 美帆", "乙 BAHARI MOTORS LTD.",
    ]  # fmt: skip
    assert sum(len(sheet.texts) for sheet in sheets(page)) > len(numbers)


def test_what_a_sentence_lacks_is_a_gap_that_can_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    clauses = (
        '"PAYMENT. {payment_terms}, in {currency}.", "VIA {particular.policy}.", '
        '"BY {vessel_name}, POLICY {particular.policy}."'
    )
    kind = kind_of(CLAUSES.replace("CLAUSE", clauses))
    frozen = replace(frozen_for(kind, 1, monkeypatch), payment_terms="")
    text = lay_out(frozen, kind).as_text()
    assert f"PAYMENT. {GAP}, in USD." in text
    assert "VIA" not in text
    assert f"BY KAIYO EXPRESS, POLICY {GAP}." in text


def test_a_long_table_repeats_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(BOXES)
    page = lay_out(frozen_for(kind, 200, monkeypatch), kind)
    later = flow(page)[1:]
    assert later
    assert all(piece.under and piece.under[0].key == "head" for piece in later)


def test_only_what_a_kind_prints_is_frozen() -> None:
    more = samples.with_more("SI-R")
    assert {key for key, _ in more.particulars} <= {
        key.removeprefix("particular.") for key in keys_of(documents.load()["SI-R"])
    }
    assert more.containers == ()
    assert freezing.NOTHING_MORE.wanted == frozenset()

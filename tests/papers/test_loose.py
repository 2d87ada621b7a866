"""Loose parts beside vehicles: totals are what the lines show, and papers agree with one another."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from broker_app.domain.document import PaperForm, Snapshot
from broker_app.papers.layout import lay_out
from broker_app.papers.page import Figure, Page
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents
from tests.papers.house import of_house
from tests.papers.samples import page_of

LAYOUTS = [("PL", ""), ("PL", "un"), ("SI-C", ""), ("SI-C", "un"), ("BLI", "")]
WHOLE = {kind: of_house(kind, "tanzania") for kind in ("PL", "SI-C", "BLI", "CI")}
KNOWN = st.integers(0, 9_000)
MEASURE = st.decimals("0.001", "40", places=3).map(str)


@st.composite
def loaded(draw: st.DrawFn, kind: str) -> Snapshot:
    """A shipment of vehicles and loose parts; some of what is known may be missing."""
    (first, *_) = WHOLE[kind].lines
    lines = [
        replace(
            first,
            weight_kg=draw(st.none() | st.integers(1, 9_000)),
            parts_kg=draw(KNOWN),
            volume_m3=draw(st.just("") | MEASURE),
            length_mm=None,
            container=1,
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    parts = {
        "loose_kg": draw(KNOWN),
        "loose_net_kg": draw(KNOWN),
        "loose_packages": draw(st.integers(0, 40)),
        "loose_m3": draw(st.just("") | MEASURE),
    }
    boxes = (replace(WHOLE[kind].containers[0], **parts),) if WHOLE[kind].containers else ()
    return replace(WHOLE[kind], lines=tuple(lines), containers=boxes, **parts)


def laid_out(frozen: Snapshot, layout: str) -> Page:
    return lay_out(frozen, documents.load()[frozen.kind], PaperForm(layout=layout))


def totals_of(page: Page) -> Iterator[tuple[Figure, list[Figure]]]:
    """Yield every total of a paper with the figures that it adds up."""
    keys = [column.key for column in page.table.columns]
    forms = [box for form in (*page.more, *page.closing) for box in form.boxes if box.figure]
    for box in forms:
        formula = box.figure.formula
        if formula and formula.kind == "column_sum":
            place = keys.index(formula.of[0])
            cells = [row.cells[place].figure for row in page.table.rows]
            yield box.figure, [figure for figure in cells if figure]
        if formula and formula.kind == "rows_sum":
            yield box.figure, [b.figure for b in forms if b.key == formula.of[0]]


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_totals_are_the_sums_of_the_lines_that_are_shown(
    kind: str, layout: str, data: st.DataObject
) -> None:
    frozen = data.draw(loaded(kind))
    found = list(totals_of(laid_out(frozen, layout)))
    for total, shown in found:
        assert total.value == sum((figure.value for figure in shown), Decimal(0))
    if all(line.weight_kg for line in frozen.lines) and frozen.loose_kg:
        whole = sum(line.gross_kg or 0 for line in frozen.lines) + frozen.loose_kg
        assert whole in [total.value for total, _ in found]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_invoice_and_packing_list_say_the_same(data: st.DataObject) -> None:
    packed = data.draw(loaded("PL"))
    sold = replace(
        WHOLE["CI"],
        lines=packed.lines,
        **{name: getattr(packed, name) for name in ("loose_kg", "loose_packages", "loose_m3")},
    )
    page = page_of(packed)
    total = {
        box.key.removesuffix(" total"): box.figure.value
        for form in (*page.more, *page.closing)
        for box in form.boxes
        if box.figure and form.key == "totals"
    }
    (said,) = re.findall(r"TOTAL [A-Z-]+ \(.*", page_of(sold).as_text())
    counts = [int(count) for count in re.findall(r"\((\d+)\)", said)]
    assert sum(counts) == total["quantity"]
    for unit, key in (("KGS", "gross_kg"), ("M3", "volume_m3")):
        told = re.findall(rf"([\d,.]+) {unit}", said)
        if key in total:
            assert [Decimal(one.replace(",", "")) for one in told] == [total[key]]


def test_parts_of_unknown_weight_leave_no_gross_weight() -> None:
    frozen = replace(WHOLE["PL"], loose_kg=0)
    text = page_of(frozen).as_text()
    assert "<column_sum gross_kg>" not in text
    assert "<column_sum volume_m3>" in text


def test_without_loose_parts_there_is_no_line_and_their_name_stands_below() -> None:
    none = {"loose_kg": 0, "loose_net_kg": 0, "loose_packages": 0, "loose_m3": ""}
    page = page_of(replace(WHOLE["PL"], **none))
    assert len(page.table.rows) == len(WHOLE["PL"].lines)
    assert "@0+64  LOOSE PARTS\n   1 @64+116  2 USED ENGINES" in page.as_text()


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
def test_totals_in_a_workbook_are_live_and_hold_the_same(
    kind: str, layout: str, tmp_path: Path
) -> None:
    target = tmp_path / "parts.xlsx"
    write_workbook([laid_out(WHOLE[kind], layout)], target)
    live, kept = load_workbook(target).active, load_workbook(target, data_only=True).active
    sums = {c.coordinate: c.value for row in live.iter_rows() for c in row if c.data_type == "f"}
    totals = {at: area for at, text in sums.items() for area in re.findall(r"^=SUM\((.+)\)", text)}
    assert totals
    for at, area in totals.items():
        figures = [c.value for row in kept[area] for c in row if isinstance(c.value, int | float)]
        assert kept[at].value == pytest.approx(sum(figures))
    held = [kept[at].value for at in totals]
    assert 5_740 in held
    assert pytest.approx(33.881) in held

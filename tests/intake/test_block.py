"""Blocks of cells from a clipboard."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.errors import UserError
from broker_app.intake.block import Block, cells_in, read_block
from broker_app.reference import lookups

TODAY = date(2026, 11, 22)
LOOKUPS = lookups.load()
PLACE = ("displacement_cc", "powertrain", "odometer_km")


def understood(text: str, place: tuple[str, ...] = PLACE, **heads: str) -> Block:
    return read_block(cells_in(text), LOOKUPS, TODAY, place, heads)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1797", [["1797"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\tb\nc\t', [["two\nlines", "b"], ["c", ""]]),
        ('"a\tb "" c"\td', [['a\tb " c', "d"]]),
        ('"GT" edition\tb', [['"GT" edition', "b"]]),
        ('"open\tb', [['"open', "b"]]),
        ("a\t\t\t\nb\t\t\n\t\t\n", [["a"], ["b"]]),
        ("one\n\nthree", [["one"], [""], ["three"]]),
    ],
)
def test_cells_are_parted_as_excel_parts_them(text: str, cells: list[list[str]]) -> None:
    assert cells_in(text) == cells


def test_a_page_is_taken_where_the_text_has_no_cells() -> None:
    page = "<table><tr><td>ZVW30</td><td>1797</td></tr><tr><td>日産</td></tr></table>"
    assert cells_in("ZVW30 1797", page) == [["ZVW30", "1797"], ["日産", ""]]
    assert cells_in("a\tb", page) == [["a", "b"]]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\0"])
def test_nothing_is_one_sentence(text: str) -> None:
    with pytest.raises(UserError, match="nothing_to_paste"):
        cells_in(text)


@pytest.mark.parametrize("text", ["a\n" * 20_001, "\t".join("a" * 201)])
def test_too_much_is_one_sentence(text: str) -> None:
    with pytest.raises(UserError, match="paste_too_large"):
        cells_in(text)


def test_without_headings_columns_go_by_the_place() -> None:
    block = understood("1797\tx\n2000\ty\n")
    assert not block.headed
    assert block.facts == ("displacement_cc", "powertrain")
    assert [row.line for row in block.rows] == [1, 2]
    assert block.beyond == 0


def test_columns_beyond_the_place_are_counted() -> None:
    assert understood("1\t2\t3\t4\t5").beyond == 2


def test_headings_of_the_trade_lead_to_facts() -> None:
    block = understood("車台番号\t排気量\t備忘\nNZE161-7000001\t1.5L\tx\n")
    assert block.headed
    assert block.columns == (
        ("車台番号", "chassis_number"),
        ("排気量", "displacement_cc"),
        ("備忘", ""),
    )
    (row,) = block.rows
    assert row.line == 2
    assert {cell.fact: cell.said[cell.fact] for cell in row.cells} == {
        "chassis_number": "NZE161-7000001",
        "displacement_cc": 1500,
    }


def test_our_own_headings_lead_to_our_facts_or_none() -> None:
    heads = {"Verdict": "", "cc": "displacement_cc"}
    block = understood("Verdict\tcc\nBlocked\t1,797", **heads)
    assert block.columns == (("Verdict", ""), ("cc", "displacement_cc"))
    assert [cell.said["displacement_cc"] for row in block.rows for cell in row.cells] == [1797]


def test_a_mark_stands_for_the_cell_above_but_never_for_a_number_of_its_own() -> None:
    block = understood("車台番号\t車名\nNZE161-7000001\tプリウス\n〃\t〃\n")
    chassis, name = block.rows[1].cells
    assert chassis.said == {}
    assert name.text == "プリウス"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_any_text_is_cells_or_a_sentence(text: str) -> None:
    try:
        cells = cells_in(text)
    except UserError as problem:
        assert problem.key == "nothing_to_paste"  # noqa: PT017
        return
    assert len({len(row) for row in cells if row}) >= 1
    assert any(cell.strip() for row in cells for cell in row)
    read_block(cells, LOOKUPS, TODAY, PLACE, {})


CELLS = st.lists(
    st.lists(
        st.sampled_from(
            ["", "1797", "ガソリン", "〃", "-", "車台番号", "排気量", "=1+1", "#N/A", "合計"]
        ),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=6,
)


@given(CELLS)
def test_cells_written_with_tabs_are_read_back(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    if any(cell for row in rows for cell in row):
        width = max(n for row in rows for n, cell in enumerate(row, 1) if cell)
        read = [row + [""] * (width - len(row)) for row in cells_in(text)]
        kept = [(row + [""] * width)[:width] for row in rows]
        while not any(kept[-1]):
            kept.pop()
        assert read == kept
        read_block(cells_in(text), LOOKUPS, TODAY, PLACE, {})

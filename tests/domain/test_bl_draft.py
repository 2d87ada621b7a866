"""A draft beside the instruction: numbers by value, names by letters, chassis numbers by sign."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.bl_draft import (
    CHASSIS,
    DIFFERS,
    EXTRA,
    MISSING,
    NOT_GIVEN,
    SAME,
    UNREAD,
    Instructed,
    Row,
    Unit,
    amount,
    compared,
    units_of,
)
from broker_app.reference import bl_boxes

BOXES = bl_boxes.shipped()


def one(box: str, ours: str, draft: str, *accepted: str) -> str:
    told = Instructed(boxes={box: ours}, accepted={box: accepted} if accepted else {})
    (row,) = compared(BOXES, told, {box: draft})
    return row.outcome


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("kg", "1,450.00 KGS", "1450"),
        ("kg", "1450", "1450"),
        ("kg", "1 450 kg", "1450"),
        ("kg", "1'450 KGS", "1450"),
        ("kg", "1.450,00 KGS", "1450"),
        ("kg", "１，４５０ＫＧＳ", "1450"),
        ("kg", "1.45 MT", "1450"),
        ("m3", "10.609 M³", "10.609"),
        ("m3", "10.609CBM", "10.609"),
        ("m3", "10.609 CU.M.", "10.609"),
        ("count", "THREE (3)", "3"),
        ("count", "3/3", "3"),
        ("count", "03", "3"),
    ],
)
def test_a_quantity_is_read_by_value(kind: str, text: str, value: str) -> None:
    assert amount(kind, text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "ABOUT 1450 KGS", "1450 LBS", "1450 M3", "N/A", "1,4,50.0.0"])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert amount("kg", text) is None


@given(st.integers(0, 10**8))
def test_thousands_written_either_way_are_one_number(units: int) -> None:
    value = Decimal(units) / 1000
    assert amount("kg", f"{value:,.3f} KGS") == amount("kg", f"{value:.3f}") == value


@pytest.mark.parametrize(
    ("box", "ours", "draft"),
    [
        ("consignee", "MAWIMBI MOTORS LTD.\nPLOT 77", "Mawimbi Motors Ltd. PLOT\n77"),
        ("consignee", "MAWIMBI", "ＭＡＷＩＭＢＩ"),
        ("vessel", "SHIRANAMI LEADER", "M/V Shiranami  Leader"),
        ("voyage", "118W", "VOY. 118W"),
        ("freight", "PREPAID", "FREIGHT PREPAID"),
        ("marks", "NO MARK", "N/M"),
        ("originals", "3", "THREE (3)"),
        ("weight_kg", "1450", "1,450.00 KGS"),
    ],
)
def test_the_same_said_otherwise_is_the_same(box: str, ours: str, draft: str) -> None:
    assert one(box, ours, draft) == SAME


@pytest.mark.parametrize(
    ("box", "ours", "draft", "outcome"),
    [
        ("consignee", "MAWIMBI MOTORS LTD.", "MAWIMBI MOTOR LTD.", DIFFERS),
        ("vessel", "SHIRANAMI LEADER", "SHIRANAMI", DIFFERS),
        ("weight_kg", "1450", "1,451 KGS", DIFFERS),
        ("weight_kg", "1450", "SAID TO WEIGH", UNREAD),
        ("freight", "PREPAID", "COLLECT", DIFFERS),
        ("voyage", "118W", " ", NOT_GIVEN),
        ("marks", "", "MAWIMBI", DIFFERS),
        ("weight_kg", "", "1450", DIFFERS),
    ],
)
def test_what_differs_is_told(box: str, ours: str, draft: str, outcome: str) -> None:
    assert one(box, ours, draft) == outcome


def test_a_port_may_stand_without_its_country() -> None:
    assert one("port_of_loading", "YOKOHAMA, JAPAN", "Yokohama", "YOKOHAMA") == SAME
    assert one("port_of_loading", "YOKOHAMA, JAPAN", "YOKOHAMA, USA", "YOKOHAMA") == DIFFERS


def about_vehicles(ours: list[str], theirs: str) -> list[Row]:
    told = Instructed(boxes={}, units=tuple(map(Unit, ours)))
    return [row for row in compared(BOXES, told, {"units": theirs}) if row.box == CHASSIS]


@pytest.mark.parametrize("theirs", ["KSP130-1234567", " KSP130 - 1234567 ", "KSP130‐1234567"])
def test_blanks_around_the_hyphen_say_nothing(theirs: str) -> None:
    (row,) = about_vehicles(["KSP130-1234567"], theirs)
    assert row.outcome == SAME


@pytest.mark.parametrize(
    ("theirs", "change"),
    [
        ("KSP130-1234568", (14, "7", "8")),
        ("KSP13O-1234567", (6, "0", "O")),
        ("KSP130-123456", (14, "7", "")),
        ("KSP1301234567", (7, "-", "")),
        ("ksP130-1234567", (1, "KS", "ks")),
    ],
)
def test_one_sign_is_shown_where_it_differs(theirs: str, change: tuple[int, str, str]) -> None:
    (row,) = about_vehicles(["KSP130-1234567"], theirs)
    assert row.outcome == DIFFERS
    assert row.changes == (change,)


def test_vehicles_are_paired_in_any_order_and_the_rest_is_told() -> None:
    ours = ["KSP130-1234567", "TRJ150-0087421", "ZE1-1000001"]
    theirs = "TRJ150-0087421\nKSP130-1234561\nNHP10-7654321"
    found = [(row.place, row.draft, row.outcome) for row in about_vehicles(ours, theirs)]
    assert found == [
        (1, "KSP130-1234561", DIFFERS),
        (2, "TRJ150-0087421", SAME),
        (3, "", MISSING),
        (0, "NHP10-7654321", EXTRA),
    ]


def test_a_number_named_twice_is_one_too_many() -> None:
    found = about_vehicles(["KSP130-1234567"], "KSP130-1234567\nKSP130-1234567")
    assert [row.outcome for row in found] == [SAME, EXTRA]


def test_a_line_of_a_vehicle_is_read_with_its_sizes() -> None:
    assert units_of("TRJ150 - 0087421 2,100.00KGS 18.5CBM") == (
        Unit("TRJ150 - 0087421", "2,100.00KGS", "18.5CBM"),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_compared_without_a_fault(ours: str, theirs: str) -> None:
    told = Instructed(
        boxes={box.id: ours for box in BOXES if box.kind != "units"}, units=(Unit(ours),)
    )
    rows = compared(BOXES, told, dict.fromkeys((box.id for box in BOXES), theirs))
    if ours == theirs and ours.strip() and "\n" not in ours:
        texts = [row for row in rows if row.box in ("shipper", "consignee")]
        assert all(row.outcome == SAME for row in texts)

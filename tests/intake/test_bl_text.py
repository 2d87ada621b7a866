"""Drafts of bills of lading as carriers send them: boxes under, beside and after their labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.intake import bl_text
from broker_app.reference import bl_boxes

BOXES = bl_boxes.shipped()
MAIL = """\
Please check the draft below and confirm.

SHIPPER: ASAGIRI MOTORS EXPORT CO., LTD.
3-14-8 KAIGANDORI, NAKA-KU, YOKOHAMA, JAPAN

CONSIGNEE
Mawimbi Motors Ltd.
PLOT 77

NOTIFY PARTY: SAME AS CONSIGNEE

Vessel: M/V SHIRANAMI LEADER   Voyage No.: 118W
Port of Loading: YOKOHAMA, JAPAN      Port of Discharge:  DAR ES SALAAM
MARKS & NOS.  MAWIMBI

1 UNIT USED TOYOTA VITZ  CHASSIS NO. KSP130 - 1234568   970.00 KGS   9.878 CBM
TRJ150-0087421 2,100 KGS 18.5 M3
TOTAL 2 UNITS 3,070.00 KGS 28.378 M3
FREIGHT PREPAID
NO. OF ORIGINALS: THREE (3)
"""


def test_a_draft_from_a_mail_is_read() -> None:
    assert bl_text.read(MAIL, BOXES) == {
        "shipper": "ASAGIRI MOTORS EXPORT CO., LTD.\n3-14-8 KAIGANDORI, NAKA-KU, YOKOHAMA, JAPAN",
        "consignee": "Mawimbi Motors Ltd.\nPLOT 77",
        "notify": "SAME AS CONSIGNEE",
        "vessel": "M/V SHIRANAMI LEADER",
        "voyage": "118W",
        "port_of_loading": "YOKOHAMA, JAPAN",
        "port_of_discharge": "DAR ES SALAAM",
        "marks": "MAWIMBI",
        "weight_kg": "3,070.00 KGS",
        "volume_m3": "28.378 M3",
        "freight": "PREPAID",
        "originals": "THREE (3)",
        "units": "KSP130 - 1234568  970.00 KGS  9.878 CBM\nTRJ150-0087421  2,100 KGS  18.5 M3",
    }


def test_the_further_boxes_of_a_draft_are_read() -> None:
    text = """ALSO NOTIFY PARTY: ZIWA CLEARING AGENTS
MOI AVENUE 5, MOMBASA

PLACE OF RECEIPT: YOKOHAMA CY     PLACE OF DELIVERY: KAMPALA
NO. OF PACKAGES: 5 UNITS          FREIGHT PAYABLE AT: YOKOHAMA
TYPE OF B/L: SEA WAYBILL
PLACE AND DATE OF ISSUE: TOKYO, 29 NOV 2026
SHIPPED ON BOARD: NOV 29, 2026
CLAUSES:
SHIPPER'S LOAD AND COUNT
CARGO IN TRANSIT TO KAMPALA
"""
    assert bl_text.read(text, BOXES) == {
        "notify2": "ZIWA CLEARING AGENTS\nMOI AVENUE 5, MOMBASA",
        "place_of_receipt": "YOKOHAMA CY",
        "place_of_delivery": "KAMPALA",
        "packages": "5 UNITS",
        "freight_payable_at": "YOKOHAMA",
        "bl_type": "SEA WAYBILL",
        "place_of_issue": "TOKYO",
        "issue_date": "29 NOV 2026",
        "on_board_date": "NOV 29, 2026",
        "clauses": "SHIPPER'S LOAD AND COUNT\nCARGO IN TRANSIT TO KAMPALA",
    }


def test_without_totals_the_vehicles_add_up() -> None:
    found = bl_text.read("KSP130-1234567 970 KGS 9.878 M3\nTRJ150-0087421 2,100 KGS", BOXES)
    assert found["weight_kg"] == "3070"
    assert "volume_m3" not in found  # one of them has none


def test_vessel_and_voyage_in_one_box_are_parted() -> None:
    found = bl_text.read("OCEAN VESSEL: SHIRANAMI LEADER / 118W", BOXES)
    assert (found["vessel"], found["voyage"]) == ("SHIRANAMI LEADER", "118W")


def test_two_numbers_in_a_line_are_two_vehicles() -> None:
    found = bl_text.read("KSP130-1234567, TRJ150-0087421", BOXES)
    assert found["units"].splitlines() == ["KSP130-1234567", "TRJ150-0087421"]


@pytest.mark.parametrize("text", ["", "Dear Sir,\nthank you.", "TEL +81 45 555 0162"])
def test_a_text_without_boxes_gives_none(text: str) -> None:
    assert bl_text.read(text, BOXES) == {}


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert all(value.strip() for value in bl_text.read(text, BOXES).values())

"""The carrier's draft of a shipment: entered, compared, approved, kept; and what it stops."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from broker_app.domain.bl_draft import CHASSIS, DIFFERS
from broker_app.errors import UserError
from broker_app.jobs import bl_drafts, issuing, particulars, releasing, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import bl_drafts as kept
from broker_app.store.database import Database
from tests.jobs.releases import VITZ, against, let_go, refused, voyage
from tests.jobs.voyages import TODAY

__all__ = ["voyage"]


def same(db: Database, books: Books, shipment: int, **changed: str) -> dict[str, str]:
    """A draft that says what was instructed, but for some boxes."""
    ours = bl_drafts.instructed(bl_drafts.instruction(db.connection, books, shipment, TODAY))
    units = "\n".join(f"{u.chassis} {u.weight} KGS {u.measure} M3" for u in ours.units)
    boxes = {**ours.boxes, "units": units} | changed
    return {name: text for name, text in boxes.items() if text}


@pytest.fixture
def enter(stock: Database, books: Books, voyage: int) -> Callable[..., None]:
    details = {"freight_terms": "prepaid", "originals": "3"}
    particulars.put(stock, books, voyage, details, "sato")

    def entered(**changed: str) -> None:
        boxes = same(stock, books, voyage, **changed)
        bl_drafts.enter(stock, books, voyage, boxes, "sato")

    return entered


def approve(db: Database, books: Books, shipment: int, why: str = "") -> None:
    bl_drafts.approve(db, books, shipment, "sato", TODAY, why)


def test_a_draft_that_agrees_is_approved(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter(weight_kg="970.00 KGS", freight="FREIGHT PREPAID", originals="THREE (3)")
    found = bl_drafts.comparison(stock.connection, books, voyage, TODAY)
    assert found is not None
    assert found.against == ()
    assert found.approved_by == ""
    approve(stock, books, voyage)
    found = bl_drafts.comparison(stock.connection, books, voyage, TODAY)
    assert found is not None
    assert found.approved_by == "sato"
    assert against(stock, books, voyage) == {"runners"}


def test_one_sign_of_a_chassis_number_stops_everything(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter(units="KSP130-1234568 970 KGS 9.878 M3")
    found = bl_drafts.comparison(stock.connection, books, voyage, TODAY)
    assert found is not None
    (row,) = found.against
    assert (row.box, row.outcome, row.changes) == (CHASSIS, DIFFERS, ((14, "7", "8"),))
    refused(lambda: approve(stock, books, voyage, "never mind"), "draft_differs")
    assert "chassis_agrees" in against(stock, books, voyage)
    refused(lambda: let_go(stock, books, voyage), "release_stopped")
    refused(lambda: let_go(stock, books, voyage, chassis_agrees="x"), "release_not_overridable")


def test_other_lines_are_approved_with_a_reason_and_wait_for_a_second_person(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter(marks="MAWIMBI MOTORS")
    refused(lambda: approve(stock, books, voyage), "draft_needs_reason")
    approve(stock, books, voyage, "the line prints it so")
    assert against(stock, books, voyage) == {"runners", "draft_agrees"}
    let_go(stock, books, voyage, runners="moves", draft_agrees="the line prints it so")


def test_an_approval_stands_while_nothing_changes(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter()
    approve(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"vessel": "OTHER"}, "sato", TODAY)
    found = bl_drafts.comparison(stock.connection, books, voyage, TODAY)
    assert found is not None
    assert [row.box for row in found.against] == ["vessel"]
    assert found.approved_by == ""


def test_a_newer_draft_counts_and_undo_brings_the_older_back(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter()
    enter(vessel="OTHER")
    assert "draft_agrees" in against(stock, books, voyage)
    count = stock.connection.execute("SELECT count(*) FROM bl_draft").fetchone()[0]
    assert count == 2
    step = undoing.next_undo(stock.connection)
    assert step is not None
    undoing.undo_step(stock, step.step, "sato")
    assert "draft_agrees" not in against(stock, books, voyage)


def test_it_is_held_against_the_issued_instruction(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None], tmp_path: Path
) -> None:
    values = {
        "booking_number": "B1",
        "carrier": "UKL",
        "bl_type": "original",
        "place_of_issue": "YOKOHAMA",
        "freight_payable_at": "YOKOHAMA",
    }
    particulars.put(stock, books, voyage, values, "sato")
    paper, _ = issuing.write_paper(stock, silent, books, voyage, "BLI", tmp_path, "sato", TODAY)
    assert not paper.snapshot.draft, paper.holds
    enter()
    shipping.change_shipment(stock, books, voyage, {"voyage": "119W"}, "sato", TODAY)
    found = bl_drafts.comparison(stock.connection, books, voyage, TODAY)
    assert found is not None
    assert found.number == paper.snapshot.number
    assert found.against == ()  # the line was told so, whatever the shipment says since


def test_documents_wait_for_a_draft_without_grave_differences(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    let_go(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"state": "sailed"}, "sato", TODAY)
    enter(consignee="SOMEBODY ELSE LTD.")
    refused(
        lambda: releasing.send_documents(
            stock, books, voyage, "sato", TODAY, second="kaneda", reason="paid"
        ),
        "documents_stopped",
    )
    enter()
    releasing.send_documents(stock, books, voyage, "sato", TODAY, second="kaneda", reason="paid")


DETAILS = {
    "place_of_receipt": "Yokohama",
    "place_of_delivery": "Dodoma",
    "freight_payable_at": "Yokohama",
    "place_of_issue": "Tokyo",
    "bl_type": "waybill",
    "on_board_date": "2026-12-01",
    "bl_clauses": "Cargo in transit to Dodoma",
}
"""What is instructed besides ports and parties."""


@pytest.mark.parametrize(
    ("box", "draft", "agrees"),
    [
        ("place_of_receipt", "YOKOHAMA, JAPAN", True),
        ("place_of_receipt", "NAGOYA", False),
        ("place_of_delivery", "Dodoma", True),
        ("place_of_delivery", "DAR ES SALAAM", False),
        ("freight_payable_at", "YOKOHAMA, JAPAN", True),
        ("place_of_issue", "TOKYO, JAPAN", True),
        ("place_of_issue", "OSAKA", False),
        ("bl_type", "EXPRESS B/L", True),
        ("bl_type", "ORIGINAL", False),
        ("packages", "ONE (1) UNIT", True),
        ("packages", "2 UNITS", False),
        ("issue_date", "3 DEC 2026", True),
        ("issue_date", "20 DEC 2026", False),
        ("on_board_date", "DEC 1, 2026", True),
        ("on_board_date", "2 DEC 2026", False),
        ("on_board_date", "01/12/2026", False),
        ("clauses", "SHIPPER'S LOAD AND COUNT. CARGO IN TRANSIT TO DODOMA.", True),
        ("clauses", "SHIPPER'S LOAD AND COUNT.", False),
        ("notify2", "SOMEBODY LTD.", False),
    ],
)
def test_what_is_instructed_besides_ports_and_parties_is_compared(
    stock: Database, books: Books, voyage: int, box: str, draft: str, agrees: bool
) -> None:
    particulars.put(stock, books, voyage, DETAILS, "sato")
    boxes = same(stock, books, voyage) | {box: draft}
    found = bl_drafts.compare(stock.connection, books, voyage, boxes, TODAY)
    assert [row.box for row in found.against] == ([] if agrees else [box])


def test_a_day_that_is_only_planned_is_about(stock: Database, books: Books, voyage: int) -> None:
    planned = bl_drafts.instruction(stock.connection, books, voyage, TODAY).etd
    near, far = (date.fromisoformat(planned) + timedelta(days=days) for days in (5, 6))
    for day, agrees in ((near, True), (far, False)):
        boxes = same(stock, books, voyage) | {"on_board_date": day.isoformat()}
        found = bl_drafts.compare(stock.connection, books, voyage, boxes, TODAY)
        assert (found.against == ()) is agrees


def test_every_box_that_is_compared_stands_on_the_check_sheet(
    stock: Database, books: Books, voyage: int
) -> None:
    particulars.put(stock, books, voyage, DETAILS, "sato")
    typed = {b.id: f"THEIR {b.id}" for b in books.bl_boxes if b.kind != "units"}
    bl_drafts.enter(stock, books, voyage, typed, "sato")
    sheet = sheet_of(stock, books, voyage)
    assert [text for text in typed.values() if text not in sheet] == []


@pytest.mark.parametrize(
    ("boxes", "key"),
    [
        ({}, "draft_empty"),
        ({"vessel": "  "}, "draft_empty"),
        ({"colour": "RED"}, "draft_box_unknown"),
        ({"vessel": "X" * 200_001}, "draft_too_long"),
    ],
)
def test_an_odd_draft_is_refused(
    stock: Database, books: Books, voyage: int, boxes: dict[str, str], key: str
) -> None:
    with pytest.raises(UserError, match=key):
        bl_drafts.enter(stock, books, voyage, boxes, "sato")
    assert kept.latest(stock.connection, voyage) is None


def test_without_a_draft_there_is_nothing_to_approve(
    stock: Database, books: Books, voyage: int
) -> None:
    refused(lambda: approve(stock, books, voyage), "draft_none")
    assert VITZ


def sheet_of(db: Database, books: Books, shipment: int) -> str:
    """The check sheet as text, runs of blanks as one."""
    text = issuing.page_of(db.connection, books, shipment, "BLD", TODAY).page.as_text()
    return " ".join(text.split())


def test_the_check_sheet_shows_the_draft_beside_ours(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    bare = sheet_of(stock, books, voyage)
    assert "SAME" not in bare.replace("SAME AS CONSIGNEE", "")
    assert "NONE" in bare
    ours = bl_drafts.instruction(stock.connection, books, voyage, TODAY).lines[0]
    wrong = ours.chassis_number.replace("7", "1", 1)
    at = ours.chassis_number.index("7") + 1
    other = "ZZZ99-0000001"
    enter(units=f"{wrong} 970 KGS\n{other}", vessel="OTHER STAR", weight_kg="9,999 KGS")
    shown = sheet_of(stock, books, voyage)
    for said in (f"DIFFERS {at}: 7 > 1", wrong, "970 KGS", "OTHER STAR", "9,999 KGS", other):
        assert said in shown
    assert shown.count("NOT OURS") == 1
    assert "NOT GIVEN" not in shown


def test_the_check_sheet_names_who_accepted_a_difference_only_while_it_stands(
    stock: Database, books: Books, voyage: int, enter: Callable[..., None]
) -> None:
    enter(vessel="OTHER STAR")
    approve(stock, books, voyage, "the line renamed the ship")
    assert sheet_of(stock, books, voyage).count("sato") == 1
    enter(vessel="THIRD STAR")
    assert "sato" not in sheet_of(stock, books, voyage)

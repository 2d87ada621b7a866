"""Numbers of papers and shipments: taken once, never again, gaps and cancelled ones told."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import (
    company_profile,
    editing,
    issuing,
    numbering,
    printing,
    registers,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import companies, documents, numbers, shipments, write
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship


@pytest.fixture
def shipment(stock: Database, books: Books, question: Question) -> int:
    made = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, made, 1, 415_000, "sato", TODAY)
    sizes = {"kerb_weight_kg": 980, "length_mm": 3_945, "width_mm": 1_695, "height_mm": 1_500}
    for name, value in sizes.items():
        editing.type_fact(stock, silent, books, question, 1, name, value, "sato")
    shipping.change_shipment(
        stock, books, made, {"vessel": "SHIRANAMI LEADER", "voyage": "118W"}, "sato", TODAY
    )
    return made


@pytest.fixture
def issue(stock: Database, books: Books, tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(shipment: int, kind: str = "CI", number: str = "") -> issuing.Paper:
        paper, _ = issuing.write_paper(
            stock,
            silent,
            books,
            shipment,
            kind,
            tmp_path,
            "sato",
            TODAY,
            issuing.WORKBOOK,
            number,
        )
        return paper

    return run


def test_a_cancelled_number_stays_and_the_next_paper_takes_another(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    reader = stock.connection
    first = issue(shipment)
    assert first.holds == ()
    assert first.snapshot.number == "AMX-2026-0001"
    assert issue(shipment, "PL").snapshot.number == "AMX-2026-0001"
    count, _ = numbering.cancel(stock, "AMX-2026-0001", " wrong buyer ", "sato")
    assert count == 2
    kept = documents.of_shipment(reader, shipment)
    assert {row["state"] for row in kept} == {"cancelled"}
    assert {row["cancelled_why"] for row in kept} == {"wrong buyer"}
    assert issue(shipment, "PL").snapshot.draft
    assert issue(shipment).snapshot.number == "AMX-2026-0002"
    assert issue(shipment, "PL").snapshot.number == "AMX-2026-0002"
    report = registers.papers(reader, silent, books, TODAY)
    told = [(row[0], row[1], row[3], row[8] or "") for row in report.rows]
    assert ("CI", "AMX-2026-0001", "cancelled", "wrong buyer") in told
    assert ("CI", "AMX-2026-0002", "issued", "") in told


@pytest.mark.parametrize(
    ("number", "why", "who", "key"),
    [
        ("AMX-2026-0009", "x", "sato", "number_unknown"),
        ("AMX-2026-0001", "  ", "sato", "cancel_needs_reason"),
        ("AMX-2026-0001", "x", " ", "name_needed"),
    ],
)
def test_what_cannot_be_cancelled(
    stock: Database,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
    number: str,
    why: str,
    who: str,
    key: str,
) -> None:
    issue(shipment)
    with pytest.raises(UserError, match=key):
        numbering.cancel(stock, number, why, who)


def test_a_cancellation_and_a_print_are_never_undone(
    stock: Database,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    issue(shipment)
    _, changes = numbering.cancel(stock, "AMX-2026-0001", "wrong", "sato")
    with pytest.raises(UserError, match="number_cancelled"):
        numbering.cancel(stock, "AMX-2026-0001", "wrong", "sato")
    with pytest.raises(UserError, match="undo_never_paper_cancel"):
        undoing.undo_step(stock, changes.step or 0, "sato")
    found = undoing.next_undo(stock.connection)
    assert found is not None
    assert found.key == "shipment_change"


def test_a_hand_typed_number_counts_and_leaves_a_gap_that_is_told(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    assert issue(shipment, number="AMX-2026-0004").snapshot.number == "AMX-2026-0004"
    other = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, other, 2, 415_000, "sato", TODAY)
    with pytest.raises(UserError, match="number_taken"):
        issue(other, number="AMX-2026-0004")
    with pytest.raises(UserError, match="number_characters"):
        issue(other, number="AMX 2026?")
    assert documents.of_shipment(stock.connection, other) == []
    assert issue(other).snapshot.number == "AMX-2026-0005"
    missing = registers.missing_numbers(stock.connection, books)
    assert missing == [("CI", f"AMX-2026-000{count}") for count in (1, 2, 3)]
    report = registers.papers(stock.connection, silent, books, TODAY)
    assert report.left_out == {"numbers_missing": 3}


def test_two_companies_with_one_prefix_never_share_a_number(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
    question: Question,
) -> None:
    from broker_app.jobs import owning

    second, _ = owning.add_company(stock, "UMIKAZE", "sato")
    with write.step(stock, "company", "sato") as step:  # as an earlier version let it
        step.change("company", second, {"number_prefix": "AMX"})
    profile = companies.get(stock.connection, second)
    profile = replace(profile, address=("KOBE",), bank=("X",), signatory="U", signatory_title="U")
    editing.save_company(stock, silent, profile, "sato", books, question)
    other = ship(stock, books, "Mombasa", company=second)
    owning.give_vehicles(stock, [2], second, "sato")
    shipping.add_vehicle(stock, books, other, 2, 415_000, "sato", TODAY)
    assert issue(shipment).snapshot.number == "AMX-2026-0001"
    assert issue(other).snapshot.number == "AMX-2026-0002"


def test_a_pattern_of_the_company_is_followed(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    company_profile.put_series(stock, books, 1, "CI", "{YY}{MM}/{PREFIX}/{nnn}", "sato")
    assert issue(shipment).snapshot.number == "2611/AMX/001"
    company_profile.put_series(stock, books, 1, "SH", "S{YYYY}-{nnnn}", "sato")
    made, _ = shipping.new_shipment(stock, books, "sato", TODAY, {})
    row = stock.connection.execute("SELECT number FROM shipment WHERE id = ?", (made,)).fetchone()
    assert row[0] == "S2026-0001"
    company_profile.put_series(stock, books, 1, "CI", "", "sato")
    assert companies.get(stock.connection).series.keys() == {"SH"}
    with pytest.raises(UserError, match="series_count"):
        company_profile.put_series(stock, books, 1, "CI", "CI-{YYYY}", "sato")
    with pytest.raises(UserError, match="document_kind_unknown"):
        company_profile.put_series(stock, books, 1, "XX", "CI-{nnnn}", "sato")


def test_a_shipping_instruction_follows_its_invoice(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    assert "missing.lead" in issue(shipment, "SI-R").holds
    issue(shipment)
    assert "missing.lead" not in issue(shipment, "SI-R").holds
    order = issuing.order_for(stock.connection, books, shipment, "SI-R", TODAY)
    assert numbering.next_number(stock.connection, order) == "SI-AMX-2026-0001"


def test_the_number_of_an_undone_shipment_is_told_and_not_taken_again(
    stock: Database, books: Books
) -> None:
    reader = stock.connection
    _, changes = shipping.new_shipment(stock, books, "sato", TODAY, {})
    undoing.undo_step(stock, changes.step or 0, "sato")
    shipping.new_shipment(stock, books, "sato", TODAY, {})
    assert numbers.used(reader, "SH") == ["SH-2611-001", "SH-2611-002"]
    report = registers.papers(reader, silent, books, TODAY)
    assert [(row[1], row[3]) for row in report.rows] == [("SH-2611-001", "undone")]
    with pytest.raises(UserError, match="number_taken"):
        shipping.new_shipment(stock, books, "sato", TODAY, {"number": "SH-2611-001"})


def test_every_file_of_an_issued_paper_is_in_the_print_log(
    stock: Database,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    import hashlib

    paper = issue(shipment)
    again = issue(shipment)
    printing.note_print(stock, 1, "Office", 3, "kaneda")
    log = printing.of_number(stock.connection, "AMX-2026-0001")
    assert [(row["way"], row["copies"], row["who"]) for row in log] == [
        ("printer", 3, "kaneda"),
        ("xlsx", 1, "sato"),
        ("xlsx", 1, "sato"),
    ]
    assert log[1]["sha256"] == hashlib.sha256(again.path.read_bytes()).hexdigest()
    assert paper.path == again.path
    assert "Office" in printing.said(log[0])
    with pytest.raises(UserError, match="number_unknown"):
        printing.of_number(stock.connection, "NONE")


def test_a_draft_is_no_print(stock: Database, books: Books, issue) -> None:  # type: ignore[no-untyped-def]
    made = ship(stock, books, "Mombasa", vessel="TBA")
    shipping.add_vehicle(stock, books, made, 1, 415_000, "sato", TODAY)
    assert issue(made).snapshot.draft
    assert stock.connection.execute("SELECT count(*) FROM print_log").fetchone()[0] == 0


def test_a_number_typed_by_hand_is_checked_and_the_series_goes_on_after_it(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    reader = stock.connection

    def check(text: str) -> str:
        return numbering.check(reader, books, shipment, "CI", text, TODAY)

    assert check(" amx-2026-0417 ") == "AMX-2026-0417"
    assert check("") == ""
    for odd in ("=1+1", "A B", "発1", "a" * 41, "\u202e123", "-1"):
        with pytest.raises(UserError, match="number_characters"):
            check(odd)
    assert issue(shipment, number="ａｍｘ-2026-0417").snapshot.number == "AMX-2026-0417"
    with pytest.raises(UserError, match="number_stands"):
        check("AMX-2026-0500")
    with pytest.raises(UserError, match="number_stands"):
        issue(shipment, number="AMX-2026-0500")
    numbering.cancel(stock, "AMX-2026-0417", "for the test", "sato")
    with pytest.raises(UserError, match="number_taken"):
        check("AMX-2026-0417")
    assert numbering.following(reader, books, shipment, "CI", TODAY) == "AMX-2026-0418"


def test_a_series_goes_on_from_the_last_number_used_elsewhere(
    stock: Database,
    books: Books,
    shipment: int,
    issue,  # type: ignore[no-untyped-def]
) -> None:
    def put(kind: str, text: str) -> None:
        company_profile.put_used_elsewhere(stock, books, 1, kind, text, "sato", TODAY)

    before = companies.get(stock.connection)
    prefix = before.number_prefix
    for kind, text, key in (
        ("CI", "OTHER-2026-0001", "number_other_series"),
        ("CI", "HAX 416", "number_characters"),
        ("SI-R", "SI-1", "series_uncounted"),
        ("NONE", "1", "document_kind_unknown"),
    ):
        with pytest.raises(UserError, match=key):
            put(kind, text)
    assert companies.get(stock.connection) == before
    put("CI", "416")
    assert companies.get(stock.connection).used_elsewhere == {"CI": f"{prefix}-2026-0416"}
    for typed in (f"{prefix}-2026-0100", f"{prefix}-2026-0416"):
        with pytest.raises(UserError, match="number_elsewhere"):
            numbering.check(stock.connection, books, shipment, "CI", typed, TODAY)
        with pytest.raises(UserError, match="number_elsewhere"):
            issue(shipment, number=typed)
    assert issue(shipment).snapshot.number == f"{prefix}-2026-0417"
    assert registers.missing_numbers(stock.connection, books) == []
    with pytest.raises(UserError, match="number_below"):
        put("CI", "12")


def test_shipments_go_on_too_and_a_mistake_is_taken_back(stock: Database, books: Books) -> None:
    company_profile.put_used_elsewhere(stock, books, 1, "SH", "sh-2611-041", "sato", TODAY)
    made, _ = shipping.new_shipment(stock, books, "sato", TODAY, {})
    assert shipments.get(stock.connection, made).number == "SH-2611-042"
    company_profile.put_used_elsewhere(stock, books, 1, "SH", "", "sato", TODAY)
    assert companies.get(stock.connection).used_elsewhere == {}

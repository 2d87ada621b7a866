"""Registers and what is due: from particulars, certificates and papers, in words too."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from broker_app import words
from broker_app.domain.certificate import Certificate
from broker_app.domain.question import Question
from broker_app.jobs import (
    certifying,
    due,
    editing,
    explaining_reports,
    paper_texts,
    particulars,
    reporting,
    shipping,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import companies
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship


@pytest.fixture
def shipment(stock: Database, books: Books) -> int:
    made = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, made, 1, 415_000, "sato", TODAY)
    return made


@pytest.fixture
def reckon(stock: Database, books: Books, question: Question):  # type: ignore[no-untyped-def]
    def run(key: str, today: date = TODAY) -> dict[str, object]:
        found = reporting.report(stock.connection, silent, books, question, today, key)
        assert explaining_reports.paper_of(found, "", today).as_text()
        (row,) = found.rows
        assert (found.vehicles, found.shipments) == ((1,), (1,))
        return dict(zip((c.key for c in found.columns), row, strict=True)) | {
            "waits": found.waiting == frozenset({0})
        }

    return run


def kinds(db: Database, books: Books, today: date = TODAY) -> list[str]:
    return [one.kind for one in due.due(db.connection, books, today)]


def sail(db: Database, shipment: int, state: str = "sailed") -> None:
    with db.connection:
        db.connection.execute("UPDATE shipment SET state = ? WHERE id = ?", (state, shipment))


def test_an_inspection_that_the_market_wants_is_missing_until_its_result(
    stock: Database,
    books: Books,
    shipment: int,
    reckon,  # type: ignore[no-untyped-def]
) -> None:
    row = reckon("inspections")
    assert (row["inspection"], row["etd"], row["waits"]) == ("missing", "2026-12-06", True)
    assert kinds(stock, books) == ["inspection_missing"]
    asked = {"inspection_body": "QISJ", "inspection_on": "2026-11-21"}
    particulars.put(stock, books, shipment, asked, "sato")
    assert reckon("inspections")["inspection"] == "late"
    (late,) = due.voyages_due(stock.connection, books, TODAY)
    assert (late.kind, late.day, late.overdue) == ("inspection_late", "2026-11-21", True)
    result = {
        "inspection_number": "K-77",
        "inspected_on": "2026-11-20",
        "inspection_until": "2027-02-20",
        "inspected_km": "40012.5",
        "inspection_result": "passed",
    }
    particulars.put(stock, books, shipment, result, "sato", of=[1])
    row = reckon("inspections")
    assert (row["inspection_body"], row["inspection_number"]) == ("QISJ", "K-77")
    assert (row["inspected_km"], row["inspection"], row["waits"]) == (40012, "passed", False)
    assert kinds(stock, books) == []


def test_a_refund_runs_from_the_permit(
    stock: Database,
    books: Books,
    shipment: int,
    reckon,  # type: ignore[no-untyped-def]
) -> None:
    permit = {"permit_number": "123 4567 8901", "permit_on": "2026-12-01", "bl_number": "UKL-9"}
    particulars.put(stock, books, shipment, permit, "sato")
    parts = {"deposit_dust": "JPY 7000", "recycling_ticket": "4321-9876"}
    particulars.put(stock, books, shipment, parts, "sato", of=[1])
    row = reckon("refunds", date(2026, 12, 2))
    assert (row["refund_until"], row["deposit"], row["refund"]) == ("2028-12-01", 7000, "open")
    assert (row["bl_number"], row["recycling_ticket"]) == ("UKL-9", "4321-9876")
    assert "refund_near" in kinds(stock, books, date(2028, 6, 1))
    assert "refund_late" in kinds(stock, books, date(2028, 12, 2))
    filed = {"refund_filed_on": "2028-06-02"}
    particulars.put(stock, books, shipment, filed, "sato", of=[1])
    assert "refund_late" not in kinds(stock, books, date(2028, 12, 2))


def test_the_ledger_of_proofs_names_permit_exporter_and_yen(
    stock: Database,
    books: Books,
    shipment: int,
    reckon,  # type: ignore[no-untyped-def]
) -> None:
    values = {"permit_number": "1", "permit_on": "2026-12-01", "permit_exporter": "LENDER"}
    particulars.put(stock, books, shipment, values, "sato")
    sail(stock, shipment)
    row = reckon("proofs")
    assert (row["proof"], row["permit_exporter"], row["waits"]) == ("notice", "LENDER", True)
    assert row["kept_until"] == "2036-12-01"
    assert row["fob"] is None  # no rate of the dollar is known
    assert "proof_notice" in kinds(stock, books)
    particulars.put(stock, books, shipment, {"notice_issued": "yes"}, "sato")
    assert reckon("proofs")["proof"] == "kept"


def test_a_permit_that_names_the_company_in_japanese_needs_no_notice(
    stock: Database,
    books: Books,
    shipment: int,
    question: Question,
    reckon,  # type: ignore[no-untyped-def]
) -> None:
    own = replace(companies.get(stock.connection), name_ja="青波輸出株式会社")
    editing.save_company(stock, silent, own, "sato", books, question)
    values = {"permit_number": "1", "permit_on": "2026-12-01", "permit_exporter": own.name_ja}
    particulars.put(stock, books, shipment, values, "sato")
    sail(stock, shipment)
    assert reckon("proofs")["proof"] == "kept"
    assert "proof_notice" not in kinds(stock, books)
    lent = {"permit_exporter": "別の輸出株式会社"}
    particulars.put(stock, books, shipment, lent, "sato")
    assert "proof_notice" in kinds(stock, books)


def test_cuts_sailing_and_papers_that_were_not_sent(
    stock: Database, books: Books, shipment: int
) -> None:
    particulars.put(stock, books, shipment, {"document_cut": "2026-11-20"}, "sato")
    particulars.put(stock, books, shipment, {"cargo_cut": "2026-11-29"}, "sato")
    found = due.due(stock.connection, books, TODAY)
    assert [one.kind for one in found] == ["cut_passed", "cut_near", "inspection_missing"]
    assert [one.overdue for one in found] == [True, False, False]
    assert "document cut" in due.said(found[0])
    assert "etd_passed" in kinds(stock, books, date(2026, 12, 7))
    sail(stock, shipment)
    assert kinds(stock, books, date(2026, 12, 14)) == [
        "not_released",
        "papers_draft",
        "permit_missing",
        "papers_not_sent",
    ]
    sail(stock, shipment, "documents_sent")
    found = kinds(stock, books, date(2026, 12, 14))
    assert found == ["not_released", "papers_draft", "permit_missing"]
    sail(stock, shipment)
    particulars.put(stock, books, shipment, {"sent_on": "2026-12-10"}, "sato")
    assert "papers_not_sent" not in kinds(stock, books, date(2026, 12, 14))


def test_a_certificate_that_ends_and_one_to_hand_back(
    stock: Database, books: Books, question: Question
) -> None:
    paper = Certificate(vehicle=2, chassis_number="TRJ150-0087421", scheduled_on="2026-11-30")
    certifying.enter(stock, silent, books, question, paper, "sato", TODAY, "seen")
    (one,) = due.due(stock.connection, books, TODAY)
    assert (one.kind, one.day, one.target, one.overdue) == (
        "certificate_soon",
        "2026-11-30",
        2,
        False,
    )
    (one,) = due.due(stock.connection, books, date(2026, 12, 2))
    assert (one.kind, one.day, one.overdue) == ("certificate_return", "2026-12-15", True)


def test_every_kind_of_due_has_its_sentence_in_both_languages(
    stock: Database, books: Books, shipment: int
) -> None:
    particulars.put(stock, books, shipment, {"vgm_cut": "2026-11-20"}, "sato")
    for language in ("en", "ja"):
        words.use(language)
        for one in due.due(stock.connection, books, TODAY):
            assert "{" not in due.said(one)
    words.use("en")


def test_a_register_is_a_workbook_too(
    stock: Database, books: Books, question: Question, shipment: int, tmp_path: Path
) -> None:
    for key in ("inspections", "papers"):
        found = reporting.report(stock.connection, silent, books, question, TODAY, key)
        explaining_reports.save_report(found, "", TODAY, tmp_path / f"{key}.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / f"{key}.xlsx").active
        assert sheet is not None
        assert sheet.max_row > 3


def test_texts_that_lines_and_banks_may_refuse(
    stock: Database, books: Books, shipment: int
) -> None:
    from broker_app.domain.party import Party
    from broker_app.jobs import editing

    party = Party(
        name="Владивосток Авто",
        address=("1-2-3 Long Avenue of the Republic, Building 7",),
        city="横浜",
        country="KE",
    )
    consignee, _ = editing.save_party(stock, party, "sato")
    shipping.change_shipment(stock, books, shipment, {"consignee": consignee}, "sato", TODAY)
    found = paper_texts.doubts(stock.connection, books, shipment)
    told = {(one.kind, one.role, one.field): one for one in found}
    assert told["changed", "consignee", "name"].printed == "VLADIVOSTOK AVTO"
    assert told["unread", "consignee", "city"].typed == "横浜"
    long = told["long", "consignee", "line"]
    assert len(long.printed) > paper_texts.LINE
    assert long.party == consignee
    assert str(len(long.printed)) in paper_texts.said(long)
    assert not any(one.role == "buyer" for one in found)

"""The record of a verdict: the same content as the window, without what was paid."""

from datetime import date
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.evidence import Evidence
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.jobs import editing, evidencing, recording
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import classified
from broker_app.jobs.judging import Bench, facts_of
from broker_app.jobs.progress import silent
from broker_app.jobs.recording import Answered, Filing
from broker_app.papers.workbook import workbook_bytes
from broker_app.store import vehicles
from broker_app.store.database import Database
from broker_app.store.vehicles import Query

TODAY = date(2026, 11, 22)
FILING = Filing("Sato", TODAY, "ASAGIRI")
PRADO = Vehicle(
    maker="TOYOTA",
    model="LAND CRUISER PRADO",
    chassis_number="TRJ150-0087421",
    body="SUV",
    displacement_cc=2693,
    powertrain="petrol",
    hs_code="870323",
    seats=7,
    export_value_jpy=2_986_000,
)


def answered(books: Books, vehicle: Vehicle, question: Question) -> Answered:
    bench = Bench(books, question)
    facts = facts_of(vehicle, bench.looks_at, Company(), None, bench)
    return Answered(
        vehicle=vehicle,
        question=question,
        verdict=bench.verdict(facts),
        classified=classified(vehicle, books),
    )


def test_it_says_what_the_window_says(books: Books) -> None:
    text = recording.page_of(answered(books, PRADO, Question("RU", TODAY)), FILING).as_text()
    for said in (
        "Blocked",
        "Petrol and diesel cars over 1,900 cc. This one: 2,693 cc.",
        "JP-RU-IND-2308-ICE1900",
        "Export Trade Control Order, Appended Table 2-3 item 2-2 (Cabinet Order 252 of 2023)",
        "https://laws.e-gov.go.jp/law/324CO0000000378",
        "Displacement over 1,900 cc",
        "2,693 cc",
        "holds",
        "8703.23-925, NACCS digit 2",
        "Rules 2026.11.24, checked 22 Nov 2026",
        "TRJ150-0087421",
    ):
        assert said in text


def test_what_is_missing_is_named_with_its_place(books: Books) -> None:
    car = Vehicle(body="sedan", powertrain="petrol", hs_code="870323", export_value_jpy=1_000_000)
    text = recording.page_of(answered(books, car, Question("RU", TODAY)), FILING).as_text()
    assert "Missing, and where to find it" in text
    assert words.say("where.displacement_cc") in text


def test_a_clear_vehicle_has_its_record_too(books: Books) -> None:
    text = recording.page_of(answered(books, PRADO, Question("KE", TODAY)), FILING).as_text()
    assert "No rule in force stops it." in text


def test_in_japanese(books: Books) -> None:
    words.use("ja")
    text = recording.page_of(answered(books, PRADO, Question("RU", TODAY)), FILING).as_text()
    assert "輸出規制判定記録" in text
    assert "総排気量が1,900 ccを超える" in text


def test_a_vehicle_in_stock_with_papers_and_without_its_price(
    stock: Database, books: Books, question: Question, tmp_path: Path
) -> None:
    db = stock
    vehicle = vehicles.ids(db.connection, Query())[0]
    paper = tmp_path / "opinion.pdf"
    paper.write_bytes(b"%PDF")
    opinion = Evidence(
        vehicle=vehicle, issuer="Minato Customs", issued_on="2026-11-20", grade="5BA-X", number="7"
    )
    evidencing.store_paper(db, opinion, paper, "sato", TODAY)
    editing.type_fact(db, silent, books, question, vehicle, "export_value_jpy", 12_000, "sato", "x")
    hammer = vehicles.hammer_prices(db.connection, [vehicle])[vehicle]
    page = recording.page_of_vehicle(db.connection, books, vehicle, question, "Sato", TODAY)
    text = page.as_text()
    assert "Minato Customs, 7, 20 Nov 2026, 5BA-X" in text
    assert "far under the price paid" in text
    assert words.money(hammer, "JPY") not in text
    assert f"{hammer:,}" not in text
    assert workbook_bytes([page])


def test_one_file_holds_some_records_and_no_more(books: Books) -> None:
    one = answered(books, PRADO, Question("RU", TODAY))
    assert len(recording.pages_of([one] * 2, FILING)) == 2
    with pytest.raises(UserError, match="record_too_many"):
        recording.pages_of([one] * (recording.MOST + 1), FILING)
    with pytest.raises(UserError, match="record_of_nothing"):
        recording.pages_of([], FILING)

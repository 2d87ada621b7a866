"""What a shipment's vehicles are held against: likes at auctions, and numbers that read alike."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker_app.domain.likeness import read_alike
from broker_app.domain.question import Question
from broker_app.jobs import importing, particulars, releasing, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import likely_same, write
from broker_app.store.database import Database
from tests.jobs.releases import VITZ, voyage
from tests.jobs.voyages import HEADS, TODAY

__all__ = ["voyage"]


def bring(db: Database, books: Books, folder: Path, *numbers: str, price: int = 1_500) -> None:
    path = folder / f"{numbers[0]}.csv"
    rows = (
        f"ミナトAA,2026/11/18,{number[-4:]},トヨタ,ヴィッツ,F,DBA-KSP130,{number},R01.06,40,996,"
        f"ガソリン,シルバー,右,{price}\n"
        for number in numbers
    )
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    question = Question("RU", TODAY)
    importing.import_list(db, silent, path, books, question, "sato", TODAY)


def against(db: Database, books: Books, shipment: int) -> dict[str, dict[str, object]]:
    results = releasing.check(db.connection, books, shipment, TODAY)
    return {one.check: dict(one.found.values) for one in results if one.stands_against}


def test_a_price_far_below_likes_waits_for_a_second_person(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    bring(stock, books, tmp_path, "KSP130-2000001", "KSP130-2000002")
    assert "below_market" not in against(stock, books, voyage)  # two tell nothing
    bring(stock, books, tmp_path, "KSP130-2000003")
    found = against(stock, books, voyage)["below_market"]
    assert (found["price"], found["market"], found["of"]) == ("JPY 900000", "JPY 1500000", 3)
    shipping.set_price(stock, voyage, VITZ, 1_100_000, "sato")
    assert "below_market" not in against(stock, books, voyage)


def test_a_number_that_reads_alike_is_told_until_somebody_parts_them(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    bring(stock, books, tmp_path, "KSP130-2000001", price=900)
    with write.step(stock, "edit", "sato") as step:  # as it was typed from a photograph
        typed = {"chassis_number": "KSP13O-1234567", "identity": "KSP13O1234567"}
        step.change("vehicle", 3, typed)
    assert against(stock, books, voyage)["chassis_alike"]["others"] == ("KSP13O-1234567",)
    with write.step(stock, "not_same", "sato") as step:
        likely_same.mark_not_same(step, VITZ, 3)
    assert "chassis_alike" not in against(stock, books, voyage)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("KSPI301234567", True),
        ("KSP13OI234567", True),
        ("K5P1301234567", True),
        ("KSP1301234568", False),
    ],
)
def test_which_numbers_read_alike(other: str, alike: bool) -> None:
    assert (other in read_alike("KSP1301234567")) is alike


def test_a_statement_under_older_rules_is_made_anew(
    stock: Database, books: Books, voyage: int
) -> None:
    newer = Books()
    newer.__dict__["pack"] = replace(books.pack, version="2099.1")
    assert against(stock, newer, voyage)["judgement_made"]["state"] == "judgement_older"


def test_an_issuing_bank_in_words_is_searched_by_nobody(
    stock: Database, books: Books, voyage: int
) -> None:
    particulars.put(stock, books, voyage, {"lc_bank": "BANK OF DAR"}, "sato")
    assert against(stock, books, voyage)["bank_screened"]["bank"] == "BANK OF DAR"

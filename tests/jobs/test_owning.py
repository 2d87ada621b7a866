"""Several companies: whose vehicles and papers, and a database of one that knows nothing of it."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import due, editing, importing, issuing, owning, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import companies, costs, parties, shipments, write
from broker_app.store.database import Database, open_file
from broker_app.store.migrations import migrations
from tests.jobs.voyages import COMPANY, HEADS, TODAY, VITZ, ship


@pytest.fixture
def second(stock: Database, books: Books, question: Question) -> int:
    number, _ = owning.add_company(stock, "UMIKAZE TRADING", "sato")
    bank = replace(
        companies.get(stock.connection, number), bank=("UMIKAZE BANK",), number_prefix="UMI"
    )
    editing.save_company(stock, silent, bank, "sato", books, question)
    return number


def test_one_company_is_the_first_and_needs_no_word(stock: Database) -> None:
    (only,) = companies.every(stock.connection)
    assert (only.id, only) == (companies.FIRST, COMPANY)
    assert companies.default(stock.connection) == companies.FIRST
    assert companies.for_new(stock.connection) is None
    assert companies.of_vehicles(stock.connection, [1, 2]) == {1: 1, 2: 1}


def test_a_company_is_added_renamed_and_taken_back(
    stock: Database, books: Books, question: Question, second: int
) -> None:
    assert [c.name for c in companies.every(stock.connection)] == [COMPANY.name, "UMIKAZE TRADING"]
    renamed = replace(companies.get(stock.connection, second), name="UMIKAZE MOTORS")
    changes = editing.save_company(stock, silent, renamed, "sato", books, question)
    assert companies.get(stock.connection, second).name == "UMIKAZE MOTORS"
    assert parties.company(stock.connection) == COMPANY
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert owning.company_named(stock.connection, "ｕｍｉｋａｚｅ trading") == second


def test_the_first_to_be_added_to_an_empty_database_is_the_first(db: Database) -> None:
    assert owning.add_company(db, "ASAGIRI", "sato")[0] == companies.FIRST
    assert owning.add_company(db, "UMIKAZE", "sato")[0] == 2


def test_each_company_has_a_prefix_of_its_own(
    stock: Database, books: Books, question: Question, second: int
) -> None:
    def save(**values: str) -> Company:
        changed = replace(companies.get(stock.connection, second), **values)
        editing.save_company(stock, silent, changed, "sato", books, question)
        return companies.get(stock.connection, second)

    assert save(number_prefix=" ｕｍｉ2 ").number_prefix == "UMI2"
    for prefix, key in (("ＡＭＸ", "prefix_taken"), ("amx", "prefix_taken"), ("海", "number_char")):
        with pytest.raises(UserError, match=key):
            save(number_prefix=prefix)
    assert companies.get(stock.connection, second).number_prefix == "UMI2"
    third, fourth = (owning.add_company(stock, name, "sato")[0] for name in ("THIRD", "FOURTH"))
    found = [companies.get(stock.connection, one).number_prefix for one in (third, fourth)]
    assert found == ["INV", "INV2"]


def test_a_prefix_that_two_companies_have_from_before_is_told_and_stops_nothing_else(
    stock: Database, books: Books, question: Question, second: int
) -> None:
    assert not list(due.accounts(stock.connection))
    with write.step(stock, "company", "sato") as step:  # as an earlier version let it
        step.change("company", second, {"number_prefix": "AMX"})
    (told,) = due.accounts(stock.connection)
    assert (told.page, told.target) == ("settings", "company")
    assert due.said(told) == (
        f"{COMPANY.name} and UMIKAZE TRADING number their papers with the same prefix, AMX. "
        "Give one of them another."
    )
    held = replace(companies.get(stock.connection, second), phone="+81 3 555 0100")
    editing.save_company(stock, silent, held, "sato", books, question)
    assert companies.get(stock.connection, second).phone == "+81 3 555 0100"
    freed = replace(held, number_prefix="UMI")
    editing.save_company(stock, silent, freed, "sato", books, question)
    assert not list(due.accounts(stock.connection))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("  ", "company_needs_name"),
        ("umikaze  trading", "company_known"),
        (COMPANY.name, "company_known"),
    ],
)
def test_each_company_has_a_name_of_its_own(
    stock: Database, second: int, name: str, key: str
) -> None:
    with pytest.raises(UserError, match=key):
        owning.add_company(stock, name, "sato")


def test_a_company_cannot_take_the_name_of_another(
    stock: Database, books: Books, question: Question, second: int
) -> None:
    for name, key in (("", "company_needs_name"), ("Umikaze Trading", "company_known")):
        with pytest.raises(UserError, match=key):
            editing.save_company(
                stock, silent, replace(COMPANY, name=name), "sato", books, question
            )
    with pytest.raises(UserError, match="company_unknown"):
        owning.company_named(stock.connection, "NOBODY")


def test_what_comes_new_belongs_to_the_default(
    stock: Database, books: Books, question: Question, second: int, tmp_path: Path
) -> None:
    owning.choose_default(stock, second, "sato")
    path = tmp_path / "more.csv"
    row = VITZ.replace("KSP130-1234567", "KSP130-7654321")
    path.write_text(HEADS + f"ミナトAA,2026/11/20,9,{row}\n", encoding="cp932")
    importing.import_list(stock, silent, path, books, question, "sato", TODAY)
    assert companies.of_vehicles(stock.connection, [1, 3]) == {1: 1, 3: second}
    shipment = ship(stock, books, "KEMBA")
    assert shipments.get(stock.connection, shipment).company == second
    owning.choose_default(stock, companies.FIRST, "sato")
    assert companies.for_new(stock.connection) is None


def test_papers_bear_the_company_of_their_shipment(
    stock: Database, books: Books, second: int, tmp_path: Path
) -> None:
    shipment = ship(stock, books, "KEMBA", company=second)
    with pytest.raises(UserError, match="vehicle_of_other_company"):
        shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    owning.give_vehicles(stock, [1], second, "sato")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    paper, _ = issuing.write_paper(stock, silent, books, shipment, "CI", tmp_path, "sato", TODAY)
    assert paper.snapshot.shipper.name == "UMIKAZE TRADING"
    assert paper.snapshot.bank == ("UMIKAZE BANK",)
    assert paper.snapshot.number == "UMI-2026-0001"
    with pytest.raises(UserError, match="company_issued"):
        change = {"company": companies.FIRST}
        shipping.change_shipment(stock, books, shipment, change, "sato", TODAY)
    with pytest.raises(UserError, match="company_on_shipment"):
        owning.give_vehicles(stock, [1], companies.FIRST, "sato")


def test_vehicles_go_with_their_shipment_and_come_back(
    stock: Database, books: Books, second: int
) -> None:
    shipment = ship(stock, books, "KEMBA")
    shipping.add_vehicle(stock, books, shipment, 1, 415_000, "sato", TODAY)
    changes = shipping.change_shipment(stock, books, shipment, {"company": second}, "sato", TODAY)
    assert companies.of_vehicles(stock.connection, [1, 2]) == {1: second, 2: 1}
    assert changes.step is not None
    undoing.undo_step(stock, changes.step, "sato")
    assert companies.of_vehicles(stock.connection, [1]) == {1: 1}
    assert shipments.get(stock.connection, shipment).company is None


def test_only_the_pricing_plan_asks_the_rules_anew(
    stock: Database, books: Books, question: Question, second: int
) -> None:
    def judged() -> int:
        return int(stock.connection.execute("SELECT count(*) FROM verdict").fetchone()[0])

    before = judged()
    assert before
    changes = owning.choose_default(stock, second, "sato")
    undoing.undo_step(stock, changes.step or 0, "sato")
    assert judged() == before
    plan = replace(COMPANY, margin_permille=200)
    changes = editing.save_company(stock, silent, plan, "sato", books, question)
    assert judged() == before
    undoing.undo_step(stock, changes.step or 0, "sato")
    assert judged() == 0


def test_a_company_in_use_is_not_undone(stock: Database, second: int) -> None:
    owning.give_vehicles(stock, [1, 2], second, "sato")
    steps = stock.connection.execute("SELECT id FROM step WHERE key = 'company_new'").fetchall()
    with pytest.raises(UserError, match="revert_conflicts"):
        undoing.undo_step(stock, steps[0][0], "sato")


def test_a_database_of_one_company_keeps_working(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    old = sqlite_utils.Database(file)
    migrations.apply(old, stop_before="costs_with_papers_and_companies")
    profile = {"id": 1, "name": "ASAGIRI", "address": '["YOKOHAMA"]', "bank": "[]", "country": "JP"}
    texts = dict.fromkeys(("phone", "email", "signatory", "signatory_title", "number_prefix"), "")
    old.table("company").insert(profile | texts)
    old.table("vehicle").insert({"id": 1, "identity": "x"})
    old.table("cost").insert(
        {
            "id": 1,
            "vehicle": 1,
            "kind": "repair",
            "amount": 5,
            "currency": "JPY",
            "day": "",
            "note": "n",
        }
    )
    old.table("shipment").insert({"id": 1, "number": "SH-1", "state": "draft"})
    old.close()
    with open_file(file) as db:
        assert companies.get(db.connection) == Company(
            name="ASAGIRI", address=("YOKOHAMA",), number_prefix=""
        )
        (cost,) = costs.of_vehicle(db.connection, 1)
        assert (cost.amount, cost.tax, cost.supplier, cost.rate, cost.bill) == (5, 0, "", "", None)
        assert companies.of_vehicles(db.connection, [1]) == {1: companies.FIRST}
        assert shipments.get(db.connection, 1).company is None
        assert owning.add_company(db, "UMIKAZE", "sato")[0] == 2

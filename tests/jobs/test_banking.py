"""Accounts on papers: a second person approves them; what they change is told."""

import pytest

from broker_app.domain.party import BankAccount
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import banking, due, editing, recounting, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import order_of
from broker_app.jobs.progress import silent
from broker_app.store import bank_accounts, companies
from broker_app.store.database import Database
from tests.jobs.voyages import COMPANY, TODAY, ship

YEN = BankAccount(
    company=1,
    currency="JPY",
    bank="Kazamidori Bank",
    branch="Yokohama",
    address="1-1 Honcho",
    branch_code="112",
    number="0031845",
    holder="ASAGIRI MOTORS",
    swift="KZMDJPJT",
)


def held(db: Database) -> list[BankAccount]:
    return bank_accounts.of_company(db.connection, 1)


def lines(db: Database, currency: str = "JPY") -> tuple[str, ...]:
    return companies.on_papers(db.connection, 1, currency).bank


def test_the_first_account_of_a_company_stands_at_once(db: Database) -> None:
    banking.enter(db, YEN, "sato")
    assert lines(db) == (
        "Kazamidori Bank",
        "Yokohama",
        "1-1 Honcho",
        "BRANCH CODE 112",
        "ACCOUNT NO. 0031845",
        "ACCOUNT NAME ASAGIRI MOTORS",
        "SWIFT KZMDJPJT",
    )
    assert lines(db, "USD") == ()


def test_what_is_entered_later_waits_for_another_person(db: Database) -> None:
    banking.enter(db, YEN, "sato")
    usd, _ = banking.enter(
        db, BankAccount(currency="USD", bank="B", number="2", holder="A"), "sato"
    )
    assert lines(db, "USD") == ()
    with pytest.raises(UserError, match="account_same_person"):
        banking.approve(db, usd, "ＳＡＴＯ ")
    with pytest.raises(UserError, match="name_needed"):
        banking.approve(db, usd, " ")
    banking.approve(db, usd, "hayami")
    assert lines(db, "USD") == ("B", "ACCOUNT NO. 2", "ACCOUNT NAME A")
    assert lines(db)[0] == "Kazamidori Bank"
    with pytest.raises(UserError, match="account_settled"):
        banking.approve(db, usd, "hayami")


def test_a_changed_account_is_printed_only_when_it_is_approved(
    stock: Database, books: Books, question: Question
) -> None:
    first, _ = banking.enter(stock, YEN, "sato")
    banking.approve(stock, first, "hayami")  # the profile had lines of a bank
    assert lines(stock)[4] == "ACCOUNT NO. 0031845"
    changed, changes = banking.change(stock, first, {"number": "9999999"}, "sato")
    assert lines(stock)[4] == "ACCOUNT NO. 0031845"
    assert [one.kind for one in due.due(stock.connection, books, TODAY)] == ["account_waits"]
    told = recounting.changes_of(stock.connection, changes.step or 0)
    assert ("Account no.", "9999999") in [(line.field, line.after) for line in told]
    with pytest.raises(UserError, match="account_changed_already"):
        banking.change(stock, first, {"number": "8"}, "hayami")
    banking.approve(stock, changed, "hayami")
    assert lines(stock)[4] == "ACCOUNT NO. 9999999"
    before, after = held(stock)
    assert (before.ended_at != "", after.replaces) == (True, first)
    assert banking.differences(before, after) == [("number", "0031845", "9999999")]
    shipment = ship(stock, books, "Mombasa", currency="JPY", freight=0, insurance=0)
    order = order_of(stock.connection, books, shipment, "CI", TODAY)
    assert "ACCOUNT NO. 9999999" in order.company.bank


def test_a_change_that_waits_is_changed_in_place_and_waits_for_somebody_else(db: Database) -> None:
    first, _ = banking.enter(db, YEN, "sato")
    waiting, _ = banking.change(db, first, {"number": "1"}, "sato")
    again, _ = banking.change(db, waiting, {"number": "2"}, "hayami")
    assert again == waiting
    with pytest.raises(UserError, match="account_same_person"):
        banking.approve(db, waiting, "hayami")
    banking.end(db, waiting, "sato")
    assert lines(db)[4] == "ACCOUNT NO. 0031845"
    with pytest.raises(UserError, match="account_ended"):
        banking.change(db, waiting, {"number": "3"}, "sato")


def test_the_default_of_a_currency_is_the_one_on_papers(db: Database) -> None:
    banking.enter(db, YEN, "sato")
    other, _ = banking.enter(db, BankAccount(currency="JPY", bank="B", number="2", holder="A"), "s")
    with pytest.raises(UserError, match="account_waits"):
        banking.choose_default(db, other, "sato")
    banking.approve(db, other, "hayami")
    assert lines(db)[0] == "Kazamidori Bank"
    changes = banking.choose_default(db, other, "sato")
    assert lines(db)[0] == "B"
    undoing.undo_step(db, changes.step or 0, "sato")
    assert lines(db)[0] == "Kazamidori Bank"


@pytest.mark.parametrize(
    ("values", "who", "key"),
    [
        ({"bank": " "}, "sato", "account_needs"),
        ({"number": ""}, "sato", "account_needs"),
        ({"holder": ""}, "sato", "account_needs"),
        ({"swift": "NOSUCH"}, "sato", "account_swift"),
        ({"branch": "x" * 5000}, "sato", "value_too_long"),
        ({}, " ", "name_needed"),
    ],
)
def test_an_account_that_cannot_be_paid_into_is_refused(
    db: Database, values: dict[str, str], who: str, key: str
) -> None:
    from dataclasses import replace

    with pytest.raises(UserError, match=key):
        banking.enter(db, replace(YEN, **values), who)
    assert held(db) == []


def test_lines_of_a_bank_are_not_swapped_past_the_second_person(
    stock: Database, books: Books, question: Question
) -> None:
    from dataclasses import replace

    for bank in ((), ("OTHER BANK",)):
        with pytest.raises(UserError, match="bank_locked"):
            editing.save_company(
                stock, silent, replace(COMPANY, id=1, bank=bank), "sato", books, question
            )

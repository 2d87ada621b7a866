"""Texts that were never meant for one field, wherever they are typed."""

from dataclasses import replace

import pytest

from broker_app import words
from broker_app.domain.party import Company, Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import editing, particulars, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.jobs.typed_texts import LONGEST
from broker_app.store import parties, shipments
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

ENDLESS = "X" * 32_768


@pytest.mark.parametrize("value", [ENDLESS, "X" * (LONGEST + 1)])
@pytest.mark.parametrize("name", ["vessel", "voyage", "payment_terms", "marks"])
def test_a_shipment_keeps_what_it_had(stock: Database, books: Books, name: str, value: str) -> None:
    made = ship(stock, books, "Kemba")
    before = shipments.get(stock.connection, made)
    typed = (value,) if name == "marks" else value
    with pytest.raises(UserError) as refused:
        shipping.change_shipment(stock, books, made, {name: typed}, "sato", TODAY)
    said = words.error(refused.value)
    assert said.startswith(f"{words.say(f'paper.field.{name}')}: this text is too long")
    assert shipments.get(stock.connection, made) == before


def test_parties_and_companies_keep_what_they_had(stock: Database, books: Books) -> None:
    number, _ = editing.save_party(stock, Party(name="KOPJE", city="X" * LONGEST), "sato")
    known = parties.get(stock.connection, number)
    for changed in (replace(known, name=ENDLESS), replace(known, address=("1 ROAD", ENDLESS))):
        with pytest.raises(UserError, match="value_too_long"):
            editing.save_party(stock, changed, "sato")
    assert parties.get(stock.connection, number) == known
    asked = Question(destination="RU", on=TODAY)
    with pytest.raises(UserError, match="value_too_long"):
        editing.save_company(stock, silent, Company(name=ENDLESS), "sato", books, asked)


def test_the_field_is_called_as_it_is_on_the_screen(stock: Database, books: Books) -> None:
    made = ship(stock, books, "Kemba")
    carrier = books.particulars.find("shipment", "carrier")
    assert carrier is not None
    with pytest.raises(UserError) as refused:
        particulars.read(carrier, ENDLESS, "USD", books)
    assert words.error(refused.value).startswith("Shipping company: this text is too long")
    box, _ = particulars.add_container(stock, made, "sato")
    with pytest.raises(UserError) as refused:
        particulars.change_container(stock, box, {"seal": ENDLESS}, "sato")
    assert words.error(refused.value).startswith("Seal no.: this text is too long")
    with pytest.raises(UserError) as refused:
        editing.read_value("grade_name", ENDLESS)
    assert words.error(refused.value).startswith(f"{words.fact('grade_name')}: this text")


def test_a_sentence_quotes_no_endless_text(books: Books) -> None:
    with pytest.raises(UserError) as refused:
        books.find_port(ENDLESS)
    assert len(words.error(refused.value)) < 700
    with pytest.raises(UserError) as refused:
        editing.read_day(ENDLESS)
    said = words.error(refused.value)
    assert said.startswith("XXX")
    assert said.endswith("… is no day of the calendar. Write it as 2026-12-04.")


@pytest.mark.parametrize("name", ["", " ", "\u200b\u200b", "\u3000", "\n"])
def test_a_name_that_nobody_can_see_is_none(stock: Database, name: str) -> None:
    with pytest.raises(UserError, match="party_needs_name"):
        editing.save_party(stock, Party(name=name), "sato")

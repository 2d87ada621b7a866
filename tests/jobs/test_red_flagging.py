"""Red flags of a shipment: asked where a flag is up, held by a yes, decided by a person."""

from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.question import Question
from broker_app.domain.red_flags import HELD, UNANSWERED, RedFlagAnswers, hold
from broker_app.errors import UserError
from broker_app.jobs import editing, issuing, red_flagging, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.reference import red_flags
from broker_app.store import shipments
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

PRADO = 2
NO = {question.id: False for question in red_flags.shipped()}


@pytest.fixture
def voyage(stock: Database, books: Books, question: Question) -> int:
    """A car that may not go to Russia, to a country from which such cars move on there."""
    shipment = ship(stock, books, "Poti")
    shipping.add_vehicle(stock, books, shipment, PRADO, 900_000, "sato", TODAY)
    return shipment


def missing(db: Database, books: Books, shipment: int) -> set[str]:
    found = issuing.readiness(db.connection, books, shipment, TODAY).missing
    return {UNANSWERED, HELD} & set(found)


def answer(db: Database, books: Books, shipment: int, *yes: str, why: str = "") -> None:
    answers = NO | dict.fromkeys(yes, True)
    red_flagging.answer(db, books, shipment, answers, why, "sato")


def test_papers_stay_drafts_until_the_questions_are_answered(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    assert missing(stock, books, voyage) == {UNANSWERED}
    paper, _ = issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert "questions about red flags" in issuing.holds_text(paper)
    answer(stock, books, voyage)
    assert missing(stock, books, voyage) == set()


def test_a_yes_holds_until_a_person_decides(stock: Database, books: Books, voyage: int) -> None:
    answer(stock, books, voyage, "transit")
    assert missing(stock, books, voyage) == {HELD}
    answer(stock, books, voyage, "transit", why=" ")
    assert missing(stock, books, voyage) == {HELD}
    answer(stock, books, voyage, "transit", why="feeder to Poti, B/L seen")
    assert missing(stock, books, voyage) == set()


def test_another_way_or_other_people_ask_anew(stock: Database, books: Books, voyage: int) -> None:
    answer(stock, books, voyage)
    record = shipments.get(stock.connection, voyage)
    values = {"final_destination": "AM"}
    shipping.change_shipment(stock, books, voyage, values, "sato", TODAY)
    assert missing(stock, books, voyage) == {UNANSWERED}
    back = {"final_destination": record.final_destination}
    shipping.change_shipment(stock, books, voyage, back, "sato", TODAY)
    assert missing(stock, books, voyage) == set()


def test_every_question_is_answered_and_undone_as_one(
    stock: Database, books: Books, voyage: int
) -> None:
    with pytest.raises(UserError, match="red_flags_open"):
        red_flagging.answer(stock, books, voyage, {"transit": False}, "", "sato")
    answer(stock, books, voyage)
    undo = undoing.next_undo(stock.connection)
    assert undo is not None
    undoing.undo_step(stock, undo.step, "sato")
    assert missing(stock, books, voyage) == {UNANSWERED}


def test_nobody_is_asked_where_no_flag_is_up(
    stock: Database, books: Books, question: Question
) -> None:
    shipment = ship(stock, books, "Mombasa")
    shipping.add_vehicle(stock, books, shipment, PRADO, 900_000, "sato", TODAY)
    assert missing(stock, books, shipment) == set()
    editing.type_fact(
        stock, silent, books, question, PRADO, "displacement_cc", 1890, "sato", "read again"
    )
    assert missing(stock, books, shipment) == {UNANSWERED}  # a fact was changed after a block


def test_a_yes_holds_even_where_nobody_had_to_ask() -> None:
    given = RedFlagAnswers(1, "a", {"x": True})
    assert hold(False, given, "a", ["x"]) == HELD
    assert hold(False, given, "b", ["x"]) == UNANSWERED
    assert hold(False, RedFlagAnswers(1, "a", {"x": False}), "b", ["x"]) is None
    assert hold(True, RedFlagAnswers(1, "a", {"x": False}), "a", ["x", "new"]) == UNANSWERED


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_questions_are_said_in_both_languages(language: str) -> None:
    for question in red_flags.shipped():
        assert question.text[language].endswith(("?", "。"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "payer"', 'id = "transit"'),
        ("recalled_medium", "rumoured"),
        ("text.ja", "text.fr"),
        ("https://bis.gov", "ftp://bis.gov"),
        ("[[question]]", "[[question"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (red_flags.paths.resources() / "lookups" / red_flags.FILE).read_text("utf-8")
    assert old in text
    file = tmp_path / red_flags.FILE
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        red_flags.read(file)

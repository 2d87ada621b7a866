"""Hits of a search decided: by whom, for how long, and what a match means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker_app.domain.screening import Level
from broker_app.errors import UserError
from broker_app.jobs import editing, screening, shipping, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.dealing import refuse_barred
from broker_app.store import parties, screenings
from broker_app.store.database import Database
from tests.jobs.searches import (
    CORPORATION,
    TRADING,
    add,
    books,
    decide,
    held,
    install,
    searched,
    standing,
)
from tests.jobs.voyages import TODAY

__all__ = ["books"]


def test_a_strong_hit_is_cleared_by_two_people(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    assert standing(db, books, party, TRADING).hit.level is Level.STRONG
    for one in held(db, books, party).standings:
        decide(db, books, party, entry=screening.entry_key(one.hit))
    assert standing(db, books, party, TRADING).state == "second"
    assert held(db, books, party).answer == "hit"
    for who in ("sato", " Sato ", ""):
        with pytest.raises(UserError, match="hit_second_same"):
            screening.agree(db, books, party, TRADING, who, TODAY)
    for one in held(db, books, party).open:
        screening.agree(db, books, party, screening.entry_key(one.hit), "ito", TODAY)
    cleared = standing(db, books, party, TRADING)
    assert cleared.state == "cleared"
    assert cleared.disposition is not None
    assert (cleared.disposition.who, cleared.disposition.second) == ("sato", "ito")
    assert held(db, books, party).answer == "clear"
    with pytest.raises(UserError, match="hit_no_second"):
        screening.agree(db, books, party, TRADING, "kaneda", TODAY)


def test_a_decision_is_quiet_until_something_that_matters_changes(
    db: Database, books: Books
) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    decide(db, books, party, until=(TODAY + timedelta(days=5)).isoformat())
    record = parties.get(db.connection, party)
    editing.save_party(db, replace(record, phone="1", note="x"), "sato")
    assert standing(db, books, party, TRADING).state == "second"
    screening.agree(db, books, party, TRADING, "ito", TODAY)
    ended = held(db, books, party, TODAY + timedelta(days=6)).standings
    assert "ended" in {one.state for one in ended}
    record = parties.get(db.connection, party)
    editing.save_party(db, replace(record, city="Shenzhen"), "sato")
    assert standing(db, books, party, TRADING).state == "changed"
    assert TRADING in {screening.entry_key(h) for h in searched(db, books).fresh[party]}


@pytest.mark.parametrize(
    ("reason", "more", "error"),
    [
        ("same_party", {}, "hit_reason_needed"),
        ("other", {}, "hit_note_needed"),
        ("different_name", {"until": "2026-11-21"}, "hit_until_past"),
        ("different_name", {"who": " "}, "name_needed"),
        ("different_name", {"entry": ("un", "none")}, "hit_gone"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    db: Database, books: Books, reason: str, more: dict[str, object], error: str
) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    with pytest.raises(UserError, match=rf"^{error}"):
        decide(db, books, party, reason=reason, **more)
    assert screenings.told(db.connection, party) == []


def test_a_match_on_a_designating_list_bars_the_party(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    decide(db, books, party, "match", "same_party")
    found = held(db, books, party)
    assert (found.answer, found.state) == ("confirmed", "designated")
    with pytest.raises(UserError, match="party_barred"):
        refuse_barred(db.connection, [party])
    last = undoing.next_undo(db.connection)
    assert last is not None
    assert last.key == "hit_match"
    undoing.undo_step(db, last.step, "ito")
    assert held(db, books, party).answer == "hit"
    refuse_barred(db.connection, [party])
    decide(db, books, party, "match", "same_party")
    decide(db, books, party, "undecided", "asked_the_party")
    assert standing(db, books, party, TRADING).state == "undecided"
    assert parties.get(db.connection, party).screening == "unscreened"


def test_a_match_on_another_list_that_binds_bars_and_is_no_designation(
    db: Database, books: Books
) -> None:
    party = add(db, "MIHON TRADING CORPORATION")
    install(db, books)
    searched(db, books)
    decide(db, books, party, "match", "same_party", entry=CORPORATION)
    found = held(db, books, party)
    assert (found.answer, found.state) == ("confirmed", "unscreened")
    with pytest.raises(UserError, match=r"^party_barred"):
        refuse_barred(db.connection, [party])


def test_the_law_is_told_the_worst_of_all_parties(db: Database, books: Books) -> None:
    clear, like = add(db, "Kazamidori Motors"), add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    reader = db.connection

    def state(*people: int) -> str:
        return screening.state_of(reader, books, people, TODAY)

    assert (state(), state(clear), state(clear, like)) == ("unscreened", "clear", "unscreened")
    values = {"consignee": clear, "buyer": like, "port_of_discharge": "KEMBA"}
    number, _ = shipping.new_shipment(db, books, "sato", TODAY, values)
    decide(db, books, like, "match", "same_party")
    assert state(clear, like) == "designated"
    record = shipping.shipments.get(reader, number)
    assert shipping.question_of(reader, books, record, TODAY).party == "designated"


def test_one_match_bars_whatever_is_said_of_other_hits(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited", other_names=("Mihon Shipyard JSC",))
    install(db, books)
    searched(db, books)
    shipyard = ("jp-meti-russia", "1")
    decide(db, books, party, "match", "same_party")
    decide(db, books, party, entry=shipyard)
    assert parties.get(db.connection, party).screening == "designated"
    decide(db, books, party, "match", "same_party", entry=shipyard)
    decide(db, books, party)
    with pytest.raises(UserError, match="party_barred"):
        refuse_barred(db.connection, [party])


def test_what_was_recorded_by_hand_outlives_a_hit_that_is_another(
    db: Database, books: Books
) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    editing.record_screening(db, party, "designated", "ito")
    install(db, books)
    searched(db, books)
    decide(db, books, party)
    assert parties.get(db.connection, party).screening == "designated"
    assert held(db, books, party).why == "by_hand"


@pytest.mark.parametrize("who", ["ITO  Ken", "Ｉｔｏ Ken", "Ken Ito", "ito, ken.", " ito ken "])
def test_another_spelling_of_a_name_is_no_second_person(
    db: Database, books: Books, who: str
) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    decide(db, books, party, who="Ito Ken")
    with pytest.raises(UserError, match="hit_second_same"):
        screening.agree(db, books, party, TRADING, who, TODAY)
    screening.agree(db, books, party, TRADING, "Sato Ken", TODAY)


def test_nobody_brings_back_the_signature_of_another(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    decide(db, books, party, who="sato")
    screening.agree(db, books, party, TRADING, "ito", TODAY)
    signed = undoing.next_undo(db.connection)
    assert signed is not None
    undoing.undo_step(db, signed.step, "ito")
    assert standing(db, books, party, TRADING).state == "second"
    redo = undoing.next_redo(db.connection)
    assert redo is not None
    with pytest.raises(UserError, match="undo_never_signature"):
        undoing.undo_step(db, redo.step, "sato")
    assert standing(db, books, party, TRADING).state == "second"
    undoing.undo_step(db, redo.step, "ito")
    assert standing(db, books, party, TRADING).state == "cleared"


def test_one_person_does_not_lift_a_designation(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    searched(db, books)
    decide(db, books, party, "match", "same_party")
    decide(db, books, party)
    with pytest.raises(UserError, match="party_barred"):
        refuse_barred(db.connection, [party])
    screening.agree(db, books, party, TRADING, "ito", TODAY)
    refuse_barred(db.connection, [party])


def test_another_name_takes_no_match_away(db: Database, books: Books) -> None:
    party = add(db, "MIHON TRADING CORPORATION")
    install(db, books)
    searched(db, books)
    decide(db, books, party, "match", "same_party", entry=CORPORATION)
    editing.save_party(
        db, replace(parties.get(db.connection, party), name="Kazamidori Motors"), "sato"
    )
    for _ in range(2):
        searched(db, books, party)
        found = standing(db, books, party, CORPORATION)
        assert found.state == "changed"
        assert [r.key for r in found.hit.because].count("confirmed_before") == 1
    decide(db, books, party, "match", "same_party", entry=CORPORATION)
    searched(db, books, party)
    assert held(db, books, party).answer == "confirmed"

"""Searches and decisions are kept; the latest of each counts; searches survive an undo."""

import pytest

from broker_app.domain.disposition import Disposition
from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit, Level, Reason, TokenMatch
from broker_app.store import parties, reverting, screenings, write
from broker_app.store.database import open_file
from broker_app.store.screenings import Search

ENTRY = Entry(
    "ofac-sdn", "306", "vessel", (ListedName("BAHARI STAR", "alias"),), ("KP",), (), (("imo", "1"),)
)
HIT = Hit(
    ENTRY,
    ENTRY.names[0],
    0.98,
    (TokenMatch("BAHARI", "BAHARI", "same", 1.0),),
    (Reason("identifier_same", "1"),),
)


@pytest.fixture
def db(tmp_path):
    with open_file(tmp_path / "a.db") as db:
        with write.step(db, "party", "Sato", name="x") as step:
            parties.add(step, Party(name="BAHARI STAR"))
        yield db


def search(answer="hit", hits=(HIT,)):
    return Search(1, ("BAHARI STAR",), "about", ("a1",), answer, hits)


def test_the_latest_search_comes_back_whole(db):
    with write.step(db, "screening", "Sato", answer="hit") as step:
        screenings.add(step, [search("no_hit", ()), search()])
    (found,) = screenings.latest(db.connection).values()
    assert found[1] == (HIT,)
    assert found[0].lists == ("a1",)
    assert [one.answer for one in screenings.log(db.connection)] == ["hit", "no_hit"]


def test_a_search_outlives_an_undo(db):
    with write.step(db, "screening", "Sato", answer="hit") as step:
        screenings.add(step, [search()])
    write.undo(db, step.number, "Sato")
    assert len(screenings.log(db.connection, 1)) == 1


def test_the_latest_decision_on_an_entry_counts_and_can_be_undone(db):
    values = (1, "ofac-sdn", "306", "about", Level.STRONG)
    with write.step(db, "disposition", "Sato") as step:
        screenings.decide(step, Disposition(*values, "undecided", "asked_the_party"))
    with write.step(db, "disposition", "Mori") as step:
        number = screenings.decide(step, Disposition(*values, "no_match", "different_name", "n"))
    (found,) = screenings.decisions(db.connection)[1].values()
    assert (found.decision, found.who, found.waits_for_second) == ("no_match", "Mori", True)
    with write.step(db, "second", "Abe") as agreed:
        screenings.agree(agreed, number)
    (found,) = screenings.decisions(db.connection, [1])[1].values()
    assert (found.second, found.waits_for_second) == ("Abe", False)
    assert [one.decision for one in screenings.told(db.connection, 1)] == ["no_match", "undecided"]
    write.undo(db, agreed.number, "Abe")
    write.undo(db, step.number, "Mori")
    (found,) = screenings.decisions(db.connection, [1])[1].values()
    assert found.decision == "undecided"


def test_a_search_stays_when_its_party_goes_and_finds_it_again(db):
    with write.step(db, "screen", "Sato") as step:
        screenings.add(step, [Search(1, ("BAHARI STAR",), "x", ("ofac",), "no_hit", ())])
    log = screenings.log(db.connection)
    undo = write.undo(db, 1, "Sato")
    (left,) = screenings.log(db.connection)
    assert (left.party, left.names, left.who) == (None, ("BAHARI STAR",), "Sato")
    write.undo(db, undo.number, "Sato")
    assert screenings.log(db.connection) == log
    reverting.revert(db, 1, "Sato")
    assert [one.party for one in screenings.log(db.connection)] == [None]
    assert write.verify(db.connection) is None

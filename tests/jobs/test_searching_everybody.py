"""All parties searched at once, while people and lists change."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker_app.jobs import editing, merging_parties, sanctions_lists, searching
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import parties, screenings
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.searches import add, books, decide, held, install, searched
from tests.jobs.voyages import TODAY

__all__ = ["books"]


def looked_for(db: Database, books: Books) -> searching.Found:
    return searching.find(db.connection, silent, db.path, books, TODAY)


def kept(db: Database, books: Books, found: searching.Found) -> searching.Screened:
    return searching.keep(db, books, found, "sato", TODAY)[0]


def test_a_search_writes_nothing_until_it_is_kept(db: Database, books: Books) -> None:
    like, clean = add(db, "Mihon Trading Co., Limited"), add(db, "Kazamidori Motors")
    install(db, books)
    found = looked_for(db, books)
    assert screenings.log(db.connection) == []
    done = kept(db, books, found)
    assert (done.searched, list(done.fresh), done.again) == (2, [like], ())
    assert held(db, books, clean).answer == "clear"
    assert looked_for(db, books).searches == ()


@pytest.mark.parametrize("what", ["name", "owners", "decision", "search"])
def test_what_changed_during_a_search_is_searched_again(
    db: Database, books: Books, what: str
) -> None:
    party, other = add(db, "Mihon Trading Co., Limited"), add(db, "Kazamidori Motors")
    install(db, books)
    if what == "decision":
        searched(db, books, party)
    found = searching.find(db.connection, silent, db.path, books, TODAY, [party, other])
    if what == "decision":
        decide(db, books, party)
    elif what == "search":
        searched(db, books, party)
    else:
        change = {what: "Zzyzx" if what == "name" else ("Zzyzx",)}
        record = parties.get(db.connection, party)
        editing.save_party(db, replace(record, **change), "ito")  # type: ignore[arg-type]
    before = len(screenings.log(db.connection, party))
    done = kept(db, books, found)
    assert (done.searched, done.again) == (1, (party,))
    assert len(screenings.log(db.connection, party)) == before
    if what == "name":
        assert held(db, books, party).why == "not_searched"
        assert kept(db, books, looked_for(db, books)).searched == 1
        assert held(db, books, party).answer == "clear"


def test_a_search_of_lists_that_changed_meanwhile_is_not_kept(
    db: Database, books: Books, tmp_path: Path
) -> None:
    party = add(db, "Kazamidori Motors")
    install(db, books)
    found = looked_for(db, books)
    newer = tmp_path / "newer.txt"
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8").replace("09 月12", "10 月01")
    newer.write_text(text, encoding="utf-8")
    sanctions_lists.install(db, silent, books, [newer], "sato", TODAY)
    assert kept(db, books, found).again == (party,)
    assert screenings.log(db.connection) == []


def test_a_party_that_is_gone_is_left_out(db: Database, books: Books) -> None:
    party = add(db, "Kazamidori Motors")
    install(db, books)
    found = looked_for(db, books)
    merging_parties.remove(db, party, "sato")
    done = kept(db, books, found)
    assert (done.searched, done.again) == (0, ())
    chosen = searching.find(db.connection, silent, db.path, books, TODAY, [party])
    assert chosen.searches == ()


def test_one_that_changes_while_all_are_searched_ends_searched(db: Database, books: Books) -> None:
    party = add(db, "Kazamidori Motors")
    install(db, books)
    told: list[int] = []

    def edit(done: int, total: int, key: str, /, **values: object) -> None:
        told.append(done)
        if len(told) == 2:
            record = parties.get(db.connection, party)
            editing.save_party(db, replace(record, name="Mihon Shipyard JSC"), "ito")

    done, _ = searching.screen(db, edit, books, "sato", TODAY)
    assert (done.searched, done.again) == (1, ())
    assert held(db, books, party).answer == "hit"


def test_who_is_due_beyond_those_that_waited_before(db: Database, books: Books) -> None:
    one, two = add(db, "Kazamidori Motors"), add(db, "Nyota Trading")
    install(db, books)
    before = searching.due(db.connection, db.path, books, TODAY)
    assert before.beyond(None) == (one, two)
    again = searching.due(db.connection, db.path, books, TODAY)
    assert again.beyond(before) == ()
    record = parties.get(db.connection, two)
    editing.save_party(db, replace(record, name="Nyota Motors"), "ito")
    changed = searching.due(db.connection, db.path, books, TODAY)
    assert changed.beyond(before) == (two,)
    other_lists = replace(changed, copies=("another",))
    assert other_lists.beyond(before) == (one, two)

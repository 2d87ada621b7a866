"""Parties searched in made-up lists: what is found, what says nothing, what is kept."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from broker_app.domain.disposition import Screening
from broker_app.domain.screening import Level, Subject
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import editing, sanctions_lists, screening, searching, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import parties, screenings, write
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.searches import IN_USE, add, books, held, install, searched
from tests.jobs.voyages import TODAY

__all__ = ["books"]


@pytest.mark.parametrize("name", ["", " ", "---", "\u200b", "😀"])
def test_what_says_nothing_is_never_clear(db: Database, books: Books, name: str) -> None:
    install(db, books)
    answers = searching.search(db, books, [Subject((name,)), Subject(("Zzyzx",))], "sato", TODAY)
    assert [(one.answer, one.why) for one in answers] == [
        ("cannot_decide", "nameless"),
        ("no_hit", ""),
    ]


def test_without_lists_nothing_is_decided_and_nothing_is_kept(db: Database, books: Books) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    assert searched(db, books).searched == 0
    found = held(db, books, party)
    assert (found.answer, found.why, found.state) == ("cannot_decide", "no_lists", "unscreened")
    assert found.stops
    assert screenings.log(db.connection) == []
    (answer,) = searching.search(db, books, [Subject(("Kaneda",))], "sato", TODAY)
    assert (answer.answer, answer.why) == ("cannot_decide", "no_lists")


def test_a_missing_and_a_stale_list_clear_nobody(db: Database, books: Books) -> None:
    party = add(db, "Kazamidori Motors")
    install(db, books, "russia.txt", "un.xml")
    searched(db, books)
    found = held(db, books, party)
    assert (found.answer, found.why) == ("cannot_decide", "lists_missing")
    assert found.missing == ("jp-meti-third-country",)
    install(db, books, "third_country.txt", "dpl.txt")
    searched(db, books)
    assert held(db, books, party).answer == "clear"
    late = held(db, books, party, TODAY + timedelta(days=15))
    assert (late.answer, late.why) == ("cannot_decide", "stale")
    assert "us-bis-dpl" in late.stale
    books.lists_fresh_days = 30
    assert held(db, books, party, TODAY + timedelta(days=15)).answer == "clear"


def test_every_search_is_kept_clean_ones_too(db: Database, books: Books) -> None:
    clean, like = add(db, "Kazamidori Motors"), add(db, "Mihon Trading Co., Limited")
    install(db, books)
    found = searched(db, books)
    assert found.searched == 2
    assert list(found.fresh) == [like]
    log = {one.party: one for one in screenings.log(db.connection)}
    assert (log[clean].answer, log[like].answer) == ("no_hit", "hit")
    assert len(log[clean].lists) == len(IN_USE)
    assert (log[like].who, log[like].names) == ("sato", ("Mihon Trading Co., Limited",))
    assert searched(db, books).searched == 0
    assert searched(db, books, clean).searched == 1
    answers = searching.search(
        db, books, [Subject(("Mihon Shipyard",)), Subject(("Zzyzx",))], "ito", TODAY
    )
    assert [one.answer for one in answers] == ["hit", "no_hit"]
    assert [one.party for one in screenings.log(db.connection, limit=2)] == [None, None]
    assert write.verify(db.connection) is None


def test_only_new_hits_are_told(db: Database, books: Books, tmp_path: Path) -> None:
    party = add(db, "Mihon Trading Co., Limited")
    install(db, books)
    assert searched(db, books).fresh[party]
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8").replace("09 月12", "10 月01")
    newer = tmp_path / "newer.txt"
    newer.write_text(text, encoding="utf-8")
    sanctions_lists.install(db, silent, books, [newer], "sato", TODAY)
    assert held(db, books, party).why == "hit"
    again = searched(db, books)
    assert (again.searched, dict(again.fresh)) == (1, {})
    newer.write_text(text.replace("Mihon Machinery Group", "Mihon Trading LLC"), encoding="utf-8")
    sanctions_lists.install(db, silent, books, [newer], "sato", TODAY)
    (hits,) = searched(db, books).fresh.values()
    assert [screening.entry_key(hit) for hit in hits] == [("jp-meti-russia", "5")]


def test_owners_are_searched_too(db: Database, books: Books) -> None:
    party = add(db, "Kazamidori Motors", owners=("Mihon Shipyard JSC",))
    install(db, books)
    searched(db, books)
    (one,) = [s for s in held(db, books, party).standings if s.hit.entry.entry_id == "1"]
    assert ("owner", "Mihon Shipyard JSC") in {(r.key, r.value) for r in one.hit.because}
    clean = add(db, "Asagiri Motors", ownership="listed")
    searched(db, books)
    found = held(db, books, clean)
    assert (found.answer, found.why) == ("hit", "owners")


def test_a_search_is_nobodys_step_to_undo(db: Database, books: Books) -> None:
    add(db, "Mihon Trading Co., Limited")
    install(db, books)
    found = undoing.next_undo(db.connection)
    searched(db, books)
    assert undoing.next_undo(db.connection) == found
    step = db.connection.execute("SELECT max(id) FROM step").fetchone()[0]
    with pytest.raises(UserError, match="undo_never_search"):
        undoing.undo_step(db, step, "sato")
    assert found is not None
    undoing.undo_step(db, found.step, "sato")
    searched(db, books)
    redo = undoing.next_redo(db.connection)
    assert redo is not None
    assert redo.key == found.key


def test_a_cancelled_search_keeps_nothing(db: Database, books: Books) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    add(db, "Kazamidori Motors")
    install(db, books)
    with pytest.raises(Cancelled):
        searching.screen(db, stop, books, "sato", TODAY)
    assert screenings.log(db.connection) == []


def test_what_a_person_recorded_holds_where_no_list_can(db: Database, books: Books) -> None:
    party = add(db, "Kazamidori Motors")
    editing.record_screening(db, party, "clear", "sato")
    at = date.fromisoformat(parties.get(db.connection, party).screened_at[:10])
    assert (held(db, books, party, at).answer, held(db, books, party, at).why) == (
        "by_hand",
        "by_hand",
    )
    late = held(db, books, party, at + timedelta(days=15))
    assert (late.answer, late.why) == ("cannot_decide", "no_lists")


def test_no_strong_hit_is_cut_off(db: Database, books: Books, tmp_path: Path) -> None:
    rows = (MADE_UP / "dpl.txt").read_text("utf-8").splitlines()
    cells = rows[1].split("\t")
    same = ["\t".join(["KAZAMIDORI MOTORS", f"{n} FIRST ST", *cells[2:]]) for n in range(25)]
    (tmp_path / "dpl.txt").write_text("\n".join([*rows, *same]), "utf-8")
    sanctions_lists.install(db, silent, books, [tmp_path / "dpl.txt"], "sato", TODAY)
    party = add(db, "Kazamidori Motors")
    searched(db, books)
    strong = [s for s in held(db, books, party).standings if s.hit.level == Level.STRONG]
    assert len(strong) == 25


NAMELESS = ("🚗", "...", "Ltd", "株式会社", "Co., Ltd.", "ー", "A.")


@pytest.mark.parametrize("name", NAMELESS)
def test_a_name_with_nothing_to_search_by_clears_nobody(
    db: Database, books: Books, name: str
) -> None:
    party, owned = add(db, name), add(db, "Kazamidori Motors", owners=(name,))
    told, known = add(db, name, other_names=("Kazamidori Motors",)), add(db, "Nyota Motors")
    install(db, books)
    searched(db, books)
    for number in (party, owned):
        found = held(db, books, number)
        assert found.answer == "hit" or answer_of(found) == ("cannot_decide", "nameless")
        assert found.state == "unscreened"
        assert screenings.log(db.connection, number)[0].answer != "no_hit"
    assert (held(db, books, told).answer, held(db, books, known).answer) == ("clear", "clear")
    (answer,) = searching.search(db, books, [Subject((name,))], "sato", TODAY)
    assert answer.answer == "hit" or (answer.answer, answer.why) == ("cannot_decide", "nameless")


def answer_of(found: Screening) -> tuple[str, str]:
    return found.answer, found.why

"""Parties searched in made-up lists: searches kept, hits decided, and what follows for papers."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from broker_app.domain.disposition import Screening, Standing
from broker_app.domain.party import Party
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.domain.screening import Level, Subject
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import (
    editing,
    issuing,
    merging_parties,
    particulars,
    sanctions_lists,
    screening,
    searching,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.dealing import refuse_barred
from broker_app.jobs.issuing import Readiness
from broker_app.jobs.people import people_of
from broker_app.jobs.progress import silent
from broker_app.jobs.readiness import hold_text
from broker_app.store import parties, screenings, write
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.voyages import TODAY, ship

IN_USE = ("jp-meti-russia", "jp-meti-third-country", "un", "us-bis-dpl")
FILES = ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")
TRADING = ("jp-meti-third-country", "1")
CORPORATION = ("un", "KPe.900")


@pytest.fixture
def books() -> Books:
    """Books that know four lists, of which two entries are a complete copy."""
    made = Books()
    known = made.sanctions_lists
    few: dict[str, SanctionsList] = {name: replace(known[name], least=2) for name in IN_USE}
    made.__dict__["sanctions_lists"] = few
    return made


def install(db: Database, books: Books, *names: str, on: date = TODAY) -> None:
    files = [MADE_UP / name for name in names or FILES]
    sanctions_lists.install(db, silent, books, files, "sato", on)


def add(db: Database, name: str, **values: object) -> int:
    return editing.save_party(db, Party(name=name, **values), "sato")[0]  # type: ignore[arg-type]


def searched(db: Database, books: Books, *chosen: int, on: date = TODAY) -> searching.Screened:
    return searching.screen(db, silent, books, "sato", on, chosen or None)[0]


def held(db: Database, books: Books, party: int, on: date = TODAY) -> Screening:
    return screening.screening(db.connection, books, parties.get(db.connection, party), on)


def standing(db: Database, books: Books, party: int, entry: tuple[str, str]) -> Standing:
    found = held(db, books, party).standings
    return next(one for one in found if screening.entry_key(one.hit) == entry)


def decide(
    db: Database,
    books: Books,
    party: int,
    decision: str = "no_match",
    reason: str = "different_address",
    **more: object,
) -> None:
    entry = more.pop("entry", TRADING)
    screening.decide(
        db, books, party, entry, decision, reason, str(more.pop("note", "")),  # type: ignore[arg-type]
        str(more.pop("who", "sato")), TODAY, **more,  # type: ignore[arg-type]
    )  # fmt: skip


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


def aboard(db: Database, books: Books, name: str) -> tuple[int, int]:
    """Put a car that may go anywhere on a shipment to a party of a name."""
    shipment = ship(db, books, "Kemba", screening="unscreened")
    party = shipping.shipments.get(db.connection, shipment).consignee or 0
    record = replace(parties.get(db.connection, party), name=name)
    editing.save_party(db, record, "sato")
    shipping.add_vehicle(db, books, shipment, 1, 415_000, "sato", TODAY)
    install(db, books)
    searched(db, books)
    return shipment, party


def readiness(db: Database, books: Books, shipment: int) -> Readiness:
    return issuing.readiness(db.connection, books, shipment, TODAY)


def test_a_hit_holds_the_papers_of_a_shipment(stock: Database, books: Books) -> None:
    shipment, party = aboard(stock, books, "Mihon Trading Co., Limited")
    state = readiness(stock, books, shipment)
    assert not state.ready
    holds = issuing.holds_of(state)
    assert "hit.jp-meti-third-country.Mihon Trading Co., Limited" in holds
    said = hold_text(holds[0])
    assert "Mihon Trading Co., Limited" in said
    decide(stock, books, party, "match", "same_party", entry=CORPORATION)
    assert any(hold.startswith("confirmed.un.") for hold in issuing.holds_of(readiness(
        stock, books, shipment)))  # fmt: skip


def test_a_party_without_a_hit_holds_nothing(stock: Database, books: Books) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    assert not [hold for hold in issuing.holds_of(readiness(stock, books, shipment)) if "." in hold
                and hold.partition(".")[0] in ("hit", "confirmed")]  # fmt: skip


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


@pytest.mark.parametrize("key", ["forwarder", "bank", "end_user", "notify2"])
def test_whoever_is_on_the_papers_holds_them(stock: Database, books: Books, key: str) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    other = add(stock, "Mihon Trading Co., Limited")
    searched(stock, books)
    particulars.put(stock, books, shipment, {key: str(other)}, "sato")
    wanted = "hit.jp-meti-third-country.Mihon Trading Co., Limited"
    assert wanted in issuing.holds_of(readiness(stock, books, shipment))
    decide(stock, books, other, "match", "same_party")
    record = shipping.shipments.get(stock.connection, shipment)
    assert shipping.question_of(stock.connection, books, record, TODAY).party == "designated"


def test_a_ship_that_is_a_party_holds_the_papers_too(stock: Database, books: Books) -> None:
    shipment, _ = aboard(stock, books, "Kazamidori Motors")
    ship = add(stock, "Shiranami  Leader", kind="vessel")
    people = people_of(stock.connection, shipping.shipments.get(stock.connection, shipment))
    assert ship in [one.id for one in people]


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

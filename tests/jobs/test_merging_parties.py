"""Parties that are likely the same: found, looked at side by side, made one, kept apart, removed."""

from pathlib import Path

import pytest

from broker_app.domain.disposition import Disposition
from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.question import Question
from broker_app.domain.screening import Level
from broker_app.errors import UserError
from broker_app.jobs import (
    editing,
    merging_parties,
    offering,
    particulars,
    party_history,
    party_papers,
    selling,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import (
    offers,
    parties,
    sales,
    screenings,
    shipments,
    write,
)
from broker_app.store import particulars as stored_particulars
from broker_app.store import party_papers as papers
from broker_app.store.database import Database
from broker_app.store.screenings import Search
from tests.jobs.voyages import TODAY, ship
from tests.jobs.whole import whole


def put(db: Database, **values: object) -> int:
    return editing.save_party(db, Party(**values), "sato")[0]  # type: ignore[arg-type]


def pairs(db: Database) -> dict[tuple[str, str], tuple[str, ...]]:
    found = merging_parties.candidates(db.connection, silent)
    named = {party.id: party.name for party in parties.every(db.connection)}
    return {(named[p.first], named[p.second]): p.reasons for p in found.pairs}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("MAWIMBI MOTORS LTD", "Mawimbi Motors Limited", ("same_name",)),
        ("ＭＡＷＩＭＢＩ　Motors", "Motors Mawimbi Co., Ltd.", ("same_name",)),
        ("MAWIMBI MOTORS", "MAWIMBU MOTORS", ("alike_name",)),
        ("MAWIMBI MOTORS", "MAWMIBI MOTORS", ("alike_name",)),
        ("サクラ貿易株式会社", "㈱サクラ貿易", ("same_name",)),
        ("ООО Автодилер", "Avtodiler LLC", ("same_name",)),
        ("MAWIMBI AUTO", "MAWIMBI CARS", ("alike_name",)),
        ("MAWIMBI MOTORS", "MAWIMBI TRADERS", None),
        ("MAWIMBI MOTORS 1", "MAWIMBI MOTORS 2", None),
        ("東貿易", "西貿易", None),
        ("LIMA", "LIRA", None),
    ],
)
def test_names(stock: Database, one: str, other: str, why: tuple[str, ...] | None) -> None:
    put(stock, name=one)
    put(stock, name=other)
    assert pairs(stock) == ({(one, other): why} if why else {})


def test_numbers_mail_and_telephone(stock: Database) -> None:
    put(stock, name="ALPHA", tax_id="P051365947M", email="Desk@kopje.example")
    put(stock, name="BRAVO", numbers=("KRA PIN: p051-365947m",), phone="041 555 0187")
    put(stock, name="CHARLIE", email="desk@KOPJE.example", phone="+254 41 555 0187")
    put(stock, name="DELTA", numbers=("IMO 9074729",), kind="vessel")
    put(stock, name="ECHO", numbers=("9074729",), phone="0187", email="-")
    assert pairs(stock) == {
        ("ALPHA", "BRAVO"): ("number",),
        ("DELTA", "ECHO"): ("number",),
        ("ALPHA", "CHARLIE"): ("email",),
        ("BRAVO", "CHARLIE"): ("phone",),
    }


def test_another_name_finds_too_and_a_placeholder_does_not(stock: Database) -> None:
    put(stock, name="KOPJE", other_names=("OLD HILL LTD",))
    put(stock, name="Old Hill")
    for number in range(25):
        put(stock, name=f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]} {number}", phone="000 0000 0000")
    assert pairs(stock) == {("KOPJE", "Old Hill"): ("same_name",)}


@pytest.fixture
def twins(stock: Database, books: Books, tmp_path: Path) -> tuple[int, int]:
    """Two parties; everything that may name a party names the second."""
    kept = put(stock, name="KOPJE LTD", country="ZA", tax_id="4012345678", roles=("buyer",))
    gone = put(
        stock,
        name="Kopje Limited",
        country="ZA",
        city="DURBAN",
        tax_id="4012345679",
        numbers=("CK 2010/1",),
        roles=("notify", "buyer"),
    )
    shipment = ship(stock, books, "Kemba")
    named = dict.fromkeys(("buyer", "consignee", "notify"), gone)
    shipping.change_shipment(stock, books, shipment, named, "sato", TODAY)
    beside = {"notify2": str(gone), "bank": str(kept)}
    particulars.put(stock, books, shipment, beside, "sato")
    offering.put_offer(stock, Offer(vehicle=2, party=gone, price=1), "sato", TODAY)
    held = Reservation(vehicle=2, party=gone, until="2026-12-22")
    offering.reserve(stock, held, "sato", TODAY)
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7")
    paper = PartyPaper(party=gone, kind="other")
    party_papers.add_paper(stock, silent, books, paper, path, "sato")
    with write.step(stock, "disposition", "sato") as step:
        screenings.add(step, [Search(gone, ("Kopje",), "x", ("ofac",), "no_hit", ())])
        decided = Disposition(gone, "ofac", "1", "x", Level.WEAK, "no_match", "other_name")
        screenings.decide(step, decided)
    return kept, gone


def test_everything_that_names_the_one_is_given_to_the_other(
    stock: Database, twins: tuple[int, int]
) -> None:
    kept, gone = twins
    reader = stock.connection
    seen = merging_parties.side_by_side(reader, kept, gone)
    assert (seen.kept, seen.other) == (gone, kept)  # more rests on that one
    assert seen.beside[0] == {
        "attachment": 1,
        "disposition": 1,
        "offer": 1,
        "party_paper": 1,
        "reservation": 1,
        "screening": 1,
        "shipment": 1,
    }
    merging_parties.merge(stock, kept, gone, {"tax_id": 0}, "mori")
    party = parties.get(reader, kept)
    assert party.all_names == ("KOPJE LTD", "Kopje Limited")
    assert (party.city, party.tax_id, party.numbers) == ("DURBAN", "4012345678", ("CK 2010/1",))
    assert party.roles == ("buyer", "notify")
    shipment = shipments.of_party(reader, kept)[0]
    assert (shipment.buyer, shipment.consignee, shipment.notify) == (kept, kept, kept)
    of_ship = stored_particulars.of_shipment(reader, shipment.id or 0).shipment
    people = {key: of_ship[key] for key in ("notify2", "bank")}
    assert people == {"notify2": str(kept), "bank": str(kept)}
    assert offers.of_vehicle(reader, 2)[0].party == kept
    assert [one.kind for one in papers.of_party(reader, kept)] == ["other"]
    assert len(screenings.log(reader, kept)) == len(screenings.told(reader, kept)) == 1
    with pytest.raises(UserError):
        parties.get(reader, gone)
    assert reader.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_merge_is_one_step_and_comes_back_whole(stock: Database, twins: tuple[int, int]) -> None:
    kept, gone = twins
    reader = stock.connection
    before, log = whole(reader), screenings.log(reader)
    merging_parties.merge(stock, kept, gone, {}, "mori")
    after = whole(reader)
    for state in (before, after, before):
        found = undoing.next_undo(reader) if state is before else undoing.next_redo(reader)
        assert found is not None
        undoing.undo_step(stock, found.step, "mori")
        assert whole(reader) == state
    assert screenings.log(reader) == log


@pytest.mark.parametrize("listed", [0, 1])
def test_a_merge_clears_nobody(stock: Database, listed: int) -> None:
    both = [put(stock, name="KOPJE"), put(stock, name="KOPJE LTD")]
    for place, party in enumerate(both):
        answer = "designated" if place == listed else "clear"
        editing.record_screening(stock, party, answer, "sato")
    merging_parties.merge(stock, *both, {}, "mori")
    assert parties.get(stock.connection, both[0]).screening == "designated"


def test_a_screening_does_not_hold_for_what_nobody_looked_up(stock: Database) -> None:
    both = [put(stock, name="KOPJE"), put(stock, name="HILLSIDE")]
    for party in both:
        editing.record_screening(stock, party, "clear", "sato")
    merging_parties.merge(stock, *both, {}, "mori")
    party = parties.get(stock.connection, both[0])
    assert (party.screening, party.screened_by) == ("unscreened", "")


def test_the_answer_that_an_owner_is_listed_is_taken_by_default(stock: Database) -> None:
    one = put(stock, name="A", owners=("X 50 %",), ownership="none_listed")
    two = put(stock, name="B", owners=("Y 60 %",), ownership="listed")
    assert merging_parties.seen_as(stock.connection, one, two).default["owners"] == 1
    merging_parties.merge(stock, one, two, {}, "mori")
    party = parties.get(stock.connection, one)
    assert (party.owners, party.ownership, party.ownership_by) == (("Y 60 %",), "listed", "sato")


def test_an_issued_paper_keeps_its_words(stock: Database, books: Books, question: Question) -> None:
    buyer = put(stock, name="KOPJE LTD", country="ZA")
    other = put(stock, name="KOPJE MOTORS LTD", country="ZA")
    selling.sell(stock, 1, {"buyer": other, "price": 100}, "sato", TODAY)
    with write.step(stock, "issue", "sato") as step:
        stored = {"kind": "PI", "number": "PI-1", "revision": 0, "state": "issued"}
        frozen = {"snapshot": '{"buyer": "KOPJE MOTORS LTD"}', "sha256": "x", "verdicts": "{}"}
        step.insert("document", stored | frozen | {"issued_at": step.at, "issued_by": "sato"})
    merging_parties.merge(stock, buyer, other, {}, "mori")
    sale = sales.of_vehicle(stock.connection, 1)
    assert sale is not None
    assert sale.buyer == buyer
    row = stock.connection.execute("SELECT snapshot FROM document").fetchone()
    assert "KOPJE MOTORS LTD" in row[0]


def test_said_not_to_be_the_same(stock: Database) -> None:
    one, two = put(stock, name="KOPJE"), put(stock, name="KOPJE LTD")
    merging_parties.not_the_same(stock, two, one, "sato")
    assert pairs(stock) == {}
    for act in (merging_parties.not_the_same, merging_parties.seen_as):
        with pytest.raises(UserError) as caught:
            act(*((stock, one, one, "x") if act is merging_parties.not_the_same
                  else (stock.connection, one, one)))  # fmt: skip
        assert caught.value.key == "merge_party_itself"
    merging_parties.merge(stock, one, two, {}, "sato")  # a person may think otherwise later
    assert stock.connection.execute("SELECT count(*) FROM party_not_same").fetchone()[0] == 0


def test_one_that_nothing_names_is_removed_and_comes_back(
    stock: Database, books: Books, tmp_path: Path
) -> None:
    party, other = put(stock, name="KOPJE"), put(stock, name="KOPJE LTD")
    merging_parties.not_the_same(stock, party, other, "sato")
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7")
    paper = PartyPaper(party=party, kind="other")
    party_papers.add_paper(stock, silent, books, paper, path, "sato")
    with write.step(stock, "screening", "sato") as step:
        screenings.add(step, [Search(party, ("KOPJE",), "x", ("ofac",), "no_hit", ())])
    before, log = whole(stock.connection), screenings.log(stock.connection)
    merging_parties.remove(stock, party, "sato")
    assert [one.names for one in screenings.log(stock.connection)] == [("KOPJE",)]
    found = undoing.next_undo(stock.connection)
    assert found is not None
    undoing.undo_step(stock, found.step, "sato")
    assert whole(stock.connection) == before
    assert screenings.log(stock.connection) == log


def test_one_that_is_named_beside_the_fields_is_not_removed(stock: Database, books: Books) -> None:
    bank, shipment = put(stock, name="BANK"), ship(stock, books, "Kemba")
    particulars.put(stock, books, shipment, {"bank": str(bank)}, "sato")
    assert party_history.deals_of(stock.connection, bank).shipments[0].id == shipment
    with pytest.raises(UserError) as caught:
        merging_parties.remove(stock, bank, "sato")
    assert caught.value.key == "party_in_use"


def test_one_that_is_named_is_not_removed(stock: Database, twins: tuple[int, int]) -> None:
    _, gone = twins
    before = whole(stock.connection)
    with pytest.raises(UserError) as caught:
        merging_parties.remove(stock, gone, "sato")
    assert caught.value.key == "party_in_use"
    for named in ("shipment", "offer", "reservation", "decision"):
        assert named in str(caught.value.values["what"]).lower()
    assert whole(stock.connection) == before

"""A shipment is checked and released by two people."""

from dataclasses import replace
from pathlib import Path

import pytest

from broker_app.domain.cost import Cost
from broker_app.domain.document import PrintedCheck
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.payment import Payment
from broker_app.domain.question import Question
from broker_app.domain.vessel import as_party
from broker_app.errors import UserError
from broker_app.jobs import (
    costing,
    deciding,
    editing,
    issuing,
    particulars,
    party_papers,
    paying,
    reckoning,
    releasing,
    searching,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.dockets import docket_of
from broker_app.jobs.progress import silent
from broker_app.store import parties, releases, shipments, write
from broker_app.store.database import Database
from tests.clear import LISTED, without_lists
from tests.jobs.releases import (
    LET_PASS,
    PRADO,
    VITZ,
    against,
    certify,
    let_go,
    refused,
    state,
    texts,
    voyage,
)
from tests.jobs.voyages import TODAY
from tests.jobs.whole import whole

__all__ = ["voyage"]


def test_only_what_is_open_stops_it(stock: Database, books: Books, voyage: int) -> None:
    assert against(stock, books, voyage) == {"runners"}


def test_a_ship_is_told_until_she_is_a_party_and_then_waits_for_her_search(
    stock: Database, books: Books, voyage: int
) -> None:
    def told() -> set[tuple[str, int | None]]:
        results = releasing.check(stock.connection, books, voyage, TODAY)
        return {(one.check, one.found.party) for one in results if one.stands_against}

    before = told()
    assert ("vessel_screened", None) in before
    name = shipments.get(stock.connection, voyage).vessel
    number, _ = editing.save_party(stock, as_party(name, "9074729"), "sato")
    assert told() - before >= {("party_listed", number), ("screening_fresh", number)}
    assert before - told() == {("vessel_screened", None)}


def test_two_people_release_it_and_everything_is_kept(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    given = releases.latest(stock.connection, voyage)
    assert given is not None
    assert state(stock, voyage) == "released"
    assert (given.preparer, given.second, given.pack_version) == (
        "sato",
        "kaneda",
        books.pack.version,
    )
    (override,) = given.overridden
    assert (override.check, override.who) == ("runners", "kaneda")
    assert "telephone" in override.reason
    assert {one.check for one in given.facts.results} >= {"law_bars", "too_old", "runners"}
    by_check = {one.check: one for one in given.facts.results}
    assert by_check["too_old"].found.values["eta"] == "2027-01-04"
    assert by_check["law_bars"].found.values["etd"] == "2026-12-06"
    assert given.facts.verdicts["1"].outcome == "ALLOWED"
    assert given.facts.parties[0].answer == "clear"


def checklist(db: Database, books: Books, shipment: int) -> dict[str, PrintedCheck]:
    order = reckoning.order_for(db.connection, books, shipment, "REL", TODAY)
    return {check.source.partition(" ")[0]: check for check in order.checks}


def test_a_checklist_shows_what_the_release_rests_on(
    stock: Database, books: Books, voyage: int
) -> None:
    assert checklist(stock, books, voyage)["runners"].met != "yes"
    let_go(stock, books, voyage)
    released = checklist(stock, books, voyage)
    assert "kaneda" in released["runners"].found
    assert released["two_people"].met == "yes"
    particulars.put(stock, books, voyage, {"inspection_number": ""}, "sato", of=[VITZ])
    assert checklist(stock, books, voyage) == released  # kept as they were
    shipping.change_shipment(stock, books, voyage, {"etd": "2026-12-07"}, "sato", TODAY)
    now = checklist(stock, books, voyage)
    assert "two_people" not in now
    assert "kaneda" not in now["runners"].found


def test_a_release_is_undone_like_any_step(stock: Database, books: Books, voyage: int) -> None:
    before = whole(stock.connection)
    let_go(stock, books, voyage)
    step = undoing.next_undo(stock.connection)
    assert step is not None
    undoing.undo_step(stock, step.step, "sato")
    assert whole(stock.connection) == before
    assert write.verify(stock.connection) is None


def test_it_needs_a_second_person_and_a_reason(stock: Database, books: Books, voyage: int) -> None:
    refused(lambda: let_go(stock, books, voyage, ""), "release_needs_second")
    for spelling in (" SATO", "ＳＡＴＯ", "Satō", "sa\u200bto", "s.a.t.o"):
        refused(lambda s=spelling: let_go(stock, books, voyage, s), "release_same_person")  # type: ignore[misc]
    refused(lambda: let_go(stock, books, voyage, "-"), "release_needs_second")
    refused(lambda: let_go(stock, books, voyage, runners="  "), "release_override_reason")
    refused(lambda: let_go(stock, books, voyage, nothing="x"), "release_check_unknown")
    refused(lambda: let_go(stock, books, voyage, law_bars="x"), "release_not_overridable")
    problem = refused(lambda: let_go(stock, books, voyage, below_cost="cheap"), "release_stopped")
    assert problem.values["check"] == "runners"
    assert state(stock, voyage) == "draft"
    assert releases.latest(stock.connection, voyage) is None


def test_a_designated_party_is_never_released(stock: Database, books: Books, voyage: int) -> None:
    buyer = shipments.get(stock.connection, voyage).buyer
    editing.record_screening(stock, buyer or 0, "designated", "sato")
    with pytest.raises(UserError) as problem:
        let_go(stock, books, voyage)
    assert problem.value.key in ("party_designated", "vehicle_blocked")
    assert {"party_listed", "law_bars"} & against(stock, books, voyage)


BY_HAND = LET_PASS | {"party_by_hand": "We looked on the issuers' own pages, print kept"}


def by_hand(db: Database, books: Books, shipment: int) -> int:
    """Take the lists away and let the buyer of a shipment be one that was searched by hand."""
    party = shipments.get(db.connection, shipment).buyer or 0
    without_lists(db)
    editing.record_screening(db, party, "clear", "ito")
    return party


def test_a_search_by_hand_is_evidence_and_two_people_decide(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    party = by_hand(stock, books, voyage)
    proof = tmp_path / "meti.pdf"
    proof.write_bytes(b"%PDF-1.4 seen on the issuer's page")
    paper = PartyPaper(party=party, kind="search_proof", issued_on="2026-11-21")
    party_papers.add_paper(stock, silent, books, paper, proof, "ito")
    assert against(stock, books, voyage) == {"runners", "party_by_hand"}
    drafted, _ = issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert drafted.snapshot.draft
    assert drafted.holds == ("by_hand.MAWIMBI MOTORS LTD.",)
    with pytest.raises(UserError, match=r"^release_stopped"):
        let_go(stock, books, voyage)
    let_go(stock, books, voyage, **BY_HAND)
    given = releases.latest(stock.connection, voyage)
    assert given is not None
    looked = given.facts.parties[0]
    assert (looked.answer, looked.by_hand) == ("by_hand", "ito")
    assert [file for file, _ in looked.proofs] == ["meti.pdf"]
    assert given.facts.verdicts["1"].outcome == "REVIEW"  # the verdict stays what it is
    issued, _ = issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert not issued.snapshot.draft
    said = texts(stock, books, voyage, TODAY)
    assert "searched by hand by ito" in said
    assert "no list decides" in said
    assert "meti.pdf" in said


def test_what_two_people_decided_ends_with_the_search_it_rested_on(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    party = by_hand(stock, books, voyage)
    let_go(stock, books, voyage, **BY_HAND)
    editing.record_screening(stock, party, "unscreened", "ito")
    drafted, _ = issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert drafted.holds == ("cannot_decide.MAWIMBI MOTORS LTD.",)


def test_nobody_lets_pass_whom_nobody_searched(stock: Database, books: Books, voyage: int) -> None:
    party = by_hand(stock, books, voyage)
    editing.record_screening(stock, party, "unscreened", "ito")
    assert {"party_listed", "law_undecided"} <= against(stock, books, voyage)
    with pytest.raises(UserError, match=r"^release_stopped"):
        let_go(stock, books, voyage, **BY_HAND)


def test_no_documents_go_to_a_party_that_a_new_list_may_name(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"state": "sailed"}, "sato", TODAY)
    party = shipments.get(stock.connection, voyage).buyer or 0
    known = parties.get(stock.connection, party)
    editing.save_party(stock, replace(known, other_names=(LISTED,)), "sato")
    searching.screen(stock, silent, books, "sato", TODAY, [party])
    with pytest.raises(UserError, match=r"^documents_hit"):
        releasing.send_documents(stock, books, voyage, "sato", TODAY, "kaneda", "paid tomorrow")


def test_a_blocked_vehicle_is_never_released(stock: Database, books: Books, voyage: int) -> None:
    """It came on board while another port was named."""
    with write.step(stock, "shipment_change", "sato", number="x") as step:
        step.change("shipment", voyage, {"port_of_discharge": "RUVVO"})
        row = {"shipment": voyage, "vehicle": PRADO, "position": 2}
        step.insert("shipment_vehicle", row)
    assert "law_bars" in against(stock, books, voyage)
    everything = {c.id: "r" for c in books.release_checks.entries if c.severity == "override"}
    refused(lambda: let_go(stock, books, voyage, **everything), "vehicle_blocked")


def test_a_change_takes_the_release_back(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    let_go(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"marks": ("X",)}, "sato", TODAY)
    assert deciding.standing_release(stock.connection, voyage) is not None
    shipping.change_shipment(stock, books, voyage, {"etd": "2026-12-07"}, "sato", TODAY)
    assert state(stock, voyage) == "booked"
    assert deciding.standing_release(stock.connection, voyage) is None
    assert against(stock, books, voyage) == {"runners", "papers_current"}
    issuing.write_paper(stock, silent, books, voyage, "NAS", tmp_path, "sato", TODAY)
    let_go(stock, books, voyage)
    shipping.take_off(stock, voyage, VITZ, "sato")
    assert state(stock, voyage) == "booked"
    assert "law_bars" in against(stock, books, voyage)  # nothing on board is no pass


def test_no_hand_sets_what_checks_give(stock: Database, books: Books, voyage: int) -> None:
    for name in ("released", "documents_sent"):
        change = {"state": name}
        refused(
            lambda change=change: shipping.change_shipment(  # type: ignore[misc]
                stock, books, voyage, change, "sato", TODAY
            ),
            "state_by_checks",
        )


def test_documents_go_when_released_sailed_and_paid(
    stock: Database, books: Books, voyage: int
) -> None:
    def send(**more: str) -> object:
        return releasing.send_documents(stock, books, voyage, "sato", TODAY, **more)

    refused(send, "documents_not_sailed")
    sail = {"state": "sailed"}
    shipping.change_shipment(stock, books, voyage, sail, "sato", TODAY, "it left by mistake")
    refused(send, "documents_not_released")
    let_go(stock, books, voyage)
    assert state(stock, voyage) == "sailed"
    refused(send, "documents_unpaid")
    refused(lambda: send(reason="a good name"), "release_needs_second")
    refused(lambda: send(reason="a good name", second="sato"), "release_same_person")
    send(reason="a good name", second="kaneda")
    assert state(stock, voyage) == "documents_sent"


def test_documents_that_are_paid_go_without_a_word(
    stock: Database, books: Books, voyage: int
) -> None:
    let_go(stock, books, voyage)
    shipping.change_shipment(stock, books, voyage, {"state": "sailed"}, "sato", TODAY)
    paying.put_payment(stock, VITZ, Payment(amount=900_000), "sato", TODAY)
    releasing.send_documents(stock, books, voyage, "sato", TODAY)
    assert state(stock, voyage) == "documents_sent"


def test_a_certificate_that_ends_before_the_voyage_trips(
    stock: Database, books: Books, question: Question, voyage: int, tmp_path: Path
) -> None:
    certify(stock, books, question, tmp_path, "2026-12-01")
    assert against(stock, books, voyage) == {"runners", "certificate_sails"}


def test_a_price_below_cost_waits_for_a_second_person(
    stock: Database, books: Books, voyage: int
) -> None:
    costing.put_cost(stock, Cost(vehicle=VITZ, kind="repair", amount=900_000), "sato")
    assert against(stock, books, voyage) == {"runners", "below_cost"}


def test_a_paper_that_was_edited_is_found(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert against(stock, books, voyage) == {"runners"}
    with write.step(stock, "issue", "mallory", kind="CI", number="x", shipment="x") as step:
        row = stock.connection.execute("SELECT id, snapshot FROM document").fetchone()
        step.change("document", row[0], {"snapshot": row[1].replace("900000", "800000")})
    assert "numbers_kept" in against(stock, books, voyage)


def test_five_hundred_vehicles_are_checked_at_once(
    stock: Database, books: Books, voyage: int
) -> None:
    with write.step(stock, "shipment_add", "sato", number="x", vehicle=1) as step:
        for number in range(3, 502):
            values = dict(stock.connection.execute("SELECT * FROM vehicle WHERE id = 1").fetchone())
            values |= {"id": number, "chassis_number": f"KSP130-9{number:06}"}
            values |= {"identity": f"KSP1309{number:06}"}
            step.insert("vehicle", values)
            step.insert(
                "shipment_vehicle", {"shipment": voyage, "vehicle": number, "position": number}
            )
            sale = {"vehicle": number, "buyer": 1, "price": 900_000, "currency": "JPY"}
            step.insert("sale", sale | {"incoterm": "FOB", "sold_on": "", "due_on": ""})
    results = releasing.check(stock.connection, books, voyage, TODAY)
    assert len([one for one in results if one.check == "certificate_there"]) == 499


def test_whatever_an_issued_paper_prints_makes_it_old_when_it_changes(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    """Papers asked for beyond the usual ones too; what a paper does not print is nothing to it."""

    def outdated() -> set[str]:
        found = docket_of(stock.connection, books, voyage, TODAY).outdated
        return {kind for kind, _ in found}

    def sail(**values: object) -> set[str]:
        shipping.change_shipment(stock, books, voyage, values, "sato", TODAY)
        return outdated()

    for kind in ("CI", "CI-C", "MARK"):
        issuing.write_paper(stock, silent, books, voyage, kind, tmp_path, "sato", TODAY)
    # The statement of before has no invoice's number, and is no older for the invoice that came.
    assert outdated() == set()
    assert sail(payment_terms="T/T IN ADVANCE") == {"CI", "CI-C"}

    def issue(kind: str) -> int:
        given = (books, voyage, kind, tmp_path, "sato", TODAY)
        return issuing.write_paper(stock, silent, *given)[0].snapshot.revision

    assert issue("MARK") == 0  # what is not out of date is not issued anew either
    assert sail(vessel="OTHER SHIP") == {"CI", "CI-C", "MARK"}
    assert sail(etd="2026-12-08") == {"CI", "CI-C", "MARK", "NAS"}
    assert sail(etd="2026-12-06", vessel="SHIRANAMI LEADER") == {"CI", "CI-C"}
    issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    assert outdated() == {"CI-C"}

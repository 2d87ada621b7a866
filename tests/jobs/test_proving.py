"""The proof of a shipment, printable years later."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from broker_app.jobs import (
    editing,
    issuing,
    red_flagging,
    sanctions_lists,
    screening,
    searching,
    shipping,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import history, integrity, parties, shipments, write
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.releases import PRADO, VITZ, let_go, texts, voyage
from tests.jobs.voyages import TODAY

__all__ = ["voyage"]


def test_the_proof_says_everything_years_later(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    for kind in ("CI", "PL"):
        issuing.write_paper(stock, silent, books, voyage, kind, tmp_path, "sato", TODAY)
    let_go(stock, books, voyage)
    before = texts(stock, books, voyage, TODAY)
    for wanted in (
        "kaneda",
        "telephone",
        "Export law at ETD",
        "MAWIMBI MOTORS LTD.",
        books.pack.version,
        "AMX-2026-0001",
        "COMMERCIAL INVOICE",
        "PACKING LIST",
        "export certificate.pdf",
    ):
        assert wanted in before
    sha = stock.connection.execute("SELECT sha256 FROM document").fetchone()[0]
    assert sha[:32] in before
    # What is held now changes nothing of what was decided then.
    buyer = shipments.get(stock.connection, voyage).buyer or 0
    editing.record_screening(stock, buyer, "designated", "sato")
    years_later = texts(stock, books, voyage, date(2033, 11, 22))
    assert "Nothing found" in years_later
    assert "On a list" not in years_later


def test_a_shipment_that_was_never_released_says_so(
    stock: Database, books: Books, voyage: int
) -> None:
    assert "has not been released" in texts(stock, books, voyage, TODAY)


def test_the_proof_tells_how_the_shipment_went_on_and_why_unreleased(
    stock: Database, books: Books, voyage: int
) -> None:
    why = "Loaded early, the line would not wait"
    shipping.change_shipment(stock, books, voyage, {"state": "booked"}, "sato", TODAY)
    shipping.change_shipment(stock, books, voyage, {"state": "sailed"}, "hayami", TODAY, why)
    said = texts(stock, books, voyage, TODAY)
    course = said[said.index("Course of the shipment") : said.index("Checks")]
    assert "Draft → Booked" in course
    assert course.index("Draft → Booked") < course.index("Booked → Sailed") < course.index(why)
    assert "hayami" in course
    assert "Taken back" not in course
    undoing.undo_step(stock, history.latest(stock.connection), "sato")
    assert "Taken back by sato" in texts(stock, books, voyage, TODAY)


def test_the_proof_still_shows_what_was_when_everything_has_changed(
    stock: Database, books: Books, voyage: int, tmp_path: Path
) -> None:
    """Company and party renamed, the rules and the checks changed, the vehicle edited."""
    issuing.write_paper(stock, silent, books, voyage, "CI", tmp_path, "sato", TODAY)
    let_go(stock, books, voyage)
    before, end = texts(stock, books, voyage, TODAY), integrity.head(stock.connection)
    record = shipments.get(stock.connection, voyage)
    buyer = parties.get(stock.connection, record.buyer or 0)
    editing.save_party(stock, replace(buyer, name="RENAMED LTD."), "mallory")
    shipping.change_shipment(stock, books, voyage, {"vessel": "OTHER SHIP"}, "mallory", TODAY)
    with write.step(stock, "company", "mallory") as step:
        step.change("company", 1, {"name": "NEW NAME KK"})
        step.change("vehicle", VITZ, {"chassis_number": "CHANGED-1"})
    later = Books()
    checks = later.release_checks
    entries = tuple(
        replace(one, title={"en": "X", "ja": "X"}, sentence={"en": "X", "ja": "X"})
        for one in checks.entries[5:]
    )
    later.__dict__["release_checks"] = replace(checks, entries=entries)
    later.__dict__["pack"] = replace(books.pack, version="2033.1", rules=())
    years_later = texts(stock, later, voyage, date(2033, 11, 22))
    lines = set(before.splitlines()) - set(years_later.splitlines())
    told = (f"  {end.seq}", f"  {end.hash[:32]} {end.hash[32:]}")  # of the journal as it is now
    moved = {line for line in lines if line.endswith(told)}
    moved |= {line for line in lines if TODAY.strftime("%Y") in line and "NAS" not in line}
    assert "MAWIMBI MOTORS LTD." in years_later
    assert "SHIRANAMI LEADER 118W" in years_later
    for new in ("RENAMED", "OTHER SHIP", "NEW NAME", "CHANGED-1", "2033.1"):
        assert new not in years_later, new
    assert books.pack.version in years_later
    assert lines <= moved | {"   1 @52+128  Released"}, sorted(lines)


def test_the_proof_tells_who_cleared_a_hit_and_why(
    stock: Database, books: Books, voyage: int
) -> None:
    known = books.sanctions_lists
    in_use = ("jp-meti-russia", "jp-meti-third-country", "un", "us-bis-dpl")
    books.__dict__["sanctions_lists"] = {n: replace(known[n], least=2) for n in in_use}
    files = [MADE_UP / n for n in ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")]
    sanctions_lists.install(stock, silent, books, files, "sato", TODAY)
    buyer = shipments.get(stock.connection, voyage).buyer or 0
    party = parties.get(stock.connection, buyer)
    editing.save_party(stock, replace(party, other_names=("Mihon Trading Co., Limited",)), "sato")
    searching.screen(stock, silent, books, "sato", TODAY)
    assert "Open" in texts(stock, books, voyage, TODAY)
    record = parties.get(stock.connection, buyer)
    for one in screening.screening(stock.connection, books, record, TODAY).standings:
        entry = screening.entry_key(one.hit)
        decision = ("no_match", "different_address", "Seen the yard in Mombasa", "sato", TODAY)
        screening.decide(stock, books, buyer, entry, *decision)
        if one.hit.level == "STRONG":
            screening.agree(stock, books, buyer, entry, "kaneda", TODAY)
    let_go(stock, books, voyage)
    said = texts(stock, books, voyage, date(2031, 1, 1))
    assert "Hits, each decided not to be the party" in said
    assert "Nothing found" not in said
    for told in ("MIHON TRADING CORPORATION", "Another address", "Seen the yard", "kaneda agreed"):
        assert told in said


def test_the_proof_shows_no_answers_about_another_shipment(
    stock: Database, books: Books, voyage: int
) -> None:
    no = {question.id: False for question in books.red_flags}
    red_flagging.answer(stock, books, voyage, no, "", "ito")
    assert "Answered by ito" in texts(stock, books, voyage, TODAY)
    shipping.add_vehicle(stock, books, voyage, PRADO, 900_000, "sato", TODAY)
    assert "Answered by ito" not in texts(stock, books, voyage, TODAY)

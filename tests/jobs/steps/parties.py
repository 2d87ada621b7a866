"""Steps about parties and the lists that they are searched in, each by its key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from broker_app.domain.disposition import Disposition
from broker_app.domain.offer import Offer
from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.screening import Level
from broker_app.jobs import (
    editing,
    merging_parties,
    offering,
    party_papers,
    sanctions_lists,
    screening,
    searching,
    selling,
    shipping,
)
from broker_app.jobs.progress import silent
from broker_app.store import list_snapshots, screenings, write
from broker_app.store import party_papers as stored_papers
from broker_app.store.screenings import Search
from tests.intake.listed_samples import MADE_UP
from tests.jobs.steps.office import Office
from tests.jobs.voyages import TODAY


def _party_paper(o: Office) -> PartyPaper:
    paper = PartyPaper(party=o.buyer, kind="company_registration", note="copy")
    file = o.file("registration.pdf", b"%PDF-1.7 registration")
    number, _ = party_papers.add_paper(o.db, silent, o.books, paper, file, "sato")
    return stored_papers.get(o.db.connection, number)


def _party_paper_change(o: Office) -> None:
    paper = replace(_party_paper(o), kind="other", covers=("KSP130-1234567",))
    file = o.file("other.pdf", b"%PDF-1.7 other")
    party_papers.change_paper(o.db, silent, o.books, paper, file, "sato")


def _party_paper_remove(o: Office) -> None:
    party_papers.remove_paper(o.db, _party_paper(o).id or 0, "sato")


def _twin(o: Office) -> int:
    """Add a party that a shipment, a sale, an offer, a paper, a search and a decision name."""
    twin = Party(name="Kopje Ltd.", country="ZA", email="a@kopje.example", roles=("buyer",))
    number, _ = editing.save_party(o.db, twin, "sato")
    offering.put_offer(o.db, Offer(vehicle=2, party=number, price=1), "sato", TODAY)
    selling.sell(o.db, 2, {"buyer": number, "price": 1}, "sato", TODAY)
    shipping.change_shipment(o.db, o.books, o.shipment, {"notify": number}, "sato", TODAY)
    o.buyer, buyer = number, o.buyer
    _party_paper(o)
    o.buyer = buyer
    with write.step(o.db, "disposition", "sato") as step:
        screenings.add(step, [Search(number, ("Kopje",), "x", ("ofac",), "no_hit", ())])
        decided = Disposition(
            party=number,
            list_id="ofac",
            entry_id="1",
            about="x",
            level=Level.WEAK,
            decision="no_match",
            reason="other_name",
        )
        screenings.decide(step, decided)
    editing.record_screening(o.db, number, "designated", "sato")
    return number


def _party_merge(o: Office) -> None:
    twin = _twin(o)
    merging_parties.not_the_same(o.db, twin, o.buyer, "sato")
    merging_parties.merge(o.db, o.buyer, twin, {"name": 1}, "sato")


def _party_remove(o: Office) -> None:
    number, _ = editing.save_party(o.db, Party(name="NOBODY"), "sato")
    o.buyer = number
    _party_paper(o)
    merging_parties.remove(o.db, number, "sato")


def _sanctions_list(o: Office, on: date = TODAY) -> None:
    files = [MADE_UP / "dpl.txt"]
    sanctions_lists.install(o.db, silent, o.books, files, "sato", on, accept="small for the test")


def _sanctions_list_checked(o: Office) -> None:
    _sanctions_list(o)
    _sanctions_list(o, TODAY + timedelta(days=1))


def decide_hit(o: Office, decision: str = "", reason: str = "") -> int:
    """Search a party that is on a list of the test; decide about the first hit."""
    _sanctions_list(o)
    (listed, *_) = sanctions_lists.entries_of(
        o.db.path, o.books, list_snapshots.current(o.db.connection)["us-bis-dpl"]
    )
    party = editing.save_party(o.db, Party(name=listed.names[0].text), "sato")[0]
    searching.screen(o.db, silent, o.books, "sato", TODAY, [party])
    if decision:
        entry = (listed.list_id, listed.entry_id)
        screening.decide(o.db, o.books, party, entry, decision, reason, "", "sato", TODAY)
    return party


def _hit_second(o: Office) -> None:
    party = decide_hit(o, "no_match", "different_country")
    (decided,) = screenings.told(o.db.connection, party)
    entry = (decided.list_id, decided.entry_id)
    screening.agree(o.db, o.books, party, entry, "ito", TODAY)


KINDS: dict[str, Callable[[Office], object]] = {
    "party": lambda o: editing.save_party(o.db, Party(name="NEW"), "sato"),
    "searched_clear": lambda o: editing.record_screening(o.db, o.buyer, "clear", "sato"),
    "searched_designated": lambda o: editing.record_screening(o.db, o.buyer, "designated", "sato"),
    "sanctions_list": _sanctions_list,
    "sanctions_list_checked": _sanctions_list_checked,
    "hit_match": lambda o: decide_hit(o, "match", "same_party"),
    "hit_no_match": lambda o: decide_hit(o, "no_match", "different_country"),
    "hit_undecided": lambda o: decide_hit(o, "undecided", "asked_the_party"),
    "hit_second": _hit_second,
    "party_paper": _party_paper,
    "party_paper_change": _party_paper_change,
    "party_paper_remove": _party_paper_remove,
    "party_merge": _party_merge,
    "party_not_same": lambda o: merging_parties.not_the_same(o.db, 1, o.buyer, "sato"),
    "party_remove": _party_remove,
}

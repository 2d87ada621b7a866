"""Checks of parties: lists, undertakings, red flags, and what a country demands to read of them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from broker_app.domain.bl_draft import NOT_GIVEN
from broker_app.domain.dates import local_day
from broker_app.domain.party import Party
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, failed, passed
from broker_app.domain.release.docket import (
    DRAFT,
    Docket,
    Person,
    draft_rows,
    each_paper,
    of_person,
)
from broker_app.domain.two_people import same_person
from broker_app.domain.vehicle import identity_of
from broker_app.domain.vessel import is_no_party

SEARCH_AGE = timedelta(days=7)
RISKS = ("HIGH", "PROHIBITED")
"""Markets from which goods are known to move on: an undertaking is asked of every buyer."""
UNDERTAKING = "end_use_undertaking"
_TO_ORDER = "TO ORDER"
_OWN_THEMSELVES = ("person", "vessel")
"""Kinds of parties of whom nobody holds a share, or whose owner is asked of her papers."""


def party_listed(docket: Docket) -> Iterator[Found]:
    """No party is on a list, no hit waits for a person, and each was searched."""
    for person in docket.people:
        held = person.screening
        if held is None or held.answer == "cannot_decide":
            yield of_person(person, CANNOT_TELL, missing=("party",))
        elif held.stops:
            yield of_person(person, FAILED, state=held.answer)
    yield _of_people(one for one in docket.people if not _is_by_hand(one))


def party_by_hand(docket: Docket) -> Iterator[Found]:
    """Where no list decides on a party, a search by hand is evidence and two people decide."""
    for person in filter(_is_by_hand, docket.people):
        proofs = tuple(file for file, _ in person.proofs)
        signed = {
            "who": person.party.screened_by,
            "day": local_day(person.party.screened_at).isoformat(),
        }
        yield of_person(person, FAILED, **signed, proof=proofs)
    yield _of_people(one for one in docket.people if not _is_by_hand(one))


def ownership_asked(docket: Docket) -> Iterator[Found]:
    """Each party was asked whether those who hold half of it or more are listed."""
    asked = [one for one in docket.people if one.party.kind not in _OWN_THEMSELVES]
    for person in asked:
        if person.party.ownership in ("", "unknown"):
            yield of_person(person, CANNOT_TELL, missing=("ownership",))
    yield _of_people(asked)


def vessel_screened(docket: Docket) -> Iterator[Found]:
    """The ship is a party: only parties are searched."""
    vessel, feeder = docket.shipment.vessel, docket.particular("local_vessel")
    people = [one.party for one in docket.people]
    if is_no_party(vessel, people):
        yield Found(FAILED, {"vessel": vessel}, at="vessel")
    if is_no_party(feeder, people):
        yield Found(FAILED, {"vessel": feeder}, at="local_vessel", place="particulars")
    yield passed(vessel=vessel)


def bank_screened(docket: Docket) -> Iterator[Found]:
    """The bank that issued the credit is a party: only parties are searched."""
    issuing = docket.particular("lc_bank")
    if not issuing:
        yield APART
    elif docket.of("bank") is None:
        yield Found(FAILED, {"bank": issuing}, at="bank")
    yield passed(bank=issuing)


def screening_fresh(docket: Docket) -> Iterator[Found]:
    """Parties were searched within a week, by the lists of today."""
    for person in docket.people:
        held = person.screening
        by_hand = held is not None and held.why == "by_hand"
        searched = held.searched_at if held is not None and not by_hand else ""
        at = person.party.screened_at if by_hand else searched
        day = local_day(at) if at else None
        if day is None:
            yield of_person(person, CANNOT_TELL, missing=("party",))
        elif docket.today - day > SEARCH_AGE:
            yield of_person(person, FAILED, day=day.isoformat())
    yield passed(today=docket.today.isoformat())


def end_use_undertaking(docket: Docket) -> Iterator[Found]:
    """Where goods are known to move on, the buyer has undertaken not to, for these vehicles."""
    buyer = docket.of("buyer") or docket.of("consignee")
    if docket.market is None or docket.market.diversion.risk not in RISKS or buyer is None:
        yield APART
        return
    given = [one for one in buyer.papers if one.kind == UNDERTAKING]
    day = docket.etd or docket.today
    in_force = [one for one in given if not one.has_ended(day)]
    if not in_force:
        yield of_person(buyer, FAILED)
        return
    covered = {identity_of(text) for one in in_force for text in one.covers}
    everything = any(not one.covers for one in in_force)
    left = [car for car in docket.cars if identity_of(car.chassis) not in covered]
    if left and not everything:
        yield of_person(buyer, FAILED, vehicles=tuple(car.name for car in left))
    yield passed(party=buyer.party.name)


def red_flags(docket: Docket) -> Iterator[Found]:
    """The questions are answered, and a yes is decided; they are asked where a flag is up."""
    if docket.red_flags:
        yield failed(state=docket.red_flags)
    else:
        yield passed() if docket.red_flags_answered else APART


def consignee_agrees(docket: Docket) -> Iterator[Found]:
    """The consignee reads the same on all papers."""
    for invoice, paper in each_paper(docket):
        said, other = invoice.consignee, paper.consignee
        if other.name and (_flat(said.name, said.lines) != _flat(other.name, other.lines)):
            yield failed(paper=paper.kind)
    for row in draft_rows(docket, "consignee"):
        if row.outcome == NOT_GIVEN:
            yield Found(CANNOT_TELL, {"missing": ("draft.consignee",)}, place="draft")
        else:
            yield Found(FAILED, {"paper": DRAFT}, place="draft")
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def consignee_complete(docket: Docket) -> Iterator[Found]:
    """Consignee or notify party has what its country demands."""
    consignee, notify = docket.of("consignee"), docket.of("notify")
    if consignee is None:
        yield Found(CANNOT_TELL, {"missing": ("consignee",)}, at="consignee", place="field")
        return
    to_order = consignee.party.name.upper().startswith(_TO_ORDER)
    if to_order and (notify is None or notify.party.id == consignee.party.id):
        yield of_person(consignee, FAILED, missing=("notify",))
        return
    asked = notify if to_order and notify else consignee
    if docket.demand is None or not docket.demand.party:
        yield APART
        return
    missing = tuple(name for name in docket.demand.party if _lacks(asked.party, name))
    if missing:
        yield of_person(asked, FAILED, missing=missing)
    yield passed(party=asked.party.name, asked=docket.demand.party)


def references(docket: Docket) -> Iterator[Found]:
    """The numbers that the destination demands are entered."""
    if docket.demand is None or not docket.demand.references:
        yield APART
        return
    for key in docket.demand.references:
        if not docket.particular(key):
            yield Found(FAILED, {"missing": (f"particular.{key}",)}, at=key)
    yield passed(asked=docket.demand.references)


def two_people(docket: Docket) -> Iterator[Found]:
    """Who prepares a release does not approve it."""
    if not docket.second.strip():
        yield APART
        return
    if same_person(docket.second, docket.preparer):
        yield failed(who=docket.second.strip())
    yield passed(preparer=docket.preparer, approver=docket.second)


def _is_by_hand(person: Person) -> bool:
    return person.screening is not None and person.screening.answer == "by_hand"


def _of_people(people: Iterable[Person]) -> Found:
    """Return that these parties passed; of nobody there is nothing to say."""
    names = tuple(one.party.name for one in people)
    return passed(parties=names) if names else APART


def _lacks(party: Party, name: str) -> bool:
    if name == "address":
        lines = [line for line in party.address if line.strip()]
        boxes = all("BOX" in line.upper() for line in lines)
        return not lines or (boxes and not (party.city and party.country))
    return not getattr(party, name)


def _flat(name: str, lines: tuple[str, ...]) -> str:
    return " ".join(" ".join((name, *lines)).upper().split())


ALL = (
    party_listed,
    party_by_hand,
    ownership_asked,
    vessel_screened,
    bank_screened,
    screening_fresh,
    end_use_undertaking,
    red_flags,
    consignee_agrees,
    consignee_complete,
    references,
    two_people,
)

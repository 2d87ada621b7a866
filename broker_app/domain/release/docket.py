"""Docket: all that is known of a shipment when it is checked, frozen; nothing is looked up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from broker_app.domain.admission import Answer
from broker_app.domain.bl_draft import Comparison, Row
from broker_app.domain.certificate import Certificate
from broker_app.domain.disposition import Screening
from broker_app.domain.document import Snapshot
from broker_app.domain.margin import Margin
from broker_app.domain.market import Market
from broker_app.domain.money import Money
from broker_app.domain.particulars import Entered
from broker_app.domain.party import Party, Port
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.release.check import Demand, Found
from broker_app.domain.sale import Sale, Settlement
from broker_app.domain.shipment import Shipment
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """What vehicles of this model code went for at auctions: median in yen, of so many lots.

    `least` is the price in yen below which a person looks.
    """

    median: int
    of: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A vehicle of the shipment with all that is looked at."""

    id: int
    name: str
    """What people call it."""
    record: Vehicle
    fob: Money
    verdict: Verdict | None = None
    is_decided: bool = False
    """Whether people may decide, or have decided, on all that the law leaves open of it.

    On the vehicle by stored papers, with nothing new against it; parties are decided on together.
    """
    admission: Answer | None = None
    sale: Sale | None = None
    settlement: Settlement | None = None
    paid_in: frozenset[str] = frozenset()
    """Currencies that payments were made in."""
    margin: Margin | None = None
    certificate: Certificate | None = None
    owner: str = ""
    """Whether its owner is the shipper: `same`, `differs`, `unclear`, or not known."""
    differs_in: tuple[str, ...] = ()
    """Facts that contradict the certificate."""
    files: frozenset[str] = frozenset()
    """Kinds of attached files."""
    lacks: tuple[str, ...] = ()
    """Kinds of photographs it should have."""
    code_against: tuple[str, ...] = ()
    """Facts that its tariff code cannot stand beside."""
    is_unlisted: bool = False
    """Whether its tariff code is none of the table."""
    crosses: tuple[int, ...] = ()
    """Bounds in cc between which its printed displacement is not settled."""
    elsewhere: str = ""
    """Another shipment that names its chassis number."""
    sold_twice: bool = False
    entered: Mapping[str, str] = field(default_factory=dict)
    """Particulars of it."""
    container: int = 0
    alike: tuple[str, ...] = ()
    """Chassis numbers of other records that are read for its own."""
    un_number: str = ""
    """Under which entry of the IMDG Code it goes to sea, where one is sure."""
    fob_jpy: int | None = None
    market: MarketPrice | None = None
    """What others like it went for, where enough of them are known."""

    @property
    def chassis(self) -> str:
        """Its chassis number without blanks around it; empty where it is unknown."""
        return (self.record.chassis_number or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A party of the shipment: its roles here, what the lists say, the papers it handed in."""

    party: Party
    roles: tuple[str, ...]
    screening: Screening | None = None
    papers: Sequence[PartyPaper] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    """Files that show a search by hand, each with its hash."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An issued document as it is stored; `is_intact` tells whether it is what was issued."""

    kind: str
    number: str
    revision: int
    state: str
    is_intact: bool = True
    pack: str = ""
    """The version of the rules it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """A shipment as it is checked. `papers` are what its papers say now: issued ones that stand,
    and for kinds not issued the draft; `issued` are only the former."""

    shipment: Shipment
    today: date
    cars: tuple[Car, ...] = ()
    people: tuple[Person, ...] = ()
    entered: Entered = field(default_factory=Entered)
    loading: Port | None = None
    discharge: Port | None = None
    ports: tuple[Port, ...] = ()
    """Every port we know."""
    market: Market | None = None
    demand: Demand | None = None
    papers: tuple[Snapshot, ...] = ()
    issued: tuple[Snapshot, ...] = ()
    kept: tuple[Kept, ...] = ()
    taken: tuple[str, ...] = ()
    """Numbers of this shipment's papers that another paper has too."""
    gaps: tuple[str, ...] = ()
    """Keys that the papers of the set lack, those of a vehicle as `key:line`."""
    not_latin: tuple[str, ...] = ()
    """Keys of texts that a bank or a line cannot take."""
    bank: tuple[str, ...] = ()
    """The bank of the company as papers print it."""
    red_flags: str | None = None
    """What red flags hold back."""
    red_flags_answered: bool = True
    """Whether somebody answered the questions about it as it stands; no flag may ask them."""
    preparer: str = ""
    second: str = ""
    pack: str = ""
    """The version of the rules in use."""
    not_copied: tuple[tuple[str, str], ...] = ()
    """Issued papers with a box that the paper it is copied from does not print: kind, box."""
    faulty_templates: tuple[str, ...] = ()
    """Kinds of papers whose own template in use does not pass its check any more."""
    exporter: str = ""
    """Whether the exporter on the permit is the company: `same`, `differs`, `unclear`, or none."""
    tariff_checked_on: date | None = None
    draft: Comparison | None = None
    """The carrier's draft of the bill of lading held against our instruction, where one is."""

    def particular(self, key: str) -> str:
        """Return what was entered of the shipment under a key."""
        return self.entered.shipment.get(key, "")

    def day(self, key: str) -> date | None:
        """Return a day that was entered of the shipment."""
        return day_of(self.particular(key))

    @property
    def etd(self) -> date | None:
        """The day it sails, None while it is not known."""
        return day_of(self.shipment.etd)

    @property
    def eta(self) -> date | None:
        """The day it arrives."""
        return day_of(self.shipment.eta)

    @property
    def in_containers(self) -> bool:
        """Whether it goes in containers."""
        return self.particular("mode") == "container" or bool(self.entered.containers)

    @property
    def country(self) -> str:
        """Where the goods end."""
        there = self.discharge.country if self.discharge else ""
        return self.shipment.final_destination or there

    def of(self, role: str) -> Person | None:
        """Return the party in a role."""
        return next((one for one in self.people if role in one.roles), None)

    def paper(self, kind: str) -> Snapshot | None:
        """Return what the paper of a kind says now."""
        return next((one for one in self.papers if one.kind == kind), None)


def of_car(car: Car, outcome: str, **values: str | int | tuple[str, ...]) -> Found:
    """Return what was found of a vehicle; its name fills the sentence too."""
    return Found(outcome, {"vehicle": car.name, **values}, vehicle=car.id)


def of_person(person: Person, outcome: str, **values: str | int | tuple[str, ...]) -> Found:
    """Return what was found of a party; its name fills the sentence too."""
    return Found(outcome, {"party": person.party.name, **values}, party=person.party.id)


def day_of(text: str) -> date | None:
    """Return a full ISO day, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def each_paper(docket: Docket) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Yield every paper beside the invoice with the invoice, where there is one."""
    invoice = docket.paper("CI")
    if invoice is not None:
        yield from ((invoice, one) for one in docket.papers if one is not invoice)


DRAFT = "B/L"
"""What the carrier's draft is called among papers."""


def draft_rows(docket: Docket, *boxes: str, leave_out: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the rows of the carrier's draft that are not as instructed: of some boxes, or all."""
    for row in docket.draft.against if docket.draft else ():
        if row.box in boxes or (not boxes and row.box not in leave_out):
            yield row

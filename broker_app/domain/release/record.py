"""Record: a release as it was given, whole, so that it can be shown years later."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from broker_app.domain import red_flags
from broker_app.domain.disposition import Disposition
from broker_app.domain.release.check import Check, Result
from broker_app.domain.shipment import Shipment
from broker_app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A hit on a party: the listed name, its list, and what people had decided about it."""

    name: str
    list_id: str
    decision: Disposition | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the lists said of a party: when it was searched, by which lists and their days."""

    party: str
    roles: tuple[str, ...]
    answer: str
    why: str = ""
    at: str = ""
    lists: tuple[tuple[str, str, str], ...] = ()
    """Each list with its own day and the day it was last seen unchanged."""
    by_hand: str = ""
    """Who searched by hand, where no list decided."""
    proofs: tuple[tuple[str, str], ...] = ()
    """Files that show that search, each with its hash."""
    ownership: str = ""
    """What was answered to who holds half of it or more."""
    hits: tuple[FoundHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored paper about a vehicle that speaks for it."""

    vehicle: str
    kind: str
    issuer: str
    number: str
    issued_on: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a release rested on: results, verdicts by vehicle, searches, papers, answers."""

    results: tuple[Result, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """What people called each vehicle, by its id as text."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    parties: tuple[Looked, ...] = ()
    papers: tuple[Shown, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)
    """Answers to the questions about red flags, with the decision on a yes."""
    decision: str = ""
    answered: tuple[str, str] = ("", "")
    """By whom, and when."""
    checks: tuple[Check, ...] = ()
    """The checks as they were asked, with what they are called and what they say."""
    shipment: Shipment | None = None
    """The shipment as it was."""
    company: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    """Names of the parties by role, as they were."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A check that a second person let pass, with the reason."""

    check: str
    reason: str
    who: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A release: who prepared it, who approved it, when, about what, by which rules."""

    shipment: int
    about: str
    preparer: str
    second: str
    facts: Facts
    overridden: tuple[Overridden, ...] = ()
    pack: int = 0
    pack_version: str = ""
    at: str = ""
    id: int | None = None


def about(shipment: Shipment, vehicles: Collection[int]) -> str:
    """Return what a release is about: it stands while none of this changes."""
    voyage = (shipment.etd, shipment.eta, shipment.vessel, shipment.voyage)
    ports = (shipment.port_of_loading, shipment.incoterm, shipment.currency)
    charges = (str(shipment.freight), str(shipment.insurance))
    return "|".join((red_flags.about(shipment, vehicles), *voyage, *ports, *charges))

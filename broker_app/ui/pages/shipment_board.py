"""What the shipment page knows of one shipment, looked up at once; and what stops its papers."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from broker_app import words
from broker_app.domain.attachment import KINDS
from broker_app.domain.disposition import Screening
from broker_app.domain.evidence import can_decide
from broker_app.domain.money import Money
from broker_app.domain.particulars import PREFIX, Entered
from broker_app.domain.party import Company, Party
from broker_app.domain.red_flags import HELD, UNANSWERED
from broker_app.domain.shipment import Amounts, Shipment, amounts, holds_more
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Finding, Outcome, Verdict
from broker_app.errors import UserError
from broker_app.jobs import (
    attaching,
    explaining,
    explaining_screening,
    issuing,
    names,
    paper_set,
    paper_texts,
    screening,
    shipping,
)
from broker_app.jobs.books import Books
from broker_app.jobs.paper_texts import Doubt
from broker_app.jobs.people import people_of
from broker_app.jobs.readiness import BY_HAND, Readiness, holds_of
from broker_app.jobs.readiness import label_of as name_of_field
from broker_app.jobs.shipping import OnBoard
from broker_app.jobs.templating import kinds_in_use
from broker_app.store import companies, documents, particulars, parties, shipments
from broker_app.store.database import Rows

INVOICE = "CI"
ROLES = ("buyer", "consignee", "notify")
MOST_NAMED = 3
"""So many vehicles are named that lack the same file; a shipment may have 500."""
_UNDECIDED = (Outcome.REVIEW, Outcome.CONDITIONAL)
_OF_COMPANY = ("shipper",)
_FOLLOWS_PORT = "incoterm_place"


@dataclass(frozen=True)
class Board:
    """One shipment with everything that stands on it."""

    shipment: Shipment
    people: dict[int, Party]
    """Every party there is, by id."""
    company: Company
    """The one whose papers they are."""
    companies: dict[int, Company]
    """Every company of the office, by id."""
    lines: list[OnBoard]
    documents: list[sqlite3.Row]
    screenings: dict[int, Screening] = field(default_factory=dict)
    """What is held of the parties of the shipment, by id."""
    entered: Entered = field(default_factory=Entered)
    """What papers ask for besides its fields."""
    templated: frozenset[str] = frozenset()
    """Kinds of papers whose workbooks are the company's own templates."""
    unattached: dict[str, list[int]] = field(default_factory=dict)
    """Kinds of files that vehicles should have, and the vehicles that lack them."""
    doubts: list[Doubt] = field(default_factory=list)
    """Texts that lines and banks may refuse."""

    @property
    def id(self) -> int:
        """The shipment's id."""
        return self.shipment.id or 0

    @property
    def sums(self) -> Amounts | None:
        """The invoice added up; None while prices are in different currencies."""
        if any(line.fob.currency != self.shipment.currency for line in self.lines):
            return None
        return amounts([line.fob for line in self.lines], self.shipment)

    @property
    def named(self) -> list[Party]:
        """All who are on the papers of the shipment, each once."""
        return [self.people[number] for number in self.screenings if number in self.people]

    def document(self, kind: str) -> sqlite3.Row | None:
        """Return the document of a kind that stands."""
        return next(
            (d for d in self.documents if d["kind"] == kind and d["state"] == "issued"), None
        )


@dataclass(frozen=True)
class Judged:
    """The answer to "may papers be issued": readiness, or why that cannot be asked."""

    readiness: Readiness | None
    problem: UserError | None = None
    risky: bool = False
    """Whether goods are known to move on from where the shipment ends."""

    @property
    def ready(self) -> bool:
        """Whether papers may be issued."""
        return self.readiness is not None and self.readiness.ready

    @property
    def waits_for_two(self) -> bool:
        """Whether nothing but the decision of two people stands between it and its papers."""
        holds = holds_of(self.readiness) if self.readiness else ()
        return bool(holds) and all(hold.startswith(f"{BY_HAND}.") for hold in holds)

    def verdict(self, vehicle: int) -> Verdict | None:
        """Return the verdict of a vehicle on this voyage."""
        return self.readiness.verdicts.get(vehicle) if self.readiness else None


@dataclass(frozen=True)
class Stop:
    """One thing between a shipment and its papers, or beside it: what is only a warning.

    `place` is where it is mended: a kind (`field`, `vehicle`, `price`, `party`, `country`,
    `company`, `add`, `take_off`, `release`, `questions`, `attachments`) and which one; its link
    says `shipment.to_<kind>`.
    """

    group: str
    mark: str
    title: str
    detail: str
    place: tuple[str, str | int]


def look_up(reader: Rows, books: Books, shipment: int, today: date) -> Board:
    """Look a shipment up. Raises UserError where it is gone."""
    record = shipments.get(reader, shipment)
    lines = shipping.lines_of(reader, record)
    aboard = [line.vehicle for line in lines]
    gaps = attaching.missing_of(reader, books, aboard)
    lacking = {kind: [v for v in aboard if kind in gaps.get(v, ())] for kind in KINDS}
    named = people_of(reader, record)
    return Board(
        shipment=record,
        screenings=screening.of_parties(reader, books, today, named),
        people={p.id: p for p in parties.every(reader) if p.id is not None},
        company=companies.get(reader, record.company),
        companies={c.id: c for c in companies.every(reader) if c.id is not None},
        lines=lines,
        documents=documents.of_shipment(reader, shipment),
        entered=particulars.of_shipment(reader, shipment),
        templated=kinds_in_use(reader, record.company),
        unattached={kind: found for kind, found in lacking.items() if found},
        doubts=paper_texts.doubts(reader, books, shipment),
    )


def judge(reader: Rows, books: Books, shipment: int, today: date) -> Judged:
    """Judge every vehicle for the voyage, and say what the invoice lacks."""
    risky = paper_set.is_risky(books, shipments.get(reader, shipment))
    try:
        found = issuing.readiness(reader, books, shipment, today, INVOICE)
    except UserError as problem:
        return Judged(None, problem, risky)
    return Judged(found, risky=risky)


def stops(board: Board, judged: Judged, books: Books) -> list[Stop]:
    """Return what stops the invoice, the worst first; nothing where it may be issued."""
    if judged.problem is not None:
        return [_problem(board, judged.problem)]
    readiness = judged.readiness
    if readiness is None:
        return []
    cars = {line.vehicle: line.record for line in board.lines}
    found = [_blocked(v, cars[v], readiness.verdicts[v]) for v in readiness.blocked if v in cars]
    found += _people(board, books, readiness.unscreened)
    found += [
        stop
        for vehicle in readiness.undecided
        if vehicle in cars
        for stop in _undecided(vehicle, cars[vehicle], readiness.verdicts[vehicle])
    ]
    return found + _missing(board, readiness.missing)


def warnings(board: Board) -> list[Stop]:
    """Return what a person should look at though it stops nothing: files, texts of papers."""
    cars = {line.vehicle: line.record for line in board.lines}
    return _doubtful(board) + [
        Stop(
            "warnings",
            "warning",
            words.say(
                "attachment.missing", kinds=words.within(words.say(f"attachment.kind.{kind}"))
            ),
            _some(found, cars),
            ("attachments", found[0]),
        )
        for kind, found in board.unattached.items()
    ]


def _doubtful(board: Board) -> list[Stop]:
    """Return the texts that lines and banks may refuse, together for each party."""
    of: dict[tuple[str, str | int], list[Doubt]] = {}
    for doubt in board.doubts:
        place: tuple[str, str | int] = ("field", doubt.field)
        if doubt.party is not None:
            place = ("field", doubt.role)
        elif doubt.role == "shipper":
            place = ("company", "company")
        of.setdefault(place, []).append(doubt)
    return [
        Stop(
            "warnings",
            "warning",
            words.say("paper_text.of", whose=words.say(f"paper_text.role.{doubts[0].role}")),
            words.say("import.between_sentences").join(paper_texts.said(one) for one in doubts),
            place,
        )
        for place, doubts in of.items()
    ]


def _some(vehicles: list[int], cars: dict[int, Vehicle]) -> str:
    """Return the first of some vehicles by name, and how many more there are."""
    said = [called(cars[vehicle]) for vehicle in vehicles[:MOST_NAMED]]
    rest = len(vehicles) - len(said)
    return words.listed(said + ([words.say("hold.more", count=rest)] if rest else []))


def name_of(record: Vehicle) -> str:
    """Return maker and model."""
    return names.vehicle_name(record.maker, record.model) or words.say("ui.no_name")


def called(record: Vehicle) -> str:
    """Return maker, model and chassis number."""
    return f"{name_of(record)} {record.chassis_number or record.model_code or ''}".strip()


def figures(money: Money) -> str:
    """Return an amount without its currency: `4,150.00`."""
    return words.figures(money.minor_units, money.currency)


def _problem(board: Board, problem: UserError) -> Stop:
    place: tuple[str, str | int] = ("field", "port_of_discharge")
    if problem.key == "price_currency":
        currency = board.shipment.currency
        place = ("price", _first(board, lambda line: line.fob.currency != currency))
    elif problem.key == "price_below_charges":
        place = ("price", _first(board, lambda line: line.fob.minor_units <= 0))
    elif problem.key == "sale_term":
        place = ("vehicle", _first(board, lambda line: holds_more(line.agreed, board.shipment)))
    return Stop("stops", "error", words.error(problem), "", place)


def _first(board: Board, is_meant: Callable[[OnBoard], bool]) -> int:
    return next(line.vehicle for line in board.lines if is_meant(line))


def _blocked(vehicle: int, record: Vehicle, verdict: Verdict) -> Stop:
    primary = verdict.primary
    said = explaining.sentence(primary) if primary else ""
    law = explaining.law(primary) if primary else ""
    detail = f"{said}\n{law}".strip()
    return Stop("stops", "BLOCKED", called(record), detail, ("take_off", vehicle))


def _people(board: Board, books: Books, unscreened: Sequence[str]) -> list[Stop]:
    """Return the parties that hold the papers; those searched by hand until two people decide."""
    return [
        Stop(
            "stops" if held.answer == "confirmed" else "undecided",
            "BLOCKED" if held.answer == "confirmed" else "REVIEW",
            party.name,
            explaining_screening.why(books, party, held),
            ("party", party.id or 0),
        )
        for party in board.named
        if (held := board.screenings[party.id or 0]).stops
        or f"{held.answer}.{party.name}" in unscreened
    ]


def _undecided(vehicle: int, record: Vehicle, verdict: Verdict) -> list[Stop]:
    """Return what a vehicle waits for; what its parties wait for is said once, beside them."""
    own = [f for f in verdict.findings if f.outcome in _UNDECIDED and not _about_party(f)]
    if not own:
        return []
    detail = explaining.sentence(own[0])
    place = "release" if can_decide(verdict) else "vehicle"
    return [Stop("undecided", own[0].outcome.value, called(record), detail, (place, vehicle))]


def _about_party(finding: Finding) -> bool:
    return "party" in finding.missing or any(b.fact == "party" for b in finding.because)


def _missing(board: Board, keys: tuple[str, ...]) -> list[Stop]:
    of_lines: dict[int, list[str]] = {}
    found = []
    for key in keys:
        name, _, line = key.partition(":")
        if name in (UNANSWERED, HELD):
            said = words.say(f"shipment.{name}")
            found.append(Stop("undecided", "REVIEW", said, "", ("questions", "")))
        elif line:
            of_lines.setdefault(int(line), []).append(name)
        elif name != _FOLLOWS_PORT:
            found.append(Stop("missing", "todo", label_of(name), "", _place_of(name, board)))
    return found + [_missing_of(board.lines[place - 1], facts) for place, facts in of_lines.items()]


def _missing_of(line: OnBoard, facts: list[str]) -> Stop:
    labels = words.listed(label_of(name) for name in facts)
    kind = "price" if facts == ["unit_price"] else "vehicle"
    place: tuple[str, str | int] = (kind, line.vehicle)
    if all(name.startswith(PREFIX) for name in facts):
        place = ("particulars", f"{facts[0].removeprefix(PREFIX)}:{line.vehicle}")
    return Stop("missing", "todo", called(line.record), labels, place)


def _place_of(name: str, board: Board) -> tuple[str, str | int]:
    if name.startswith(PREFIX):
        return ("particulars", name.removeprefix(PREFIX))
    role = name.removesuffix("_country")
    if role != name:
        return ("country", getattr(board.shipment, role))
    if name in _OF_COMPANY:
        return ("company", "")
    return ("add", "") if name == "lines" else ("field", name)


def label_of(name: str) -> str:
    """Return how a field of a paper, or a fact of a vehicle, is called."""
    return name_of_field(name)

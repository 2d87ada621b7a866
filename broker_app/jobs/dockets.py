"""Dockets: all that is known of a shipment, looked up at once for the checks before its release."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from broker_app.domain.admission import Answer, Case, Voyage
from broker_app.domain.admit import admit
from broker_app.domain.attachment import PHOTOGRAPHS
from broker_app.domain.certificate import Certificate
from broker_app.domain.certificate_checks import owner_is
from broker_app.domain.classify import INPUTS, contradictions, is_unlisted
from broker_app.domain.dangerous_goods import entry_for
from broker_app.domain.document import INVOICE, DocumentKind, Snapshot
from broker_app.domain.evidence import is_decided
from broker_app.domain.facts import Fact, interval
from broker_app.domain.hub import admit_onward, moves_on
from broker_app.domain.margin import margin_of
from broker_app.domain.market import Market
from broker_app.domain.particulars import Entered
from broker_app.domain.party import Port
from broker_app.domain.party_paper import SEARCH_PROOF, PartyPaper
from broker_app.domain.release.docket import Car, Docket, Kept, Person, day_of
from broker_app.domain.sale import settled
from broker_app.domain.settling import differences
from broker_app.domain.settling import settled as settles
from broker_app.domain.shipment import Shipment
from broker_app.domain.suggest import MARKET_FACTS
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs import as_printed, bl_drafts, screening
from broker_app.jobs.books import Books
from broker_app.jobs.deciding import may_be_decided
from broker_app.jobs.evidencing import is_released
from broker_app.jobs.going import lacking
from broker_app.jobs.judging import Bench
from broker_app.jobs.likes import in_yen, numbers_alike, prices_of_likes
from broker_app.jobs.paper_order import Order, order_of, says_otherwise
from broker_app.jobs.people import roles_of
from broker_app.jobs.reckoning import order_for
from broker_app.jobs.red_flagging import hold_of, is_answered
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import OnBoard, facts_on_board, name_of, question_of
from broker_app.jobs.templating import faulty_templates
from broker_app.store import (
    attachments,
    certificates,
    companies,
    costs,
    documents,
    packs,
    particulars,
    parties,
    party_papers,
    payments,
    rates,
    releases,
    sales,
)
from broker_app.store.database import Rows

_BOUNDS_FOR = ("petrol", "diesel", "mild_hybrid", "hybrid", "plug_in_hybrid", "lpg", "cng")


def docket_of(
    reader: Rows, books: Books, shipment: int, today: date, preparer: str = "", second: str = ""
) -> Docket:
    """Look up a shipment as it is checked. Raises UserError where prices and terms contradict."""
    sailing = Sailing.of(reader, books, shipment, today)
    record, lines = sailing.record, sailing.lines
    kinds = [books.document_kinds[kind] for kind in books.usual_papers]
    leading = [kind.kind for kind in kinds if kind.numbered_with not in books.usual_papers]
    orders = [order_of(reader, books, shipment, kind, today, sailing) for kind in leading]
    entered = particulars.of_shipment(reader, shipment)
    market = market_of(books, record)
    people = _people(reader, books, record, today)
    held = [one.screening for one in people if one.screening is not None]
    decided = may_be_decided(held)
    cars = _Cars(reader, books, record, lines, entered, today, decided).all(market)
    kept = _checked(books, documents.of_shipment(reader, shipment))
    issued = _issued(kept)
    drafts = {order.kind: order.snapshot() for order in orders}
    for kind in kinds:  # one that is numbered with another carries its content
        if kind.kind not in drafts:
            drafts[kind.kind] = replace(drafts[kind.numbered_with], kind=kind.kind)
    papers = {**drafts, **{paper.kind: paper for paper in issued}}
    verdicts = {car.id: car.verdict for car in cars if car.verdict is not None}
    country = record.final_destination or _country(books, record)
    return Docket(
        shipment=record,
        today=today,
        cars=tuple(cars),
        people=people,
        entered=entered,
        loading=books.ports.get(record.port_of_loading),
        discharge=books.ports.get(record.port_of_discharge),
        ports=tuple(books.ports.values()),
        market=market,
        demand=books.release_checks.demands.get(country[:2]),
        papers=tuple(papers.values()),
        issued=tuple(issued),
        kept=tuple(_kept(reader, row, packs.versions(reader)) for row in kept),
        taken=tuple(releases.taken_numbers(reader, shipment)),
        gaps=_gaps(kinds, drafts, orders[0]),
        not_latin=_not_latin(books, papers.values()),
        bank=drafts[INVOICE].bank,
        red_flags=hold_of(reader, books, shipment, verdicts),
        red_flags_answered=is_answered(reader, shipment),
        preparer=preparer,
        second=second,
        pack=books.pack.version,
        not_copied=tuple(_not_copied(books, papers, issued)),
        outdated=_outdated(reader, books, sailing, issued),
        faulty_templates=faulty_templates(reader, books, record.company, tuple(papers)),
        exporter=_exporter(reader, record, entered),
        tariff_checked_on=books.tariff_checked_on,
        draft=bl_drafts.comparison(reader, books, shipment, today),
    )


def market_of(books: Books, record: Shipment) -> Market | None:
    """Return the market that a port of discharge leads to, None where none is known."""
    country = _country(books, record)
    there = [market for market in books.markets.values() if market.country == country]
    by_port = [m for m in there if record.port_of_discharge in m.logistics.ports]
    return next(iter(by_port or there), None)


@dataclass(frozen=True, slots=True)
class _Cars:
    """Looks up the vehicles of a shipment, each with all that is checked of it."""

    reader: Rows
    books: Books
    record: Shipment
    lines: Sequence[OnBoard]
    entered: Entered
    today: date
    parties_decided: bool

    def all(self, market: Market | None) -> list[Car]:
        """Return the vehicles in the order of the papers."""
        reader, numbers = self.reader, [line.vehicle for line in self.lines]
        bench = self._bench()
        company = parties.company(reader)
        own = companies.get(reader, self.record.company).all_names
        sold = sales.of_vehicles(reader, numbers)
        paid = payments.of_sales(reader, [sale.id or 0 for sale in sold.values()])
        cost, book = costs.of_vehicles(reader, numbers), rates.book(reader)
        known = {line.vehicle: line.record for line in self.lines}
        asked, alike = self.books.release_checks.like_sales, numbers_alike(reader, known)
        likes = prices_of_likes(reader, known, asked, self.today)
        files, twins = attachments.kinds_of(reader, numbers), releases.twins(reader, numbers)
        found = []
        for line in self.lines:
            number, sale = line.vehicle, sold.get(line.vehicle)
            facts = facts_on_board(reader, bench, number, company) if bench else {}
            verdict = bench.verdict(facts) if bench else None
            certificate = certificates.latest(reader, number)
            settlement = settled(sale, paid.get(sale.id or 0, [])) if sale else None
            has = frozenset(files.get(number, ()))
            stowed = self.entered.stowed.get(number)
            elsewhere, twice = twins.get(number, ("", False))
            found.append(
                Car(
                    id=number,
                    name=name_of(line.record) or str(number),
                    record=line.record,
                    fob=line.fob,
                    verdict=verdict,
                    is_decided=self._is_decided(number, verdict),
                    admission=self._admission(market, line.record, facts),
                    sale=sale,
                    settlement=settlement,
                    paid_in=frozenset(p.currency for p in paid.get(sale.id or 0, []))
                    if sale
                    else frozenset(),
                    margin=margin_of(sale, cost[number], book, self.today) if sale else None,
                    certificate=certificate,
                    owner=owner_is(certificate.owner, own) if certificate else "",
                    differs_in=self._differs(certificate, line.record),
                    files=has,
                    lacks=tuple(kind for kind in PHOTOGRAPHS if kind not in has),
                    elsewhere=elsewhere,
                    sold_twice=twice,
                    entered=self.entered.vehicles.get(number, {}),
                    container=stowed.container if stowed else 0,
                    alike=alike.get(number, ()),
                    un_number=self._un_number(line),
                    fob_jpy=in_yen(line.fob, book, self.today),
                    market=likes.get(number),
                    **self._tariff(line.record),
                )
            )
        return found

    def _bench(self) -> Bench | None:
        """Return what judges the voyage, None while no port says where it goes."""
        if self.record.port_of_discharge not in self.books.ports:
            return None
        question = question_of(self.reader, self.books, self.record, self.today)
        return Bench(self.books, question)

    def _un_number(self, line: OnBoard) -> str:
        driven = line.record.powertrain or ""
        battery = self.entered.vehicles.get(line.vehicle, {}).get("traction_battery", "")
        day = day_of(self.record.etd) or self.today
        entries, fuel = self.books.dangerous_goods, line.record.fuel or driven
        entry = entry_for(entries, driven, fuel, battery, day)
        return entry.un_number if entry else ""

    def _is_decided(self, vehicle: int, verdict: Verdict | None) -> bool:
        if verdict is None:
            return False
        released = is_released(self.reader, self.record.id or 0, vehicle, verdict)
        return is_decided(verdict, released, self.parties_decided)

    def _admission(
        self, market: Market | None, vehicle: Vehicle, judged: Mapping[str, Fact]
    ) -> Answer | None:
        if market is None:
            return None
        known = {name: f for name in MARKET_FACTS if (f := vehicle.fact(name)) is not None}
        facts = {**known, **judged}
        case = Case(facts, Voyage(day_of(self.record.etd), day_of(self.record.eta)))
        final = self.record.final_destination
        if moves_on(market, final):
            return admit_onward(market, case, final, self.books.markets)
        return admit(market, case)

    def _differs(self, certificate: Certificate | None, held: Vehicle) -> tuple[str, ...]:
        if certificate is None:
            return ()
        said = settles(certificate, held, self.books.lookups)
        return tuple(one.name for one in differences(said, held))

    def _tariff(self, vehicle: Vehicle) -> dict[str, Any]:
        names = (*INPUTS, "hs_code")
        facts = {name: fact for name in names if (fact := vehicle.fact(name)) is not None}
        tariff = self.books.tariff
        displacement = facts.get("displacement_cc")
        crosses: tuple[int, ...] = ()
        if displacement is not None and facts.get("powertrain", _NONE).value in _BOUNDS_FOR:
            low, high = interval(displacement.value, displacement.precision)
            bounds = {b for line in tariff for b in (line.cc_over, line.cc_up_to) if b}
            crosses = tuple(sorted(b for b in bounds if low <= b < high))
        return {
            "code_against": contradictions(facts, tariff) if "hs_code" in facts else (),
            "is_unlisted": is_unlisted(facts, tariff),
            "crosses": crosses,
        }


_NONE = Fact("none")


def _people(reader: Rows, books: Books, record: Shipment, today: date) -> tuple[Person, ...]:
    """Return the parties of a shipment, each once with its roles, and those behind its sales."""
    roles = roles_of(reader, record)
    named = [parties.get(reader, number) for number in roles]
    held = screening.of_parties(reader, books, today, named)
    found = []
    for party in named:
        papers = party_papers.of_party(reader, party.id or 0)
        found.append(
            Person(
                party=party,
                roles=roles[party.id or 0],
                screening=held.get(party.id or 0),
                papers=tuple(papers),
                proofs=_proofs(reader, papers),
            )
        )
    return tuple(found)


def _proofs(reader: Rows, papers: Sequence[PartyPaper]) -> tuple[tuple[str, str], ...]:
    """Return the files that show a search by hand."""
    shown = [p.attachment for p in papers if p.kind == SEARCH_PROOF and p.attachment is not None]
    files = (attachments.get(reader, number) for number in shown)
    return tuple((file.file, file.sha256) for file in files)


def _issued(kept: Sequence[Any]) -> list[Snapshot]:
    """Return the latest issued paper of each kind."""
    from broker_app.papers import snapshot as snapshots

    latest: dict[str, Any] = {}
    for row in kept:
        if row["state"] == "issued":
            latest.setdefault(row["kind"], row)
    found = []
    for row in latest.values():
        try:
            found.append(snapshots.from_json(row["snapshot"].encode()))
        except UserError:
            continue  # said by the check of what was issued
    return found


def _checked(books: Books, rows: Sequence[Any]) -> list[Any]:
    """Return the documents to check: not the checklist, which its own issue would change."""
    shows = {kind.kind for kind in books.document_kinds.values() if kind.checks == "release"}
    return [row for row in rows if row["kind"] not in shows]


def _kept(reader: Rows, row: Any, versions: Mapping[int, str]) -> Kept:
    content: str = row["snapshot"]
    is_same = hashlib.sha256(content.encode()).hexdigest() == row["sha256"]
    intact = is_same and as_printed.doubt(reader, row["id"]) != "page_damaged"
    pack = versions.get(row["pack"], "")
    return Kept(row["kind"], row["number"], row["revision"], row["state"], intact, pack)


def _outdated(
    reader: Rows, books: Books, sailing: Sailing, issued: Sequence[Snapshot]
) -> tuple[tuple[str, str], ...]:
    """Return the issued papers that would say something else were they issued now.

    Each is worked out for its own day: what is entered makes a paper old, not the days that go by.
    One that is numbered with another is as old as the one whose content it carries.
    """
    orders: dict[tuple[str, str], Order] = {}
    found = []
    for paper in issued:
        lead = books.document_kinds[paper.kind].numbered_with or paper.kind
        if (lead, paper.date) not in orders:
            day = date.fromisoformat(paper.date)
            shipment = sailing.record.id or 0
            orders[lead, paper.date] = order_for(reader, books, shipment, lead, day, sailing)
        if says_otherwise(orders[lead, paper.date], paper):
            found.append((paper.kind, paper.number))
    return tuple(found)


def _gaps(
    kinds: Sequence[DocumentKind], drafts: Mapping[str, Snapshot], order: Order
) -> tuple[str, ...]:
    from broker_app.papers import snapshot as snapshots

    found = [key for kind in kinds for key in snapshots.problems(drafts[kind.kind], kind)]
    needed = [key for kind in kinds for key in lacking(order, kind)]
    return tuple(dict.fromkeys((*found, *needed, *order.without_country)))


def _not_copied(
    books: Books, papers: Mapping[str, Snapshot], issued: Sequence[Snapshot]
) -> Iterator[tuple[str, str]]:
    """Yield the boxes of issued papers that the paper they are copied from does not print."""
    from broker_app.papers.agreement import not_found_in
    from broker_app.papers.layout import lay_out

    kinds = books.document_kinds
    for paper in issued:
        source = papers.get(kinds[paper.kind].copied_from)
        if source is not None:
            pages = [lay_out(one, kinds[one.kind]) for one in (paper, source)]
            yield from ((paper.kind, label.replace(":", "")) for label in not_found_in(*pages))


def _exporter(reader: Rows, record: Shipment, entered: Entered) -> str:
    """Return whether the exporter on the permit is the company; empty where none is entered."""
    named = entered.shipment.get("permit_exporter", "")
    company = companies.get(reader, record.company)
    return owner_is(named, (company.name, company.name_ja)) if named else ""


def _not_latin(books: Books, papers: Any) -> tuple[str, ...]:
    from broker_app.papers import snapshot as snapshots

    kinds = books.document_kinds
    english = (one for one in papers if kinds[one.kind].language == "en")
    kept = {p.key for p in books.particulars.entries if p.as_typed}
    return tuple(dict.fromkeys(key for one in english for key in snapshots.not_latin(one, kept)))


def _country(books: Books, record: Shipment) -> str:
    port: Port | None = books.ports.get(record.port_of_discharge)
    return port.country if port else ""

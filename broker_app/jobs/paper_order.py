"""What a paper is made from: a shipment with its parties and vehicles as it stands, and the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from broker_app.domain.certificate import Certificate
from broker_app.domain.dangerous_goods import KEYS as DANGEROUS
from broker_app.domain.dangerous_goods import Entry, entry_for
from broker_app.domain.document import DocumentKind, PaperForm, PrintedCheck, Snapshot
from broker_app.domain.paper_keys import CERTIFICATE, ISSUED, keys_of
from broker_app.domain.particulars import Entered
from broker_app.domain.party import Company, Party
from broker_app.domain.shipment import Shipment
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import OnBoard, check_terms
from broker_app.jobs.templating import frozen_keys
from broker_app.store import (
    certificates,
    companies,
    documents,
    particulars,
    parties,
)
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.papers.entered import More
    from broker_app.papers.page import Page


@dataclass(frozen=True, slots=True)
class Order:
    """What one paper is made from: a shipment as it stands, and the day."""

    sailing: Sailing
    books: Books
    company: Company
    people: Mapping[int, Party]
    shipment: Shipment
    lines: Sequence[OnBoard]
    kind: str
    today: date
    entered: Entered = field(default_factory=Entered)
    certificates: Mapping[int, Certificate] = field(default_factory=dict)
    issued: tuple[tuple[str, str, str], ...] = ()
    """The papers of the shipment that stand: kind, number, ISO day."""
    templated: frozenset[str] = frozenset()
    """What the company's own templates print besides."""
    reckoned: Mapping[str, str] = field(default_factory=dict)
    reckoned_of: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """What was worked out of the shipment, and of each vehicle by its id."""
    checks: tuple[PrintedCheck, ...] = ()

    @property
    def definition(self) -> DocumentKind:
        """The kind of paper as data."""
        return self.books.document_kinds[self.kind]

    @property
    def without_country(self) -> list[str]:
        """The parties that no country is entered for, each as `consignee_country`."""
        roles = {"buyer": self.shipment.buyer, "consignee": self.shipment.consignee}
        people = ((role, self.people.get(number or 0)) for role, number in roles.items())
        return [f"{role}_country" for role, party in people if party and not party.country]

    def snapshot(self, number: str = "", revision: int = 0, day: str = "") -> Snapshot:
        """Freeze what the paper prints; without a number it is a draft.

        Prices come from the sales. Raises UserError where they and the terms contradict.
        """
        check_terms(self.lines, self.shipment)
        from broker_app.papers import snapshot as snapshots

        return snapshots.take(
            self.kind,
            self.shipment,
            self.company,
            self.people,
            self.sailing.printed,
            self.books.ports,
            number=number,
            revision=revision,
            date=day or self.today.isoformat(),
            draft=not number,
            more=self._more(),
            language=self.definition.language,
        )

    def _more(self) -> "More":
        """Return what was entered besides the shipment, as far as the paper prints it.

        A paper that others are numbered with holds what they print too: they carry its content.
        """
        from broker_app.papers.entered import More

        return More(
            wanted=wanted_of(self.books, self.kind) | self.templated,
            known=self.books.particulars,
            entered=self.entered,
            vehicles=[line.vehicle for line in self.lines],
            certificates=self.certificates,
            dangerous=self._dangerous(),
            issued=self.issued,
            reckoned=self.reckoned,
            reckoned_of=self.reckoned_of,
            checks=self.checks,
        )

    def _dangerous(self) -> Mapping[int, Entry]:
        """Return under which entry each vehicle goes to sea on the day, where one is sure."""
        if not wanted_of(self.books, self.kind).intersection(DANGEROUS):
            return {}
        day = date.fromisoformat(self.shipment.etd) if self.shipment.etd else self.today
        entries = self.books.dangerous_goods
        found = {}
        for line in self.lines:
            driven = line.record.powertrain or ""
            fuel = line.record.fuel or driven
            battery = self.entered.vehicles.get(line.vehicle, {}).get("traction_battery", "")
            found[line.vehicle] = entry_for(entries, driven, fuel, battery, day)
        return {number: entry for number, entry in found.items() if entry is not None}


def wanted_of(books: Books, kind: str) -> frozenset[str]:
    """Return what papers of a kind print, and those that carry its content."""
    kinds = books.document_kinds.values()
    printing = (keys_of(k) for k in kinds if kind in (k.kind, k.numbered_with))
    return frozenset(key for keys in printing for key in keys)


def order_of(
    reader: Rows,
    books: Books,
    shipment: int,
    kind: str,
    today: date,
    sailing: Sailing | None = None,
) -> Order:
    """Look up what a paper of a shipment is made from; its `sailing` where that is known already.

    Raises UserError for an unknown kind.
    """
    if kind not in books.shipment_papers:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.shipment_papers))
    sailing = sailing or Sailing.of(reader, books, shipment, today)
    record, lines = sailing.record, sailing.lines
    templated = frozen_keys(reader, books, record.company, kind)
    wanted = wanted_of(books, kind) | templated
    certified = lines if any(key.startswith(CERTIFICATE) for key in wanted) else []
    held = {line.vehicle: certificates.latest(reader, line.vehicle) for line in certified}
    names_papers = any(ISSUED.fullmatch(key) for key in wanted)
    return Order(
        sailing=sailing,
        books=books,
        company=companies.on_papers(reader, record.company, record.currency),
        people={p.id: p for p in parties.every(reader) if p.id is not None},
        shipment=record,
        lines=lines,
        kind=kind,
        today=today,
        entered=particulars.of_shipment(reader, shipment),
        certificates={number: one for number, one in held.items() if one is not None},
        issued=_issued(reader, shipment) if names_papers else (),
        templated=templated,
    )


def _issued(reader: Rows, shipment: int) -> tuple[tuple[str, str, str], ...]:
    """Return the latest issued paper of each kind."""
    from broker_app.papers import snapshot as snapshots

    found: dict[str, tuple[str, str, str]] = {}
    for row in documents.of_shipment(reader, shipment):
        if row["state"] == "issued" and row["kind"] not in found:
            printed = snapshots.from_json(row["snapshot"].encode())
            found[row["kind"]] = (row["kind"], printed.number, printed.date)
    return tuple(found[kind] for kind in sorted(found))


def lead_of(reader: Rows, order: Order) -> Snapshot | None:
    """Return the issued paper whose number this one carries, if it says what is true now."""
    kind = order.definition.numbered_with
    printed = standing(reader, order, kind) if kind else None
    if printed is None:
        return None
    old = says_otherwise(replace(order, kind=kind), replace(printed, kind=order.kind))
    return None if old else printed


def says_otherwise(order: Order, paper: Snapshot) -> bool:
    """Tell whether what a paper prints, or the one it is numbered with, is not so any more.

    This alone decides what is out of date, what is issued anew and what another paper may carry.
    What it does not print may change: a freight is nothing to the undertaking that the buyer
    signed. Nor is it older for a paper that was issued after it and that it would name now.
    """
    from broker_app.papers.layout import lay_out

    now = order.snapshot(paper.number, paper.revision, paper.date)
    named = {kind for kind, _, _ in paper.issued}
    now = replace(now, issued=tuple(one for one in now.issued if one[0] in named))
    then = replace(paper, kind=order.kind)
    if now == then or order.templated:  # a template may print what our own layout does not
        return now != then
    form = PaperForm(layout=paper.layout)

    def page(snapshot: Snapshot, kind: str) -> "Page":
        return lay_out(replace(snapshot, kind=kind), order.books.document_kinds[kind], form)

    return any(page(now, kind) != page(then, kind) for kind in {order.kind, paper.kind})


def standing(reader: Rows, order: Order, kind: str) -> Snapshot | None:
    """Return what the issued document of a kind prints that stands, the latest revision."""
    from broker_app.papers import snapshot as snapshots

    kept = documents.of_shipment(reader, order.shipment.id or 0)
    issued = (row for row in kept if row["kind"] == kind and row["state"] == "issued")
    row = next(issued, None)
    return snapshots.from_json(row["snapshot"].encode()) if row else None

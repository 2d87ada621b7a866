"""Registers: inspections, refunds of recycling deposits, proofs of export, papers, as reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from broker_app.domain.dates import local_day
from broker_app.domain.document import INVOICE
from broker_app.domain.margin import Turned
from broker_app.domain.money import Money
from broker_app.domain.particulars import amount_of
from broker_app.domain.registers import (
    WAITS,
    Aboard,
    deposit_jpy,
    inspection_state,
    kept_until,
    proof_state,
    refund_deadline,
    refund_state,
)
from broker_app.domain.report import WHOLE, Report, ReportColumn, ReportKind, Scope
from broker_app.domain.series import missing
from broker_app.errors import UserError
from broker_app.jobs import accounting
from broker_app.jobs.books import Books
from broker_app.jobs.names import vehicle_name
from broker_app.jobs.progress import Progress
from broker_app.jobs.shipping import lines_of
from broker_app.store import (
    certificates,
    companies,
    documents,
    numbers,
    prints,
    rates,
    registers,
    shipments,
)
from broker_app.store.database import Rows

GAP = "gap"
"""The state of a number that no paper has."""
TEXT, CODE, DAY, YEN = ReportKind.TEXT, ReportKind.CODE, ReportKind.DAY, ReportKind.YEN


def inspections(
    reader: Rows, progress: Progress, books: Books, today: date, scope: Scope = WHOLE
) -> Report:
    """Return inspections of what is on shipments that are not closed, and what they lack."""
    columns = (
        *_car(40),
        ReportColumn("inspection", ReportKind.CHOICE, 22),
        ReportColumn("inspection_body", TEXT, 24),
        ReportColumn("inspection_place", TEXT, 24),
        ReportColumn("inspection_on", DAY, 20),
        ReportColumn("inspection_number", CODE, 28),
        ReportColumn("inspected_on", DAY, 20),
        ReportColumn("inspection_until", DAY, 20),
        ReportColumn("inspected_km", ReportKind.COUNT, 18),
        ReportColumn("etd", DAY, 20),
    )
    made = _Made("inspections", columns)
    for one in _of(scope, registers.aboard(reader, closed=False)):
        state = inspection_state(one, books.must_be_inspected(one.port_of_discharge), today)
        if state == "none":
            continue
        made.add(
            one,
            state,
            one.ship("inspection_body"),
            one.ship("inspection_place"),
            one.ship("inspection_on"),
            one.car("inspection_number"),
            one.car("inspected_on"),
            one.car("inspection_until"),
            _whole(one.car("inspected_km")),
            one.etd,
        )
    return made.report()


def refunds(
    reader: Rows, progress: Progress, books: Books, today: date, scope: Scope = WHOLE
) -> Report:
    """Return the refunds of recycling deposits of what was exported, the first deadline first."""
    columns = (
        *_car(38),
        ReportColumn("refund", ReportKind.CHOICE, 24),
        ReportColumn("registration_number", TEXT, 28),
        ReportColumn("certificate", CODE, 28),
        ReportColumn("recycling_ticket", CODE, 28),
        ReportColumn("deposit", YEN, 20, adds_up=True),
        ReportColumn("permit_number", CODE, 26),
        ReportColumn("permit_on", DAY, 20),
        ReportColumn("bl_number", CODE, 26),
        ReportColumn("refund_until", DAY, 20),
        ReportColumn("refund_filed_on", DAY, 20),
        ReportColumn("refund_received", YEN, 20, adds_up=True),
        ReportColumn("refund_received_on", DAY, 20),
    )
    made = _Made("refunds", columns)
    held = {entry.certificate.vehicle: entry.certificate for entry in certificates.register(reader)}
    aboard = _of(scope, registers.aboard(reader))
    exported = [one for one in aboard if one.has_sailed or one.ship("permit_on")]
    for one in sorted(exported, key=_deadline):
        state = refund_state(one, today)
        certificate = held.get(one.vehicle)
        made.add(
            one,
            state,
            certificate.registration_number if certificate else None,
            certificate.number or certificate.reference_number if certificate else None,
            one.car("recycling_ticket"),
            deposit_jpy(one.of_car),
            one.ship("permit_number"),
            one.ship("permit_on"),
            one.ship("bl_number"),
            _iso(refund_deadline(one.ship("permit_on"))),
            one.car("refund_filed_on"),
            _yen(one.car("refund_received")),
            one.car("refund_received_on"),
        )
    return made.report()


def proofs(
    reader: Rows, progress: Progress, books: Books, today: date, scope: Scope = WHOLE
) -> Report:
    """Return the ledger of export proofs for consumption tax; amounts are yen."""
    columns = (
        *_car(34),
        ReportColumn("proof", ReportKind.CHOICE, 24),
        ReportColumn("permit_number", CODE, 24),
        ReportColumn("permit_on", DAY, 19),
        ReportColumn("permit_exporter", TEXT, 26),
        ReportColumn("exporter", TEXT, 26),
        ReportColumn("invoice", CODE, 26),
        ReportColumn("fob", YEN, 20, adds_up=True),
        ReportColumn("sales", YEN, 20, adds_up=True),
        ReportColumn("purchase", YEN, 20, adds_up=True),
        ReportColumn("input_tax", YEN, 18, adds_up=True),
        ReportColumn("deposit", YEN, 18, adds_up=True),
        ReportColumn("bl_number", CODE, 24),
        ReportColumn("kept_until", DAY, 19),
    )
    made = _Made("proofs", columns)
    entries, _ = accounting.entries_of(reader, progress, books, today)
    of_car = {entry.vehicle: entry for entry in entries}
    invoices = documents.issued(reader, INVOICE)
    names = {known.id: (known.name, known.name_ja) for known in companies.every(reader)}
    open_prices = 0
    fob = _Fob(reader, Turned(rates.book(reader), today))
    for one in _of(scope, registers.aboard(reader)):
        exporter, *other = names.get(one.company, ("",))
        state = proof_state(one, exporter, *other)
        if state == "before" or not scope.holds(one.ship("permit_on") or one.etd):
            continue
        entry = of_car.get(one.vehicle)
        price = fob.of(one)
        open_prices += price is None
        made.add(
            one,
            state,
            one.ship("permit_number"),
            one.ship("permit_on"),
            one.ship("permit_exporter") or exporter,
            exporter,
            invoices.get(one.shipment, ""),
            price,
            entry.sales if entry else None,
            entry.purchase if entry else None,
            sum(tax for _, tax in entry.taxes) if entry else None,
            deposit_jpy(one.of_car),
            one.ship("bl_number"),
            _iso(kept_until(one.ship("permit_on"))),
        )
    return made.report({"fob_open": open_prices} if open_prices else {})


def papers(
    reader: Rows, progress: Progress, books: Books, today: date, scope: Scope = WHOLE
) -> Report:
    """Return every paper ever issued and every number that none has, the latest first.

    A number that nobody took is of no company and no day: only the whole register tells it.
    """
    columns = (
        ReportColumn("paper", ReportKind.PAPER, 44),
        ReportColumn("number", CODE, 34),
        ReportColumn("revision", ReportKind.COUNT, 16),
        ReportColumn("document", ReportKind.CHOICE, 24),
        ReportColumn("shipment", CODE, 30),
        ReportColumn("issued_on", DAY, 22),
        ReportColumn("by", TEXT, 24),
        ReportColumn("prints", ReportKind.COUNT, 16),
        ReportColumn("why", TEXT, 56),
    )
    counts = prints.counts(reader)
    rows: list[tuple[Any, ...]] = []
    latest: dict[tuple[str, str], int] = {}
    for row in documents.every(reader):
        first = latest.setdefault((row["kind"], row["number"]), row["id"]) == row["id"]
        if not (scope.is_of(row["company"]) and scope.holds(_day(row["issued_at"]) or "")):
            continue
        state = row["state"] if first or row["state"] != "issued" else "replaced"
        rows.append(
            (
                row["kind"],
                row["number"],
                row["revision"],
                state,
                row["shipment_number"],
                _day(row["issued_at"]),
                row["issued_by"],
                counts.get(row["id"], 0),
                row["cancelled_why"],
            )
        )
    if scope != WHOLE:
        return Report("papers", columns, tuple(rows))
    gaps = [
        (kind, number, None, GAP, None, None, None, None, None)
        for kind, number in missing_numbers(reader, books)
    ]
    rows += gaps + [
        ("", row["number"], None, "undone", None, _day(row["at"]), row["who"], None, None)
        for row in _undone(reader)
    ]
    return Report("papers", columns, tuple(rows), {"numbers_missing": len(gaps)} if gaps else {})


def missing_numbers(reader: Rows, books: Books) -> list[tuple[str, str]]:
    """Return the kind and number of every number below a higher one that nobody ever took.

    A kind that is numbered with another has no numbers of its own; shipments are of kind "".
    """
    kinds = books.document_kinds
    taken: dict[tuple[str, str], list[str]] = {}
    elsewhere = [known.used_elsewhere for known in companies.every(reader)]
    for row in numbers.every(reader):
        of_own = row["kind"] not in kinds or not kinds[row["kind"]].numbered_with
        if row["series"] and of_own:
            taken.setdefault((row["kind"], row["series"]), []).append(row["number"])
    return [
        (kind if kind in kinds else "", number)
        for (kind, series), used in taken.items()
        for number in missing(
            series, [*used, *numbers.used(reader, kind)], [one.get(kind, "") for one in elsewhere]
        )
    ]


@dataclass(frozen=True, slots=True)
class Edits:
    """Which columns of a register are particulars that can be entered there, by scope."""

    ship: Sequence[str] = ()
    car: Sequence[str] = ()


EDITS: Mapping[str, Edits] = {
    "inspections": Edits(
        ("inspection_body", "inspection_place", "inspection_on"),
        (
            "inspection_number",
            "inspected_on",
            "inspection_until",
            "inspected_km",
            "inspection_result",
        ),
    ),
    "refunds": Edits(
        ("permit_number", "permit_on", "bl_number"),
        (
            "recycling_ticket",
            "deposit_dust",
            "deposit_airbag",
            "deposit_gas",
            "deposit_information",
            "refund_filed_on",
            "refund_received",
            "refund_received_on",
        ),
    ),
    "proofs": Edits(
        ("permit_number", "permit_on", "permit_exporter", "notice_issued", "bl_number"), ()
    ),
}


class _Made:
    """A register while it is put together."""

    def __init__(self, key: str, columns: tuple[ReportColumn, ...]) -> None:
        self._key, self._columns = key, columns
        self._rows: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Aboard, bool]] = []

    def add(self, one: Aboard, state: str, *values: Any) -> None:
        head = (vehicle_name(one.maker, one.model), one.chassis_number, one.shipment_number)
        self._rows.append((*head, state, *(value if value != "" else None for value in values)))
        self._lines.append((one, state in WAITS or state == "notice"))

    def report(self, left_out: Mapping[str, int] | None = None) -> Report:
        return Report(
            self._key,
            self._columns,
            tuple(self._rows),
            left_out or {},
            vehicles=tuple(one.vehicle for one, _ in self._lines),
            shipments=tuple(one.shipment for one, _ in self._lines),
            waiting=frozenset(place for place, (_, waits) in enumerate(self._lines) if waits),
        )


class _Fob:
    """The FOB value of a vehicle on a shipment in yen, by the rate of its permit."""

    def __init__(self, reader: Rows, turned: Turned) -> None:
        self._reader, self._turned = reader, turned
        self._known: dict[int, dict[int, Money]] = {}

    def of(self, one: Aboard) -> int | None:
        if one.shipment not in self._known:
            self._known[one.shipment] = self._look_up(one.shipment)
        price = self._known[one.shipment].get(one.vehicle)
        if price is None or not price.minor_units:
            return None
        yen = self._turned.sum([(price, one.ship("permit_on") or one.etd, "")])
        return None if yen is None else yen.minor_units

    def _look_up(self, shipment: int) -> dict[int, Money]:
        try:
            lines = lines_of(self._reader, shipments.get(self._reader, shipment))
        except UserError:  # prices that contradict each other are told where they are entered
            return {}
        return {line.vehicle: line.fob for line in lines}


def _of(scope: Scope, aboard: Sequence[Aboard]) -> list[Aboard]:
    """Return what is on the shipments of the company that is asked for."""
    return [one for one in aboard if scope.is_of(one.company)]


def _car(width: float) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn("vehicle", ReportKind.NAME, width),
        ReportColumn("chassis_number", CODE, 36),
        ReportColumn("shipment", CODE, 28),
    )


def _deadline(one: Aboard) -> str:
    return _iso(refund_deadline(one.ship("permit_on"))) or "9"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _whole(value: str) -> int | None:
    return round(float(value)) if value else None


def _yen(value: str) -> int | None:
    return amount_of(value)[1] if value else None


def _undone(reader: Rows) -> list[Any]:
    """Return the numbers of shipments that are no more."""
    standing = {shipment.number for shipment in shipments.every(reader)}
    taken = numbers.every(reader, ("SH",))
    return [row for row in taken if row["number"] not in standing]


def _day(moment: str) -> str:
    return local_day(moment).isoformat()

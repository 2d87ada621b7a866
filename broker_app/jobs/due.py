"""Due: what waits or is overdue in the records themselves, and how anything due is said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from broker_app import words
from broker_app.domain.certificate import term_of
from broker_app.domain.document import INVOICE
from broker_app.domain.due import (
    CUTS,
    SENT_DAYS,
    SETTINGS,
    SHIPMENTS,
    SOON_DAYS,
    Due,
    in_order,
)
from broker_app.domain.money import Money
from broker_app.domain.registers import (
    Aboard,
    inspection_state,
    proof_state,
    refund_deadline,
    refund_state,
)
from broker_app.domain.shipment import AT_SEA, Shipment
from broker_app.jobs import paying
from broker_app.jobs.books import Books
from broker_app.jobs.names import vehicle_name
from broker_app.store import (
    bank_accounts,
    certificates,
    companies,
    documents,
    registers,
    releases,
    shipments,
)
from broker_app.store.database import Rows

INSPECTED = {"missing": "inspection_missing", "failed": "inspection_failed"}
INSPECTED |= {"expired": "inspection_expired", "asked": "inspection_asked"}
INSPECTED |= {"late": "inspection_late"}
REFUNDED = {"near": "refund_near", "late": "refund_late"}


def due(reader: Rows, books: Books, today: date) -> list[Due]:
    """Return what is due in records by `SOON_DAYS` from today, overdue things first, by day."""
    found = [
        *certificates_due(reader, today),
        *voyages_due(reader, books, today),
        *unpaid(reader, today),
        *accounts(reader),
    ]
    return in_order(found)


def said(one: Due) -> str:
    """Return what is due as a sentence."""
    day = words.day(date.fromisoformat(one.day)) if one.day else ""
    return words.say(f"due.{one.kind}", day=day, count=one.count, **in_words(one))


def in_words(one: Due) -> dict[str, Any]:
    """Return the values of its sentence in the language in use."""
    values = {key: _in_words(key, value) for key, value in one.values.items()}
    if one.parts:
        values["parts"] = words.listed(part(piece) for piece in one.parts)
    return values


def part(piece: Due) -> str:
    """Return a part of what is due with its count: `Displacement is missing 9`."""
    if piece.kind == "list":
        return said(piece)
    return words.say("due.part", what=said(piece), number=words.number(piece.count))


def _in_words(key: str, value: Any) -> Any:
    if key == "cut":
        return words.say(f"due.cut.{value}")
    if key == "fact":
        return words.fact(value)
    if isinstance(value, Mapping):
        return words.in_both(value)
    if isinstance(value, Money):
        return words.money(value.minor_units, value.currency)
    return words.day(value) if isinstance(value, date) else value


def certificates_due(reader: Rows, today: date) -> Iterator[Due]:
    """Yield the export certificates that end soon, or have to go back."""
    for entry in certificates.register(reader):
        term = term_of(entry.certificate, today, entry.exported)
        if term is None or term.exported or not (term.expired or term.days_left <= SOON_DAYS):
            continue
        named = vehicle_name(entry.maker, entry.model)
        back = term.return_by
        yield Due(
            kind="certificate_return" if back else "certificate_soon",
            day=(back or term.scheduled_on).isoformat(),
            overdue=term.expired,
            target=entry.certificate.vehicle,
            vehicle=entry.certificate.vehicle,
            shipment=entry.shipment,
            values={"name": named, "chassis": entry.chassis_number},
        )


def voyages_due(reader: Rows, books: Books, today: date) -> list[Due]:
    """Return what shipments and the vehicles on them wait for, up to `SOON_DAYS` from today."""
    aboard = registers.aboard(reader)
    last = (today + timedelta(days=SOON_DAYS)).isoformat()
    found = (*_cars(reader, books, aboard, today), *_shipments(reader, aboard, today))
    return [one for one in found if one.day <= last]


def _cars(reader: Rows, books: Books, aboard: Sequence[Aboard], today: date) -> Iterator[Due]:
    names = {known.id: (known.name, known.name_ja) for known in companies.every(reader)}
    for one in aboard:
        refund = REFUNDED.get(refund_state(one, today))
        if refund:
            until = refund_deadline(one.ship("permit_on"))
            yield _of_car(one, refund, today.isoformat() if refund == "refund_near" else until)
        if not one.has_sailed and one.etd:
            required = books.must_be_inspected(one.port_of_discharge)
            state = INSPECTED.get(inspection_state(one, required, today))
            if state == INSPECTED["late"]:
                yield _of_car(one, state, one.ship("inspection_on"), True)
            elif state:
                yield _of_car(one, state, one.etd, one.etd < today.isoformat())
        elif proof_state(one, *names.get(one.company, ("",))) == "notice":
            yield _of_car(one, "proof_notice", one.ship("permit_on"), True)


def _of_car(one: Aboard, kind: str, day: date | str | None, overdue: bool | None = None) -> Due:
    on = day.isoformat() if isinstance(day, date) else day or ""
    return Due(
        kind=kind,
        day=on,
        overdue=kind == "refund_late" if overdue is None else overdue,
        page=SHIPMENTS,
        target=one.shipment,
        vehicle=one.vehicle,
        shipment=one.shipment,
        values={
            "name": vehicle_name(one.maker, one.model),
            "chassis": one.chassis_number,
            "number": one.shipment_number,
            "until": refund_deadline(one.ship("permit_on")) or "",
        },
    )


def _shipments(reader: Rows, aboard: Sequence[Aboard], today: date) -> Iterator[Due]:
    entered = {one.shipment: one.of_ship for one in aboard}
    issued = documents.issued(reader, INVOICE)
    for shipment in shipments.every(reader):
        known = entered.get(shipment.id or 0)
        if known is None or shipment.state == "closed":
            continue  # an empty shipment waits for nothing yet
        if shipment.state in AT_SEA:
            yield from _sailed(shipment, known, (shipment.id or 0) in issued, today)
            if releases.latest(reader, shipment.id or 0) is None:
                yield _of_shipment(shipment, "not_released", shipment.etd, True)
        else:
            yield from _before_sailing(shipment, known, today)


def _before_sailing(shipment: Shipment, known: Mapping[str, str], today: date) -> Iterator[Due]:
    on = today.isoformat()
    for cut in CUTS:
        day = known.get(cut, "")
        if day:
            kind = "cut_passed" if day < on else "cut_near"
            yield _of_shipment(shipment, kind, day, day < on, cut=cut)
    if shipment.etd and shipment.etd < on:
        yield _of_shipment(shipment, "etd_passed", shipment.etd, True)


def _sailed(
    shipment: Shipment, known: Mapping[str, str], issued: bool, today: date
) -> Iterator[Due]:
    if not issued:
        yield _of_shipment(shipment, "papers_draft", shipment.etd, True)
    if not known.get("permit_number") or not known.get("permit_on"):
        yield _of_shipment(shipment, "permit_missing", shipment.etd, True)
    start = known.get("on_board_date") or shipment.etd
    if shipment.state == "sailed" and not known.get("sent_on") and start:
        last = date.fromisoformat(start) + timedelta(days=SENT_DAYS)
        yield _of_shipment(shipment, "papers_not_sent", last.isoformat(), last < today)


def _of_shipment(shipment: Shipment, kind: str, day: str, overdue: bool, **values: str) -> Due:
    return Due(
        kind=kind,
        day=day,
        overdue=overdue,
        page=SHIPMENTS,
        target=shipment.id or 0,
        shipment=shipment.id,
        values={"number": shipment.number, **values},
    )


def unpaid(reader: Rows, today: date) -> Iterator[Due]:
    """Yield the sales of which something is owed and whose due day is past or near."""
    last = (today + timedelta(days=SOON_DAYS + 1)).isoformat()
    for late in paying.open_before(reader, last, today):
        owed = late.settlement.balance
        yield Due(
            kind="unpaid" if late.days else "payment_near",
            day=late.sale.due_on,
            overdue=late.days > 0,
            target=late.sale.vehicle,
            vehicle=late.sale.vehicle,
            values={
                "name": late.vehicle,
                "buyer": late.buyer,
                "owed": owed,
            },
        )


def accounts(reader: Rows) -> Iterator[Due]:
    """Yield the bank accounts that wait for a second person, and prefixes that several have."""
    names = {known.id: known.name for known in companies.every(reader)}
    for account in bank_accounts.every(reader):
        if account.waits:
            yield Due(
                kind="account_waits",
                page=SETTINGS,
                target="banks",
                values={
                    "name": account.bank,
                    "company": names.get(account.company, ""),
                    "by": account.entered_by,
                },
            )
    for known in companies.every(reader):
        other = companies.with_prefix_of(reader, known)
        if other is not None and (other.id or 0) < (known.id or 0):
            yield Due(
                kind="prefix_shared",
                page=SETTINGS,
                target="company",
                values={"prefix": known.number_prefix, "name": other.name, "other": known.name},
            )

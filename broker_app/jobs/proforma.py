"""Proforma invoices: of vehicles offered or sold to one buyer, numbered, kept as printed."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.document import Snapshot
from broker_app.domain.money import Money
from broker_app.domain.offer import open_offers
from broker_app.domain.party import Company
from broker_app.domain.proforma import JAPANESE_PORT, KIND, MODES, VALID_DAYS, Proforma
from broker_app.domain.question import Question, planned_day
from broker_app.domain.shipment import Agreed, Shipment, fob_prices
from broker_app.domain.state import GIVEN_BACK
from broker_app.errors import UserError
from broker_app.jobs import as_printed, dealing, giving_out, issuing, numbering, printing, refusing
from broker_app.jobs.books import Books
from broker_app.jobs.issuing import WORKBOOK, Form, Paper, Shown, Target, target_of
from broker_app.jobs.judging import Bench
from broker_app.jobs.names import called
from broker_app.jobs.paper_order import Order
from broker_app.jobs.progress import Progress
from broker_app.jobs.readiness import Readiness, hits_on, holds_of, screened_of, unscreened_of
from broker_app.jobs.sailing import Sailing
from broker_app.jobs.shipping import OnBoard, facts_on_board, refuse_blocked, refuse_ended
from broker_app.store import (
    companies,
    documents,
    offers,
    packs,
    parties,
    proformas,
    sales,
    vehicles,
    write,
)
from broker_app.store.database import Database, Rows

DAYS_TO_EXPORT = 30
WHOLE = 100


def buyers_of(reader: Rows, chosen: Iterable[int], today: date) -> list[int]:
    """Return the parties that all of these vehicles are sold to, or have open offers for."""
    common: list[int] | None = None
    for vehicle in chosen:
        sale = sales.of_vehicle(reader, vehicle)
        if sale is not None:
            found = [sale.buyer]
        else:
            made = open_offers(offers.of_vehicle(reader, vehicle), today)
            found = list(dict.fromkeys(offer.party for offer in made))
        common = found if common is None else [party for party in common if party in found]
    return common or []


def begin(reader: Rows, chosen: Sequence[int], buyer: int, today: date) -> Proforma:
    """Return a proforma invoice to fill in: its terms are those agreed, else those of the last one.

    Raises UserError where a vehicle is neither sold to the buyer nor offered to him, and where the
    vehicles are priced in several currencies.
    """
    if not chosen:
        raise UserError("proforma_empty")
    agreed = [_agreed(reader, vehicle, buyer, today) for vehicle in chosen]
    currencies = dict.fromkeys(one.price.currency for one in agreed)
    if len(currencies) > 1:
        raise UserError("proforma_currencies", currencies=", ".join(currencies))
    standing = proformas.standing(reader, chosen, buyer)
    last = proformas.terms_of(standing) if standing else proformas.last_terms(reader, buyer)
    terms = last or Proforma()
    if standing is None:  # charges are those of other vehicles
        terms = replace(terms, freight=0, insurance=0, latest_shipment="")
    return replace(
        terms,
        vehicles=tuple(chosen),
        buyer=buyer,
        currency=next(iter(currencies)),
        incoterm=agreed[0].incoterm,
        valid_until=(today + timedelta(days=VALID_DAYS)).isoformat(),
    )


def look_at(reader: Rows, books: Books, made: Proforma, today: date) -> Shown:
    """Return a proforma invoice to look at, as a draft, with what keeps it one."""
    asked = _asked(reader, books, made, today)
    page = issuing.paper_page(reader, books, asked.snapshot(), asked.order.company.id)
    return Shown(asked.snapshot(), page, holds_of(_readiness(reader, asked)))


def read_percent(text: str) -> int:
    """Read a share of the total: `30`, `30 %`, `３０％`; empty is none.

    Raises UserError for anything but a whole number up to 100.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not plain:
        return 0
    if not (plain.isascii() and plain.isdigit() and int(plain[:4]) <= WHOLE):
        raise UserError("proforma_deposit", value=text.strip()[:20])
    return int(plain)


def kept(reader: Rows, books: Books, document: int) -> Shown:
    """Return an issued proforma invoice as it was printed."""
    from broker_app.papers import snapshot as snapshots

    row = documents.get(reader, document)
    printed = snapshots.from_json(row["snapshot"].encode())
    page = issuing.paper_page(reader, books, printed, None, document)  # it has one layout
    kept = as_printed.is_kept(reader, document)
    return Shown(printed, page, document=document, as_printed=kept)


def write_proforma(
    db: Database,
    progress: Progress,
    books: Books,
    made: Proforma,
    folder: Path,
    who: str,
    today: date,
    form: Form = WORKBOOK,
    templated: bool = True,
    number: str = "",
) -> tuple[Paper, Changes]:
    """Write a proforma invoice: issued where it is ready, else as a draft that says so.

    `number` is one typed by hand, else it takes the next one. The same vehicles for the same buyer
    keep their number, with another revision where something changed. Raises UserError for a number
    that cannot be taken, where the law blocks a vehicle for the buyer's country, and where the
    prices, terms and days contradict each other.
    """
    progress(0, 2, "progress.checking", shipment=books.document_kinds[KIND].title)
    asked = _asked(db.connection, books, made, today)
    state = _readiness(db.connection, asked)
    for line in asked.order.lines:
        if line.vehicle in state.verdicts:
            refuse_blocked(line.record, state.verdicts[line.vehicle])
    progress(1, 2, "progress.writing", shipment=books.document_kinds[KIND].title)
    target = target_of(db.connection, asked.order, folder, form, templated=templated)
    if state.ready:
        return _issue(db, asked, state, target, who, _number(db.connection, asked, number))
    snapshot = asked.snapshot()
    path = issuing.write_file(db.connection, books, snapshot, target)
    return Paper(path, snapshot, holds_of(state)), giving_out.note_if_written(
        db, "draft", path, who
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is made, and what the paper is made from."""

    made: Proforma
    order: Order

    def snapshot(self, number: str = "", revision: int = 0, day: str = "") -> Snapshot:
        """Freeze what the paper prints; without a number it is a draft."""
        frozen = self.order.snapshot(number, revision, day)
        return replace(
            frozen,
            valid_until=self.made.valid_until,
            mode=self.made.mode,
            deposit=_share(frozen.total, self.made.deposit_percent),
        )


def following(reader: Rows, books: Books, made: Proforma, today: date, typed: str = "") -> str:
    """Return the number that it takes, or has; a `typed` one where it can be taken.

    Raises UserError for one that cannot be.
    """
    asked = _asked(reader, books, made, today)
    standing = proformas.standing(reader, asked.made.vehicles, asked.made.buyer)
    number = _number(reader, asked, typed)
    return number or (
        standing["number"] if standing else numbering.next_number(reader, asked.order)
    )


def _number(reader: Rows, asked: _Asked, text: str) -> str:
    """Read a number that is typed for it; empty stays so, and so does the one it has."""
    number = numbering.read_number(text)
    standing = proformas.standing(reader, asked.made.vehicles, asked.made.buyer)
    if number and standing is None:
        numbering.refuse_used(reader, asked.order, number)
    elif number and standing is not None and number != standing["number"]:
        raise UserError("number_stands", number=standing["number"])
    return number


def _share(total: int, percent: int) -> int:
    """Return a share of a total in minor units, rounded half up."""
    return (total * percent + 50) // 100


def _asked(reader: Rows, books: Books, made: Proforma, today: date) -> _Asked:
    checked = _checked(reader, books, made, today)
    shipment = checked.as_shipment()
    lines = _lines(reader, checked, shipment, today)
    order = Order(
        sailing=Sailing(reader, books, shipment, lines, today),
        books=books,
        company=_company_of(reader, checked.vehicles, checked.currency),
        people={p.id: p for p in parties.every(reader) if p.id is not None},
        shipment=shipment,
        lines=lines,
        kind=KIND,
        today=today,
    )
    return _Asked(checked, order)


def _company_of(reader: Rows, chosen: Sequence[int], currency: str) -> Company:
    """Return whose vehicles they are: its letterhead and its bank stand on the paper."""
    held = sorted(set(companies.of_vehicles(reader, chosen).values()))
    if len(held) > 1:
        names = words.listed(companies.get(reader, number).name for number in held)
        raise UserError("proforma_companies", names=names)
    return companies.on_papers(reader, held[0] if held else None, currency)


def _checked(reader: Rows, books: Books, made: Proforma, today: date) -> Proforma:
    if not made.vehicles:
        raise UserError("proforma_empty")
    if not made.buyer:
        raise UserError("sale_needs_buyer")
    people = (made.buyer, made.consignee, made.notify)
    dealing.refuse_barred(reader, (party for party in people if party is not None))
    if made.mode not in MODES:
        raise UserError("proforma_mode", value=made.mode)
    if not 0 <= made.deposit_percent <= WHOLE:
        raise UserError("proforma_deposit", value=made.deposit_percent)
    for amount in (made.freight, made.insurance):
        refusing.refuse_terms(Money(amount, made.currency), made.incoterm)
    for vehicle in made.vehicles:
        car = vehicles.get(reader, vehicle)
        for day in (made.valid_until, made.latest_shipment):
            refusing.refuse_day(car, day)
    for day in (made.valid_until, made.latest_shipment):
        if day and day < today.isoformat():
            raise UserError("proforma_day_past", day=date.fromisoformat(day))
    return replace(made, **_ports(books, made))


def _ports(books: Books, made: Proforma) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("port_of_loading", "port_of_discharge"):
        text = getattr(made, name).strip()
        settled = text and not (name == "port_of_loading" and text.upper() == JAPANESE_PORT)
        found[name] = books.find_port(text).unlocode if settled else text.upper()
    return found


def _lines(reader: Rows, made: Proforma, shipment: Shipment, today: date) -> list[OnBoard]:
    agreed = [_agreed(reader, vehicle, made.buyer, today) for vehicle in made.vehicles]
    records = [vehicles.get(reader, vehicle) for vehicle in made.vehicles]
    fob = fob_prices(agreed, shipment)
    return [OnBoard(*line) for line in zip(made.vehicles, records, agreed, fob, strict=True)]


def _agreed(reader: Rows, vehicle: int, buyer: int, today: date) -> Agreed:
    """Return what a vehicle is sold to the buyer for, else what he is offered it for."""
    record = vehicles.get(reader, vehicle)
    volume = None if record.volume_m3 is None else Decimal(str(record.volume_m3))
    sale = sales.of_vehicle(reader, vehicle)
    if sale is not None:
        if sale.buyer != buyer:
            name = parties.get(reader, sale.buyer).name
            raise UserError("proforma_other_buyer", vehicle=called(record), buyer=name)
        return Agreed(sale.money, sale.incoterm, volume)
    made = open_offers(offers.of_vehicle(reader, vehicle), today)
    offer = next((offer for offer in made if offer.party == buyer), None)
    if offer is None:
        raise UserError("proforma_not_offered", vehicle=called(record))
    refuse_ended(reader, vehicle, record, GIVEN_BACK)
    refusing.refuse_held(reader, vehicle, buyer, today)
    return Agreed(offer.money, offer.incoterm, volume)


def _readiness(reader: Rows, asked: _Asked) -> Readiness:
    """Judge every vehicle for the buyer's country, and list what the paper still lacks."""
    from broker_app.papers import snapshot as snapshots

    order = asked.order
    question = _question(reader, asked)
    verdicts = {}
    if question is not None:
        bench = Bench(order.books, question)
        verdicts = {
            line.vehicle: bench.verdict(facts_on_board(reader, bench, line.vehicle, order.company))
            for line in order.lines
        }
    missing = snapshots.problems(asked.snapshot(), order.definition) + order.without_country
    screened = screened_of(reader, order.books, order.shipment, order.today)
    unscreened = unscreened_of(screened)
    return Readiness(verdicts, tuple(missing), hits=hits_on(screened), unscreened=unscreened)


def _question(reader: Rows, asked: _Asked) -> Question | None:
    """Return what the law is asked; None where nobody knows where the goods go."""
    from broker_app.jobs.screening import state_of  # with every reader of lists: loaded late

    shipment, people = asked.order.shipment, asked.order.people
    port = asked.order.books.ports.get(shipment.port_of_discharge)
    buyer = people.get(asked.made.buyer)
    country = port.country if port else (buyer.country if buyer else "")
    if not country:
        return None
    numbers = (asked.made.buyer, asked.made.consignee, asked.made.notify)
    named = [number for number in numbers if number is not None and number in people]
    by = shipment.etd
    return Question(
        destination=country,
        on=date.fromisoformat(by) if by else planned_day(asked.order.today, DAYS_TO_EXPORT),
        final_destination=shipment.final_destination,
        party=state_of(reader, asked.order.books, named, asked.order.today),
    )


def _issue(
    db: Database, asked: _Asked, state: Readiness, target: Target, who: str, typed: str
) -> tuple[Paper, Changes]:
    """Give the paper its number and keep it as printed; an unchanged one is written again."""
    from broker_app.papers import snapshot as snapshots

    reader, order, made = db.connection, asked.order, asked.made
    row = proformas.standing(reader, made.vehicles, made.buyer)
    if row is None:
        snapshot = asked.snapshot(typed or numbering.next_number(reader, order))
    else:
        printed = snapshots.from_json(row["snapshot"].encode())
        if asked.snapshot(printed.number, printed.revision, printed.date) == printed:
            path = issuing.write_file(reader, order.books, printed, target, row["id"])
            kept = as_printed.is_kept(reader, row["id"])
            return Paper(path, printed, (), kept), printing.note_file(db, row["id"], path, who)
        snapshot = asked.snapshot(printed.number, printed.revision + 1)
    number = snapshot.number
    with write.step(db, "issue", who, kind=KIND, number=number, shipment="") as step:
        pack = packs.put(step, reader, order.books.pack, order.books.pack_bytes)
        numbering.take(step, reader, order, snapshot)
        document = documents.add(step, issuing.row_of(order, snapshot, state, pack))
        proformas.add(step, document, made)
        as_printed.keep(step, reader, order.definition, document, snapshot, target.company)
        path = issuing.write_file(reader, order.books, snapshot, target, document)
        printing.note(step, document, path)
    tables = frozenset({"document", "proforma", "print_log"})
    return Paper(path, snapshot, ()), Changes(tables, step.number)

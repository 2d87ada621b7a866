"""Shipping: a shipment, its terms, and the vehicles sold to go on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.dates import is_partial
from broker_app.domain.guard import NOT_CLEARED
from broker_app.domain.money import Money
from broker_app.domain.party import Company
from broker_app.domain.question import Question
from broker_app.domain.release.record import about
from broker_app.domain.sale import Sale, settled
from broker_app.domain.series import SHIPMENT, SHIPMENT_PATTERN, on_day
from broker_app.domain.shipment import (
    BY_CHECKS,
    INCOTERMS,
    STATES,
    WITH_FREIGHT,
    Agreed,
    Shipment,
    fob_prices,
    holds_more,
)
from broker_app.domain.state import ENDS
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome, Verdict
from broker_app.errors import UserError
from broker_app.intake.facts_csv import read_place
from broker_app.jobs import dealing, explaining, refusing
from broker_app.jobs.books import Books
from broker_app.jobs.finding_parties import ship_named
from broker_app.jobs.following import follow, let_go
from broker_app.jobs.judging import Bench, facts_of
from broker_app.jobs.names import called
from broker_app.jobs.people import ON_PAPERS, roles_of
from broker_app.jobs.setting_out import goes_on, refuse_begun, refuse_unreleased
from broker_app.jobs.typed_texts import refuse_long
from broker_app.store import (
    companies,
    documents,
    guards,
    numbers,
    offers,
    parties,
    payments,
    sales,
    shipments,
    states,
    vehicles,
    write,
)
from broker_app.store.database import Database, Rows
from broker_app.store.write import Step

MOVED = {"vehicle", "vehicle_state"}
"""Tables that change where vehicles move with their shipment."""


def new_shipment(
    db: Database, books: Books, who: str, today: date, values: Mapping[str, Any]
) -> tuple[int, Changes]:
    """Make a shipment; it gets the next number of the month. Returns its id.

    It belongs to the company that new ones belong to, where none is named. Ports may be given by
    name or UN/LOCODE. Raises UserError for an unknown port or term, for a state that a
    new one cannot have, and for a party that nothing may be shipped to.
    """
    owner = {"company": companies.for_new(db.connection)}
    shipment = _checked(Shipment(**(owner | dict(values))), books)
    refuse_begun(shipment)
    dealing.refuse_barred_aboard(db.connection, shipment)
    with write.step(db, "shipment_new", who) as step:
        company = companies.get(db.connection, shipment.company)
        shipment.number = _take_number(step, db.connection, company, today, shipment.number)
        number = shipments.add(step, shipment)
    return number, Changes(frozenset({"shipment"}), step.number, rows_moved=True)


def change_shipment(
    db: Database,
    books: Books,
    shipment: int,
    values: Mapping[str, Any],
    who: str,
    today: date,
    why: str = "",
) -> Changes:
    """Change terms, ports, people, dates or the state of a shipment; its vehicles follow its state.

    Freight and insurance are amounts of the old currency: with another one they are asked anew.
    What was sold to the old buyer is sold to the new one, and the vehicles on board go to another
    company with their shipment. Raises UserError where papers name the company already; without a
    reason where another destination is named after the law has blocked a vehicle on board, or not
    cleared it, or where it sails or is closed and two people have not released it; where a shipment
    would come to a later state with a vehicle that the law blocks; and for a party that nothing may
    be shipped to, named anew or on a shipment that would come to a later state.
    """
    reader = db.connection
    number = shipments.get(reader, shipment).number
    with write.step(db, "shipment_change", who, why, number=number) as step:
        # Looked at inside the step: nobody changes shipment or vehicle meanwhile.
        before = shipments.get(reader, shipment)
        record = _changed(books, before, values)
        turned = _allowed(reader, books, before, record, today, why)
        shipments.change(step, record)
        for vehicle, outcome in turned:
            places = {"before": _ends_at(books, before), "after": _ends_at(books, record)}
            said = {"fact": "destination", "outcome": outcome.value, "why": why.strip()}
            guards.add(step, vehicle, said | places)
        moved = _sell_on(step, reader, before, record)
        given_away = owner_of(before) != owner_of(record)
        if given_away:
            companies.give(step, shipments.vehicles(reader, shipment), owner_of(record))
        followed = record.state != before.state and _follow(step, reader, record, today)
    also = {"sale", "offer"} if moved else set()
    also |= {"vehicle"} if given_away else set()
    return Changes(frozenset({"shipment"} | also | (MOVED if followed else set())), step.number)


def _changed(books: Books, before: Shipment, values: Mapping[str, Any]) -> Shipment:
    """Return a shipment with other values; amounts of another currency are asked anew."""
    if values.get("currency", before.currency) != before.currency:
        values = {"freight": 0, "insurance": 0} | dict(values)
    record = _checked(replace(before, **values), books)
    if record.state != before.state and record.state in BY_CHECKS:
        raise UserError("state_by_checks", state=words.say(f"shipment.state_{record.state}"))
    return _taken_back(before, record)


def _allowed(
    reader: Rows, books: Books, before: Shipment, record: Shipment, today: date, why: str
) -> list[tuple[int, Outcome]]:
    """Refuse a change that may not be; returns vehicles that were not cleared for where it went."""
    _refuse_people(reader, before, record)
    if owner_of(before) != owner_of(record):
        _refuse_issued(reader, before)
    turned = _turned_away(reader, books, before, record, today)
    if turned and not why.strip():
        raise UserError("reason_needed", fact="destination", verdict=turned[0][1].value)
    if goes_on(before, record):
        _refuse_barred(reader, books, record, today)
    refuse_unreleased(reader, before, record, why)
    return turned


def add_vehicle(
    db: Database, books: Books, shipment: int, vehicle: int, price: int, who: str, today: date
) -> Changes:
    """Sell a vehicle to the buyer of a shipment and put it on; price in minor units.

    A vehicle that is sold already keeps the term and the payments of its sale. Raises UserError
    with the finding where the law blocks the vehicle for this shipment, where nothing may be
    shipped to one of its parties, and where the vehicle stands on another shipment, is sold to
    another buyer, held for one, belongs to another company, or has left the stock in Japan.
    """
    reader = db.connection
    number = shipments.get(reader, shipment).number
    with write.step(db, "shipment_add", who, number=number, vehicle=vehicle) as step:
        # Looked at inside the step: nobody ships or sells the vehicle meanwhile.
        record = shipments.get(reader, shipment)
        sale = _sale_on_board(reader, books, record, vehicle, price, today)
        sales.put(step, reader, sale)
        shipments.put_on(step, reader, shipment, vehicle)
        _take_back(step, record)
        follow(step, reader, record, [vehicle], today)
    tables = frozenset({"shipment", "shipment_vehicle", "sale", *MOVED})
    return Changes(tables, step.number)


def _sale_on_board(
    reader: Rows, books: Books, record: Shipment, vehicle: int, price: int, today: date
) -> Sale:
    """Return the sale of a vehicle that goes on a shipment; refuses one that may not."""
    elsewhere = shipments.shipment_of(reader, vehicle)
    if elsewhere is not None:
        number = shipments.get(reader, elsewhere).number
        raise UserError("vehicle_on_shipment", shipment=number)
    if price < 0:
        raise UserError("price_negative")
    dealing.refuse_barred_aboard(reader, record)
    car = vehicles.get(reader, vehicle)
    refuse_ended(reader, vehicle, car)
    verdict = verdict_on_board(reader, books, record, vehicle, today)
    refuse_blocked(car, verdict)
    _refuse_of_others(reader, record, vehicle, car)
    buyer = record.buyer or record.consignee
    if buyer is None:
        raise UserError("shipment_needs_buyer", shipment=record.number)
    agreed = sales.of_vehicle(reader, vehicle)
    if agreed is not None and agreed.buyer != buyer:
        raise UserError("vehicle_sold", buyer=parties.get(reader, agreed.buyer).name)
    if agreed is None:
        refusing.refuse_held(reader, vehicle, buyer, today)
    new = Sale(vehicle=vehicle, buyer=buyer, sold_on=today.isoformat(), currency=record.currency)
    return _repriced(reader, agreed or new, price, record.currency)


def set_price(db: Database, shipment: int, vehicle: int, price: int, who: str) -> Changes:
    """Change the price of a vehicle on a shipment; minor units of the shipment's currency."""
    if price <= 0:
        raise UserError("price_negative" if price < 0 else "price_needed")
    reader = db.connection
    record = shipments.get(reader, shipment)
    sale = sales.of_vehicle(reader, vehicle)
    if sale is None or shipments.shipment_of(reader, vehicle) != shipment:
        raise UserError("row_gone", table="sale", row=vehicle)
    name = name_of(vehicles.get(reader, vehicle))
    sale = _repriced(reader, sale, price, record.currency)
    with write.step(db, "price", who, vehicle=name) as step:
        sales.put(step, reader, sale)
    return Changes(frozenset({"sale"}), step.number)


def take_off(db: Database, shipment: int, vehicle: int, who: str) -> Changes:
    """Take a vehicle off a shipment; it stays sold, and stands where it did before."""
    with write.step(db, "shipment_remove", who, vehicle=vehicle) as step:
        shipments.take_off(step, db.connection, shipment, vehicle)
        _take_back(step, shipments.get(db.connection, shipment))
        let_go(step, db.connection, shipment, vehicle)
    return Changes(frozenset({"shipment", "shipment_vehicle", *MOVED}), step.number)


def question_of(reader: Rows, books: Books, shipment: Shipment, today: date) -> Question:
    """Return what the law is asked for a shipment: its countries, ETD and parties.

    A shipment whose parties nobody has looked up is unscreened.
    """
    from broker_app.jobs.screening import state_of  # with every reader of lists: loaded late

    port = books.ports.get(shipment.port_of_discharge)
    if port is None:
        raise UserError("shipment_needs_port", shipment=shipment.number)
    sailing = date.fromisoformat(shipment.etd) if len(shipment.etd) == 10 else today
    return Question(
        destination=port.country,
        on=sailing,
        final_destination=shipment.final_destination,
        party=state_of(reader, books, roles_of(reader, shipment), today),
    )


def verdict_on_board(
    reader: Rows, books: Books, shipment: Shipment, vehicle: int, today: date
) -> Verdict:
    """Judge a vehicle for the voyage of a shipment, with the price it is sold at, if any."""
    bench = Bench(books, question_of(reader, books, shipment, today))
    return bench.verdict(facts_on_board(reader, bench, vehicle, parties.company(reader)))


def owner_of(shipment: Shipment) -> int:
    """Return the company whose papers a shipment has."""
    return shipment.company or companies.FIRST


def refuse_blocked(vehicle: Vehicle, verdict: Verdict) -> None:
    """Raise UserError with the finding where a verdict is BLOCKED."""
    if verdict.outcome is Outcome.BLOCKED and verdict.primary is not None:
        raise UserError(
            "vehicle_blocked",
            vehicle=called(vehicle),
            reason=explaining.sentence(verdict.primary),
            law=explaining.law(verdict.primary),
        )


def refuse_ended(reader: Rows, vehicle: int, record: Vehicle, ends: Sequence[str] = ENDS) -> None:
    """Raise UserError where a vehicle has left the stock in one of these ways."""
    for standing in states.standings(reader, [vehicle]):
        if standing.state in ends:
            said = words.state(standing.state)
            raise UserError("vehicle_ended", vehicle=called(record), state=said)


def name_of(vehicle: Vehicle) -> str:
    """Return what people call a vehicle: maker, model and chassis number."""
    known = (vehicle.maker, vehicle.model, vehicle.chassis_number or vehicle.model_code)
    return " ".join(word for word in known if word)


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A vehicle of a shipment, what it was sold for, and its FOB price on the invoice."""

    vehicle: int
    record: Vehicle
    agreed: Agreed
    fob: Money


def lines_of(reader: Rows, shipment: Shipment) -> list[OnBoard]:
    """Return the vehicles of a shipment with what each was sold for, in order."""
    numbers = shipments.vehicles(reader, shipment.id or 0)
    known = dict(vehicles.many(reader, numbers))
    records = [known.get(number) or vehicles.get(reader, number) for number in numbers]
    sold = sales.of_vehicles(reader, numbers)
    agreed = [
        _agreed(sold.get(number), record, shipment.currency)
        for number, record in zip(numbers, records, strict=True)
    ]
    fob = fob_prices(agreed, shipment)
    return [OnBoard(*line) for line in zip(numbers, records, agreed, fob, strict=True)]


def check_terms(lines: Sequence[OnBoard], shipment: Shipment) -> None:
    """Raise UserError where a price and the shipment's term or charges contradict each other."""
    for line in lines:
        terms = {"vehicle": called(line.record), "sold": line.agreed.incoterm}
        if holds_more(line.agreed, shipment):
            raise UserError("sale_term", **terms, shipment=shipment.incoterm)
        same = line.fob.currency == shipment.currency
        if same and line.agreed.price.minor_units and line.fob.minor_units <= 0:
            raise UserError("price_below_charges", **terms)


def _take_number(step: Step, reader: Rows, company: Company, today: date, typed: str) -> str:
    """Take the next number for a shipment, or a typed one. Raises UserError for one taken."""
    pattern = company.series.get(SHIPMENT) or SHIPMENT_PATTERN
    series = on_day(pattern, company.number_prefix, today)
    number = typed.strip() or series.next(numbers.used_in(reader, company, SHIPMENT))
    numbers.refuse_elsewhere(company, SHIPMENT, series, number)
    counts = series.count_of(number) is not None and not series.behind
    numbers.take(step, reader, SHIPMENT, number, series.before if counts else "")
    return number


def _refuse_of_others(reader: Rows, shipment: Shipment, vehicle: int, record: Vehicle) -> None:
    """Raise UserError where a vehicle and its shipment belong to different companies."""
    owner = companies.of_vehicles(reader, [vehicle])[vehicle]
    if owner != owner_of(shipment):
        raise UserError(
            "vehicle_of_other_company",
            vehicle=called(record),
            company=companies.get(reader, owner).name,
            shipment=shipment.number,
            other=companies.get(reader, owner_of(shipment)).name,
        )


def _refuse_issued(reader: Rows, shipment: Shipment) -> None:
    """Raise UserError where papers were issued under the company of a shipment."""
    if documents.of_shipment(reader, shipment.id or 0):
        name = companies.get(reader, owner_of(shipment)).name
        raise UserError("company_issued", shipment=shipment.number, company=name)


def facts_on_board(reader: Rows, bench: Bench, vehicle: int, company: Company) -> dict[str, Any]:
    """Return the facts a vehicle is judged by on a voyage, with the price it is sold at, if any."""
    record = vehicles.get(reader, vehicle)
    hammer = vehicles.hammer_prices(reader, [vehicle]).get(vehicle)
    return _facts(record, hammer, sales.of_vehicle(reader, vehicle), bench, company)


def facts_of_lines(
    reader: Rows, bench: Bench, lines: Sequence[OnBoard], company: Company
) -> dict[int, dict[str, Any]]:
    """Return what `facts_on_board` does of each vehicle of a shipment, by its id."""
    numbers = [line.vehicle for line in lines]
    hammers = vehicles.hammer_prices(reader, numbers)
    sold = sales.of_vehicles(reader, numbers)
    return {
        number: _facts(line.record, hammers.get(number), sold.get(number), bench, company)
        for number, line in zip(numbers, lines, strict=True)
    }


def _facts(
    record: Vehicle, hammer: int | None, sale: Sale | None, bench: Bench, company: Company
) -> dict[str, Any]:
    from broker_app.domain.facts import Basis, Fact

    facts = facts_of(record, bench.looks_at, company, hammer, bench)
    on_fob = sale is not None and sale.incoterm not in WITH_FREIGHT and sale.currency == "JPY"
    if sale is not None and on_fob and record.export_value_jpy is None:
        facts["export_value_jpy"] = Fact(sale.price, Basis.DERIVED)
    return facts


def _agreed(sale: Sale | None, record: Vehicle, currency: str) -> Agreed:
    volume = None if record.volume_m3 is None else Decimal(str(record.volume_m3))
    if sale is None:
        return Agreed(Money(0, currency), volume_m3=volume)
    return Agreed(sale.money, sale.incoterm, volume)


def _repriced(reader: Rows, sale: Sale, price: int, currency: str) -> Sale:
    """Return a sale at a price of the shipment's currency; what was paid stays what it was."""
    paid = settled(sale, payments.of_sale(reader, sale.id)).deposit.minor_units
    if paid and sale.currency != currency:
        raise UserError("deposit_currency", currency=sale.currency, expected=currency)
    if price != sale.price and price < paid:
        raise UserError("price_below_paid", paid=words.money(paid, currency))
    return replace(sale, price=price, currency=currency)


def _sell_on(step: write.Step, reader: Rows, before: Shipment, record: Shipment) -> bool:
    """Move the sales of a shipment to its new buyer; tells whether any moved."""
    old, new = before.buyer or before.consignee, record.buyer or record.consignee
    if new is None or old == new:
        return False
    sold = [sales.of_vehicle(reader, v) for v in shipments.vehicles(reader, record.id or 0)]
    moving = [sale for sale in sold if sale is not None and sale.buyer == old]
    for sale in moving:
        sales.put(step, reader, replace(sale, buyer=new))
        offers.reopen(step, reader, sale.vehicle, new)
    return bool(moving)


def _taken_back(before: Shipment, after: Shipment) -> Shipment:
    """Return a shipment that is only booked again where what was released has changed."""
    changed = about(before, ()) != about(after, ())
    if before.state == after.state == "released" and changed:
        return replace(after, state="booked")
    return after


def _take_back(step: write.Step, record: Shipment) -> None:
    """Let a released shipment be only booked, for its vehicles have changed."""
    if record.state == "released":
        shipments.change(step, replace(record, state="booked"))


def _refuse_people(reader: Rows, before: Shipment, after: Shipment) -> None:
    """Raise UserError for a barred party: one named anew, and any where the shipment goes on.

    One that is named already may be taken off, and the rest of the shipment changed meanwhile.
    """
    if goes_on(before, after):
        dealing.refuse_barred_aboard(reader, after)
    was = set(roles_of(reader, before))
    named = [number for name in ON_PAPERS if (number := getattr(after, name))]
    named += ship_named(reader, after.vessel)
    dealing.refuse_barred(reader, (number for number in named if number not in was))


def _refuse_barred(reader: Rows, books: Books, record: Shipment, today: date) -> None:
    """Raise UserError with the finding where the law blocks a vehicle on board."""
    for vehicle in shipments.vehicles(reader, record.id or 0):
        verdict = verdict_on_board(reader, books, record, vehicle, today)
        refuse_blocked(vehicles.get(reader, vehicle), verdict)


def _follow(step: write.Step, reader: Rows, record: Shipment, today: date) -> bool:
    return follow(step, reader, record, shipments.vehicles(reader, record.id or 0), today)


def _turned_away(
    reader: Rows, books: Books, before: Shipment, after: Shipment, today: date
) -> list[tuple[int, Outcome]]:
    """Return the vehicles whose destination changes after they were not cleared for the old one.

    What only waits for the screening of parties is not counted: that says nothing of the goods.
    """
    if not before.port_of_discharge or _ends_at(books, before) == _ends_at(books, after):
        return []
    question = replace(question_of(reader, books, before, today), party="clear")
    bench, company = Bench(books, question), parties.company(reader)
    found = []
    for vehicle in shipments.vehicles(reader, before.id or 0):
        outcome = bench.verdict(facts_on_board(reader, bench, vehicle, company)).outcome
        if outcome in NOT_CLEARED:
            found.append((vehicle, outcome))
    return sorted(found, key=lambda one: NOT_CLEARED.index(one[1]))


def _ends_at(books: Books, shipment: Shipment) -> str:
    port = books.ports.get(shipment.port_of_discharge)
    return shipment.final_destination or (port.country if port else "")


def _checked(shipment: Shipment, books: Books) -> Shipment:
    refuse_long(shipment, lambda name: words.say(f"paper.field.{name}"))
    if shipment.state not in STATES:
        raise UserError("shipment_state_unknown", value=shipment.state)
    if shipment.incoterm not in INCOTERMS:
        raise UserError("incoterm_unknown", value=shipment.incoterm)
    for name in ("etd", "eta"):
        value = getattr(shipment, name)
        if value and not (len(value) == 10 and is_partial(value)):
            raise UserError("value_no_date", fact=name, value=value)
    if shipment.etd and shipment.eta and shipment.eta < shipment.etd:
        raise UserError("eta_before_etd", etd=shipment.etd, eta=shipment.eta)
    if shipment.freight < 0 or shipment.insurance < 0:
        raise UserError("price_negative")
    found: dict[str, Any] = {
        name: books.find_port(getattr(shipment, name)).unlocode
        for name in ("port_of_loading", "port_of_discharge")
        if getattr(shipment, name)
    }
    # Rules and markets know places by their codes: a name would pass them all.
    found["final_destination"] = read_place(shipment.final_destination)
    return replace(shipment, **found)

"""Checks of money: the invoice adds up, prices and currencies, insurance, bank, what is paid."""

from collections.abc import Iterator

from broker_app.domain.insurance import sum_insured
from broker_app.domain.money import Money
from broker_app.domain.particulars import amount_of
from broker_app.domain.rate import HOME
from broker_app.domain.release.check import (
    APART,
    CANNOT_TELL,
    FAILED,
    Found,
    failed,
    passed,
    unknown,
)
from broker_app.domain.release.docket import Docket, of_car
from broker_app.domain.shipment import WITH_FREIGHT, WITH_INSURANCE

"""Per cent of CIF that cover is at least. reference: UCP 600 art. 28; paperwork 3.19."""


def invoice_total(docket: Docket) -> Iterator[Found]:
    """The total of every paper is its lines with the charges of its term."""
    for paper in docket.papers:
        fob = sum(line.unit_price * line.quantity for line in paper.lines)
        reckoned = fob + paper.freight + paper.insurance
        if (paper.fob, paper.total) != (fob, reckoned):
            money = _money(paper.total, paper.currency), _money(reckoned, paper.currency)
            yield failed(paper=paper.kind, total=money[0], reckoned=money[1])
    if not docket.papers:
        yield unknown("lines")
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def one_currency(docket: Docket) -> Iterator[Found]:
    """Sales, letter of credit and payments are of the currency of the invoice."""
    currency = docket.shipment.currency
    for car in docket.cars:
        others = set(car.paid_in) | ({car.sale.currency} if car.sale else set())
        for other in sorted(others - {currency}):
            yield of_car(car, FAILED, currency=currency, other=other)
    credit = docket.particular("lc_amount")
    if credit and amount_of(credit)[0] != currency:
        other = amount_of(credit)[0]
        yield Found(FAILED, {"vehicle": "", "currency": currency, "other": other}, at="lc_amount")
    yield passed(currency=currency)


def charges(docket: Docket) -> Iterator[Found]:
    """A term that holds freight or insurance has them, and something is left for the vehicles."""
    ship = docket.shipment
    if ship.incoterm not in WITH_FREIGHT:
        yield APART
        return
    if ship.freight <= 0:
        yield Found(FAILED, {"term": ship.incoterm, "missing": ("freight",)}, at="freight")
    if ship.incoterm in WITH_INSURANCE and ship.insurance <= 0:
        yield Found(FAILED, {"term": ship.incoterm, "missing": ("insurance",)}, at="insurance")
    if docket.cars and sum(car.fob.minor_units for car in docket.cars) <= 0:
        yield Found(FAILED, {"term": ship.incoterm, "missing": ("fob",)}, at="freight")
    yield passed(term=ship.incoterm, freight=_money(ship.freight, ship.currency))


def freight_as_term(docket: Docket) -> Iterator[Found]:
    """A term that includes the freight is not shipped freight collect."""
    term, freight = docket.shipment.incoterm, docket.particular("freight_terms")
    if term not in WITH_FREIGHT or not freight:
        yield APART
    elif freight == "collect":
        yield Found(FAILED, {"term": term}, at="freight_terms")
    yield passed(term=term, freight_terms=freight)


def below_cost(docket: Docket) -> Iterator[Found]:
    """No vehicle is sold below what it cost."""
    for car in docket.cars:
        amount = car.margin.amount if car.margin else None
        if car.margin is None or amount is None:
            wanted = car.margin.missing if car.margin else ()
            yield of_car(car, CANNOT_TELL, missing=tuple(f"{m.kind}:{m.name}" for m in wanted))
        elif amount.minor_units < 0:
            yield of_car(car, FAILED, margin=_money(amount.minor_units, amount.currency))
    yield passed(vehicles=len(docket.cars))


def below_market(docket: Docket) -> Iterator[Found]:
    """No vehicle goes for far less than others like it: customs ask, and so does the office."""
    known = 0
    for car in docket.cars:
        if car.market is None or car.fob_jpy is None:
            continue
        known += 1
        if car.fob_jpy < car.market.least:
            price, market = _money(car.fob_jpy, HOME), _money(car.market.median, HOME)
            yield of_car(car, FAILED, price=price, market=market, of=car.market.of)
    yield passed(vehicles=known) if known else APART


def price_named(docket: Docket) -> Iterator[Found]:
    """A price is more than nothing or a token."""
    for car in docket.cars:
        price = car.sale.money if car.sale else Money(0, docket.shipment.currency)
        if price.amount <= 1:
            yield of_car(car, FAILED, price=_money(price.minor_units, price.currency))
    yield passed(vehicles=len(docket.cars))


def insured(docket: Docket) -> Iterator[Found]:
    """On CIF and CIP the goods are insured for 110 per cent, before they are on board."""
    ship = docket.shipment
    if ship.incoterm not in WITH_INSURANCE:
        yield APART
        return
    invoice, cover = docket.paper("CI"), docket.particular("insurance_amount")
    lacking = [key for key in ("policy", "insured_on") if not docket.particular(key)]
    lacking += [] if cover else ["insurance_amount"]
    if lacking or invoice is None:
        keys = tuple(f"particular.{key}" for key in lacking) or ("lines",)
        yield Found(CANNOT_TELL, {"missing": keys}, at=lacking[0] if lacking else "")
        return
    currency, amount = amount_of(cover)
    least = sum_insured(Money(invoice.total, invoice.currency))
    if currency != invoice.currency or amount < least.minor_units:
        yield _cover_lacks("insurance_amount", cover, _money(least.minor_units, least.currency))
    loaded = docket.particular("on_board_date") or ship.etd
    insured_on = docket.particular("insured_on")
    if loaded and insured_on > loaded:
        yield _cover_lacks("insured_on", insured_on, loaded)
    yield passed(cover=cover, total=_money(invoice.total, invoice.currency))


def _cover_lacks(key: str, given: str, asked: str) -> Found:
    said = {"what": f"particular.{key}", "given": given, "asked": asked}
    return Found(FAILED, said, at=key)


def bank_agrees(docket: Docket) -> Iterator[Found]:
    """Issued papers name the bank that the company has."""
    if not docket.bank:
        yield Found(CANNOT_TELL, {"missing": ("bank",)}, place="company")
    for paper in docket.issued:
        if paper.bank != docket.bank:
            yield failed(paper=paper.kind)
    yield passed(papers=tuple(paper.kind for paper in docket.issued))


def paid(docket: Docket) -> Iterator[Found]:
    """Nothing is owed when originals go."""
    for car in docket.cars:
        if car.settlement is None:
            yield of_car(car, CANNOT_TELL, missing=("unit_price",))
        elif car.settlement.is_open:
            balance = car.settlement.balance
            yield of_car(car, FAILED, balance=_money(balance.minor_units, balance.currency))
    yield passed(vehicles=len(docket.cars))


def _money(minor_units: int, currency: str) -> str:
    """Return an amount in the form that particulars keep: `USD 120000`."""
    return f"{currency} {minor_units}"


ALL = (
    invoice_total,
    one_currency,
    charges,
    freight_as_term,
    below_cost,
    below_market,
    price_named,
    insured,
    bank_agrees,
    paid,
)

"""Costing: what was paid for a vehicle, and the exchange rates that turn it into yen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, DecimalException
from unicodedata import normalize

from broker_app.domain.attachment import Attachment
from broker_app.domain.changes import Changes
from broker_app.domain.cost import KINDS, Cost
from broker_app.domain.dates import is_partial
from broker_app.domain.file_name import safe_name
from broker_app.domain.rate import HOME, Rate
from broker_app.errors import UserError
from broker_app.jobs import refusing
from broker_app.jobs.books import Books
from broker_app.jobs.editing import MOST
from broker_app.jobs.shipping import name_of
from broker_app.store import attachments, costs, rates, vehicles, write
from broker_app.store.database import Database, Rows

COSTS = frozenset({"cost"})
RATES = frozenset({"rate"})
INVOICE = "supplier_invoice"
"""The kind of attachment that a cost can rest on."""
MOST_YEN = Decimal(100_000)
"""No currency is worth more; a rate above it was typed for something else."""


def put_cost(db: Database, cost: Cost, who: str) -> Changes:
    """Store a new or changed cost. Raises UserError where something of it cannot be true.

    Its day is not before the vehicle existed; its file is an invoice that hangs on the vehicle.
    """
    if cost.amount <= 0:
        raise UserError("cost_needs_amount")
    cost = checked(cost)
    car = vehicles.get(db.connection, cost.vehicle)
    before = Cost() if cost.id is None else costs.get(db.connection, cost.id)
    if cost.day != before.day:
        refusing.refuse_day(car, cost.day)
    if cost.attachment != before.attachment:
        refuse_file(db.connection, cost.attachment, [cost.vehicle])
    name = name_of(car)
    with write.step(db, "cost", who, vehicle=name) as step:
        costs.put(step, cost)
    return Changes(COSTS, step.number)


def remove_cost(db: Database, cost: int, who: str) -> Changes:
    """Take a cost away."""
    record = costs.get(db.connection, cost)
    name = name_of(vehicles.get(db.connection, record.vehicle))
    with write.step(db, "cost_remove", who, vehicle=name) as step:
        costs.remove(step, cost)
    return Changes(COSTS, step.number)


def refuse_file(reader: Rows, attachment: int | None, chosen: Sequence[int]) -> None:
    """Raise UserError for a file that is no supplier's invoice of one of some vehicles."""
    if attachment is None:
        return
    found = attachments.get(reader, attachment)
    if found.vehicle not in chosen or found.kind != INVOICE:
        raise UserError("cost_file_of_others", file=safe_name(found.file))


def invoices_of(reader: Rows, chosen: Sequence[int], paid: Iterable[Cost] = ()) -> list[Attachment]:
    """Return the suppliers' invoices that hang on some vehicles, and the files of some costs.

    The file of a shared bill hangs on one of its vehicles.
    """
    own = [one for one in attachments.of_vehicles(reader, chosen) if one.kind == INVOICE]
    others = {cost.attachment for cost in paid if cost.attachment} - {one.id for one in own}
    return [*own, *attachments.named(reader, (one for one in others if one))]


def checked(cost: Cost) -> Cost:
    """Return a cost as it is stored. Raises UserError where something of it cannot be true."""
    if cost.kind not in KINDS:
        raise UserError("cost_kind_unknown", value=cost.kind)
    if cost.amount < 0 or cost.tax < 0:
        raise UserError("price_negative")
    if max(cost.amount, cost.tax) >= MOST:
        raise UserError("amount_too_large", value=max(cost.amount, cost.tax))
    if not _is_code(cost.currency):
        raise UserError("currency_unknown", value=cost.currency)
    if cost.day and not (len(cost.day) == 10 and is_partial(cost.day)):
        raise UserError("day_unreadable", value=cost.day)
    if cost.currency != HOME and cost.tax:
        raise UserError("tax_in_yen", currency=cost.currency)
    if cost.tax > cost.amount:
        raise UserError("tax_above_amount")
    fixed = "" if cost.currency == HOME else cost.rate
    return replace(cost, rate=str(read_rate(fixed) or ""), supplier=cost.supplier.strip())


def read_rate(text: str) -> Decimal | None:
    """Read how many yen one unit is worth; empty text is none.

    Raises UserError where it is no rate.
    """
    plain = normalize("NFKC", text).replace(",", "").strip()
    if not plain:
        return None
    try:
        rate = Decimal(plain)
    except DecimalException:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 < rate <= MOST_YEN:
        raise UserError("rate_unreadable", value=text.strip())
    return rate


def with_usual_tax(books: Books, paid: Iterable[Cost], today: date) -> list[Cost]:
    """Return costs, those that only the list states with the consumption tax usual for them."""
    return books.consumption_tax.filled(paid, today)


def put_rate(db: Database, currency: str, rate: Rate, who: str, today: date) -> Changes:
    """Store what one unit of a currency is worth in yen on a day.

    Raises UserError for the yen itself, a rate of nothing, a day to come and a missing source.
    """
    refuse_rate(currency, rate, today)
    with write.step(db, "rate", who, currency=currency) as step:
        rates.put(step, db.connection, currency, rate)
    return Changes(RATES, step.number)


def refuse_rate(currency: str, rate: Rate, today: date) -> None:
    """Raise UserError for a rate that cannot be kept."""
    if currency == HOME or not _is_code(currency):
        raise UserError("rate_currency", value=currency)
    if not rate.rate.is_finite() or not 0 < rate.rate <= MOST_YEN:
        raise UserError("rate_unreadable", value=str(rate.rate))
    if rate.day > today:
        raise UserError("rate_of_tomorrow", day=rate.day)
    if not rate.source.strip():
        raise UserError("rate_needs_source")


def remove_rate(db: Database, rate: int, who: str) -> Changes:
    """Take a rate away. Raises UserError where it is gone."""
    kept = next((one for one in rates.every(db.connection) if one.id == rate), None)
    if kept is None:
        raise UserError("row_gone", table="rate", row=rate)
    with write.step(db, "rate_remove", who, currency=kept.currency) as step:
        rates.remove(step, rate)
    return Changes(RATES, step.number)


def _is_code(currency: str) -> bool:
    return len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()

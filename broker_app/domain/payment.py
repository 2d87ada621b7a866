"""Payment: money that a buyer paid for a vehicle, and what it counts for in the sale's currency.

What was paid in another currency is credited once, by the rates of the day it came; a rate that is
entered or corrected later does not change what the buyer owes.
"""

from dataclasses import dataclass
from datetime import date

from broker_app.domain.missing import Missing
from broker_app.domain.money import Money, from_amount
from broker_app.domain.rate import HOME, Rate, RateBook

UsedRates = tuple[tuple[str, Rate], ...]
"""The rates that turned an amount, each with its currency."""


@dataclass(slots=True, kw_only=True)
class Payment:
    """One payment: `amount` in minor units of `currency`, `credited` in those of the sale."""

    id: int | None = None
    sale: int = 0
    day: str = ""
    amount: int = 0
    currency: str = "JPY"
    note: str = ""
    credited: int = 0
    rates: UsedRates = ()

    @property
    def money(self) -> Money:
        """What was paid."""
        return Money(self.amount, self.currency)


@dataclass(frozen=True, slots=True)
class Turned:
    """An amount in another currency with the rates that turned it, or the rates it lacks."""

    money: Money | None
    rates: UsedRates = ()
    missing: tuple[Missing, ...] = ()


def turned(money: Money, currency: str, book: RateBook, day: date) -> Turned:
    """Return an amount in another currency by the rates of a day, through the yen; rounded once."""
    if money.currency == currency:
        return Turned(money)
    needed = [name for name in (money.currency, currency) if name != HOME]
    found = {name: book.at(name, day) for name in needed}
    missing = tuple(
        Missing("rate", name, day.isoformat()) for name, rate in found.items() if rate is None
    )
    used = tuple((name, rate) for name, rate in found.items() if rate is not None)
    if missing:
        return Turned(None, used, missing)
    worth = dict(used)
    amount = money.amount
    if money.currency != HOME:
        amount *= worth[money.currency].rate
    if currency != HOME:
        amount /= worth[currency].rate
    return Turned(from_amount(amount, currency), used)

"""Rate: what a currency is worth in yen, on which day, and who says so.

An amount of another day is turned by the latest rate of that day or before; a currency without
one is named as missing, never guessed.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from broker_app.domain.money import Money, from_amount

HOME = "JPY"
OLD_AFTER = timedelta(days=30)


class Rate(NamedTuple):
    """How many yen one unit of a currency is worth, on which day, and who says so."""

    rate: Decimal
    day: date
    source: str


Rates = Mapping[str, Rate]
"""The rates of one day, by currency."""


class RateBook:
    """All rates ever entered, asked by currency and day."""

    def __init__(self, rates: Iterable[tuple[str, Rate]] = ()) -> None:
        self._rates: dict[str, list[Rate]] = defaultdict(list)
        for currency, rate in sorted(rates, key=lambda one: one[1].day):
            self._rates[currency].append(rate)

    def at(self, currency: str, day: date) -> Rate | None:
        """Return the latest rate of that day or before; None where there is none."""
        known = self._rates.get(currency, [])
        place = bisect_right(known, day, key=lambda rate: rate.day)
        return known[place - 1] if place else None

    def nearest(self, currency: str, day: date) -> Rate | None:
        """Return the latest rate of that day or before, else the first one after it."""
        known = self._rates.get(currency, [])
        return self.at(currency, day) or (known[0] if known else None)

    def on(self, day: date) -> dict[str, Rate]:
        """Return the rate of every currency that holds on a day."""
        found = ((currency, self.at(currency, day)) for currency in self._rates)
        return {currency: rate for currency, rate in found if rate is not None}


def is_old(rate: Rate, on: date) -> bool:
    """Tell whether a rate is too old to be trusted on a day."""
    return rate.day < on - OLD_AFTER


def in_yen(money: Money, rate: Rate | None) -> Money | None:
    """Return an amount in whole yen, None where its currency has no rate."""
    if money.currency == HOME:
        return money
    return None if rate is None else from_amount(money.amount * rate.rate, HOME)

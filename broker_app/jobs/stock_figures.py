"""Figures of the stock for a day: how many stand where, and what of their value is at risk."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from broker_app.domain.money import Money
from broker_app.domain.question import Question
from broker_app.domain.rate import HOME, Rate, in_yen
from broker_app.domain.state import Ageing
from broker_app.store import rates, stock_figures
from broker_app.store.database import Rows
from broker_app.store.stock_figures import Bands, Count, Worth

Kept = Callable[[str, int], bool]
"""Whether the vehicles of a verdict and a band (its place) belong to a sum."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many vehicles are in stock, by verdict and band of days, and how many only listed."""

    bands: Bands
    groups: tuple[Count, ...] = ()
    listed: int = 0

    @property
    def total(self) -> int:
        """How many are in stock."""
        return sum(one.vehicles for one in self.groups)

    def by_verdict(self) -> Mapping[str, int]:
        """Return how many have each verdict; empty text where not judged."""
        sums: Counter[str] = Counter()
        for one in self.groups:
            sums[one.verdict] += one.vehicles
        return sums

    def by_band(self) -> Mapping[int, int]:
        """Return how many stand in each band, told by its place."""
        sums: Counter[int] = Counter()
        for one in self.groups:
            sums[one.band] += one.vehicles
        return sums


@dataclass(frozen=True, slots=True)
class Value:
    """What some vehicles were bought for, in yen by the broker's rates.

    Currencies without a rate are named and stay out of the sum, as do vehicles without a price.
    """

    yen: int = 0
    amounts: tuple[Money, ...] = ()
    without_rate: tuple[Money, ...] = ()
    unpriced: int = 0
    vehicles: int = 0


@dataclass(frozen=True, slots=True)
class Valued:
    """What the stock was bought for, with the rates of the day."""

    groups: tuple[Worth, ...] = ()
    rates: Mapping[str, Rate] | None = None

    def of(self, kept: Kept = lambda _verdict, _band: True) -> Value:
        """Return the value of those vehicles whose verdict and band belong to it."""
        sums: Counter[str] = Counter()
        vehicles = unpriced = 0
        for one in self.groups:
            if kept(one.verdict, one.band):
                vehicles += one.vehicles
                if one.currency:
                    sums[one.currency] += one.value
                else:
                    unpriced += one.vehicles
        amounts = tuple(Money(value, currency) for currency, value in sorted(sums.items()))
        turned = [(money, in_yen(money, self.rate(money.currency))) for money in amounts]
        return Value(
            sum(yen.minor_units for _, yen in turned if yen is not None),
            amounts,
            tuple(money for money, yen in turned if yen is None),
            unpriced,
            vehicles,
        )

    def rate(self, currency: str) -> Rate | None:
        """Return the rate of a currency; None for yen, and where nobody entered one."""
        return None if currency == HOME or self.rates is None else self.rates.get(currency)


def counted(reader: Rows, question: Question, today: date, ageing: Ageing) -> Counted:
    """Count the stock on a day; the verdicts are those for the destination that is asked for."""
    bands = ageing.bands
    groups = stock_figures.counts(reader, question.destination, today.isoformat(), bands)
    return Counted(bands, tuple(groups), stock_figures.listed(reader))


def valued(reader: Rows, question: Question, today: date, ageing: Ageing) -> Valued:
    """Add up what the stock of a day was bought for."""
    groups = stock_figures.worth(reader, question.destination, today.isoformat(), ageing.bands)
    return Valued(tuple(groups), rates.book(reader).on(today))

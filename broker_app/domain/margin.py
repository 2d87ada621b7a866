"""Margin: what a sale leaves over what the vehicle cost, in yen.

Every amount is without consumption tax, and is turned by the rate of its own day or one fixed for
it. A rate or a cost that is missing leaves the
margin open and is named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from broker_app.domain.cost import FREIGHT, INSURANCE, PURCHASE, RECYCLING, Cost
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money, total
from broker_app.domain.rate import HOME, Rate, RateBook, in_yen, is_old
from broker_app.domain.sale import Sale
from broker_app.domain.shipment import WITH_FREIGHT, WITH_INSURANCE


@dataclass(frozen=True, slots=True)
class Margin:
    """Price and costs in yen, None where something is missing; the rates that turned them.

    `beside` are costs that the margin leaves out: a recycling deposit comes back on export, and
    carriage is charged beside a price that does not hold it.
    """

    price: Money | None
    costs: Money | None
    missing: tuple[Missing, ...] = ()
    rates: tuple[tuple[str, Rate], ...] = ()
    beside: tuple[Cost, ...] = ()
    input_tax: int = 0
    """Consumption tax paid on all costs, in yen; no part of them, it comes back on export."""
    old_rates: tuple[str, ...] = ()
    """Currencies turned by a rate that was old already on the day of the amount."""

    @property
    def amount(self) -> Money | None:
        """What is left in yen; None while something is missing."""
        if self.missing or self.price is None or self.costs is None:
            return None
        return Money(self.price.minor_units - self.costs.minor_units, HOME)

    @property
    def share(self) -> float | None:
        """What is left as a share of the costs: 0.128 for 12.8 %."""
        if self.amount is None or not self.costs or not self.costs.minor_units:
            return None
        return self.amount.minor_units / self.costs.minor_units


def margin_of(sale: Sale | None, costs: Sequence[Cost], book: RateBook, today: date) -> Margin:
    """Reckon the margin of a sale; without a sale only the costs. `today` dates what has no day."""
    turned = Turned(book, today)
    term = sale.incoterm if sale is not None else "FOB"
    counted, beside = _parted(costs, term)
    cost = turned.sum((cost.money, cost.day, cost.rate) for cost in counted)
    price = None if sale is None else turned.sum([(sale.money, sale.sold_on, "")])
    wanting = [Missing("cost", kind) for kind in _expected(term, counted)]
    if sale is not None and not sale.price:
        wanting.append(Missing("figure", "price"))
    missing = dict.fromkeys([*wanting, *turned.missing])
    tax = sum(one.tax for one in costs)
    return Margin(price, cost, tuple(missing), tuple(turned.used), tuple(beside), tax, turned.old)


def costs_in_yen(costs: Sequence[Cost], book: RateBook, today: date) -> Money | None:
    """Return what a vehicle cost in Japan, None where a rate or the purchase is missing."""
    found = margin_of(None, costs, book, today)
    return None if found.missing else found.costs


def _parted(costs: Iterable[Cost], term: str) -> tuple[list[Cost], list[Cost]]:
    """Part the costs into those that a price on this term has to cover, and the others."""
    left_out = {RECYCLING}
    if term not in WITH_FREIGHT:
        left_out.add(FREIGHT)
    if term not in WITH_INSURANCE:
        left_out.add(INSURANCE)
    counted: list[Cost] = []
    beside: list[Cost] = []
    for cost in costs:
        (beside if cost.kind in left_out else counted).append(cost)
    return counted, beside


def _expected(term: str, costs: Iterable[Cost]) -> Iterator[str]:
    """Yield the kinds without which a margin would only look good."""
    kinds = {cost.kind for cost in costs}
    wanted = [PURCHASE]
    wanted += [FREIGHT] if term in WITH_FREIGHT else []
    wanted += [INSURANCE] if term in WITH_INSURANCE else []
    return (kind for kind in wanted if kind not in kinds)


class Turned:
    """Turns amounts into yen, each at the rate of its day, or at one that was fixed for it."""

    def __init__(self, book: RateBook, today: date) -> None:
        self._book, self._today = book, today
        self.used: list[tuple[str, Rate]] = []
        self.old: tuple[str, ...] = ()
        self.missing: list[Missing] = []

    def sum(self, amounts: Iterable[tuple[Money, str, str]]) -> Money | None:
        """Return the sum in yen; None where a rate is missing. Each has its day and fixed rate."""
        yen = [self._one(*amount) for amount in amounts]
        known = [amount for amount in yen if amount is not None]
        return total(known, HOME) if len(known) == len(yen) else None

    def _one(self, money: Money, day: str, fixed: str) -> Money | None:
        on = date.fromisoformat(day) if len(day) == 10 else self._today
        if fixed and money.currency != HOME:
            return in_yen(money, Rate(Decimal(fixed), on, ""))
        rate = None if money.currency == HOME else self._book.at(money.currency, on)
        if rate is not None:
            self._use(money.currency, rate, on)
        elif money.currency != HOME:
            self.missing.append(Missing("rate", money.currency, on.isoformat()))
        return in_yen(money, rate)

    def _use(self, currency: str, rate: Rate, on: date) -> None:
        if (currency, rate) not in self.used:
            self.used.append((currency, rate))
        if is_old(rate, on) and currency not in self.old:
            self.old += (currency,)

"""Japan's consumption tax on what a broker pays: what is usual, as a default that one can change.

It is no part of cost or margin: a vehicle that is exported is sold free of it, and what was paid
comes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from broker_app.domain.cost import Cost
from broker_app.domain.rate import HOME


@dataclass(frozen=True, slots=True)
class TaxedKind:
    """Whether a kind of cost bears the tax as a rule, how sure that is, and who says so."""

    taxable: bool
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class ConsumptionTax:
    """The rate in percent from each day on, the earliest first, and the kinds that bear it."""

    percents: tuple[tuple[date, int], ...]
    kinds: Mapping[str, TaxedKind]

    def percent(self, kind: str, day: date) -> int:
        """Return the usual rate of a kind of cost on a day, 0 where it bears none."""
        known = self.kinds.get(kind)
        if known is None or not known.taxable:
            return 0
        return next((percent for since, percent in reversed(self.percents) if since <= day), 0)

    def usual(self, cost: Cost, today: date) -> int:
        """Return the usual tax on a cost in yen, cut to whole yen; costs abroad bear none."""
        if cost.currency != HOME:
            return 0
        day = date.fromisoformat(cost.day) if len(cost.day) == 10 else today
        return cost.amount * self.percent(cost.kind, day) // 100

    def filled(self, costs: Iterable[Cost], today: date) -> list[Cost]:
        """Return the costs, the usual tax put in where only the list speaks of them."""
        return [replace(c, tax=self.usual(c, today)) if c.listed else c for c in costs]

"""Accounts: what was bought, sold and shipped in a period, and what it left, in yen.

Sales, cost and margin are those of vehicles whose margin is known; a sold vehicle that lacks a rate
or a cost is open: counted and named beside them, never guessed. So margin = sales - cost, always.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from broker_app.domain.missing import Missing

Within = Callable[[str], bool]
"""Tells whether a day (ISO, empty where nobody entered it) lies in a period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One vehicle of ours in the books. Days are ISO, empty where not known or not yet.

    `purchase` is None where it was not entered or a rate is missing for it. `sales`, `cost` and
    `margin` are of a sold vehicle, None while the margin is open for what is `missing`. `taxes` are
    consumption tax paid, by day. `market` is the country it goes to.
    """

    vehicle: int
    name: str = ""
    chassis_number: str = ""
    company: int = 0
    shipment: str = ""
    market: str = ""
    bought_on: str = ""
    sold: bool = False
    sold_on: str = ""
    shipped_on: str = ""
    purchase: int | None = 0
    sales: int | None = None
    cost: int | None = None
    missing: tuple[Missing, ...] = ()
    taxes: tuple[tuple[str, int], ...] = ()

    @property
    def margin(self) -> int | None:
        """What is left; None where it is not sold, or open."""
        if self.sales is None or self.cost is None or self.missing:
            return None
        return self.sales - self.cost

    @property
    def days(self) -> list[str]:
        """The days on which something of it stands in the books."""
        found = [self.bought_on, *(day for day, _ in self.taxes)]
        found += [self.sold_on] if self.sold else []
        return found + ([self.shipped_on] if self.shipped_on else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A line of the accounts: of a month, a shipment, a market, a company, or all together.

    `key` is `2026-11`, a number, a country or an id; empty where that is not known.
    """

    key: str
    bought: int = 0
    sold: int = 0
    shipped: int = 0
    purchase: int = 0
    sales: int = 0
    cost: int = 0
    input_tax: int = 0
    open: tuple[Entry, ...] = ()

    @property
    def margin(self) -> int:
        """What is left of the sales whose margin is known."""
        return self.sales - self.cost

    @property
    def share(self) -> float | None:
        """The margin as a share of the cost; None where there is no cost."""
        return self.margin / self.cost if self.cost else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.bought or self.sold or self.shipped or self.input_tax or self.open)


def figures_of(key: str, entries: Iterable[Entry], within: Within) -> Figures:
    """Add up what happened to some vehicles in a period."""
    entries = list(entries)
    bought = [entry for entry in entries if within(entry.bought_on)]
    sold = [entry for entry in entries if entry.sold and within(entry.sold_on)]
    known = [entry for entry in sold if entry.margin is not None]
    undone = {entry.vehicle: entry for entry in sold if entry.margin is None}
    undone |= {entry.vehicle: entry for entry in bought if entry.purchase is None}
    return Figures(
        key=key,
        bought=len(bought),
        sold=len(sold),
        shipped=sum(bool(entry.shipped_on) and within(entry.shipped_on) for entry in entries),
        purchase=sum(entry.purchase or 0 for entry in bought),
        sales=sum(entry.sales or 0 for entry in known),
        cost=sum(entry.cost or 0 for entry in known),
        input_tax=sum(yen for entry in entries for day, yen in entry.taxes if within(day)),
        open=tuple(undone.values()),
    )


def by_month(entries: Sequence[Entry], since: str, until: str) -> list[Figures]:
    """Return a line for every month from `since` to `until` (`2026-11`), with or without figures.

    What nobody entered a day for stands in a line of its own at the end, its key empty.
    """
    touched: dict[str, list[Entry]] = {}
    for entry in entries:
        for month in {day[:7] for day in entry.days}:
            touched.setdefault(month, []).append(entry)
    lines = [
        figures_of(month, touched.get(month, ()), in_month(month)) for month in months(since, until)
    ]
    undated = figures_of("", touched.get("", ()), in_month(""))
    return lines if undated.is_empty else [*lines, undated]


def by_key(
    entries: Iterable[Entry], key: Callable[[Entry], str], since: str, until: str
) -> list[Figures]:
    """Return a line for each shipment, market or company with figures in a period, by key.

    What nobody entered a day for counts too, so that the lines add up to those of the months.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    found = (figures_of(name, groups[name], between(since, until)) for name in sorted(groups))
    return [figures for figures in found if not figures.is_empty]


def in_month(month: str) -> Within:
    """Return what tells the days of a month."""
    return lambda day: day[:7] == month


def between(since: str, until: str) -> Within:
    """Return what tells the days of a run of months, both included, and those without a date."""
    return lambda day: not day or since <= day[:7] <= until


def months(since: str, until: str) -> list[str]:
    """Return the months from one to another, both included: `2026-11`, `2026-12`, `2027-01`."""
    first, last = _number(since), _number(until)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def span(entries: Iterable[Entry], today: str) -> tuple[str, str]:
    """Return the first and the last month in which something happened; this one where nothing."""
    found = sorted({day[:7] for entry in entries for day in entry.days if day})
    return (found[0], found[-1]) if found else (today[:7], today[:7])


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1

"""Accounting: cost and margin by month, shipment, market and company, and the report of it."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from broker_app.domain import accounts
from broker_app.domain.accounts import Entry, Figures
from broker_app.domain.cost import PURCHASE, Cost
from broker_app.domain.margin import Turned, margin_of
from broker_app.domain.rate import RateBook
from broker_app.domain.sale import Sale
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.costing import with_usual_tax
from broker_app.jobs.names import vehicle_name
from broker_app.jobs.progress import Progress
from broker_app.store import accounts as kept
from broker_app.store import companies, costs, rates, sales
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts

WAYS = ("month", "shipment", "market", "company")
MOST_MONTHS = 600
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Report:
    """The accounts of a period: one line each, all together, and the vehicles behind them.

    `from_list` says how many of the vehicles have costs, and tax on them, only from their list.
    """

    way: str
    since: str
    until: str
    lines: tuple[Figures, ...]
    total: Figures
    entries: tuple[Entry, ...]
    names: dict[int, str]
    """Companies by id."""
    from_list: int = 0
    beside: "Beside | None" = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What was paid for vehicles that are not ours, or not any more: no part of the figures.

    `yen` is None where a rate is missing.
    """

    vehicles: int
    yen: int | None


def report(
    reader: Rows,
    progress: Progress,
    books: Books,
    today: date,
    way: str = "month",
    since: str = "",
    until: str = "",
    company: int | None = None,
) -> Report:
    """Add up the accounts by month, shipment, market or company.

    `since` and `until` are months (`2026-11`), empty for the first and the last with figures.
    Raises UserError where they are no months, or the wrong way round.
    """
    if way not in WAYS:
        raise UserError("report_way_unknown", value=way, known=", ".join(WAYS))
    entries, from_list = entries_of(reader, progress, books, today, company)
    first, last = accounts.span(entries, today.isoformat())
    since, until = read_month(since) or first, read_month(until) or max(last, since)
    if since > until:
        raise UserError("months_reversed", since=since, until=until)
    if len(accounts.months(since, until)) > MOST_MONTHS:
        raise UserError("months_too_many", most=MOST_MONTHS)
    return Report(
        way=way,
        since=since,
        until=until,
        lines=tuple(_lines(entries, way, since, until)),
        total=accounts.figures_of("", entries, accounts.between(since, until)),
        entries=tuple(entries),
        names={known.id or companies.FIRST: known.name for known in companies.every(reader)},
        from_list=from_list,
        beside=_beside(reader, today, company, accounts.between(since, until)),
    )


def entries_of(
    reader: Rows, progress: Progress, books: Books, today: date, company: int | None = None
) -> tuple[list[Entry], int]:
    """Return every vehicle that is ours as it stands in the books.

    Also how many of them have costs that only the list states.
    """
    rows = kept.ours(reader, company)
    desk = _Desk(books, rates.book(reader), today)
    entries: list[Entry] = []
    from_list = 0
    for part in in_parts(rows, AT_ONCE):
        progress(len(entries), len(rows), "progress.reckoning")
        numbers = [row["id"] for row in part]
        paid, sold = costs.of_vehicles(reader, numbers), sales.of_vehicles(reader, numbers)
        entries += [_entry(row, desk, paid[row["id"]], sold.get(row["id"])) for row in part]
        from_list += sum(any(cost.listed for cost in own) for own in paid.values())
    return entries, from_list


def read_month(text: str) -> str:
    """Read a month as `2026-11`: also `2026/11`, `2026年11月`, `202611`; empty stays so.

    Raises UserError where it is no month.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    match = re.fullmatch(r"(\d{4})(?:\D(\d{1,2})月?|(\d\d))", plain)
    month = int(match[2] or match[3]) if match else 0
    if match is None or not 1 <= month <= 12 or not "1900" <= match[1] <= "2999":
        raise UserError("month_unreadable", value=text.strip())
    return f"{match[1]}-{month:02d}"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every entry is made with: `today` dates what has no day."""

    books: Books
    book: RateBook
    today: date


def _beside(
    reader: Rows, today: date, company: int | None, within: accounts.Within
) -> Beside | None:
    paid = costs.of_vehicles(reader, kept.others(reader, company)).values()
    entered = [[c for c in own if not c.listed and within(c.day)] for own in paid]
    counted = [own for own in entered if own]
    if not counted:
        return None
    turned = Turned(rates.book(reader), today)
    yen = turned.sum((c.money, c.day, c.rate) for own in counted for c in own)
    return Beside(len(counted), None if yen is None else yen.minor_units)


def _lines(entries: Sequence[Entry], way: str, since: str, until: str) -> list[Figures]:
    if way == "month":
        return accounts.by_month(entries, since, until)
    keys = {
        "shipment": lambda entry: entry.shipment,
        "market": lambda entry: entry.market,
        "company": lambda entry: str(entry.company),
    }
    return accounts.by_key(entries, keys[way], since, until)


def _entry(row: sqlite3.Row, desk: _Desk, known: Sequence[Cost], sale: Sale | None) -> Entry:
    paid = with_usual_tax(desk.books, known, desk.today)
    margin = margin_of(sale, paid, desk.book, desk.today)
    bought = [cost for cost in paid if cost.kind == PURCHASE]
    turned = Turned(desk.book, desk.today).sum((c.money, c.day, c.rate) for c in bought)
    purchase = turned if bought else None
    day = _bought_on(row, bought)
    closed = sale is not None and margin.amount is not None
    return Entry(
        vehicle=row["id"],
        name=vehicle_name(row["maker"], row["model"]) or row["model_code"] or "",
        chassis_number=row["chassis_number"] or "",
        company=row["company"],
        shipment=row["number"] or "",
        market=_market(row, desk.books),
        bought_on=day,
        sold=sale is not None,
        sold_on=sale.sold_on if sale else "",
        shipped_on=_shipped_on(row, desk.today),
        purchase=None if purchase is None else purchase.minor_units,
        sales=margin.price.minor_units if closed and margin.price else None,
        cost=margin.costs.minor_units if closed and margin.costs else None,
        missing=margin.missing if sale is not None or purchase is None else (),
        taxes=tuple(_taxes(paid, day)),
    )


def _bought_on(row: sqlite3.Row, bought: Sequence[Cost]) -> str:
    """Return the day a vehicle was bought; else of its purchase as entered, of its auction."""
    entered = [cost.day for cost in bought if cost.day and not cost.listed]
    return row["bought_on"] or min(entered, default=row["auction_date"] or "")


def _taxes(paid: Sequence[Cost], bought_on: str) -> Iterator[tuple[str, int]]:
    return ((cost.day or bought_on, cost.tax) for cost in paid if cost.tax)


def _shipped_on(row: sqlite3.Row, today: date) -> str:
    """Return the day a vehicle sailed: that of its voyage, once it has come."""
    etd = row["etd"] or ""
    return etd if len(etd) == 10 and etd <= today.isoformat() else ""


def _market(row: sqlite3.Row, books: Books) -> str:
    """Return the country a vehicle goes to: that of its voyage, else of its buyer."""
    final = (row["final_destination"] or "")[:2]
    port = books.ports.get(row["port_of_discharge"] or "")
    return final or (port.country if port else "") or row["buyer_country"] or ""

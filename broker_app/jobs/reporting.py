"""Reporting: the figures of the business as tables, reckoned from what is stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from broker_app.domain.cost import PURCHASE, RECYCLING, Cost
from broker_app.domain.doors import StockDoor, Way
from broker_app.domain.margin import Turned, costs_in_yen
from broker_app.domain.question import Question
from broker_app.domain.rate import RateBook
from broker_app.domain.report import WHOLE, Report, ReportColumn, ReportKind, Scope, grouped
from broker_app.domain.state import IN_STOCK, LISTED, days_in_stock
from broker_app.domain.vehicle import Vehicle
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import accounting, certifying, doors, registers
from broker_app.jobs.books import Books
from broker_app.jobs.names import vehicle_name
from broker_app.jobs.progress import Progress
from broker_app.store import companies, costs, integrity, rates, reports
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts

AT_ONCE = 500
OUTCOMES = (Outcome.BLOCKED, Outcome.REVIEW, Outcome.CONDITIONAL, Outcome.ALLOWED)
DOORS_AHEAD = 120
"""Doors that close later than so many days from now are no news."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What reports are reckoned from: the store, the shipped books, the question, today, rates."""

    reader: Rows
    books: Books
    question: Question
    today: date
    book: RateBook
    scope: Scope = WHOLE


def report(
    reader: Rows,
    progress: Progress,
    books: Books,
    question: Question,
    today: date,
    key: str,
    scope: Scope = WHOLE,
) -> Report:
    """Reckon one report, of one company or all, of some months where it has a period.

    Raises UserError for one that there is not, for months that are none or the wrong way round, and
    for months of a report that shows what is there today.
    """
    if key not in REPORTS:
        raise UserError("report_unknown", value=key)
    since, until = (accounting.read_month(text) for text in (scope.since, scope.until))
    if (since or until) and key not in WITH_PERIOD:
        raise UserError("report_without_period", known=", ".join(WITH_PERIOD))
    if since and until and since > until:
        raise UserError("months_reversed", since=since, until=until)
    asked = replace(scope, since=since, until=until)
    book = rates.book(reader)
    found = REPORTS[key](Sources(reader, books, question, today, book, asked), progress)
    end = integrity.head(reader)
    return replace(found, end=(end.seq, end.hash))


def _stock(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("vehicle", ReportKind.NAME, 60),
        ReportColumn("chassis_number", ReportKind.CODE, 36),
        ReportColumn("first_registered", ReportKind.DAY, 18),
        ReportColumn("state", ReportKind.STATE, 24),
        ReportColumn("house", ReportKind.HOUSE, 30),
        ReportColumn("verdict", ReportKind.VERDICT, 26),
        ReportColumn("shipment", ReportKind.CODE, 36),
        ReportColumn("bought_on", ReportKind.DAY, 21),
        ReportColumn("cost", ReportKind.YEN, 24, adds_up=True),
    )
    house_of = sources.books.lookups.house_of
    rows, ids, open_costs = [], [], 0
    lines = _in_stock(sources)
    for line, cost in _with_costs(sources, progress, lines):
        open_costs += cost is None
        rows.append(
            (
                _name(line),
                line["chassis_number"],
                line["first_registered"],
                line["state"],
                house_of(line["house"] or ""),
                line["outcome"],
                line["shipment"],
                line["bought_on"] or line["auction_date"],
                cost,
            )
        )
        ids.append(line["id"])
    return Report("stock", columns, tuple(rows), _told(cost_open=open_costs), tuple(ids))


def _ageing(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("vehicle", ReportKind.NAME, 66),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("state", ReportKind.STATE, 28),
        ReportColumn("verdict", ReportKind.VERDICT, 28),
        ReportColumn("bought_on", ReportKind.DAY, 24),
        ReportColumn("days_in_stock", ReportKind.COUNT, 22),
        ReportColumn("cost", ReportKind.YEN, 28, adds_up=True),
    )
    found, unknown, open_costs = [], 0, 0
    lines = [line for line in _in_stock(sources) if line["state"] in IN_STOCK]
    for line, cost in _with_costs(sources, progress, lines):
        days = days_in_stock(line["state"], line["bought_on"], line["left_on"], sources.today)
        if days is None:
            unknown += 1
            continue
        open_costs += cost is None
        row = (_name(line), line["chassis_number"], line["state"], line["outcome"])
        found.append((-days, line["id"], (*row, line["bought_on"], days, cost)))
    found.sort(key=lambda one: one[:2])
    told = _told(no_purchase_day=unknown, cost_open=open_costs)
    rows, ids = tuple(row for *_, row in found), tuple(number for _, number, _ in found)
    return Report("ageing", columns, rows, told, ids)


def _certificates(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("vehicle", ReportKind.NAME, 56),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("owner", ReportKind.TEXT, 50),
        ReportColumn("shipment", ReportKind.CODE, 30),
        ReportColumn("return_by", ReportKind.DAY, 26),
        ReportColumn("scheduled_on", ReportKind.DAY, 26),
        ReportColumn("days_left", ReportKind.COUNT, 20),
    )
    rows, ids = [], []
    register = list(certifying.register(sources.reader, sources.today))
    kept = _of_company(sources, (line.entry.certificate.vehicle for line in register))
    for line in register:
        term, entry = line.term, line.entry
        if term is None or term.exported or entry.certificate.vehicle not in kept:
            continue
        rows.append(
            (
                vehicle_name(entry.maker, entry.model),
                entry.chassis_number,
                entry.certificate.owner,
                entry.shipment_number,
                term.return_by.isoformat() if term.return_by else None,
                term.scheduled_on.isoformat(),
                term.days_left,
            )
        )
        ids.append(entry.certificate.vehicle)
    return Report("certificates", columns, tuple(rows), {}, tuple(ids))


def _purchases(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("house", ReportKind.HOUSE, 60),
        ReportColumn("vehicles", ReportKind.COUNT, 22, adds_up=True),
        ReportColumn("hammer_price", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("average_price", ReportKind.YEN, 32),
        ReportColumn("auction_fee", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("recycle_fee", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("blocked", ReportKind.COUNT, 26, adds_up=True),
    )
    sums: dict[str, list[int]] = {}
    left_out = 0
    lines = [line for line in _ours(sources) if sources.scope.holds(_bought_on(line))]
    for line, paid in _with_paid(sources, progress, lines):
        bought = [cost for cost in paid if cost.kind == PURCHASE]
        yen = [_yen(sources, paid, kind) for kind in (PURCHASE, "auction_fee", RECYCLING)]
        if not bought or None in yen:
            left_out += 1
            continue
        house = sources.books.lookups.house_of(line["house"] or bought[0].supplier)
        of_house = sums.setdefault(house or "", [0, 0, 0, 0, 0])
        of_house[0] += 1
        for place, amount in enumerate(yen, 1):
            of_house[place] += amount or 0
        of_house[4] += line["outcome"] == Outcome.BLOCKED
    rows = [
        (house, count, hammer, round(hammer / count), fees, recycling, blocked)
        for house, (count, hammer, fees, recycling, blocked) in sums.items()
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    return Report("purchases", columns, tuple(rows), _told(no_hammer_price=left_out))


def _sales(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("market", ReportKind.MARKET, 60),
        ReportColumn("vehicles", ReportKind.COUNT, 24, adds_up=True),
        ReportColumn("sales", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("cost", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("margin", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("margin_share", ReportKind.SHARE, 26),
    )
    given = (sources.reader, progress, sources.books, sources.today)
    entries, _ = accounting.entries_of(*given, sources.scope.company)
    sold = [e for e in entries if e.sold and sources.scope.holds(e.sold_on)]
    known = [entry for entry in sold if entry.margin is not None]
    rows = []
    for market, of_market in grouped(known, lambda entry: entry.market).items():
        price = sum(entry.sales or 0 for entry in of_market)
        cost = sum(entry.cost or 0 for entry in of_market)
        share = (price - cost) / cost if cost else None
        rows.append((market, len(of_market), price, cost, price - cost, share))
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Report("sales", columns, tuple(rows), _told(margin_open=len(sold) - len(known)))


def _verdicts(sources: Sources, progress: Progress) -> Report:
    outcomes = [*(outcome.value for outcome in OUTCOMES), ""]
    named = [outcome.lower() or "not_judged" for outcome in outcomes]
    columns = (
        ReportColumn("powertrain", ReportKind.CHOICE, 50),
        *(ReportColumn(name, ReportKind.COUNT, 26, adds_up=True) for name in named),
        ReportColumn("vehicles", ReportKind.COUNT, 26, adds_up=True),
    )
    counts: dict[str, Counter[str]] = {}
    asked = (sources.question.destination, sources.scope.company)
    for powertrain, outcome, count in reports.verdicts(sources.reader, *asked):
        counts.setdefault(powertrain, Counter())[outcome] += count
    rows: list[tuple[Any, ...]] = [
        (powertrain or None, *(found[outcome] for outcome in outcomes), found.total())
        for powertrain, found in counts.items()
    ]
    rows.sort(key=lambda row: (-row[-1], row[0] or ""))
    return Report("verdicts", columns, tuple(rows))


def _doors(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("market", ReportKind.MARKET, 44),
        ReportColumn("vehicle", ReportKind.NAME, 70),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("first_registered", ReportKind.DAY, 24),
        ReportColumn("last_day", ReportKind.DAY, 24),
        ReportColumn("days_left", ReportKind.COUNT, 20),
    )
    given = (sources.reader, progress, sources.books, sources.today, DOORS_AHEAD)
    stock = doors.doors(*given)
    kept = _of_company(sources, (one.vehicle for one in stock.found))
    closing = [one for one in stock.found if one.door.way is Way.CLOSES and one.vehicle in kept]
    rows = [_door(one, stock.named[one.vehicle], sources.today) for one in closing]
    return Report("doors", columns, tuple(rows), {}, tuple(one.vehicle for one in closing))


def _door(one: StockDoor, vehicle: Vehicle, today: date) -> tuple[Any, ...]:
    door = one.door
    name = vehicle_name(vehicle.maker, vehicle.model, vehicle.grade_name)
    known = (vehicle.chassis_number, vehicle.first_registered)
    return (door.market.country, name, *known, door.day.isoformat(), door.days_left(today))


REPORTS: Mapping[str, Callable[[Sources, Progress], Report]] = {
    "stock": _stock,
    "ageing": _ageing,
    "purchases": _purchases,
    "sales": _sales,
    "verdicts": _verdicts,
    "certificates": _certificates,
    "doors": _doors,
    "inspections": lambda sources, progress: registers.inspections(*_given(sources, progress)),
    "refunds": lambda sources, progress: registers.refunds(*_given(sources, progress)),
    "proofs": lambda sources, progress: registers.proofs(*_given(sources, progress)),
    "papers": lambda sources, progress: registers.papers(*_given(sources, progress)),
}
"""The reports there are, in the order in which they are offered."""


WITH_PERIOD = ("purchases", "sales", "proofs", "papers")
"""The reports of what happened in some months; the others show what is there today."""


def _given(sources: Sources, progress: Progress) -> tuple[Rows, Progress, Books, date, Scope]:
    return sources.reader, progress, sources.books, sources.today, sources.scope


def _ours(sources: Sources) -> list[Any]:
    lines = reports.stock(sources.reader, sources.question.destination)
    return [line for line in lines if sources.scope.is_of(line["company"])]


def _of_company(sources: Sources, chosen: Iterable[int]) -> set[int]:
    """Return those of some vehicles that belong to the company that is asked for."""
    owners = companies.of_vehicles(sources.reader, set(chosen))
    return {vehicle for vehicle, owner in owners.items() if sources.scope.is_of(owner)}


def _bought_on(line: Any) -> str:
    return line["bought_on"] or line["auction_date"] or ""


def _in_stock(sources: Sources) -> list[Any]:
    """Return the lines of what is ours and in Japan; what nobody moved yet is."""
    return [line for line in _ours(sources) if line["state"] in (*IN_STOCK, LISTED)]


def _with_paid(
    sources: Sources, progress: Progress, lines: list[Any]
) -> Iterator[tuple[Any, list[Cost]]]:
    """Yield some lines of the stock with the costs of each vehicle."""
    for number, part in enumerate(in_parts(lines, AT_ONCE)):
        progress(number * AT_ONCE, len(lines), "progress.reckoning")
        paid = costs.of_vehicles(sources.reader, [line["id"] for line in part])
        for line in part:
            yield line, paid[line["id"]]


def _with_costs(
    sources: Sources, progress: Progress, lines: list[Any]
) -> Iterator[tuple[Any, int | None]]:
    """Yield some lines with what each vehicle cost in yen, None where that is open."""
    for line, paid in _with_paid(sources, progress, lines):
        cost = costs_in_yen(paid, sources.book, sources.today)
        yield line, None if cost is None else cost.minor_units


def _yen(sources: Sources, paid: list[Cost], kind: str) -> int | None:
    """Return what was paid for one kind, None where a rate is missing."""
    of_kind = ((c.money, c.day, c.rate) for c in paid if c.kind == kind)
    yen = Turned(sources.book, sources.today).sum(of_kind)
    return None if yen is None else yen.minor_units


def _name(line: Any) -> str:
    return vehicle_name(line["maker"], line["model"], line["grade_name"])


def _told(**counts: int) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}

"""Reporting: the figures of the business as tables, reckoned from what is stored."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from broker_app.domain.margin import costs_in_yen, margin_of
from broker_app.domain.outlet import Refusal
from broker_app.domain.question import Question
from broker_app.domain.report import Report, ReportColumn, ReportKind, grouped
from broker_app.domain.state import IN_STOCK, days_in_stock
from broker_app.domain.suggest import Suggestion
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import certifying
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.suggesting import suggest_stock
from broker_app.store import costs, rates, reports, sales
from broker_app.store.database import Rows
from broker_app.store.vehicles import in_parts

AT_ONCE = 500
OUTCOMES = (Outcome.BLOCKED, Outcome.REVIEW, Outcome.CONDITIONAL, Outcome.ALLOWED)
DOORS_AHEAD = timedelta(days=120)
"""Doors that close later than this are no news."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What reports are reckoned from: the store, the shipped books, the question, today."""

    reader: Rows
    books: Books
    question: Question
    today: date


def report(
    reader: Rows, progress: Progress, books: Books, question: Question, today: date, key: str
) -> Report:
    """Reckon one report. Raises UserError for one that there is not."""
    if key not in REPORTS:
        raise UserError("report_unknown", value=key)
    return REPORTS[key](Sources(reader, books, question, today), progress)


def _stock(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("vehicle", ReportKind.TEXT, 60),
        ReportColumn("chassis_number", ReportKind.CODE, 36),
        ReportColumn("first_registered", ReportKind.DAY, 18),
        ReportColumn("state", ReportKind.STATE, 24),
        ReportColumn("house", ReportKind.TEXT, 30),
        ReportColumn("bought_on", ReportKind.DAY, 21),
        ReportColumn("cost", ReportKind.YEN, 24, adds_up=True),
        ReportColumn("verdict", ReportKind.VERDICT, 26),
        ReportColumn("shipment", ReportKind.CODE, 36),
    )
    rows, ids, open_costs = [], [], 0
    for line, cost in _with_costs(sources, progress):
        open_costs += cost is None
        rows.append(
            (
                _name(line),
                line["chassis_number"],
                line["first_registered"],
                line["state"],
                line["house"],
                line["bought_on"] or line["auction_date"],
                cost,
                line["outcome"],
                line["shipment"],
            )
        )
        ids.append(line["id"])
    return Report("stock", columns, tuple(rows), _told(cost_open=open_costs), tuple(ids))


def _ageing(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("days_in_stock", ReportKind.COUNT, 22),
        ReportColumn("bought_on", ReportKind.DAY, 24),
        ReportColumn("state", ReportKind.STATE, 28),
        ReportColumn("vehicle", ReportKind.TEXT, 66),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("cost", ReportKind.YEN, 28, adds_up=True),
        ReportColumn("verdict", ReportKind.VERDICT, 28),
    )
    found, unknown = [], 0
    for line, cost in _with_costs(sources, progress):
        if line["state"] not in IN_STOCK:
            continue
        days = days_in_stock(line["state"], line["bought_on"], line["left_on"], sources.today)
        if days is None:
            unknown += 1
            continue
        row = (days, line["bought_on"], line["state"], _name(line), line["chassis_number"])
        found.append((*row, cost, line["outcome"], line["id"]))
    found.sort(key=lambda row: (-row[0], row[-1]))
    rows = tuple(row[:-1] for row in found)
    told = _told(no_purchase_day=unknown)
    return Report("ageing", columns, rows, told, tuple(row[-1] for row in found))


def _certificates(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("scheduled_on", ReportKind.DAY, 26),
        ReportColumn("days_left", ReportKind.COUNT, 20),
        ReportColumn("return_by", ReportKind.DAY, 26),
        ReportColumn("vehicle", ReportKind.TEXT, 56),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("owner", ReportKind.TEXT, 50),
        ReportColumn("shipment", ReportKind.CODE, 30),
    )
    rows, ids = [], []
    for line in certifying.register(sources.reader, sources.today):
        term, entry = line.term, line.entry
        if term is None or term.exported:
            continue
        rows.append(
            (
                term.scheduled_on.isoformat(),
                term.days_left,
                term.return_by.isoformat() if term.return_by else None,
                " ".join(filter(None, (entry.maker, entry.model))),
                entry.chassis_number,
                entry.certificate.owner,
                entry.shipment_number,
            )
        )
        ids.append(entry.certificate.vehicle)
    return Report("certificates", columns, tuple(rows), {}, tuple(ids))


def _purchases(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("house", ReportKind.TEXT, 60),
        ReportColumn("vehicles", ReportKind.COUNT, 22, adds_up=True),
        ReportColumn("hammer_price", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("average_price", ReportKind.YEN, 32),
        ReportColumn("auction_fee", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("recycle_fee", ReportKind.YEN, 32, adds_up=True),
        ReportColumn("blocked", ReportKind.COUNT, 26, adds_up=True),
    )
    lines = list(reports.stock(sources.reader, sources.question.destination))
    bought = [line for line in lines if line["hammer_price"] and line["currency"] == "JPY"]
    house_of = sources.books.lookups.house_of
    houses = grouped(bought, lambda line: house_of(line["house"]))
    rows: list[tuple[Any, ...]] = []
    for house, of_house in houses.items():
        hammer = sum(line["hammer_price"] for line in of_house)
        rows.append(
            (
                house,
                len(of_house),
                hammer,
                round(hammer / len(of_house)),
                sum(line["auction_fee"] or 0 for line in of_house),
                sum(line["recycle_fee"] or 0 for line in of_house),
                sum(line["outcome"] == "BLOCKED" for line in of_house),
            )
        )
    rows.sort(key=lambda row: (-row[2], row[0]))
    left_out = _told(no_hammer_price=len(lines) - len(bought))
    return Report("purchases", columns, tuple(rows), left_out)


def _sales(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("market", ReportKind.MARKET, 60),
        ReportColumn("vehicles", ReportKind.COUNT, 24, adds_up=True),
        ReportColumn("sales", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("cost", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("margin", ReportKind.YEN, 36, adds_up=True),
        ReportColumn("margin_share", ReportKind.SHARE, 26),
    )
    reader, book = sources.reader, rates.book(sources.reader)
    sold, countries = sales.every(reader), sales.countries(reader)
    paid = costs.of_vehicles(reader, sold)
    sums: dict[str, list[int]] = {}
    open_sales = 0
    for vehicle, sale in sold.items():
        margin = margin_of(sale, paid[vehicle], book, sources.today)
        if margin.amount is None or margin.price is None or margin.costs is None:
            open_sales += 1
            continue
        of_market = sums.setdefault(countries.get(vehicle, ""), [0, 0, 0])
        of_market[0] += 1
        of_market[1] += margin.price.minor_units
        of_market[2] += margin.costs.minor_units
    rows = [
        (market, count, price, cost, price - cost, (price - cost) / cost if cost else None)
        for market, (count, price, cost) in sums.items()
    ]
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Report("sales", columns, tuple(rows), _told(margin_open=open_sales))


def _verdicts(sources: Sources, progress: Progress) -> Report:
    outcomes = [*(outcome.value for outcome in OUTCOMES), ""]
    named = [outcome.lower() or "not_judged" for outcome in outcomes]
    columns = (
        ReportColumn("powertrain", ReportKind.CHOICE, 50),
        *(ReportColumn(name, ReportKind.COUNT, 26, adds_up=True) for name in named),
        ReportColumn("vehicles", ReportKind.COUNT, 26, adds_up=True),
    )
    counts: dict[str, Counter[str]] = {}
    for powertrain, outcome, count in reports.verdicts(
        sources.reader, sources.question.destination
    ):
        counts.setdefault(powertrain, Counter())[outcome] += count
    rows: list[tuple[Any, ...]] = [
        (powertrain or None, *(found[outcome] for outcome in outcomes), found.total())
        for powertrain, found in counts.items()
    ]
    rows.sort(key=lambda row: (-row[-1], row[0] or ""))
    return Report("verdicts", columns, tuple(rows))


def _doors(sources: Sources, progress: Progress) -> Report:
    columns = (
        ReportColumn("last_day", ReportKind.DAY, 24),
        ReportColumn("days_left", ReportKind.COUNT, 20),
        ReportColumn("market", ReportKind.MARKET, 44),
        ReportColumn("vehicle", ReportKind.TEXT, 70),
        ReportColumn("chassis_number", ReportKind.CODE, 40),
        ReportColumn("first_registered", ReportKind.DAY, 24),
    )
    until = sources.today + DOORS_AHEAD
    found: list[tuple[date, str, int]] = []
    lines = {line["id"]: line for line in reports.stock(sources.reader, "")}
    gone = {number for number, line in lines.items() if line["shipment"]}
    for done, one in enumerate(suggest_stock(sources.reader, sources.books, sources.today)):
        progress(done, len(lines), "progress.reckoning")
        if one.advice is None or one.row in gone:
            continue
        said: list[Suggestion | Refusal] = [*one.advice.markets, *one.advice.refused]
        found += [
            (door.last_day_to_load, door.market.country, one.row)
            for door in said
            if door.last_day_to_load and sources.today <= door.last_day_to_load <= until
        ]
    rows = [
        (
            last.isoformat(),
            (last - sources.today).days,
            market,
            _name(lines[number]),
            lines[number]["chassis_number"],
            lines[number]["first_registered"],
        )
        for last, market, number in sorted(found)
    ]
    return Report("doors", columns, tuple(rows), {}, tuple(number for *_, number in sorted(found)))


REPORTS: Mapping[str, Callable[[Sources, Progress], Report]] = {
    "stock": _stock,
    "ageing": _ageing,
    "purchases": _purchases,
    "sales": _sales,
    "verdicts": _verdicts,
    "certificates": _certificates,
    "doors": _doors,
}
"""The reports there are, in the order in which they are offered."""


def _with_costs(sources: Sources, progress: Progress) -> Iterator[tuple[Any, int | None]]:
    """Yield the lines of the stock with what each vehicle cost in yen, None where that is open."""
    book = rates.book(sources.reader)
    lines = list(reports.stock(sources.reader, sources.question.destination))
    for number, part in enumerate(in_parts(lines, AT_ONCE)):
        progress(number * AT_ONCE, len(lines), "progress.reckoning")
        paid = costs.of_vehicles(sources.reader, [line["id"] for line in part])
        for line in part:
            cost = costs_in_yen(paid[line["id"]], book, sources.today)
            yield line, None if cost is None else cost.minor_units


def _name(line: Any) -> str:
    return " ".join(filter(None, (line["maker"], line["model"], line["grade_name"])))


def _told(**counts: int) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}

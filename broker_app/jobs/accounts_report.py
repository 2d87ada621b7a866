"""The accounts in words: how each line is called, and the workbook to file or hand to the office.

It holds cost and margin, so it is for the office alone; no paper of a shipment is made from it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app import words
from broker_app.domain.accounts import Entry, Figures, Within, between
from broker_app.domain.rate import HOME
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.jobs.accounting import Beside, Report
from broker_app.jobs.explaining_markets import missing
from broker_app.jobs.progress import Progress, silent

if TYPE_CHECKING:
    from broker_app.papers.page import Page
    from broker_app.papers.report_page import Value

_COUNT_MM, _YEN_MM, _VEHICLE_YEN_MM = 15.0, 33.0, 24.0
COUNTED = {"open": "open_count"}
"""Columns whose head has another key than their own."""


def name_of(report: Report, line: Figures) -> str:
    """Return how a line is called: a month, a shipment, a country, a company."""
    if report.way == "company":
        return report.names.get(int(line.key)) or words.say("accounts.no_name")
    if not line.key:
        return words.say(f"accounts.no_{report.way}")
    return words.country(line.key) if report.way == "market" else line.key


def vehicle_of(entry: Entry) -> str:
    """Return what people call a vehicle of the books."""
    return " ".join(filter(None, (entry.name, entry.chassis_number))) or words.say("ui.no_name")


def lacks(entry: Entry) -> str:
    """Return what leaves a vehicle open."""
    return words.listed(missing(one) for one in entry.missing)


def notes_of(report: Report) -> list[str]:
    """Return the sentences that say what the figures are, and what they leave out."""
    said = [words.say("accounts.note_margin"), words.say("accounts.note_tax")]
    if report.total.open:
        said.insert(0, words.say("accounts.open", count=len(report.total.open)))
    if report.from_list:
        said.append(words.say("accounts.from_list", count=report.from_list))
    if report.beside is not None:
        said.append(beside_of(report.beside))
    return said


def beside_of(beside: Beside) -> str:
    """Return what was paid for vehicles that are not ours, in words."""
    if beside.yen is None:
        return words.say("accounts.beside_open", count=beside.vehicles)
    amount = words.money(beside.yen, HOME)
    return words.say("accounts.beside", count=beside.vehicles, amount=amount)


def write_report(
    report: Report, company: str, today: date, target: Path, progress: Progress = silent
) -> Path:
    """Write the report into a workbook. Raises UserError where it cannot be written."""
    from broker_app.papers.workbook import write_workbook

    path = target if target.suffix else target.with_suffix(".xlsx")

    def told(done: int, total: int) -> None:
        progress(done, total, "progress.table")

    told(0, len(report.entries))
    write_workbook(pages_of(report, company, today), path, told)
    return path


def pages_of(report: Report, company: str, today: date) -> "list[Page]":
    """Return the pages of a report: its lines, and the vehicles behind them.

    `company` is the one it is of, empty for all of them.
    """
    from broker_app.papers.report_page import SaidReport, lay_out_report

    def laid(
        title: str,
        columns: "Sequence[tuple[ReportColumn, str]]",
        rows: "Iterable[tuple[Value, ...]]",
        notes: tuple[str, ...] = (),
    ) -> "Page":
        return lay_out_report(
            SaidReport(
                title=title,
                author=company,
                date=today.isoformat(),
                shown_date=words.day(today),
                subject=subject_of(report, company),
                columns=tuple(column for column, _ in columns),
                heads=tuple(head for _, head in columns),
                rows=tuple(rows),
                total=words.say("accounts.total"),
                notes=notes,
                empty=words.say("reports.empty.month"),
            )
        )

    lines = (_line(report, line) for line in report.lines)
    within = between(report.since, report.until)
    vehicles = (_vehicle(entry, within) for entry in behind(report))
    title = words.say(f"accounts.by_{report.way}")
    return [
        laid(title, _columns(report.way), lines, tuple(notes_of(report))),
        laid(words.say("page.vehicles"), _vehicle_columns(), vehicles),
    ]


def subject_of(report: Report, company: str) -> str:
    """Return what a report is of: company, months, currency."""
    whose = company or words.say("accounts.all_companies")
    period = words.say("accounts.period", since=report.since, until=report.until)
    return words.listed([whose, period, HOME])


def behind(report: Report) -> Iterator[Entry]:
    """Yield the vehicles of which something stands in the lines."""
    for entry in report.entries:
        if any(map(between(report.since, report.until), entry.days)):
            yield entry


def _columns(way: str) -> list[tuple[ReportColumn, str]]:
    """Return the columns of the lines with their heads."""

    def count(key: str) -> tuple[ReportColumn, str]:
        head = words.say(f"accounts.{COUNTED.get(key, key)}")
        return ReportColumn(key, ReportKind.COUNT, _COUNT_MM, adds_up=True), head

    def yen(key: str, minus: tuple[str, str] | None = None) -> tuple[ReportColumn, str]:
        return _yen(key, _YEN_MM, minus)

    share = ReportColumn("share", ReportKind.SHARE, 16, percent=("margin", "cost"))
    return [
        (ReportColumn("name", ReportKind.TEXT, 32), words.say(f"accounts.{way}")),
        count("bought"),
        count("sold"),
        count("shipped"),
        yen("purchase"),
        yen("sales"),
        yen("cost"),
        yen("margin", minus=("sales", "cost")),
        (share, words.say("accounts.share")),
        yen("input_tax"),
        count("open"),
    ]


def _yen(key: str, width: float, minus: tuple[str, str] | None = None) -> tuple[ReportColumn, str]:
    head = words.say(f"accounts.{key}")
    return ReportColumn(key, ReportKind.YEN, width, adds_up=True, minus=minus), head


def _line(report: Report, line: Figures) -> "tuple[Value, ...]":
    from broker_app.papers.report_page import percent

    share = percent(Decimal(line.margin), Decimal(line.cost)) if line.cost else ""
    money = (line.purchase, line.sales, line.cost, line.margin)
    counts = (line.bought, line.sold, line.shipped)
    figures = (
        *map(Decimal, (*counts, *money)),
        share,
        *map(Decimal, (line.input_tax, len(line.open))),
    )
    return (name_of(report, line), *figures)


def _vehicle_columns() -> list[tuple[ReportColumn, str]]:
    """Return the columns of the vehicles with their heads."""

    def text(key: str, width: float) -> tuple[ReportColumn, str]:
        return ReportColumn(key, ReportKind.TEXT, width), words.say(f"accounts.{key}")

    chassis = (ReportColumn("chassis", ReportKind.CODE, 37), words.fact("chassis_number"))
    texts = [text("vehicle", 40), chassis, text("bought_on", 19), text("sold_on", 19)]
    names = ("purchase", "sales", "cost", "margin", "input_tax")
    return [*texts, *(_yen(name, _VEHICLE_YEN_MM) for name in names), text("lacks", 38)]


def _vehicle(entry: Entry, within: Within) -> "tuple[Value, ...]":
    """Return a vehicle with what of it counts in the period: it adds up to the lines."""
    bought, sold = within(entry.bought_on), entry.sold and within(entry.sold_on)
    day = entry.sold_on or (words.say("accounts.no_day") if entry.sold else "")
    taxes = sum(amount for on, amount in entry.taxes if within(on))
    purchase = entry.purchase if bought else None
    left = (entry.sales, entry.cost, entry.margin) if sold and entry.margin is not None else ()
    texts = (entry.name, entry.chassis_number, entry.bought_on, day)
    money = (purchase, *(left or (None, None, None)), taxes or None)
    return (*texts, *("" if one is None else Decimal(one) for one in money), lacks(entry))

"""Comparing the markets of many vehicles: the matrix, and as a paper or a workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from broker_app import words
from broker_app.domain.market_matrix import Entry, Matrix
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.domain.state import IN_STOCK, LISTED
from broker_app.domain.suggest import BARRED_FROM
from broker_app.jobs.books import Books
from broker_app.jobs.names import vehicle_name
from broker_app.jobs.progress import Progress
from broker_app.jobs.suggesting import suggest_stock
from broker_app.papers.page import Page
from broker_app.papers.report_page import SaidReport, lay_out_report
from broker_app.papers.workbook import write_workbook
from broker_app.store import vehicles
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query

AT_ONCE = 500
STATES = (*IN_STOCK, LISTED)
"""What is offered, or ours and still in Japan."""
_TOLD_EVERY = 50


def stock(reader: Rows) -> list[int]:
    """Return the vehicles that are offered or ours and still in Japan, the latest first."""
    return list(vehicles.ids(reader, Query(states=STATES, descending=True)))


def compare(
    reader: Rows, progress: Progress, books: Books, on: date, chosen: Sequence[int]
) -> Matrix:
    """Ask every market about some vehicles of the stock; those that are gone are left out."""
    matrix = Matrix(tuple(books.markets))
    for done, one in enumerate(suggest_stock(reader, books, on, chosen=chosen)):
        if done % _TOLD_EVERY == 0:
            progress(done, len(chosen), "progress.asking_markets")
        if one.advice is not None and one.to_russia is not None:
            matrix.add(one.row, one.to_russia, one.advice)
    return matrix.in_order(chosen)


def said(entry: Entry) -> str:
    """Return what a market says of a vehicle in words: `Eligible 75`."""
    word = words.say(f"markets.word.{entry.answer}")
    return word if entry.score is None else f"{word} {entry.score}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a matrix is shown: its rows in order, its markets, the day of the decision."""

    matrix: Matrix
    places: tuple[int, ...]
    markets: tuple[str, ...]
    on: date


def paper_of(reader: Rows, progress: Progress, books: Books, shown: Shown, author: str) -> Page:
    """Return what is shown as a paper: for the printer, a PDF, a workbook."""
    titles = [words.in_both(books.markets[market].title) for market in shown.markets]
    columns = (
        ReportColumn("vehicle", ReportKind.TEXT, 52),
        ReportColumn("chassis_number", ReportKind.CODE, 34),
        ReportColumn("verdict", ReportKind.TEXT, 24),
        *(ReportColumn(market, ReportKind.TEXT, 24) for market in shown.markets),
    )
    heads = [words.say(f"report.column.{name}") for name in ("vehicle", "chassis_number")]
    heads.append(words.say("compare.to_russia"))
    return lay_out_report(
        SaidReport(
            title=words.say("compare.title"),
            author=author,
            date=shown.on.isoformat(),
            shown_date=words.day(shown.on),
            columns=columns,
            heads=(*heads, *titles),
            rows=tuple(_rows(reader, progress, shown)),
            notes=(words.say("rules.advice"),),
        )
    )


def save(
    reader: Rows, progress: Progress, books: Books, shown: Shown, author: str, target: Path
) -> None:
    """Write what is shown to a workbook. Raises UserError where it cannot be written."""
    page = paper_of(reader, progress, books, shown, author)
    write_workbook([page], target, lambda done, all_: progress(done, all_, "progress.table"))


def _rows(reader: Rows, progress: Progress, shown: Shown) -> Iterator[tuple[str, ...]]:
    matrix = shown.matrix
    for start in range(0, len(shown.places), AT_ONCE):
        progress(start, len(shown.places), "progress.layout")
        part = shown.places[start : start + AT_ONCE]
        ids = [matrix.vehicles[place] for place in part]
        found = vehicles.block(reader, ids, BARRED_FROM)
        for place, vehicle in zip(part, ids, strict=True):
            entries = (matrix.entry(place, market) for market in shown.markets)
            verdict = words.say(f"verdict.{matrix.to_russia[place].value}")
            yield (*_named(found.get(vehicle)), verdict, *(said(entry) for entry in entries))


def _named(row: Any) -> tuple[str, str]:
    if row is None:
        return "", ""
    return vehicle_name(row["maker"], row["model"], row["grade_name"]), row["chassis_number"] or ""

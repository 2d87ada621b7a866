"""Printing what stands in a table: any page's, as it is shown, through the preview of papers."""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from broker_app import words
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.jobs.progress import Progress
from broker_app.papers.page import Page as Paper
from broker_app.papers.report_page import SaidReport, lay_out_report
from broker_app.store import parties
from broker_app.ui import theme
from broker_app.ui.models.columns import Look
from broker_app.ui.pages.page import Page
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.table import Table
from broker_app.ui.widgets.chips import ChipRow
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.tabs import TabStrip

MOST_ROWS = 2000
"""Rows that are printed at once: some fifty sheets; of more the first ones, and that is said."""
MEASURED, WIDEST = 200, 60.0
"""By so many rows the room of a text on paper is reckoned; and its most, in mm."""
PX_PER_MM = 4.6
"""From the room of a column in the window to its room on paper."""


def table_of(page: QWidget) -> Table | None:
    """Return the table one means: that with the cursor, else the largest that is shown."""
    focused = QApplication.focusWidget()
    shown = [table for table in page.findChildren(Table) if table.isVisible()]
    shown = [table for table in shown if table.rows.rowCount()]
    here = next((table for table in shown if focused is not None and focused is table), None)
    return here or max(shown, key=lambda one: one.width() * one.height(), default=None)


def said_of(table: Table, title: str, shown: Sequence[str], author: str, today: date) -> SaidReport:
    """Return the rows of a table in words: the selected ones where there are several, else all.

    `shown` says which filters are on.
    """
    rows = table.rows
    columns = [n for n in range(rows.columnCount()) if not table.isColumnHidden(n)]
    several = table.count > 1 and not table.everything
    parts = table.selected_rows() if several else [range(rows.rowCount())]
    places = [row for part in parts for row in part[:MOST_ROWS]][:MOST_ROWS]
    every = sum(len(part) for part in parts)
    told = []
    if several:
        told.append(words.say("ui.selected", count=every))
    if every > len(places):
        told.append(words.say("listing.first", shown=len(places), count=every))
    across = Qt.Orientation.Horizontal
    return SaidReport(
        title=title,
        author=author,
        date=today.isoformat(),
        shown_date=words.day(today),
        columns=tuple(_column(table, n, places[:MEASURED]) for n in columns),
        heads=tuple(str(rows.headerData(n, across) or "") for n in columns),
        rows=tuple(tuple(rows.cell(row, n).whole for n in columns) for row in places),
        notes=tuple(told),
        subject=words.listed(shown),
    )


def filters_of(page: QWidget) -> Iterator[str]:
    """Yield what is left out of a page, in words: the view, the search, the filters."""
    for strip in page.findChildren(TabStrip):
        tab = strip.tabs.get(strip.current)
        if strip.isVisible() and tab is not None:
            yield tab.accessibleName()
    for box in page.findChildren(SearchBox):
        if box.isVisible() and box.text().strip():
            yield words.labelled(words.say("ui.search"), box.text().strip())
    for chips in page.findChildren(ChipRow):
        if chips.isVisible():
            yield from chips.said


def show_list(page: Page, title: str) -> PaperView | None:
    """Open the preview of the list on a page; None where it shows none."""
    table, desk = table_of(page), page.desk
    if table is None:
        return None
    shown = list(dict.fromkeys(filter(None, (page.list_of(), *filters_of(page)))))
    author = parties.company(desk.reader).name
    report = said_of(table, title, shown, author, desk.asked.today)
    papers = PaperView(desk, page)
    papers.message.connect(page.message)
    task = desk.runner.ask(_paper, report, takes_long=True)
    task.on_failure(page.message.emit)
    file = f"{title}_{desk.asked.today:%Y-%m-%d}.pdf"
    task.succeeded.connect(lambda made: papers.show_paper(Viewed(made, title, file)))
    return papers


def _paper(report: SaidReport, progress: Progress) -> Paper:
    progress(0, len(report.rows), "progress.layout")
    return lay_out_report(report)


def _column(table: Table, number: int, places: Sequence[int]) -> ReportColumn:
    """Return a column as wide as in the window; wider where a drawing stands that paper spells."""
    column = table.rows.column(number)
    width = max(10.0, table.columnWidth(number) / PX_PER_MM)
    if column.look is Look.FIGURE:
        return ReportColumn(column.id, ReportKind.COUNT, width)
    measure = theme.metrics(theme.SMALL).horizontalAdvance
    told = [measure(table.rows.cell(row, number).whole) for row in places]
    on_two_lines = median(told or [0.0]) / theme.factor() / PX_PER_MM / 2
    return ReportColumn(column.id, ReportKind.TEXT, max(width, min(on_two_lines, WIDEST)))

"""Printing the list of a page: what is shown, as it is filtered, through the preview of papers."""

import pytest

from broker_app import words
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.papers.placing import sheets
from broker_app.papers.report_page import SaidReport, lay_out_report
from broker_app.ui import listing
from broker_app.ui.pages.paper_view import PaperView, Viewed
from broker_app.ui.pages.vehicle_show import Show

from .conftest import TODAY, idle


@pytest.fixture
def papers(monkeypatch) -> list[Viewed]:
    """The papers whose preview was opened."""
    seen: list[Viewed] = []
    show = PaperView.show_paper

    def keep(view: PaperView, viewed: Viewed) -> None:
        seen.append(viewed)
        show(view, viewed)

    monkeypatch.setattr(PaperView, "show_paper", keep)
    return seen


def printed(qtbot, window, papers) -> str:
    """Print the list of the page; returns the text of the paper."""
    papers.clear()
    window.run("print_list")
    qtbot.waitUntil(lambda: bool(papers), timeout=20_000)
    previews = [view.preview for view in window.findChildren(PaperView) if view.preview]
    assert len(previews) == 1
    previews[0].close()
    idle(qtbot, window)
    return papers[0].page.as_text()


def test_a_list_is_printed_as_it_is_shown_with_its_filters(qtbot, open_main, stock, papers):
    window = open_main()
    page = window.current
    text = printed(qtbot, window, papers)
    assert "MARK X".title() in text
    assert "NZE161-7000001" in text
    assert "Vehicles" in text
    page.open(Show(verdicts=("BLOCKED",), words="prius"))
    idle(qtbot, window)
    text = printed(qtbot, window, papers)
    assert "Prius" in text
    assert "Mark X" not in text
    assert "prius" in text  # what it was searched for
    assert words.say("verdict.BLOCKED") in text


def test_several_selected_rows_are_printed_alone(qtbot, open_main, stock):
    window = open_main()
    table = window.current.table
    table.selectRow(0)
    everything = listing.said_of(table, "T", [], "", TODAY)
    assert len(everything.rows) == 4  # one row under the cursor is no choice
    model = table.selectionModel()
    flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
    model.select(table.model().index(1, 0), flags)
    chosen = listing.said_of(table, "T", [], "", TODAY)
    assert chosen.rows == everything.rows[:2]
    assert chosen.notes == (words.say("ui.selected", count=2),)
    table.selectAll()
    assert len(listing.said_of(table, "T", [], "", TODAY).rows) == 4


def test_hidden_columns_are_left_out_and_figures_stand_at_the_right(qtbot, open_main, stock):
    window = open_main()
    table = window.current.table
    said = listing.said_of(table, "T", [], "", TODAY)
    shown = [n for n in range(table.rows.columnCount()) if not table.isColumnHidden(n)]
    assert len(said.heads) == len(shown) == len(said.rows[0])
    figures = {column.key for column in said.columns if column.is_figure}
    assert {"displacement_cc", "odometer_km"} <= figures


def test_of_very_many_rows_the_first_are_printed_and_that_is_said(
    qtbot, open_main, stock, monkeypatch
):
    monkeypatch.setattr(listing, "MOST_ROWS", 3)
    window = open_main()
    said = listing.said_of(window.current.table, "T", [], "", TODAY)
    assert len(said.rows) == 3
    assert said.notes == ("The first 3 of 4 rows.",)


def test_where_there_is_no_list_it_says_so(qtbot, open_main, stock):
    window = open_main()
    window.show_page("settings")
    window.run("print_list")
    idle(qtbot, window)
    assert window.bar.isVisible()
    assert not [v for v in window.findChildren(PaperView) if v.preview]


@pytest.mark.parametrize("page", ["today", "reports"])
def test_a_page_that_prints_in_its_own_way_does_so(qtbot, open_main, stock, papers, page):
    window = open_main()
    window.show_page(page)
    idle(qtbot, window)
    qtbot.waitUntil(lambda: page != "reports" or window.current.report is not None, timeout=20_000)
    qtbot.waitUntil(lambda: page != "today" or bool(window.current.lines), timeout=20_000)
    assert printed(qtbot, window, papers)


def test_a_print_names_the_vehicle_whose_markets_it_ranks(qtbot, open_main, stock, papers):
    window = open_main()
    window.show_page("markets", 1)
    page = window.current
    qtbot.waitUntil(lambda: bool(listing.table_of(page)), timeout=20_000)
    idle(qtbot, window)
    named = page.list_of()
    assert named
    assert named in printed(qtbot, window, papers)


def test_a_text_does_not_run_into_the_figure_before_it():
    columns = (
        ReportColumn("count", ReportKind.COUNT, 20),
        ReportColumn("what", ReportKind.TEXT, 80),
    )
    report = SaidReport(
        title="T", author="", date="2026-11-22", shown_date="", columns=columns,
        heads=("Count", "What"), rows=(("1,234", "said"),),
    )  # fmt: skip
    texts = {text.text: text for sheet in sheets(lay_out_report(report)) for text in sheet.texts}
    figure, said = texts["1,234"], texts["said"]
    assert said.left_mm - (figure.left_mm + figure.room_mm) > 3

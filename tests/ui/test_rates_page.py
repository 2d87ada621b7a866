"""Exchange rates on the settings page: files of them, and old ones marked in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from broker_app.domain.rate import Rate
from broker_app.jobs import costing
from broker_app.store import rates
from broker_app.store.database import open_file
from broker_app.ui.pages.settings import SettingsPage

from .conftest import TODAY, idle

DATA = Path(__file__).parents[1] / "data" / "rates"


@pytest.fixture
def page(qtbot, file, open_main):
    with open_file(file) as db:
        for currency, worth, day in (("KRW", "10.3", 2), ("USD", "155.2", 2)):
            rate = Rate(Decimal(worth), date(2026, 11, day), "typed")
            costing.put_rate(db, currency, rate, "sato", TODAY)
        old = Rate(Decimal(199), date(2026, 10, 2), "typed")
        costing.put_rate(db, "GBP", old, "sato", TODAY)
    window = open_main()
    window.show_page("settings", "rates")
    idle(qtbot, window)
    assert isinstance(window.current, SettingsPage)
    return window.current


def kept(page) -> dict[tuple[str, str], str]:
    every = rates.every(page.desk.reader)
    return {(one.currency, one.rate.day.isoformat()): str(one.rate.rate) for one in every}


def take(qtbot, page, name: str | Path):
    page.rates.take_file(DATA / name)
    idle(qtbot, page.window())
    return page.rates.dialog


def cells(dialog) -> list[list[str]]:
    model = dialog.model
    return [
        [model.index(row, column).data() for column in (0, 1, 5)] for row in range(model.rowCount())
    ]


def test_a_file_is_shown_then_imported_and_undone(qtbot, page):
    before = kept(page)
    dialog = take(qtbot, page, "customs-week.csv")
    assert dialog.counts.text() == (
        "Source: Japan Customs, weekly rates. 5 new rates. 1 row cannot be kept."
    )
    assert cells(dialog) == [
        ["KRW", "New", "−99.0 %"],
        ["EUR", "New", ""],
        ["IDR", "New", ""],
        ["KES", "New", ""],
        ["USD", "New", "−2.6 %"],
        ["BND", "Cannot be kept", ""],
    ]
    assert dialog.verb.text() == "Import 4 rates"
    (tick,) = dialog.ticks.values()
    assert tick.text() == "KRW from 10.3 to 0.1033 (−99.0 %), 15 Nov 2026"
    assert kept(page) == before
    tick.setChecked(True)
    assert dialog.verb.text() == "Import 5 rates"
    tick.setChecked(False)
    qtbot.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())
    assert len(kept(page)) == len(before) + 4
    assert ("KRW", "2026-11-15") not in kept(page)
    page.window().do_undo()
    idle(qtbot, page.window())
    assert kept(page) == before


def test_more_days_of_a_file_are_asked_for(qtbot, page):
    dialog = take(qtbot, page, "eurofxref-hist.csv")
    assert dialog.model.rowCount() == 5
    qtbot.mouseClick(dialog.days.buttons["month"], Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())
    assert dialog.model.rowCount() == 9
    dialog.reject()


def test_what_is_no_file_of_rates_says_so(qtbot, page, tmp_path):
    prose = tmp_path / "prose.txt"
    prose.write_text("Nothing of the kind.\n", encoding="utf-8")
    dialog = take(qtbot, page, prose)
    assert "holds no exchange rates" in dialog.problem.text()
    assert not dialog.verb.isEnabled()
    dialog.accept()
    assert len(kept(page)) == 3
    dialog.reject()


def test_a_file_is_chosen_or_dropped(qtbot, page, monkeypatch):
    chosen = (str(DATA / "quote.csv"), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: chosen)
    qtbot.mouseClick(page.rates.bring, Qt.MouseButton.LeftButton)
    idle(qtbot, page.window())
    assert page.rates.dialog.verb.text() == "Import 5 rates"
    page.rates.dialog.reject()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(DATA / "eurofxref-daily.xml"))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(page.rates, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    assert page.rates.drop_frame.isVisible()
    QApplication.sendEvent(page.rates, QDropEvent(QPoint(5, 5), copy, data, left, none))
    idle(qtbot, page.window())
    assert "eurofxref-daily.xml" in page.rates.dialog.windowTitle()
    page.rates.dialog.reject()


def test_an_old_rate_says_so_in_words(page):
    said = [label.text() for label in page.rates.findChildren(QLabel)]
    assert said.count("More than 30 days old. typed") == 1

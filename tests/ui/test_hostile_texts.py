"""The whole window on a stock whose every text is a formula, or a page of the web."""

import time
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from broker_app.ui.copying import copied
from broker_app.ui.outside import open_address
from broker_app.ui.table import Table
from broker_app.ui.widgets.search_box import SearchBox
from tests.hostile import formulas

from .conftest import idle
from .test_no_markup import calls

PAGES = ["today", "vehicles", "import", "shipments", "parties", "accounts", "markets", "rules",
         "reports", "settings"]  # fmt: skip
EVIL = ('<img src="http://example.org/EVIL.png">', "<b>EVIL</b>", '<a href="file:///EVIL">EVIL</a>')
ROWS = 30
"""Rows of a table whose tips are looked at."""
COLUMNS = 40


def visited(qtbot, window):
    """Every page in turn, with the first row of its tables chosen, so that its pane is filled."""
    for name in PAGES:
        window.show_page(name)
        idle(qtbot, window)
        if name == "today":  # it counts by and by
            qtbot.waitUntil(lambda: len(window.current.list.model().rows) > 5, timeout=10_000)
        for table in shown(window, Table):
            if table.rows.rowCount():
                table.setCurrentIndex(table.model().index(0, 0))
        idle(qtbot, window)
        yield name


def shown(window, kind):
    return [one for one in window.findChildren(kind) if one.isVisible()]


def test_no_table_copies_a_formula(qtbot, demo_stock, file, open_main):
    assert formulas.spoil(file) > 3_000
    seen, tables, cells = formulas.Seen(), set(), 0
    for name in visited(qtbot, window := open_main()):
        for table in shown(window, Table):
            table.selectAll()
            data = copied(table)
            tables.add((name, table.rows.rowCount() > 0))
            formulas.lines(seen, data.text(), "\t")
            for one in data.html().split("<td")[1:]:
                form, _, rest = one.partition(">")
                seen.cell(f"{name}: page", unescape(rest.partition("</td>")[0]), kept="@" in form)
                cells += 1
    assert seen.leaks == []
    assert sum(filled for _, filled in tables) > 3
    assert cells > 1000
    assert seen.texts > 500


def test_no_text_from_outside_is_read_as_markup(qtbot, demo_stock, file, open_main):
    spoilt = formulas.spoil(file, lambda _count, row, place: f"{EVIL[(row + place) % 3]} {row}")
    assert spoilt > 3_000
    labels, tips = set(), 0
    for _name in visited(qtbot, window := open_main()):
        for label in shown(window, QLabel):
            if "EVIL" in label.text():
                labels.add(label.text())
                assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        for one in shown(window, QWidget):
            if "EVIL" in one.toolTip():
                assert "<img" not in one.toolTip()
                assert "<b>" not in one.toolTip()
                assert "<a" not in one.toolTip()
        for view in shown(window, QAbstractItemView):
            model = view.model()
            for row in range(ROWS if model is not None else 0):
                for column in range(COLUMNS):
                    tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""
                    tips += "EVIL" in tip
                    assert not any(tag in tip for tag in ("<img", "<b>", "<a ")), tip
    assert len(labels) > 10
    assert tips


@pytest.mark.parametrize(
    "address",
    ["file:///C:/Windows/calc.exe", "\\\\server\\share\\a.exe", "javascript:alert(1)", "ms-excel:x",
     "smb://server/a", "https:", "C:\\a.lnk", "", "search-ms:query=x"],
)  # fmt: skip
def test_only_pages_of_the_web_are_opened(monkeypatch, address):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    open_address("https://elaws.e-gov.go.jp/document?lawid=324CO0000000378")
    assert len(opened) == 1
    open_address(address)
    assert len(opened) == 1


def test_one_file_opens_what_is_outside():
    assert {Path(place.partition(":")[0]).name for place, _ in calls("openUrl")} == {"outside.py"}


SEARCHES = (
    "'; DROP TABLE vehicle; --",
    'x" OR 1=1 UNION SELECT * FROM password --',
    "maker:' OR ''=' year:>=%_*? NEAR(a b)",
    'a*"b AND NOT (OR) ^c {d e}: -"" price:>1e999 year:99999999999999999999..-1',
    "a\0b",
    "\ud800x \udfff chassis:\ud83d",
    "\u202egpj.exe\u2066 مرحبا שלום",
    "\ud83d\ude97 e\u0301" * 20 + "ﷺ" * 200,
    "(" * 20_000,
    "車" * 1_000_000,
    'chassis:"' * 100_000,
    " -" * 16_000,
)
SECONDS = 3
"""Of the processor, for one search on the stock of the demo; 7 were found once."""


def boxes(qtbot, window):
    """Every search box of the window in turn: of pages, of dialogs, of the palette."""
    for name in PAGES:
        window.show_page(name)
        idle(qtbot, window)
        for box in shown(window, SearchBox):
            yield f"{name}: {box.accessibleName()}", box
    for action in ("history", "bin", "palette"):
        window.run(action)
        idle(qtbot, window)
        for box in [one for one in shown(window, SearchBox) if one.window() is not window]:
            yield f"{action}: {box.accessibleName()}", box
        for dialog in [one for one in shown(window, QWidget) if one.isWindow()]:
            dialog.close()


def test_no_search_box_minds_what_is_typed(qtbot, demo_stock, file, open_main):
    window, spent = open_main(), {}
    for name, box in boxes(qtbot, window):
        if (name, "") in spent:
            continue
        for text in (*SEARCHES, ""):
            began = time.process_time()
            box.setText(text)
            box.act_now()
            idle(qtbot, window)
            spent[name, text[:20]] = time.process_time() - began
        QTest.keyClicks(box, "' -\"( %_*: OR")
        QTest.keyClick(box, Qt.Key.Key_Return)
        idle(qtbot, window)
    assert len({name for name, _ in spent}) >= 6, spent
    assert {k: s for k, s in spent.items() if s > SECONDS} == {}

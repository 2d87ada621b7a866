"""Texts of a pane are never painted lower than they need, not even while another vehicle comes."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from broker_app.ui.widgets.scrolled import Column, Grid
from broker_app.ui.widgets.text import Button, Plain

from .conftest import idle


class Watcher(QObject):
    """Takes down every wrapped text that is painted in less height than it needs."""

    def __init__(self):
        super().__init__()
        self.painted = 0
        self.squeezed = []

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() == QEvent.Type.Paint and isinstance(watched, QLabel) and watched.wordWrap():
            self.painted += 1
            needed = watched.heightForWidth(watched.width())
            if watched.height() < needed:
                self.squeezed.append((watched.text(), watched.width(), watched.height(), needed))
        return False


@pytest.fixture
def watcher(qapp):
    made = Watcher()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_no_text_is_squeezed_while_vehicles_are_turned_over(qtbot, demo_stock, open_main, watcher):
    window = open_main()
    window.resize(1366, 768)
    table = window.current.table
    for row in range(0, 60, 3):
        table.go_to(row)
        qtbot.wait(20)
        idle(qtbot, window)
    assert watcher.painted > 50
    assert watcher.squeezed == []
    pane = window.current.side.pane
    texts = [one for one in pane.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert texts
    for one in texts:
        assert one.height() >= one.heightForWidth(one.width()), one.text()


@pytest.mark.parametrize("turn", ["language", "theme"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_pane_stays_where_it_was_when_it_turns_unseen(qtbot, demo_stock, open_main, turn, place):
    window = open_main()
    window.resize(1366, 768)
    window.activateWindow()
    idle(qtbot, window)
    window.current.table.go_to(0)
    idle(qtbot, window)
    inner = window.current.side.pane._area.widget()
    area = window.current.side.pane._area
    button = [one for one in inner.findChildren(Button) if one.isVisible()][place]
    button.setFocus()
    area.ensureWidgetVisible(button)
    idle(qtbot, window)
    before = area.verticalScrollBar().value()
    window.show_page("rules")
    window.run(turn)
    idle(qtbot, window)
    window.show_page("vehicles")
    idle(qtbot, window)
    assert area.verticalScrollBar().value() == before


@pytest.mark.parametrize("kind", [Column, Grid])
def test_a_column_that_finds_no_room_goes_on_below(qtbot, kind):
    pane = QWidget()
    qtbot.addWidget(pane)
    column = kind(pane)
    texts = [Plain("a text of many words that needs some lines " * 3, wrap=True) for _ in range(4)]
    for text in texts:
        column.addWidget(text)
    pane.resize(200, 60)
    pane.setMinimumHeight(0)
    column.setGeometry(pane.rect())
    QApplication.processEvents()
    for above, below in pairwise(texts):
        assert above.height() >= above.heightForWidth(above.width())
        assert below.y() > above.geometry().bottom()

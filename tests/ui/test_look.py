"""The look of what all pages share: heights, the place of the keyboard, room for words, lines."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Button, Plain, empty, hair

from .conftest import idle


def test_controls_in_a_row_are_of_one_height(qtbot, open_main, stock):
    window = open_main()
    row = QWidget(window)
    segments = Segments((("a", "ui.cancel"), ("b", "ui.close")))
    controls = [*segments.buttons.values(), ChoiceBox("ui.close"), Button("ui.close"), QLineEdit()]
    for control in (segments, *controls[2:]):
        control.setParent(row)
    row.show()
    for control in controls:
        control.ensurePolished()
    assert {control.sizeHint().height() for control in controls} == {28}


def test_the_first_look_at_the_vehicles_begins_in_their_table(qtbot, open_main, stock):
    window = open_main()
    window.show_page("today")
    idle(qtbot, window)
    window.show_page("vehicles")
    idle(qtbot, window)
    page = window.current
    assert page.focusWidget() is page.table
    assert page.side.pane._area.verticalScrollBar().value() == 0


def test_what_is_taken_away_hands_its_focus_to_what_held_it(qtbot):
    area, inner = QScrollArea(), QWidget()
    column = QVBoxLayout(inner)
    links = [Button("ui.close", link=True) for _ in range(3)]
    for link in links:
        column.addWidget(link)
    area.setWidget(inner)
    qtbot.addWidget(area)
    area.show()
    links[0].setFocus()
    empty(column)
    assert area.window().focusWidget() is area


def test_a_dialog_grows_with_what_comes_into_it(qtbot):
    dialog = Dialog("T", None)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.height()
    told = Plain("It is said at some length, over several lines. " * 8, wrap=True)
    dialog.body.addWidget(told)
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert told.height() >= told.heightForWidth(told.width())


@pytest.mark.parametrize(("ratio", "pixels"), [(1.0, 1), (1.25, 1), (1.5, 1), (2.0, 2)])
def test_a_hairline_is_as_thin_wherever_it_stands(qtbot, ratio, pixels):
    thick = set()
    for top in range(8):
        image = QImage(24, 24, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        painter.fillRect(QRectF(0, top, 8, hair(ratio)), QColor("black"))
        painter.end()
        thick.add(sum(image.pixelColor(3, y).lightness() < 250 for y in range(24)))
    assert thick == {pixels}


def test_a_dialog_is_deleted_when_it_is_closed(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Dialog("T", parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.leave.click()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert not parent.findChildren(Dialog)

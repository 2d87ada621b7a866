"""Input methods: a word that is being composed is not acted on, and nothing is put over it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from broker_app.domain.certificate import BOXES
from broker_app.domain.particulars import Particular
from broker_app.reference import particulars
from broker_app.ui.runner import EVERYTHING
from broker_app.ui.widgets.dialog import ReasonDialog
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.fact_field import FactField
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.paper_box import PaperBox
from broker_app.ui.widgets.particular_entry import entry_for
from broker_app.ui.widgets.search_box import SearchBox

from .conftest import BOOKS, idle


def compose(widget: QWidget, text: str) -> None:
    """Show a word that is being composed, as an input method does."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def commit(widget: QWidget, text: str) -> None:
    """Enter the word."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def text_of(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    assert isinstance(widget, QLineEdit)
    return widget.text()


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    return widget


def line_particular() -> Particular:
    entries = particulars.shipped().entries
    return next(one for one in entries if one.kind == "text")


ENTRIES = {
    "a line": lambda: TextEntry("note", "party.note"),
    "some lines": lambda: LinesEntry("address", "party.address"),
    "a particular": lambda: entry_for(line_particular(), BOOKS),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_waits_for_the_whole_word(qtbot, name):
    entry = shown(qtbot, ENTRIES[name]())
    lines = name == "some lines"
    stored = ("港区",) if lines else "港区"
    entry.put(stored)
    heard = []
    entry.entered.connect(lambda _, value: heard.append(value))
    edit = entry.edit
    edit.setFocus()
    edit.selectAll()
    compose(edit, "よこ")
    compose(edit, "横浜")
    entry.put(stored)  # what was stored arrives again meanwhile
    entry.put(("神戸",) if lines else "神戸")  # and what somebody else stored
    assert edit.composing
    assert "神戸" not in text_of(edit)
    assert heard == []
    commit(edit, "横浜")
    assert not edit.composing
    assert "横浜" in text_of(edit)
    entry.accept()
    assert len(heard) == 1
    assert "横浜" in "".join(heard[0])


def test_a_search_box_looks_for_whole_words_alone(qtbot):
    box = shown(qtbot, SearchBox(wait_ms=1))
    heard = []
    box.wanted.connect(heard.append)
    compose(box, "ぷりう")
    qtbot.wait(30)
    box.act_now()
    assert heard == []
    commit(box, "プリウス")
    qtbot.waitUntil(lambda: heard == ["プリウス"])


def test_a_fact_is_kept_once_its_word_is_entered(qtbot):
    field = shown(qtbot, FactField("colour", None))
    heard = []
    field.entered.connect(lambda _, value: heard.append(value))
    compose(field.edit, "しろ")
    assert field.edit.text() == ""
    commit(field.edit, "白")
    assert heard == []
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert heard == ["白"]


def test_a_box_of_a_certificate_reads_no_composition(qtbot):
    box = shown(qtbot, PaperBox(next(iter(BOXES))))
    heard = []
    box.committed.connect(lambda _, text: heard.append(text))
    compose(box.edit, "れい")
    box.commit()
    assert heard == []
    commit(box.edit, "令和")
    box.commit()
    assert heard == ["令和"]


def test_a_reason_is_there_once_its_word_is_entered(qtbot):
    dialog = shown(qtbot, ReasonDialog("x", None))
    compose(dialog.reason, "ごき")
    assert not dialog.verb.isEnabled()
    commit(dialog.reason, "誤記")
    assert dialog.verb.isEnabled()


@pytest.mark.parametrize("name", ["settings", "vehicles", "rules", "reports"])
def test_what_somebody_else_stores_leaves_a_composition_on_a_page_alone(
    qtbot, stock, open_main, name
):
    window = open_main("ja")
    window.show_page(name)
    idle(qtbot, window)
    page = window.current
    edits = [
        edit
        for kind in (QLineEdit, QPlainTextEdit)
        for edit in page.findChildren(kind)
        if edit.isVisible() and edit.isEnabled() and not edit.isReadOnly()
    ]
    assert edits
    for edit in edits[:16]:
        before, empty = text_of(edit), edit.grab().toImage()
        compose(edit, "へんかん")
        composed = edit.grab().toImage()
        assert composed != empty
        page.refresh(EVERYTHING)
        idle(qtbot, window)
        # What is composed stands in no text: that it is still there is seen.
        assert edit.grab().toImage() == composed, edit.accessibleName()
        compose(edit, "")
        assert text_of(edit) == before, edit.accessibleName()

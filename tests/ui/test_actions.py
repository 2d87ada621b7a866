"""The list of actions: each has its method, words and keys; nothing stands beside the list."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from broker_app import words
from broker_app.ui import keys, main_window, shortcuts
from broker_app.ui.actions import ACTIONS, KEYS, PAGES, SETTINGS, action_of
from broker_app.ui.pages.paper_view import PaperView
from broker_app.ui.shortcuts import ShortcutsDialog
from broker_app.ui.widgets.text import Label

from .conftest import idle
from .test_vehicles import texts_of

UI = Path(main_window.__file__).parent


def test_every_action_has_its_method_and_its_words(stock, open_main):
    window = open_main()
    for action in ACTIONS:
        page = window.page(action.page)
        owners = [window] if page is None else [page, *page.doers]
        assert sum(hasattr(owner, f"do_{action.id}") for owner in owners) == 1, action.id
    for language in words.LANGUAGES:
        words.use(language)
        said = [f"action.{a.id}" for a in ACTIONS] + [f"page.{p.id}" for p in PAGES]
        said += [f"needs.{a.needs}" for a in ACTIONS if a.needs]
        said += [f"keys.{key.id}" for key in KEYS] + [f"keys.place.{key.place}" for key in KEYS]
        said += [f"settings.{part}" for part in SETTINGS]
        assert [key for key in said if not words.has(key)] == []


def test_every_method_of_an_action_stands_in_the_list():
    known = {f"do_{action.id}" for action in ACTIONS}
    found = set()
    for file in [UI / "main_window.py", *(UI / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("do_"):
                found.add(node.name)
    assert found - known - {"do_step"} == set()  # what one view of markets_step does


def test_what_an_action_needs_can_be_told(stock, open_main):
    window = open_main()
    for action in ACTIONS:
        window.page(action.page)
        assert window.cannot(action) in ("", words.say(f"needs.{action.needs}"))
    assert window.cannot(action_of("shipment_cost")) == "Needs an open shipment"
    assert window.cannot(action_of("record")) == ""
    window.current.table.selectAll()
    assert window.cannot(action_of("record")) == "Needs one selected vehicle"
    assert window.cannot(action_of("bulk_edit")) == ""


def test_the_settings_page_has_the_parts_of_the_list(stock, open_main):
    window = open_main()
    page = window.page("settings")
    for section in SETTINGS:
        page.open(section)
        assert page.kept() == section
        shown = [one.text() for one in page.findChildren(Label) if one.isVisibleTo(page)]
        assert words.say(f"settings.{section}") in shown


def test_no_key_means_two_things_on_one_page():
    everywhere = [p.shortcut for p in PAGES]
    everywhere += [key for action in ACTIONS if not action.page for key in action.shortcuts]
    for page in PAGES:
        here = [key for action in ACTIONS if action.page == page.id for key in action.shortcuts]
        assert len(everywhere + here) == len(set(everywhere + here)), page.id
    for place in {key.place for key in KEYS}:
        here = [one for key in KEYS if key.place == place for one in key.shortcuts]
        assert len(here) == len(set(here)), place


def test_every_key_is_one_that_keyboards_have():
    shortcuts_of = [key for one in (*ACTIONS, *KEYS) for key in one.shortcuts]
    for text in shortcuts_of + [page.shortcut for page in PAGES]:
        assert QKeySequence(text).toString() == text
        assert QKeySequence(text)[0].key() != Qt.Key.Key_unknown


def test_keys_are_listened_for_in_one_place_alone():
    named = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and node.id == "QShortcut":
                named.add(file.name)
            if isinstance(node, ast.Attribute) and node.attr in ("setShortcut", "setShortcuts"):
                named.add(file.name)
    assert named == {"keys.py"}


def test_the_window_takes_no_key_from_a_text_that_is_edited(qtbot, stock, open_main, monkeypatch):
    window = open_main()
    done = []
    monkeypatch.setattr(window, "run_action", done.append)
    window.activateWindow()
    clashing = [
        (action, key) for action in ACTIONS for key in action.shortcuts if key in keys.editing()
    ]
    assert {key for _, key in clashing} >= {"Ctrl+Z", "Ctrl+V", "Ctrl+Del"}
    box = window.current.search
    for action, key in clashing:
        if action.page not in ("", "vehicles"):
            continue
        done.clear()
        box.setText("land cruiser")
        box.setCursorPosition(0)
        box.setFocus()
        assert QApplication.focusWidget() is box
        press(qtbot, box, key)
        assert done == [], key
    box.setText("land cruiser")
    box.setCursorPosition(0)
    press(qtbot, box, "Ctrl+Del")
    assert box.text() in ("cruiser", " cruiser")
    window.current.table.setFocus()
    press(qtbot, window.current.table, "Ctrl+Del")
    assert [action.id for action in done] == ["to_bin"]


def press(qtbot, widget, shortcut):
    """Press a key as a person does: first the shortcuts hear it."""
    combined = QKeySequence(shortcut)[0]
    qtbot.keyClick(widget, combined.key(), combined.keyboardModifiers())


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_keys_are_listed_and_printed(qtbot, stock, open_main, language):
    window = open_main(language)
    window.run("shortcuts")
    (dialog,) = window.findChildren(ShortcutsDialog)
    said = texts_of(dialog)
    assert {words.say("action.undo"), words.say("keys.place.table"), "Ctrl+Z", "F1"} <= said
    for line in shortcuts.lines():
        assert line.text in said
    dialog.print.click()
    idle(qtbot, window)
    (papers,) = dialog.findChildren(PaperView)
    text = shortcuts.paper(window.desk).as_text()
    assert words.say("action.palette") in text
    assert "Ctrl+K" in text
    papers.preview.close()
    dialog.close()

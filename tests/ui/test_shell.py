"""The shell: actions, message bar, bugs, palette, theme files, marks."""

import ast
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from broker_app import paths, words
from broker_app.errors import UserError
from broker_app.settings import Settings
from broker_app.ui import app, main_window, theme
from broker_app.ui.actions import ACTIONS, PAGES
from broker_app.ui.history import HistoryDialog
from broker_app.ui.menu import menu_for
from broker_app.ui.messages import Link, Message, MessageBar
from broker_app.ui.palette import Palette, ShortcutsDialog
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.icons import pixmap
from tests.test_layers import LATE

from .conftest import idle

_GROUNDS = ("surface", "raised", "window", "hover", "sel", "sel_off")
_TEXT = ("ink", "ink2", "ink3", "blocked", "review", "conditional", "allowed")


def test_every_action_has_its_method_and_its_words(stock, open_main):
    window = open_main()
    for action in ACTIONS:
        page = window.page(action.page)
        owners = [window] if page is None else [page, *page.doers]
        assert sum(hasattr(owner, f"do_{action.id}") for owner in owners) == 1, action.id
    for language in words.LANGUAGES:
        words.use(language)
        for key in [f"action.{a.id}" for a in ACTIONS] + [f"page.{p.id}" for p in PAGES]:
            assert words.has(key), key


def test_no_key_means_two_things_on_one_page():
    everywhere = [p.shortcut for p in PAGES]
    everywhere += [key for action in ACTIONS if not action.page for key in action.shortcuts]
    for page in PAGES:
        here = [key for action in ACTIONS if action.page == page.id for key in action.shortcuts]
        assert len(everywhere + here) == len(set(everywhere + here)), page.id


def test_every_icon_named_exists():
    for name in [p.icon for p in PAGES] + [a.icon for a in ACTIONS if a.icon]:
        assert (paths.resources() / "icons" / f"{name}.svg").is_file(), name
        assert not pixmap(name, 20, "#000000", 1.0).toImage().isNull()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_keeps_its_contrast_on_every_ground(name):
    look = theme.load(name)
    for ink in _TEXT:
        for ground in _GROUNDS:
            ratio = contrast(look.status(ink), look.status(ground))
            assert ratio >= 4.5, (name, ink, ground, ratio)
    for status in ("blocked", "review", "conditional", "allowed"):
        for ink in ("ink", "ink2", status):
            ratio = contrast(look.status(ink), look.status(f"{status}_tint"))
            assert ratio >= 4.5, (name, ink, status, ratio)
    assert contrast(look.on_ink, look.ink) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_edges_and_bars_are_told_from_every_ground(name):
    look = theme.load(name)
    for ground in ("surface", "raised", "window", "hover"):
        for drawn in ("control", "bar"):
            ratio = contrast(look.status(drawn), look.status(ground))
            assert ratio >= 3, (name, drawn, ground, ratio)


def contrast(one, other):
    def luminance(colour):
        parts = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
            for c in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", sorted(marks.MARKS))
def test_every_mark_is_drawn_and_has_a_word(qtbot, name):
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    marks.paint(painter, name, QRectF(0, 0, 32, 32))
    painter.end()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))
    label = marks.MarkLabel(name)
    qtbot.addWidget(label)
    assert label.accessibleName()
    assert "." not in label.accessibleName()


def test_long_work_shows_a_strip_and_can_be_cancelled(qtbot, open_main):
    def slow(db, progress):
        for done in range(1000):
            progress(done, 1000, "progress.confirming")
            time.sleep(0.01)

    window = open_main()
    window.desk.runner.change(slow)
    qtbot.wait(200)
    assert not window.footer.shows_work  # a strip that flashes only disturbs
    qtbot.waitUntil(lambda: window.footer.shows_work, timeout=3000)
    qtbot.waitUntil(lambda: window.footer._text.text() == "Confirming facts")
    window.footer._cancel.click()
    qtbot.waitUntil(lambda: not window.footer.shows_work)
    qtbot.waitUntil(lambda: window.bar.text == "Cancelled. Nothing was changed.")


def test_every_word_the_window_says_is_in_both_catalogues():
    key = re.compile(
        r"(?:ui|pane|next|why|ship|empty|history|palette|keys|mark)\.[a-z0-9_.]*[a-z0-9_]"
    )
    said = set()
    for file in Path(main_window.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said |= {node.value} if key.fullmatch(node.value) else set()
    assert len(said) > 50
    for language in words.LANGUAGES:
        words.use(language)
        assert [k for k in sorted(said) if not words.has(k) and words._text(k, 2) == k] == []


def test_a_database_that_cannot_be_opened_is_said_in_one_sentence(qapp, file, monkeypatch):
    file.write_text("no database")
    said = []
    monkeypatch.setattr(
        app.QMessageBox, "critical", lambda _parent, _title, text: said.append(text)
    )
    assert app.run(file, Settings(language="en", theme="light")) == 1
    assert len(said) == 1
    assert file.name in said[0]


def test_the_bar_shows_the_worst_message_and_keeps_the_rest(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    followed = []
    bar.tell(Message("info", lambda: "news", (Link("ui.close", lambda: followed.append(1)),)))
    bar.tell(Message("error", lambda: "trouble"))
    bar.tell(Message("info", lambda: "newer news"))
    assert bar.text == "trouble"
    bar.dismiss()
    assert bar.text == "newer news"
    bar.dismiss()
    assert bar.isHidden()


def test_a_user_error_is_said_in_the_bar(qtbot, open_main):
    window = open_main()
    window.tell(UserError("no_table", file="photo.xlsx"))
    assert "photo.xlsx" in window.bar.text
    assert window.bar.isVisible()


def test_a_bug_opens_its_dialog_once(qtbot, open_main):
    window = open_main()
    try:
        raise ZeroDivisionError("oops")
    except ZeroDivisionError as problem:
        window.tell(problem)
        window.tell(problem)
    from broker_app.ui.messages import BugDialog

    dialogs = window.findChildren(BugDialog)
    assert len(dialogs) == 1
    assert "ZeroDivisionError: oops" in dialogs[0].trace
    dialogs[0].close()


def test_the_palette_finds_actions_and_vehicles(qtbot, stock, open_main):
    window = open_main()
    palette = Palette(window.desk, window)
    qtbot.addWidget(palette)
    assert palette.list.count() >= len(ACTIONS)
    palette.field.setText("prius")
    qtbot.waitUntil(lambda: palette.list.count() == 1)
    assert "Prius" in palette.list.item(0).text()
    idle(qtbot, window)


def test_history_names_its_steps(qtbot, stock, open_main):
    window = open_main()
    dialog = HistoryDialog(window.desk, window)
    qtbot.addWidget(dialog)
    idle(qtbot, window)
    assert dialog.model.cell(0, 0).text == "Import of test.csv"


def test_the_keys_are_listed(qtbot, open_main):
    window = open_main()
    dialog = ShortcutsDialog(window)
    qtbot.addWidget(dialog)
    from .test_vehicles import texts_of

    assert {"Undo", "Ctrl+Z", "F1"} <= texts_of(dialog)


def test_the_menu_offers_what_one_can_do_here(stock, open_main):
    window = open_main()
    done = []
    menu = menu_for("vehicles", window.desk.reader, done.append, window)
    said = [entry.text().split("\t")[0] for entry in menu.actions() if entry.text()]
    offered = [a for page in ("", "vehicles") for a in ACTIONS if a.page == page]
    assert [text.split(":")[0] for text in said] == [words.say(f"action.{a.id}") for a in offered]
    for entry in menu.actions():
        entry.trigger()
    assert done == offered


@pytest.mark.qt_log_ignore("does not support")
def test_the_menu_opens_beside_its_button(qtbot, stock, open_main):
    window = open_main()
    window.rail.menu_button.click()
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    menu.close()
    qtbot.waitUntil(lambda: not isValid(menu))


def test_the_first_rows_wait_for_little():
    code = (
        "import sys, broker_app.ui.app, broker_app.ui.pages.vehicles\n"
        f"print([n for n in {LATE!r} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

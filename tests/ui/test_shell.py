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
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.icons import pixmap
from tests.test_layers import LATE

from .conftest import idle

_GROUNDS = ("surface", "raised", "window", "hover", "sel", "sel_off")
_TEXT = ("ink", "ink2", "ink3", "blocked", "review", "conditional", "allowed")


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


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_rule_of_the_style_sheet_keeps_the_contrast_of_its_words(name):
    """Words and ground of one rule; every colour is a token of the theme, so that it is checked."""
    look = theme.load(name)
    sheet = (paths.resources() / "themes" / "broker.qss").read_text(encoding="utf-8")
    pairs = 0
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet)):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", body), selector
        ink = re.search(r"(?:^|[; ])(?:selection-)?color: \$(\w+)", body)
        ground = re.search(r"background(?:-color)?: \$(\w+)", body)
        if ink:
            assert ink[1] in (*_TEXT, "on_ink"), selector
        if ink and ground and "indicator" not in selector:
            pairs += 1
            ratio = contrast(look.status(ink[1]), look.status(ground[1]))
            assert ratio >= 4.5, (selector.strip(), ratio)
    assert pairs > 6


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
    bar.tell(Message("info", lambda: "newer news", aside=True))
    assert bar.text == "trouble"
    bar.dismiss()
    assert bar.text == "newer news"
    bar.dismiss()
    assert bar.isHidden()


def test_what_came_of_the_next_thing_takes_the_error_away(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.tell(Message("warning", lambda: "old rates"))
    bar.tell(Message("error", lambda: "trouble"))
    bar.tell(Message("info", lambda: "a list arrived", aside=True))
    assert bar.text == "trouble"
    bar.tell(Message("info", lambda: "done"))
    assert bar.text == "old rates"
    bar.dismiss()
    assert bar.text == "done"


def test_work_that_succeeds_later_takes_its_own_failure_away(qtbot, open_main):
    failing = [True]

    def work(reader):
        if failing:
            raise UserError("no_table", file="photo.xlsx")

    def other(reader):
        return 1

    window = open_main()
    window.desk.runner.ask(work)
    qtbot.waitUntil(lambda: "photo.xlsx" in window.bar.text)
    window.desk.runner.ask(other)
    idle(qtbot, window)
    assert "photo.xlsx" in window.bar.text
    failing.clear()
    window.desk.runner.ask(work)
    qtbot.waitUntil(lambda: window.bar.isHidden())


def test_cancelled_work_takes_its_earlier_failure_away(qtbot, open_main):
    said = []

    def work(reader, progress):
        if not said:
            said.append(1)
            raise UserError("no_table", file="photo.xlsx")
        while True:
            progress(0, 1, "progress.confirming")
            time.sleep(0.01)

    window = open_main()
    window.desk.runner.ask(work)
    qtbot.waitUntil(lambda: "photo.xlsx" in window.bar.text)
    window.desk.runner.ask(work).cancel()
    qtbot.waitUntil(lambda: window.bar.isHidden())


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


def test_history_names_its_steps(qtbot, stock, open_main):
    window = open_main()
    dialog = HistoryDialog(window.desk, window)
    qtbot.addWidget(dialog)
    idle(qtbot, window)
    assert dialog.model.cell(0, 0).text == "Import of test.csv"


def test_the_menu_offers_what_one_can_do_here(stock, open_main, monkeypatch):
    window = open_main()
    done = []
    monkeypatch.setattr(window, "run_action", done.append)
    menu = menu_for("vehicles", window)
    lines = [entry for entry in menu.actions() if entry.text()]
    offered = [a for page in ("", "vehicles") for a in ACTIONS if a.page == page]
    offered = [action for action in offered if action.id != "menu"]
    said = [line.text().split("\t")[0].split(":")[0] for line in lines]
    assert said == [words.say(f"action.{a.id}") for a in offered]
    for line in lines:
        line.trigger()
    able = [action for action in offered if not window.cannot(action)]
    assert done == able
    of_files = {a.id for a in offered if a.needs in ("file", "files")}
    assert {a.id for a in offered} - {a.id for a in able} == {"redo", "lock", *of_files}
    blocked = next(line for line in lines if line.data() == "redo")
    assert blocked.toolTip() == "Nothing to redo"


@pytest.mark.qt_log_ignore("does not support")
def test_the_menu_opens_beside_its_button(qtbot, stock, open_main):
    window = open_main()
    window.rail.menu_button.click()
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    menu.close()
    qtbot.waitUntil(lambda: not isValid(menu))


DOING = (
    "broker_app.jobs.judging", "broker_app.jobs.editing", "broker_app.jobs.shipping",
    "broker_app.jobs.undoing", "broker_app.domain.rule", "broker_app.domain.particulars",
    "broker_app.domain.release", "broker_app.domain.certificate", "broker_app.ui.pages.move_state",
)  # fmt: skip
"""What changes the stock: loaded when somebody first does something."""


def test_the_first_rows_wait_for_little():
    code = (
        "import sys, broker_app.ui.app, broker_app.ui.pages.vehicles\n"
        f"print([n for n in {(*LATE, *DOING)!r} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

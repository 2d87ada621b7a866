"""A database in a place that is none: told on Today until somebody means it; and one to read."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from broker_app import paths
from broker_app import settings as settings_of
from broker_app.jobs import moving
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import open_file
from broker_app.ui.pages import today as today_page
from broker_app.ui.pages.place_dialog import PlaceDialog
from broker_app.ui.pages.today import TodayPage
from broker_app.ui.pages.today_list import ICONS, MARKS
from tests.ui.conftest import TODAY, OpenWindow, idle


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database in a folder that a cloud keeps in step."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return folder / "test.db"


@pytest.fixture
def bought(stock: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(today_page, "SOON_MS", 0)
    with open_file(stock) as db:
        moving.move(db, silent, [1], Order("bought", TODAY - timedelta(days=3)), "Sato")
    return stock


def settle(qtbot: QtBot, page: TodayPage) -> list[str]:
    qtbot.waitUntil(lambda: not page._looking.isActive() and not page._asking, timeout=20_000)
    return [line.kind for line in page.lines]


def test_a_place_that_is_meant_is_told_no_more(
    bought: Path, open_main: OpenWindow, qtbot: QtBot
) -> None:
    window = open_main()
    window.show_page("today")
    page = window.current
    assert isinstance(page, TodayPage)
    assert "place_cloud" in settle(qtbot, page)
    lines = [row.line.kind if row.line else "" for row in page.list.rows.rows]
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.rows.index(lines.index("place_cloud")))
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    (dialog,) = page.findChildren(PlaceDialog)
    dialog.verb.click()
    assert "place_cloud" not in settle(qtbot, page)
    assert settings_of.load().places_kept == str(bought.parent)


def test_a_file_that_may_only_be_read_opens_with_a_sentence(
    bought: Path, open_main: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != bought and real(path, mode))
    window = open_main()
    assert "can only be read here" in window.bar.text
    window.show_page("vehicles")
    idle(qtbot, window)
    refused: list[object] = []
    order = Order("sold_at_home", TODAY)
    task = window.desk.runner.change(moving.move, [1], order, "Sato")
    task.on_failure(refused.append)
    idle(qtbot, window)
    assert [problem.key for problem in refused] == ["file_read_only"]  # type: ignore[attr-defined]


def test_every_line_of_today_has_its_icon() -> None:
    """One that has none ends the program: an error while painting."""
    text = (paths.resources() / "translations" / "en.po").read_text(encoding="utf-8")
    of_lines = set(re.findall(r'msgid "today\.([a-z_]+)"', text))
    kinds = of_lines & set(re.findall(r'msgid "due\.([a-z_]+)"', text))
    assert {"place_cloud", "place_network", "clock_back", "history_behind"} <= kinds
    lacking = {kind for kind in kinds - MARKS.keys() if kind.partition("_")[0] not in ICONS}
    assert lacking == {"nothing"}  # a sentence of its own
    drawn = {path.stem for path in (paths.resources() / "icons").glob("*.svg")}
    assert set(ICONS.values()) <= drawn

"""Templates on the settings page: added after a check, tried at once, chosen, removed."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from broker_app.store import companies, templates
from broker_app.ui.pages import settings_templates
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.template_check import TemplateCheck
from tests.papers.template.books import INVOICE, made

from .conftest import idle, page_of


@pytest.fixture
def page(open_main):
    window = open_main()
    window.show_page("settings", "templates")
    return page_of(window, SettingsPage)


def press(page, name):
    next(b for b in page.templates.findChildren(QPushButton) if b.text() == name).click()


def choose(monkeypatch, path: Path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def checked(qtbot, page, monkeypatch, path: Path) -> TemplateCheck:
    choose(monkeypatch, path)
    press(page, "Add a template…")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TemplateCheck))
    return QApplication.activeModalWidget()


def kept(page):
    return templates.every(page.desk.reader, companies.FIRST)


def test_a_template_is_checked_added_tried_and_put_aside(qtbot, page, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(settings_templates, "open_path", opened.append)
    path = tmp_path / "own.xlsx"
    path.write_bytes(made())
    dialog = checked(qtbot, page, monkeypatch, path)
    with qtbot.waitSignal(page.message) as told:
        dialog.verb.click()
    idle(qtbot, page.window())
    assert [(one.name, one.in_use) for one in kept(page)] == [("own.xlsx", True)]
    told.args[0].links[0].act()
    assert "SAMPLE-0001" in load_workbook(opened[0]).active["A2"].value
    press(page, "Use built-in")
    idle(qtbot, page.window())
    assert [one.in_use for one in kept(page)] == [False]
    press(page, "Use")
    idle(qtbot, page.window())
    assert [one.in_use for one in kept(page)] == [True]
    press(page, "Remove")
    idle(qtbot, page.window())
    assert kept(page) == []


def test_a_workbook_with_faults_offers_no_use(qtbot, page, tmp_path, monkeypatch):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(made(INVOICE | {"B2": "{{item.cost}}"}))
    dialog = checked(qtbot, page, monkeypatch, path)
    assert not dialog.verb.isVisible()
    dialog.reject()
    assert kept(page) == []


def test_what_is_no_workbook_is_said(qtbot, page, tmp_path, monkeypatch):
    path = tmp_path / "no.xlsx"
    path.write_bytes(b"no workbook")
    choose(monkeypatch, path)
    with qtbot.waitSignal(page.message) as told:
        press(page, "Add a template…")
    assert told.args[0].key == "template_unreadable"

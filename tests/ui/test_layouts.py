"""Layouts on the settings page: chosen by paper, shifted where they go onto a form."""

import pytest

from broker_app.domain.document import PaperForm
from broker_app.store import companies, paper_forms
from broker_app.ui.pages import settings_layouts
from broker_app.ui.pages.settings import SettingsPage

from .conftest import idle, page_of


@pytest.fixture
def page(open_main):
    window = open_main()
    window.show_page("settings", "layouts")
    return page_of(window, SettingsPage)


def kept(page, kind):
    return paper_forms.of(page.desk.reader, companies.FIRST, kind)


def test_a_layout_is_chosen_and_only_a_form_is_shifted(qtbot, page):
    invoice, origin = page.layouts.papers["CI"], page.layouts.papers["COO"]
    invoice.layout_box.choose("un")
    origin.layout_box.choose("form")
    idle(qtbot, page.window())
    assert kept(page, "CI") == PaperForm(layout="un")
    assert invoice.trial.isHidden()
    assert not origin.trial.isHidden()
    origin.shifts["right_mm"].type_in("1,5")
    idle(qtbot, page.window())
    origin.shifts["down_mm"].type_in("-2")
    idle(qtbot, page.window())
    assert kept(page, "COO") == PaperForm(layout="form", right_mm=1.5, down_mm=-2)
    origin.shifts["down_mm"].type_in("far")
    assert "millimetres" in origin.shifts["down_mm"].problem.text()
    origin.shifts["down_mm"].type_in("21")
    qtbot.waitUntil(lambda: origin.shifts["down_mm"].is_wrong)
    idle(qtbot, page.window())
    assert kept(page, "COO").down_mm == -2


def test_a_test_print_is_written_and_opened(qtbot, page, monkeypatch):
    opened = []
    monkeypatch.setattr(settings_layouts, "open_path", opened.append)
    origin = page.layouts.papers["COO"]
    origin.layout_box.choose("form")
    idle(qtbot, page.window())
    origin.trial.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].read_bytes().startswith(b"%PDF")

"""The settings page: this person, the company, the pricing plan, where the data is."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.party import Company
from broker_app.errors import UserError
from broker_app.store import parties, vehicles
from broker_app.store.database import open_file
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.pages.settings import SettingsPage
from broker_app.ui.pages.settings_pricing import read_percent, read_yen
from broker_app.ui.pages.settings_rows import read_days

from .conftest import car, idle, put_stock


@pytest.fixture
def page(qtbot, file, open_main):
    with open_file(file) as db:
        put_stock(db, [car(1, export_value_jpy=None)])
    window = open_main()
    window.show_page("settings")
    idle(qtbot, window)
    assert isinstance(window.current, SettingsPage)
    return window.current


def settle(qtbot, page):
    idle(qtbot, page.window())


def company(page) -> Company:
    return parties.company(page.desk.reader)


def test_the_language_turns_at_once(qtbot, page):
    qtbot.mouseClick(page.person.language.buttons["ja"], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert words.language() == "ja"
    assert page.person.staff.label.text() == "担当者名"
    assert page.person.theme.buttons["dark"].text() == "ダーク"
    assert page.person.destination.box.currentText() == "ロシア"
    assert page.window().rail._buttons["settings"].text() == "設定"
    assert settings_of.load().language == "ja"
    qtbot.mouseClick(page.person.language.buttons["en"], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.person.staff.label.text() == "Staff name"


def test_the_theme_turns_at_once_wherever_it_is_turned(qtbot, page):
    qtbot.mouseClick(page.person.theme.buttons["dark"], Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert theme.now().dark
    assert settings_of.load().theme == "dark"
    page.window().do_theme()
    QApplication.processEvents()
    assert page.person.theme.buttons["light"].isChecked()
    assert not theme.now().dark


class _Told(QObject):
    """How often a widget heard that its style changed."""

    times = 0

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_a_turn_of_the_theme_dresses_each_widget_once(page):
    """Undressed and dressed, but not once more for each of its parents."""
    told = _Told()
    button = page.person.theme.buttons["dark"]
    button.installEventFilter(told)
    page.window().do_theme()
    assert 1 <= told.times <= 2
    assert button.palette().buttonText().color() == theme.now().ink


def test_a_page_that_is_not_seen_turns_its_language_when_it_is_shown(qtbot, page, monkeypatch):
    window, said = page.window(), []
    monkeypatch.setattr(page, "retranslate", lambda: said.append(words.language()))
    window.show_page("vehicles")
    window.do_language()
    settle(qtbot, page)
    assert page.person.staff.label.text() == "Staff name"
    assert said == []
    window.show_page("settings")
    assert page.person.staff.label.text() == "担当者名"
    assert said == ["ja"]
    window.show_page("vehicles")
    window.show_page("settings")
    assert said == ["ja"]
    window.do_language()
    settle(qtbot, page)
    assert said == ["ja", "en"]  # Qt's own second word of it is left out


def test_the_staff_name_signs_from_now_on(qtbot, page):
    page.person.staff.type_in("Ito")
    assert page.desk.who == "Ito"
    assert settings_of.load().staff_name == "Ito"


def test_days_and_destination_ask_the_rules_anew(qtbot, page):
    page.person.days.type_in("10")
    settle(qtbot, page)
    assert page.desk.asked.question.on == date(2026, 12, 4)
    page.person.destination.choose("KE")
    settle(qtbot, page)
    assert page.desk.asked.question.destination == "KE"
    assert settings_of.load().destination == "KE"
    page.person.days.type_in("soon")
    assert "soon is no number of days" in page.person.days.problem.text()
    assert page.desk.settings.days_to_export == 10


def test_the_company_is_kept_and_undone(qtbot, page):
    page.open("company")
    page.company.fields["name"].type_in("ASAGIRI MOTORS EXPORT CO., LTD.")
    settle(qtbot, page)
    page.company.fields["address_ja"].type_in("横浜市中区\n海岸通3-14-8")
    settle(qtbot, page)
    assert company(page).name == "ASAGIRI MOTORS EXPORT CO., LTD."
    assert company(page).address_ja == ("横浜市中区", "海岸通3-14-8")
    page.window().do_undo()
    settle(qtbot, page)
    assert company(page).address_ja == ()
    assert page.company.fields["address_ja"].edit.toPlainText() == ""
    page.company.fields["invoice_registration"].type_in("T123")
    assert page.company.fields["invoice_registration"].is_wrong
    page.company.fields["invoice_registration"].type_in("t5835678256246")
    settle(qtbot, page)
    assert company(page).invoice_registration == "T5835678256246"


def test_a_pricing_plan_judges_the_stock_again(qtbot, page):
    def outcomes():
        return vehicles.count_by_verdict(page.desk.reader, Query())

    page.open("pricing")
    assert outcomes() == {"REVIEW": 1}
    assert page.pricing.said.text() == "No plan is stated."
    page.pricing.margin.type_in("12.5")
    settle(qtbot, page)
    assert company(page).margin_permille == 125
    assert outcomes() == {"ALLOWED": 1}
    assert page.pricing.margin.edit.text() == "12.5 %"
    page.pricing.fixed.type_in("60,000")
    settle(qtbot, page)
    assert company(page).margin_jpy == 60_000
    assert "JPY 1,000,000 stands for JPY 1,185,000" in page.pricing.said.text()
    page.pricing.margin.type_in("")
    page.pricing.fixed.type_in("")
    settle(qtbot, page)
    assert company(page).margin_jpy is None


def test_what_is_no_percentage_is_a_sentence(page):
    page.open("pricing")
    page.pricing.margin.type_in("a lot")
    assert "a lot is no percentage" in page.pricing.margin.problem.text()
    assert page.pricing.margin.edit.text() == "a lot"


@pytest.mark.parametrize(
    ("text", "permille"), [("12", 120), ("12.5 %", 125), ("１２", 120), ("0", 0), ("", None)]
)
def test_percentages_are_read(text, permille):
    assert read_percent(text) == permille


@pytest.mark.parametrize("text", ["12.55", "-1", "NaN", "1e9", "abc"])
def test_wrong_percentages_are_refused(text):
    with pytest.raises(UserError, match="percent_unreadable"):
        read_percent(text)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "9999", "x"])
def test_wrong_days_are_refused(text):
    with pytest.raises(UserError, match="days_unreadable"):
        read_days(text)


def test_days_and_yen_are_read():
    assert (read_days("３０"), read_yen("60,000"), read_yen("")) == (30, 60_000, None)


def test_it_says_where_the_data_is_and_which_rules_hold(page, file):
    page.open("data")
    assert page.data.file.text() == str(file)
    pack = page.desk.books.pack
    assert pack.version in page.data.pack.text()


def test_a_section_is_made_when_it_is_first_shown(qtbot, page):
    """All of them together are what made the first opening slow."""

    def made() -> set[str]:
        return {type(one).__name__ for one in page.findChildren(QWidget)}

    assert "PersonForm" in made()
    assert not {"CompanyForm", "BanksForm", "RatesForm", "WeightsForm"} & made()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.kept() == "people"
    qtbot.keyClick(page.list, Qt.Key.Key_Down)  # over the gap between two groups
    assert page.kept() == "company"
    assert page.company.isVisible()
    assert not page.person.isVisible()
    assert not {"BanksForm", "RatesForm", "WeightsForm"} & made()


def test_a_part_of_it_can_be_asked_for(page):
    page.open("pricing")
    assert page.pricing.margin.edit.hasFocus()
    page.open("company")
    assert page.company.fields["name"].hasFocus() or page.company.fields["name"].edit.hasFocus()

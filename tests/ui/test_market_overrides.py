"""The broker's own figures in the pane of a market, and the dialog that keeps them."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from broker_app import words
from broker_app.domain.override import Override
from broker_app.jobs import override_values, overriding
from broker_app.store import market_overrides, write
from broker_app.store.database import open_file
from broker_app.ui.pages.market_list import MarketList
from broker_app.ui.pages.market_override_dialog import OverrideDialog
from broker_app.ui.pages.markets import MarketsPage
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Plain

from .conftest import BOOKS, TODAY, idle, page_of

FREIGHT = "logistics.freight_usd_m3"


@pytest.fixture
def window(stock, open_main):
    return open_main()


@pytest.fixture
def own(qtbot, window):
    window.show_page("markets", "KE")
    idle(qtbot, window)
    page = page_of(window, MarketsPage)
    assert isinstance(page.shown, MarketList)
    return page.shown.own


def kept(file):
    with open_file(file) as db:
        return market_overrides.every(db.connection)


def texts(widget):
    return [label.text() for label in widget.findChildren(Plain) if label.text()]


def press(widget, text):
    next(b for b in widget.findChildren(Button) if b.text() == text).click()


def fill(dialog, place, value, source="Quotation of NYK"):
    dialog.what.choose(place)
    if dialog.value.isVisibleTo(dialog):
        dialog.value.edit.setText(value)
    elif dialog.choice.isVisibleTo(dialog):
        dialog.choice.choose(value)
    else:
        dialog.rule.setPlainText(value)
    if source:
        dialog.source.type_in(source)


def test_a_market_is_as_shipped_at_first(own):
    assert "All figures and rules of this market are as shipped." in texts(own)


def test_a_figure_of_ones_own_is_kept_and_shown_as_such(qtbot, window, own, file):
    dialog = own.open_dialog()
    assert "Shipped: 75 to 95" in texts(dialog)
    fill(dialog, FREIGHT, "80-100")
    dialog.accept()
    idle(qtbot, window)
    assert QApplication.activeModalWidget() is None
    said = texts(own)
    assert "80 to 100 (shipped: 75 to 95)" in said
    assert "Quotation of NYK, 24 Nov 2026, Sato" in said
    assert "your own" in said
    assert "own" in [mark.name for mark in own.findChildren(MarkLabel)]
    assert own.summary.text() == "1"
    (held,) = kept(file)
    assert (held.place, held.value, held.who) == (FREIGHT, [80, 100], "Sato")
    assert window.desk.books.markets["KE"].own == (FREIGHT,)
    window.run("undo")
    idle(qtbot, window)
    assert "All figures and rules of this market are as shipped." in texts(own)


def test_it_is_changed_and_removed(qtbot, window, own, file):
    dialog = own.open_dialog()
    fill(dialog, FREIGHT, "80-100")
    dialog.accept()
    idle(qtbot, window)
    press(own, "Change…")
    changed = QApplication.activeModalWidget()
    assert isinstance(changed, OverrideDialog)
    assert (changed.value.edit.text(), changed.source.edit.text()) == (
        "80-100",
        "Quotation of NYK",
    )
    changed.value.edit.setText("90")
    changed.accept()
    idle(qtbot, window)
    assert [one.value for one in kept(file)] == [[90, 90]]
    press(own, "Remove")
    idle(qtbot, window)
    assert kept(file) == ()
    assert "All figures and rules of this market are as shipped." in texts(own)


@pytest.mark.parametrize(
    ("place", "value", "source", "sentence"),
    [
        (FREIGHT, "100-80", "x", "100-80 is no range."),
        (FREIGHT, "80-100", "", "Enter where you have it from"),
        ("logistics.transit_days", "1-9999", "x", "Voyage, days: the market's file cannot"),
        ("version", "[[version]]", "x", "A rule is the text of one [[version]] block"),
    ],
)
def test_what_cannot_be_is_explained_in_place(
    qtbot, window, own, file, place, value, source, sentence
):
    dialog = own.open_dialog()
    fill(dialog, place, value, source)
    dialog.accept()
    idle(qtbot, window)
    shown = [label.text() for label in dialog.findChildren(Plain) if label.isVisibleTo(dialog)]
    assert any(text.startswith(sentence) for text in shown)
    dialog.reject()
    assert kept(file) == ()


def test_a_day_to_come_is_refused_at_its_field(qtbot, window, own):
    dialog = own.open_dialog()
    fill(dialog, FREIGHT, "80-100")
    dialog.day.type_in("2027-01-01")
    dialog.accept()
    assert dialog.day.is_wrong
    dialog.reject()


def test_a_risk_is_only_made_stricter(qtbot, window, own, file):
    window.show_page("markets", "MN")
    idle(qtbot, window)
    dialog = own.open_dialog()
    dialog.what.choose("diversion.risk")
    assert any("May be made stricter, never milder." in text for text in texts(dialog))
    fill(dialog, "diversion.risk", "LOW")
    dialog.accept()
    idle(qtbot, window)
    assert "may be made stricter than shipped, never milder" in dialog.problem.text()
    dialog.choice.choose("PROHIBITED")
    dialog.accept()
    idle(qtbot, window)
    assert [one.value for one in kept(file)] == ["PROHIBITED"]


def test_a_rule_shows_the_examples_that_turn_before_it_is_kept(qtbot, window, own, file):
    dialog = own.open_dialog()
    dialog.what.choose("version")
    begun = dialog.rule.toPlainText()
    assert "from = 2026-11-24" in begun
    fill(dialog, "version", begun.replace("RHD_ONLY", "BOTH"))
    dialog.accept()
    idle(qtbot, window)
    assert kept(file) == ()
    assert dialog.verb.text() == "Save all the same"
    assert dialog.problem.text().startswith("1 of 8 examples of this market answers otherwise")
    assert any(text.startswith("Example 6 ") for text in texts(dialog.turned))
    # Another text is tried anew.
    dialog.rule.setPlainText(begun.replace("RHD_ONLY", "BOTH").replace("value = 8", "value = 9"))
    dialog.accept()
    idle(qtbot, window)
    assert kept(file) == ()
    assert dialog.problem.text().startswith("2 of 8")
    dialog.accept()
    idle(qtbot, window)
    (held,) = kept(file)
    assert held.place == "version.2026-11-24"
    assert any(text.startswith("All vehicles: Open, steering both, at") for text in texts(own))


def test_a_newer_file_is_told_in_the_pane(qtbot, window, own, file):
    qtbot.wait(1200)  # so that the window knows the version it began with
    with open_file(file) as db, write.step(db, "market_override", "Sato") as step:
        for place, value, shipped in (
            (FREIGHT, [70, 72], [60, 80]),
            ("duty.beer.percent", 3, None),
        ):
            held = Override("KE", place, value, "q", TODAY, shipped=shipped)
            market_overrides.put(step, db.connection, held)
    qtbot.waitUntil(lambda: own.summary.text() == "2", timeout=10_000)
    said = texts(own)
    assert "The shipped value was 60 to 80 when you set this and is 75 to 95 now." in said
    assert any(text.startswith("Set aside, the shipped value counts:") for text in said)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_place_is_said_in_both_languages(qtbot, window, own, language):
    words.use(language)
    for market in BOOKS.markets.values():
        for place in overriding.places_of(market):
            said = override_values.label(place.name)
            assert said != place.name
            assert not said.startswith(("overrides.", "cost."))
    words.use("en")


def test_the_day_is_today_at_first(own):
    dialog = own.open_dialog()
    assert date.fromisoformat(str(dialog._day)) == TODAY
    dialog.reject()


def test_the_word_of_a_market_says_what_its_mark_does(own, window):
    page = page_of(window, MarketsPage).shown
    cells = [page._status(market) for market in window.desk.books.markets.values()]
    asked = {cell.text for cell in cells if cell.mark == "needs_review"}
    assert words.say("mark.needs_review") in asked
    assert words.say("sheet.status.OPEN") not in asked
    assert words.say("sheet.status.OPEN") in {c.text for c in cells if c.mark == "eligible"}

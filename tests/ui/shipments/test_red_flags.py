"""A flagged shipment: the questions are asked in the pane; a change of destination asks why."""

import pytest

from broker_app.jobs import shipping
from broker_app.store import red_flags, shipments
from broker_app.store.database import open_file
from broker_app.ui.pages.red_flags import RedFlagsDialog
from broker_app.ui.widgets.dialog import ReasonDialog

from ..conftest import BOOKS, TODAY
from .conftest import MARK_X, board, fill, reader, settle, show, stops


@pytest.fixture
def page(qtbot, file, open_main):
    shipment = fill(file, port_of_discharge="GEPTI")
    with open_file(file) as db:  # barred from Russia
        shipping.add_vehicle(db, BOOKS, shipment, MARK_X, 415_000, "Sato", TODAY)
    return show(qtbot, open_main(), shipment)


def questions(page):
    return [stop for stop in stops(page).values() if stop.place == ("questions", "")]


def dialog_of(qtbot, page):
    page.one.go(("questions", ""))
    settle(qtbot, page)
    return page.findChildren(RedFlagsDialog)[-1]


def test_the_questions_are_answered_in_the_window(qtbot, page):
    assert [stop.title for stop in questions(page)] == [
        "A vehicle on board is flagged: questions to answer"
    ]
    dialog = dialog_of(qtbot, page)
    assert dialog.reason.isHidden()
    dialog.accept()
    settle(qtbot, page)
    assert "yes or no" in dialog.problem.text()
    for name, choice in dialog.choices.items():
        choice.buttons["yes" if name == "transit" else "no"].click()
    assert not dialog.reason.isHidden()
    dialog.accept()
    settle(qtbot, page)
    assert [stop.title for stop in questions(page)] == [
        "A red flag was answered with yes: to be decided"
    ]


def test_what_was_answered_is_shown_again_and_decided(qtbot, page):
    dialog = dialog_of(qtbot, page)
    for name, choice in dialog.choices.items():
        choice.buttons["yes" if name == "payer" else "no"].click()
    dialog.accept()
    settle(qtbot, page)
    again = dialog_of(qtbot, page)
    assert again.choices["payer"].buttons["yes"].isChecked()
    again.reason.setText("paid by the buyer's bank, statement seen")
    again.accept()
    settle(qtbot, page)
    assert questions(page) == []
    given = red_flags.latest(reader(page), board(page).id)
    assert given.yes == ("payer",)
    assert given.who == "Sato"


def test_another_destination_asks_for_the_reason(qtbot, page):
    page.one._enter("port_of_discharge", "RUVVO")
    settle(qtbot, page)
    assert not page.findChildren(ReasonDialog)
    page.one._enter("port_of_discharge", "GEPTI")
    settle(qtbot, page)
    (dialog,) = page.findChildren(ReasonDialog)
    assert not dialog.verb.isEnabled()
    assert shipments.get(reader(page), board(page).id).port_of_discharge == "RUVVO"
    dialog.reason.setText("the buyer's letter of today")
    dialog.accept()
    settle(qtbot, page)
    assert shipments.get(reader(page), board(page).id).port_of_discharge == "GEPTI"


def test_the_questions_are_open_to_a_shipment_that_is_not_flagged(qtbot, file, open_main):
    page = show(qtbot, open_main(), fill(file))
    assert questions(page) == []
    page.do_red_flags()
    settle(qtbot, page)
    dialog = page.findChildren(RedFlagsDialog)[-1]
    for name, choice in dialog.choices.items():
        choice.buttons["yes" if name == "payer" else "no"].click()
    dialog.accept()
    settle(qtbot, page)
    assert [stop.title for stop in questions(page)] == [
        "A red flag was answered with yes: to be decided"
    ]

"""A paper is issued under a number that is typed by hand, after it was checked."""

from broker_app.store import documents
from broker_app.ui.pages.number_dialog import NumberDialog
from broker_app.ui.widgets.dialog import ReasonDialog

from ..conftest import idle
from .conftest import board, reader, settle


def test_a_number_is_checked_where_it_is_typed_and_then_taken(qtbot, page, folder):
    view = page.one
    actions = [action.text() for action in view.papers.paper_menu().actions()]
    assert "Number by hand…" in actions
    view.writing.number_by_hand("CI")
    dialog = view.findChild(NumberDialog)
    assert dialog.number.placeholderText() == "AMX-2026-0001"
    dialog.number.setText("12 34")
    dialog.accept()
    assert "cannot be a number" in dialog.problem.text()
    assert dialog.isVisible()
    given = []
    dialog.given.connect(lambda kind, number: given.append((kind, number)))
    dialog.number.setText("amx-2026-0417")
    dialog.accept()
    idle(qtbot, page.window())
    assert given == [("CI", "AMX-2026-0417")]


def cancelling(view):
    (found,) = [a for a in view.papers.paper_menu().actions() if "Cancel" in a.text()]
    return found


def test_an_issued_paper_is_cancelled_where_it_stands(qtbot, page, folder):
    view = page.one
    assert not cancelling(view).isEnabled()
    page.do_shipment_step()
    settle(qtbot, page)
    cancel = cancelling(view)
    assert cancel.isEnabled()
    assert cancel.text() == "Cancel AMX-2026-0001…"
    cancel.trigger()
    dialog = view.findChild(ReasonDialog)
    assert not dialog.verb.isEnabled()
    dialog.reason.setText("wrong buyer")
    dialog.accept()
    settle(qtbot, page)
    (kept,) = documents.of_shipment(reader(page), board(page).id)
    assert (kept["state"], kept["cancelled_why"]) == ("cancelled", "wrong buyer")
    assert not cancelling(view).isEnabled()

"""A paper is issued under a number that is typed by hand, after it was checked."""

from broker_app.ui.pages.number_dialog import NumberDialog

from ..conftest import idle


def test_a_number_is_checked_where_it_is_typed_and_then_taken(qtbot, page, folder):
    view = page.one
    actions = [action.text() for action in view.papers.paper_menu().actions()]
    assert "Number by hand…" in actions
    view.number_by_hand("CI")
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

"""An empty clipboard is a user's mistake like any other: said in one sentence."""

import pytest

from broker_app.ui.actions import ACTIONS

from .conftest import idle

PASTING = [action.id for action in ACTIONS if action.id.startswith("paste_")]


@pytest.mark.parametrize("action", PASTING)
def test_pasting_nothing_is_said_in_a_sentence(qtbot, qapp, stock, open_main, action):
    window = open_main()
    page = window.page("vehicles")
    page.table.setCurrentIndex(page.model.index(0, 2))
    idle(qtbot, window)
    qapp.clipboard().clear()
    window.run(action)
    idle(qtbot, window)
    assert window.bar.current.kind == "error"
    assert window.bar.text


def test_three_actions_paste():
    assert len(PASTING) == 3

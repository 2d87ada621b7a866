"""The entry for a party where several have one name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.ui.widgets.party_entry import PartyEntry

MOMBASA, NAIROBI, KOPJE = 1, 2, 3
Key = Qt.Key
POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""What the offscreen screen says of every popup."""
PEOPLE = {
    MOMBASA: Party(id=MOMBASA, name="MAWIMBI MOTORS", city="Mombasa", country="KE"),
    NAIROBI: Party(id=NAIROBI, name="Mawimbi Motors", country="KE"),
    KOPJE: Party(id=KOPJE, name="KOPJE (PTY) LTD"),
}


@pytest.fixture
def entry(qtbot):
    made = PartyEntry("buyer", "shipment.buyer")
    qtbot.addWidget(made)
    made.offer(PEOPLE)
    made.entered.connect(lambda _name, value: found.append(value))
    found: list[int | None] = []
    made.found = found
    return made


def test_none_of_several_with_one_name_is_taken_silently(entry):
    with pytest.raises(UserError) as refused:
        entry._find("mawimbi motors")
    assert refused.value.key == "party_ambiguous"
    assert "Mombasa" in str(refused.value.values["known"])


def test_each_of_them_is_shown_by_its_place_and_found_by_what_is_shown(entry):
    shown = {number: entry._name_of(number) for number in PEOPLE}
    assert shown == {
        MOMBASA: "MAWIMBI MOTORS (Mombasa, Kenya #1)",
        NAIROBI: "Mawimbi Motors (Kenya #2)",
        KOPJE: "KOPJE (PTY) LTD",
    }
    for number, name in shown.items():
        entry.type_in(name)
        assert entry.found[-1] == number


def test_a_name_that_nobody_has_is_no_several(entry):
    with pytest.raises(UserError) as refused:
        entry._find("KOPJE")
    assert refused.value.key == "party_unknown"


@pytest.fixture
def typing(qtbot, entry):
    """The field as a clerk has it: shown, one party in it, all of its text selected."""
    entry.offer({one: PEOPLE[one] for one in (MOMBASA, KOPJE)})
    entry.put(KOPJE)
    beside = QLineEdit()
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(entry)
    column.addWidget(beside)
    window.show()
    entry.edit.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(entry.edit.hasFocus)
    entry.edit.selectAll()
    yield entry
    entry.setParent(None)  # it is closed for itself
    window.close()


def press(qtbot, entry, *keys):
    """Type as the keyboard does: what an offer stands over goes to the offers first."""
    for key in keys:
        target = QApplication.activePopupWidget() or entry.edit
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)


@POPUP
@pytest.mark.parametrize(
    "moved",
    [(), (Key.Key_Down,), (Key.Key_Down, Key.Key_Up), (Key.Key_Down, Key.Key_Down)],
    ids=["typed", "marked", "back", "through"],
)
def test_a_name_in_other_letters_is_taken_by_tab_however_the_offers_were_looked_at(
    qtbot, typing, moved
):
    press(qtbot, typing, *"Mawimbi Motors", *moved, Key.Key_Tab)
    assert (typing.found, typing.is_wrong) == ([MOMBASA], False)


@POPUP
def test_what_no_party_is_called_is_said_after_the_offers_were_looked_at(qtbot, typing):
    press(qtbot, typing, *"Mawi", Key.Key_Down, Key.Key_Up, Key.Key_Tab)
    assert typing.found == []
    assert typing.is_wrong


@POPUP
def test_escape_takes_back_the_offer_that_was_marked(qtbot, typing):
    press(qtbot, typing, *"Mawi", Key.Key_Down, Key.Key_Escape, Key.Key_Tab)
    assert (typing.found, typing.edit.text()) == ([], "KOPJE (PTY) LTD")


def test_a_name_that_only_changed_its_letters_is_offered_anew(typing):
    typing.offer({MOMBASA: Party(id=MOMBASA, name="Mawimbi Motors")})
    assert typing._offered == ["Mawimbi Motors"]

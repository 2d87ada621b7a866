"""The entry for a party where several have one name."""

import pytest

from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.ui.widgets.party_entry import PartyEntry

MOMBASA, NAIROBI, KOPJE = 1, 2, 3
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

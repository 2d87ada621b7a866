"""The ship of a shipment as a party."""

import pytest

from broker_app.domain.party import Party
from broker_app.domain.vessel import as_party, is_no_party

SHIP = Party(name="SHIRANAMI LEADER", kind="vessel", other_names=("OKITSU STAR",))


@pytest.mark.parametrize("name", ["SHIRANAMI LEADER", "shiranami-leader", "Okitsu  Star"])
def test_a_ship_is_found_by_each_of_her_names(name: str) -> None:
    assert not is_no_party(name, [SHIP])


def test_a_company_of_her_name_is_not_the_ship() -> None:
    assert is_no_party("BAHARI", [SHIP, Party(name="BAHARI", kind="organisation")])


@pytest.mark.parametrize("name", ["", "  ", "tba", "TBN"])
def test_a_ship_that_is_not_known_yet_is_not_missing(name: str) -> None:
    assert not is_no_party(name, [])


@pytest.mark.parametrize("imo", ["9074729", "IMO 9074729", "imo: 9074729", " IMO9074729 "])
def test_her_number_has_its_label_once(imo: str) -> None:
    (number,) = as_party("SHIRANAMI", imo).all_numbers
    assert number == ("IMO", "9074729")


def test_a_ship_without_a_number_has_none() -> None:
    assert as_party(" SHIRANAMI ").numbers == ()
    assert as_party(" SHIRANAMI ").name == "SHIRANAMI"

"""Where the links of checks lead: each to what mends it, whatever a check found."""

import pytest

from broker_app.domain.particulars import PREFIX
from broker_app.domain.release.check import Result
from broker_app.domain.release.run import run
from broker_app.ui.pages.shipment_release import place_of
from tests.domain.dockets import CHECKS
from tests.domain.trips import TRIPS

from ..conftest import BOOKS

FIELDS_OF_A_BOX = {"number", "seal", "kind"} | {
    p.key for p in BOOKS.particulars.of_scope("container")
}
NOWHERE = {"tariff_fresh"}
"""What nothing in the window mends: a table that travels with the program."""


def against(name: str) -> list[Result]:
    stages = [run(docket, CHECKS, stage) for docket in TRIPS[name]() for stage in ("sailed",)]
    return [
        one for results in stages for one in results if one.check == name and one.stands_against
    ]


@pytest.mark.parametrize("name", TRIPS)
def test_every_result_leads_somewhere(name):
    known = {p.key for p in BOOKS.particulars.entries}
    for result in against(name):
        place = place_of(BOOKS, result)
        if name in NOWHERE:
            assert place is None
            continue
        assert place is not None, result
        kind, which = place
        if kind == "particulars":
            assert str(which).partition(":")[0] in known, result
        if kind == "containers" and which:
            number, _, field = str(which).partition(":")
            assert number.isdigit(), result
            assert field in FIELDS_OF_A_BOX, result
        if kind == "field":
            assert which, result
            assert not str(which).startswith(PREFIX), result


def test_a_tick_is_asked_for_where_it_is_set():
    places = {place_of(BOOKS, result) for result in against("proofs_name_chassis")}
    ticks = {which for kind, which in places if kind == "particulars"}
    assert {str(which).partition(":")[0] for which in ticks} >= {"bl_chassis", "permit_chassis"}

"""The history in words: every step of every kind names its thing and its fields, in both languages."""

import re

import pytest

from broker_app import words
from broker_app.domain.certificate import figure
from broker_app.jobs import recounting
from broker_app.store import history
from tests.jobs.steps.office import Office, office
from tests.jobs.steps.vehicles import import_more, move_two
from tests.jobs.test_every_step import KINDS

__all__ = ["office"]

_RAW = re.compile(r"^[a-z]+( [a-z]+)*$")
"""What a field is called for want of a word: its column."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_and_no_state_is_told_by_its_column(office: Office, kind: str) -> None:
    if kind == "list_format_remove":
        import_more(office)
    KINDS[kind](office)
    words.use("ja")
    step = history.steps(office.db.connection, 1)[0]["id"]
    told = recounting.changes_of(office.db.connection, step)
    assert told or kind == "attachment_order"  # places alone are not told
    assert [line.field for line in told if _RAW.match(line.field)] == []
    chosen = {"状態", "貿易条件"}
    raw = [line for line in told if line.field in chosen and re.match(r"^[a-z_]+$", line.after)]
    assert raw == []


def test_a_step_of_one_vehicle_names_it(office: Office) -> None:
    KINDS["edit"](office)
    reader = office.db.connection
    assert recounting.name_of(reader, history.steps(reader, 1)[0]) == (
        "Edit of Colour of Toyota Land Cruiser Prado TRJ150-0087421"
    )
    move_two(office)
    assert recounting.name_of(reader, history.steps(reader, 1)[0]) == "Move of 2 vehicles to Bought"


def test_figures_of_a_certificate_are_told_as_the_paper_prints_them() -> None:
    assert figure("displacement_cl", 99) == "0.99 L"
    assert figure("rated_output_w", 80_000) == "80.00 kW"
    assert figure("weight_kg", 1_460) == "1,460 kg"
    assert figure("seats_other", 5) == "5"

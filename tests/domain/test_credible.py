"""What typed facts cannot be beside the others."""

from datetime import date

import pytest

from broker_app.domain.credible import doubtful, impossible
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.vehicle import Vehicle

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("facts", "name", "key"),
    [
        ({"first_registered": "2026-11"}, "first_registered", ""),
        ({"first_registered": "2026-11-22"}, "first_registered", ""),
        ({"first_registered": "2026-11-23"}, "first_registered", "date_to_come"),
        ({"first_registered": "2027"}, "first_registered", "date_to_come"),
        ({"first_registered": "1950"}, "first_registered", ""),
        ({"first_registered": "1949-12"}, "first_registered", "date_too_early"),
        ({"model_year": 2028}, "model_year", ""),
        ({"model_year": 2029}, "model_year", "date_to_come"),
        ({"model_year": 1949}, "model_year", "date_too_early"),
        ({"first_registered": "2015", "manufactured": "2015-12"}, "first_registered", ""),
        ({"first_registered": "2015-11", "manufactured": "2015"}, "manufactured", ""),
        (
            {"first_registered": "2015-11", "manufactured": "2015-12"},
            "manufactured",
            "registered_before_built",
        ),
        (
            {"first_registered": "2014", "manufactured": "2015"},
            "first_registered",
            "registered_before_built",
        ),
        ({"inspection_until": "2031-01"}, "inspection_until", ""),
        ({"colour": "red"}, "colour", ""),
        ({}, "first_registered", ""),
    ],
)
def test_what_cannot_be(facts: dict[str, object], name: str, key: str) -> None:
    problem = impossible(Vehicle(**facts), name, TODAY)  # type: ignore[arg-type]
    assert (problem.key if problem else "") == key


def test_without_a_day_nothing_is_to_come() -> None:
    assert impossible(Vehicle(first_registered="2199"), "first_registered", None) is None


def test_a_guess_proves_nothing_against_a_typed_fact() -> None:
    guessed = {"manufactured": Origin(Basis.INFERRED, "model_codes")}
    car = Vehicle(first_registered="2014", manufactured="2015", origins=guessed)
    assert impossible(car, "first_registered", TODAY) is None
    assert impossible(car, "manufactured", TODAY) is not None


@pytest.mark.parametrize(
    ("registered", "sold_from", "odd"),
    [("2008", 2009, False), ("2007", 2009, True), ("2007", None, False), (None, 2009, False)],
)
def test_a_car_older_than_its_model_is_doubtful(
    registered: str | None, sold_from: int | None, odd: bool
) -> None:
    car = Vehicle(model_code="ZVW30", first_registered=registered)
    assert (doubtful(car, "first_registered", sold_from) is not None) is odd

"""Credible: what a typed fact cannot be beside the others, and what is only doubtful."""

from datetime import date

from broker_app.domain.dates import earliest, latest
from broker_app.domain.facts import Basis
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError

FIRST_YEAR = 1950
"""Older vehicles are museum pieces; an earlier year is a slip of the pen."""
_SOLD_BEFORE = 1
"""A model may be built and registered in the year before its sale began."""
_BUILT = ("first_registered", "manufactured")
DATED = (*_BUILT, "model_year")
"""Facts that the others, or the calendar, can contradict."""


def impossible(record: Vehicle, name: str, today: date | None) -> UserError | None:
    """Return why a fact of a vehicle cannot be; None where it can.

    A year to come or before there were such cars, a registration before the car was built.
    """
    value = getattr(record, name)
    if value is None:
        return None
    if name == "model_year":
        return _year(name, value, today)
    if name not in _BUILT:
        return None
    first = earliest(value)
    if first.year < FIRST_YEAR:
        return UserError("date_too_early", fact=name, value=value, year=str(FIRST_YEAR))
    if today is not None and first > today:
        return UserError("date_to_come", fact=name, value=value)
    return _order(record, name)


def doubtful(record: Vehicle, name: str, sold_from: int | None) -> UserError | None:
    """Return what is odd about a fact that may be right all the same: older than its model."""
    value = getattr(record, name)
    if name not in _BUILT or value is None or sold_from is None:
        return None
    if latest(value).year >= sold_from - _SOLD_BEFORE:
        return None
    code = record.model_code or ""
    return UserError("before_model", fact=name, value=value, code=code, year=str(sold_from))


def _year(name: str, value: int, today: date | None) -> UserError | None:
    if value < FIRST_YEAR:
        return UserError("date_too_early", fact=name, value=str(value), year=str(FIRST_YEAR))
    if today is not None and value > today.year + 2:  # models are named a year ahead
        return UserError("date_to_come", fact=name, value=str(value))
    return None


def _order(record: Vehicle, name: str) -> UserError | None:
    """Return the contradiction where a car is registered before it was built."""
    registered, built = record.first_registered, record.manufactured
    if registered is None or built is None or latest(registered) >= earliest(built):
        return None
    other = next(n for n in _BUILT if n != name)
    origin = record.origins.get(other)
    if origin is not None and origin.basis is Basis.INFERRED:
        return None  # what is guessed proves nothing against what is typed
    return UserError("registered_before_built", registered=registered, built=built, fact=name)

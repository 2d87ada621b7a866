"""Checks of vehicles: who else has them, their tariff codes, sizes, photographs, the law."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from broker_app.domain.age import add_months
from broker_app.domain.release.check import (
    APART,
    CANNOT_TELL,
    FAILED,
    Found,
    failed,
    passed,
    unknown,
)
from broker_app.domain.release.docket import Car, Docket, of_car
from broker_app.domain.verdict import Outcome

_NEEDS_A_PERSON = (Outcome.REVIEW, Outcome.CONDITIONAL)
_PORT = "port_of_discharge"
_SIDES = ("length_mm", "width_mm", "height_mm")
_M3_TOLERANCE = Decimal("0.001")
_MEASURED_OFF = Decimal("0.03")
"""How far the carrier's measure may lie from the declared one."""
_TABLE_MONTHS = 12


def on_two_shipments(docket: Docket) -> Iterator[Found]:
    """A chassis number stands on one shipment only."""
    for car in docket.cars:
        if car.elsewhere:
            yield of_car(car, FAILED, shipment=car.elsewhere)
    yield passed(vehicles=len(docket.cars))


def sold_twice(docket: Docket) -> Iterator[Found]:
    """A chassis number is sold once, and what is on board is sold."""
    for car in docket.cars:
        if car.sold_twice:
            yield of_car(car, FAILED)
    yield passed(vehicles=len(docket.cars))


def chassis_alike(docket: Docket) -> Iterator[Found]:
    """No other record has a chassis number that is read for this one."""
    for car in docket.cars:
        if car.alike:
            yield of_car(car, FAILED, held=car.chassis, others=car.alike)
    yield passed(vehicles=len(docket.cars))


def law_bars(docket: Docket) -> Iterator[Found]:
    """Nothing goes that the law bars on the day of departure."""
    if not docket.cars:
        yield unknown("lines")
    for car in docket.cars:
        if car.verdict is None:
            lacking = of_car(car, CANNOT_TELL, _PORT, missing=(_PORT,))
            yield replace(lacking, place="field")
        elif car.verdict.outcome is Outcome.BLOCKED:
            primary = car.verdict.primary
            yield of_car(car, FAILED, rule=primary.rule if primary else "")
    if docket.etd is None:
        yield replace(unknown("etd"), at="etd", place="field")
    yield passed(etd=docket.shipment.etd, vehicles=len(docket.cars))


def law_undecided(docket: Docket) -> Iterator[Found]:
    """What the law leaves to a person goes only by stored papers and that person's decision."""
    for car in docket.cars:
        verdict = car.verdict
        if verdict and verdict.outcome in _NEEDS_A_PERSON and not car.is_decided:
            yield of_car(car, FAILED, verdict=verdict.outcome.value)
    yield passed(vehicles=len(docket.cars))


def tariff_code(docket: Docket) -> Iterator[Found]:
    """The tariff code agrees with engine, size, weight, seats."""
    for car in docket.cars:
        if car.code_against:
            code = car.record.hs_code or ""
            yield of_car(car, FAILED, code=code, facts=car.code_against)
    yield passed(vehicles=len(docket.cars))


def tariff_digit(docket: Docket) -> Iterator[Found]:
    """The tenth digit of a code is the other nine, divided by seven: the rest."""
    long = 0
    for car in docket.cars:
        digits = "".join(c for c in car.record.hs_code or "" if c.isdigit())
        if len(digits) == 10:
            long += 1
            if int(digits[:9]) % 7 != int(digits[9]):
                yield of_car(car, FAILED, code=digits)
    yield passed(vehicles=long) if long else APART


def tariff_table(docket: Docket) -> Iterator[Found]:
    """The tariff code is one of the table."""
    for car in docket.cars:
        if car.is_unlisted:
            yield of_car(car, FAILED, code=car.record.hs_code or "")
    yield passed(vehicles=len(docket.cars))


def tariff_fresh(docket: Docket) -> Iterator[Found]:
    """The table of tariff codes was looked at within a year: the list is revised most years."""
    checked = docket.tariff_checked_on
    if checked is None:
        yield unknown("hs_code")
    elif docket.today > add_months(checked, _TABLE_MONTHS):
        yield failed(day=checked.isoformat())
    yield passed(day=checked.isoformat() if checked else "")


def displacement_bound(docket: Docket) -> Iterator[Found]:
    """A displacement beside a bound is settled."""
    for car in docket.cars:
        if car.crosses:
            yield of_car(car, FAILED, cc=car.record.displacement_cc or 0)
    yield passed(vehicles=len(docket.cars))


def sizes(docket: Docket) -> Iterator[Found]:
    """Every vehicle has its mass and its sides, and its volume is their product.

    A volume that only the model-code table gives says nothing against sides: papers print theirs.
    """
    for car in docket.cars:
        facts = (*_SIDES, "kerb_weight_kg")
        missing = tuple(name for name in facts if not getattr(car.record, name))
        if missing:
            yield of_car(car, CANNOT_TELL, missing=missing)
        elif (held := car.record.fact("volume_m3")) is not None and held.clears:
            reckoned = _volume(*(getattr(car.record, name) for name in _SIDES))
            given = Decimal(str(held.value))
            printed = reckoned.quantize(Decimal("0.01"), ROUND_HALF_UP)  # as lists do
            if given != printed and abs(given - reckoned) > _M3_TOLERANCE:
                yield of_car(car, FAILED, given=str(given), reckoned=str(reckoned))
    yield passed(vehicles=len(docket.cars))


def carrier_measure(docket: Docket) -> Iterator[Found]:
    """What the carrier measured is near what papers declare."""
    measured = [(car, Decimal(said)) for car in docket.cars if (said := _by_carrier(car))]
    for car, theirs in measured:
        sides = [getattr(car.record, name) for name in _SIDES]
        if not all(sides):
            yield of_car(car, CANNOT_TELL, missing=_SIDES)
            continue
        ours = _volume(*sides)
        if abs(theirs - ours) > ours * _MEASURED_OFF:
            yield of_car(car, FAILED, "carrier_m3", given=str(ours), measured=str(theirs))
    yield passed(vehicles=len(measured)) if measured else APART


def photographs(docket: Docket) -> Iterator[Found]:
    """Customs are shown the whole car and its stamped number."""
    for car in docket.cars:
        if car.lacks:
            yield of_car(car, FAILED, files=car.lacks)
    yield passed(vehicles=len(docket.cars))


def _by_carrier(car: Car) -> str:
    return car.entered.get("carrier_m3", "")


def _volume(length_mm: int, width_mm: int, height_mm: int) -> Decimal:
    product = Decimal(length_mm * width_mm * height_mm) / 10**9
    return product.quantize(Decimal("0.001"), ROUND_HALF_UP)


ALL = (
    on_two_shipments,
    sold_twice,
    chassis_alike,
    law_bars,
    law_undecided,
    tariff_code,
    tariff_digit,
    tariff_table,
    tariff_fresh,
    displacement_bound,
    sizes,
    photographs,
    carrier_measure,
)

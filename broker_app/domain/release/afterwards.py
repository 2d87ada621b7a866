"""Checks after sailing: refund of the recycling deposit, permit and bill of lading as proofs.

Reference: paperwork specification 3.20, 3.21.
"""

from collections.abc import Iterator

from broker_app.domain.age import add_months
from broker_app.domain.registers import REFUND_WARNING_MONTHS
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Car, Docket, of_car

_NO_DEPOSIT = ("motorcycle", "machinery", "trailer", "part")
"""Classes that the law on recycling does not know."""
_PROOFS = ("permit_chassis", "bl_chassis")
"""Particulars that say whether a scan shows the chassis number."""


def recycling_asked(docket: Docket) -> Iterator[Found]:
    """The ticket is there, and the deposit is asked back in time."""
    cars = [car for car in docket.cars if car.record.vehicle_class not in _NO_DEPOSIT]
    for car in cars:
        missing = [] if car.entered.get("recycling_ticket") else ["particular.recycling_ticket"]
        missing += ["particular.refund_filed_on"] if _is_due(docket, car) else []
        if missing:
            yield of_car(car, FAILED, missing=tuple(missing))
    yield passed(vehicles=len(cars)) if cars else APART


def proofs_name_chassis(docket: Docket) -> Iterator[Found]:
    """Permit and bill of lading show the chassis number: without it they prove nothing."""
    for car in docket.cars:
        said = {key: car.entered.get(key, "") for key in _PROOFS}
        without = tuple(f"particular.{key}" for key, seen in said.items() if seen == "lacking")
        unseen = tuple(f"particular.{key}" for key, seen in said.items() if not seen)
        if without:
            yield of_car(car, FAILED, missing=without)
        elif unseen:
            yield of_car(car, CANNOT_TELL, missing=unseen)
    yield passed(vehicles=len(docket.cars))


def exporter_on_permit(docket: Docket) -> Iterator[Found]:
    """The permit names the seller, or the other exporter has the notice of non-application."""
    named = docket.particular("permit_exporter")
    if not named:
        missing = ("particular.permit_exporter",)
        yield Found(CANNOT_TELL, {"missing": missing}, at="permit_exporter")
    elif docket.exporter != "same" and docket.particular("notice_issued") != "yes":
        yield Found(FAILED, {"exporter": named}, at="permit_exporter")
    yield passed(exporter=named)


def _is_due(docket: Docket, car: Car) -> bool:
    permitted = docket.day("permit_on")
    if permitted is None or car.entered.get("refund_filed_on"):
        return False
    if car.entered.get("refund_received_on"):
        return False
    return docket.today >= add_months(permitted, REFUND_WARNING_MONTHS)


ALL = (recycling_asked, proofs_name_chassis, exporter_on_permit)

"""Checks after sailing: refund of the recycling deposit, permit and bill of lading as proofs.

Reference: paperwork specification 3.20, 3.21.
"""

from collections.abc import Iterator

from broker_app.domain.age import add_months
from broker_app.domain.bl_draft import CHASSIS, DIFFERS, MISSING, chassis
from broker_app.domain.registers import REFUND_WARNING_MONTHS
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Car, Docket, of_car

_NO_DEPOSIT = ("motorcycle", "machinery", "trailer", "part")
"""Classes that the law on recycling does not know."""
BL = "bl_chassis"
_PROOFS = {"permit_chassis": "permit_number", BL: "bl_number"}
"""Particulars that say whether a scan shows the chassis number, and the number of that paper."""
SHOWN, LACKING = "shown", "lacking"


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
    """Permit and bill of lading show the chassis number: without it they prove nothing.

    What a person saw is held against what is known: a paper without a number was not seen, and the
    carrier's draft says by itself whether it has the number.
    """
    for car in docket.cars:
        said = {key: _shows(docket, car, key) for key in _PROOFS}
        without = tuple(f"particular.{key}" for key, seen in said.items() if seen == LACKING)
        unseen = tuple(seen for seen in said.values() if seen not in (SHOWN, LACKING))
        if without:
            yield of_car(car, FAILED, missing=without)
        elif unseen:
            yield of_car(car, CANNOT_TELL, missing=unseen)
    yield passed(vehicles=len(docket.cars))


def _shows(docket: Docket, car: Car, key: str) -> str:
    """Return whether a proof shows the chassis number, or the key of what is missing to tell."""
    seen = car.entered.get(key, "")
    drafted = _drafted(docket, car) if key == BL else ""
    if LACKING in (seen, drafted):
        return LACKING
    if not car.chassis:
        return "chassis_number"
    if drafted == SHOWN and not seen:
        return SHOWN
    if not seen:
        return f"particular.{key}"
    number = _PROOFS[key]
    return SHOWN if docket.particular(number) else f"particular.{number}"


def _drafted(docket: Docket, car: Car) -> str:
    """Return whether the carrier's draft shows a vehicle; empty where it does not say.

    A draft that differs counts whoever approved it; one that agrees counts once it is approved.
    """
    draft = docket.draft
    rows = [row for row in draft.rows if row.box == CHASSIS] if draft else []
    ours = [
        row for row in rows if row.instructed and chassis(row.instructed) == chassis(car.chassis)
    ]
    if any(row.outcome in (MISSING, DIFFERS) for row in ours):
        return LACKING
    return SHOWN if draft and ours and draft.approved_by else ""


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

"""Checks of export certificates: there, in force, the shipper's, and of the same vehicle."""

from collections.abc import Iterator
from datetime import timedelta

from broker_app.domain.bl_draft import CHASSIS
from broker_app.domain.certificate import RETURN_DAYS
from broker_app.domain.document import INVOICE
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import DRAFT, Car, Docket, day_of, draft_rows, of_car
from broker_app.domain.shipment import STATES

SOON = timedelta(days=14)
_OUTSIDE = ("machinery", "trailer", "part")
"""Classes that are not registered, or stand outside the procedure."""


def certificate_there(docket: Docket) -> Iterator[Found]:
    """Every registered vehicle has its certificate, with a scan."""
    for car in docket.cars:
        if car.record.vehicle_class in _OUTSIDE:
            continue
        if car.certificate is None:
            yield of_car(car, FAILED, lacks=("certificate",))
        elif "certificate" not in car.files:
            yield of_car(car, FAILED, lacks=("certificate_scan",))
    yield passed(vehicles=len(docket.cars))


def certificate_declared(docket: Docket) -> Iterator[Found]:
    """A certificate is in force on the day of the declaration."""
    day = docket.day("declare_on")
    if day is None:
        yield APART
        return
    for car, ends in _ends(docket):
        if not ends:
            yield of_car(car, CANNOT_TELL, missing=("scheduled_on",))
        elif ends < day.isoformat():
            yield of_car(car, FAILED, ends=ends, day=day.isoformat())
    yield _of_those(docket, day=day.isoformat())


def certificate_sails(docket: Docket) -> Iterator[Found]:
    """A certificate is in force on the day of departure."""
    if docket.etd is None:
        yield APART
        return
    sails = docket.shipment.etd
    for car, ends in _ends(docket):
        if not ends:
            yield of_car(car, CANNOT_TELL, missing=("scheduled_on",))
        elif ends < sails:
            yield of_car(car, FAILED, ends=ends, etd=sails)
    yield _of_those(docket, etd=sails)


def certificate_soon(docket: Docket) -> Iterator[Found]:
    """A certificate that ends within two weeks is told."""
    for car, ends in _ends(docket):
        last = day_of(ends)
        if last and docket.today <= last <= docket.today + SOON:
            yield of_car(car, FAILED, ends=ends)
    yield _of_those(docket)


def certificate_returned(docket: Docket) -> Iterator[Found]:
    """One that ended without export goes back within fifteen days."""
    if STATES.index(docket.shipment.state) >= STATES.index("sailed"):
        yield APART
        return
    for car, ends in _ends(docket):
        last = day_of(ends)
        if last and last < docket.today:
            back = last + timedelta(days=RETURN_DAYS)
            yield of_car(car, FAILED, ends=ends, back=back.isoformat())
    yield passed(today=docket.today.isoformat())


def certificate_owner(docket: Docket) -> Iterator[Found]:
    """The owner on the certificate is the shipper."""
    for car in docket.cars:
        if car.certificate is None:
            continue
        if car.owner == "differs":
            yield of_car(car, FAILED, owner=car.certificate.owner)
        elif car.owner == "":
            yield of_car(car, CANNOT_TELL, missing=("owner",))
    yield _of_those(docket)


def certificate_agrees(docket: Docket) -> Iterator[Found]:
    """What the certificate prints is what is held of the vehicle."""
    for car in docket.cars:
        if car.differs_in:
            yield of_car(car, FAILED, facts=car.differs_in)
    yield _of_those(docket)


def chassis_agrees(docket: Docket) -> Iterator[Found]:
    """The chassis number reads the same on certificate and papers, sign by sign."""
    for place, car in enumerate(docket.cars):
        if not car.chassis:
            yield of_car(car, CANNOT_TELL, missing=("chassis_number",))
            continue
        printed = car.certificate.chassis_number.strip() if car.certificate else car.chassis
        said = {"certificate": printed, **_on_papers(docket, place)}
        other = {kind: text for kind, text in said.items() if text != car.chassis}
        for kind, text in other.items():
            yield of_car(car, FAILED, held=car.chassis, paper=kind, printed=text)
    yield from _on_other_papers(docket)
    yield from _on_draft(docket)
    yield passed(vehicles=len(docket.cars))


def _on_other_papers(docket: Docket) -> Iterator[Found]:
    """Yield what papers name that is not on board, and what the invoice does not name."""
    aboard = {car.chassis: car for car in docket.cars if car.chassis}
    for paper in docket.papers:
        if len(paper.lines) == len(docket.cars):
            continue  # compared line by line
        named = {line.chassis_number for line in paper.lines if line.chassis_number}
        for number in sorted(named - aboard.keys()):
            said = {"vehicle": number, "held": "-", "paper": paper.kind, "printed": number}
            yield Found(FAILED, said, place="papers")
        for number in sorted(aboard.keys() - named) if paper.kind == INVOICE else ():
            yield of_car(aboard[number], FAILED, held=number, paper=paper.kind, printed="-")


def _on_draft(docket: Docket) -> Iterator[Found]:
    """Yield the vehicles that the carrier's draft names otherwise, not at all, or besides ours."""
    names = {car.chassis: car for car in docket.cars}
    for row in draft_rows(docket, CHASSIS):
        said = {"held": row.instructed or "-", "paper": DRAFT, "printed": row.draft or "-"}
        car = names.get(row.instructed)
        if car is not None:
            yield of_car(car, FAILED, **said)
        else:
            yield Found(FAILED, {"vehicle": DRAFT, **said}, place="draft")


def _on_papers(docket: Docket, place: int) -> dict[str, str]:
    """Return what papers print for a vehicle; the lines of papers stand in its order."""
    return {
        paper.kind: paper.lines[place].chassis_number
        for paper in docket.papers
        if len(paper.lines) == len(docket.cars)
    }


def _of_those(docket: Docket, **values: str) -> Found:
    """Return that those with a certificate passed; where none has one there is nothing to say."""
    count = sum(car.certificate is not None for car in docket.cars)
    return passed(**values, vehicles=count) if count else APART


def _ends(docket: Docket) -> Iterator[tuple[Car, str]]:
    for car in docket.cars:
        if car.certificate is not None:
            yield car, car.certificate.scheduled_on


ALL = (
    chassis_agrees,
    certificate_there,
    certificate_declared,
    certificate_sails,
    certificate_soon,
    certificate_returned,
    certificate_owner,
    certificate_agrees,
)

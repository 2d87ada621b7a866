"""Checks of the voyage: the market on arrival, ports, vessel, days, inspection, batteries."""

from collections.abc import Callable, Iterator

from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, passed
from broker_app.domain.release.docket import Docket, of_car
from broker_app.domain.vessel import UNNAMED

_AGE = ("AGE_OVER_MAX", "AGE_UNDER_MIN", "AGE_REVIEW")
_WHEEL = ("STEERING_BANNED",)
_AT_LOADING, _BY_SEA = ("FOB", "FCA"), ("FOB", "CFR", "CIF")
_CUTS = ("cargo_cut", "document_cut", "cy_cut", "vgm_cut")
_WITH_TRACTION_BATTERY = ("hybrid", "plug_in_hybrid", "electric")


def market_refuses(docket: Docket) -> Iterator[Found]:
    """The market lets the vehicle in on the day of arrival."""
    yield from _refusals(docket, lambda reason: reason not in (*_AGE, *_WHEEL))


def too_old(docket: Docket) -> Iterator[Found]:
    """The vehicle is of an age that the market takes on the day of arrival."""
    yield from _refusals(docket, lambda reason: reason in _AGE)


def wrong_wheel(docket: Docket) -> Iterator[Found]:
    """The wheel is on the side that the market takes."""
    yield from _refusals(docket, lambda reason: reason in _WHEEL)


def market_unsure(docket: Docket) -> Iterator[Found]:
    """Where the rules of a market leave the answer to a person, a person answers."""
    if docket.market is None:
        yield Found(CANNOT_TELL, {"missing": ("market",)}, place="field", at="port_of_discharge")
    for car in docket.cars:
        answer = car.admission
        if answer is not None and answer.admission == "needs_review":
            yield of_car(car, FAILED, reason=answer.reason, missing=answer.missing)
    yield passed(market=docket.market.id if docket.market else "", eta=docket.shipment.eta)


def ports(docket: Docket) -> Iterator[Found]:
    """Ports are known; goods that go on to another country say so."""
    for name, port in (
        ("port_of_loading", docket.loading),
        ("port_of_discharge", docket.discharge),
    ):
        if port is None:
            yield Found(CANNOT_TELL, {"missing": (name,)}, at=name)
    final = docket.shipment.final_destination
    there = docket.discharge.country if docket.discharge else ""
    clause = docket.particular("transit_to") or "TRANSIT" in docket.particular("bl_clauses").upper()
    if final and there and final[:2] != there and not clause:
        yield Found(FAILED, {"port": there, "final": final}, at="transit_to", place="particulars")
    yield passed(
        loading=docket.shipment.port_of_loading,
        discharge=docket.shipment.port_of_discharge,
        final=final,
    )


def term_place(docket: Docket) -> Iterator[Found]:
    """The place that the term names is of its kind: loaded there, or discharged there.

    Terms of sea carriage name a port; an inland place belongs to CPT and CIP.
    """
    ship = docket.shipment
    loads = ship.incoterm in _AT_LOADING
    place = docket.loading if loads else docket.discharge
    wanted = "load" if loads else "discharge"
    if place is None:
        yield APART
        return
    named = {"term": ship.incoterm, "port": place.name}
    by_sea = ship.incoterm in _BY_SEA
    inland_is_fine = not by_sea and not loads and "inland" in place.roles
    if wanted not in place.roles and not inland_is_fine:
        yield Found(FAILED, named, at="port_of_loading" if loads else "port_of_discharge")
    for paper in docket.issued:
        stands = paper.port_of_loading if paper.incoterm in _AT_LOADING else paper.port_of_discharge
        if paper.incoterm_place and paper.incoterm_place != stands:
            said = {"term": f"{paper.kind} {paper.incoterm}", "port": paper.incoterm_place}
            yield Found(FAILED, said, place="papers")
    yield passed(**named)


def vessel_named(docket: Docket) -> Iterator[Found]:
    """The ship and her voyage have their names."""
    for name in ("vessel", "voyage"):
        value = getattr(docket.shipment, name).strip().upper()
        if not value or value in UNNAMED:
            yield Found(FAILED, {"missing": (name,), "value": value or "-"}, at=name)
    yield passed(vessel=docket.shipment.vessel, voyage=docket.shipment.voyage)


def days_in_order(docket: Docket) -> Iterator[Found]:
    """The invoice is not dated after declaration or loading, nor loading before the yard.

    A cut after the day of sailing is a slip: nothing is taken in then.
    """
    invoice = next((paper for paper in docket.issued if paper.kind == "CI"), None)
    loaded = docket.particular("on_board_date")
    pairs = [
        ("invoice_date", invoice.date if invoice else "", "declare_on", ""),
        ("invoice_date", invoice.date if invoice else "", "on_board_date", loaded),
        ("yard_in_on", docket.particular("yard_in_on"), "on_board_date", loaded),
        *((cut, docket.particular(cut), "etd", docket.shipment.etd) for cut in _CUTS),
    ]
    for first, early, second, late in pairs:
        late = late or docket.particular(second)
        if early and late and early > late:
            said = {"first": first, "day": early, "second": second, "other": late}
            yield Found(FAILED, said, at=first if second == "etd" else second)
    yield passed(invoice=invoice.date if invoice else "", loaded=loaded)


def cut_kept(docket: Docket) -> Iterator[Found]:
    """The cargo is in the yard before the cut."""
    cut, yard = docket.particular("cargo_cut"), docket.particular("yard_in_on")
    if not cut:
        yield APART
        return
    if yard > cut or (not yard and docket.today.isoformat() > cut):
        yield Found(FAILED, {"cut": cut, "yard": yard or "-"}, at="yard_in_on")
    yield passed(cut=cut, yard=yard)


def inspected(docket: Docket) -> Iterator[Found]:
    """Where the market wants an inspection, each vehicle has passed one that stands."""
    wanted = docket.market.inspection if docket.market else None
    if wanted is None or not wanted.required:
        yield APART
        return
    for car in docket.cars:
        if not car.entered.get("inspection_number"):
            yield of_car(car, FAILED, at="inspection_number", scheme=wanted.scheme)
            continue
        day, until = car.entered.get("inspected_on", ""), car.entered.get("inspection_until", "")
        failed = car.entered.get("inspection_result") == "failed"
        late = bool(docket.shipment.etd) and day > docket.shipment.etd
        if failed or late or (until and until < docket.shipment.etd):
            yield of_car(car, FAILED, at="inspected_on", scheme=wanted.scheme)
        elif not day:
            missing = ("particular.inspected_on",)
            yield of_car(car, CANNOT_TELL, at="inspected_on", missing=missing)
    yield passed(scheme=wanted.scheme, vehicles=len(docket.cars))


def batteries(docket: Docket) -> Iterator[Found]:
    """A vehicle that a battery drives says which battery."""
    driven = [car for car in docket.cars if car.record.powertrain in _WITH_TRACTION_BATTERY]
    if not driven:
        yield APART
        return
    for car in driven:
        wanted = ["traction_battery"]
        wanted += ["battery_kwh"] if car.record.powertrain == "electric" else []
        missing = tuple(f"particular.{k}" for k in wanted if not car.entered.get(k))
        missing += () if missing or car.un_number else ("un_number",)
        if missing:
            yield of_car(car, FAILED, missing=missing)
    yield passed(vehicles=len(driven))


def dangerous_entry(docket: Docket) -> Iterator[Found]:
    """A note of dangerous goods names the entry that is right on the day of departure."""
    note = next((paper for paper in docket.issued if paper.kind == "DG"), None)
    if note is None:
        yield APART
        return
    printed = {line.chassis_number: line.un_number for line in note.lines}
    for car in docket.cars:
        said = printed.get(car.chassis, "")
        if car.un_number and said != car.un_number:
            yield of_car(car, FAILED, printed=said or "-", right=car.un_number)
    yield passed(number=note.number, etd=docket.shipment.etd)


def runners(docket: Docket) -> Iterator[Found]:
    """On a car carrier it is declared whether a vehicle moves by itself."""
    if docket.in_containers:
        yield APART
        return
    for car in docket.cars:
        if not car.entered.get("runner"):
            yield of_car(car, FAILED, at="runner", missing=("particular.runner",))
    yield passed(vehicles=len(docket.cars))


def _refusals(docket: Docket, is_meant: Callable[[str], bool]) -> Iterator[Found]:
    """Yield the vehicles that the market refuses for a reason that is meant."""
    if docket.market is None:
        yield APART
        return
    for car in docket.cars:
        answer = car.admission
        if answer is not None and answer.admission == "ineligible" and is_meant(answer.reason):
            yield of_car(car, FAILED, reason=answer.reason, eta=docket.shipment.eta)
    yield passed(market=docket.market.id, eta=docket.shipment.eta, vehicles=len(docket.cars))


ALL = (
    market_refuses,
    too_old,
    wrong_wheel,
    market_unsure,
    ports,
    term_place,
    vessel_named,
    days_in_order,
    cut_kept,
    inspected,
    batteries,
    dangerous_entry,
    runners,
)

"""Checks of containers: number, seal, verified mass, and whether the vehicles fit.

Reference: paperwork specification 3.17, 4.5, 5.2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from broker_app.domain.particulars import LOOSE_KG, PARTS_KG, PREFIX, Container, kilograms
from broker_app.domain.release.check import APART, CANNOT_TELL, FAILED, Found, Value, passed
from broker_app.domain.release.docket import Car, Docket

VGM_OFF = Decimal("0.05")
"""How far a verified mass may lie from its parts."""
_GAP_MM, _WIDTH_MM = 150, 2_230
"""Room before, between and behind vehicles; the widest that stands on a floor."""


@dataclass(frozen=True, slots=True)
class Room:
    """The inside of a kind of container, and what it may carry."""

    length_mm: int
    payload_kg: int


ROOMS = {
    "20DC": Room(5_890, 28_280),
    "40DC": Room(12_030, 26_740),
    "40HC": Room(12_030, 28_670),
}
"""Kinds whose figures the specification has; of others nothing is said."""
_VALUES = (n for n in range(10, 39) if n % 11)
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _VALUES, strict=True))
"""What a letter of a container number counts."""


def container_mass(docket: Docket) -> Iterator[Found]:
    """Each container has a verified mass, below its limit and near the sum of its parts."""
    if not docket.entered.containers:
        yield APART
        return
    for box, inside in _boxes(docket):
        kept = docket.entered.of_containers.get(box.id or 0, {})
        missing = tuple(f"{PREFIX}{k}" for k in ("vgm_kg", "max_gross_kg") if not kept.get(k))
        if missing:
            yield _of(box, CANNOT_TELL, missing[0].removeprefix(PREFIX), missing=missing)
            continue
        vgm, most = Decimal(kept["vgm_kg"]), Decimal(kept["max_gross_kg"])
        parts = [Decimal(kept.get(key) or 0) for key in ("tare_kg", "lashing_kg")]
        total = sum(parts) + _cargo(kept, inside)
        if vgm > most:
            yield _of(box, FAILED, "vgm_kg", vgm=str(vgm), other=str(most))
        elif kept.get("tare_kg") and total and abs(vgm - total) > total * VGM_OFF:
            yield _of(box, FAILED, "vgm_kg", vgm=str(vgm), other=str(total))
    yield passed(containers=len(docket.entered.containers))


def container_number(docket: Docket) -> Iterator[Found]:
    """The number's last digit agrees (ISO 6346), and there is a seal."""
    if not docket.in_containers:
        yield APART
        return
    if not docket.entered.containers:
        yield Found(CANNOT_TELL, {"missing": ("containers",)})
    for box in docket.entered.containers:
        if not box.number or not box.seal:
            names = (("container_number", box.number), ("seal", box.seal))
            missing = tuple(key for key, value in names if not value)
            where = "seal" if box.number else "number"
            yield _of(box, CANNOT_TELL, where, missing=missing)
        elif not agrees(box.number):
            yield _of(box, FAILED, "number", number=box.number)
    yield passed(containers=len(docket.entered.containers))


def container_room(docket: Docket) -> Iterator[Found]:
    """Vehicles on the floor of a container fit in it, and it can carry them."""
    if not docket.entered.containers:
        yield APART
        return
    for box, inside in _boxes(docket):
        room = ROOMS.get(box.kind)
        if room is None:
            continue
        floor = [car for car in inside if "RACK" not in _place(docket, car).upper()]
        length = sum(car.record.length_mm or 0 for car in floor) + _GAP_MM * (len(floor) + 1)
        mass = _cargo(docket.entered.of_containers.get(box.id or 0, {}), inside)
        wide = any((car.record.width_mm or 0) > _WIDTH_MM for car in inside)
        if floor and (length > room.length_mm or wide):
            yield _of(box, FAILED, "kind", given=f"{length} mm", room=f"{room.length_mm} mm")
        if mass > room.payload_kg:
            yield _of(box, FAILED, "kind", given=f"{mass} kg", room=f"{room.payload_kg} kg")
    yield passed(containers=len(docket.entered.containers))


def agrees(number: str) -> bool:
    """Tell whether the last digit of a container number is that of ISO 6346."""
    plain = "".join(c for c in number.upper() if c.isalnum())
    if len(plain) != 11 or not (plain[:4].isalpha() and plain[4:].isdigit() and plain.isascii()):
        return False
    values = [_LETTERS[c] if c.isalpha() else int(c) for c in plain[:10]]
    total: int = sum(value << place for place, value in enumerate(values))
    return total % 11 % 10 == int(plain[10])


def _boxes(docket: Docket) -> Iterator[tuple[Container, list[Car]]]:
    for box in docket.entered.containers:
        yield box, [car for car in docket.cars if car.container == box.id]


def _cargo(kept: Mapping[str, str], inside: Sequence[Car]) -> int:
    """Return what lies in a container: vehicles, the parts in them, loose parts beside them."""
    cars = (car.record.kerb_weight_kg or 0 for car in inside)
    parts = (kilograms(car.entered, PARTS_KG) for car in inside)
    return sum(cars) + sum(parts) + kilograms(kept, LOOSE_KG)


def _place(docket: Docket, car: Car) -> str:
    stowed = docket.entered.stowed.get(car.id)
    return stowed.place if stowed else ""


def _of(box: Container, outcome: str, field: str, **values: Value) -> Found:
    """Return what was found of a container, mended in one of its fields."""
    name = box.number or str(box.position)
    return Found(outcome, {"container": name, **values}, at=f"{box.id or 0}:{field}")


ALL = (container_mass, container_number, container_room)

"""Vehicle: the physical thing, known by its chassis number."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from broker_app.domain.facts import Basis, Fact, FactSpec, Kind, Origin, fact, specs_of

POWERTRAINS = (
    "petrol",
    "diesel",
    "lpg",
    "cng",
    "mild_hybrid",
    "hybrid",
    "plug_in_hybrid",
    "electric",
    "fuel_cell",
    "none",
)
FUELS = ("petrol", "diesel", "lpg", "cng", "hydrogen", "none")
VEHICLE_CLASSES = (
    "car",
    "suv",
    "minivan",
    "van",
    "truck",
    "bus",
    "motorcycle",
    "special",
    "machinery",
    "trailer",
    "part",
)
ODOMETER_STATUSES = ("actual", "meter replaced", "tampered", "unknown")
LONG_TEXTS = ("grade_name", "remarks", "equipment")
"""Texts of which most vehicles have their own."""
VIN_LENGTH = 17
US_DIGITS = ("1", "4", "5", "7")
"""First characters of identification numbers given in the United States (ISO 3780)."""


@dataclass(slots=True, kw_only=True)
class Vehicle:
    """What we hold true of one vehicle. `origins` names only facts that were not simply read."""

    chassis_number: str | None = fact(Kind.CODE)
    vin: str | None = fact(Kind.CODE)
    engine_number: str | None = fact(Kind.CODE)
    maker: str | None = fact(Kind.TEXT)
    model: str | None = fact(Kind.TEXT)
    grade_name: str | None = fact(Kind.TEXT)
    emission_code: str | None = fact(Kind.CODE)
    model_code: str | None = fact(Kind.CODE)
    first_registered: str | None = fact(Kind.PARTIAL_DATE)
    manufactured: str | None = fact(Kind.PARTIAL_DATE)
    model_year: int | None = fact(Kind.WHOLE, bounds=(1900, 2100))
    displacement_cc: int | None = fact(Kind.WHOLE, "cc", bounds=(0, 100_000))
    displacement_precision_cc: int | None = fact(Kind.WHOLE, "cc")
    powertrain: str | None = fact(Kind.CHOICE, choices=POWERTRAINS)
    fuel: str | None = fact(Kind.CHOICE, choices=FUELS)
    vehicle_class: str | None = fact(Kind.CHOICE, choices=VEHICLE_CLASSES)
    body: str | None = fact(Kind.TEXT)
    hs_code: str | None = fact(Kind.TARIFF)
    seats: int | None = fact(Kind.WHOLE, bounds=(1, 100))
    gross_weight_kg: int | None = fact(Kind.WHOLE, "kg", bounds=(200, 500_000))
    kerb_weight_kg: int | None = fact(Kind.WHOLE, "kg", bounds=(20, 500_000))
    length_mm: int | None = fact(Kind.WHOLE, "mm", bounds=(100, 40_000))
    width_mm: int | None = fact(Kind.WHOLE, "mm", bounds=(100, 10_000))
    height_mm: int | None = fact(Kind.WHOLE, "mm", bounds=(100, 10_000))
    volume_m3: float | None = fact(Kind.DECIMAL, "m3")
    odometer_km: int | None = fact(Kind.WHOLE, "km", bounds=(0, 5_000_000))
    odometer_precision_km: int | None = fact(Kind.WHOLE, "km")
    odometer_status: str | None = fact(Kind.CHOICE, choices=ODOMETER_STATUSES)
    steering: str | None = fact(Kind.CHOICE, choices=("right", "left"))
    transmission: str | None = fact(Kind.CHOICE, choices=("AT", "MT", "CVT", "DCT"))
    gears: int | None = fact(Kind.WHOLE, bounds=(1, 24))
    drive: str | None = fact(Kind.CHOICE, choices=("2WD", "4WD", "FF", "FR"))
    doors: int | None = fact(Kind.WHOLE, bounds=(0, 12))
    colour: str | None = fact(Kind.TEXT)
    colour_code: str | None = fact(Kind.CODE)
    inspection_until: str | None = fact(Kind.PARTIAL_DATE)
    score: str | None = fact(Kind.TEXT)
    interior_grade: str | None = fact(Kind.TEXT)
    exterior_grade: str | None = fact(Kind.TEXT)
    stability_control: str | None = fact(Kind.CHOICE, choices=("yes", "no"))
    equipment: str | None = fact(Kind.TEXT)
    remarks: str | None = fact(Kind.TEXT)
    made_in: str | None = fact(Kind.COUNTRY)
    accident: str | None = fact(Kind.CHOICE, choices=("none", "repaired", "unrepaired"))
    export_value_jpy: int | None = fact(Kind.WHOLE, "JPY")
    origins: dict[str, Origin] = field(default_factory=dict)

    @property
    def identity(self) -> str | None:
        """The folded chassis number under which this vehicle is known, if it has one."""
        return identity_of(self.chassis_number)

    def copy(self) -> "Vehicle":
        """Return a vehicle with the same facts, to be changed without changing this one."""
        facts = dict(zip(_NAMES, _FACTS(self), strict=True))
        return Vehicle(**facts, origins=self.origins.copy())

    def fact(self, name: str) -> Fact | None:
        """Return a fact with its basis and precision, None where it is unknown."""
        value = getattr(self, name)
        if value is None:
            return None
        origin = self.origins.get(name)
        return Fact(value, origin.basis if origin else Basis.READ, self._precision(name))

    def _precision(self, name: str) -> int:
        beside = PRECISIONS.get(name)
        return (getattr(self, beside) or 1) if beside else 1


PRECISIONS: Mapping[str, str] = {
    "displacement_cc": "displacement_precision_cc",
    "odometer_km": "odometer_precision_km",
}
"""Facts that are printed in steps, and the fact that holds the step."""

VEHICLE_FACTS: tuple[FactSpec, ...] = specs_of(Vehicle)
SPEC: Mapping[str, FactSpec] = {spec.name: spec for spec in VEHICLE_FACTS}
_NAMES = tuple(SPEC)
_FACTS = attrgetter(*_NAMES)

_DASHES = re.compile(r"[-‐‑‒–—―−ー－_ \s]")
_MASKED = re.compile(r"[*?×#•…○●◯〇]|\.{2,}|X{3,}$|\dX{2}$|\d\.\d+E\+?\d+$")


@lru_cache(maxsize=16_384)
def identity_of(chassis_number: str | None) -> str | None:
    """Fold a chassis number for comparison: width, case, hyphens and blanks do not count.

    A masked or damaged number (`ZVW30-99****`, `1.23457E+12`) is no identity, nor is one of fewer
    than six characters (houses print the last three digits).
    """
    if not chassis_number:
        return None
    folded = unicodedata.normalize("NFKC", chassis_number).upper().strip()
    if _MASKED.search(folded):
        return None
    folded = _DASHES.sub("", folded)
    return folded if len(folded) >= 6 and any(c.isdigit() for c in folded) else None

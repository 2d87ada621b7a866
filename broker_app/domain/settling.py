"""Settling: the facts of a vehicle that its export certificate settles, and where it contradicts.

A certificate prints litres to two decimals, and nobody says whether the figure was rounded or cut:
a 1,998 cc engine shows 1.99 or 2.00, "depending on the maker's figure" (paperwork specification
4.6). So it settles a displacement in steps of 10 cc: 1.90 means 1,895 to 1,909, and a bound of
1,900 cc stays open; 1.89 is at most 1,899 and 1.91 at least 1,905 either way. The exact figure is
that of the maker's specification sheet, which a person types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from broker_app.domain.certificate import FUELS, SIDES, Certificate
from broker_app.domain.facts import Basis, interval
from broker_app.domain.lookups import EmissionPrefix, Lookups
from broker_app.domain.spelling import fold
from broker_app.domain.vehicle import SPEC, VIN_LENGTH, Vehicle, identity_of

SOURCE = "certificate"
"""How the origin of a settled fact names its source."""
STEP_CC = 10
"""The step of a displacement printed in litres to two decimals."""
ASKED = (
    "displacement_cc",
    "powertrain",
    "fuel",
    "seats",
    "gross_weight_kg",
    "kerb_weight_kg",
    "first_registered",
    "model_code",
    "emission_code",
    "chassis_number",
)
"""Facts that rules ask for and a certificate answers."""
BY_PREFIX = "emission_prefixes"
_BY_HAND = (Basis.TYPED, Basis.CONFIRMED)
STEP_MM = 10
"""The step of a side printed in whole centimetres: 169 stands for 1,690, 1,695 and 1,699 mm."""
_SIDES_MM = tuple(name.replace("_cm", "_mm") for name in SIDES)
_VOLUME_TOLERANCE = 0.001
_HYBRIDS = ("mild_hybrid", "hybrid", "plug_in_hybrid")


@dataclass(frozen=True, slots=True)
class Settled:
    """A fact that a certificate settles: its value, how we know it, and its step."""

    value: Any
    basis: Basis = Basis.TYPED
    source: str = SOURCE
    precision: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that we held to be something else than the certificate says."""

    name: str
    held: Any
    certificate: Any


def settled(certificate: Certificate, held: Vehicle, lookups: Lookups) -> dict[str, Settled]:
    """Return the facts that a certificate settles for a vehicle, by their names.

    Nothing follows from an empty box. A powertrain is settled only where the certificate says it:
    electricity alone, or a kind of fuel that agrees with the printed emission prefix. An exact
    displacement that a person vouched for stays where the certificate does not contradict it.
    """
    found: dict[str, Any] = {
        "chassis_number": certificate.chassis_number,
        "vin": _vin(certificate.chassis_number),
        "maker": _maker(certificate, held, lookups),
        "first_registered": _first_registered(certificate, held),
        "seats": certificate.largest("seats"),
        "kerb_weight_kg": certificate.weight_kg,
        "gross_weight_kg": certificate.largest("gross_weight_kg"),
        **{name.replace("_cm", "_mm"): _mm(getattr(certificate, name)) for name in SIDES},
        **_codes(certificate, lookups),
    }
    facts = {name: Settled(value) for name, value in found.items() if value not in (None, "")}
    facts |= _engine(certificate, held, lookups)
    volume = volume_of(certificate)
    if volume is not None:
        facts["volume_m3"] = Settled(volume, Basis.DERIVED)
    return facts


def differences(facts: Mapping[str, Settled], held: Vehicle) -> list[Difference]:
    """Return what we held to be something else, in the order of a vehicle's facts."""
    return [
        Difference(name, getattr(held, name), facts[name].value)
        for name in SPEC
        if name in facts and getattr(held, name) is not None and not _agree(name, facts, held)
    ]


def interval_of(displacement_cl: int) -> tuple[int, int]:
    """Return the smallest and largest displacement in cc behind printed litres."""
    return interval(displacement_cl * STEP_CC, STEP_CC)


def volume_of(certificate: Certificate) -> float | None:
    """Return length x width x height in m3, rounded half up to three decimals.

    reference: paperwork specification 2.5.
    """
    sides = [getattr(certificate, name) for name in SIDES]
    if None in sides:
        return None
    product = Decimal(sides[0] * sides[1] * sides[2]) / 1_000_000
    return float(product.quantize(Decimal("0.001"), ROUND_HALF_UP))


def code_parts(model_type: str, lookups: Lookups) -> tuple[str, str]:
    """Return emission prefix and model code of a printed type: `DAA-ZVW30`; no prefix is empty."""
    head, hyphen, rest = model_type.partition("-")
    if hyphen and rest and head in lookups.prefixes:
        return head, rest
    return "", model_type


def _codes(certificate: Certificate, lookups: Lookups) -> dict[str, str]:
    emission, code = code_parts(certificate.model_type, lookups)
    return {"emission_code": emission, "model_code": code}


def _maker(certificate: Certificate, held: Vehicle, lookups: Lookups) -> str:
    """Return the maker where nobody knew it: the paper names makers, not our spelling of them."""
    if held.maker or not certificate.maker:
        return ""
    return lookups.makers.get(fold(certificate.maker), certificate.maker)


def _first_registered(certificate: Certificate, held: Vehicle) -> str:
    """Return the month of the certificate, or the day in it that we know already."""
    known, printed = held.first_registered or "", certificate.first_registered
    return known if printed and known.startswith(printed) else printed


def _vin(chassis: str) -> str:
    return chassis if len(chassis) == VIN_LENGTH and "-" not in chassis else ""


def _mm(centimetres: int | None) -> int | None:
    return None if centimetres is None else centimetres * 10


def _engine(certificate: Certificate, held: Vehicle, lookups: Lookups) -> dict[str, Settled]:
    found: dict[str, Settled] = {}
    if certificate.displacement_cl is not None and not _vouched_for(certificate, held):
        cc = certificate.displacement_cl * STEP_CC
        found["displacement_cc"] = Settled(cc, precision=STEP_CC)
    if certificate.fuel in FUELS:
        found["fuel"] = Settled(FUELS[certificate.fuel][0])
        prefix = lookups.prefixes.get(code_parts(certificate.model_type, lookups)[0])
        found |= _powertrain(certificate.fuel, prefix, held)
    return found


def _powertrain(fuel: str, prefix: EmissionPrefix | None, held: Vehicle) -> dict[str, Settled]:
    if fuel == "electric":
        return {"powertrain": Settled("electric")}
    burns, electrified = FUELS[fuel]
    said = prefix.powertrain if prefix is not None else ""
    if prefix is None or prefix.fuel != burns or (said in _HYBRIDS) != electrified:
        return {}
    if electrified and held.powertrain in _HYBRIDS:
        return {}  # a prefix of the hybrid family does not tell mild from full
    return {"powertrain": Settled(said, Basis.DERIVED, BY_PREFIX)} if said else {}


def _vouched_for(certificate: Certificate, held: Vehicle) -> bool:
    """Tell whether a person stated the exact displacement, within what the certificate prints."""
    fact = held.fact("displacement_cc")
    if fact is None or fact.basis not in _BY_HAND or fact.precision > 1:
        return False
    low, high = interval_of(certificate.displacement_cl or 0)
    return bool(low <= fact.value <= high)


def _volume_agrees(facts: Mapping[str, Settled], known: float) -> bool:
    """Tell whether a volume is one that sides of whole centimetres leave open."""
    low = high = 1.0
    for name in _SIDES_MM:
        side = facts[name].value
        low, high = low * (side - STEP_MM) / 1000, high * (side + STEP_MM) / 1000
    return low - _VOLUME_TOLERANCE <= known <= high + _VOLUME_TOLERANCE


def _agree(name: str, facts: Mapping[str, Settled], held: Vehicle) -> bool:
    value, known = facts[name].value, getattr(held, name)
    if name == "chassis_number":
        return bool(identity_of(value) == identity_of(known) or fold(value) == fold(known))
    if name == "displacement_cc":
        fact = held.fact(name)
        low, high = interval(known, fact.precision if fact else 1)
        first, last = interval(value, facts[name].precision)
        return bool(low <= last and first <= high)
    if name == "first_registered":
        return bool(value.startswith(known) or known.startswith(value))
    if name in _SIDES_MM:
        return bool(abs(value - known) < STEP_MM)
    if name == "volume_m3":
        return _volume_agrees(facts, float(known))
    if isinstance(value, str):
        return bool(fold(value) == fold(str(known)))
    return bool(value == known)

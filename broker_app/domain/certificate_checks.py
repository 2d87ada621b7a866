"""Checks of a certificate: what is missing, cannot be, or contradicts itself. Pure functions.

No check digit is documented for the numbers of the paper; only their counts of digits are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from broker_app.domain.age import add_months
from broker_app.domain.certificate import (
    AXLES,
    BOXES,
    EARLIEST_MONTHS,
    FUELS,
    KG_PER_SEAT,
    Certificate,
    Kind,
)
from broker_app.domain.credible import FIRST_YEAR
from broker_app.domain.dates import earliest, latest
from broker_app.domain.lookups import ELECTRIFIED, Lookups
from broker_app.domain.settling import code_parts, interval_of
from broker_app.domain.spelling import fold, fold_words
from broker_app.domain.vehicle import Vehicle

_ASKED_CL = frozenset((55, 66, 100, 150, 200, 250, 300, 450, 189, 190, 191))
"""Printed litres for which the exact cc is asked for; paperwork specification 4.6."""
_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|\(株\)|\(有\)|\(同\)|"
    r"(?<![a-z])(?:co|ltd|inc|corp|corporation|company|limited|llc|kk|k\.k)(?![a-z])"
)
_SIGNS = re.compile(r"[\W_]+")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


class Severity(StrEnum):
    """What a remark does: it stops storing, it warns, or it only asks for a look."""

    STOPS = "stops"
    WARNS = "warns"
    ASKS = "asks"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of a box; `key` names its sentence, `certificate.check.<key>`."""

    box: str
    key: str
    severity: Severity = Severity.WARNS
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a certificate is checked against: the vehicle, our tables, the day, and who exports."""

    held: Vehicle
    lookups: Lookups
    today: date
    exporters: tuple[str, ...] = ()


Check = Callable[[Certificate, Beside], list[Remark]]


def remarks(certificate: Certificate, beside: Beside) -> list[Remark]:
    """Return everything there is to say of a certificate, in the order of its boxes."""
    found = [remark for check in ALL for remark in check(certificate, beside)]
    order = [box.name for box in BOXES]
    return sorted(found, key=lambda remark: order.index(remark.box))


def needed(certificate: Certificate, _beside: Beside) -> list[Remark]:
    """Without a chassis number it is nobody's, without a scheduled day it has no term."""
    names = ("chassis_number", "scheduled_on")
    return [Remark(n, f"needs_{n}", Severity.STOPS) for n in names if not getattr(certificate, n)]


def digits(certificate: Certificate, _beside: Beside) -> list[Remark]:
    """Numbers have as many digits as the paper prints."""
    found = []
    for box in BOXES:
        text = getattr(certificate, box.name) if box.kind is Kind.DIGITS else ""
        if text and not (text.isascii() and text.isdigit() and len(text) == box.digits):
            found.append(Remark(box.name, "digits", values={"wanted": box.digits, "n": len(text)}))
    return found


def axles(certificate: Certificate, _beside: Beside) -> list[Remark]:
    """The axle weights add up to the weight."""
    known = [w for name in AXLES if (w := getattr(certificate, name)) is not None]
    weight = certificate.weight_kg
    if len(known) < 2 or weight is None or sum(known) == weight:
        return []
    return [Remark("axle_ff_kg", "axles", values={"sum": sum(known), "weight": weight})]


def gross(certificate: Certificate, _beside: Beside) -> list[Remark]:
    """Gross weight = weight + 55 kg a seat + load; of two figures each goes with its pair."""
    pairs = [("", "gross_weight_kg")]
    if certificate.gross_weight_other_kg is not None:
        pairs.append(("_other", "gross_weight_other_kg"))
    found = []
    for suffix, name in pairs:
        stated, expected = getattr(certificate, name), _gross_of(certificate, suffix)
        if stated is not None and expected is not None and stated != expected:
            values = {"stated": stated, "expected": expected, "seat": KG_PER_SEAT}
            found.append(Remark("gross_weight_kg", "gross", values=values))
    return found[:1]


def days(certificate: Certificate, beside: Beside) -> list[Remark]:
    """The days follow one another: built, first registered, registered, issued, exported."""
    built, first = beside.held.manufactured, certificate.first_registered
    registered, issued = certificate.registered_on, certificate.issued_on
    scheduled, today = certificate.scheduled_on, beside.today
    found = []
    if first and earliest(first).year < FIRST_YEAR:
        values = {"year": str(FIRST_YEAR)}
        found.append(Remark("first_registered", "too_early", Severity.STOPS, values))
    if first and built and latest(first) < earliest(built):
        found.append(Remark("first_registered", "before_built", values={"built": built}))
    if first and registered and latest(registered) < earliest(first):
        found.append(Remark("registered_on", "before_first", values={"first": first}))
    if issued and registered and issued < registered:
        found.append(Remark("issued_on", "issued_before", values={"day": _day(registered)}))
    if issued and scheduled and issued > scheduled:
        found.append(Remark("scheduled_on", "scheduled_before", values={"day": _day(issued)}))
    for name in ("first_registered", "registered_on", "issued_on"):
        value = getattr(certificate, name)
        if value and earliest(value) > today:
            found.append(Remark(name, "to_come", Severity.STOPS))
    return found + _term(scheduled, issued, today)


def chassis(certificate: Certificate, beside: Beside) -> list[Remark]:
    """The head of the chassis number is that of the model code: `ZVW30` of `DAA-ZVW30`."""
    head, hyphen, _ = certificate.chassis_number.partition("-")
    code = code_parts(certificate.model_type, beside.lookups)[1]
    if not hyphen or not code:
        return []
    first, second = fold(head), fold(code)
    if first.startswith(second) or second.startswith(first):
        return []
    return [Remark("chassis_number", "head", values={"head": head, "code": code})]


def displacement(certificate: Certificate, beside: Beside) -> list[Remark]:
    """The engine is one that cars of the code have; on a bound its exact size is asked for."""
    printed = certificate.displacement_cl
    if printed is None:
        return _without_engine(certificate)
    if certificate.fuel == "electric":
        return [Remark("displacement_cl", "electric_engine")]
    low, high = interval_of(printed)
    code = code_parts(certificate.model_type, beside.lookups)[1]
    known = beside.lookups.displacement_of(code)
    if known is not None and (high < known[0] or low > known[1]):
        values = {"code": code, "low": known[0], "high": known[1]}
        return [Remark("displacement_cl", "other_engine", values=values)]
    if printed in _ASKED_CL:
        return [Remark("displacement_cl", "exact_cc", Severity.ASKS, {"low": low, "high": high})]
    return []


def fuel(certificate: Certificate, beside: Beside) -> list[Remark]:
    """The kind of fuel is the one that the emission prefix stands for."""
    if not certificate.fuel:
        return []
    if certificate.fuel not in FUELS:
        return [Remark("fuel", "fuel_unknown")]
    head = code_parts(certificate.model_type, beside.lookups)[0]
    prefix = beside.lookups.prefixes.get(head)
    if prefix is None or not prefix.fuel:
        return []
    burns, electrified = FUELS[certificate.fuel]
    electric = prefix.powertrain in ELECTRIFIED
    # LPG shares the letters of petrol.
    same_fuel = burns == prefix.fuel or {burns, prefix.fuel} == {"lpg", "petrol"}
    if same_fuel and electrified == electric:
        return []
    return [Remark("fuel", "prefix", values={"prefix": head, "powertrain": prefix.powertrain})]


def use(certificate: Certificate, beside: Beside) -> list[Remark]:
    """What the vehicle is used for fits the class we hold."""
    goods = {"goods": True, "passenger": False}.get(certificate.use)
    held = beside.held.vehicle_class
    carries = {"van": True, "truck": True, "car": False, "suv": False, "minivan": False}
    if goods is None or held not in carries or carries[held] == goods:
        return []
    return [Remark("use", "use", values={"held": held})]


def owner(certificate: Certificate, beside: Beside) -> list[Remark]:
    """The owner on the paper is the exporter in the declaration; paperwork specification 3.10."""
    said = owner_is(certificate.owner, beside.exporters)
    if said == "differs":
        return [Remark("owner", "owner", values={"exporter": beside.exporters[0]})]
    if said == "unclear":
        values = {"exporter": beside.exporters[0]}
        return [Remark("owner", "owner_unclear", Severity.ASKS, values)]
    return []


ALL: tuple[Check, ...] = (
    needed,
    digits,
    axles,
    gross,
    days,
    chassis,
    displacement,
    fuel,
    use,
    owner,
)


def owner_is(name: str, exporters: tuple[str, ...]) -> str:
    """Tell whether an owner is one of the exporters: `same`, `differs`, or `unclear`.

    Names in another script are compared by eye; empty where one of the names is not known.
    """
    own = [_name(exporter) for exporter in exporters if _name(exporter)]
    wanted = _name(name)
    if not own or not wanted:
        return ""
    if wanted in own:
        return "same"
    scripts = {bool(_JAPANESE.search(one)) for one in own}
    return "differs" if bool(_JAPANESE.search(wanted)) in scripts else "unclear"


def _name(text: str) -> str:
    return _SIGNS.sub("", _FORMS.sub("", fold_words(text)))


def _gross_of(certificate: Certificate, suffix: str) -> int | None:
    seats, weight = certificate.seats, certificate.weight_kg
    carry = certificate.max_carry_kg
    if suffix:
        seats = certificate.seats if certificate.seats_other is None else certificate.seats_other
        if certificate.max_carry_other_kg is not None:
            carry = certificate.max_carry_other_kg
    if weight is None or seats is None:
        return None
    return weight + seats * KG_PER_SEAT + (carry or 0)


def _term(scheduled: str, issued: str, today: date) -> list[Remark]:
    if not scheduled:
        return []
    day = date.fromisoformat(scheduled)
    found = []
    if issued and day > add_months(date.fromisoformat(issued), EARLIEST_MONTHS):
        found.append(Remark("scheduled_on", "scheduled_late", values={"issued": _day(issued)}))
    if day < today:
        found.append(Remark("scheduled_on", "expired", values={"day": day}))
    return found


def _without_engine(certificate: Certificate) -> list[Remark]:
    burns = certificate.fuel in FUELS and FUELS[certificate.fuel][0] not in ("none", "hydrogen")
    return [Remark("displacement_cl", "no_engine")] if burns else []


def _day(text: str) -> date:
    return date.fromisoformat(text)

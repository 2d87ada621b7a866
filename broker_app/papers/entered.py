"""Freezes what was entered about a shipment besides its fields, and its certificates.

Only what the kind of paper prints is frozen, so that a courier's number makes no new invoice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from broker_app.domain.certificate import Certificate
from broker_app.domain.dangerous_goods import KEYS as DANGEROUS
from broker_app.domain.dangerous_goods import Entry
from broker_app.domain.document import PrintedCheck, PrintedContainer, PrintedParty
from broker_app.domain.money import Money, exponent
from broker_app.domain.paper_keys import ASKED_FOR, CERTIFICATE, ISSUED, RECKONED
from broker_app.domain.particulars import (
    LOOSE_KG,
    LOOSE_M3,
    LOOSE_NET_KG,
    LOOSE_PACKAGES,
    LOOSE_PARTS_KG,
    PARTS_KG,
    PREFIX,
    Entered,
    Particular,
    Particulars,
    amount_of,
    cubic_metres,
    kilograms,
)
from broker_app.domain.party import Party, Port
from broker_app.domain.vehicle import Vehicle
from broker_app.papers.english import code, printed, storable

_BREAK = "\n"
_OF_CONTAINERS = frozenset({"containers", "container_number", "place"})


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What stands beside a shipment: `wanted` are the keys that the paper prints.

    `vehicles` are the ids of its lines in order; `issued` the papers that stand: kind, number, day.
    """

    wanted: frozenset[str] = frozenset()
    known: Particulars = field(default_factory=Particulars)
    entered: Entered = field(default_factory=Entered)
    vehicles: Sequence[int] = ()
    certificates: Mapping[int, Certificate] = field(default_factory=dict)
    dangerous: Mapping[int, Entry] = field(default_factory=dict)
    issued: tuple[tuple[str, str, str], ...] = ()
    reckoned: Mapping[str, str] = field(default_factory=dict)
    reckoned_of: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """What the program works out of the shipment, and of each vehicle by its id."""
    checks: tuple[PrintedCheck, ...] = ()


NOTHING_MORE = More()


@dataclass(frozen=True, slots=True)
class Names:
    """What ids and codes are printed as: blocks of parties, names of ports, numbers of containers.

    Containers are counted from 1, as far as the paper prints them.
    """

    party: Mapping[int, PrintedParty]
    ports: Mapping[str, Port]
    containers: Mapping[int, int]


def of_head(more: More, names: Names) -> dict[str, Any]:
    """Return the fields of a snapshot that hold what was entered about the shipment."""
    found = _chosen(more, "shipment", more.entered.shipment)
    people = [(p, value) for p, value in found if p.kind == "party"]
    blocks = ((p.key, names.party.get(int(value))) for p, value in people)
    asked = {match[1] for key in more.wanted if (match := ISSUED.fullmatch(key))}
    return {
        "particulars": tuple((p.key, _text(p, v, names)) for p, v in found if p.kind != "party"),
        "parties": tuple((key, block) for key, block in blocks if block is not None),
        "containers": tuple(_container(more, one.id or 0, names) for one in _boxes(more)),
        "issued": tuple(one for one in more.issued if one[0] in asked),
        "reckoned": _reckoned(more, more.reckoned),
        "checks": more.checks,
        **_loose(_with_parts(more.entered)),
    }


def of_line(more: More, place: int, vehicle: Vehicle, names: Names) -> dict[str, Any]:
    """Return the fields of a printed line that only some papers ask for; `place` counts from 0."""
    known = {name: getattr(vehicle, name) for name in sorted(ASKED_FOR & more.wanted)}
    found: dict[str, Any] = {
        name: code(value) if isinstance(value, str) else value
        for name, value in known.items()
        if value is not None
    }
    if place >= len(more.vehicles):
        return found
    number = more.vehicles[place]
    entry = more.dangerous.get(number)
    if entry is not None:
        found |= {name: getattr(entry, name) for name in DANGEROUS if name in more.wanted}
    entered = _chosen(more, "vehicle", more.entered.vehicles.get(number, {}))
    stowed = more.entered.stowed.get(number)
    container = names.containers.get(stowed.container) if stowed is not None else None
    if stowed is not None and container is not None:
        found |= {"container": container, "place": printed(stowed.place)}
    return found | {
        "particulars": tuple((p.key, _text(p, value, names)) for p, value in entered),
        "certificate": _boxes_of(more, more.certificates.get(number)),
        "reckoned": _reckoned(more, more.reckoned_of.get(number, {})),
        "parts_kg": kilograms(more.entered.vehicles.get(number, {}), PARTS_KG),
    }


def _with_parts(entered: Entered) -> Sequence[Mapping[str, str]]:
    """Return what tells of loose parts: the containers, or without any, the shipment itself."""
    if entered.containers:
        return tuple(entered.of_containers.values())
    return ({LOOSE_KG: entered.shipment.get(LOOSE_PARTS_KG, "")},)


def _reckoned(more: More, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what was worked out, as far as the paper prints it."""
    wanted = (name for name in sorted(values) if RECKONED + name in more.wanted and values[name])
    return tuple((name, storable(values[name])) for name in wanted)


def containers_of(more: More) -> Mapping[int, int]:
    """Return the number of each container on the paper, by its id."""
    return {one.id or 0: number for number, one in enumerate(_boxes(more), 1)}


def _boxes(more: More) -> tuple[Any, ...]:
    of_scope = more.known.keys("container") | _OF_CONTAINERS
    return more.entered.containers if more.wanted & of_scope else ()


def _container(more: More, number: int, names: Names) -> PrintedContainer:
    one = next(c for c in more.entered.containers if c.id == number)
    entered = _chosen(more, "container", more.entered.of_containers.get(number, {}))
    return PrintedContainer(
        number=code(one.number),
        seal=code(one.seal),
        kind=one.kind,
        particulars=tuple((p.key, _text(p, value, names)) for p, value in entered),
        **_loose((more.entered.of_containers.get(number, {}),)),
    )


def _loose(entered: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return what is known of the loose parts in some containers, added up."""
    counted = (LOOSE_KG, LOOSE_NET_KG, LOOSE_PACKAGES)
    found: dict[str, Any] = {name: sum(kilograms(e, name) for e in entered) for name in counted}
    measure = sum((cubic_metres(one, LOOSE_M3) for one in entered), Decimal(0))
    return found | {LOOSE_M3: f"{measure:f}" if measure else ""}


def _boxes_of(more: More, certificate: Certificate | None) -> tuple[tuple[str, str], ...]:
    if certificate is None:
        return ()
    names = sorted(k.removeprefix(CERTIFICATE) for k in more.wanted if k.startswith(CERTIFICATE))
    held = ((name, getattr(certificate, name)) for name in names)
    return tuple((name, printed(str(value))) for name, value in held if value not in ("", None))


def _chosen(more: More, scope: str, values: Mapping[str, str]) -> list[tuple[Particular, str]]:
    """Return the values of a scope that the paper prints, in the order of the file."""
    return [
        (particular, values[particular.key])
        for particular in more.known.of_scope(scope)
        if PREFIX + particular.key in more.wanted and values.get(particular.key)
    ]


def _text(particular: Particular, value: str, names: Names) -> str:
    """Return a value as printed; a day stays ISO, for the language of the paper decides."""
    kind = particular.kind
    if kind == "choice":
        choice = particular.choice(value)
        return choice.printed if choice else ""
    if kind == "amount":
        currency, units = amount_of(value)
        return f"{currency} {Money(units, currency).amount:,.{exponent(currency)}f}"
    if kind == "number":
        return f"{Decimal(value):,f} {particular.unit}".strip()
    if kind == "port":
        port = names.ports.get(value)
        return printed(port.printed) if port else value
    if kind == "yes":
        return "YES"
    if kind == "day":
        return value
    lines = value.splitlines()
    return _BREAK.join(storable(t).strip() if particular.as_typed else printed(t) for t in lines)


def party_blocks(
    more: More, parties: Mapping[int, Party], block: Callable[[int], PrintedParty]
) -> Mapping[int, PrintedParty]:
    """Return the printed block of each party that a particular names."""
    named = _chosen(more, "shipment", more.entered.shipment)
    ids = {int(value) for particular, value in named if particular.kind == "party"}
    return {number: block(number) for number in ids if number in parties}

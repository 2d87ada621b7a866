"""Particulars: what the papers of a shipment ask for besides its own fields, as data.

A particular is of the shipment, of a vehicle on it, or of a container. Its value is kept as text in
one fixed form by kind (`check` says whether it is one), so that any number of them need no column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property

from broker_app.domain.dates import is_partial
from broker_app.domain.occasion import Occasion
from broker_app.domain.paper_set import Going

SCOPES = ("shipment", "vehicle", "container")
KINDS = ("text", "lines", "day", "amount", "number", "choice", "party", "port", "imo", "yes")
"""Kept as: text, lines with breaks between, ISO day, `USD 120000` (minor units), decimal number,
key of a choice, id of a party, UN/LOCODE, the seven digits of a ship, `yes`."""
MODES = ("roro", "container")
CONTAINER_KINDS = ("20DC", "40DC", "40HC", "45HC", "20OT", "40OT", "40FR")
PREFIX = "particular."
"""Before the key of a particular where a paper names it."""
YES = "yes"
PARTS_KG, LOOSE_KG, LOOSE_PARTS_KG = "parts_kg", "loose_kg", "loose_parts_kg"
"""What parts inside a vehicle weigh, and loose ones beside the vehicles in a container."""
LOOSE_NET_KG, LOOSE_PACKAGES, LOOSE_M3 = "loose_net_kg", "loose_packages", "loose_m3"
"""What else may be known of loose parts in a container."""
_THOUSANDTH = Decimal("0.001")
_AMOUNT = re.compile(r"[A-Z]{3} \d{1,15}")
_IMO = re.compile(r"(?:IMO )?\d{7}")
_LOCODE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values a particular can have, as papers print it and as the screen says it."""

    key: str
    printed: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Particulars that belong together. `mode` and `terms` say when they matter; empty: always."""

    id: str
    title: Mapping[str, str]
    mode: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One particular. `label` is printed beside it, `unit` behind a number.

    The unit of an amount is its currency, where that is not the shipment's. `as_typed` keeps
    Japanese as it is; else a paper prints it in upper-case ASCII. A `unique` one stands on one
    shipment alone: others gave that number. `countries` are the only ones that know of it, where it
    is not of any. Papers that print it are drafts
    without it on one of the occasions `required_when`.
    """

    key: str
    scope: str
    kind: str
    group: str
    label: str
    title: Mapping[str, str]
    unit: str = ""
    hint: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    mode: str = ""
    as_typed: bool = False
    unique: bool = False
    countries: tuple[str, ...] = ()
    required_when: tuple[Occasion, ...] = ()

    def is_needed(self, going: Going) -> bool:
        """Tell whether a shipment that goes like this needs it."""
        return any(occasion.holds(going) for occasion in self.required_when)

    def is_of(self, country: str) -> bool:
        """Tell whether it matters where goods end in a country; where that is open, it may."""
        return not (self.countries and country) or country in self.countries

    def choice(self, key: str) -> Choice | None:
        """Return one of the choices by its key."""
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True)  # no slots: what is worked out once is kept beside the fields
class Particulars:
    """All there are, in the order of the screen."""

    groups: tuple[Group, ...] = ()
    entries: tuple[Particular, ...] = ()

    def find(self, scope: str, key: str) -> Particular | None:
        """Return a particular by scope and key."""
        return next((p for p in self.entries if (p.scope, p.key) == (scope, key)), None)

    def of_scope(self, scope: str) -> tuple[Particular, ...]:
        """Return the particulars of a scope, in order."""
        return self._scopes.get(scope, ())

    def keys(self, scope: str) -> frozenset[str]:
        """Return the keys of a scope as papers name them: `particular.carrier`."""
        return frozenset(PREFIX + p.key for p in self.of_scope(scope))

    @cached_property
    def _scopes(self) -> Mapping[str, tuple[Particular, ...]]:
        scopes = dict.fromkeys(p.scope for p in self.entries)
        return {scope: tuple(p for p in self.entries if p.scope == scope) for scope in scopes}


@dataclass(slots=True, kw_only=True)
class Container:
    """A container of a shipment; `number` and `seal` may be unknown yet."""

    id: int | None = None
    shipment: int = 0
    position: int = 0
    number: str = ""
    seal: str = ""
    kind: str = "40HC"


@dataclass(frozen=True, slots=True)
class Stowed:
    """Where a vehicle stands: its container, and the place in it (`floor`, `rack`, as typed)."""

    container: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered about a shipment besides its fields; values by key, vehicles by id."""

    shipment: Mapping[str, str] = field(default_factory=dict)
    vehicles: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    containers: tuple[Container, ...] = ()
    of_containers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    stowed: Mapping[int, Stowed] = field(default_factory=dict)


def is_value(particular: Particular, value: str) -> bool:
    """Tell whether a text is a value of a particular in the form that is kept; empty is none."""
    kind = particular.kind
    if kind == "day":
        return len(value) == 10 and is_partial(value)
    if kind == "amount":
        return _AMOUNT.fullmatch(value) is not None
    if kind == "number":
        return _is_number(value)
    if kind == "choice":
        return particular.choice(value) is not None
    if kind == "party":
        return value.isascii() and value.isdigit()
    if kind == "port":
        return _LOCODE.fullmatch(value) is not None
    if kind == "imo":
        return _IMO.fullmatch(value) is not None
    return value == YES if kind == "yes" else bool(value)


def amount_of(value: str) -> tuple[str, int]:
    """Return currency and minor units of a kept amount."""
    currency, units = value.split()
    return currency, int(units)


def in_mode(mode: str, shipment_mode: str) -> bool:
    """Tell whether what is of a mode matters for a shipment; one without a mode has all."""
    return not mode or not shipment_mode or mode == shipment_mode


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def kilograms(entered: Mapping[str, str], key: str) -> int:
    """Return an entered weight in whole kilograms, rounded half up; 0 where there is none."""
    return int(Decimal(entered.get(key) or 0).quantize(Decimal(1), ROUND_HALF_UP))


def cubic_metres(entered: Mapping[str, str], key: str) -> Decimal:
    """Return an entered measure in m3, rounded half up to three decimals; 0 where there is none."""
    return Decimal(entered.get(key) or 0).quantize(_THOUSANDTH, ROUND_HALF_UP)

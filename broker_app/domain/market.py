"""Market: a destination with its dated admission rules, routes, duties, demand and risks.

Words of the market files (classes, powertrains, statuses, modes of counting an age) are the coded
words of the trade; what each of them means is said in `admit` and `age`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from broker_app.domain.rule import Condition

CLASSES = ("PASS", "SUV", "MPV6", "LCV", "TRUCK", "BUS", "MC", "SPECIAL", "ALL")
POWERTRAINS = ("ICE", "HEV", "PHEV", "EV", "FCV", "LPG", "CNG", "ANY")
STATUSES = ("OPEN", "CONDITIONAL", "NONCOMMERCIAL_ONLY", "TRANSIT_ONLY", "CLOSED", "EMBARGO")
STEERINGS = ("RHD_ONLY", "LHD_ONLY", "RHD_OK", "BOTH", "RHD_SURCHARGE")
DAMAGES = ("", "NO_SALVAGE", "NO_ACCIDENT")
SAFETIES = ("", "FRONTAL_ESC")
ALTERNATIVES = ("AGE", "SEVS_RAW")
LICENCES = ("", "OPEN_AP", "TLU")
SOFT_CONDITIONS = ("IVA",)
SOFT_EFFECTS = (
    *SOFT_CONDITIONS,
    "AGE_EXCISE",
    "AGE_LEVY",
    "AGE_SURTAX",
    "AGE_TAX",
    "ENVIRONMENTAL_LEVY",
)
BASES = ("FIRST_REG", "MANUFACTURE", "MANUFACTURE_YEAR", "MODEL_YEAR")
EVENTS = ("ARRIVAL", "BL_DATE", "CLEARANCE", "REGISTRATION")
DEMAND_TIERS = ("A", "B", "C", "D", "E", "X")
RISKS = ("LOW", "MEDIUM", "HIGH", "PROHIBITED")
SANCTIONS = ("PARTIAL", "SECTORAL", "TOTAL")
GROUPS = ("status", "age", "steering", "inspection", "duty", "demand", "transit", "diversion")
"""Groups of facts of a market file; each has a source and a confidence of its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a group of facts comes from, and how far to trust it.

    A group that holds a figure of the broker's own says so: `own` are the broker's sources, with
    the day of the oldest.
    """

    confidence: str
    references: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A bound on the age: the way of counting and its number."""

    mode: str
    value: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A second way in: the classic age in months, or a scheme that a person must look into."""

    kind: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class SoftCondition:
    """Something to be done only for a vehicle under an age in months; it refuses nothing."""

    effect: str
    under_months: int


@dataclass(frozen=True, slots=True)
class PrefixRule:
    """An emission rule by the printed prefix (DBA …) of petrol vehicles.

    `refused` are first characters refused whatever the year, `accepted` those that are good from
    the year of manufacture `built_from`; any other prefix built since then is for a person.
    """

    refused: tuple[str, ...]
    accepted: tuple[str, ...]
    built_from: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one market asks of one group of classes, powertrains and weights.

    Above an age a vehicle is for a person, but for those whose fuel the band spares.
    """

    classes: tuple[str, ...]
    powertrains: tuple[str, ...] = ("ANY",)
    status: str = "OPEN"
    steering: str = "BOTH"
    fuels: tuple[str, ...] = ()
    gross_weight_from_kg: int = 0
    gross_weight_up_to_kg: int = 0
    displacement_max_cc: int = 0
    age_base: str = ""
    age_event: str = ""
    age_max: AgeLimit | None = None
    age_min: AgeLimit | None = None
    review_over_months: int = 0
    review_spares_fuels: tuple[str, ...] = ()
    registration_gap_months: int = 0
    alternative: Alternative | None = None
    emission: PrefixRule | None = None
    safety: str = ""
    damage: str = ""
    origin: tuple[str, ...] = ()
    odometer_max_km: int = 0
    score_min: str = ""
    licence: str = ""
    soft_effects: tuple[str, ...] = ()
    soft_conditions: tuple[SoftCondition, ...] = ()
    force_review: bool = False
    verify: bool = False
    confidence: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    """The source of a rule of the broker's own; empty for a shipped one."""


@dataclass(frozen=True, slots=True)
class DutyStep:
    """One tax, in the order it is reckoned: a share of earlier lines, or a fixed amount.

    `of` names lines it is a share of (`cif` or earlier steps). A share between two percentages
    gives a range. Where no figure was found `percent` is None and the step says so. Steps of one
    name are versions of one tax, in force from a day, up to and with another: that of clearance
    counts. One that is only announced for later is `planned`.
    """

    name: str
    of: tuple[str, ...] = ("cif",)
    percent: tuple[Decimal, Decimal] | None = None
    amount: Decimal | None = None
    when: tuple[Condition, ...] = ()
    age_from: int | None = None
    age_up_to: int | None = None
    since: date | None = None
    until: date | None = None
    planned: bool = False

    def is_in_force(self, day: date) -> bool:
        """Tell whether it is levied on what is cleared that day."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Logistics:
    """Ports (UN/LOCODE), days and freight; the days before loading are planning figures.

    Freight and inland carriage are None where no figure is known; the landed cost is open then.
    The days at sea are None where nobody knows them: no arrival is predicted. `serves` are the
    only countries a hub lets goods pass on to, empty where it names none.
    """

    ports: tuple[str, ...]
    transit_days: tuple[int, int] | None = None
    freight_usd_m3: tuple[Decimal, Decimal] | None = None
    inland_days: int = 0
    inland_usd: tuple[Decimal, Decimal] | None = (Decimal(0), Decimal(0))
    preparation_days: int = 14
    vessel_wait_days: int = 10
    disrupted_since: date | None = None
    serves: tuple[str, ...] = ()

    @property
    def days_to_load(self) -> int:
        """Days from the decision to the bill of lading."""
        return self.preparation_days + self.vessel_wait_days


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is inspected before shipment, and its cost.

    `scheme_ja` is the scheme in Japanese, empty where that is a name that stays as it is.
    """

    scheme: str = ""
    required: bool = False
    cost_usd: tuple[Decimal, Decimal] | None = None
    scheme_ja: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many vehicles the market takes a year, and which models it asks for."""

    tier: str
    units: int = 0
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diversion:
    """How likely goods move on to Russia, and whether a route there is known."""

    risk: str
    onward: tuple[str, ...] = ()
    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sanctions:
    """Sanctions on a country or its parties: how far they go, and what they are."""

    status: str = "NONE"
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarketVersion:
    """What a market asks from a day on, until its next version."""

    since: date
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MarketExample:
    """A case of the market file that is its test."""

    given: Mapping[str, Any]
    loaded: date
    arrives: date
    gives: str
    reason: str
    cleared: date | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """A destination: who may come in, how goods get there, what it costs, how safe it is."""

    id: str
    country: str
    title: Mapping[str, str]
    region: str
    currency: str
    checked_on: date
    versions: tuple[MarketVersion, ...]
    logistics: Logistics
    inspection: Inspection
    duties: tuple[DutyStep, ...]
    demand: Demand
    diversion: Diversion
    sources: Mapping[str, Source]
    drive_side: str = "left"
    duty_age_base: str = "MANUFACTURE_YEAR"
    value_list: bool = False
    sanctions: Sanctions = Sanctions()
    stressed: bool = False
    documents: tuple[str, ...] = ()
    friction: tuple[str, ...] = ()
    examples: tuple[MarketExample, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    """Places of the file at which a value of the broker's own stands."""

    def version_on(self, day: date) -> MarketVersion | None:
        """Return the version in force on a day, None before the first."""
        current = None
        for version in self.versions:
            if version.since <= day:
                current = version
        return current

    def next_change(self, day: date) -> date | None:
        """Return the day of the next version after a day."""
        return next((v.since for v in self.versions if v.since > day), None)

"""Reads market files, strictly: a broken file is refused whole, with file and place."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from broker_app import paths
from broker_app.domain.market import (
    AgeLimit,
    Alternative,
    Demand,
    Diversion,
    DutyStep,
    Inspection,
    Logistics,
    Market,
    MarketExample,
    MarketVersion,
    PrefixRule,
    Row,
    Sanctions,
    SoftCondition,
    Source,
)
from broker_app.domain.rule import Condition
from broker_app.errors import UserError
from broker_app.reference.market_problems import problems


class Text(msgspec.Struct, forbid_unknown_fields=True):
    """A text in both languages."""

    en: str
    ja: str


class RawAge(msgspec.Struct, forbid_unknown_fields=True):
    """A bound on the age."""

    mode: str
    value: int


class RawAlternative(msgspec.Struct, forbid_unknown_fields=True):
    """A second way in."""

    kind: str
    months: int = 0


class RawSoftCondition(msgspec.Struct, forbid_unknown_fields=True):
    """Something to be done under an age."""

    effect: str
    under_months: int


class RawEmission(msgspec.Struct, forbid_unknown_fields=True):
    """An emission rule by prefix."""

    refused: list[str]
    accepted: list[str]
    built_from: int


class RawRow(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked of one group of vehicles."""

    classes: list[str]
    steering: str
    powertrains: list[str] = msgspec.field(default_factory=lambda: ["ANY"])
    status: str = "OPEN"
    fuels: list[str] = []
    gross_weight_from_kg: int = 0
    gross_weight_up_to_kg: int = 0
    displacement_max_cc: int = 0
    age_base: str = ""
    age_event: str = ""
    age_max: RawAge | None = None
    age_min: RawAge | None = None
    review_over_months: int = 0
    review_spares_fuels: list[str] = []
    registration_gap_months: int = 0
    alternative: RawAlternative | None = None
    emission: RawEmission | None = None
    safety: str = ""
    damage: str = ""
    origin: list[str] = []
    odometer_max_km: int = 0
    score_min: str = ""
    licence: str = ""
    soft_effects: list[str] = []
    soft_conditions: list[RawSoftCondition] = []
    force_review: bool = False
    verify: bool = False
    confidence: dict[str, str] = {}


class RawVersion(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    """What is asked from a day on."""

    since: date
    row: list[RawRow]


class RawLogistics(msgspec.Struct, forbid_unknown_fields=True):
    """Ports, days and freight."""

    ports: list[str]
    transit_days: tuple[int, int] | None = None
    freight_usd_m3: tuple[int, int] | None = None
    inland_days: int = 0
    inland_usd: tuple[int, int] | None = None
    preparation_days: int = 14
    vessel_wait_days: int = 10
    disrupted_since: date | None = None
    serves: list[str] = []


class RawInspection(msgspec.Struct, forbid_unknown_fields=True):
    """Inspection before shipment."""

    scheme: str = ""
    scheme_ja: str = ""
    required: bool = False
    cost_usd: tuple[int, int] | None = None


class RawDuty(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    """One tax, or one of its versions."""

    name: str
    of: list[str] = msgspec.field(default_factory=lambda: ["cif"])
    percent: float | tuple[float, float] | None = None
    amount: float | None = None
    when: list[dict[str, Any]] = []
    age_from: int | None = None
    age_up_to: int | None = None
    since: date | None = None
    until: date | None = None
    planned: bool = False


class RawSanctions(msgspec.Struct, forbid_unknown_fields=True):
    """Sanctions on a country or its parties."""

    status: str
    text: Text


class RawDemand(msgspec.Struct, forbid_unknown_fields=True):
    """Demand for vehicles."""

    tier: str
    units: int = 0
    models: list[str] = []


class RawDiversion(msgspec.Struct, forbid_unknown_fields=True):
    """Risk of onward movement."""

    risk: str
    reason: Text
    onward: list[str] = []


class RawSource(msgspec.Struct, forbid_unknown_fields=True):
    """Where a group of facts comes from."""

    confidence: str
    references: list[str] = []


class RawExample(msgspec.Struct, forbid_unknown_fields=True):
    """A case that is a test."""

    given: dict[str, Any]
    loaded: date
    arrives: date
    gives: str
    reason: str
    cleared: date | None = None


class RawMarket(msgspec.Struct, forbid_unknown_fields=True):
    """A market file."""

    id: str
    country: str
    title: Text
    region: str
    currency: str
    checked_on: date
    drive_side: str
    version: list[RawVersion]
    logistics: RawLogistics
    inspection: RawInspection
    demand: RawDemand
    diversion: RawDiversion
    source: dict[str, RawSource]
    example: list[RawExample]
    duty: list[RawDuty] = []
    duty_age_base: str = "MANUFACTURE_YEAR"
    value_list: bool = False
    sanctions: RawSanctions | None = None
    stressed: bool = False
    documents: list[str] = []
    friction: list[str] = []
    note: Text | None = None


@cache
def shipped() -> tuple[Market, ...]:
    """Return the markets that travel with the program."""
    return from_folder(paths.resources() / "markets")


def from_folder(folder: Path) -> tuple[Market, ...]:
    """Read every market file of a folder. Raises UserError for the first that is odd."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
    return from_files(files)


def from_files(files: Mapping[str, str]) -> tuple[Market, ...]:
    """Build markets from `{name: text}`; an id may stand in one file only."""
    seen: dict[str, Market] = {}
    for name, text in sorted(files.items()):
        market = market_from(name, text)
        if market.id in seen:
            raise _refused(name, f"id {market.id} stands in two files")
        seen[market.id] = market
    return tuple(seen.values())


def market_from(file: str, text: str) -> Market:
    """Read one market file. Raises UserError(market_file) with file and reason."""
    return market_of(file, parsed(file, text))


def parsed(file: str, text: str) -> dict[str, Any]:
    """Read a market file as plain values, not checked yet. Raises UserError for what is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _refused(file, str(problem)) from problem


def market_of(file: str, values: Mapping[str, Any]) -> Market:
    """Build a market from plain values, strictly. Raises UserError with file and reason."""
    raw = _checked(file, values)
    return _market(raw)


def whole(file: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with all that a file may leave out. Raises UserError for odd ones."""
    filled: dict[str, Any] = msgspec.to_builtins(_checked(file, values), builtin_types=(date,))
    return filled


def _checked(file: str, values: Mapping[str, Any]) -> RawMarket:
    try:
        raw = msgspec.convert(values, RawMarket)
    except msgspec.ValidationError as problem:
        raise _refused(file, str(problem)) from problem
    for reason in problems(msgspec.to_builtins(raw, builtin_types=(date,))):
        raise _refused(file, reason)
    return raw


def _refused(file: str, reason: str) -> UserError:
    return UserError("market_file", file=file, reason=reason)


def _market(raw: RawMarket) -> Market:
    return Market(
        id=raw.id,
        country=raw.country,
        title=_texts(raw.title),
        region=raw.region,
        currency=raw.currency,
        checked_on=raw.checked_on,
        versions=tuple(
            MarketVersion(v.since, tuple(_row(row) for row in v.row)) for v in raw.version
        ),
        logistics=_logistics(raw.logistics),
        inspection=Inspection(
            raw.inspection.scheme,
            raw.inspection.required,
            _pair(raw.inspection.cost_usd),
            raw.inspection.scheme_ja,
        ),
        duties=tuple(_duty(step) for step in raw.duty),
        demand=Demand(raw.demand.tier, raw.demand.units, tuple(raw.demand.models)),
        diversion=Diversion(
            raw.diversion.risk, tuple(raw.diversion.onward), _texts(raw.diversion.reason)
        ),
        sources={g: Source(s.confidence, tuple(s.references)) for g, s in raw.source.items()},
        drive_side=raw.drive_side,
        duty_age_base=raw.duty_age_base,
        value_list=raw.value_list,
        sanctions=_sanctions(raw.sanctions),
        stressed=raw.stressed,
        documents=tuple(raw.documents),
        friction=tuple(raw.friction),
        examples=tuple(_example(example) for example in raw.example),
        note=_texts(raw.note) if raw.note else {},
    )


_TUPLES = ("classes", "powertrains", "fuels", "review_spares_fuels", "origin", "soft_effects")


def _row(raw: RawRow) -> Row:
    plain: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES else value
        for name, value in msgspec.structs.asdict(raw).items()
    }
    if raw.age_max:
        plain["age_max"] = AgeLimit(raw.age_max.mode, raw.age_max.value)
    if raw.age_min:
        plain["age_min"] = AgeLimit(raw.age_min.mode, raw.age_min.value)
    if raw.alternative:
        plain["alternative"] = Alternative(raw.alternative.kind, raw.alternative.months)
    plain["soft_conditions"] = tuple(
        SoftCondition(soft.effect, soft.under_months) for soft in raw.soft_conditions
    )
    if raw.emission:
        rule = raw.emission
        plain["emission"] = PrefixRule(tuple(rule.refused), tuple(rule.accepted), rule.built_from)
    return Row(**plain)


def _logistics(raw: RawLogistics) -> Logistics:
    return Logistics(
        ports=tuple(raw.ports),
        transit_days=raw.transit_days,
        freight_usd_m3=_pair(raw.freight_usd_m3),
        inland_days=raw.inland_days,
        inland_usd=_pair(raw.inland_usd or (None if raw.inland_days else (0, 0))),
        preparation_days=raw.preparation_days,
        vessel_wait_days=raw.vessel_wait_days,
        disrupted_since=raw.disrupted_since,
        serves=tuple(raw.serves),
    )


def _duty(raw: RawDuty) -> DutyStep:
    return DutyStep(
        name=raw.name,
        of=tuple(raw.of),
        percent=_percents(raw.percent),
        amount=None if raw.amount is None else Decimal(str(raw.amount)),
        when=tuple(_condition(c) for c in raw.when),
        age_from=raw.age_from,
        age_up_to=raw.age_up_to,
        since=raw.since,
        until=raw.until,
        planned=raw.planned,
    )


def _sanctions(raw: RawSanctions | None) -> Sanctions:
    return Sanctions(raw.status, _texts(raw.text)) if raw else Sanctions()


def _percents(raw: float | tuple[float, float] | None) -> tuple[Decimal, Decimal] | None:
    if raw is None:
        return None
    low, high = raw if isinstance(raw, tuple) else (raw, raw)
    return Decimal(str(low)), Decimal(str(high))


def _condition(raw: Mapping[str, Any]) -> Condition:
    (kind,) = set(raw) - {"fact"}
    bound = raw[kind]
    return Condition(raw["fact"], kind, tuple(bound) if isinstance(bound, list) else bound)


def _example(raw: RawExample) -> MarketExample:
    return MarketExample(raw.given, raw.loaded, raw.arrives, raw.gives, raw.reason, raw.cleared)


def _pair(raw: tuple[int, int] | None) -> tuple[Decimal, Decimal] | None:
    return None if raw is None else (Decimal(raw[0]), Decimal(raw[1]))


def _texts(text: Text) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}

"""Consumption tax: the shipped rates and kinds of cost, read strictly."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from broker_app import paths
from broker_app.domain.consumption_tax import ConsumptionTax, TaxedKind
from broker_app.domain.cost import KINDS
from broker_app.errors import UserError

_Confidence = Literal["sourced", "recalled_high", "recalled_medium", "uncertain"]
_Address = Annotated[str, msgspec.Meta(pattern="^https?://")]


class _Rate(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    since: date
    percent: Annotated[int, msgspec.Meta(ge=0, le=100)]
    confidence: _Confidence
    source: _Address


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    taxable: bool
    confidence: _Confidence
    source: _Address


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    rate: list[_Rate]
    kind: dict[str, _Kind]


@cache
def shipped() -> ConsumptionTax:
    """Return the shipped table. Raises UserError `lookups_damaged` where it cannot be read."""
    return read(paths.resources() / "lookups" / "consumption_tax.toml")


def read(file: Path) -> ConsumptionTax:
    """Read a table: every kind of cost once, and the rates in the order of their days."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    days = [rate.since for rate in raw.rate]
    if set(raw.kind) != set(KINDS) or not days or days != sorted(set(days)):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return ConsumptionTax(
        tuple((rate.since, rate.percent) for rate in raw.rate),
        {name: TaxedKind(k.taxable, k.confidence, k.source) for name, k in raw.kind.items()},
    )

"""Lookups: raw spellings and codes of the trade, as the intake needs them.

The tables are shipped data (`resources/lookups`), read by `reference/lookups.py`; this is their
shape, which both rooms share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EmissionPrefix:
    """What the letters before the hyphen of a model code mean: `DBA`, `6AA`."""

    prefix: str
    powertrain: str = ""
    fuel: str = ""
    vehicle_class: str = ""


@dataclass(frozen=True, slots=True)
class ModelCode:
    """One line of the model-code table: facts by their names, with the table's confidence.

    `doubtful` names facts that differ among cars of this code (mild and full hybrids under one
    code); they are never inferred.
    """

    model_code: str
    maker: str
    facts: Mapping[str, Any]
    confidence: str
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """An auction house: its name as printed, other spellings, usual country and currency."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str = "JP"
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class Lookups:
    """All tables. Keys of `headings` and `values` are folded as `intake.normalise.fold` folds."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Folded heading -> the facts it may mean, the likeliest first."""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Fact -> folded raw value -> our value."""
    makers: Mapping[str, str] = field(default_factory=dict)
    """Folded spelling -> maker."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Folded spelling -> model in Latin letters."""
    prefixes: Mapping[str, EmissionPrefix] = field(default_factory=dict)
    model_codes: Mapping[str, tuple[ModelCode, ...]] = field(default_factory=dict)
    """Model code -> its lines, more than one where makers share a code."""
    houses: Mapping[str, House] = field(default_factory=dict)

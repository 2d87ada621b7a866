"""Lookups: raw spellings and codes of the trade, as the intake needs them.

The tables are shipped data (`resources/lookups`), read by `reference/lookups.py`; this is their
shape, which both rooms share. Spellings are keyed as `domain.spelling.fold` folds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from broker_app.domain.telltale import Telltale


@dataclass(frozen=True, slots=True)
class EmissionPrefix:
    """What the letters before the hyphen of a model code mean: `DBA`, `6AA`.

    `vehicle_class` is the likeliest of `may_be`, all classes that share the letter.
    """

    prefix: str
    powertrain: str = ""
    fuel: str = ""
    vehicle_class: str = ""
    may_be: tuple[str, ...] = ()
    confidence: str = "sourced"


@dataclass(frozen=True, slots=True)
class ModelCode:
    """One line of the model-code table: facts by their names, with the table's confidence.

    `doubtful` names facts that differ among cars of this code (mild and full hybrids under one
    code); they are never inferred. `years` are the first and last year of sale, as far as known.
    """

    model_code: str
    maker: str
    facts: Mapping[str, Any]
    confidence: str
    doubtful: tuple[str, ...] = ()
    years: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class House:
    """An auction house: its name as printed, other spellings, usual country and currency."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str = "JP"
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class Lookups:
    """All tables. Keys of `headings` and `values` are folded as `domain.spelling.fold` folds."""

    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Folded heading -> the facts it may mean, the likeliest first. A name that is no fact of
    `Vehicle` or `Lot` is known and kept with the source row only, or holds several facts."""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Fact (or kind of word) -> folded raw value -> our value. Under `fuel`: facts by name."""
    makers: Mapping[str, str] = field(default_factory=dict)
    """Folded spelling -> maker."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Folded spelling -> model in Latin letters."""
    prefixes: Mapping[str, EmissionPrefix] = field(default_factory=dict)
    model_codes: Mapping[str, tuple[ModelCode, ...]] = field(default_factory=dict)
    """Model code -> its lines, more than one where makers share a code."""
    houses: Mapping[str, House] = field(default_factory=dict)
    """Folded name or alias -> house."""
    telltales: Mapping[str, Telltale] = field(default_factory=dict)
    """Fact -> what tells it."""

    def covers_several(self, model_code: str | None) -> bool:
        """Tell whether cars of this model code are known to have different powertrains."""
        lines = self.model_codes.get(model_code or "", ())
        said = {line.facts.get("powertrain") for line in lines} - {None}
        return len(said) > 1 or any("powertrain" in line.doubtful for line in lines)

    def powertrain_of(self, model_code: str | None) -> str | None:
        """Return the one powertrain that all cars of a model code have, as far as the table knows.

        A code that covers several, or that the table is not sure of, tells nothing.
        """
        lines = self.model_codes.get(model_code or "", ())
        unsure = any("powertrain" in n.doubtful or n.confidence == "uncertain" for n in lines)
        said = {line.facts.get("powertrain") for line in lines}
        return said.pop() if len(said) == 1 and not unsure else None

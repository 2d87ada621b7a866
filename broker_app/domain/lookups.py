"""Lookups: raw spellings and codes of the trade, as the intake needs them.

The tables are shipped data (`resources/lookups`), read by `reference/lookups.py`; this is their
shape, which both rooms share. Spellings are keyed as `domain.spelling.fold` folds them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from broker_app.domain.facts import interval
from broker_app.domain.spelling import fold
from broker_app.domain.telltale import Telltale

_HALL = re.compile("(?:会場|オークション|auction|aa)$")
ELECTRIFIED = frozenset(("mild_hybrid", "hybrid", "plug_in_hybrid", "electric", "fuel_cell"))


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
    code); they are never inferred, but for a mild hybrid whose prefix only says that it is one.
    `years` are the first and last year of sale, as far as known.
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

    def house_of(self, text: str | None) -> str:
        """Return the usual name of a house, whatever a list calls it; as printed if unknown."""
        folded = fold(text or "")
        found = self.houses.get(folded) or self.houses.get(_HALL.sub("", folded))
        return found.name if found else (text or "")

    def covers_several(self, model_code: str | None) -> bool:
        """Tell whether cars of this model code are known to have different powertrains."""
        lines = self.model_codes.get(model_code or "", ())
        said = {line.facts.get("powertrain") for line in lines} - {None}
        return len(said) > 1 or any("powertrain" in line.doubtful for line in lines)

    def known_code(self, model_code: str | None) -> str:
        """Return the part of a printed code that the table knows: `ZVW30` of `daa-zvw30 改`."""
        return next((p for p in _parts(model_code) if p in self.model_codes), "")

    def prefix_of(self, code: str | None) -> EmissionPrefix | None:
        """Return what the first letters of a printed code mean: `DAA-ZVW30`, `DAA`."""
        first = next(iter(_parts(code)), "")
        return self.prefixes.get(first) if len(first) > 1 else None

    def is_electrified(self, model_code: str | None) -> bool:
        """Tell whether every car of a code has an electric motor, were it only to help."""
        lines = self.model_codes.get(self.known_code(model_code), ())
        sure = all(line.confidence != "uncertain" for line in lines)
        return (
            bool(lines)
            and sure
            and all(line.facts.get("powertrain") in ELECTRIFIED for line in lines)
        )

    def displacement_of(self, model_code: str | None) -> tuple[int, int] | None:
        """Return the displacements that cars of a code have, from and to in cc; None if unknown."""
        lines = self.model_codes.get(self.known_code(model_code), ())
        if not lines or any(_is_unsure(line, "displacement_cc") for line in lines):
            return None
        ranges = [
            interval(line.facts["displacement_cc"], line.facts["displacement_precision_cc"])
            for line in lines
        ]
        return min(low for low, _ in ranges), max(high for _, high in ranges)


def _is_unsure(line: ModelCode, name: str) -> bool:
    unsure = line.confidence == "uncertain" or name in line.doubtful
    return unsure or line.facts.get(name) is None


def _parts(code: str | None) -> list[str]:
    """Return the letters and digits of a printed code, between its hyphens and blanks."""
    return re.findall(r"[0-9A-Z]+", unicodedata.normalize("NFKC", code or "").upper())

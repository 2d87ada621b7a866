"""Lookups: the shipped tables of spellings and codes, read once.

`resources/lookups/names.toml` is the one rename table from the words of the CSV tables to ours.
"""

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from broker_app import paths
from broker_app.domain.lookups import EmissionPrefix, House, Lookups, ModelCode
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.spelling import fold
from broker_app.domain.telltale import Telltale
from broker_app.domain.vehicle import VEHICLE_FACTS
from broker_app.domain.worked_out import SAYINGS, TELLTALES
from broker_app.errors import UserError

Names = Mapping[str, Mapping[str, Any]]


@cache
def load() -> Lookups:
    """Return the shipped lookups, read once. Raises UserError `lookups_damaged` for a bad table."""
    return read(paths.resources() / "lookups")


def read(folder: Path) -> Lookups:
    """Read the tables of a folder. Raises UserError naming the table that cannot be read."""
    names = toml_of(folder / "names.toml")
    codes = _model_codes(folder, names)
    return Lookups(
        headings=_headings(folder, names),
        values=_values(folder, names),
        makers=_makers(folder),
        models=_models(folder),
        prefixes=_prefixes(folder, names),
        model_codes=codes,
        houses=_houses(folder, names),
        telltales=_telltales(folder),
    )


def toml_of(file: Path) -> Names:
    """Read a TOML table. Raises UserError `lookups_damaged`."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem


def rows_of(file: Path, *needed: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table; refuse one without its columns or with a ragged row."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            if missing := set(needed) - set(reader.fieldnames or ()):
                raise UserError("lookups_damaged", file=file.name, line=1, missing=sorted(missing))
            for row in reader:
                if None in row or None in row.values():
                    raise UserError("lookups_damaged", file=file.name, line=reader.line_num)
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem


def _headings(folder: Path, names: Names) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(folder / "headings.csv", "field", "heading"):
        fact = names["facts"].get(row["field"], row["field"])
        meanings = found[fold(row["heading"])]
        if fact not in meanings:
            meanings.append(fact)
    for spec in (*VEHICLE_FACTS, *LOT_FACTS):
        found.setdefault(fold(spec.name), [spec.name])  # our own words, as in a facts CSV
    return {heading: tuple(meanings) for heading, meanings in found.items()}


def _values(folder: Path, names: Names) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows_of(folder / "values.csv", "kind", "meaning", "spelling"):
        kind = names["kinds"].get(row["kind"], row["kind"])
        found[kind].setdefault(fold(row["spelling"]), _meaning(kind, row["meaning"], names))
    for spec in (*VEHICLE_FACTS, *LOT_FACTS):
        for choice in spec.choices if spec.name != "fuel" else ():
            found[spec.name].setdefault(fold(choice), choice)
    return dict(found)


def _meaning(kind: str, meaning: str, names: Names) -> Any:
    if kind in ("fuel", "fuel_beside_petrol", "remark_fuel"):
        return names["powertrains"][meaning]
    return names["steering"][meaning] if kind == "steering" else meaning


def _makers(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows_of(folder / "makers.csv", "maker", "spelling"):
        found[fold(row["spelling"])] = row["maker"]
        found.setdefault(fold(row["maker"]), row["maker"])
    return found


def _models(folder: Path) -> dict[str, str]:
    """Pair names as lists print them with the Latin name that papers print."""
    rows = rows_of(folder / "models.csv", "model", "spelling")
    return {fold(row["spelling"]): row["model"] for row in rows}


def _prefixes(folder: Path, names: Names) -> dict[str, EmissionPrefix]:
    found = {}
    for row in rows_of(folder / "emission_prefixes.csv", "prefix", "powertrain", "vehicle_class"):
        drives = names["powertrains"].get(row["powertrain"], {})
        may_be = tuple(names["classes"].get(row["vehicle_class"], ()))
        fuel = drives.get("fuel") or names["prefix_fuels"].get(row["fuels"], "")
        found[row["prefix"]] = EmissionPrefix(
            prefix=row["prefix"],
            powertrain=drives.get("powertrain", ""),
            fuel=fuel if drives else "",
            vehicle_class=may_be[0] if may_be else "",
            may_be=may_be,
            confidence=row["confidence"],
        )
    return found


def _model_codes(folder: Path, names: Names) -> dict[str, tuple[ModelCode, ...]]:
    found: dict[str, list[ModelCode]] = defaultdict(list)
    for row in rows_of(folder / "model_codes.csv", "model_code", "maker", "powertrain", "body"):
        found[row["model_code"]].append(_known_code(row, names))
    prefixes, models = _prefixes(folder, names), _models(folder)
    for row in rows_of(folder / "model_codes_seen.csv", "model_code", "maker", "nominal_cc"):
        lines = found[row["model_code"]]
        if all(line.maker != row["maker"] for line in lines):
            lines.append(_seen_code(row, prefixes, models.get(fold(row["model_ja"]))))
    return {code: tuple(lines) for code, lines in found.items()}


_SIZES = ("length_mm", "width_mm", "height_mm", "kerb_weight_kg")


def _known_code(row: dict[str, str], names: Names) -> ModelCode:
    drives = names["powertrains"][row["powertrain"]] if row["powertrain"] else {}
    # The table has no diesel hybrids but where it says so; its hybrids burn petrol.
    fuel = drives.get("fuel") or ("petrol" if row["displacement_cc"] else None)
    facts: dict[str, Any] = {
        "maker": row["maker"],
        # A code that several models share names none of them.
        "model": row["model"] if " / " not in row["model"] else None,
        "displacement_cc": _whole(row["displacement_cc"]),
        "displacement_precision_cc": 1 if row["displacement_cc"] else None,
        "powertrain": drives.get("powertrain"),
        "fuel": fuel,
        "body": row["body"].partition(" (")[0],
        "vehicle_class": names["bodies"][row["body"]],
        "volume_m3": float(row["volume_m3"]) if row["volume_m3"] else None,
    }
    facts |= {name: _whole(row[name]) for name in _SIZES}
    return ModelCode(
        model_code=row["model_code"],
        maker=row["maker"],
        facts={name: value for name, value in facts.items() if value not in (None, "")},
        confidence=row["confidence"],
        doubtful=tuple(row["doubtful"].split()),
        years=(_whole(row["year_from"]), _whole(row["year_to"])),
    )


def _seen_code(
    row: dict[str, str], prefixes: Mapping[str, EmissionPrefix], model: str | None
) -> ModelCode:
    """A code met in lists: its displacement is what houses print, rounded."""
    cc = _whole(row["nominal_cc"])
    facts: dict[str, Any] = {"maker": row["maker"], "model": model}
    if cc:
        facts |= {"displacement_cc": cc, "displacement_precision_cc": step_of(cc)}
    facts |= _agreed([prefixes[p] for p in row["emission_prefixes"].split("|") if p in prefixes])
    return ModelCode(
        model_code=row["model_code"],
        maker=row["maker"],
        facts={name: value for name, value in facts.items() if value},
        confidence="sourced",
        # These years are of single cars seen, no bounds of a model.
    )


def _agreed(prefixes: list[EmissionPrefix]) -> dict[str, str]:
    """What all prefixes seen with a code agree on. They do not tell mild from full hybrids."""
    said = {(p.powertrain, p.fuel, p.vehicle_class) for p in prefixes}
    if len({powertrain for powertrain, _, _ in said}) != 1:
        return {}
    powertrain, fuel, vehicle_class = next(iter(said))
    facts = {} if powertrain == "hybrid" else {"powertrain": powertrain, "fuel": fuel}
    if len({c for _, _, c in said}) == 1 and all(len(p.may_be) == 1 for p in prefixes):
        facts["vehicle_class"] = vehicle_class
    return facts


def step_of(cc: int) -> int:
    """Return the step a displacement was printed in: 1800 -> 100, 660 -> 10, 1797 -> 1."""
    return 100 if cc % 100 == 0 else 10 if cc % 10 == 0 else 1


def _houses(folder: Path, names: Names) -> dict[str, House]:
    found: dict[str, House] = {}
    for row in rows_of(folder / "houses.csv", "name", "name_ja", "country", "currency"):
        country = names["countries"].get(row["country"], row["country"])
        spellings = tuple(s for s in (row["name"], row["name_ja"]) if s)
        house = House(row["name_ja"] or row["name"], spellings, country, row["currency"])
        found.update({fold(spelling): house for spelling in spellings})
    return found


def _telltales(folder: Path) -> dict[str, Telltale]:
    file = folder / "telltales.toml"
    try:
        raw = msgspec.convert(toml_of(file), dict[str, _Telltale])
        found = {name: _telltale(name, said) for name, said in raw.items()}
    except (msgspec.ValidationError, re.error) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    if set(found) != {*TELLTALES, *SAYINGS}:
        raise UserError("lookups_damaged", file=file.name, line=0)
    return found


def _telltale(name: str, raw: "_Telltale") -> Telltale:
    for shape in raw.codes:
        re.compile(shape)
    examples = tuple((dict(example.given), example.tells) for example in raw.example)
    texts, words, classes, codes = map(tuple, (raw.texts, raw.words, raw.classes, raw.codes))
    return Telltale(name, texts, words, classes, codes, raw.decides, raw.inside, examples)


class _TelltaleExample(msgspec.Struct, forbid_unknown_fields=True):
    given: dict[str, Any]
    tells: str


class _Telltale(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    confidence: Literal["sourced", "recalled_high", "recalled_medium"]
    source: Annotated[str, msgspec.Meta(pattern="^https://")]
    texts: list[str]
    words: list[str]
    classes: list[str] = []
    codes: list[str] = []
    decides: bool = False
    inside: bool = False
    example: list[_TelltaleExample] = []


def _whole(text: str) -> int | None:
    return int(text) if text else None

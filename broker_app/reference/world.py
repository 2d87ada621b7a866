"""Reads the map of the world: outlines of countries, and places of markets without one."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from broker_app import paths
from broker_app.domain.rule import CONFIDENCES
from broker_app.domain.world import Point, Ring, World, centre_of, east_of_cut
from broker_app.errors import UserError

T = TypeVar("T")
COUNTRIES, PLACES = "countries.json", "places.toml"


class _Countries(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    licence: str
    made_by: str
    note: str
    countries: dict[str, list[list[float]]]


class _Place(msgspec.Struct, forbid_unknown_fields=True):
    market: str
    name: str
    at: tuple[float, float]


class _Places(msgspec.Struct, forbid_unknown_fields=True):
    confidence: str
    checked_on: date
    outlines: dict[str, list[str]]
    place: list[_Place]


def shipped(markets: Iterable[str]) -> World:
    """Return the map that travels with the program, with the places of some markets."""
    return read(paths.resources() / "map", markets)


def read(folder: Path, markets: Iterable[str]) -> World:
    """Read a map. Raises UserError `lookups_damaged` where it is not right or lacks a market."""
    raw = _decoded(folder / COUNTRIES, _Countries)
    given = _decoded(folder / PLACES, _Places)
    if given.confidence not in CONFIDENCES:
        raise UserError("lookups_damaged", file=PLACES, line=0)
    countries = {c: tuple(_ring(flat) for flat in rings) for c, rings in raw.countries.items()}
    own = {code: (code,) for code in countries}
    outlines = own | {market: tuple(codes) for market, codes in given.outlines.items()}
    places = {one.market: (east_of_cut(one.at[0]), one.at[1]) for one in given.place}
    try:
        centres = {m: _centre(m, places, outlines, countries) for m in markets}
    except KeyError as lacking:
        raise UserError("lookups_damaged", file=PLACES, line=0) from lacking
    drawn = {m: () if m in places else outlines[m] for m in centres}
    return World(countries, drawn, centres)


def _centre(
    market: str,
    places: dict[str, Point],
    outlines: dict[str, tuple[str, ...]],
    countries: dict[str, tuple[Ring, ...]],
) -> Point:
    if market in places:
        return places[market]
    return centre_of(ring for code in outlines[market] for ring in countries[code])


def _ring(flat: Sequence[float]) -> Ring:
    ring = tuple(zip(flat[::2], flat[1::2], strict=False))
    if len(flat) % 2 or len(ring) < 4 or ring[0] != ring[-1]:
        raise UserError("lookups_damaged", file=COUNTRIES, line=0)
    return ring


def _decoded(file: Path, kind: type[T]) -> T:
    try:
        if file.suffix == ".toml":
            return msgspec.convert(tomllib.loads(file.read_text("utf-8")), kind)
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem

"""Places: the shipped table of network file systems and of folders that clouds keep in step."""

from datetime import date
from functools import cache
from typing import Annotated, Literal

import msgspec

from broker_app import paths
from broker_app.domain.place import Cloud, Places
from broker_app.errors import UserError
from broker_app.reference.lookups import toml_of


class _Stated(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    checked_on: date
    confidence: Literal["sourced", "recalled_high", "recalled_medium"]
    source: Annotated[str, msgspec.Meta(pattern="^https://")]


class _Network(_Stated, forbid_unknown_fields=True, kw_only=True):
    types: list[str]


class _Example(msgspec.Struct, forbid_unknown_fields=True):
    given: str
    gives: bool


class _Cloud(_Stated, forbid_unknown_fields=True, kw_only=True):
    name: str
    folders: list[str]
    variables: list[str] = []
    markers: list[str] = []
    example: list[_Example]


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    network: _Network
    cloud: dict[str, _Cloud]


@cache
def load() -> Places:
    """Return the known places. Raises UserError `lookups_damaged`."""
    file = paths.resources() / "lookups" / "places.toml"
    try:
        table = msgspec.convert(toml_of(file), _Table)
    except msgspec.ValidationError as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    return Places(frozenset(table.network.types), tuple(map(_cloud, table.cloud.values())))


def _cloud(raw: _Cloud) -> Cloud:
    examples = tuple((one.given, one.gives) for one in raw.example)
    return Cloud(raw.name, tuple(raw.folders), tuple(raw.variables), tuple(raw.markers), examples)

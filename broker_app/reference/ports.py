"""Ports of loading and discharge by UN/LOCODE, from the shipped table.

`resources/lookups/ports.csv` keeps for each code where it was read (`source`) and how sure we are
(`confidence`).
"""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache

from broker_app import paths
from broker_app.domain.party import Port
from broker_app.errors import UserError

_ROLES = {"load": "load", "discharge": "discharge", "inland-destination": "inland"}
_SUGGESTED = 3


@cache
def load() -> Mapping[str, Port]:
    """Return every port we know, by its five-letter UN/LOCODE.

    Roles are `load`, `discharge` and `inland`: a place of delivery behind a port.
    """
    file = paths.resources() / "lookups" / "ports.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        ports = [_port(row) for row in csv.DictReader(lines)]
    return {port.unlocode: port for port in ports}


def find(text: str) -> Port:
    """Return the port that a code (`JPYOK`, `JP YOK`) or a name (`Yokohama`) means.

    Raises UserError(port_unknown) with the closest names.
    """
    port = load().get(_fold(text).upper()) or _by_name().get(_fold(text))
    if port is None:
        raise UserError("port_unknown", port=text.strip(), near=", ".join(near(text)))
    return port


def near(text: str) -> list[str]:
    """Return the ports whose names come closest, as `Mombasa (KEMBA)`, the closest first."""
    from rapidfuzz import fuzz, process

    names = {code: _fold(port.name) for code, port in load().items()}
    found = process.extract(_fold(text), names, scorer=fuzz.WRatio, limit=_SUGGESTED)
    return [f"{load()[code].name} ({code})" for _, _, code in found]


@cache
def _by_name() -> Mapping[str, Port]:
    names = {}
    for port in load().values():
        short = port.name.partition("(")[0]
        for name in (port.printed, f"{short} {port.country}", short, port.name):
            names[_fold(name)] = port
    return names


def _port(row: Mapping[str, str]) -> Port:
    roles = (_ROLES[row["role"]],)
    return Port(row["unlocode"], row["port_name"], row["iso2"], row["country"], roles)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())

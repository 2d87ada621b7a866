"""Comparing: what each lot of a list is to the store: new, an update, or there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from broker_app.domain.lookups import Lookups
from broker_app.domain.lot import Lot
from broker_app.intake.read import RowWarning
from broker_app.store import lots
from broker_app.store.database import Rows

NEW, UPDATE, DUPLICATE = "new", "update", "duplicate"


@dataclass(slots=True)
class Compared:
    """One lot beside what is stored of it.

    `before` holds the stored values that would change, `held` what a person entered of the vehicle
    and the list says otherwise.
    """

    lot: Lot
    key: str
    result: str
    stored: Mapping[str, Any] | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[RowWarning, ...] = ()


class Comparison:
    """Compares the lots of one file by the chunk; knows what the file brought already."""

    def __init__(self, reader: Rows, lookups: Lookups, sha256: str) -> None:
        self._reader = reader
        self._lookups = lookups
        self._sha256 = sha256
        self._seen: dict[str, int] = {}

    def take(self, part: Sequence[Lot]) -> list[Compared]:
        """Say of each lot what it is; the store is asked once."""
        keys = [lot_key(lot, self._lookups, self._sha256) for lot in part]
        stored = {key: dict(row) for key, row in lots.by_identity(self._reader, keys).items()}
        return [
            self._compared(lot, key, stored.get(key)) for lot, key in zip(part, keys, strict=True)
        ]

    def _compared(self, lot: Lot, key: str, stored: Mapping[str, Any] | None) -> Compared:
        content = hash(tuple(lot.source.cells.items()))
        if key in self._seen:  # the same lot again in this file: the first one counts
            same = self._seen[key] == content
            odd = () if same else (warning(lot, "lot_number", "lot_twice"),)
            return Compared(lot, key, DUPLICATE, stored, warnings=odd)
        self._seen[key] = content
        if stored is None:
            return Compared(lot, key, NEW)
        before = changed(lot, stored)
        return Compared(lot, key, UPDATE if before else DUPLICATE, stored, before)


def lot_key(lot: Lot, lookups: Lookups, sha256: str) -> str:
    """Return the identity of a lot: house, date and number, else its place in its file."""
    return (
        lot.identity(lookups.house_of(lot.house))
        or f"{sha256[:16]}|{lot.source.sheet}|{lot.source.line}"
    )


def changed(lot: Lot, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a lot where the list says something else."""
    values = lots.lot_values(lot)
    del values["sheet"], values["line"]
    return {name: stored[name] for name, value in values.items() if stored[name] != value}


def warning(lot: Lot, name: str, key: str) -> RowWarning:
    """Return a warning about a fact of a lot."""
    return RowWarning(lot.source.line, name, key, {})

"""How a person has the table of vehicles: its columns, and the views that are kept by name.

Both are written as JSON. What is read back is taken as far as it is known; a newer version's words
are left out, never an error.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

LEAST, MOST = 40, 1200
"""Bounds of a column's width, in units of the screen's scale."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Columns with their widths in order; none means those that fit, by themselves."""

    columns: tuple[tuple[str, int], ...] = ()
    comfortable: bool = False
    """Whether rows are higher."""
    frozen: int = 0
    """So many of the leftmost columns stay while the rest is scrolled sideways."""

    def raw(self) -> dict[str, Any]:
        """Return what is written."""
        columns = [list(one) for one in self.columns]
        return {"columns": columns, "comfortable": self.comfortable, "frozen": self.frozen}

    @classmethod
    def of(cls, raw: object, known: Collection[str]) -> "TableLayout":
        """Read a layout back; unknown columns and impossible widths are left out."""
        if not isinstance(raw, Mapping):
            return cls()
        found: dict[str, int] = {}
        said = raw.get("columns")
        for one in said if isinstance(said, list) else []:
            if isinstance(one, list) and len(one) == 2 and one[0] in known and type(one[1]) is int:
                found[one[0]] = max(LEAST, min(MOST, one[1]))
        held = raw.get("frozen")
        frozen = max(0, min(held, len(known))) if type(held) is int else 0
        return cls(tuple(found.items()), raw.get("comfortable") is True, frozen)


@dataclass(frozen=True, slots=True)
class TableView:
    """A view under its name: what it asks for, how it is sorted, how the table looks."""

    name: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    """Filters and order by the names of a query's fields; what is not said is off."""
    layout: TableLayout = TableLayout()
    id: int | None = None


def written(raw: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same things."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> dict[str, Any]:
    """Read JSON back; anything else is nothing."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

"""Lists that are workbooks: their sheets as rows of text."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from broker_app.intake.listed.source import Part
from broker_app.intake.listed.width import narrow

_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A sheet: its name and its rows of cells, each as text with one kind of width."""

    name: str
    rows: list[list[str]]

    def head(self) -> str:
        """Return the first rows as one text, in which a title or a day is looked for."""
        return "\n".join(" ".join(row) for row in self.rows[:_LOOKED_AT])


def is_workbook(part: Part) -> bool:
    """Tell whether a file is a workbook, by its first bytes."""
    return part.data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


@lru_cache(maxsize=1)  # asked for what list it is, of which day, and for its entries
def sheets_of(part: Part) -> tuple[TextSheet, ...]:
    """Return the sheets of a workbook. Raises UserError for one that cannot be opened."""
    from broker_app.intake.workbook import read_workbook  # late: most lists are text

    _, sheets = read_workbook(part.data, part.name, "")
    return tuple(
        TextSheet(sheet.name, [list(map(_text, row)) for row in sheet.rows]) for sheet in sheets
    )


def _text(cell: object) -> str:
    """Return a cell as text; `_x000D_` is what a line break of another system leaves behind."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return narrow("" if cell is None else str(cell).replace("_x000D_", "\n")).strip()

"""Copying: rows of a table as a workbook takes them: cells parted by tabs, and a page beside."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt

from broker_app.domain.harmless import harmless, is_figure, tab_cell
from broker_app.ui.models.columns import Cell, Look

if TYPE_CHECKING:
    from broker_app.ui.table import Table

COPIED = 10_000
"""Rows that go to the clipboard at once."""
_AS_TEXT = "mso-number-format:'\\@'"


def copied(table: "Table") -> QMimeData:
    """Return heads and selected rows of a table for the clipboard."""
    data = QMimeData()
    data.setText(as_text(table))
    data.setHtml(_as_page(table))
    return data


def as_text(table: "Table") -> str:
    """Return heads and selected rows as lines with tabs, as Excel takes them."""
    return "\n".join("\t".join(tab_cell(text) for text, _ in row) for row in _cells(table))


def _cells(table: "Table") -> Iterator[list[tuple[str, bool]]]:
    """Yield rows of cells, each with whether a workbook must keep it as text; the heads first."""
    rows = table.rows
    columns = table.in_order()
    across = Qt.Orientation.Horizontal
    yield [(str(rows.headerData(n, across) or ""), True) for n in columns]
    parts = [range(rows.rowCount())] if table.everything else table.selected_rows()
    texts = [rows.column(n).look is not Look.FIGURE for n in columns]
    for row in [row for part in parts for row in part][:COPIED]:
        cells = [_said(rows.cell(row, n)) for n in columns]
        pairs = zip(cells, texts, strict=True)
        yield [(cell, is_text or _is_formula(cell)) for cell, is_text in pairs]


def _is_formula(text: str) -> bool:
    return not is_figure(text) and harmless(text) != text


def _said(cell: Cell) -> str:
    """Return the text of a cell; that a value is missing is no value."""
    return "" if cell.missing else cell.whole


def _as_page(table: "Table") -> str:
    lines = []
    for row in _cells(table):
        cells = (
            f'<td style="{_AS_TEXT}">{escape(text)}</td>' if plain else f"<td>{escape(text)}</td>"
            for text, plain in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"

"""Puts a company's logo or seal into the box of a cell or its merged area."""

import io
from typing import Any

from broker_app.papers.template.sizes import row_height, width_pixels

_PER_POINT = 96 / 72


def put_picture(ws: Any, cell: Any, content: bytes) -> None:
    """Anchor a picture at a cell, as large as its box lets it be; none leaves the box empty."""
    if not content:
        return
    from openpyxl.drawing.image import Image

    picture = Image(io.BytesIO(content))
    width, height = _box(ws, cell)
    scale = min(width / picture.width, height / picture.height)
    picture.width, picture.height = picture.width * scale, picture.height * scale
    ws.add_image(picture, cell.coordinate)


def _box(ws: Any, cell: Any) -> tuple[float, float]:
    """Return width and height in pixels of a cell or the merged area it heads."""
    right, bottom = cell.column, cell.row
    for area in ws.merged_cells.ranges:
        if (area.min_row, area.min_col) == (cell.row, cell.column):
            right, bottom = area.max_col, area.max_row
    height = sum(row_height(ws, row) for row in range(cell.row, bottom + 1))
    return width_pixels(ws, cell.column, right), height * _PER_POINT

"""Plain text of a page model: every text, figure, formula, position and page break."""

from collections.abc import Iterator, Sequence

from broker_app.papers.flow import Piece, flow
from broker_app.papers.page import Box, Cell, Figure, Form, Page, Row, Table


def as_text(page: Page) -> str:
    """Return the page model as text, one line for each box and row; ends with a line break."""
    return "\n".join(line.rstrip() for line in _page(page)) + "\n"


def _page(page: Page) -> Iterator[str]:
    setup = page.setup
    margins = "/".join(
        f"{m:g}" for m in (setup.left_mm, setup.right_mm, setup.top_mm, setup.bottom_mm)
    )
    yield f"{page.kind} {page.date} sheet={page.sheet} author={page.author}"
    yield f"{setup.paper} {setup.orientation} margins {margins} mm"
    yield f"footer: {page.footer[0]} | page of pages | {page.footer[1]}"
    yield f"draft: {page.draft or '-'}"
    if page.copies:
        yield f"copies: {', '.join(page.copies)}"
    for form in page.head:
        yield from _form(form)
    pieces = flow(page)
    if page.table.head_mm:
        yield from _table(page.table, [piece for piece in pieces if _has_rows(piece)])
    for number, piece in enumerate(pieces, 1):
        if number > 1 and not _has_rows(piece):
            yield f"\n--- page {number}"
        for form in (*piece.under, *piece.forms):
            yield from _form(form)


def _has_rows(piece: Piece) -> bool:
    return piece.after > piece.first or piece.ends


def _form(form: Form) -> Iterator[str]:
    yield f"\n[{form.key}] {form.height_mm:.1f} mm"
    for box in sorted(form.boxes, key=lambda b: (b.row, b.left_mm)):
        place = f"{box.row + 1}" + (f"-{box.row + box.rows}" if box.rows > 1 else "")
        yield f"{place:>4} @{box.left_mm:g}+{box.width_mm:g}  {_box(box)}"


def _box(box: Box) -> str:
    lines = " / ".join(line.text for line in box.lines)
    content = _figure(box.figure) if box.figure else lines
    return f"{box.label}: {content}" if box.label else content


def _table(table: Table, pieces: Sequence[Piece]) -> Iterator[str]:
    yield "\n[table]"
    yield " | ".join(f"{' '.join(c.head)} ({c.width_mm:g} {c.align})" for c in table.columns)
    for number, piece in enumerate(pieces, 1):
        if number > 1:
            yield f"--- page {number}"
        for row in table.rows[piece.first : piece.after]:
            yield _row(row)


def _row(row: Row) -> str:
    return " | ".join(_cell(cell) for cell in row.cells)


def _cell(cell: Cell) -> str:
    return _figure(cell.figure) if cell.figure else " / ".join(line.text for line in cell.lines)


def _figure(figure: Figure) -> str:
    made = figure.formula
    return f"{figure.shown} <{made.kind} {' '.join(made.of)}>" if made else figure.shown

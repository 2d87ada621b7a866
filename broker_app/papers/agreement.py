"""Compares a paper with the one its texts are copied from.

A chamber of commerce compares a certificate of origin with the invoice box by box; what does not
stand on the invoice is sent back. reference: paperwork specification 3.13.
"""

from collections.abc import Iterator

from broker_app.papers.page import Form, Page, Text


def not_found_in(page: Page, source: Page) -> list[str]:
    """Return the boxes of a paper with a line that the source does not print, by label or key.

    Only the labelled boxes and the goods are compared: letterhead, clauses and signatures are the
    paper's own. Blanks, line breaks and case do not count.
    """
    printed = _folded(" ".join(_texts(source)))
    return list(
        dict.fromkeys(
            name
            for name, lines in _copied(page)
            if any(_folded(line) not in printed for line in lines)
        )
    )


def _copied(page: Page) -> Iterator[tuple[str, list[str]]]:
    for form in page.head:
        for box in form.boxes:
            if box.label:
                yield box.label, [line.text for line in box.lines]
    for row in page.table.rows:
        for column, cell in zip(page.table.columns, row.cells, strict=True):
            shown = cell.figure.shown if cell.figure else ""
            yield " ".join(column.head), [shown, *(line.text for line in cell.lines)]


def _texts(page: Page) -> Iterator[str]:
    for form in (*page.head, *page.more, *page.closing):
        yield from _of_form(form)
    for row in page.table.rows:
        for cell in row.cells:
            yield cell.figure.shown if cell.figure else _joined(cell.lines)


def _of_form(form: Form) -> Iterator[str]:
    for box in form.boxes:
        yield box.figure.shown if box.figure else _joined(box.lines)


def _joined(lines: tuple[Text, ...]) -> str:
    return " ".join(line.text for line in lines)


def _folded(text: str) -> str:
    return " ".join(text.upper().split())

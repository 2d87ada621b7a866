"""Fitting: a paper that a few lines too many spread over one sheet more is set tighter.

What stands between its lines is made smaller, step by step, never its letters. It is done in the
page model, so that PDF, preview, printer and workbook agree.
"""

from dataclasses import replace

from broker_app.papers.flow import Piece, flow
from broker_app.papers.forms import form_of
from broker_app.papers.page import Form, FormRow, Page, Row

STEPS = (0.95, 0.9, 0.85, 0.8)
"""Shares of the usual height of its rows that are tried, in turn."""
_ROW_AIR_MM = 4.0
"""What of the height of a row of goods is not its text, and a little of it; it gives way too."""


def fitted(page: Page, tightest: float) -> Page:
    """Return a page set as tight as one sheet less asks for, down to a share; else as it is.

    Only where little stands on the last sheet: the closing alone, or it is the second.
    """
    pieces = flow(page)
    if page.bare or not (_ends_alone(page, pieces) or len(pieces) == 2):
        return page
    for share in (step for step in STEPS if step >= tightest):
        tight = _tightened(page, share)
        if len(flow(tight)) < len(pieces):
            return tight
    return page


def _ends_alone(page: Page, pieces: tuple[Piece, ...]) -> bool:
    """Tell whether nothing but the closing stands on the last of several sheets."""
    last = pieces[-1]
    further = [form for form in last.forms if form in page.more and not form.kept]
    return len(pieces) > 1 and last.after - last.first <= 1 and len(further) <= 1


def _tightened(page: Page, share: float) -> Page:
    rows = tuple(_row(row, share) for row in page.table.rows)
    return replace(
        page,
        head=tuple(_form(form, share) for form in page.head),
        table=replace(page.table, rows=rows),
        more=tuple(_form(form, share) for form in page.more),
        closing=tuple(_form(form, share) for form in page.closing),
    )


def _row(row: Row, share: float) -> Row:
    return replace(row, height_mm=row.height_mm - (1 - share) * _ROW_AIR_MM)


def _form(form: Form, share: float) -> Form:
    """Return a form with lower rows, each as high as its texts are."""
    rows = [FormRow(row.label_mm, row.value_mm * share) for row in form.rows]
    made = form_of(form.key, form.boxes, rows)
    lower = made.rows if made.height_mm < form.height_mm else form.rows
    return replace(form, rows=lower, under=tuple(_form(one, share) for one in form.under))

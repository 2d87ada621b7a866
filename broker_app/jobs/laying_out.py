"""Layouts of papers: which one a company has for a kind, and a test print onto its own form."""

from dataclasses import replace
from typing import TYPE_CHECKING

from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.document import PaperForm
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.templating import kind_of
from broker_app.store import companies, paper_forms, write
from broker_app.store.database import Database, Rows

if TYPE_CHECKING:
    from broker_app.papers.page import Page

FORMS = frozenset({"paper_form"})
MOST_MM = 20.0
"""How far texts may be shifted; what lies further off is another form."""


def choose_layout(
    db: Database, books: Books, company: int, kind: str, form: PaperForm, who: str
) -> Changes:
    """Have papers of a kind laid out so from now on, on paper and in workbooks.

    Papers that were issued stay as they are; one that is cancelled and issued anew follows.
    Raises UserError for a layout that the kind has not, and for a shift that is too far.
    """
    asked = _checked(books, kind, form)
    companies.get(db.connection, company)
    if paper_forms.of(db.connection, company, kind) == asked:
        return NOTHING
    with write.step(db, "paper_form", who, kind=kind) as step:
        paper_forms.put(step, db.connection, company, kind, asked)
    return Changes(FORMS, step.number)


def trial_page(reader: Rows, books: Books, company: int, kind: str, form: PaperForm) -> "Page":
    """Return a paper of made-up data with the lines of the form, to hold against the form itself.

    Raises UserError as `choose_layout` does.
    """
    from broker_app.papers.layout import lay_out
    from broker_app.papers.template.sample import sample

    asked, definition = _checked(books, kind, form), kind_of(books, kind)
    made = sample(definition, books.particulars)
    shipper = replace(made.shipper, name=companies.get(reader, company).name or made.shipper.name)
    return lay_out(replace(made, shipper=shipper), definition, asked, marks=True)


def _checked(books: Books, kind: str, form: PaperForm) -> PaperForm:
    """Return what is kept: only what goes onto a form is shifted."""
    layouts = kind_of(books, kind).layouts
    if form.layout and form.layout not in layouts:
        known = ", ".join(layouts) or "–"
        raise UserError("layout_unknown", layout=form.layout, kind=kind, known=known)
    if not all(-MOST_MM <= shift <= MOST_MM for shift in (form.right_mm, form.down_mm)):
        raise UserError("layout_shift", most=f"{MOST_MM:g}")
    onto_form = bool(form.layout) and layouts[form.layout].bare
    return form if onto_form else PaperForm(layout=form.layout)

"""Layouts of papers on the settings page: which one a company has, and the shift onto a form."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.document import PaperForm
from broker_app.errors import UserError
from broker_app.jobs import laying_out
from broker_app.store import companies, paper_forms
from broker_app.ui import theme
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.scratch import Scratch
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.text import Button

PLAIN = ""
_SHORT = 88
_TWO_LINES = 44


class LayoutsForm(QWidget):
    """For each paper with several layouts the one in use; what goes onto a form is shifted."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int, width: int) -> None:
        super().__init__()
        self._desk = desk
        self.company = companies.FIRST
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.papers: dict[str, _PaperLayout] = {}
        for kind, known in desk.books.document_kinds.items():
            if known.layouts:
                paper = _PaperLayout(desk, kind, label, width)
                paper.message.connect(self.message)
                self.papers[kind] = paper
                column.addWidget(paper)

    def show_layouts(self, company: int) -> None:
        """Show what a company chose."""
        self.company = company
        chosen = paper_forms.every(self._desk.reader, company)
        for kind, paper in self.papers.items():
            paper.show_form(company, chosen.get(kind, PaperForm()))


class _PaperLayout(QWidget):
    """The layout of one kind; below it shift and test print where it goes onto a form."""

    message = Signal(object)

    def __init__(self, desk: Desk, kind: str, label: int, width: int) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._company, self._form = companies.FIRST, PaperForm()
        self._trials = Scratch()
        known = desk.books.document_kinds[kind]
        self._bare = [name for name, layout in known.layouts.items() if layout.bare]
        named = partial(words.in_both, known.name)
        self.layout_box = ChoiceEntry(
            "layout", named, (PLAIN, *known.layouts), _layout_name, False, label, width
        )
        self.layout_box.label.setWordWrap(True)
        self.layout_box.label.setMaximumHeight(theme.px(_TWO_LINES))
        self.shifts = {
            name: TextEntry(
                name, f"layout.{name}", _millimetres, _shown, quiet=False, label=label, width=_SHORT
            )
            for name in ("right_mm", "down_mm")
        }
        self.trial = Button("layout.trial")
        self.trial.clicked.connect(self._try)
        self.layout_box.entered.connect(self._keep)
        for entry in self.shifts.values():
            entry.entered.connect(self._keep)
        self._lay_out(label)

    def show_form(self, company: int, form: PaperForm) -> None:
        """Show what is stored."""
        self._company, self._form = company, form
        self.layout_box.put(form.layout)
        for name, entry in self.shifts.items():
            entry.put(getattr(form, name))
        for widget in (*self.shifts.values(), self.trial):
            widget.setVisible(form.layout in self._bare)

    # inside

    def _keep(self, name: str, value: Any) -> None:
        form = PaperForm(
            layout=value if name == "layout" else self._form.layout,
            right_mm=value if name == "right_mm" else self._form.right_mm,
            down_mm=value if name == "down_mm" else self._form.down_mm,
        )
        desk = self._desk
        asked = (desk.books, self._company, self._kind, form, desk.who)
        task = desk.runner.change(laying_out.choose_layout, *asked)
        task.on_failure(partial(self._refuse, name))

    def _refuse(self, name: str, problem: BaseException) -> None:
        entry = self.shifts.get(name)
        if entry is not None and isinstance(problem, UserError):
            entry.show_problem(problem)
        else:
            self.message.emit(problem)

    def _try(self) -> None:
        """Write the test print and open it."""
        from broker_app.ui.print.pdf import write_pdf

        desk = self._desk
        target = self._trials.folder / f"{self._kind}-trial.pdf"
        asked = (desk.books, self._company, self._kind, self._form)
        task = desk.runner.ask(laying_out.trial_page, *asked)
        task.on_failure(self.message.emit)

        def write(page: Any) -> None:
            write_pdf([page], target)
            desk.given_out("sample", target)
            open_path(target)

        task.succeeded.connect(write)

    def _lay_out(self, label: int) -> None:
        button = QHBoxLayout()
        button.setContentsMargins(theme.px(label), 0, 0, 0)
        button.addWidget(self.trial)
        button.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.layout_box, *self.shifts.values()):
            column.addWidget(widget)
        column.addLayout(button)


def _layout_name(layout: str) -> str:
    return words.say(f"layout.{layout or 'plain'}")


def _millimetres(text: str) -> float:
    """Read millimetres, with a point or a comma. Raises UserError for what is none."""
    try:
        return float(text.strip().replace("−", "-").replace(",", ".") or 0)
    except ValueError as problem:
        raise UserError("layout_shift", most=f"{laying_out.MOST_MM:g}") from problem


def _shown(value: float) -> str:
    return f"{value:g}"

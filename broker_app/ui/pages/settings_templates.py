"""Templates on the settings page: the company's own workbooks."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.template import Template
from broker_app.jobs import templating
from broker_app.jobs.templating import Checked
from broker_app.store import companies, templates
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.template_check import TemplateCheck
from broker_app.ui.scratch import Scratch
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.text import Button, Label, Plain, empty

_GAP = 16
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WORKBOOKS = "Excel (*.xlsx)"


class TemplatesForm(QWidget):
    """The templates of one company by kind of paper, and a button to add one."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int, width: int) -> None:
        super().__init__()
        self._desk, self._label = desk, label
        self.company = companies.FIRST
        self._samples = Scratch()
        kinds = tuple(desk.books.document_kinds)
        self.kind = ChoiceEntry(
            "kind", "templates.kind", kinds, self._kind_name, quiet=False, label=label, width=width
        )
        self.kind.put(kinds[0])
        self.add = Button("templates.add")
        self.add.clicked.connect(self._add)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(_GAP))
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._lay_out()

    def show_templates(self, company: int) -> None:
        """Show what a company has."""
        self.company = company
        empty(self._grid)
        known = templates.every(self._desk.reader, company)
        for row, template in enumerate(known):
            self._show_template(row, template)
        if not known:
            self._grid.addWidget(Label("templates.none", "quiet", wrap=True), 0, 0, 1, 2)

    # inside

    def _show_template(self, row: int, known: Template) -> None:
        kind = Plain(self._kind_name(known.kind), "label", wrap=True)
        kind.setFixedWidth(theme.px(self._label - _GAP))
        state = "templates.in_use" if known.in_use else "templates.kept"
        self._grid.addWidget(kind, row, 0, _MIDDLE)
        self._grid.addWidget(Plain(known.name, "fact", wrap=True), row, 1, _MIDDLE)
        self._grid.addWidget(Label(state, "strong" if known.in_use else "quiet"), row, 2, _MIDDLE)
        toggle = "templates.use_built_in" if known.in_use else "templates.use"
        acts: list[tuple[str, Callable[[Template], None]]] = [
            ("templates.sample", lambda one: self._sample(one.id)),
            (toggle, self._toggle),
            ("templates.remove", self._remove),
        ]
        for column, (key, act) in enumerate(acts, 3):
            link = Button(key, link=True)
            link.setAccessibleName(f"{words.say(key)} {known.name}")
            link.clicked.connect(partial(act, known))
            self._grid.addWidget(link, row, column, _MIDDLE)

    def _kind_name(self, kind: str) -> str:
        return words.in_both(self._desk.books.document_kinds[kind].name)

    def _add(self) -> None:
        """Check a workbook that is asked for, and say what was found."""
        desk = self._desk
        title, folder = words.say("templates.add"), desk.settings.last_folder
        chosen, _ = QFileDialog.getOpenFileName(self, title, folder, _WORKBOOKS)
        if chosen:
            kind = self.kind.box.currentData()
            task = desk.runner.ask(templating.check_file, desk.books, Path(chosen), kind)
            task.on_failure(self.message.emit)
            task.succeeded.connect(self._show_check)

    def _show_check(self, checked: Checked) -> None:
        company = self.company
        dialog = TemplateCheck(checked, lambda: self._keep(checked, company), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _keep(self, checked: Checked, company: int) -> None:
        desk = self._desk
        task = desk.runner.change(templating.add_template, desk.books, checked, company, desk.who)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda made: self._sample(made[0]))

    def _sample(self, template: int) -> None:
        """Write a sample at once and offer to open it."""
        desk = self._desk
        folder = self._samples.folder
        task = desk.runner.ask(templating.sample_of, desk.books, template, folder)
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._tell_sample)

    def _tell_sample(self, path: Path) -> None:
        self._desk.given_out("sample", path)

        def said() -> str:
            return words.say("templates.sample_written", file=path.name)

        links = (Link("shipment.open_file", lambda: open_path(path)),)
        self.message.emit(Message("info", said, links))

    def _toggle(self, known: Template) -> None:
        runner, who = self._desk.runner, self._desk.who
        if known.in_use:
            task = runner.change(templating.use_built_in, known.company, known.kind, who)
        else:
            task = runner.change(templating.use_template, known.id, who)
        task.on_failure(self.message.emit)

    def _remove(self, known: Template) -> None:
        desk = self._desk
        task = desk.runner.change(templating.remove_template, known.id, desk.who)
        task.on_failure(self.message.emit)

    def _lay_out(self) -> None:
        add = QHBoxLayout()
        add.setContentsMargins(theme.px(self._label), 0, 0, 0)
        add.addWidget(self.add)
        add.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self.kind)
        column.addLayout(add)

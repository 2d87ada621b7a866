"""A list before it is imported: what each row will become, and the one button that does it."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.intake.read import Options
from broker_app.jobs.account import Account
from broker_app.jobs.previewing import Preview
from broker_app.ui import theme
from broker_app.ui.models.import_rows import (
    CONFLICT,
    RESULTS,
    WARNED,
    ImportRows,
    count_of,
    warning_text,
)
from broker_app.ui.pages.import_columns import ColumnsPane
from broker_app.ui.pages.import_facts import FileFacts
from broker_app.ui.pages.import_pane import RowPane
from broker_app.ui.pages.import_table import ImportTable
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, Elided, Label, line

BAR, NOTICE = 52, 36
ROW, COLUMNS = "row", "columns"
ABOUT_ALL = ("no_headings", "layout_changed")
"""Warnings of whole lists, on whichever row they are told."""


class PreviewView(QWidget):
    """File facts, tabs that filter, the rows, the row as printed, and the account."""

    import_wanted = Signal()
    left = Signal()
    options_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        self.facts = FileFacts()
        self.notice = _Notice()
        self.tabs = TabStrip()
        self.model = ImportRows()
        self.table = ImportTable(self.model)
        self.pane = RowPane()
        self.columns = ColumnsPane()
        self.side = TabStrip()
        self._options = Options()
        self.bar = ActionBar()
        self._lay_out()
        self.facts.wanted.connect(self.options_wanted)
        self.tabs.chosen.connect(self._filter)
        self.side.chosen.connect(self.show_side)
        self.columns.settled.connect(self._settle)
        self.table.picked.connect(self._show_row)
        self.table.chose.connect(self._choose)
        self.bar.go.clicked.connect(self.import_wanted)
        self.bar.leave.clicked.connect(self.left)

    def show_preview(self, preview: Preview, options: Options, waiting: int) -> None:
        """Show a list as it would be imported; `waiting` files come after it."""
        self.preview = preview
        self._options = options
        self.facts.show_for(preview, options)
        self.columns.show_columns(preview.columns)
        if preview.needs_columns:
            self.show_side(COLUMNS)
        self.notice.show_for(preview)
        self.tabs.choose("")
        self.pane.taken.clear()
        self.model.show_preview(preview)
        self.table.lay_out()
        self._count(preview)
        self.bar.show_for(preview.account, waiting)
        self.bar.set_busy(False)
        first = next((n for n, row in enumerate(preview.rows) if row.lot is not None), 0)
        self.table.setCurrentIndex(self.model.index(first, 0))
        self.table.scrollToTop()
        self._show_row()

    def show_side(self, name: str) -> None:
        """Show the row or the columns beside the table."""
        self.side.choose(name)
        self._sides.setCurrentWidget(self.columns if name == COLUMNS else self.pane)

    def _settle(self, heading: str, fact: str) -> None:
        """Read the list again with what a person said of a column."""
        told = {**self._options.columns, heading: fact}
        self.options_wanted.emit(replace(self._options, columns=told))

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self.columns.retranslate()
        self.model.retranslate()
        if self.preview is not None:
            self.notice.show_for(self.preview)
            self.bar.retranslate()
            self._show_row()

    def _count(self, preview: Preview) -> None:
        account = preview.account
        self.tabs.tabs[""].count(account.rows_read)
        for result in RESULTS:
            self.tabs.tabs[result].count(count_of(account, result))
        warned = len({w.line for w in account.warnings})
        self.tabs.tabs[WARNED].count(warned)
        self.tabs.tabs[WARNED].setVisible(warned > 0)
        conflicts = sum(row.is_conflict for row in preview.rows)
        self.tabs.tabs[CONFLICT].count(conflicts)
        self.tabs.tabs[CONFLICT].setVisible(conflicts > 0)

    def _filter(self, kind: str) -> None:
        self.model.filter(kind)
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_row()

    def _show_row(self) -> None:
        row = self.model.row(self.table.currentIndex().row())
        headings = self.preview.headings if self.preview else {}
        self.pane.show_row(row, headings)

    def _choose(self, take: bool) -> None:
        """Keep or take all that is in conflict in the row under the cursor."""
        row = self.model.row(self.table.currentIndex().row())
        if row is not None and self.preview is not None:
            self.pane.choose_all(row, take, self.preview.headings)

    def _lay_out(self) -> None:
        left = QWidget()
        column = _column(left)
        column.addWidget(self._tab_row())
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._side())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([theme.px(1048), theme.px(320)])
        whole = _column(self)
        for widget in (line("h"), self.facts, self.notice, line("h")):
            whole.addWidget(widget)
        whole.addWidget(self.splitter, 1)
        whole.addWidget(self.bar)

    def _side(self) -> QWidget:
        self._sides = QStackedWidget()
        for view in (self.pane, self.columns):
            self._sides.addWidget(view)
        self.side.add(ROW, "import.side_row")
        self.side.add(COLUMNS, "import.side_columns")
        holder = QWidget()
        holder.setMinimumWidth(theme.px(320))
        column = _column(holder)
        for widget in (self.side, line("h")):
            column.addWidget(widget)
        column.addWidget(self._sides, 1)
        return holder

    def _tab_row(self) -> QWidget:
        self.tabs.add("", "import.all_rows")
        for result in RESULTS:
            self.tabs.add(result, f"mark.{result}", result)
        self.tabs.add(CONFLICT, "import.conflicts", "warning")
        self.tabs.add(WARNED, "import.to_check", "warning")
        holder = QWidget()
        column = _column(holder)
        column.addWidget(self.tabs)
        column.addWidget(line("h"))
        return holder


class _Notice(QFrame):
    """What one should know of the whole file: imported before, headings nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("band", "review")
        self.setFixedHeight(theme.px(NOTICE))
        self.text = Elided()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(MarkLabel("warning", 14))
        row.addWidget(self.text, 1)

    def show_for(self, preview: Preview) -> None:
        """Say it, or nothing."""
        parts = []
        if preview.imported_at:
            when = moment_of(preview.imported_at)
            parts.append(words.say("import.before", when=when, who=preview.imported_by))
        if unknown := preview.account.unmapped:
            named = words.listed(unknown[:3])
            parts.append(words.say("import.unmapped", count=len(unknown), headings=named))
        about_all = [
            warning
            for row in preview.rows
            for warning in row.warnings
            if row.reason == "header" or warning.key in ABOUT_ALL
        ]
        parts = [warning_text(w) for w in about_all] + parts
        shown, read = len(preview.rows), preview.account.rows_read
        if shown < read:
            parts.append(words.say("import.first_shown", shown=shown, read=read))
        self.text.setText(words.say("import.between_sentences").join(parts))
        self.setVisible(bool(parts))


class ActionBar(QFrame):
    """The account as a sum, and that nothing is written until the one button is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionbar")
        self.setFixedHeight(theme.px(BAR))
        self._account = Account("")
        self._busy = False
        self.read = Label(role="strong")
        self.sum = Label(role="label")
        self.state = Label(role="label")
        self.leave = Button("ui.cancel")
        self.go = Button("", primary=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self.read)
        row.addWidget(self.sum)
        row.addStretch(1)
        for widget in (self.state, self.leave, self.go):
            row.addWidget(widget)

    def show_for(self, account: Account, waiting: int) -> None:
        """Show an account; leaving means the next file where more are waiting."""
        self._account = account
        self.leave.say("import.skip_file" if waiting else "ui.cancel")
        self.retranslate()

    def retranslate(self) -> None:
        """Say the sum again."""
        account = self._account
        self.read.say("import.rows_read", count=account.rows_read)
        self.sum.say(lambda: "=  " + sum_of(account))
        self.go.say("import.go", count=account.added + account.updated)
        self._say_state()

    def set_busy(self, on: bool) -> None:
        """Hold the button while the import is on its way; Cancel then stops it."""
        self._busy = on
        self.go.setEnabled(not on and self._account.added + self._account.updated > 0)
        self._say_state()

    def _say_state(self) -> None:
        nothing_new = not self._account.added + self._account.updated
        key = "import.nothing_new" if nothing_new else "import.nothing_written"
        key = key if self._account.lots else "import.no_lot"
        self.state.say("import.writing" if self._busy else key)


def sum_of(account: Account) -> str:
    """Return the account as a sum: every part that is not zero, and always what is new."""
    parts = [
        words.say(f"import.sum.{result}", count=number)
        for result in RESULTS
        if (number := count_of(account, result)) or result == "new"
    ]
    return "  +  ".join(parts)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column

"""After an import: the account, the verdicts, why so many are under Review, and Undo."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.question import Question
from broker_app.domain.rule import Pack
from broker_app.jobs.account import Account, Told
from broker_app.jobs.confirming import ReviewCause
from broker_app.ui import theme
from broker_app.ui.pages.import_preview import sum_of
from broker_app.ui.pages.why_review import title_of
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

VERDICTS = ("BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED")
WIDE, SIDE = 720, 40
CAUSES, REFUSED = 6, 20
"""So many causes and refused rows are shown; the vehicles page and the list show all."""


class Done(QWidget):
    """A text page about one import."""

    show_batch = Signal(bool)
    """Whether to say at once why so many are under Review."""
    undo = Signal()
    report = Signal()
    further = Signal()
    spellings = Signal()

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack
        self._account = Account("")
        self._question: Question | None = None
        self._causes: list[ReviewCause] = []
        self.title = Plain(role="welcome", wrap=True)
        self.sum = Plain(role="reading", wrap=True)
        self.verdicts = QWidget()
        self.asked = Plain(role="strong")
        self._verdicts = QGridLayout()
        self.why = QWidget()
        self._why = QVBoxLayout(self.why)
        self.names = Button("spellings.brought", link=True, count=0)
        self.names.clicked.connect(self.spellings)
        self.refused = QWidget()
        self._refused = QGridLayout(self.refused)
        self._lay_out()

    def show_account(self, account: Account, question: Question, waiting: str) -> None:
        """Show what an import did; `waiting` is the next file, empty where there is none."""
        self._account, self._question, self._causes = account, question, []
        self.names.hide()
        self.go.setVisible(True)
        self.next.setVisible(bool(waiting))
        self.next.say("import.next_file", file=waiting)
        self.go.setProperty("primary", "false" if waiting else "true")
        self.go.style().polish(self.go)
        self.retranslate()

    def show_causes(self, causes: list[ReviewCause]) -> None:
        """Show what keeps vehicles of this import under Review."""
        self._causes = causes
        self._say_why()

    def show_spellings(self, count: int) -> None:
        """Say how many names this import brought in another spelling."""
        self.names.say("spellings.brought", count=count)
        self.names.setVisible(count > 0)

    def retranslate(self) -> None:
        """Say everything again."""
        account = self._account
        self.title.setText(words.say("import.done", file=account.file))
        read = words.say("import.rows_read", count=account.rows_read)
        self.sum.setText(f"{read}  =  {sum_of(account)}")
        self._say_verdicts()
        self._say_why()
        self._say_refused()

    def _say_verdicts(self) -> None:
        empty(self._verdicts)
        verdicts = self._account.verdicts
        self.verdicts.setVisible(bool(verdicts) and self._question is not None)
        if self._question is None:
            return
        place = words.country(self._question.destination)
        self.asked.setText(words.say("import.judged", place=place, day=self._question.on))
        shown = [v for v in VERDICTS if v in verdicts]
        for number, verdict in enumerate(shown):
            self._verdicts.addWidget(MarkLabel(verdict, 16), number, 0)
            self._verdicts.addWidget(Plain(words.say(f"verdict.{verdict}")), number, 1)
            count = Plain(words.number(verdicts[verdict]), "strong")
            count.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._verdicts.addWidget(count, number, 2)

    def _say_why(self) -> None:
        empty(self._why)
        self.why.setVisible(bool(self._causes))
        if not self._causes:
            return
        self._why.addWidget(Label("ui.why_review", "strong"))
        for cause in self._causes[:CAUSES]:
            row = QHBoxLayout()
            count = Plain(words.number(cause.vehicles), "strong")
            count.setFixedWidth(theme.px(56))
            row.addWidget(count)
            row.addWidget(Plain(title_of(cause, self._pack)), 1)
            self._why.addLayout(row)
            self._why.addWidget(line("row"))
        link = Button("import.mend_them", link=True)
        link.clicked.connect(lambda: self.show_batch.emit(True))
        self._why.addWidget(link)

    def _say_refused(self) -> None:
        empty(self._refused)
        refused = self._account.refused
        self.refused.setVisible(bool(refused))
        self._refused.addWidget(
            Label("import.refused_rows", "strong", count=len(refused)), 0, 0, 1, 2
        )
        for number, told in enumerate(refused[:REFUSED], 1):
            self._refused.addWidget(Plain(_place(told), "label"), number, 0)
            self._refused.addWidget(
                Plain(words.say(f"refused.{told.reason}"), wrap=True), number, 1
            )
        if len(refused) > REFUSED:
            more = Label("ui.more", "label", count=len(refused) - REFUSED)
            self._refused.addWidget(more, REFUSED + 1, 0)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(theme.px(WIDE))
        column = Column(inner)
        column.setContentsMargins(0, SIDE, 0, SIDE)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.sum)
        column.addSpacing(8)
        column.addLayout(self._buttons())
        for part in (self.names, self.verdicts, self.why, self.refused):
            column.addSpacing(16)
            column.addWidget(part)
        over = QVBoxLayout(self.verdicts)
        over.addWidget(self.asked)
        over.addLayout(self._verdicts)
        for inside in (over, self._why, self._refused):
            inside.setContentsMargins(0, 0, 0, 0)
        for grid in (self._verdicts, self._refused):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(3, 1)
        self._verdicts.setHorizontalSpacing(8)
        self._verdicts.setColumnMinimumWidth(1, theme.px(128))
        self._refused.setColumnStretch(1, 1)
        column.addStretch(1)
        self._scroll(inner)

    def _scroll(self, inner: QWidget) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _buttons(self) -> QHBoxLayout:
        self.next = Button("import.next_file", primary=True, file="")
        self.next.clicked.connect(self.further)
        self.go = Button("import.show_vehicles", primary=True)
        self.go.clicked.connect(lambda: self.show_batch.emit(False))
        self.back = Button("action.undo_import")
        self.back.clicked.connect(self.undo)
        self.save = Button("import.save_report")
        self.save.clicked.connect(self.report)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.next, self.go, self.save, self.back):
            row.addWidget(widget)
        row.addStretch(1)
        return row


def _place(told: Told) -> str:
    row = words.say("import.row", line=str(told.line))
    return words.listed([told.sheet, row]) if told.sheet else row

"""Why so many REVIEW: the causes counted, each with its next step."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.rule import Pack
from broker_app.jobs import confirming
from broker_app.jobs.confirming import ReviewCause
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

SIDE = 20
BY_PLAN = "export_value_jpy"
"""The fact that a stated pricing plan gives for the whole stock at once."""


class WhyReview(QFrame):
    """The causes, the commonest first."""

    message = Signal(object)
    undo = Signal()
    show_cause = Signal(object, str)
    """A ReviewCause, and how it is called."""
    plan = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.causes: list[ReviewCause] = []
        self._asking: Task | None = None
        self.setObjectName("pane")
        self.setMinimumWidth(theme.px(320))
        self._count = Plain(role="label", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._scrolled(), 1)

    def look(self) -> None:
        """Count again."""
        desk = self.desk
        self._asking = desk.runner.ask(
            confirming.why_review, desk.asked.question.destination, instead_of=self._asking
        )
        self._asking.succeeded.connect(self._show)

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self._show(self.causes)

    # inside

    def _show(self, causes: list[ReviewCause]) -> None:
        self.causes = causes
        empty(self._list)
        key = "why.text" if causes else "why.none"
        self._count.setText(words.say(key))
        for cause in causes:
            self._list.addWidget(line("row"))
            self._list.addWidget(self._row(cause))

    def _row(self, cause: ReviewCause) -> QWidget:
        made = QWidget()
        count = Plain(words.number(cause.vehicles), "section")
        count.setFixedWidth(theme.px(56))
        words_of_it = QVBoxLayout()
        words_of_it.setSpacing(4)
        words_of_it.addWidget(Plain(title_of(cause, self.desk.books.pack), "strong", wrap=True))
        words_of_it.addWidget(Plain(words.say(f"why.{_step(cause)}"), "caption", wrap=True))
        words_of_it.addLayout(self._links(cause))
        row = QHBoxLayout(made)
        row.setContentsMargins(SIDE, 12, SIDE, 12)
        row.setSpacing(8)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words_of_it, 1)
        return made

    def _links(self, cause: ReviewCause) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        if cause.kind == "unconfirmed":
            button = Button("why.confirm_all", link=True, count=cause.vehicles)
            button.clicked.connect(lambda: self.confirm(cause))
            row.addWidget(button)
        if _step(cause) == "plan":
            button = Button("why.state_plan", link=True)
            button.clicked.connect(self.plan)
            row.addWidget(button)
        show = Button("why.show", link=True)
        title = title_of(cause, self.desk.books.pack)
        show.clicked.connect(lambda: self.show_cause.emit(cause, title))
        row.addWidget(show)
        row.addStretch(1)
        return row

    def confirm(self, cause: ReviewCause) -> None:
        """Ask for the name of whoever vouches, then confirm the fact of all these vehicles."""
        dialog = ConfirmDialog(self.desk, cause, self)
        dialog.accepted.connect(lambda: self._find_and_confirm(cause, dialog.who))
        dialog.open()

    def _find_and_confirm(self, cause: ReviewCause, who: str) -> None:
        desk = self.desk
        task = desk.runner.ask(confirming.under_review, desk.asked.question.destination, cause)
        task.succeeded.connect(lambda chosen: self._confirm(cause, chosen, who))

    def _confirm(self, cause: ReviewCause, chosen: list[int], who: str) -> None:
        desk = self.desk
        task = desk.runner.change(
            confirming.confirm_facts, desk.books, desk.asked.question, chosen, [cause.name], who
        )
        task.succeeded.connect(lambda _: self._tell(cause, len(chosen), who))

    def _tell(self, cause: ReviewCause, count: int, who: str) -> None:
        def said() -> str:
            return words.say(
                "why.confirmed", count=count, fact=words.fact_within(cause.name), who=who
            )

        self.message.emit(Message("info", said, (Link("action.undo", self.undo.emit),)))

    def _head(self) -> QWidget:
        head = QWidget()
        close = IconButton("close", "pane.close")
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(MarkLabel("REVIEW", 20))
        row.addWidget(Label("ui.why_review", "section"), 1)
        row.addWidget(close)
        column = QVBoxLayout(head)
        column.setContentsMargins(SIDE, 8, 12, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._count)
        return head

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        # As wide as the pane, whatever stands in it: texts wrap, and nothing scrolls sideways.
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._list)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        return area


class ConfirmDialog(Dialog):
    """A person vouches for inferred values under their name."""

    def __init__(self, desk: Desk, cause: ReviewCause, parent: QWidget) -> None:
        fact = words.fact_within(cause.name)
        title = words.say("why.confirm_title", fact=fact, count=cause.vehicles)
        super().__init__(title, parent, words.say("why.confirm_verb", count=cause.vehicles))
        self._desk = desk
        self.explain("why.confirm_text")
        self.name = QLineEdit(desk.who)
        self.name.setAccessibleName(words.say("ui.your_name"))
        self.name.setReadOnly(bool(desk.signed.name))
        self.name.textEdited.connect(lambda text: self.verb.setEnabled(bool(text.strip())))
        self.body.addSpacing(4)
        self.body.addWidget(Label("ui.your_name", "caption"))
        self.body.addWidget(self.name)
        self.name.setFocus()

    @property
    def who(self) -> str:
        """The name of whoever vouches."""
        return self.name.text().strip()

    def accept(self) -> None:
        """Remember the name for the next time."""
        if not self.who:
            return
        if self.who != self._desk.who:
            self._desk.settings.staff_name = self.who
            settings_of.keep(self._desk.settings)
        super().accept()


def title_of(cause: ReviewCause, pack: Pack) -> str:
    """Return what a cause is called: `Displacement is missing`, or the title of a rule."""
    if cause.kind == "rule":
        titles = {rule.id: dict(rule.title) for rule in pack.rules}
        known = titles.get(cause.name)
        return words.in_both(known) if known else words.say(f"rule.{cause.name}")
    return words.say(f"why.title.{cause.kind}", fact=words.fact(cause.name))


def _step(cause: ReviewCause) -> str:
    return "plan" if cause.name == BY_PLAN and cause.kind == "missing" else cause.kind

"""What to look at before a certificate is stored, and where it contradicts what we hold."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.certificate_checks import Remark, Severity
from broker_app.domain.settling import Difference
from broker_app.jobs import certifying
from broker_app.jobs.certifying import Looked
from broker_app.ui import keys, theme
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, empty

_MARKS = {Severity.STOPS: "error", Severity.WARNS: "warning", Severity.ASKS: "info"}
_TOP = Qt.AlignmentFlag.AlignTop


class _Listed(QScrollArea):
    """A title and lines below it, which scroll where there are many."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(2)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        column.addWidget(Label(key, "strong"))
        column.addLayout(self.lines)
        column.addStretch(1)
        self.setWidget(inner)


class Remarks(_Listed):
    """Each box that is to be looked at, with its sentence in full."""

    chosen = Signal(str)
    """The name of a box to go to."""

    def __init__(self) -> None:
        super().__init__("certificate.look_at")

    def show_all(self, unreadable: Mapping[str, str], remarks: Sequence[Remark]) -> None:
        """Show what cannot be read, then everything else."""
        empty(self.lines)
        for name, sentence in unreadable.items():
            self.lines.addWidget(self._line("warning", name, sentence))
        order = list(_MARKS)
        for remark in sorted(remarks, key=lambda r: order.index(r.severity)):
            if remark.box not in unreadable:
                mark = _MARKS[remark.severity]
                self.lines.addWidget(self._line(mark, remark.box, certifying.sentence(remark)))
        if not unreadable and not remarks:
            self.lines.addWidget(Label("certificate.nothing_to_look_at", "label", wrap=True))

    def _line(self, mark: str, name: str, sentence: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        shown = MarkLabel(mark, 14)
        shown.setFixedHeight(theme.px(20))
        link = Button(lambda: certifying.label(name), link=True)
        link.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes through the paper alone
        link.clicked.connect(lambda: self.chosen.emit(name))
        row.addWidget(shown, 0, _TOP)
        row.addWidget(link, 0, _TOP)
        row.addWidget(Plain(sentence, wrap=True), 1)
        return made


class Differences(_Listed):
    """Facts that we hold to be something else: what we held, what the certificate says."""

    def __init__(self) -> None:
        super().__init__("certificate.contradicts")

    def show_all(self, differences: Sequence[Difference]) -> None:
        """Show the contradictions."""
        empty(self.lines)
        if not differences:
            self.lines.addWidget(Label("certificate.agrees", "label", wrap=True))
            return
        self.lines.addWidget(differences_table(differences))


class Contradicted(Dialog):
    """Asked before storing: what we held, what the certificate says, and why, where that counts."""

    given = Signal(str)
    """The reason; empty where none is needed."""

    def __init__(self, looked: Looked, parent: QWidget) -> None:
        count = len(looked.differences)
        title = words.say("certificate.differs" if count else "certificate.bears", count=count)
        super().__init__(title, parent, words.say("certificate.store_as_printed"), width=600)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("certificate.reason"))
        self._needs_reason = bool(looked.guarded)
        if count:
            self.body.addWidget(_scrolled(differences_table(looked.differences)))
        if self._needs_reason:
            verdict = words.say(f"verdict.{next(iter(looked.guarded.values()))}")
            facts = words.facts_within(looked.guarded)
            self.explain("error.certificate_reason", facts=facts, verdict=verdict)
            self.body.addWidget(self.reason)
        self.reason.returnPressed.connect(self.accept)
        self.reason.textChanged.connect(lambda _: self._show_ready())
        keys.listen_for(self, "accept", self.accept)
        self._show_ready()
        (self.reason if self._needs_reason else self.verb).setFocus()

    def accept(self) -> None:
        """Hand the reason on; nothing is stored without one that is needed."""
        if self.verb.isEnabled():
            self.given.emit(self.reason.text().strip())
            super().accept()

    def _show_ready(self) -> None:
        self.verb.setEnabled(not self._needs_reason or bool(self.reason.text().strip()))


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inner)
    area.setMinimumHeight(min(inner.sizeHint().height(), theme.px(360)))
    return area


def differences_table(differences: Sequence[Difference]) -> QWidget:
    """Return contradictions as lines of fact, what is held, what the certificate says."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(2, 1)
    grid.setColumnStretch(3, 1)
    grid.addWidget(Label("certificate.held", "quiet"), 0, 2)
    grid.addWidget(Label("certificate.printed", "quiet"), 0, 3)
    for number, difference in enumerate(differences, 1):
        fact, held, printed = certifying.said(difference)
        mark = MarkLabel("conflict", 14)
        mark.setFixedHeight(theme.px(20))
        name = Plain(fact, "caption")
        name.setFixedHeight(theme.px(20))
        grid.addWidget(mark, number, 0, _TOP)
        grid.addWidget(name, number, 1, _TOP)
        grid.addWidget(Plain(held, "fact", wrap=True), number, 2)
        grid.addWidget(Plain(printed, "fact", wrap=True), number, 3)
    return made

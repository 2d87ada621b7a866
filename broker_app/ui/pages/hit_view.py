"""One hit: how strong, who is listed where; opened, why, and what was or can be decided."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.disposition import Screening, Standing
from broker_app.domain.screening import TokenMatch
from broker_app.jobs import explaining_screening as explaining
from broker_app.jobs.books import Books
from broker_app.ui import theme
from broker_app.ui.pages.hit_decision import Decided, HitDecision
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.pressable import Pressable
from broker_app.ui.widgets.text import Button, Label, Plain, line, tip

BAR, BAR_HEIGHT, LABEL, MOST = 40, 6, 92, 6
_TOP = Qt.AlignmentFlag.AlignTop
_LEVELS = {"STRONG": "REVIEW", "MEDIUM": "needs_review", "WEAK": "todo"}
_STATES = {"cleared": "passed", "confirmed": "BLOCKED"}


def mark_of(one: Standing) -> str:
    """Return the mark of a hit: by its decision, else by its level."""
    return _STATES.get(one.state, _LEVELS[one.hit.level])


class HitView(QFrame):
    """A head that opens its body."""

    decided = Signal(object)
    """A `Decided`."""
    agreed = Signal()

    def __init__(
        self, books: Books, found: Screening, one: Standing, files: Mapping[int, str]
    ) -> None:
        super().__init__()
        self._books, self._found, self.standing, self._files = books, found, one, files
        self.form: HitDecision | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line("row"))
        column.addWidget(self._head())
        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(24, 0, 0, 12)
        self._rows.setSpacing(8)
        column.addWidget(self.body)
        self.opened = False
        self.body.hide()

    @property
    def entry(self) -> tuple[str, str]:
        """The list and the entry."""
        return self.standing.hit.entry.list_id, self.standing.hit.entry.entry_id

    def turn(self) -> None:
        """Open or close it; the body is made when it is first opened."""
        self.opened = not self.opened
        if self.opened and self._rows.count() == 0:
            self._fill()
        self.body.setVisible(self.opened)

    # inside

    def _head(self) -> QWidget:
        hit = self.standing.hit
        head = Pressable()
        head.clicked.connect(self.turn)
        level = words.say(f"screening.level.{hit.level}")
        mark = MarkLabel(mark_of(self.standing), 16)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Plain(hit.name.text, "fact", wrap=True))
        dated = explaining.dated(self._books, self._found, hit.entry.list_id)
        texts.addWidget(Plain(dated, "caption", wrap=True))
        state = explaining.state(self.standing)
        texts.addWidget(Plain(f"{level} · {state}", "caption", wrap=True))
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(8)
        row.addWidget(mark, 0, _TOP)
        row.addLayout(texts, 1)
        head.setAccessibleName(f"{level} {hit.name.text} {dated} {state}")
        return head

    def _fill(self) -> None:
        self._rows.addLayout(self._tokens())
        for reason in self.standing.hit.because:
            self._rows.addWidget(Plain(explaining.reason(reason), wrap=True))
        self._rows.addLayout(self._facts())
        if self.standing.disposition is not None:
            for said in explaining.decided(self.standing.disposition):
                self._rows.addWidget(Plain(said, "caption", wrap=True))
            file = self._files.get(self.standing.disposition.attachment or 0)
            if file:
                self._rows.addWidget(Plain(file, "caption", wrap=True))
        if self.standing.state == "second":
            agree = Button("screening.agree")
            agree.clicked.connect(self.agreed)
            self._rows.addWidget(agree, 0, Qt.AlignmentFlag.AlignLeft)
        self.form = HitDecision(self._files)
        self.form.decided.connect(self._decide)
        self._rows.addWidget(self.form)

    def _decide(self, decided: Decided) -> None:
        self.decided.emit(decided)

    def _tokens(self) -> QGridLayout:
        """Return our name and theirs, part beside part."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        tokens = self.standing.hit.tokens
        if tokens:
            for place, key in enumerate(("ours", "theirs", "alike")):
                grid.addWidget(Label(f"screening.{key}", "caption"), 0, place)
        for row, token in enumerate(tokens, 1):
            role = "quiet" if token.how == "unmatched" else "fact"
            grid.addWidget(Plain(token.ours or "–", role, wrap=True), row, 0)
            grid.addWidget(Plain(token.theirs or "–", role, wrap=True), row, 1)
            grid.addWidget(Plain(explaining.how(token), "caption"), row, 2)
            grid.addWidget(_Likeness(token), row, 3)
        return grid

    def _facts(self) -> QGridLayout:
        """Return what the list says of the entry."""
        entry = self.standing.hit.entry
        own = self.standing.hit.name
        facts = {
            "effect": explaining.effect(self._books, self.standing.hit),
            "programmes": _some(entry.programmes),
            "names": _some([n.text for n in entry.names if n != own]),
            "addresses": _some(entry.addresses),
            "born": _some(entry.born),
            "identifiers": _some([" ".join(one).strip() for one in entry.identifiers]),
            "remark": entry.remark,
            "entry": entry.entry_id,
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate((n, t) for n, t in facts.items() if t.strip()):
            label = Label(f"screening.field.{name}", "label", wrap=True)
            label.setFixedWidth(theme.px(LABEL))
            value = Plain(text, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0, _TOP)
            grid.addWidget(value, row, 1, _TOP)
        return grid


def _some(lines: Sequence[str]) -> str:
    """Return the first of some lines, one below the other, and how many more there are."""
    more = len(lines) - MOST
    last = [words.say("hold.more", count=more)] if more > 0 else []
    return "\n".join([*lines[:MOST], *last])


class _Likeness(QWidget):
    """How like two parts are, as a bar; its figure is its accessible name and tip."""

    def __init__(self, token: TokenMatch) -> None:
        super().__init__()
        self._share = token.similarity
        said = words.say("screening.percent", share=round(token.similarity * 100))
        self.setAccessibleName(said)
        self.setToolTip(tip(said))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(BAR), theme.px(BAR_HEIGHT + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, height = theme.now(), float(theme.px(BAR_HEIGHT))
        top = (self.height() - height) / 2
        painter = QPainter(self)
        painter.fillRect(QRectF(0, top, self.width(), height), look.line)
        painter.fillRect(QRectF(0, top, self.width() * self._share, height), look.bar)
        painter.end()

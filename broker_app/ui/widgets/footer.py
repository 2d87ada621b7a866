"""The footer: what the page says of its selection, work in progress, what the answers rest on."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from broker_app.ui import theme
from broker_app.ui.runner import Task
from broker_app.ui.widgets.text import Button, Elided, Label, Plain, Said, empty, line

HEIGHT = 28
SHOW_AFTER_MS = 1000
"""Work that takes less than this shows nothing: a strip that flashes only disturbs."""


class Footer(QWidget):
    """One line at the bottom of the window, with a progress line on top of it."""

    stopped = Signal()
    """Work was cancelled because somebody asked for it here."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: list[Task] = []
        """What is on its way, the one that runs first: the writer takes them in turn."""
        self._said: Said = ""
        self._parts = QHBoxLayout()
        self._parts.setSpacing(16)
        self._text = Elided(role="caption")
        self._cancel = Button("ui.cancel", link=True)
        self._cancel.clicked.connect(self._stop)
        self._rests_on = Label(role="caption")
        self._line = QProgressBar()
        self._line.setTextVisible(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_AFTER_MS)
        self._timer.timeout.connect(lambda: self._show_work(True))
        self._lay_out()
        self._show_work(False)

    def say(self, parts: list[str]) -> None:
        """Show what a page says; its first part is the most important."""
        empty(self._parts)
        for number, text in enumerate(parts):
            self._parts.addWidget(Plain(text, "caption" if number else "footer"))

    def rest_on(self, said: Said) -> None:
        """Show which versions the answers on the screen rest on."""
        self._said = said
        self._rests_on.say(said)

    def watch(self, task: Task) -> None:
        """Show how far a task is, if it takes long."""
        self._tasks.append(task)
        task.progress.connect(lambda done, total, text: self._tell(task, done, total, text))
        task.finished.connect(lambda: self._end(task))
        if len(self._tasks) == 1:
            self._text.setText("")
            self._timer.start()

    @property
    def shows_work(self) -> bool:
        """Whether the strip is there."""
        return not self._cancel.isHidden()

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._said:
            self._rests_on.say(self._said)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("footer")
        bar.setFixedHeight(theme.px(HEIGHT))
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        row.addLayout(self._parts)
        row.addStretch(1)
        self._text.setMinimumWidth(theme.px(280))
        row.addWidget(self._text, 1)
        row.addWidget(self._cancel)
        self._rule = line("v")
        self._rule.setFixedHeight(theme.px(14))
        row.addWidget(self._rule)
        row.addWidget(self._rests_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._line)
        column.addWidget(bar)

    def _tell(self, task: Task, done: int, total: int, text: str) -> None:
        if task is not self._tasks[0]:
            return
        self._line.setRange(0, max(total, 0))
        self._line.setValue(done)
        self._text.setText(text)

    def _end(self, task: Task) -> None:
        self._tasks.remove(task)
        if not self._tasks:
            self._timer.stop()
            self._show_work(False)

    def _show_work(self, on: bool) -> None:
        for widget in (self._text, self._cancel, self._rule):
            widget.setVisible(on)
        # The line keeps its two pixels, so that nothing jumps when work begins.
        self._line.setRange(0, 100)
        if not on:
            self._line.setValue(0)

    def _stop(self) -> None:
        if self._tasks:
            self._tasks[0].cancelled.connect(self.stopped)
            self._tasks[0].cancel()

"""Locking: the window behind its gate, at the opening, by its key and after idle minutes.

Nothing is closed or thrown away: pages, dialogs and what stands in their fields are hidden and come
back as they were. Nothing behind the gate can be read, or reached by a key.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from broker_app.domain.changes import Changes
from broker_app.jobs import signing_in
from broker_app.store import people
from broker_app.ui import keys
from broker_app.ui.gate import Gate

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

_MINUTE_MS = 60_000
_ALIVE = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove, QEvent.Type.InputMethod,
    }
)  # fmt: skip
"""What tells that somebody is there."""


class Lock(QObject):
    """Puts the gate before the window and takes it away again."""

    opened = Signal()
    """Somebody signed in for the first time since the window opened."""

    def __init__(self, window: "MainWindow", shown: QWidget) -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self.gate = Gate(self._desk)
        self.gate.opened.connect(self._open)
        self.closed = False
        self._dialogs: list[tuple[QWidget, bool]] = []
        self._shortcuts: list[QObject] = []
        self._focus: QWidget | None = None
        self.places = QStackedWidget()
        """The window's middle: what is shown, or the gate."""
        self.places.addWidget(shown)
        self.places.addWidget(self.gate)
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self.close)
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._hear)

    @property
    def needed(self) -> bool:
        """Whether people sign in to this file."""
        return signing_in.are_set_up(self._desk.reader)

    def begin(self) -> None:
        """Close at the opening of the window where people sign in."""
        self._desk.signed.changed.connect(self._count)
        if self.needed:
            self.close()

    def look(self, changes: Changes) -> None:
        """Heed what changed of people: who is out of use works here no more."""
        if not changes.touches("person"):
            return
        named = signing_in.names(self._desk.reader)
        if self.needed and not self.closed and self._desk.signed.name not in named:
            self._desk.signed.sign("")
            self.close()
        self._count()

    def close(self) -> None:
        """Lock, unless there is nobody who could unlock."""
        if self.closed or not self.needed:
            return
        self.closed = True
        self.idle.stop()
        self._hide()
        self.places.setCurrentWidget(self.gate)
        self.gate.ask(self._desk.signed.name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count the idle minutes anew while somebody is there."""
        if event.type() in _ALIVE and self.idle.isActive():
            self.idle.start()
        return False

    # inside

    def _hide(self) -> None:
        window = self._window
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._focus = window.focusWidget()
        self._dialogs = [
            (one, one.isModal())
            for one in window.findChildren(QWidget)
            if one.isWindow() and one.isVisible()
        ]
        for one, _ in self._dialogs:
            one.hide()
        self._shortcuts = keys.silence(window)
        window.setAcceptDrops(False)

    def _open(self, name: str) -> None:
        first = not self._desk.signed.name
        self.closed = False
        self.places.setCurrentIndex(0)
        keys.wake(self._shortcuts)
        self._window.setAcceptDrops(True)
        self._desk.signed.sign(name)
        if self._focus is not None:
            self._focus.setFocus()
        for one, modal in self._dialogs:
            if modal and isinstance(one, QDialog):
                one.open()
            else:
                one.show()
        self._dialogs, self._shortcuts, self._focus = [], [], None
        self._count()
        if first:
            self.opened.emit()

    def _count(self) -> None:
        """Begin to count the idle minutes that are set for the file."""
        minutes = people.lock_after(self._desk.reader)
        if minutes and self.needed and not self.closed:
            self.idle.start(minutes * _MINUTE_MS)
        else:
            self.idle.stop()

    def _hear(self, focused: QWindow | None) -> None:
        """Hear what somebody does in each window of the program; twice changes nothing."""
        if focused is not None:
            focused.installEventFilter(self)

"""Where one was: kept while one works, so that a window that crashed comes back as it was.

Size and place come back at every start; page, filter and chosen record where the last window did
not close as it should: who closes a window begins a new day at its first page.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QTimer

from broker_app.errors import UserError
from broker_app.memory import Memory
from broker_app.ui.messages import Message
from broker_app.ui.unsent import Unsent

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

KEEP_EVERY_MS = 2000


class WindowState(QObject):
    """Keeps the state of a window in its memory, and gives it back."""

    def __init__(self, window: "MainWindow", memory: Memory) -> None:
        super().__init__(window)
        self._window, self._memory = window, memory
        self._crashed = memory.get("is_open", False)
        self.unsent = Unsent(window, memory)
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def begin(self) -> None:
        """Give the window its size; where it was comes back once its first page is painted."""
        said = self._memory.get("geometry", "")
        if said:
            self._window.restoreGeometry(QByteArray.fromHex(said.encode("ascii", "ignore")))
        QTimer.singleShot(0, self, self._go_back)

    def keep(self) -> None:
        """Keep what there is now; nothing is written where it is the same."""
        window = self._window
        geometry = bytes(window.saveGeometry().toHex().data()).decode("ascii")
        self._memory.put("geometry", geometry)
        self._memory.put("page", window.current_name)
        self._memory.put("shown", {name: page.kept() for name, page in window.made_pages()})
        self.unsent.keep()

    def end(self) -> None:
        """Keep the size, and that the window was closed as it should be."""
        self._timer.stop()
        self.keep()
        self.unsent.end()
        self._memory.put("is_open", False)

    # inside

    def _go_back(self) -> None:
        if self._crashed:
            shown = self._memory.get("shown", {})
            names = [name for name in shown if name != self._memory.get("page", "")]
            for name in [*names, self._memory.get("page", "")]:
                self._show_again(name, shown.get(name))
            self._window.tell(Message("info", "ui.back_again", aside=True))
        self.unsent.offer()
        self._memory.put("is_open", True)
        self._timer.start()

    def _show_again(self, name: str, kept: object) -> None:
        page = self._window.page(name)
        if page is None:
            return
        self._window.show_page(name)
        if kept is not None:
            try:
                page.take_up(kept)
            except UserError:
                return  # it is gone since

"""Moving the chosen vehicles to another state; the dialog is loaded when it is first opened."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.state import BOUGHT
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table


class MovingDesk(QObject):
    """Opens the dialog for the vehicles that are chosen in a table, and tells what became of it."""

    message = Signal(object)
    undo = Signal()

    def __init__(self, desk: Desk, table: Table, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._table, self._over = desk, table, over

    def do_buy(self) -> None:
        """Enter the chosen vehicles as bought."""
        self.move_to(self._table.chosen(), BOUGHT)

    def do_move_state(self) -> None:
        """Move the chosen vehicles to another state."""
        self.move_to(self._table.chosen())

    def move_to(self, chosen: Sequence[int], state: str = "") -> None:
        """Ask for day and state, where it is not given, and move."""
        if not chosen:
            return
        from broker_app.ui.pages.move_state import MoveDialog

        dialog = MoveDialog(self._desk, chosen, self._over, state)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.moved.connect(self._tell_moved)
        dialog.open()

    def _tell_moved(self, count: int, state: str) -> None:
        def said() -> str:
            return words.say("move.done", count=count, state=words.state(state))

        self.message.emit(Message("info", said, (Link("action.undo", self.undo.emit),)))

"""Putting the chosen vehicles into the bin, and telling of it with the way back."""

from PySide6.QtCore import QObject, Signal

from broker_app import words
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import Table


class BinningDesk(QObject):
    """Needs no question: it is undone as easily as done."""

    message = Signal(object)
    undo = Signal()
    does = Signal(str)

    def __init__(self, desk: Desk, table: Table, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._table = desk, table

    def do_to_bin(self) -> None:
        """Put the chosen vehicles into the bin."""
        from broker_app.jobs import binning

        chosen = self._table.chosen()
        if chosen:
            task = self._desk.runner.change(binning.put_in_bin, chosen, self._desk.who)
            task.succeeded.connect(lambda _: self._tell(len(chosen)))

    def _tell(self, count: int) -> None:
        undo = Link("action.undo", self.undo.emit)
        show = Link("bin.show", lambda: self.does.emit("bin"))
        said = Message("info", lambda: words.say("bin.done", count=count), (undo, show))
        self.message.emit(said)

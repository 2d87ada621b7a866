"""Looks up what the shipments page shows, on a reader: hundreds of vehicles take their time."""

from PySide6.QtCore import QObject, Signal

from broker_app.errors import UserError
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.shipment_board import judge, look_up
from broker_app.ui.runner import Task


class ShipmentLooking(QObject):
    """One question at a time: a newer one takes the place of the one before."""

    found = Signal(object)
    """A `Board`."""
    judged = Signal(int, object)
    """A shipment, and whether its papers may be issued: a `Judged`."""
    gone = Signal()
    """The shipment is there no more."""
    message = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self._judging: Task | None = None

    def look(self, shipment: int) -> None:
        """Look a shipment up."""
        desk = self._desk
        given = (desk.books, shipment, desk.asked.today)
        task = desk.runner.ask(look_up, *given, instead_of=self._task, takes_long=True)
        self._task = task
        task.succeeded.connect(self.found)
        task.on_failure(self._refuse)
        task.finished.connect(lambda: self._forget(task))

    def judge(self, shipment: int) -> None:
        """Judge every vehicle of a shipment, and say what its papers lack."""
        desk = self._desk
        given = (desk.books, shipment, desk.asked.today)
        self._judging = desk.runner.ask(judge, *given, instead_of=self._judging)
        self._judging.succeeded.connect(lambda found: self.judged.emit(shipment, found))

    def stop(self) -> None:
        """Look no more: somebody left the shipment."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # inside

    def _refuse(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.gone.emit()
        else:
            self.message.emit(problem)

    def _forget(self, task: Task) -> None:
        if self._task is task:
            self._task = None

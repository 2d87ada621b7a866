"""Stores what was entered about a shipment besides its fields: particulars and containers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import editing, particulars
from broker_app.ui.pages.page import Desk

if TYPE_CHECKING:
    from broker_app.ui.pages.shipment_view import ShipmentView


class ShipmentDetails(QObject):
    """Each change is a job; what is wrong is said beside its field."""

    def __init__(self, desk: Desk, view: "ShipmentView") -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        view.particulars.entered.connect(self._put)
        view.particulars.new_party.connect(self._add_party)
        view.containers.added.connect(self._add)
        view.containers.changed.connect(self._change)
        view.containers.entered.connect(self._put_of_container)
        view.containers.removed.connect(self._remove)
        view.containers.stowed.connect(self._stow)

    def _put(self, key: str, value: str, of: list[int]) -> None:
        def job(*given: Any) -> Any:
            return particulars.put(*given, of=of)

        def refuse(problem: UserError) -> None:
            self._view.particulars.refuse(key, problem)

        self._run(refuse, job, self._desk.books, self._id, {key: value}, self._desk.who)

    def _add_party(self, key: str, name: str) -> None:
        task = self._desk.runner.change(editing.save_party, Party(name=name), self._desk.who)
        task.succeeded.connect(lambda made: self._put(key, str(made[0]), []))

    def _add(self) -> None:
        self._run(self._view.message.emit, particulars.add_container, self._id, self._desk.who)

    def _change(self, container: int, name: str, value: str) -> None:
        def refuse(problem: UserError) -> None:
            self._view.containers.refuse(container, name, problem)

        self._run(refuse, particulars.change_container, container, {name: value}, self._desk.who)

    def _put_of_container(self, container: int, key: str, value: str) -> None:
        def job(*given: Any) -> Any:
            return particulars.put(*given, container=container)

        def refuse(problem: UserError) -> None:
            self._view.containers.refuse(container, key, problem)

        self._run(refuse, job, self._desk.books, self._id, {key: value}, self._desk.who)

    def _remove(self, container: int) -> None:
        job = particulars.remove_container
        self._run(self._view.message.emit, job, container, self._desk.who)

    def _stow(self, vehicle: int, container: int, place: str) -> None:
        given = (self._id, vehicle, container or None, self._desk.who, place)
        self._run(self._view.message.emit, particulars.stow, *given)

    @property
    def _id(self) -> int:
        return self._view.board.id if self._view.board else 0

    def _run(self, refuse: Callable[[Any], object], job: Callable[..., Any], *given: Any) -> None:
        def failed(problem: BaseException) -> None:
            known = isinstance(problem, UserError)
            (refuse if known else self._view.message.emit)(problem)

        self._desk.runner.change(job, *given).on_failure(failed)

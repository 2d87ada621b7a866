"""A typed chassis number that another vehicle has: that one is named, to open or to compare."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui.merge_view import MergeDialog
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk


def taken_message(
    desk: Desk,
    vehicle: int,
    problem: UserError,
    show: Callable[[int], None],
    parent: QWidget,
) -> Message:
    """Return the message of a `chassis_taken`, with links; `show` opens a vehicle by its id."""
    owner = int(str(problem.values["owner"]))

    def compare() -> None:
        dialog = MergeDialog(desk, vehicle, owner, parent.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.merged.connect(show)
        dialog.open()

    links = (
        Link("duplicates.open", lambda: show(owner)),
        Link("duplicates.compare_short", compare),
    )
    return Message("warning", lambda: words.error(problem), links)

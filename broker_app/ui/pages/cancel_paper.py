"""Cancelling the number of a paper: asks for the reason, which stays in the register."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.jobs import numbering
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import ReasonDialog


def ask_cancel(
    desk: Desk, number: str, parent: QWidget, refused: Callable[[BaseException], object]
) -> None:
    """Ask why, and cancel every paper under a number."""
    said = words.say("papers.cancel_text", number=number)
    title = words.say("papers.cancel_title", number=number)
    dialog = ReasonDialog(said, parent, title, words.say("papers.cancel"))

    def cancel(why: str) -> None:
        desk.runner.change(numbering.cancel, number, why, desk.who).on_failure(refused)

    dialog.given.connect(cancel)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()

"""Assuring: the records verified, with a plain answer; and the bundle for support."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.jobs import auditing, supporting
from broker_app.jobs.auditing import Verified
from broker_app.ui.giving import Offer, written
from broker_app.ui.keeping import AnswerDialog

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow


def verify_records(window: "MainWindow") -> None:
    """Verify the journal, and every record by it; it can be cancelled, and changes nothing."""
    desk = window.desk
    second = desk.settings.backups_folder
    task = desk.runner.ask(auditing.verify, desk.runner.path, None, second, takes_long=True)
    task.succeeded.connect(lambda found: _answer(window, found))


def support_bundle(window: "MainWindow") -> None:
    """Write the bundle into a place that is asked for, and say what is in it."""
    desk = window.desk
    offer = Offer(
        "bundle",
        words.say("action.support_bundle"),
        "broker-support.zip",
        ("zip",),
        said=lambda path, _made: written(path, "cli.bundle"),
    )
    window.giving.save(offer, supporting.write_bundle, desk.runner.path, desk.settings)


def _answer(window: "MainWindow", found: Verified) -> AnswerDialog:
    lines = [("passed" if good else "error", text) for good, text in auditing.lines(found)]
    dialog = AnswerDialog(auditing.answer(found), lines, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog

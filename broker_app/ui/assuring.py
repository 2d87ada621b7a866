"""Assuring: the records verified, with a plain answer; and the bundle for support."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app import words
from broker_app.jobs import auditing, supporting
from broker_app.jobs.auditing import Verified
from broker_app.ui.keeping import AnswerDialog
from broker_app.ui.messages import Message

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
    title = words.say("action.support_bundle")
    offered = str(Path(desk.settings.papers_folder) / "broker-support.zip")
    chosen, _ = QFileDialog.getSaveFileName(window, title, offered, "ZIP (*.zip)")
    if not chosen:
        return
    target = Path(chosen) if chosen.endswith(".zip") else Path(f"{chosen}.zip")

    def done(_: object) -> None:
        desk.given_out("bundle", target)
        window.tell(Message("info", lambda: words.say("cli.bundle", file=target.name)))

    task = desk.runner.ask(
        supporting.write_bundle, desk.runner.path, desk.settings, target, takes_long=True
    )
    task.succeeded.connect(done)


def _answer(window: "MainWindow", found: Verified) -> AnswerDialog:
    lines = [("passed" if good else "error", text) for good, text in auditing.lines(found)]
    dialog = AnswerDialog(auditing.answer(found), lines, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog

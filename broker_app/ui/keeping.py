"""Keeping: what the window does about backups, the soundness of the file, and plain files."""

from typing import TYPE_CHECKING

from broker_app import words
from broker_app.jobs import backing_up
from broker_app.jobs.backing_up import Made
from broker_app.ui.messages import Message

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow


def back_up(window: "MainWindow") -> None:
    """Make a backup now, and say what came of it."""
    desk = window.desk

    def said(made: Made) -> None:
        desk.runner.changed.emit(made.changes)
        problem = made.problem
        if problem is not None:
            window.tell(Message("warning", lambda: words.error(problem)))
        else:
            window.tell(Message("info", "today.backed_up"))

    task = desk.runner.ask(
        backing_up.back_up, desk.runner.path, desk.settings.backups_folder, takes_long=True
    )
    task.succeeded.connect(said)

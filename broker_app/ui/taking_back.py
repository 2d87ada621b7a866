"""Undo and redo from the window: the step is taken back, and the bar says which one."""

from functools import partial

from broker_app import words
from broker_app.jobs import undoing
from broker_app.jobs.undoing import Undoable
from broker_app.store import history
from broker_app.store.database import Rows
from broker_app.ui.history import step_name
from broker_app.ui.messages import OF_A_STEP, Link, Message, MessageBar
from broker_app.ui.pages.page import Desk


def is_possible(reader: Rows, needed: str) -> bool:
    """Tell whether there is something to `undo` or to `redo`."""
    ask = {"undo": undoing.next_undo, "redo": undoing.next_redo}[needed]
    return ask(reader) is not None


def undo(desk: Desk, bar: MessageBar, back: Link) -> None:
    """Take back the last thing somebody did; `back` brings it back."""
    _take_back(desk, bar, undoing.next_undo(desk.reader), "ui.undone", back)


def redo(desk: Desk, bar: MessageBar, back: Link) -> None:
    """Do again what was taken back last; `back` takes it back once more."""
    _take_back(desk, bar, undoing.next_redo(desk.reader), "ui.redone", back)


def _take_back(desk: Desk, bar: MessageBar, found: Undoable | None, told: str, back: Link) -> None:
    if found is None:
        nothing = "ui.nothing_to_undo" if told == "ui.undone" else "ui.nothing_to_redo"
        bar.tell(Message("info", nothing))
        return
    said = partial(_said, desk.reader, found, told)
    task = desk.runner.change(undoing.undo_step, found.step, desk.who)
    # What can be brought back only until something else is done is not said any longer then.
    about = "redo" if told == "ui.undone" else ""

    def tell() -> None:
        bar.settle(OF_A_STEP)
        bar.tell(Message("info", said, (back,), about=about))

    task.succeeded.connect(lambda _: tell())


def _said(reader: Rows, found: Undoable, told: str) -> str:
    step = found.step
    if told == "ui.redone":  # the step that is redone, not the undo that was taken back
        row = history.get(reader, step)
        step = int(row["undoes"]) if row is not None and row["undoes"] is not None else step
    name = step_name(reader, step)
    if found.stays:
        stays = words.listed(step_name(reader, one) for one in found.stays)
        return words.say("ui.undone_past", step=name, stays=stays)
    return words.say(told, step=name)

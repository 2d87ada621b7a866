"""What one does with the money of several vehicles at once: one bill for all, another company."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from broker_app import words
from broker_app.store import companies
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Page

if TYPE_CHECKING:
    from broker_app.ui.pages.company_choice import CompanyDialog
    from broker_app.ui.pages.shared_cost import SharedCostDialog


def share_cost(page: Page, chosen: Sequence[int], way: str) -> "SharedCostDialog | None":
    """Enter one bill for some vehicles, split `way` at first; nothing where none is chosen."""
    from broker_app.ui.pages.shared_cost import SharedCostDialog

    if not chosen:
        page.message.emit(Message("info", "share.choose"))
        return None
    dialog = SharedCostDialog(page.desk, chosen, way, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.shared.connect(lambda count: _tell(page, lambda: words.say("share.done", count=count)))
    dialog.open()
    return dialog


def give_to_company(page: Page, chosen: Sequence[int]) -> "CompanyDialog | None":
    """Give some vehicles to another company; says so where there is none."""
    from broker_app.ui.pages.company_choice import CompanyDialog

    single = len(companies.every(page.desk.reader)) < 2
    if single or not chosen:
        page.message.emit(Message("info", "give.only_one" if single else "share.choose"))
        return None
    dialog = CompanyDialog(page.desk, chosen, page)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    count = len(chosen)
    dialog.given.connect(
        lambda name: _tell(page, lambda: words.say("give.done", count=count, name=name))
    )
    dialog.open()
    return dialog


def _tell(page: Page, said: Callable[[], str]) -> None:
    undo = Link("action.undo", lambda: page.does.emit("undo"))
    page.message.emit(Message("info", said, (undo,)))

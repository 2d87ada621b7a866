"""The door for attached files: looked at and asked about before another program gets a copy."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.evidence import Evidence
from broker_app.domain.file_name import safe_name
from broker_app.jobs import opening
from broker_app.jobs.opening import Examined, Saved
from broker_app.ui import theme
from broker_app.ui.giving import Giving, Offer
from broker_app.ui.messages import Link, Message
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Plain

_TOP = Qt.AlignmentFlag.AlignTop
LABEL = 120


class AttachmentDoor(QObject):
    """Opens and saves attached files; `message` tells what came of it."""

    message = Signal(object)

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self._giving = Giving(desk, over)
        self._giving.message.connect(self.message)
        self.asked: OpenDialog | None = None

    def open(self, attachment: Attachment, over: QWidget | None = None) -> None:
        """Look at a file, then ask whether another program may have a copy."""
        task = self._desk.runner.ask(opening.examine, self._desk.runner.path, attachment)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda found: self._ask(attachment, found, over or self._over))

    def open_paper(self, paper: Evidence) -> None:
        """Look at a paper stored as evidence, then ask whether another program may have a copy."""
        task = self._desk.runner.ask(opening.paper_to_open, self._desk.runner.path, paper)
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._ask_paper)

    def save(self, attachment: Attachment) -> None:
        """Save a copy in a place that is asked for."""
        offer = Offer(
            "attachment", words.say("attachment.save_as"), safe_name(attachment.file), said=_saved
        )
        self._giving.save(offer, opening.save_as, self._desk.runner.path, attachment)

    def save_photos(self, vehicles: list[int]) -> None:
        """Save all photographs of vehicles into a folder that is asked for."""
        offer = Offer(
            "attachment",
            words.say("action.save_photos"),
            said=self._photos_saved,
            counted=lambda made: made.photos,
        )
        self._giving.save_in_folder(offer, opening.save_photos, self._desk.runner.path, vehicles)

    # inside

    def _ask(self, attachment: Attachment, found: Examined, over: QWidget) -> None:
        dialog = OpenDialog(found, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        act = self._open if found.may_open else self.save
        dialog.accepted.connect(lambda: act(attachment))
        dialog.open()

    def _ask_paper(self, found: tuple[Examined, Path]) -> None:
        examined, copy = found
        dialog = OpenDialog(examined, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        act = open_path if examined.may_open else self._save_paper
        dialog.accepted.connect(lambda: act(copy))
        self.asked = dialog
        dialog.open()

    def _save_paper(self, copy: Path) -> None:
        """Save a copy of a paper that is not opened, in a place that is asked for."""
        offer = Offer("attachment", words.say("attachment.save_as"), copy.name, said=_saved)
        self._giving.save(offer, opening.save_paper, copy)

    def _open(self, attachment: Attachment) -> None:
        runner = self._desk.runner
        task = runner.ask(opening.copy_to_open, runner.path, attachment)
        task.on_failure(self.message.emit)
        task.succeeded.connect(open_path)

    def _photos_saved(self, folder: Path, made: Saved) -> Message:
        if made.lost:
            lost = words.listed(made.lost)
            missing = partial(words.say, "attachment.photos_lost", files=lost)
            self.message.emit(Message("warning", missing))

        def said() -> str:
            vehicles = words.say("ui.vehicles", count=made.vehicles)
            return words.say("attachment.photos_saved", count=made.photos, vehicles=vehicles)

        link = Link("shipment.show_folder", lambda: open_path(folder))
        return Message("info", said, (link,))


def _saved(target: Path, _made: object) -> Message:
    link = Link("shipment.show_folder", lambda: open_path(target.parent))
    return Message("info", lambda: words.say("attachment.saved", file=target.name), (link,))


class OpenDialog(Dialog):
    """Names a file, what its content is and what its name says; only harmless ones are opened."""

    def __init__(self, found: Examined, parent: QWidget) -> None:
        may = found.may_open
        title = words.say("open.title" if may else "open.title_danger", file=found.name)
        verb = words.say("open.verb" if may else "attachment.save_as")
        super().__init__(title, parent, verb, width=520)
        self.found = found
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, theme.px(LABEL))
        grid.setColumnStretch(1, 1)
        ending = f".{found.ending}" if found.ending else words.say("open.no_ending")
        for row, (key, value) in enumerate(
            (
                ("open.name", found.name),
                ("open.content", words.say(f"content.{found.content}")),
                ("open.ending", ending),
                ("open.size", bytes_text(found.size)),
            )
        ):
            grid.addWidget(Plain(words.say(key), "label"), row, 0, _TOP)
            grid.addWidget(Plain(value, "fact", wrap=True), row, 1)
        self.body.addLayout(grid)
        for danger in found.dangers:
            self.body.addLayout(_marked("warning", words.say(f"danger.{danger}")))
        if may and found.misnamed:
            self.body.addLayout(_marked("warning", words.say("open.misnamed")))
        self.explain("open.text" if may else "open.text_danger")


def bytes_text(size: int) -> str:
    """Return a number of bytes for reading: `640 kB`, `2.1 MB`."""
    if size < 1000:
        return words.say("size.bytes", value=size)
    if size < 1_000_000:
        return words.say("size.kilobytes", value=size // 1000)
    return words.say("size.megabytes", value=round(size / 1_000_000, 1))


def _marked(mark: str, sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    shown = MarkLabel(mark, 14)
    shown.setFixedHeight(theme.px(20))
    row.addWidget(shown, 0, _TOP)
    row.addWidget(Plain(sentence, wrap=True), 1)
    return row

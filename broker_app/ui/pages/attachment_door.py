"""The door for attached files: looked at and asked about before another program gets a copy."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.evidence import Evidence
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.jobs import opening
from broker_app.jobs.opening import Examined, Saved
from broker_app.papers.saving import not_written, save
from broker_app.ui import theme
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
        settings = self._desk.settings
        offered = str(Path(settings.papers_folder) / safe_name(attachment.file))
        title = words.say("attachment.save_as")
        chosen, _ = QFileDialog.getSaveFileName(self._over, title, offered)
        if not chosen:
            return
        settings.papers_folder = str(Path(chosen).parent)
        settings_of.keep(settings)
        runner = self._desk.runner
        task = runner.ask(opening.save_as, runner.path, attachment, Path(chosen))
        task.on_failure(self.message.emit)
        task.succeeded.connect(self._saved)
        task.succeeded.connect(lambda path: self._desk.given_out("attachment", path))

    def save_photos(self, vehicles: list[int]) -> None:
        """Save all photographs of vehicles into a folder that is asked for."""
        settings, title = self._desk.settings, words.say("action.save_photos")
        folder = QFileDialog.getExistingDirectory(self._over, title, settings.papers_folder)
        if not folder:
            return
        settings.papers_folder = folder
        settings_of.keep(settings)
        runner = self._desk.runner
        task = runner.ask(opening.save_photos, runner.path, vehicles, Path(folder), takes_long=True)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda saved: self._photos_saved(saved, Path(folder)))
        task.succeeded.connect(lambda _: self._desk.given_out("attachment", Path(folder)))

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
        settings, title = self._desk.settings, words.say("attachment.save_as")
        offered = str(Path(settings.papers_folder) / copy.name)
        chosen, _ = QFileDialog.getSaveFileName(self._over, title, offered)
        if not chosen:
            return
        try:
            save(copy.read_bytes(), Path(chosen))
        except (UserError, OSError) as problem:
            told = problem if isinstance(problem, UserError) else not_written(Path(chosen), problem)
            self.message.emit(told)
            return
        self._saved(Path(chosen))

    def _open(self, attachment: Attachment) -> None:
        runner = self._desk.runner
        task = runner.ask(opening.copy_to_open, runner.path, attachment)
        task.on_failure(self.message.emit)
        task.succeeded.connect(open_path)

    def _saved(self, target: Path) -> None:
        link = Link("shipment.show_folder", lambda: open_path(target.parent))
        said = words.say("attachment.saved", file=target.name)
        self.message.emit(Message("info", lambda: said, (link,)))

    def _photos_saved(self, saved: Saved, folder: Path) -> None:
        def said() -> str:
            vehicles = words.say("ui.vehicles", count=saved.vehicles)
            return words.say("attachment.photos_saved", count=saved.photos, vehicles=vehicles)

        link = Link("shipment.show_folder", lambda: open_path(folder))
        self.message.emit(Message("info", said, (link,)))
        if saved.lost:
            lost = saved.lost

            def missing() -> str:
                return words.say("attachment.photos_lost", files=words.listed(lost))

            self.message.emit(Message("warning", missing))


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

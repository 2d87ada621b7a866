"""The section of photos and papers: what is attached to a vehicle, and what should be."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.attachment import KINDS, Attachment
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import attaching
from broker_app.jobs.attaching import Attached
from broker_app.store import attachments as stored
from broker_app.ui import theme
from broker_app.ui.clipboard import now_copied
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.tiles import TilesModel
from broker_app.ui.pages.attaching_desk import OFFERED
from broker_app.ui.pages.attachment_details import AttachmentDetails
from broker_app.ui.pages.attachment_door import AttachmentDoor
from broker_app.ui.pages.attachment_view import AttachmentView
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import Known, title_of
from broker_app.ui.runner import Task
from broker_app.ui.scratch import Scratch
from broker_app.ui.widgets.drop_frame import files_in
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, tip
from broker_app.ui.widgets.tiles import Tiles

FILES = "*.jpg *.jpeg *.png *.webp *.gif *.bmp *.tif *.tiff *.heic *.pdf *.xlsx *.docx *.eml *.msg"
MOST_SAID = 4
"""So many files that were not taken are told one by one."""


class AttachmentsSection(Section):
    """Tiles with what one can do to them; dropped, pasted and chosen files are attached."""

    message = Signal(object)
    undo = Signal()

    def __init__(self, desk: Desk, opened: bool) -> None:
        super().__init__("attachments", "pane.attachments", opened)
        self._desk = desk
        self._known: Known | None = None
        self._looking: list[Task] = []
        self._pasted = Scratch()
        self.model = TilesModel()
        self.tiles = Tiles(self.model)
        self.details = AttachmentDetails()
        self.door = AttachmentDoor(desk, self)
        self.missing = Plain(wrap=True)
        self._empty = Label("attachment.none", "label", wrap=True)
        self._lay_out()
        self._connect()

    def show_for(self, known: Known) -> None:
        """Show the files of a vehicle; the same ones are not looked at again."""
        other = self._known is None or self._known.id != known.id
        self._known = known
        self.tiles.view.setAccessibleName(words.say("pane.attachments"))
        files = stored.of_vehicle(self._desk.reader, known.id)
        self._say_summary(known, files)
        if not other and files == self.model.attachments():
            self._show_details()
            return
        chosen = [] if other else self.tiles.view.chosen()
        if other:
            self.model.show_files([])  # nothing of one vehicle is ever seen beside another
        self.model.show_files(files)
        self.tiles.view.choose(chosen)
        self._empty.setVisible(not files)
        self._show_details()
        self._look()

    def turn(self) -> None:
        """Fold it or open it; files are looked at when it is open."""
        super().turn()
        self._look()

    def attach(self, files: Sequence[Path]) -> None:
        """Attach files to the vehicle that is shown."""
        if self._known is None or not files:
            return
        known, desk = self._known, self._desk
        task = desk.runner.change(attaching.attach, known.id, list(files), desk.who)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda result: self._attached(title_of(known.record), result))

    def choose(self) -> None:
        """Choose files to attach."""
        settings = self._desk.settings
        pattern = f"{words.say('evidence.files')} ({FILES});;* (*)"
        title = words.say("action.attach_files")
        names, _ = QFileDialog.getOpenFileNames(self, title, settings.photos_folder, pattern)
        if names:
            settings.photos_folder = str(Path(names[0]).parent)
            settings_of.keep(settings)
            self.attach([Path(name) for name in names])

    def paste(self) -> None:
        """Attach what was copied: files, else a picture."""
        copied = now_copied()
        files = files_in(copied)
        if files:
            self.attach(files)
        elif copied.hasImage():
            image = QGuiApplication.clipboard().image()
            moment = datetime.now().astimezone()
            name = words.say("attachment.pasted", moment=f"{moment:%Y-%m-%d %H.%M.%S}")
            target = self._pasted.folder / f"{name}.png"
            task = self._desk.runner.ask(written_picture, image, target)
            task.on_failure(self.message.emit)
            task.succeeded.connect(lambda file: self.attach([file]))
        else:
            self.message.emit(UserError("nothing_to_attach"))

    def view(self, attachment: int) -> None:
        """Look at a file at large."""
        row = self.model.row_of(attachment)
        if row < 0 or self._known is None:
            return
        title = title_of(self._known.record)
        dialog = AttachmentView(self._desk, title, self.model.attachments(), row, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_wanted.connect(lambda one: self.door.open(one, dialog))
        dialog.save_wanted.connect(self.door.save)
        self.door.message.connect(dialog.tell)
        dialog.open()

    def remove(self) -> None:
        """Take the chosen files away; undo brings them back."""
        chosen = self.tiles.view.chosen()
        if chosen:
            task = self._desk.runner.change(attaching.remove, chosen, self._desk.who)
            task.on_failure(self.message.emit)
            task.succeeded.connect(lambda _: self._tell_undo("attachment.removed", len(chosen)))

    def menu(self) -> QMenu:
        """Return what one can do to the chosen files."""
        from broker_app.ui.menu import context_menu  # loaded when the first menu opens

        return context_menu(OFFERED, self)

    def fill_kinds(self, menu: QMenu) -> None:
        """Fill a menu with the kinds that the chosen files may be of."""
        one = self.current
        for kind in KINDS:
            entry = menu.addAction(words.say(f"attachment.kind.{kind}"))
            entry.setCheckable(True)
            entry.setChecked(one is not None and one.kind == kind)
            entry.triggered.connect(lambda _=False, kind=kind: self._set_kind(kind))

    @property
    def current(self) -> Attachment | None:
        """The file that is chosen alone, if one is."""
        chosen = self.chosen
        row = self.model.row_of(chosen[0]) if len(chosen) == 1 else -1
        return self.model.tiles[row].attachment if row >= 0 else None

    @property
    def chosen(self) -> list[int]:
        """The ids of the files that are chosen."""
        return self.tiles.view.chosen()

    def shift(self, step: int) -> None:
        """Put the chosen files one place earlier or later."""
        rows = [self.model.row_of(number) for number in self.chosen]
        if not rows:
            return
        target = rows[0] - 1 if step < 0 else rows[-1] + 2
        if target < 0:
            return
        files = self.model.attachments()
        self._change(attaching.move, files[target].id if target < len(files) else None)

    # inside: showing

    def _say_summary(self, known: Known, files: Sequence[Attachment]) -> None:
        gaps = attaching.missing_of(self._desk.reader, self._desk.books, [known.id])
        lacking = gaps.get(known.id, ())
        parts = [words.say("attachment.count", count=len(files))] if files else []
        parts += [words.say("attachment.missing_count", count=len(lacking))] if lacking else []
        self.summary.setText(words.listed(parts))
        said = words.listed(words.within(words.say(f"attachment.kind.{kind}")) for kind in lacking)
        self.missing.setText(words.say("attachment.missing", kinds=said))
        reasons = [w.reason for w in self._desk.books.attachments_wanted if w.kind in lacking]
        self.missing.setToolTip(tip("\n".join(words.in_both(reason) for reason in reasons)))
        self._gaps.setVisible(bool(lacking))

    def _look(self) -> None:
        """Look at each file in turn on a reader thread; what is on its way for others is let go."""
        for task in self._looking:
            task.cancel()
        self._looking = []
        if not self.opened:
            return
        runner = self._desk.runner
        for one in self.model.attachments():
            task = runner.ask(attaching.look, runner.path, one)
            task.succeeded.connect(lambda seen, one=one: self.model.put(one.sha256, seen))
            self._looking.append(task)

    def _show_details(self) -> None:
        ids = self.tiles.view.chosen()
        chosen = [one for one in self.model.attachments() if one.id in ids]
        self.details.show_files(chosen)

    # inside: changing

    def _attached(self, vehicle: str, result: tuple[Attached, Changes]) -> None:
        outcome, _ = result
        if outcome.added:
            kinds, count = outcome.kinds, len(outcome.added)

            def said() -> str:
                named = {words.say(f"attachment.kind.{kind}"): n for kind, n in kinds.items()}
                listed = words.listed(f"{words.within(name)} {n}" for name, n in named.items())
                return words.say("attachment.added", count=count, vehicle=vehicle, kinds=listed)

            self.message.emit(Message("info", said, (Link("action.undo", self.undo.emit),)))
        for problem in outcome.refused[:MOST_SAID]:
            self.message.emit(problem)
        rest = len(outcome.refused) - MOST_SAID
        if rest > 0:
            self._tell("attachment.more_refused", count=rest)
        if outcome.doubles:
            self._tell("attachment.doubles", files=words.listed(outcome.doubles))

    def _tell(self, key: str, **values: object) -> None:
        self.message.emit(Message("warning", lambda: words.say(key, **values)))

    def _tell_undo(self, key: str, count: int) -> None:
        undo = Link("action.undo", self.undo.emit)
        self.message.emit(Message("info", lambda: words.say(key, count=count), (undo,)))

    def _set_kind(self, kind: str) -> None:
        self._change(attaching.change_kind, kind)

    def _set_note(self, attachment: int, note: str) -> None:
        runner = self._desk.runner
        task = runner.change(attaching.change_note, attachment, note, self._desk.who)
        task.on_failure(self.message.emit)

    def _change(self, job: Callable[..., Changes], what: object) -> None:
        self._change_files(self.tiles.view.chosen(), job, what)

    def _change_files(self, ids: list[int], job: Callable[..., Changes], what: object) -> None:
        if ids:
            task = self._desk.runner.change(job, ids, what, self._desk.who)
            task.on_failure(self.message.emit)

    def _open_menu(self, point: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.tiles.view.viewport().mapToGlobal(point))

    # inside: layout

    def _lay_out(self) -> None:
        self._gaps = QWidget()
        row = QHBoxLayout(self._gaps)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(8)
        mark = MarkLabel("warning", 14)
        mark.setFixedHeight(theme.px(20))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.missing, 1)
        links = QHBoxLayout()
        links.setSpacing(12)
        for key, act in (
            ("attachment.attach", self.choose),
            ("attachment.paste", self.paste),
        ):
            link = Button(key, link=True)
            link.clicked.connect(act)
            links.addWidget(link)
        links.addStretch(1)
        for widget in (self._gaps, self.tiles, self.details, self._empty):
            self.column.addWidget(widget)
        self.column.addLayout(links)

    def _connect(self) -> None:
        view = self.tiles.view
        view.opened.connect(self.view)
        view.removed.connect(self.remove)
        view.pasted.connect(self.paste)
        view.shifted.connect(self.shift)
        view.moved.connect(lambda ids, at: self._change_files(ids, attaching.move, at))
        view.picked.connect(self._show_details)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        self.details.kind_chosen.connect(self._set_kind)
        self.details.noted.connect(self._set_note)
        self.details.view_wanted.connect(self.view)
        self.details.open_wanted.connect(self.door.open)
        self.details.save_wanted.connect(self.door.save)
        self.details.remove_wanted.connect(self.remove)
        self.door.message.connect(self.message)


def written_picture(image: QImage, target: Path) -> Path:
    """Write a copied picture as a file. Raises UserError where there is no room for it."""
    if image.isNull() or not image.save(str(target)):
        raise UserError("nothing_to_attach")
    return target

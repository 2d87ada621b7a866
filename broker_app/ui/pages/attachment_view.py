"""One attached file looked at large, with arrows to the others."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.attachment import Attachment
from broker_app.domain.file_name import safe_name
from broker_app.errors import UserError
from broker_app.jobs import attaching
from broker_app.ui import keys, theme
from broker_app.ui.messages import Message
from broker_app.ui.pages.attachment_door import bytes_text
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import moment_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.text import Button, Elided, Plain, now_said

WIDTH, HEIGHT = 880, 600
SHARP = 2000
"""Points of the longer side of what is shown; more than most screens have."""


class AttachmentView(Dialog):
    """Shows the files in their order; what is no picture says what it is."""

    open_wanted = Signal(object)
    save_wanted = Signal(object)
    """The attachment, to be opened by another program, or saved."""

    def __init__(
        self, desk: Desk, title: str, files: Sequence[Attachment], first: int, parent: QWidget
    ) -> None:
        super().__init__(title, parent, width=640)
        self._desk = desk
        self._files = list(files)
        self._place = max(0, min(first, len(self._files) - 1))
        self._task: Task | None = None
        self.canvas = Canvas()
        self._kind = Plain(role="strong")
        self._name = Elided(role="fact")
        self._details = Plain(role="caption")
        self._position = Plain(role="caption")
        self._told = Plain(role="caption", wrap=True)
        self._told.hide()
        self._lay_out()
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)))
        self._show()

    @property
    def current(self) -> Attachment:
        """The file that is shown."""
        return self._files[self._place]

    def move_on(self, step: int) -> None:
        """Show the one before or behind; the last is followed by the first."""
        self._place = (self._place + step) % len(self._files)
        self._show()

    def tell(self, said: object) -> None:
        """Say here too what the message bar behind says."""
        if isinstance(said, UserError):
            self._told.setText(words.error(said))
        elif isinstance(said, Message):
            self._told.setText(now_said(said.said))
        self._told.setVisible(bool(self._told.text()))

    # inside

    def _show(self) -> None:
        one = self.current
        self._told.setText("")
        self._told.hide()
        total = len(self._files)
        self._kind.setText(words.say(f"attachment.kind.{one.kind}"))
        self._name.setText(safe_name(one.file))
        self._details.setText(details_of(one))
        self._position.setText(words.say("pane.position", place=self._place + 1, total=total))
        self.canvas.setAccessibleName(words.listed([self._kind.text(), safe_name(one.file)]))
        if self._task is not None:
            self._task.cancel()
        self.canvas.say("")
        if not one.is_picture:
            self.canvas.say(words.say("attachment.no_preview"))
            return
        runner = self._desk.runner
        self._task = runner.ask(attaching.picture, runner.path, one, SHARP)
        self._task.on_failure(lambda problem: self._fail(one, problem))
        self._task.succeeded.connect(lambda content: self._put(one, content))

    def _put(self, one: Attachment, content: bytes) -> None:
        if one is self.current:
            self.canvas.put(QPixmap.fromImage(QImage.fromData(content)))

    def _fail(self, one: Attachment, problem: BaseException) -> None:
        if not isinstance(problem, UserError):
            self._desk.runner.failed.emit(problem)
        elif one is self.current:
            self.canvas.say(words.error(problem))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self._kind, self._name):
            top.addWidget(widget)
        top.setStretch(1, 1)
        top.addWidget(self._position)
        several = len(self._files) > 1
        for name, key, heard, step in (
            ("left", "pane.previous", "file_before", -1),
            ("right", "pane.next", "file_after", 1),
        ):
            button = IconButton(name, key)
            button.setVisible(several)
            button.clicked.connect(lambda _=False, step=step: self.move_on(step))
            top.addWidget(button)
            keys.listen_for(self, heard, partial(self.move_on, step))
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._details)
        below.addStretch(1)
        for key, signal in (
            ("attachment.open", self.open_wanted),
            ("attachment.save_as", self.save_wanted),
        ):
            link = Button(key, link=True)
            link.clicked.connect(lambda _=False, signal=signal: signal.emit(self.current))
            below.addWidget(link)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.canvas, 1)
        column.addLayout(below)
        column.addWidget(self._told)
        self.body.addLayout(column, 1)


class Canvas(QWidget):
    """A picture as large as there is room for, or a sentence in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.pixmap: QPixmap | None = None
        self.setMinimumSize(QSize(theme.px(320), theme.px(240)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def put(self, pixmap: QPixmap) -> None:
        """Show a picture."""
        self.text, self.pixmap = "", pixmap
        self.update()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.text, self.pixmap = text, None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is, never larger than it is."""
        look, painter = theme.now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), look.window)
        if self.pixmap is not None:
            painter.drawPixmap(self._box(self.pixmap), self.pixmap, QRectF(self.pixmap.rect()))
        elif self.text:
            painter.setPen(look.ink2)
            margin = theme.px(40)
            inner = self.rect().adjusted(margin, margin, -margin, -margin)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, int(flags), self.text)
        painter.end()

    def _box(self, pixmap: QPixmap) -> QRectF:
        scale = self.devicePixelRatioF()
        own = QSize(round(pixmap.width() / scale), round(pixmap.height() / scale))
        size = own.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        size = own if size.width() > own.width() else size
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(self.rect()).center())
        return box


def details_of(one: Attachment) -> str:
    """Return size, measures, who attached it and when."""
    parts = [bytes_text(one.size)]
    if one.is_picture:
        parts.append(words.say("attachment.points", width=one.width, height=one.height))
    parts.append(words.say("pane.by", when=moment_of(one.added_at), who=one.added_by))
    return words.listed(parts)

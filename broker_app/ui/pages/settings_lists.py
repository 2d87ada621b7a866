"""Lists on the settings page: the folder that is watched, and the layouts that are known."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.list_format import ListFormat
from broker_app.jobs import explaining_lists, list_formats
from broker_app.store import list_formats as kept
from broker_app.ui import theme
from broker_app.ui.giving import Giving, Offer
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.text import Button, Label, Plain, empty

_TOP = Qt.AlignmentFlag.AlignVCenter
_TOML = "TOML (*.toml)"


class ListsForm(QWidget):
    """A folder to watch with its buttons, the layouts with theirs, and a button to add one."""

    message = Signal(object)
    watched = Signal(str)
    """Another folder to watch, empty for none."""

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk = desk
        self.giving = Giving(desk, self)
        self.giving.message.connect(self.message)
        self.folder = Plain()
        self.choose = Button("lists.choose_folder", link=True)
        self.choose.clicked.connect(self._choose_folder)
        self.stop = Button("lists.stop_watching", link=True)
        self.stop.clicked.connect(lambda: self.watched.emit(""))
        self.add = Button("lists.add")
        self.add.clicked.connect(self._add)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        named = Label("lists.folder", "label")
        named.setFixedWidth(theme.px(label))
        watch = QHBoxLayout()
        watch.setSpacing(12)
        for widget in (named, self.folder, self.choose, self.stop):
            watch.addWidget(widget)
        watch.addStretch(1)
        add = QHBoxLayout()
        add.addWidget(self.add)
        add.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(watch)
        column.addLayout(self._grid)
        column.addLayout(add)

    def show_lists(self) -> None:
        """Show folder and layouts as they are now."""
        folder = self._desk.settings.watched_folder
        self.folder.setText(folder or words.say("lists.no_folder"))
        self.stop.setVisible(bool(folder))
        empty(self._grid)
        for row, known in enumerate(kept.every(self._desk.reader)):
            self._show_layout(row, known)

    # inside

    def _show_layout(self, row: int, known: ListFormat) -> None:
        self._grid.addWidget(Plain(known.name, "fact"), row, 0, _TOP)
        self._grid.addWidget(
            Plain(explaining_lists.layout_text(known), "caption", wrap=True), row, 1, _TOP
        )
        for column, (key, what) in enumerate(
            (("lists.export", self._export), ("lists.forget", self._forget)), 2
        ):
            link = Button(key, link=True)
            link.setAccessibleName(f"{words.say(key)} {known.name}")
            link.clicked.connect(partial(what, known))
            self._grid.addWidget(link, row, column, _TOP)

    def _choose_folder(self) -> None:
        title = words.say("lists.choose_folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self._desk.settings.watched_folder)
        if chosen:
            self.watched.emit(chosen)

    def _export(self, known: ListFormat) -> None:
        offer = Offer("format", words.say("lists.export"), f"{known.name}.toml", ("toml",))
        self.giving.save(offer, list_formats.save_file, known.id)

    def _forget(self, known: ListFormat) -> None:
        task = self._desk.runner.change(list_formats.forget, known.id, self._desk.who)
        task.on_failure(self.message.emit)

    def _add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, words.say("lists.add"), "", _TOML)
        if chosen:
            desk = self._desk
            task = desk.runner.change(list_formats.add_file, Path(chosen), desk.who)
            task.on_failure(self.message.emit)

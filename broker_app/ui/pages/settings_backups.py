"""Backups in the settings: the last good one, and a second folder that they are copied to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.jobs import explaining_backups
from broker_app.jobs import sealing as job
from broker_app.store import backup, sealing
from broker_app.store.backup import Backup
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.text import Button, Label, Plain


class BackupsForm(QWidget):
    """The last backup with what one can do, and the second folder with its buttons."""

    chosen = Signal(str)
    """Another second folder, empty for none."""
    does = Signal(str)
    """An action of the window, by its id."""

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk = desk
        self._asking: Task | None = None
        self.last, self.folder = Plain(), Plain()
        self.now = self._action("back_up")
        self.all = self._action("backups")
        self.check = self._action("check_database")
        self.choose = Button("settings.choose_second", link=True)
        self.choose.clicked.connect(self._choose)
        self.stop = Button("settings.no_second", link=True)
        self.stop.clicked.connect(lambda: self.chosen.emit(""))
        self.seal = Button("sealed.begin", link=True)
        self.seal.clicked.connect(self._seal)
        self.unseal = Button("sealed.end", link=True)
        self.unseal.clicked.connect(self._seal_no_more)
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(8)
        parts = ((self.now, self.all, self.check), (self.choose, self.stop, self.seal, self.unseal))
        for row, (key, said) in enumerate(
            (("settings.last_backup", self.last), ("settings.second_folder", self.folder))
        ):
            named = Label(key, "label")
            named.setFixedWidth(theme.px(label))
            grid.addWidget(named, 2 * row, 0)
            grid.addWidget(said, 2 * row, 1)
            links = QHBoxLayout()
            links.setSpacing(16)
            for part in parts[row]:
                links.addWidget(part)
            links.addStretch(1)
            grid.addLayout(links, 2 * row + 1, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)

    def show_backups(self) -> None:
        """Show the last backup and the second folder as they are now."""
        second = self._desk.settings.backups_folder
        self.folder.setText(second or words.say("settings.second_none"))
        self.stop.setVisible(bool(second))
        sealed = sealing.of_database(self._desk.reader) is not None
        self.seal.setVisible(not sealed)
        self.unseal.setVisible(sealed)
        runner = self._desk.runner
        self._asking = runner.ask(backup.latest, runner.path, instead_of=self._asking)
        self._asking.succeeded.connect(self._show_last)

    def _show_last(self, found: Backup | None) -> None:
        if found is None:
            self.last.setText(words.say("backup.none"))
            return
        said = (explaining_backups.made_at(found), explaining_backups.reason(found))
        self.last.setText(words.listed(filter(None, said)))

    def _seal(self) -> None:
        from broker_app.ui.sealed import SealDialog

        dialog = SealDialog(self._desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _seal_no_more(self) -> None:
        self._desk.runner.change(job.seal_no_more, self._desk.who)

    def _action(self, name: str) -> Button:
        button = Button(f"action.{name}", link=True)
        button.clicked.connect(lambda: self.does.emit(name))
        return button

    def _choose(self) -> None:
        title = words.say("settings.choose_second")
        start = self._desk.settings.backups_folder
        found = QFileDialog.getExistingDirectory(self, title, start)
        if found:
            self.chosen.emit(found)

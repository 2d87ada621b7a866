"""The main window: where rail, pages, bar and footer stand, and how pages hear of each other."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import overrides_in_use, pack_in_use
from broker_app.ui import keys
from broker_app.ui.actions import ACTIONS, PAGES, START, Action, action_of, page_line
from broker_app.ui.backup_watch import BackupWatch
from broker_app.ui.giving import Giving
from broker_app.ui.holding import Waiting
from broker_app.ui.keeping_actions import KeepingActions
from broker_app.ui.locking import Lock
from broker_app.ui.messages import BugDialog, Link, Message, MessageBar, kind_of, of_problem
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.runner import Task
from broker_app.ui.screening_watch import ScreeningWatch
from broker_app.ui.table import Table
from broker_app.ui.watching import LISTS
from broker_app.ui.widgets.drop_frame import DropFrame
from broker_app.ui.widgets.focus_edge import FocusEdges
from broker_app.ui.widgets.footer import Footer
from broker_app.ui.widgets.rail import Rail
from broker_app.ui.widgets.reading_order import Walked

SIZE = (1440, 900)
_HELD = "held"
"""What the message is about that says who else has the file open."""
COUNT_AFTER_MS = 2000
"""What needs a person is counted so long after the start: first the rows, then the rest."""


class MainWindow(Walked, QMainWindow, KeepingActions):
    """Layout and traffic; what the pages do is theirs."""

    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._pages: dict[str, Page] = {}
        self._bugs_shown: set[str] = set()
        self._judging: Task | None = None
        self.opened: list[MainWindow] = []
        """Windows on other databases that were opened from this one."""
        self.screening = ScreeningWatch(desk, self)
        self.backups = BackupWatch(desk, self)
        self.giving = Giving(desk, self)
        self.rail = Rail()
        self.bar = MessageBar()
        self.footer = Footer()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._make_shortcuts()
        FocusEdges(self)
        self._say_title()
        room = self.screen().availableSize()
        self.resize(QSize(*SIZE).boundedTo(room))
        self.setMinimumSize(960, 600)
        self.show_page(START)
        desk.runner.when_idle(self._ask_rules)
        desk.runner.when_idle(self._begin_search)
        self._say_who_holds()
        self.lock.begin()
        self._counting = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._counting.timeout.connect(lambda: self.page("today"))
        self._counting.start()

    def page(self, name: str) -> Page | None:
        """Return a page, made when first asked for; None where there is no such page."""
        line = page_line(name)
        if line is None:
            return None
        if name not in self._pages:
            page = line.page_class()(self.desk)
            page.message.connect(self.tell)
            page.wants.connect(self.show_page)
            page.noted.connect(self._show_footer)
            page.does.connect(self.run)
            page.waiting.connect(lambda count: self.rail.show_count(name, count))
            for table in page.findChildren(Table):
                table.copied.connect(partial(self.desk.copied, words.say(f"page.{name}")))
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    def show_page(self, name: str, what: Any = None) -> None:
        """Show a page, and on it what somebody asked for."""
        page = self.page(name)
        if page is None:
            return
        is_first = page.focusWidget() is None
        page.catch_up()
        self._stack.setCurrentWidget(page)
        if is_first and page.home is not None:
            page.home.setFocus(Qt.FocusReason.OtherFocusReason)
        page.bar_place.addWidget(self.bar)
        self.rail.show_current(name)
        if what is not None:
            page.open(what)
        self._show_footer()

    @property
    def current(self) -> Page | None:
        """The page that is shown."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    def made_pages(self) -> list[tuple[str, Page]]:
        """Return the pages that were asked for so far, with their ids."""
        return list(self._pages.items())

    @property
    def current_name(self) -> str:
        """The id of the page that is shown."""
        return next((name for name, page in self._pages.items() if page is self.current), "")

    def tell(self, said: object) -> None:
        """Show a message or a problem in the bar; a bug in its dialog."""
        if isinstance(said, Message):
            self.bar.tell(said)
        elif isinstance(said, UserError):
            self.bar.tell(of_problem(said, self.desk.runner.failing))
        elif isinstance(said, BaseException):
            self.show_bug(said)

    def show_bug(self, problem: BaseException) -> None:
        """Say that the program made a mistake, once for each kind of mistake."""
        kind = kind_of(problem)
        if kind not in self._bugs_shown:
            self._bugs_shown.add(kind)
            dialog = BugDialog(problem, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def take_files(self, files: list[Path]) -> None:
        """Bring files to the import page."""
        self.show_page("import", files)

    def tell_arrived(self, files: list[Path]) -> None:
        """Say that new lists lie in the watched folder."""
        look = Link("lists.look", lambda: self.take_files(files))
        names = [file.name for file in files[:3]]

        def said() -> str:
            return words.say("lists.arrived", count=len(files), names=words.listed(names))

        self.tell(Message("info", said, (look,), aside=True))

    def cannot(self, action: Action) -> str:
        """Return why something cannot be done now, in words; empty where it can."""
        owner = self._pages.get(action.page) if action.page else self
        missing = action.needs and (owner is None or not owner.has(action.needs))
        return words.say(f"needs.{action.needs}") if missing else ""

    def has(self, needed: str) -> bool:
        """Tell whether there is something to undo or to redo, or people who sign in."""
        if needed == "people":
            return self.lock.needed
        from broker_app.ui import taking_back

        return taking_back.is_possible(self.desk.reader, needed)

    # what the actions do

    def do_menu(self) -> None:
        """Open the menu of what one can do here, beside its button."""
        from broker_app.ui.menu import menu_for

        menu = menu_for(self.current_name, self)
        menu.aboutToHide.connect(menu.deleteLater)
        button = self.rail.menu_button
        menu.popup(button.mapToGlobal(QPoint(button.width(), 0)))

    def do_palette(self) -> None:
        """Open the list of everything one can do or find."""
        from broker_app.ui.palette import Palette

        Palette(self.desk, self).open()

    def do_find(self) -> None:
        """Put the cursor into the search box."""
        if self.current is not None:
            self.current.start_search()

    def do_choose_files(self) -> None:
        """Choose lists to import."""
        folder = self.desk.settings.last_folder
        pattern = f"{words.say('ui.lists')} ({' '.join(f'*{ending}' for ending in LISTS)})"
        title = words.say("action.choose_files")
        names, _ = QFileDialog.getOpenFileNames(self, title, folder, pattern)
        if names:
            self.desk.settings.last_folder = str(Path(names[0]).parent)
            settings_of.keep(self.desk.settings)
            self.take_files([Path(name) for name in names])

    def do_undo(self) -> None:
        """Take back the last thing somebody did."""
        from broker_app.ui import taking_back

        taking_back.undo(self.desk, self.bar, Link("action.redo", self.do_redo))

    def do_redo(self) -> None:
        """Do again what was taken back."""
        from broker_app.ui import taking_back

        taking_back.redo(self.desk, self.bar, Link("action.undo", self.do_undo))

    def do_history(self) -> None:
        """Show what was done, by whom."""
        from broker_app.ui.history import HistoryDialog

        _open(HistoryDialog(self.desk, self))

    def do_bin(self) -> None:
        """Show what is in the bin."""
        from broker_app.ui.bin import BinDialog

        _open(BinDialog(self.desk, self))

    def do_duplicates(self) -> None:
        """Show vehicles that are likely the same car."""
        from broker_app.ui.duplicates import DuplicatesDialog

        _open(DuplicatesDialog(self.desk, self))

    def do_print_list(self) -> None:
        """Show the list of this page as a paper, from where it is printed."""
        page = self.current
        if page is None:
            return
        if page.prints_by:
            self.run(page.prints_by)
            return
        from broker_app.ui import listing

        if listing.show_list(page, words.say(f"page.{self.current_name}")) is None:
            self.tell(Message("info", "listing.none"))

    def do_lock(self) -> None:
        """Let nobody see or do anything here until somebody signs in."""
        self.lock.close()

    def do_shortcuts(self) -> None:
        """Show the keys."""
        from broker_app.ui.shortcuts import ShortcutsDialog

        _open(ShortcutsDialog(self.desk, self))

    def do_language(self) -> None:
        """Speak the other language."""
        self.desk.appearance.use_language("en" if words.language() == "ja" else "ja")

    def do_theme(self) -> None:
        """Wear the other theme."""
        from broker_app.ui import theme

        self.desk.appearance.use_theme("light" if theme.now().dark else "dark")

    def run(self, action: str) -> None:
        """Do something from the list of actions, by its id."""
        self.run_action(action_of(action))

    def run_action(self, action: Action) -> None:
        """Do something from the list of actions."""
        if not action.page:
            getattr(self, f"do_{action.id}")()
            return
        self.show_page(action.page)
        page = self.page(action.page)
        if page is not None:
            page.do(action.id)

    # events

    def event(self, event: QEvent) -> bool:
        """Leave the keys that edit a text to the text that the cursor stands in."""
        if event.type() == QEvent.Type.ShortcutOverride and keys.edits(event):
            event.accept()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Turn the language of what is put together by hand."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say_title()
            self._show_footer()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what is being written, unseen, and let go of the file."""
        self.closing.emit()
        self.hide()
        for timer in self.findChildren(QTimer):  # what is put off would ask a closed file
            timer.stop()
        self.backups.stop()
        self.desk.runner.close()
        self.desk.reader.close()
        if self.desk.hold is not None:
            self.desk.hold.let_go()
        super().closeEvent(event)

    # inside

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self.footer)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.lock = Lock(self, middle)
        self.lock.opened.connect(self._begin_work)
        self.setCentralWidget(self.lock.places)
        say = partial(words.say, "ui.drop_files")
        drop = DropFrame(self, lambda count: say(count=count), self._stack)
        drop.dropped.connect(self.take_files)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.rail.menu_wanted.connect(self.do_menu)
        self.footer.stopped.connect(lambda: self.tell(Message("info", "ui.cancelled")))
        self.desk.watch.arrived.connect(self.tell_arrived)
        self.desk.watch.watch(self.desk.settings.watched_folder)
        self.screening.message.connect(self.tell)
        self.backups.message.connect(self.tell)
        self.giving.message.connect(self.tell)
        self.screening.hits_wanted.connect(lambda: self.show_page("parties", "view:new"))
        runner = self.desk.runner
        runner.failed.connect(self.tell)
        runner.settled.connect(self.bar.settle)
        runner.changed.connect(self._spread)
        runner.began.connect(self._watch)
        self.desk.asked.changed.connect(self._ask_rules)
        self.desk.asked.turned.connect(self._turn_day)

    def _make_shortcuts(self) -> None:
        for line in PAGES:
            keys.listen(self, line.shortcut, partial(self.show_page, line.id))
        sharing: dict[str, list[Action]] = {}
        for action in ACTIONS:
            for shortcut in action.shortcuts:
                sharing.setdefault(shortcut, []).append(action)
        for shortcut, meant in sharing.items():
            keys.listen(self, shortcut, partial(self._press, meant))

    def _press(self, actions: list[Action]) -> None:
        """Do what a key means on the page that is shown, else what it means everywhere."""
        here = [a for a in actions if a.page and self._pages.get(a.page) is self.current]
        meant = here or [a for a in actions if not a.page]
        if meant:
            self.run_action(meant[0])

    def _spread(self, changes: Changes) -> None:
        self.lock.look(changes)
        if changes.touches("pack_in_use"):
            self._follow_rules()
        if changes.touches("market_override"):
            overrides_in_use.follow(self.desk.reader, self.desk.books)
        for page in self._pages.values():
            page.refresh(changes)
        if not self.has("redo"):
            self.bar.settle("redo")
        self._show_footer()
        self.screening.look(changes)
        self.backups.note(changes)
        if changes.rows_moved and changes.touches("vehicle"):
            self._ask_rules()

    def _turn_day(self) -> None:
        """Let every page go on with the new day; lists may have grown old over night."""
        for page in self._pages.values():
            page.turn_day()
        self._show_footer()
        self.screening.begin()

    def _follow_rules(self) -> None:
        """Judge by the rule pack that the database uses now; its page is made anew."""
        if not pack_in_use.follow(self.desk.reader, self.desk.books):
            return
        page = self._pages.pop("rules", None)
        if page is not None:
            shown = page is self.current
            if shown:
                self.show_page("rules")
            self._stack.removeWidget(page)
            page.deleteLater()
        self._ask_rules()

    def _say_title(self) -> None:
        held = self.desk.runner.refusal is not None
        self.setWindowTitle(words.say("ui.title_held" if held else "ui.title"))

    def _say_who_holds(self) -> None:
        """Say who has the file open, and wait until they let it go."""
        refusal, hold = self.desk.runner.refusal, self.desk.hold
        if refusal is None or hold is None:
            return
        self.bar.tell(Message("warning", lambda: words.error(refusal), about=_HELD))
        if hold.taken or refusal.key == "file_read_only":  # nobody will let it go
            return
        self.waiting = Waiting(hold, self)
        self.waiting.free.connect(self._change_from_now)

    def _change_from_now(self) -> None:
        try:
            self.desk.runner.change_from_now()
        except UserError as problem:
            self.tell(problem)
            return
        self.bar.settle(_HELD)
        self._say_title()
        self.tell(Message("info", "ui.not_held"))
        self._ask_rules()

    def _watch(self, task: Task) -> None:
        if task.takes_long:
            self.footer.watch(task)

    def _show_footer(self) -> None:
        self.footer.say(self.current.footer() if self.current else [])

    @property
    def _waits(self) -> bool:
        """Whether nobody has signed in yet, under whose name something could be written."""
        return self.lock.needed and not self.desk.signed.name

    def _begin_search(self) -> None:
        if not self._waits:
            self.screening.begin()

    def _begin_work(self) -> None:
        self._ask_rules()
        self._begin_search()

    def _ask_rules(self) -> None:
        """Judge what has no answer to the question yet; ask first, so that no idle step is kept."""
        task = self.desk.runner.ask(pack_in_use.unjudged, self.desk.books, self.desk.asked.question)
        task.succeeded.connect(self._judge)

    def _judge(self, found: tuple[str, int]) -> None:
        version, waiting = found
        self.footer.rest_on(lambda: words.say("ui.rules_version", version=version))
        if waiting == 0 or self.desk.runner.refusal is not None or self._waits:
            return
        if self._judging is not None:
            self._judging.cancel()
        from broker_app.jobs import judging  # there is mostly nothing to judge

        desk = self.desk
        self._judging = desk.runner.change(
            judging.judge_stock, desk.books, desk.asked.question, desk.who
        )


def _open(dialog: QDialog) -> None:
    """Open a dialog that is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()

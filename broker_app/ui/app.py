"""The window as a program: opened on a database, closed with a status."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType

from broker_app.ui import before_qt  # noqa: F401 (first of all: see there)

# isort: split
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from broker_app import log, paths, words
from broker_app import settings as settings_of
from broker_app.domain.question import Question, planned_day
from broker_app.errors import UserError
from broker_app.jobs import overrides_in_use, pack_in_use, upkeep
from broker_app.jobs.books import Books
from broker_app.memory import Memory, of_database
from broker_app.settings import Settings
from broker_app.store.database import is_read_only, open_reader
from broker_app.ui import garbage, theme
from broker_app.ui.appearance import Appearance
from broker_app.ui.holding import Hold
from broker_app.ui.main_window import MainWindow
from broker_app.ui.messages import Message
from broker_app.ui.new_day import NewDay
from broker_app.ui.pages.page import Asked, Desk
from broker_app.ui.runner import Runner
from broker_app.ui.widgets.text import tip
from broker_app.ui.window_state import WindowState


def run(
    database: Path | None = None, settings: Settings | None = None, today: date | None = None
) -> int:
    """Open the window on a database (the default one where none is named) until it is closed."""
    settings = settings or settings_of.load()
    log.start()
    app = application()
    appearance = Appearance(app, settings)
    day = today or date.today()  # noqa: DTZ011 (the day at this desk)
    memory = of_database(database or paths.default_database())
    try:
        window = open_window(appearance, database, settings, day, memory)
    except UserError as problem:
        if not _recovered(database or paths.default_database(), problem, settings):
            return 1
        window = open_window(appearance, database, settings, day, memory)
    _catch_bugs(window)
    if window.desk.runner.refusal is None:  # of two windows the first is the one to come back to
        state = WindowState(window, memory)
        window.closing.connect(state.end)
        state.begin()
    if today is None:
        NewDay(window.desk, date.today, window)
    window.show()
    garbage.settle()
    if settings.kept_aside:
        aside = settings.kept_aside
        said = partial(words.say, "settings.were_damaged", file=aside)
        window.tell(Message("warning", said))
    if not theme.has_japanese():
        window.tell(Message("warning", "ui.no_japanese_font"))
    return app.exec()


def _recovered(path: Path, problem: UserError, settings: Settings) -> bool:
    """Say why the window cannot open; for a damaged file offer its last good backup."""
    if problem.key == "database_unreadable":
        from broker_app.ui import recovering

        found = recovering.last_good(path, settings.backups_folder)
        if found is not None:
            return recovering.ask(path, found, settings)
    QMessageBox.critical(None, words.say("ui.title"), tip(words.error(problem)))
    return False


def application() -> QApplication:
    """Return the one application object, made with sharp scaling at any factor."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(sys.argv[:1])
    app.setApplicationName(paths.APP_NAME)
    app.setDesktopFileName("broker-app")
    return app


def open_window(
    appearance: Appearance,
    database: Path | None,
    settings: Settings,
    today: date,
    memory: Memory | None = None,
) -> MainWindow:
    """Open the database and make the window on it. Raises UserError where it cannot be opened."""
    path = database or paths.default_database()
    hold = Hold(path, settings_of.staff(settings))
    refusal = None if hold.take() else hold.holder().refusal
    if refusal is None and is_read_only(path):
        refusal = UserError("file_read_only", file=path.name)
    try:
        runner = Runner(path, refusal=refusal)
    except BaseException:
        hold.let_go()
        raise
    question = Question(settings.destination, planned_day(today, settings.days_to_export))
    reader = open_reader(path)
    books = Books(lists_fresh_days=settings.lists_fresh_days)
    pack_in_use.follow(reader, books)
    overrides_in_use.follow(reader, books)
    desk = Desk(
        runner=runner,
        reader=reader,
        books=books,
        settings=settings,
        asked=Asked(question, today),
        appearance=appearance,
        hold=hold,
        memory=memory or Memory(),
    )
    window = MainWindow(desk)
    for one in upkeep.mishaps(reader, path):
        from broker_app.jobs import due  # there is mostly nothing to say

        window.tell(Message("warning", partial(due.said, one)))
    return window


def _catch_bugs(window: MainWindow) -> None:
    """Log what nobody caught, and say so once; PySide goes on after an exception in a slot."""

    def caught(
        kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        log.of("ui").error("uncaught", exc_info=(kind, problem, trace))
        window.tell(problem)

    sys.excepthook = caught

"""Photographs the real window for the README and for review.

    QT_QPA_PLATFORM=offscreen python packaging/screenshots.py FOLDER [--only NAME]

Builds the demo in a folder of its own and saves each page: light, dark, Japanese, empty,
with an error, at two sizes.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from broker_app import paths
from broker_app.errors import UserError
from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.settings import Settings
from broker_app.store import sales, vehicles
from broker_app.ui.app import application, open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.main_window import MainWindow
from broker_app.ui.runner import Runner

TODAY = date(2026, 11, 22)
SIZES = {"": (1440, 900), "-small": (1366, 768)}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["BROKER_HOME"] = home
        app = application()
        for name, take in SHOTS.items():
            if options.only in name:
                take(app, options.folder / name, Path(home))


def settle(window: MainWindow, seconds: float = 0.5) -> None:
    """Let everything arrive that is on its way."""
    end = time.monotonic() + seconds
    runner: Runner = window.desk.runner
    while time.monotonic() < end or runner.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def save(window: MainWindow, file: Path) -> None:
    """Save the window at both sizes."""
    for suffix, size in SIZES.items():
        window.resize(*size)
        settle(window, 0.3)
        picture(window).save(str(file.with_name(f"{file.name}{suffix}.png")))


def picture(window: MainWindow) -> QPixmap:
    """Return the window, and in its middle the dialog that is open on it."""
    whole = window.grab()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.ensurePolished()
        sheet = dialog.grab()
        painter = QPainter(whole)
        left, top = (window.width() - dialog.width()) // 2, (window.height() - dialog.height()) // 3
        painter.fillRect(whole.rect(), QColor(0, 0, 0, 60))
        painter.drawPixmap(left, top, sheet)
        painter.drawRect(left, top, dialog.width(), dialog.height())
        painter.end()
    return whole


def window_with_stock(app: QApplication, home: Path, settings: Settings) -> MainWindow:
    """Open the window on the demo, built once."""
    folder = home / "demo"
    if not folder.exists():
        demo.build(folder, silent, Books())
    window = open_window(Appearance(app, settings), folder / "demo.db", settings, TODAY)
    window.show()
    settle(window, 1.0)
    window.bar.clear()
    return window


Prepare = Callable[[MainWindow], None]


def shot(
    prepare: Prepare, language: str = "en", theme: str = "light", empty: bool = False
) -> Callable:
    """Return what takes one picture."""

    def take(app: QApplication, file: Path, home: Path) -> None:
        settings = Settings(language=language, theme=theme, staff_name="Sato")
        if empty:
            window = open_window(Appearance(app, settings), home / "empty.db", settings, TODAY)
            window.show()
            settle(window)
        else:
            window = window_with_stock(app, home, settings)
        prepare(window)
        settle(window)
        save(window, file)
        if (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        print(file.name)

    return take


def vehicle_with(verdict: str) -> Prepare:
    """Select the first vehicle with a verdict."""

    def prepare(window: MainWindow) -> None:
        from broker_app.ui.pages.vehicles import VehiclesPage

        page = window.current
        assert isinstance(page, VehiclesPage)
        rows = (page.model.row_at(r) for r in range(page.model.rowCount()))
        verdicts = [found["verdict"] if found is not None else "" for found in rows]
        row = verdicts.index(verdict) if verdict in verdicts else 0
        page.table.setCurrentIndex(page.model.index(row, 2))
        page.table.setFocus()

    return prepare


def why_review(window: MainWindow) -> None:
    """Say why so many are under REVIEW."""
    window.run("why_review")


def add_to_shipment(window: MainWindow) -> None:
    """Open the dialog of shipments."""
    vehicle_with("BLOCKED")(window)
    window.run("add_to_shipment")


def palette(window: MainWindow) -> None:
    """Open the palette."""
    window.run("palette")


def enter_fact(window: MainWindow) -> None:
    """Open the field of a missing fact, with a wrong value in it."""
    vehicle_with("REVIEW")(window)
    settle(window)
    window.run("edit_fact")
    page = window.current
    field = page.side.pane.next_step.field  # type: ignore[union-attr]
    field.edit.setText("14 9x")
    field.accept()


def nothing(_window: MainWindow) -> None:
    """Take it as it is."""


def an_error(window: MainWindow) -> None:
    """Show what a damaged file gives."""
    window.tell(UserError("no_table", file="photo.xlsx"))


def page(name: str) -> Prepare:
    """Show another page."""

    def prepare(window: MainWindow) -> None:
        window.show_page(name)

    return prepare


def markets(window: MainWindow) -> None:
    """Show the markets of the vehicle whose certificate the demo has entered."""
    records = vehicles.many(window.desk.reader)
    window.show_page("markets", next(number for number, car in records if car.manufactured))


def all_markets(window: MainWindow) -> None:
    """Compare the markets."""
    window.show_page("markets", "KE")


def money(window: MainWindow) -> None:
    """Show the sale and the costs of a sold vehicle."""
    from broker_app.ui.pages.vehicles import Show

    sold = next(iter(sales.every(window.desk.reader)))
    window.show_page("vehicles", Show(vehicle=sold))
    settle(window)
    pane = window.current.side.pane  # type: ignore[union-attr]
    for section in (pane.reasons, pane.facts, pane.markets):
        section.turn()


def import_preview(window: MainWindow) -> None:
    """Show what the rows of a list would become."""
    window.take_files([paths.resources() / "demo" / "shiokaze-listing.xlsx"])


SHOTS = {
    "empty": shot(nothing, empty=True),
    "empty-dark-ja": shot(nothing, "ja", "dark", empty=True),
    "today": shot(page("today")),
    "today-dark-ja": shot(page("today"), "ja", "dark"),
    "vehicles": shot(vehicle_with("BLOCKED")),
    "vehicles-review": shot(vehicle_with("REVIEW")),
    "vehicles-dark-ja": shot(vehicle_with("REVIEW"), "ja", "dark"),
    "vehicles-ja": shot(vehicle_with("BLOCKED"), "ja"),
    "vehicles-allowed-dark": shot(vehicle_with("ALLOWED"), theme="dark"),
    "error": shot(an_error),
    "why-review": shot(why_review),
    "why-review-ja": shot(why_review, "ja"),
    "enter-fact": shot(enter_fact),
    "vehicles-conditional": shot(vehicle_with("CONDITIONAL")),
    "ship": shot(add_to_shipment),
    "palette": shot(palette),
    "import": shot(import_preview),
    "import-dark-ja": shot(import_preview, "ja", "dark"),
    "shipments": shot(page("shipments")),
    "shipments-dark-ja": shot(page("shipments"), "ja", "dark"),
    "parties": shot(page("parties")),
    "parties-ja": shot(page("parties"), "ja"),
    "rules": shot(page("rules")),
    "rules-dark-ja": shot(page("rules"), "ja", "dark"),
    "markets": shot(markets),
    "markets-dark-ja": shot(markets, "ja", "dark"),
    "markets-all": shot(all_markets),
    "money": shot(money),
    "money-ja": shot(money, "ja"),
    "settings": shot(page("settings")),
    "settings-ja": shot(page("settings"), "ja"),
}


if __name__ == "__main__":
    main()

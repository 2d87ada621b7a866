"""Photographs the real window, for review and for the README, by one command.

    QT_QPA_PLATFORM=offscreen python packaging/screenshots.py FOLDER [--only NAME ...]
        [--look light|dark|ja|dark-ja ...] [--scale 1.0 1.25 2.0] [--size 1366x768 ...]
        [--rows 1000000]
    python packaging/screenshots.py --readme docs

Builds the demo, and a store of so many rows, in a folder of its own. Every scene is taken in every
look, at every size and every scaling: `markets.dark.1366x768.1.25.png`. Qt reads its scaling
when it starts, so each one has a process of its own.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from broker_app import paths
from broker_app.errors import UserError
from broker_app.jobs import costing, demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.settings import Settings
from broker_app.store import rates, sales, vehicles
from broker_app.store.database import open_file
from broker_app.ui.app import application, open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.main_window import MainWindow
from broker_app.ui.print import printer
from broker_app.ui.print.preview import Preview
from broker_app.ui.runner import Runner
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.tabs import TabStrip

TODAY = date(2026, 11, 22)
SIZES = ("1366x768", "1920x1080")
SCALES = ("1.0", "1.25", "2.0")
LOOKS = {
    "light": ("en", "light"),
    "dark": ("en", "dark"),
    "ja": ("ja", "light"),
    "dark-ja": ("ja", "dark"),
}
STORES = {
    "demo": "demo/demo.db",
    "rateless": "demo/rateless.db",
    "large": "large.db",
    "empty": "empty.db",
}
LARGE = 100_000
ROUNDS = 8
DISPLACEMENT = 4
"""The column, as the table stands until somebody arranges it anew."""
README = ("today", "vehicles", "markets", "shipment")
COLOURS = 255
"""So many colours are in a picture of the README: the file is a third, the eye sees no difference."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--only", nargs="*", default=[], help="scenes whose name holds one of these"
    )
    parser.add_argument("--look", nargs="*", choices=list(LOOKS), default=["light", "dark", "ja"])
    parser.add_argument("--scale", nargs="*", default=list(SCALES))
    parser.add_argument("--size", nargs="*", default=list(SIZES))
    parser.add_argument("--rows", type=int, default=LARGE, help="vehicles in the large store")
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.home is not None:
        _take(options)
        return
    with tempfile.TemporaryDirectory() as made:
        demo.build(Path(made) / "demo", silent, Books())
        if any(scene.store == "rateless" for scene in _scenes(options)):
            _rateless(Path(made) / STORES["demo"], Path(made) / STORES["rateless"])
        if any(scene.store == "large" for scene in _scenes(options)):
            _large(Path(made) / "large.db", options.rows)
        for scale in ["1.0"] if options.readme else options.scale:
            environment = {**os.environ, "QT_SCALE_FACTOR": scale, "BROKER_HOME": made}
            command = [sys.executable, *sys.argv, "--home", made]
            subprocess.run(command, env=environment, check=True)


def _scenes(options: argparse.Namespace) -> list["Scene"]:
    if options.readme:
        return [SCENES[name] for name in README]
    wanted = options.only
    return [s for n, s in SCENES.items() if not wanted or any(part in n for part in wanted)]


def _take(options: argparse.Namespace) -> None:
    """Take every look, each in one window a store: a window is dear, a page is not."""
    app = application()
    scale = os.environ.get("QT_SCALE_FACTOR", "1.0")
    names = {id(scene): name for name, scene in SCENES.items()}
    for look in ["light"] if options.readme else options.look:
        for store in STORES:
            scenes = [scene for scene in _scenes(options) if scene.store == store]
            window = _open(app, options.home, store, look) if scenes else None
            for scene in scenes:
                assert window is not None
                name = names[id(scene)]
                if scene.afresh:
                    _close(window)
                    window = _open(app, options.home, store, look)
                _prepare(window, scene)
                if options.readme:
                    _save(window, options.folder, (f"{name}.png", "1366x768"))
                    _few_colours(options.folder / f"{name}.png")
                    continue
                files = [(f"{name}.{look}.{size}.{scale}.png", size) for size in options.size]
                _save(window, options.folder, *files)
                print(name, look, scale, flush=True)
            if window is not None:
                _close(window)


def _open(app: QApplication, home: Path, store: str, look: str) -> MainWindow:
    language, theme = LOOKS[look]
    settings = Settings(language=language, theme=theme, staff_name="Sato")
    window = open_window(Appearance(app, settings), home / STORES[store], settings, TODAY)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()  # the focus goes where it goes for a person
    settle(window)
    return window


def _prepare(window: MainWindow, scene: "Scene") -> None:
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        settle(window, 0)
    window.bar.clear()
    scene.prepare(window)
    settle(window)


def _close(window: MainWindow) -> None:
    if (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _save(window: MainWindow, folder: Path, *files: tuple[str, str]) -> None:
    for file, size in files:
        window.resize(*map(int, size.split("x")))
        settle(window, 0.1)
        picture(window).save(str(folder / file))


def _few_colours(file: Path) -> None:
    with Image.open(file) as whole:
        few = whole.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(file, optimize=True)


def _rateless(demo_file: Path, file: Path) -> None:
    """Make the demo without a rate of exchange: as on the first day of an office."""
    with open_file(demo_file) as db:
        db.connection.execute("VACUUM INTO ?", (str(file),))
    with open_file(file) as db:
        for rate in rates.every(db.connection):
            costing.remove_rate(db, rate.id, "Sato")


def _large(file: Path, rows: int) -> None:
    """Make the store of many rows, as the benchmarks have it."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    made: ModuleType = importlib.import_module("benchmarks.make")
    made.store(file, rows)


def settle(window: MainWindow, seconds: float = 0.25) -> None:
    """Let everything arrive that is on its way."""
    end = time.monotonic() + seconds
    runner: Runner = window.desk.runner
    rounds = ROUNDS  # what came last is laid out in the rounds after it
    while rounds:
        rounds = ROUNDS if time.monotonic() < end or runner.busy else rounds - 1
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture(window: MainWindow) -> QPixmap:
    """Return the window, and in its middle the dialog that is open on it."""
    whole = window.grab()
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.ensurePolished()
        sheet = dialog.grab()
        painter = QPainter(whole)
        left, top = (window.width() - dialog.width()) // 2, (window.height() - dialog.height()) // 3
        painter.fillRect(window.rect(), QColor(0, 0, 0, 60))
        painter.drawPixmap(left, top, sheet)
        painter.drawRect(left, top, dialog.width(), dialog.height())
        painter.end()
    return whole


Prepare = Callable[[MainWindow], None]


@dataclass(frozen=True)
class Scene:
    """What is photographed: on which store (demo, large, empty), and what is done there first."""

    prepare: Prepare
    store: str = "demo"
    afresh: bool = False
    """In a window of its own, so that nothing of the scene before it stands in the way."""


def vehicle_with(verdict: str) -> Prepare:
    """Select the first vehicle with a verdict."""

    def prepare(window: MainWindow) -> None:
        window.show_page("vehicles")
        settle(window, 1)
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
    window.show_page("vehicles")
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
    page = window.current
    row = page.table.currentIndex().row()  # type: ignore[union-attr]
    page.table.setCurrentIndex(page.model.index(row, DISPLACEMENT))  # type: ignore[union-attr]
    window.run("edit_fact")
    settle(window)
    QTest.keyClicks(QApplication.focusWidget(), "14 9x")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


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
    for section in (pane.state, pane.reasons, pane.facts, pane.markets):
        section.turn()


def import_preview(window: MainWindow) -> None:
    """Show what the rows of a list would become."""
    window.take_files([paths.resources() / "demo" / "shiokaze-listing.xlsx"])


def shipment(window: MainWindow) -> None:
    """Open the shipment of the demo."""
    found = window.desk.reader.execute("SELECT min(id) FROM shipment").fetchone()[0]
    window.show_page("shipments", found)


def shipment_tab(name: str) -> Prepare:
    """Show another tab of the shipment."""

    def prepare(window: MainWindow) -> None:
        shipment(window)
        settle(window)
        strip = next(s for s in window.current.findChildren(TabStrip) if name in s.tabs)  # type: ignore[union-attr]
        strip.chosen.emit(name)

    return prepare


def action(name: str) -> Prepare:
    """Do an action of the registry, on the first vehicle where it needs one."""

    def prepare(window: MainWindow) -> None:
        vehicle_with("REVIEW")(window)
        settle(window)
        window.run(name)

    return prepare


def searched(text: str) -> Prepare:
    """Search the vehicles."""

    def prepare(window: MainWindow) -> None:
        window.show_page("vehicles")
        box = window.current.findChild(SearchBox)  # type: ignore[union-attr]
        box.setFocus()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)

    return prepare


def damaged(window: MainWindow) -> None:
    """Import a file that is none."""
    file = Path(os.environ["BROKER_HOME"]) / "photo.xlsx"
    file.write_bytes(b"PK no workbook")
    window.take_files([file])


def vanished(window: MainWindow) -> None:
    """Import a file that went before it was read, as from a share that is gone."""
    window.take_files([Path(os.environ["BROKER_HOME"]) / "week 47.xlsx"])


class _Deaf(QPrinter):
    """A printer that takes nothing: what it prints would go into a folder that is not there."""

    def __init__(self) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.setOutputFileName(str(Path(os.environ["BROKER_HOME"]) / "gone" / "out.pdf"))

    def printerName(self) -> str:  # noqa: N802 (Qt names it)
        return "Office printer"


def not_printed(window: MainWindow) -> None:
    """Print a record on a printer that takes nothing."""
    action("record")(window)
    settle(window, 1)
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, Preview)
    before, printer.choose = printer.choose, lambda *_: _Deaf()
    try:
        preview.print.click()
        settle(window, 1)
    finally:
        printer.choose = before


def everything(window: MainWindow) -> None:
    """Select everything found."""
    window.show_page("vehicles")
    settle(window, 1)
    window.current.table.selectAll()  # type: ignore[union-attr]


SCENES: dict[str, Scene] = {
    "today": Scene(page("today")),
    "vehicles": Scene(vehicle_with("BLOCKED")),
    "vehicles-review": Scene(vehicle_with("REVIEW")),
    "vehicles-allowed": Scene(vehicle_with("ALLOWED")),
    "vehicles-conditional": Scene(vehicle_with("CONDITIONAL")),
    "vehicles-money": Scene(money),
    "import": Scene(page("import")),
    "import-preview": Scene(import_preview, afresh=True),
    "shipments": Scene(page("shipments")),
    "shipment": Scene(shipment),
    "shipment-particulars": Scene(shipment_tab("particulars")),
    "shipment-containers": Scene(shipment_tab("containers")),
    "parties": Scene(page("parties")),
    "accounts": Scene(page("accounts")),
    "markets": Scene(markets),
    "markets-all": Scene(all_markets),
    "rules": Scene(page("rules")),
    "reports": Scene(page("reports")),
    "settings": Scene(page("settings")),
    "dialog-why-review": Scene(why_review),
    "dialog-ship": Scene(add_to_shipment),
    "dialog-palette": Scene(palette),
    "dialog-certificate": Scene(action("certificate"), afresh=True),
    "dialog-edit-all": Scene(action("edit_all")),
    "dialog-price-list": Scene(action("price_list")),
    "dialog-history": Scene(action("history")),
    "dialog-shortcuts": Scene(action("shortcuts")),
    "error-bar": Scene(an_error),
    "error-import": Scene(damaged, afresh=True),
    "error-vanished": Scene(vanished, afresh=True),
    "error-print": Scene(not_printed, afresh=True),
    "rateless-today": Scene(page("today"), "rateless"),
    "rateless-money": Scene(money, "rateless"),
    "rateless-accounts": Scene(page("accounts"), "rateless"),
    "rateless-markets": Scene(markets, "rateless"),
    "error-value": Scene(enter_fact, afresh=True),
    "error-search": Scene(searched("cc:>many"), afresh=True),
    "nothing-found": Scene(searched("zzz"), afresh=True),
    "large": Scene(page("vehicles"), "large"),
    "large-found": Scene(searched("toyota cc:>1900"), "large"),
    "large-everything": Scene(everything, "large"),
    "large-today": Scene(page("today"), "large"),
    **{
        f"empty-{name}": Scene(page(name), "empty")
        for name in (
            "today",
            "vehicles",
            "import",
            "shipments",
            "parties",
            "accounts",
            "markets",
            "rules",
            "reports",
            "settings",
        )
    },
}


if __name__ == "__main__":
    main()

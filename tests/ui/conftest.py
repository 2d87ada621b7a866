"""A real store, real widgets, offscreen."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from broker_app.domain.lot import Lot, SourceRow
from broker_app.domain.question import Question
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_stock
from broker_app.jobs.progress import silent
from broker_app.settings import Settings
from broker_app.store import lots, vehicles, write
from broker_app.store.database import Database, open_file
from broker_app.ui import theme
from broker_app.ui.app import open_window
from broker_app.ui.appearance import Appearance
from broker_app.ui.main_window import MainWindow
from broker_app.ui.pages.page import Page
from broker_app.ui.runner import Runner

TODAY = date(2026, 11, 24)
QUESTION = Question("RU", date(2026, 12, 24))
BOOKS = Books()
"""Read once for all tests: rules and lookups are the shipped ones."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the one warning pass that the offscreen screen gives for every dialog of fixed size."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Dress the application once; tests that turn theme or language turn them back."""
    qapp.setStyle("Fusion")
    theme.wear(qapp, "light")
    yield
    # The offscreen clipboard outlives Python, and what was copied must not.
    qapp.clipboard().clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The database of one test."""
    return tmp_path / "test.db"


def put_stock(db: Database, stock: list[tuple[Vehicle, Lot]]) -> None:
    """Store vehicles with one lot each, as an import would."""
    with write.step(db, "import", "Sato", file="test.csv") as step:
        batch = lots.add_batch(step, {"file": "test.csv", "sha256": "x"})
        ids = step.reserve("vehicle", len(stock))
        lot_ids = step.reserve("lot", len(stock))
        records, printed = [v for v, _ in stock], [""] * len(stock)
        vehicles.add_block(step, records, list(lot_ids), batch, ids, printed)
        keys = [f"key{number}" for number in lot_ids]
        lots.add_block(step, [lot for _, lot in stock], list(ids), keys, batch, lot_ids)
    judge_stock(db, silent, BOOKS, QUESTION, "Sato")


def car(number: int, **facts: object) -> tuple[Vehicle, Lot]:
    """Return a car with its lot; facts replace the usual ones."""
    known: dict[str, object] = {
        "chassis_number": f"NZE161-{7000000 + number}",
        "maker": "TOYOTA",
        "model": "COROLLA AXIO",
        "model_code": "QZE161",
        "first_registered": "2016-05",
        "displacement_cc": 1000 + number % 900,
        "powertrain": "petrol",
        "fuel": "petrol",
        "vehicle_class": "car",
        "body": "sedan",
        "odometer_km": 10_000 + number,
        "score": "4.5",
        "export_value_jpy": 900_000,
    }
    vehicle = Vehicle(**(known | facts))  # type: ignore[arg-type]
    source = SourceRow(sheet="", line=number + 2, cells={"車名": "ｶﾛ-ﾗ", "年式": "H28.5"})
    lot = Lot(house="USS Tokyo", lot_number=str(number), hammer_price=700_000, currency="JPY")
    lot.source = source
    return vehicle, lot


@pytest.fixture
def stock(file: Path) -> Path:
    """Four vehicles, one of each kind of answer that these facts can give."""
    with open_file(file) as db:
        put_stock(
            db,
            [
                car(1),
                car(2, model="MARK X", displacement_cc=2499),
                car(3, model="AXELA", displacement_cc=None, maker="MAZDA"),
                car(4, model="PRIUS", powertrain="hybrid", displacement_cc=1797),
            ],
        )
    return file


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, built once; never opened itself, only copied."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    demo.build(folder, silent, BOOKS)
    return folder


@pytest.fixture
def demo_stock(demo_folder: Path, file: Path) -> Path:
    """The database of the test as a copy of the demo's."""
    shutil.copy(demo_folder / "demo.db", file)
    return file


@pytest.fixture
def runner(file: Path) -> Iterator[Runner]:
    """A runner on the database of the test."""
    made = Runner(file)
    yield made
    made.close()


OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_main(qtbot, qapp: QApplication, file: Path) -> Iterator[OpenWindow]:  # type: ignore[no-untyped-def]
    """Open the whole window on the database of the test; closed at the end."""
    opened: list[MainWindow] = []

    def make(language: str = "en", theme_name: str = "light") -> MainWindow:
        settings = Settings(language=language, theme=theme_name, staff_name="Sato")
        window = open_window(Appearance(qapp, settings), file, settings, TODAY)
        window.resize(1440, 900)
        window.show()
        opened.append(window)
        idle(qtbot, window)
        return window

    yield make
    for window in opened:
        idle(qtbot, window)
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.wear(qapp, "light")


def idle(qtbot, window: MainWindow) -> None:  # type: ignore[no-untyped-def]
    """Wait until nothing is on its way."""
    runner = window.desk.runner
    qtbot.waitUntil(lambda: not runner.busy, timeout=30_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def page_of(window: MainWindow, kind: type[Page]) -> Page:
    """Return the page that is shown, of this kind."""
    page = window.current
    assert isinstance(page, kind)
    return page


def drop_files(widget: QWidget, *files: Path) -> bool:
    """Drag files over a widget and drop them there; returns whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    QApplication.sendEvent(widget, QDropEvent(QPointF(10, 10), copy, data, left, none))
    return enter.isAccepted()

"""One measurement of the window in this process: imports nothing that the program does not."""

import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 22)
FILTERS = ("prius", "nze161-10", "AGH30-1000500", "toyota ヴォクシー", "cx")


def _empty(began: float, _file: str) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    app.processEvents()
    window.repaint()
    return {"painted": time.time() - began, "memory": _memory("VmRSS")}


class _Shown:
    """The window of the program, driven by events until something is there."""

    def __init__(self, file: Path) -> None:
        """Start as `__main__` and `ui.app.run` do."""
        gc.disable()
        from broker_app.settings import Settings
        from broker_app.ui import app as application
        from broker_app.ui import garbage
        from broker_app.ui.appearance import Appearance

        self.loaded = time.time()
        self.app = application.application()
        settings = Settings()
        appearance = Appearance(self.app, settings)
        self.window = application.open_window(appearance, file, settings, TODAY)
        self.window.show()
        garbage.settle()
        self.made = time.time()
        self.page: Any = self.window.page("vehicles")

    def until_rows(self) -> float:
        """Wait until rows are on screen; returns when."""
        while not self.page.model._painted:
            self.app.processEvents()
        self.page.table.viewport().repaint()
        return time.time()

    def until_all(self) -> None:
        while not self.page.model.complete:
            self.app.processEvents()

    def until_idle(self) -> None:
        while self.window.desk.runner.busy:
            self.app.processEvents()

    def close(self) -> None:
        self.window.close()
        self.app.processEvents()


def _start(began: float, file: str) -> dict[str, Any]:
    shown = _Shown(Path(file))
    painted = shown.until_rows()
    shown.close()
    parts = {
        "imports": shown.loaded - began,
        "window": shown.made - shown.loaded,
        "rows": painted - shown.made,
    }
    return {"painted": painted - began, "stages": parts}


def _use(_began: float, file: str) -> dict[str, Any]:
    shown = _Shown(Path(file))
    shown.until_rows()
    shown.until_all()
    shown.window.activateWindow()
    shown.page.start_search()  # as one does before one types
    shown.until_idle()
    found: dict[str, Any] = {
        "wheel": _p95([_wheel(shown) for _ in range(300)]),
        "jump": _p95([_jump(shown) for _ in range(200)]),
        "filters": {words: _found(shown, words) for words in FILTERS},
        "facets": _facets(shown),
    }
    _found(shown, "")
    shown.until_all()
    found |= {"memory": _memory("VmRSS"), "peak": _memory("VmHWM")}
    shown.close()
    return found


def _wheel(shown: _Shown) -> float:
    """Turn the wheel by one notch, until it is painted."""
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent

    view = shown.page.table.viewport()
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(view.rect().center())
    event = QWheelEvent(
        place, view.mapToGlobal(place), QPoint(), QPoint(0, -120), none, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip

    def turn() -> None:
        shown.app.sendEvent(view, event)
        shown.app.processEvents()

    return _milliseconds(turn)


_RNG = random.Random(7)


def _jump(shown: _Shown) -> float:
    bar = shown.page.table.verticalScrollBar()
    place = _RNG.randrange(bar.maximum())

    def jump() -> None:
        bar.setValue(place)
        shown.app.processEvents()

    return _milliseconds(jump)


def _found(shown: _Shown, words: str) -> float:
    """Ask for words as the search box does, until the first screen is painted."""
    model = shown.page.model
    arrived: list[float] = []
    watching = model.modelReset.connect(lambda: arrived.append(time.perf_counter()))
    start = time.perf_counter()
    shown.page._ask(replace(model.query, words=words))
    while not arrived:
        shown.app.processEvents()
    shown.page.table.viewport().repaint()
    spent = time.perf_counter() - start
    model.disconnect(watching)
    shown.until_all()
    return spent * 1000


def _facets(shown: _Shown) -> dict[str, float]:
    """Open the facets until every count is there, then tick one value until all follow."""
    shown.page._ask(replace(shown.page.model.query, words=""))
    shown.page.finding.look_again()
    shown.until_idle()
    panel = shown.page.finding.panel

    def opened() -> None:
        panel.show()  # not by the action, which would keep it in the settings
        shown.page.finding.show_query(shown.page.model.query)
        shown.until_idle()

    def ticked() -> None:
        panel.groups["maker"].rows["TOYOTA"].clicked.emit()
        while panel.groups["powertrain"].rows["petrol"].count == before:
            shown.app.processEvents()

    times = {"opened": _milliseconds(opened)}
    before = panel.groups["powertrain"].rows["petrol"].count
    times["ticked"] = _milliseconds(ticked)
    panel.groups["maker"].rows["TOYOTA"].clicked.emit()
    panel.hide()
    shown.until_idle()
    return times


def _milliseconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


EDITS = 40


def _edit(_began: float, file: str) -> dict[str, Any]:
    """Type into cells, one below the other, until each is stored, judged and painted."""
    from broker_app.ui.models.columns import COLUMNS

    shown = _Shown(Path(file))
    shown.until_rows()
    shown.until_all()
    while shown.window.desk.runner.busy:
        shown.app.processEvents()
    place = [column.id for column in COLUMNS].index("odometer_km")
    times, busy = [], 0.0
    for number in range(EDITS):
        spent, longest = _typed(shown, number, place, 30_000 + number)
        times.append(spent)
        busy = max(busy, longest)
        while shown.window.desk.runner.busy:  # the counts of the tabs come after
            shown.app.processEvents()
    shown.close()
    times = times[1:]  # the first one loads what all need
    return {"median": sorted(times)[len(times) // 2], "p95": _p95(times), "busy": busy}


def _typed(shown: _Shown, row: int, column: int, value: int) -> tuple[float, float]:
    """Type a value and Enter; returns how long until it is there, and the longest pause."""
    from broker_app.store import vehicles

    page = shown.page
    page.table.go_to(row, column)
    shown.app.processEvents()
    page.cells.begin(page.table.currentIndex())
    page.cells.field.edit.setText(str(value))
    shown.app.processEvents()
    vehicle = page.model.id_at(row)
    start = last = time.perf_counter()
    longest = 0.0
    page.cells.accept(0, 1)
    while page.cells.storing or vehicles.get(page.desk.reader, vehicle).odometer_km != value:
        shown.app.processEvents()
        moment = time.perf_counter()
        longest, last = max(longest, moment - last), moment
    page.table.viewport().repaint(page.table.visualRect(page.model.index(row, column)))
    assert page.model.cell(row, column).text == f"{value:,}"
    return (time.perf_counter() - start) * 1000, longest * 1000


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _memory(kind: str) -> float:
    """Return megabytes of this process by its status file."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    work = {"empty": _empty, "start": _start, "use": _use, "edit": _edit}[sys.argv[1]]
    print(json.dumps(work(float(sys.argv[2]), *sys.argv[3:])))

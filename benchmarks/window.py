"""The window on a large stock, in a process of its own, beside an empty window."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.result import Result, seconds
from broker_app.store import vehicles
from broker_app.store.vehicles import Query

FILTERS = ("prius", "nze161-10", "AGH30-1000500", "toyota ヴォクシー", "cx")
_ROUNDS = 3


def opened(file: Path, count: int) -> list[Result]:
    """Open the stock and use it."""
    empty = min((_ask("empty") for _ in range(_ROUNDS)), key=lambda found: found["painted"])
    found = min((_ask("start", file) for _ in range(_ROUNDS)), key=lambda found: found["painted"])
    used = _ask("use", file)
    stock = f"{count:,} vehicles"
    memory = {"at the most": used["peak"], "empty window": empty["memory"]}
    return [
        Result(
            f"first rows painted, {stock}",
            found["painted"],
            empty["painted"],
            "2.5; 2",
            stages=found["stages"],
        ),
        Result("wheel step, p95", used["wheel"], None, "16", "ms"),
        Result("random jump, p95", used["jump"], None, "40", "ms"),
        *(_filter(file, words, spent) for words, spent in used["filters"].items()),
        Result(
            f"memory, {stock} open",
            used["memory"] - empty["memory"],
            None,
            "plus 60",
            "MB",
            memory,
        ),
    ]


def _filter(file: Path, words: str, spent: float) -> Result:
    with closing(sqlite3.connect(file)) as reader:
        reader.row_factory = sqlite3.Row
        query = Query(words=words, sort="id", descending=True)

        def by_hand() -> None:
            vehicles.block(reader, vehicles.ids(reader, query, 256), "RU")

        peer = min(seconds(by_hand) for _ in range(_ROUNDS)) * 1000
    return Result(f"filter “{words}”, first screen", spent, peer, "1.5; under 100 ms", "ms")


def _ask(what: str, *files: Path) -> dict[str, Any]:
    """Run one measurement in a fresh process, without a display."""
    command = [sys.executable, "-m", "benchmarks.window", what, str(time.time()), *map(str, files)]
    settings = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": os.devnull}
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout))


# in the process of its own


def _empty(began: float) -> dict[str, Any]:
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
        from broker_app.settings import Settings
        from broker_app.ui import app as application
        from broker_app.ui.appearance import Appearance

        self.loaded = time.time()
        from benchmarks.make import TODAY

        self.app = application.application()
        settings = Settings()
        appearance = Appearance(self.app, settings)
        self.window = application.open_window(appearance, file, settings, TODAY)
        self.window.show()
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
    found: dict[str, Any] = {
        "wheel": _p95([_wheel(shown) for _ in range(300)]),
        "jump": _p95([_jump(shown) for _ in range(200)]),
        "filters": {words: _found(shown, words) for words in FILTERS},
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

    return seconds(turn) * 1000


_RNG = random.Random(7)


def _jump(shown: _Shown) -> float:
    bar = shown.page.table.verticalScrollBar()
    place = _RNG.randrange(bar.maximum())

    def jump() -> None:
        bar.setValue(place)
        shown.app.processEvents()

    return seconds(jump) * 1000


def _found(shown: _Shown, words: str) -> float:
    """Ask for words as the search box does, until the first screen is painted."""
    from dataclasses import replace

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


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _memory(kind: str) -> float:
    """Return megabytes of this process by its status file."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    work = {"empty": _empty, "start": _start, "use": _use}[sys.argv[1]]
    print(json.dumps(work(float(sys.argv[2]), *sys.argv[3:])))

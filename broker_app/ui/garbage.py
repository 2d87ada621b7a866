"""Garbage in cycles may hold Qt objects, and these must die on the main thread.

Python collects on whatever thread happens to make the next object. A widget destroyed on a reader
thread waits for Qt's lock while the main thread waits for Python's: the window stands still for
ever. So while worker threads run, only a timer of the main thread collects.
"""

import gc
import linecache

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
_GENERATIONS = (2, 1, 0)


def settle() -> None:
    """Leave alone what a start made: it stays as long as the program, so nothing looks through it.

    PySide has Python keep the source of every module that is imported, too: that is let go of.
    """
    linecache.clearcache()
    gc.freeze()


class MainThreadCollector(QObject):
    """Collects by Python's own thresholds, on the main thread alone, until it is stopped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that has passed its threshold, if any."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [g for g in _GENERATIONS if counts[g] > thresholds[g] > 0]
        if due:
            linecache.clearcache()
            gc.collect(due[0])

    def stop(self) -> None:
        """Let Python collect by itself again: no worker thread runs any more."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

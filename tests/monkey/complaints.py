"""What the program, Python or Qt complains of while something runs."""

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

QUIET = ("propagateSizeHints", "This plugin does not support")
"""What only the offscreen screen says."""


class _Heard(logging.Handler):
    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        self._complaints.append(f"log: {self.format(record)}")


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect what is complained of: warnings, errors of the log, what nobody caught, Qt's words."""
    found: list[str] = []

    def of_qt(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            return
        if not any(quiet in str(text) for quiet in QUIET):
            stack = "".join(traceback.format_stack(limit=8)[:-1])
            found.append(f"Qt: {text}\n{stack}")

    def of_python(kind: Any, problem: Any, trace: Any) -> None:
        found.append("uncaught: " + "".join(traceback.format_exception(kind, problem, trace)))

    def warned(message: Any, category: Any, file: str, line: int, *_: Any) -> None:
        found.append(f"{category.__name__}: {message} ({file}:{line})")

    log, handler = logging.getLogger("broker_app"), _Heard(found)
    before = sys.excepthook, sys.unraisablehook, threading.excepthook
    of_qt_before = qInstallMessageHandler(of_qt)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = warned
        log.addHandler(handler)
        sys.excepthook = of_python
        sys.unraisablehook = lambda it: of_python(it.exc_type, it.exc_value, it.exc_traceback)
        threading.excepthook = lambda it: of_python(it.exc_type, it.exc_value, it.exc_traceback)
        try:
            yield found
        finally:
            sys.excepthook, sys.unraisablehook, threading.excepthook = before
            log.removeHandler(handler)
            qInstallMessageHandler(of_qt_before)

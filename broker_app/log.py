"""One rotating log file; one logger per room."""

import logging
from logging.handlers import RotatingFileHandler

from broker_app import paths


class _Quiet(RotatingFileHandler):
    """A log that stops nobody's work, nor speaks on the screen, where the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing: there is nowhere to say it."""


def start(level: int = logging.INFO) -> None:
    """Send the log of all rooms to one rotating file in the user's log folder."""
    root = logging.getLogger("broker_app")
    if root.handlers:
        return
    try:
        handler: logging.Handler = _Quiet(
            paths.log_folder() / "broker.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:  # no folder for it: a full or read-only disk
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(level)


def of(room: str) -> logging.Logger:
    """Return the logger of a room, `log.of("intake")`."""
    return logging.getLogger(f"broker_app.{room}")

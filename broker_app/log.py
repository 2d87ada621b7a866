"""One rotating log file; one logger per room."""

import logging
from logging.handlers import RotatingFileHandler

from broker_app import paths


def start(level: int = logging.INFO) -> None:
    """Send the log of all rooms to one rotating file in the user's log folder."""
    root = logging.getLogger("broker_app")
    if root.handlers:
        return
    handler = RotatingFileHandler(
        paths.log_folder() / "broker.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(level)


def of(room: str) -> logging.Logger:
    """Return the logger of a room, `log.of("intake")`."""
    return logging.getLogger(f"broker_app.{room}")

"""Where things are: shipped resources and the user's own folders.

The only place that knows whether we run from a checkout, an editable installation, a wheel or a
frozen program.
"""

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "Broker"


def resources() -> Path:
    """Return the folder of shipped data files, wherever the program was started from."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def data_folder() -> Path:
    """Return the user's data folder, made if it is not there. BROKER_HOME overrides it."""
    return _made(_home("data") or Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)))


def config_folder() -> Path:
    """Return the folder of this person's settings, made if it is not there."""
    return _made(_home("config") or Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)))


def log_folder() -> Path:
    """Return the folder of the log, made if it is not there."""
    return _made(_home("log") or Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)))


def default_database() -> Path:
    """Return the database that opens when none is named."""
    return data_folder() / "broker.db"


def _home(part: str) -> Path | None:
    home = os.environ.get("BROKER_HOME")
    return Path(home) / part if home else None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder

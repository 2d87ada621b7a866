"""Root of the tests: Qt only where it can be loaded, and everybody's own folders."""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing on a machine that does other work too.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _qt_problem() -> str:
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as problem:
        return str(problem)
    return ""


QT_PROBLEM = _qt_problem()
if QT_PROBLEM:
    collect_ignore = ["tests/ui"]
else:
    pytest_plugins = ["pytestqt.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    if QT_PROBLEM:  # keep the settings of pytest-qt known where it is not loaded
        parser.addini("qt_api", "unused")
        parser.addini("qt_log_level_fail", "unused")


def pytest_report_header() -> list[str]:
    if QT_PROBLEM:
        return [f"The tests of ui are left out: Qt cannot be loaded here ({QT_PROBLEM})."]
    return []


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings, data and log of each test in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("BROKER_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Speak English in every test that does not ask for another language."""
    from broker_app import words

    words.use("en")
    yield
    words.use("en")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference facts and sample lists beside the checkout, where there is one."""
    folder = Path(os.environ.get("BROKER_SHARED", Path(__file__).parent.parent / "shared"))
    if not (folder / "samples").is_dir():
        pytest.skip("the samples are not beside this checkout; they run in CI")
    return folder

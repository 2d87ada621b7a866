"""The order in which a start loads its modules: those of the rooms below come before Qt."""

import subprocess
import sys

CODE = """
import sys
import broker_app.ui.before_qt
assert not any(name.startswith(("PySide6", "shiboken6")) for name in sys.modules)
before = set(sys.modules)
import broker_app.ui.app, broker_app.ui.pages.vehicles
ours = {name for name in sys.modules if name.startswith("broker_app.")} - before
late = sorted(name for name in ours if not name.startswith("broker_app.ui"))
assert not late, late
"""

PANE = """
import sys
import broker_app.ui.app, broker_app.ui.pages.vehicle_pane
assert "broker_app.jobs.issuing" not in sys.modules
"""


def test_the_pane_of_a_vehicle_loads_nothing_that_issues_papers() -> None:
    done = subprocess.run([sys.executable, "-c", PANE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_start_loads_the_rooms_below_before_qt() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

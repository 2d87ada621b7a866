"""A short run of the kills and the power cuts; `python -m tests.kills` makes the long one.

It runs as a program of its own: it forks, which a process with threads must not.
"""

import re
import subprocess
import sys

import pytest

from tests.kills import wires

pytestmark = pytest.mark.skipif(bool(wires.available()), reason=wires.available())


def test_kills_and_power_cuts_lose_nothing() -> None:
    command = [
        "-m",
        "tests.kills",
        "--kills",
        "10",
        "--cuts",
        "6",
        "--each",
        "0",
        "--shapes",
        "0",
        "--seed",
        "11",
    ]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    kills, cuts = done.stdout.splitlines()
    assert re.match(r"10 kills .* losses 0,", kills)
    assert re.match(r"6 power cuts .* losses 0,", cuts)


def test_kills_before_any_change_of_a_file_leave_nothing_that_looks_finished() -> None:
    command = [
        "-m",
        "tests.kills",
        "--kills",
        "0",
        "--cuts",
        "0",
        "--each",
        "5",
        "--shapes",
        "0",
        "--seed",
        "5",
    ]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"\d\d kills before a change of a file .* losses 0,", done.stdout)

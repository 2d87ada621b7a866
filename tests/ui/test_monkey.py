"""A monkey plays with the window: nothing complains, and the database stays sound."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACTS = 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_events_do_no_harm(demo_folder, tmp_path, seed):
    """In a process of its own: a crash fails this test alone, and shows where it was."""
    shutil.copytree(demo_folder, tmp_path / "demo")
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.monkey", "--seconds", "0"]
    command += ["--acts", str(ACTS), "--seed", str(seed), "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"seed {seed}: {ACTS} acts" in done.stdout

"""The wheel carries all it needs: the demo runs from it, outside the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="hatchling builds the wheel; it is installed in CI")
ROOT = Path(__file__).parent.parent


def test_the_demo_runs_from_the_wheel(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "-q"]
    build = [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run(build, check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    environment = os.environ | {"PYTHONPATH": str(site), "BROKER_HOME": str(tmp_path / "home")}
    code = (
        "import broker_app, sys; from broker_app.__main__ import main;"
        f"assert broker_app.__file__.startswith({str(site)!r}), broker_app.__file__;"
        "sys.argv = ['broker-app', 'demo', '--no-window']; sys.exit(main())"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "broker-demo" / "demo.db").is_file()
        assert list((tmp_path / "broker-demo" / "papers").glob("*.xlsx"))

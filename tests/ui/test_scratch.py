import subprocess
import sys

from broker_app.ui.scratch import Scratch

SCRIPT = """
from broker_app.ui.scratch import Scratch
kept = Scratch()
(kept.folder / "pasted.png").write_bytes(b"x")
print(kept.folder)
"""


def test_it_goes_with_its_owner():
    scratch = Scratch()
    folder = scratch.folder
    (folder / "pasted.png").write_bytes(b"x")
    assert folder.stat().st_mode & 0o077 == 0
    del scratch
    assert not folder.exists()


def test_it_goes_with_the_program(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip().startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []

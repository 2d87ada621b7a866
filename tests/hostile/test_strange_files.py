"""Whatever stands where a command is to read a file: a sentence, and it waits for nobody.

A pipe gives nothing until somebody writes, a device gives without end, a link may lead anywhere.
"""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from tests.cli.test_cli import FRONT
from tests.hostile.test_formulas import READ, SHIPMENT

CAR, BUYER = "NCP160-3261356", "MAWIMBI MOTORS LTD."
SECONDS, MEMORY = 30, 400_000_000
GIVEN: dict[str, tuple[str, ...]] = {
    "admit file": ("admit", "FILE"),
    "attach files": ("attach", CAR, "FILE", *("--database", "DB")),
    "audit verify source": ("audit", "verify", "FILE"),
    "audit verify --against": ("audit", "verify", "DB", "--against", "FILE"),
    "certificates enter --scan": (
        "certificates", "enter", CAR, "weight_kg=1310", "--scan", "FILE", "--database", "DB",
    ),
    "draft file": ("draft", SHIPMENT, "FILE", "--database", "DB"),
    "formats add file": ("formats", "add", "FILE", "--database", "DB"),
    "import files": ("import", "FILE", "--database", "DB"),
    "import-all folder": ("import-all", "FILE", "--into", "NEW"),
    "judge file": ("judge", "FILE", "--destination", "RU"),
    "lists install files": ("lists", "install", "FILE", "--database", "DB"),
    "parties papers --file": (
        "parties", "papers", BUYER, "--add", "end_use_undertaking", "--file", "FILE",
        "--issued", "2026-01-10", "--database", "DB",
    ),
    "parties searched --proof": ("parties", "searched", BUYER, "clear", "--proof", "FILE", "--database", "DB"),
    "rates import file": ("rates", "import", "FILE", "--database", "DB"),
    "rebuild damaged": ("rebuild", "FILE", "--into", "NEW"),
    "restore source": ("restore", "FILE", "--into", "NEW"),
    "rules diff old": ("rules", "diff", "FILE"),
    "rules diff new": ("rules", "diff", "PACK", "FILE"),
    "rules install path": ("rules", "install", "FILE", "--database", "DB"),
    "rules list --pack": ("rules", "list", "--pack", "FILE"),
    "rules show --pack": ("rules", "show", "x", "--pack", "FILE"),
    "rules test path": ("rules", "test", "FILE"),
    "rules timeline --pack": ("rules", "timeline", "--pack", "FILE"),
    "screen --file": ("screen", "--file", "FILE", "--database", "DB"),
    "suggest file": ("suggest", "FILE", "--on", "2026-11-22"),
    "templates add file": ("templates", "add", "FILE", "--database", "DB"),
    "templates check file": ("templates", "check", "FILE"),
    "templates sample file": ("templates", "sample", "FILE", "--out", "NEW", "--database", "DB"),
    "--database": ("stock", "--database", "FILE"),
}  # fmt: skip


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock") / "demo"
    demo.build(folder, silent, Books())
    return folder / "demo.db"


@contextmanager
def bounded() -> Iterator[None]:
    """Let who waits or takes memory without end fail instead of holding all tests."""

    def stop(*_: object) -> None:
        raise AssertionError("it waits")

    old = signal.signal(signal.SIGALRM, stop)
    held = resource.getrlimit(resource.RLIMIT_DATA)
    now = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_DATA, (now + MEMORY, held[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, held)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def strange(folder: Path) -> list[Path]:
    """A pipe, a link to one, a device, links to nothing and to themselves, an endless name."""
    pipe, to_pipe, nowhere, loop = (folder / n for n in ("pipe.csv", "a.xlsx", "b.csv", "c.csv"))
    os.mkfifo(pipe)
    to_pipe.symlink_to(pipe)
    nowhere.symlink_to(folder / "gone")
    loop.symlink_to(loop)
    (folder / "folder").mkdir()
    os.mkfifo(folder / "folder" / "manifest.json")
    os.mkfifo(folder / "folder" / "pack.toml")
    os.mkfifo(folder / "folder" / "list.csv")
    return [
        pipe,
        to_pipe,
        nowhere,
        loop,
        folder / "folder",
        Path("/dev/zero"),
        folder / ("x" * 300),
    ]


def test_every_file_that_a_command_reads_is_tried() -> None:
    assert set(GIVEN) - {"--database"} == READ


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no pipes and devices")
@pytest.mark.parametrize("name", sorted(GIVEN))
def test_what_is_no_file_is_a_sentence(
    name: str, stock: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, file in enumerate(strange(tmp_path)):
        places = {
            "FILE": file,
            "DB": stock,
            "NEW": tmp_path / f"new{number}",
            "PACK": "resources/rules",
        }
        asked = [str(places.get(one, one)) for one in GIVEN[name]]
        with bounded():
            status = run(asked, FRONT)
        told = capsys.readouterr()
        assert status in (DONE, REFUSED, WRONG_USAGE), (file, told.err)
        assert status != DONE or file.name == "folder", (file, told.out)
        assert told.err.strip(), file
        assert not places["NEW"].exists()

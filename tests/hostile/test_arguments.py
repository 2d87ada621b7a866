"""Hostile arguments of every command end with a sentence: never as a bug, never half done."""

import io
import shutil
from pathlib import Path
from random import Random

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from tests.cli.test_cli import FRONT
from tests.hostile.arguments import NEVER, hostile
from tests.hostile.lists import text, xlsx
from tests.walks import commands

TRIES = 2
COMMANDS = dict(commands())


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock") / "demo"
    demo.build(folder, silent, Books())
    return folder


def files(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.csv").write_bytes(text())
    (folder / "b.xlsx").write_bytes(xlsx())
    (folder / "c.pdf").write_bytes(b"%PDF-1.4")
    (folder / "d.toml").write_text("a = 1")
    (folder / "e").mkdir()
    return folder


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NEVER))
def test_a_command_takes_hostile_arguments(
    name: str, stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    shutil.copy(stock / "demo.db", tmp_path / "demo.db")
    monkeypatch.chdir(tmp_path)
    for number in range(TRIES):
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        chance = Random(f"{name} {number}")
        given = files(tmp_path / f"files{number}")
        asked = hostile(name, COMMANDS[name], chance, tmp_path / "demo.db", given)
        said, told = io.BytesIO(), io.BytesIO()
        for stream, bytes_ in (("stdout", said), ("stderr", told)):  # as `main` sets them
            text_of = io.TextIOWrapper(bytes_, "utf-8", "backslashreplace", write_through=True)
            monkeypatch.setattr(f"sys.{stream}", text_of)
        status = run(asked, FRONT)
        assert status in (DONE, REFUSED, WRONG_USAGE), (asked, told.getvalue()[-300:])
        assert status == DONE or (told.getvalue() + said.getvalue()).strip(), asked

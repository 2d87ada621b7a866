"""`checks`, `release` and the proof at the command line."""

import json
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, Front, run
from tests.cli.test_cli import FRONT, no_window


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--dir", str(folder), "--no-window"], FRONT) == DONE
    return folder / "demo.db"


def test_checks_say_what_each_found(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ["checks", "1", "--database", str(demo)]
    assert run([*words, "--json"], FRONT) == DONE
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_check = {one["check"]: one for one in found}
    assert len(by_check) > 45
    assert by_check["law_bars"]["outcome"] == "passed"
    assert by_check["certificate_there"]["severity"] == "blocks"
    assert by_check["certificate_there"]["sentence"].endswith("has no export certificate.")
    assert run([*words, "--stage", "draft"], FRONT) == DONE
    assert "certificate_there" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--second", ""], "second person"),
        (["--second", "Kaneda"], "stop"),
        (["--second", "Kaneda", "--override", "law_bars=x"], "Nobody may let this pass"),
        (["--second", "Kaneda", "--override", "runners"], "Say why"),
        (["--second", "Kaneda", "--override", "nothing=x"], "no check nothing"),
    ],
)
def test_a_release_is_refused_in_a_sentence(
    demo: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    words = ["release", "1", "--database", str(demo)]
    assert run([*words, *more], FRONT) == REFUSED
    assert said in capsys.readouterr().err


def test_the_proof_is_one_file(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[int] = []

    def write(pages: object, target: Path, *_: object) -> None:
        written.append(len(list(pages)))  # type: ignore[call-overload]
        target.write_bytes(b"%PDF")

    front = Front(no_window, lambda: False, write)
    words = ["papers", "1", "--database", str(demo), "--out", str(tmp_path)]
    capsys.readouterr()
    assert run([*words, "--proof", "--as", "pdf", "--json"], front) == DONE
    made = json.loads(capsys.readouterr().out)
    assert Path(made["file"]).exists()
    assert written == [9]  # seven parts and two papers

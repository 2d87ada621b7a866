"""Whatever stands where a command is to write: a sentence or the file, and nothing through a link."""

import os
import shutil
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.jobs import demo
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import backup
from tests.cli.test_cli import FRONT
from tests.hostile.test_formulas import NO_SHEET, SHIPMENT, WALKED
from tests.hostile.test_strange_files import CAR, bounded

MORE = {
    "audit export target": ("audit", "export", "TARGET.jsonl"),
    "backup --to": ("backup", "--to", "TARGET"),
    "demo --dir": ("demo", "--no-window", "--dir", "TARGET"),
    "formats export file": ("formats", "export", "FORMAT", "TARGET.toml"),
    "import-all --into": ("import-all", "EXPORT", "--into", "TARGET.db"),
    "layouts trial --out": ("layouts", "trial", "bonded", "--kind", "CI", "--out", "TARGET.xlsx"),
    "privacy export folder": ("privacy", "export", "MAWIMBI MOTORS LTD.", "TARGET"),
    "rebuild --into": ("rebuild", "BACKUP", "--into", "TARGET.db"),
    "restore --into": ("restore", "BACKUP", "--into", "TARGET.db"),
    "support-bundle target": ("support-bundle", "TARGET.zip"),
    "templates sample --out": ("templates", "sample", "TEMPLATE", "--out", "TARGET.xlsx"),
}
SELF = ("demo", "import-all", "rebuild")
"""Commands without a database of their own."""
SLOW = ("demo --dir", "papers write --out")
WRITES = {name: found[0] for name, found in WALKED.items()} | MORE
REGISTERS = [name for name in WRITES if name.startswith("report ") and "stock" not in name]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("made")
    demo.build(folder / "demo", silent, Books())
    database = folder / "demo" / "demo.db"
    assert run(["export-all", str(folder / "all"), "--database", str(database)], FRONT) == DONE
    listed = folder / "list.csv"
    listed.write_text("出品番号,車名,型式\n1,アクア,NHP10\n", "utf-8")
    from tests.papers.template.books import made as template

    (folder / "own.xlsx").write_bytes(template())
    return {
        "DB": database,
        "EXPORT": folder / "all",
        "BACKUP": backup.make(database),
        "LIST": listed,
        "TEMPLATE": folder / "own.xlsx",
    }


def test_every_command_that_writes_is_tried() -> None:
    assert set(WRITES) == set(WALKED) | set(NO_SHEET)


def _lay(ours: Path, theirs: Path) -> None:
    ours.mkdir()
    (theirs / "folder").mkdir(parents=True)
    (theirs / "kept.txt").write_text("theirs")
    (theirs / "folder" / "x").write_text("theirs")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("name", sorted(set(WRITES) - set(REGISTERS)))
def test_a_strange_target_is_a_sentence_or_a_file_of_its_own(
    name: str, made: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    _lay(ours, theirs)
    before = contents(theirs)
    ending = next((one.removeprefix("TARGET") for one in WRITES[name] if "TARGET" in one), "")
    places = {
        "pipe": lambda target: os.mkfifo(target),
        "link": lambda target: target.symlink_to(theirs / "kept.txt"),
        "hard": lambda target: os.link(theirs / "kept.txt", target),
        "nowhere": lambda target: target.symlink_to(theirs / "new"),
        "folder": lambda target: (target.mkdir(), (target / "x").write_text("")),
        "link-to-folder": lambda target: target.symlink_to(theirs / "folder"),
        "\u202egpj.exe": lambda target: None,
        "CON": lambda target: None,
        "trailing. ": lambda target: None,
        "x" * 300: lambda target: None,
        "gone/deep/below": lambda target: None,
    }
    for kind, put in places.items():
        if name in SLOW and kind not in ("pipe", "link", "link-to-folder"):
            continue
        target = ours / kind
        put(ours / f"{kind}{ending}")  # type: ignore[no-untyped-call]
        named = made | {"CHASSIS": CAR, "IDENTITY": CAR, "FORMAT": "none", "SHIPMENT": SHIPMENT}
        asked = [str(named.get(one, one.replace("TARGET", str(target)))) for one in WRITES[name]]
        if asked[0] not in SELF:
            asked += ["--database", str(made["DB"])]
        with bounded():
            status = run(asked, FRONT)
        told = capsys.readouterr()
        assert status in (DONE, REFUSED, WRONG_USAGE), (kind, told.err)
        assert told.err.strip() or told.out.strip(), kind
        left = contents(theirs)
        assert {file: left[file] for file in before} == before, kind
        assert kind == "link-to-folder" or left == before, kind  # which may be where files belong
        for folder in (ours, theirs):
            shutil.rmtree(folder)
        _lay(ours, theirs)

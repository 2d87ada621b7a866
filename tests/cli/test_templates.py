"""`broker-app templates`: check, add, list, use, sample, remove."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.cli.main import DONE, REFUSED, run
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT
from tests.papers.template.books import INVOICE, made

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.xlsx"
    path.write_bytes(made())
    return path


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "test.db")


def answers(capsys: Captured) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_it_is_added_listed_changed_and_removed(
    file: Path, database: str, tmp_path: Path, capsys: Captured
) -> None:
    db = ["--database", database]
    assert run(["templates", "add", str(file), *db, "--json"], FRONT) == DONE
    assert answers(capsys)[-1]["in_use"] is True
    file.write_bytes(made(INVOICE | {"A20": "second"}))
    assert run(["templates", "add", str(file), *db], FRONT) == DONE
    assert run(["templates", "use", "1", *db], FRONT) == DONE
    capsys.readouterr()
    assert run(["templates", "list", *db, "--json"], FRONT) == DONE
    listed = answers(capsys)
    assert {(one["id"], one["in_use"]) for one in listed} == {(1, True), (2, False)}
    assert run(["templates", "built-in", *db], FRONT) == DONE
    assert run(["templates", "remove", "2", *db], FRONT) == DONE
    capsys.readouterr()
    assert run(["templates", "list", *db, "--json"], FRONT) == DONE
    assert [(one["id"], one["in_use"]) for one in answers(capsys)] == [(1, False)]
    assert run(["templates", "remove", "9", *db], FRONT) == REFUSED
    assert run(["templates", "use", "nine", *db], FRONT) == REFUSED


def test_a_check_says_place_and_sentence(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(made(INVOICE | {"B2": "{{item.cost}}"}))
    assert run(["templates", "check", str(path), "--json"], FRONT) == DONE
    first = answers(capsys)[0]
    assert (first["severity"], first["cell"], first["notice"]) == ("refused", "B2", "tag_unknown")
    assert run(["templates", "check", str(path)], FRONT) == DONE
    said = capsys.readouterr()
    assert 'Sheet B2: There is no tag "item.cost".' in said.out
    assert "cannot be used" in said.err
    assert run(["templates", "add", str(path), "--database", str(tmp_path / "x.db")], FRONT) == (
        REFUSED
    )


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_what_is_no_workbook_is_one_sentence(
    content: bytes, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert run(["templates", "check", str(path)], FRONT) == REFUSED
    assert "Traceback" not in capsys.readouterr().err


def test_a_sample_is_written_and_nothing_is_stored(
    file: Path, database: str, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "sample.xlsx"
    open_file(Path(database)).close()
    asked = ["templates", "sample", str(file), "--out", str(out)]
    assert run([*asked, "--database", database], FRONT) == DONE
    assert "SAMPLE-0001" in load_workbook(out).active["A2"].value
    capsys.readouterr()
    assert run(["templates", "list", "--database", database], FRONT) == DONE
    assert capsys.readouterr().out == ""
    blocked = ["templates", "sample", str(file), "--out", str(file / "below.xlsx")]
    assert run([*blocked, "--database", database], FRONT) == REFUSED


def test_every_tag_is_listed(capsys: Captured) -> None:
    assert run(["templates", "tags"], FRONT) == DONE
    assert "{{item.chassis_number}}" in capsys.readouterr().out.splitlines()

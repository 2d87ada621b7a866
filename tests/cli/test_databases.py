"""Which database a command opens: one to read must be there, a mistyped name makes none."""

import ast
from pathlib import Path

import pytest

from broker_app import cli
from broker_app.cli.main import REFUSED, run
from tests.cli.test_cli import FRONT

WRITERS = {
    "company.change",  # the exporter is what a new file begins with
    "formats.add",
    "importing._import",
    "layouts.use",
    "lists.install",
    "lists.fetch",
    "screening.screen",  # logs every search of a name
    "templates.add",
    "people.add",  # or with its first administrator
    "output.existing",
}
"""The only functions that may make a database where there is none."""

READING = [
    ["lists", "list"],
    ["lists", "list", "--json"],
    ["lists", "show", "un"],
    ["lists", "diff", "un"],
    ["screen", "--parties"],
    ["screen", "--self-test"],
    ["parties", "list"],
    ["stock"],
    ["due"],
    ["history"],
    ["rates", "list"],
    ["duplicates", "list"],
    ["templates", "list"],
    ["checks", "SH-2611-001"],
    ["suggest", "--on", "2026-11-22"],
    ["report", "month"],
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_mistyped_database_is_refused_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run([*command, "--database", str(tmp_path / "stokc.db")], FRONT) == REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert "stokc.db" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_database_may_stand_before_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(["--database", str(tmp_path / "stokc.db"), *command], FRONT) == REFUSED
    assert "stokc.db" in capsys.readouterr().err


def test_what_stands_behind_the_command_counts_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["--database", str(tmp_path / "one.db"), "stock", "--database", str(tmp_path / "two.db")]
    assert run(said, FRONT) == REFUSED
    assert "two.db" in capsys.readouterr().err


def test_only_what_writes_may_make_a_database() -> None:
    makers = set()
    for file in Path(cli.__path__[0]).glob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                calls = [ast.unparse(c.func) for c in ast.walk(function) if isinstance(c, ast.Call)]
                if {"output.database", "database"} & set(calls):
                    makers.add(f"{file.stem}.{function.name}")
    assert makers == WRITERS

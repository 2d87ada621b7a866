"""All commands and all calls of the program, for tests in which nothing may be forgotten."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

from broker_app.cli.main import app

PROGRAM = Path(__file__).parents[1] / "broker_app"


def commands(command: click.Command = app, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its words as they are typed."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for below in command.list_commands(context):
        found = command.get_command(context, below)
        assert found is not None
        yield from commands(found, f"{name} {below}".strip())


@cache
def calls() -> tuple[tuple[str, str], ...]:
    """Every call, as the module it stands in (`jobs/demo`) and what is called (`file.open`)."""
    return tuple(
        (file.relative_to(PROGRAM).with_suffix("").as_posix(), ast.unparse(node.func))
        for file in sorted(PROGRAM.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )

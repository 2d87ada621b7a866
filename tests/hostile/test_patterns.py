"""No pattern of the program takes longer than a moment for any long text."""

import ast
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "broker_app"
LENGTH = 1_000
SECONDS = 1.5
"""Of the processor, for one pattern and one text; what is catastrophic takes years."""
RUNS = [
    "a",
    " ",
    "0",
    "\t",
    "\n",
    "(",
    "<",
    "=",
    '"',
    ".",
    ",",
    "-",
    "/",
    "１",
    "ア",
    "あ",
    "年",
    "A",
    "я",
]
PAIRS = [
    "a ",
    "1,",
    "1 ",
    "a.",
    "a-",
    " \n",
    "<a",
    "a=",
    '""',
    "1.",
    "1/",
    "ア ",
    "a1",
    "- ",
    ", ",
    "年1",
]


@cache
def literals() -> dict[str, tuple[str | bytes, int]]:
    """Every pattern that is compiled as it stands in the program, by its place."""
    found: dict[str, tuple[str | bytes, int]] = {}
    for file in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                where = node.func.value
                if isinstance(where, ast.Name) and where.id == "re" and node.args:
                    place = f"{file.relative_to(PROGRAM)}:{node.lineno}"
                    found |= {f"{place}:{n}": p for n, p in enumerate(_patterns(node))}
    return found


def _patterns(call: ast.Call) -> Iterator[tuple[str | bytes, int]]:
    said = call.args[0]
    flags = {n.attr for n in ast.walk(call) if isinstance(n, ast.Attribute)}
    names = ("IGNORECASE", "I", "MULTILINE", "M", "DOTALL", "S", "VERBOSE", "X", "ASCII", "A")
    worth = sum(getattr(re, name) for name in names if len(name) > 1 and name in flags)
    if isinstance(said, ast.Constant) and isinstance(said.value, str | bytes):
        yield said.value, worth


def compiled() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """The patterns that modules hold, those put together from parts too."""
    import importlib

    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for file in sorted(PROGRAM.rglob("*.py")):
        parts = file.relative_to(PROGRAM.parent).with_suffix("").parts
        if "ui" in parts or parts[-1] == "__main__":
            continue
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{'.'.join(parts[1:])}.{name}"] = value
    for place, (pattern, flags) in literals().items():
        found[place] = re.compile(pattern, flags)
    return found


def texts() -> list[str]:
    """Long runs of one sign and of two, with an end that does not fit."""
    made = [one * LENGTH for one in RUNS] + [two * (LENGTH // 2) for two in PAIRS]
    return [text + end for text in made for end in ("", "\x01!")]


def test_there_are_patterns_to_look_at() -> None:
    assert len(compiled()) > 150


@pytest.mark.parametrize("part", range(4))
def test_no_pattern_is_slow(part: int) -> None:
    slow = []
    seen: set[tuple[str | bytes, int]] = set()
    for place, pattern in sorted(compiled().items()):
        key = (pattern.pattern, pattern.flags)
        if key in seen:
            continue
        seen.add(key)
        if len(seen) % 4 != part:
            continue
        for text in texts():
            said = text if isinstance(pattern.pattern, str) else text.encode()
            began = time.process_time()
            for _ in zip(range(50), pattern.finditer(said), strict=False):  # type: ignore[arg-type]
                pass
            if time.process_time() - began > SECONDS:
                slow.append((place, said[:6]))
                break
    assert slow == []

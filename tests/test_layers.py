"""The house holds: nothing below ui loads Qt, files stay readable, the catalogues agree."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "broker_app").rglob("*.py"))
BELOW_UI = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in SOURCES
    if "ui" not in path.relative_to(ROOT).parts and path.name not in ("__main__.py", "__init__.py")
]


def test_everything_below_ui_runs_without_qt() -> None:
    code = (
        f"import importlib, sys\nfor name in {BELOW_UI!r}: importlib.import_module(name)\n"
        "assert not any(n.startswith(('PySide6', 'shiboken6')) for n in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


WRITES = re.compile(
    r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b", re.I
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_write_py_writes(path: Path) -> None:
    if path.relative_to(ROOT).parts[-2:] == ("store", "write.py"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not WRITES.search(node.value), f"write SQL at line {node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_one_place_says_that_something_cannot_be_written(path: Path) -> None:
    """So that a full disk is called full, whoever writes."""
    if path.name not in ("whole_file.py", "words.py"):  # the second only gives it a word
        text = path.read_text(encoding="utf-8")
        assert '"target_not_writable"' not in text
        assert "ENOSPC" not in text


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_sql_stays_in_store(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if "store" in parts:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\bSELECT\b[\s\S]+\bFROM\b", node.value), node.lineno


def _catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    path = ROOT / "resources" / "translations" / f"{language}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in catalogue if m.id}


def _fields(text: str | tuple[str, ...]) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"{(\w+)}", joined))


def test_english_and_japanese_hold_the_same_sentences() -> None:
    english, japanese = _catalogue("en"), _catalogue("ja")
    assert english.keys() == japanese.keys()
    for key, text in english.items():
        assert all(text or [""]), key
        assert all(japanese[key] or [""]), key
        assert _fields(text) == _fields(japanese[key]), key


def test_no_sentence_is_defined_twice() -> None:
    for language in ("en", "ja"):
        text = (ROOT / "resources" / "translations" / f"{language}.po").read_text(encoding="utf-8")
        ids = re.findall(r'^msgid "(.+)"$', text, re.M)
        twice = {i for i in ids if ids.count(i) > 1}
        assert not twice


def _said_keys() -> set[tuple[str, str]]:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called, first = ast.unparse(node.func), node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                if called == "words.say":
                    found.add((first.value, path.name))
                elif called == "UserError":
                    found.add((f"error.{first.value}", path.name))
    return found


def test_every_sentence_that_is_said_exists() -> None:
    english = _catalogue("en")
    missing = sorted(key for key in _said_keys() if key[0] not in english)
    assert not missing


LATE = (
    "sqlite_utils", "openpyxl", "lxml", "PIL", "http.client", "ssl", "rapidfuzz", "python_calamine",
    "pypdf", "xlrd", "broker_app.domain.market", "broker_app.jobs.sanctions_lists",
    "broker_app.ui.pages.vehicle_pane", "broker_app.ui.history", "broker_app.ui.pages.today",
)  # fmt: skip
"""What the first rows on the screen can do without."""


@pytest.mark.parametrize(
    ("start", "late"),
    [
        ("broker_app.__main__", ("broker_app.jobs", "broker_app.store", *LATE)),
        ("broker_app.jobs.editing", LATE),
        ("broker_app.store.database", LATE),
    ],
)
def test_a_start_loads_little(start: str, late: tuple[str, ...]) -> None:
    code = f"import sys, {start}\nprint([n for n in {late!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"

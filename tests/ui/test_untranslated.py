"""No words for people stand in the sources of the window: all come from the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker_app.ui import main_window

UI = Path(main_window.__file__).parent
WORDS = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff\u0400-\u04ff]"  # another script
    r"|(?<![\w.*%{#-])[A-Z][a-z]{2,}"  # a word with a capital
    r"|[^\W\d_]{2,}[,.:]? [^\W\d_]{2,}"  # two words
)
KEY = re.compile(r"(?=.*\.)[a-z_.][a-zA-Z0-9_.]*|_[a-z_]+|[^\W\d_]?[\W\d_]*")
"""A key, or a part of one with its dot; or signs with one letter at most."""
SHOWS = frozenset(
    [
        "setText",
        "setWindowTitle",
        "setToolTip",
        "setPlaceholderText",
        "setAccessibleName",
        "addAction",
        "addItem",
        "setAccessibleDescription",
        "setTitle",
        "addTab",
        "setPlainText",
        "Label",
        "Plain",
        "Button",
        "Elided",
    ]
)
"""What shows its first words as they are."""
WHOLE_FILES = {
    "actions.py": "keys and classes by their names",
    "theme.py": "fonts",
    "print/paint.py": "fonts",
    "print/searchable.py": "letters and those that look alike",
    "widgets/japanese.py": "letters that stay together",
    "widgets/language_switch.py": "languages by their own names",
}
DATA = {
    "appearance.py": {"Fusion"},
    "clipboard.py": {'<meta charset="utf-8">'},
    "copying.py": {'<td style="'},
    "giving.py": {"Excel"},
    "history.py": {"HistoryDialog"},
    "table.py": {"Head", "RowDelegate", "Table"},
    "pages/certificate_sheet.py": {"書類の種類", "Paper"},  # as both stand on the certificate
    "pages/import_facts.py": {"円", "千円", "万円", "Shift_JIS (cp932)", "Windows-125"},
    "pages/settings_person.py": {"English", "日本語", "Русский"},
    "pages/settings_signing.py": {
        "PNG, JPEG (*.png *.jpg *.jpeg)",
        "background: white; padding: 2px",
    },
    "pages/vehicle_edits.py": {"EditAll", "CellField", "FactField"},  # kinds of forms
    "print/pdf.py": {"Broker"},
    "print/printer.py": {"Broker"},
}
FILES = ("Excel (*.xlsx)", "PDF (*.pdf);;Excel (*.xlsx)")
"""Kinds of files by the names that they have everywhere."""


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Yield texts that people could read: no docstrings, types, or what only the log holds."""
    tree = ast.parse(source)
    silent = {id(part) for node in ast.walk(tree) for part in _silent(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in silent and WORDS.search(node.value):
            yield node.lineno, node.value


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield from ast.walk(node.returns)
    if isinstance(node, ast.Subscript):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and _name(node.func).startswith(("log.of(", "TypeVar")):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and _name(node.func) == "cast":
        yield from ast.walk(node.args[0])


def shown_as_they_are(source: str) -> Iterator[tuple[int, str]]:
    """Yield literals, parts of f-strings too, that a widget is given to show, of one letter up."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if _name(node.func).split(".")[-1] not in SHOWS:
            continue
        first = node.args[0]
        parts = first.values if isinstance(first, ast.JoinedStr) else [first]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.lineno, part.value


def _name(node: ast.expr) -> str:
    return ast.unparse(node)


def sources() -> Iterator[tuple[str, str]]:
    for file in sorted(UI.rglob("*.py")):
        yield file.relative_to(UI).as_posix(), file.read_text(encoding="utf-8")


def test_no_words_for_people_stand_in_the_sources_of_the_window():
    found = []
    for name, source in sources():
        known = DATA.get(name, set())
        if name not in WHOLE_FILES:
            told = [(line, text) for line, text in literals(source) if text not in FILES]
            found += [f"{name}:{line} {text}" for line, text in told if text not in known]
    assert found == []


def test_what_a_widget_shows_is_a_key_or_a_sign():
    found = []
    for name, source in sources():
        for line, text in shown_as_they_are(source):
            if not KEY.fullmatch(text) and text not in DATA.get(name, set()):
                found.append(f"{name}:{line} {text}")
    assert found == []


def test_what_is_let_pass_stands_there():
    by_name = dict(sources())
    assert WHOLE_FILES.keys() | DATA.keys() <= by_name.keys()
    for name, texts in DATA.items():
        assert texts <= {text for _, text in literals(by_name[name])}, name


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Save the list")',
        'Button(lambda: f"Nothing {found}")',
        'x = Plain("保存")',
        'x = {"title": "Price list"}',
        'window.tell(Message("info", lambda: "all done"))',
        'x = f"{count} vehicles left out"',
        'button.setToolTip("save")',
        'x = Plain("км")',
    ],
)
def test_words_in_a_source_are_found(line):
    shown = [text for _, text in shown_as_they_are(line) if not KEY.fullmatch(text)]
    assert list(literals(line)) or shown

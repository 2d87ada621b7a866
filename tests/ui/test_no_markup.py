"""What came from a list is never read as markup: it draws nothing and fetches nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from broker_app.ui.widgets.text import Elided, Plain, tip

UI = Path(__file__).parents[2] / "broker_app" / "ui"
EVIL = [
    '<img src="file://server/share/a.png" onerror="alert(1)">TOYOTA',
    '<b onclick="x()">AQUA</b>',
    "<a href='https://example.org'>here</a>",
    "<script>alert(1)</script>",
    "<!DOCTYPE html><html>",
    "AQUA<br>two",
]


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or class by its last name, with its place."""
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                said = called.attr if isinstance(called, ast.Attribute) else ""
                said = called.id if isinstance(called, ast.Name) else said
                if said == name:
                    yield f"{file.relative_to(UI)}:{node.lineno}", node


def is_ours(said: ast.expr) -> bool:
    """Whether a text is ours alone, or went through `tip`."""
    if isinstance(said, ast.Constant):
        return True
    if isinstance(said, ast.Name):
        return said.id == "whole"  # of Elided, tested below
    if not isinstance(said, ast.Call):
        return False
    if isinstance(said.func, ast.Name):
        return said.func.id == "tip"
    return isinstance(said.func, ast.Attribute) and said.func.attr == "say" and not said.keywords


def test_every_tip_is_plain() -> None:
    tips = list(calls("setToolTip"))
    shown = [(place, call) for place, call in calls("showText")]
    assert len(tips) > 20
    assert len(shown) > 2
    assert [place for place, call in tips if not is_ours(call.args[0])] == []
    assert [place for place, call in shown if not is_ours(call.args[1])] == []


@pytest.mark.parametrize("name", ["QTextBrowser", "QTextEdit", "QTextDocument", "QWebEngineView"])
def test_no_widget_that_reads_markup(name: str) -> None:
    assert list(calls(name)) == []


def test_labels_are_plain_or_hold_a_picture() -> None:
    assert [place for place, call in calls("QLabel") if call.args] == []
    boxes = [place for way in ("critical", "warning", "information", "question", "about")
             for place, call in calls(way) if isinstance(call.func, ast.Attribute)
             and isinstance(call.func.value, ast.Name) and call.func.value.id == "QMessageBox"
             and not is_ours(call.args[2])]  # fmt: skip
    assert boxes == []


@pytest.mark.parametrize("text", EVIL)
def test_a_tip_shows_what_stands_there(qtbot: QtBot, text: str) -> None:
    label = QLabel(tip(text))
    qtbot.addWidget(label)
    plain = Plain(text)
    qtbot.addWidget(plain)
    assert plain.textFormat() == Qt.TextFormat.PlainText
    assert QTextDocumentFragment.fromHtml(tip(text)).toPlainText() == text
    assert "<img" not in tip(text)
    assert tip("plain & simple\n1 > 2") == "plain & simple\n1 > 2"


@pytest.mark.parametrize("text", EVIL)
def test_the_tip_of_a_text_without_room(qtbot: QtBot, text: str) -> None:
    label = Elided(text)
    qtbot.addWidget(label)
    label.resize(10, 20)
    label.grab()
    assert label.toolTip() == tip(text)
    assert label.textFormat() == Qt.TextFormat.PlainText

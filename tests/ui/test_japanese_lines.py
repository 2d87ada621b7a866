"""Lines of Japanese: no word is broken over two of them, and what is copied is what was given."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from broker_app.ui.widgets.japanese import JOINER, unbroken
from broker_app.ui.widgets.text import Plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ガソリン車・ディーゼル車", ["ガソリン車", "・", "ディーゼル車"]),
        ("マイルドハイブリッド（リスト）", [*"マイルドハイブリッド（", "リスト", "）"]),
        ("2026年12月14日まで", ["2026年12月14日", "ま", "で"]),
        ("輸出できません。", ["輸", "出", "できません。"]),
        ("書類はありません。", ["書", "類", "は", "ありません。"]),
        ("Not to Russia", list("Not to Russia")),
    ],
)
def test_a_line_breaks_only_between_these(text: str, parts: list[str]) -> None:
    told = unbroken(text)
    assert told.replace(JOINER, "") == text
    for part in parts:
        assert JOINER.join(part) in told
    assert told.count(JOINER) == sum(len(part) - 1 for part in parts)


def test_a_wrapped_label_gives_its_text_back(qtbot) -> None:
    label = Plain("輸出できません。", wrap=True)
    qtbot.addWidget(label)
    assert label.text() == "輸出できません。"
    assert JOINER in QLabel.text(label)


def test_what_can_be_copied_is_copied_as_it_is(qtbot) -> None:
    label = Plain("保存先：C:\\データ\\船積。", wrap=True)
    qtbot.addWidget(label)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSelection(0, len(label.text()))
    assert label.selectedText() == "保存先：C:\\データ\\船積。"

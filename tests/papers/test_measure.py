"""Breaking of lines: at blanks, Japanese between characters, by the rules of its punctuation."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.papers.measure import is_japanese, scripts, width_mm, wrapped

NOTE = (
    "統計品目番号は車両の属性から提案したもの。同一番号の行の合算、少額（20万円以下）の扱い、"
    "税法のコード、輸出貿易管理令（別表第一）のコードは通関業者が決定する。"
)
CLOSING, OPENING = "、。）」』ー々っょ", "（「『"


@pytest.mark.parametrize("room_mm", range(12, 90))
def test_no_line_begins_or_ends_with_what_it_must_not(room_mm: int) -> None:
    lines = wrapped(NOTE, room_mm, 8)
    assert "".join(lines) == NOTE
    assert len(lines) > 1
    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]
    assert all(width_mm(line, 8) <= room_mm for line in lines)


def test_japanese_begins_on_the_line_of_what_stands_before_it() -> None:
    assert wrapped("REMARKS 車両は１号車から順に搬入すること。", 40, 8)[0].startswith(
        "REMARKS 車両"
    )


def test_a_latin_word_among_japanese_stays_whole() -> None:
    lines = wrapped("本船はKAIYOEXPRESSです", 22, 8)
    assert any("KAIYOEXPRESS" in line for line in lines)
    assert len(lines) > 1


def test_a_picture_of_several_signs_is_not_taken_apart() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    for line in wrapped(f"{family} {family} {family} {family}", 14, 8):
        assert line.startswith("\N{MAN}")
        assert line.endswith("\N{WOMAN}")


def test_letters_with_accents_are_as_wide_as_plain_ones() -> None:
    assert width_mm("Žižkov café", 8) == width_mm("Zizkov cafe", 8)
    assert width_mm("ｱｲｳ", 8) == width_mm("アイウ", 8) / 2


def test_what_is_japanese() -> None:
    assert [is_japanese(text) for text in ("車両", "カナ", "ＡＢ", "ABC", "é", "—")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@given(st.text(st.sampled_from(string.ascii_letters + " 、。（）「」日本語ー1,."), max_size=80))
def test_nothing_is_lost_between_lines(text: str) -> None:
    lines = wrapped(text, 25, 8)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line for line in lines) or lines == [""]


def test_a_text_is_parted_by_script() -> None:
    assert scripts("整理番号 NO.") == ["整理番号", " NO."]
    assert scripts("REMARKS") == ["REMARKS"]
    assert scripts("") == [""]

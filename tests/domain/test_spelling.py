import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.spelling import fold, latin, plain


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ﾊﾟ-ﾙ", "パール"),
        ("ｸﾞﾚ-2", "グレー2"),
        ("ｱﾙﾌｧ-ﾄﾞ 5D", "アルファード 5D"),
        ("ﾌﾟﾘｳｽ-S", "プリウス-S"),
        ("グレ―ド", "グレード"),
        ("Ｓ\u3000ツーリング\u00a0", "S ツーリング"),
        ("ＣＸ－５", "CX-5"),
        ("a\u200bb", "ab"),
    ],
)
def test_plain(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("出品No.", "出品ＮＯ"),
        ("model_name", "Model Name"),
        ("ﾒｰｶｰ", "メーカー"),
        ("Lot No.", "lot no"),
        ("車　名", "車名"),
        ("e-POWER", "E POWER"),
    ],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_signs_that_stand_alone() -> None:
    assert fold("-") == "-"
    assert fold("***") == "***"


def test_latin_mends_look_alikes_only() -> None:
    assert latin("НЕ12") == "HE12"
    assert latin("Приус") == "Приус"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert fold(plain(text)) == fold(text)

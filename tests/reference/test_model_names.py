"""The name that papers print is a name, not a grade, and never that of a sister model."""

import pytest

from broker_app.domain.spelling import fold
from broker_app.reference import lookups


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ルーミー", "ROOMY"),
        ("ﾙｰﾐｰ", "ROOMY"),
        ("タンク", "TANK"),
        ("ヴェルファイアハイブリッド", "VELLFIRE HYBRID"),
        ("ライトエースバン", "LITEACE VAN"),
        ("エルグランド", "ELGRAND"),
        ("アクセラスポーツ", "AXELA SPORT"),
        ("キャラバン", "CARAVAN"),
    ],
)
def test_a_japanese_name_has_its_own_latin_name(printed: str, name: str) -> None:
    assert lookups.load().models[fold(printed)] == name


def test_no_name_carries_a_grade_or_two_models() -> None:
    for name in lookups.load().models.values():
        assert " / " not in name
        assert len(name.split()) <= 4, name


def test_a_code_that_models_share_names_none_of_them() -> None:
    for code in ("M900A", "ZRR80W", "AGH30W"):
        assert all("model" not in line.facts for line in lookups.load().model_codes[code])

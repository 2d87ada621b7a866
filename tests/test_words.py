import re
from datetime import date

import pytest

from broker_app import catalogue, paths, words
from broker_app.domain.admission import Answer
from broker_app.errors import UserError
from broker_app.jobs import explaining_markets


def test_the_reason_of_the_system_is_said_in_the_language_in_use(tmp_path):
    with pytest.raises(FileNotFoundError) as gone:
        (tmp_path / "week.xlsx").read_bytes()
    reason = gone.value.strerror
    problem = UserError("list_unreadable", file="week.xlsx", reason=reason)
    words.use("ja")
    assert "見つかりません" in words.error(problem)
    words.use("en")
    assert "it is no longer there" in words.error(problem)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "as amended on 10 Jun 2022, no. 2022-99-99"), ("ja", "2022年6月10日改正")],
)
def test_a_day_in_a_text_of_a_data_file_is_said_as_others_are(language, said):
    words.use(language)
    titles = {"en": "as amended on 2022-06-10, no. 2022-99-99", "ja": "2022-06-10改正"}
    assert words.in_both(titles) == said


def test_numbers_days_and_money_follow_the_language() -> None:
    assert words.number(-1234567) == "−1,234,567"
    assert words.day(date(2026, 12, 4)) == "4 Dec 2026"
    assert words.money(1234567, "USD") == "USD 12,345.67"
    assert words.money(1234567, "JPY") == "JPY 1,234,567"
    words.use("ja")
    assert words.day(date(2026, 12, 4)) == "2026年12月4日"
    assert words.country("RU") == "ロシア"


def test_a_day_with_its_weekday_and_a_large_number_in_few_digits() -> None:
    tuesday = date(2026, 11, 24)
    assert words.whole_day(tuesday) == "Tuesday, 24 November"
    assert [words.compact(value) for value in (0, 950, 17_000_000)] == ["0", "950", "17.0M"]
    words.use("ja")
    assert words.whole_day(tuesday) == "11月24日（火）"
    assert words.compact(41_300_000) == "4130.0万"
    words.use("en")


def test_a_list_is_parted_as_the_language_parts_it() -> None:
    facts = Answer("review", "FACT_MISSING", missing=("grade", "odometer_km"))
    assert ", " in explaining_markets.reason(facts)
    words.use("ja")
    assert words.listed(["赤", "青"]) == "赤、青"
    assert "、" in explaining_markets.reason(facts)
    assert ", " not in explaining_markets.reason(facts)


def test_counted_sentences() -> None:
    assert "1 vehicle:" in words.say("cause.missing", count=1, what="x")
    assert "2 vehicles:" in words.say("cause.missing", count=2, what="x")
    words.use("ja")
    assert "2台" in words.say("cause.missing", count=2, what="x")


def test_values_are_said_with_their_word_or_unit() -> None:
    assert words.value("displacement_cc", 2693) == "2,693 cc"
    assert words.value("powertrain", "plug_in_hybrid") == "plug-in hybrid"
    assert words.value("powertrain", None) == "missing"
    assert words.value("chassis_number", "ZVW30-1") == "ZVW30-1"


def test_braces_from_outside_are_only_text() -> None:
    said = words.error(UserError("file_missing", file="{0.__class__} %s.xlsx"))
    assert "{0.__class__} %s.xlsx" in said


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("RU", True),
        ("KE", True),
        ("ZZ", False),
        ("EU", False),
        ("Russia", False),
        ("", False),
        ("12", False),
    ],
)
def test_countries(code: str, known: bool) -> None:
    assert words.is_country(code) is known


def test_an_unknown_language_falls_back_to_english() -> None:
    assert words.use("xx") == "en"


@pytest.mark.parametrize(
    ("share", "said"), [(0.5, "50.0 %"), (0.1284, "12.8 %"), (-0.071, "−7.1 %"), (12, "1,200.0 %")]
)
def test_shares_line_up_by_their_one_decimal(share: float, said: str) -> None:
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("score.margin", "markets.margin"),
        ("score.age_window", "markets.window"),
        ("score.speed", "markets.speed"),
        ("cost.total", "markets.cost_section"),
    ],
)
def test_one_thing_has_one_word_in_japanese(said: str, same: str) -> None:
    words.use("ja")
    assert words.say(said) == words.say(same)


OTHER_WORDS = {
    "規制ルール": "規則",
    "ルールパック": "規則集",
    "法令データ": "規則集",
    "証拠": "証憑",
    "送り状": "インボイス",
    "輸出抹消登録": "輸出抹消仮登録",
    "荷揚港": "揚港",
    "揚地": "揚港",
    "船積港": "積港",
    "積地": "積港",
    "船積み前": "船積前",
    "船積前検査": "輸出前検査",
    "買い手": "買主",
    "出資者": "保有者",
    "粗利益": "粗利",
    "落札金額": "落札価格",
    "売約": "販売",
    "建値": "貿易条件",
    "シャシー": "車台",
    "テンプレート": "ひな形",
    "帳票": "集計",
    "スクリーニング": "照合",
    "懸念事項": "注意事項",
    "リリース": "出荷承認",
    "二人目": "別の承認者",
    "出航": "出港",
    "チェックデジット": "チェックディジット",
    "検査数字": "チェックディジット",
    "波括弧": "波かっこ",
    "パソコン": "コンピューター",
    "シフトJIS": "Shift_JIS",
    "一覧形式": "書式",
    "既に": "すでに",
    "下さい": "ください",
}
"""Words that the house does not use in Japanese, and the one it has for that thing."""


@pytest.mark.parametrize(("other", "ours"), OTHER_WORDS.items())
def test_words_that_the_house_does_not_use_stand_nowhere_in_japanese(other: str, ours: str) -> None:
    said = [text for forms in japanese().values() for text in forms]
    said += [text for _, text in titles_in_japanese()]
    assert [text for text in said if other in text] == []
    assert any(ours in text for text in said)


ODD_SIGNS = {
    r"〜": "a range is written with ～",
    r"％|[０-９Ａ-Ｚａ-ｚ]": "figures, letters and % are half-width",
    r"[ｦ-ﾟ]": "kana are full-width",
    r"[ぁ-んァ-ヶ一-龠」}][ ]?\(": "brackets are full-width",
    r"[ぁ-んァ-ヶ一-龠）]:( |$)": "the colon is full-width",
    r"[ぁ-んァ-ヶ一-龠）]([,!?]|\.(?![a-z]))": "commas, stops and marks are Japanese",
    r"}さん": "staff are named without さん",
    r"ご(確認|利用)|お試し": "a hint is plain: 確認してください",
    r"[？！]": "titles that ask end in か, without a mark",
}


@pytest.mark.parametrize("odd", ODD_SIGNS)
def test_signs_and_manners_are_the_same_in_all_japanese(odd: str) -> None:
    said = {key: text for key, forms in japanese().items() for text in forms}
    assert {key: text for key, text in said.items() if re.search(odd, text)} == {}, ODD_SIGNS[odd]


ASKED = [
    "入力し",
    "選択し",
    "確認し",
    "指定し",
    "保存し",
    "訂正し",
    "添付し",
    "作成し",
    "やり直し",
    "選び",
    "開き",
    "使い",
    "外し",
]


def test_an_error_asks_for_what_is_to_be_done_in_one_manner() -> None:
    plain = re.compile(f"({'|'.join(ASKED)})ます(。|$)")
    said = {key: forms[0] for key, forms in japanese().items() if key.startswith("error.")}
    assert {key: text for key, text in said.items() if plain.search(text)} == {}


def test_a_sentence_in_english_is_a_sentence_in_japanese() -> None:
    english = catalogue.read(paths.resources() / "translations" / "en.po").forms
    said = {key: forms[0] for key, forms in japanese().items() if key.startswith("error.")}
    ends = ("。", "}", "）", "」")
    assert {
        k: t for k, t in said.items() if english[k][0].endswith(".") and t[-1] not in ends
    } == {}


def japanese() -> dict[str, tuple[str, ...]]:
    return catalogue.read(paths.resources() / "translations" / "ja.po").forms


def titles_in_japanese() -> list[tuple[str, str]]:
    """Return what the checks, rules, markets and particulars say in Japanese, with their files."""
    files = [*(paths.resources() / "rules").rglob("*.toml")]
    files += (paths.resources() / "markets").glob("*.toml")
    files += [
        paths.resources() / "documents" / f"{name}.toml" for name in ("checks", "particulars")
    ]
    said = re.compile(r'\bja = "([^"]*)"')
    return [(file.name, text) for file in files for text in said.findall(file.read_text("utf-8"))]

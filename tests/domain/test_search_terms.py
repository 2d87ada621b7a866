"""The search box is read into terms, or a sentence says why it cannot be."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broker_app.domain.finding.completing import offers
from broker_app.domain.finding.terms import Term, read
from broker_app.errors import UserError
from broker_app.reference import search_names

NAMES = search_names.load()
TODAY = "2026-11-30"


def only(text: str) -> Term:
    (term,) = read(text, NAMES, TODAY)
    return term


@pytest.mark.parametrize(
    "text",
    ["ﾗﾝｸﾙ", "ランクル", "land cruiser", "LandCruiser", "ランドクルーザー", "крузак", "ﾗﾝﾄﾞｸﾙｰｻﾞ"],
)
def test_one_car_by_all_its_names(text: str) -> None:
    ways = only(text).ways
    assert {"ランクル", "ランドクルーザー", "land cruiser", "ленд крузер"} <= set(ways)


def test_a_beginning_stands_for_the_names_that_begin_so() -> None:
    assert "プリウス" in only("pri").ways
    assert "prius" in only("プリ").ways
    assert only("p").ways == ("p",)
    assert only("land").ways == ("land",)  # too many begin so


def test_words_beside_a_name_stay_words() -> None:
    ways = [term.ways[0] for term in read("toyota land cruiser 70 white", NAMES)]
    assert ways == ["toyota", "land cruiser 70", "white"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("cc:>1900", 1901, None),
        ("ｃｃ：＞＝１９００", 1900, None),
        ("排気量:..1,900", None, 1900),
        ("cc:1.8L..2.0L", 1800, 2000),
        ("cc:1500-1800", 1500, 1800),
        ("km:..8万", None, 80_000),
        ("走行：～８万km", None, 80_000),
        ("пробег:<80тыс", None, 79_999),
        ("price:1,000,000…", 1_000_000, None),
        ("days:90", 90, 90),
        ("year:2015..2018", "2015", "2018~"),
        ("年式:2015年..", "2015", None),
        ("year:>2015", "2015~", None),
        ("year:<2015", None, "2014~"),
        ("date:2026/11/2", "2026-11-02", "2026-11-02~"),
        ("開催日:本日", TODAY, f"{TODAY}~"),
        ("year:2015-06..2015", "2015-06", "2015~"),
        ("score:>=4.5", 4.5, None),
    ],
)
def test_ranges(text: str, low: object, high: object) -> None:
    term = only(text)
    assert (term.low, term.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "field", "ways"),
    [
        ("verdict:blocked,review", "verdict", ("BLOCKED", "REVIEW")),
        ("判定:輸出不可", "verdict", ("BLOCKED",)),
        ("verdict:b", "verdict", ("BLOCKED",)),
        ("market:Kenya,ＴＺ", "market", ("KE", "TZ")),
        ("仕向地:ケニア", "market", ("KE",)),
        ("рынок:Кения", "market", ("KE",)),
        ("state:listed", "state", ("",)),
        ('sale:"deposit paid"', "sale_state", ("deposit_paid",)),
        ("動力:ハイブリッド", "powertrain", ("hybrid",)),
        ("house:USS,ミナト", "house", ("uss", "ミナト")),
        ("score:R,4", "score", ("r", "4")),
    ],
)
def test_values(text: str, field: str, ways: tuple[str, ...]) -> None:
    term = only(text)
    assert (term.field, term.ways) == (field, ways)


def test_phrases_exclusions_and_what_is_missing() -> None:
    assert only('"Snow  Tyres"') == Term(ways=("snow tyres",), exact=True)
    assert only("「スノー タイヤ") == Term(ways=("スノー タイヤ",), exact=True)  # not closed yet
    assert only("-cc:>1900") == Term("displacement_cc", low=1901, without=True)
    assert only("cc:未入力") == Term("displacement_cc", missing=True)
    assert only("e:HEV") == Term(ways=("e:hev",))  # a grade, no field
    assert only("12:30").field == ""
    assert read(' - "" ', NAMES) == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("foo:1", "search_no_field"),
        ("cc:", "search_no_value"),
        ("cc:>", "search_no_value"),
        ("cc:..", "search_no_value"),
        ("cc:abc", "search_no_number"),
        ("km:" + "9" * 30, "search_no_number"),
        ("cc:5..1", "search_backwards"),
        ("year:2018..2015", "search_backwards"),
        ("year:20155", "search_no_day"),
        ("date:2026-13", "search_no_day"),
        ("verdict:maybe", "search_no_choice"),
        ("class:m", "search_no_choice"),  # minivan, motorcycle or machinery
        ("1 " * 60, "search_too_long"),
        ("x" * 700, "search_too_long"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, key: str) -> None:
    with pytest.raises(UserError, match=key):
        read(text, NAMES, TODAY)


@given(st.text(st.characters(codec=None), max_size=60))
@example("\ud800:>1\0")
@example('a:"')
@example('-"" -: :: cc:>')
def test_any_text_gives_terms_or_a_sentence(text: str) -> None:
    said = ""
    try:
        found: tuple[Term, ...] = read(text, NAMES, TODAY)
    except UserError as problem:
        found, said = (), problem.key
    assert all(isinstance(term, Term) for term in found)
    assert not said or said.startswith("search_")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("diesel", ("powertrain", "diesel")),
        ("ディーゼル", ("powertrain", "diesel")),
        ("ﾊｲﾌﾞﾘｯﾄﾞ", ("powertrain", "hybrid")),
        ("гибрид", ("powertrain", "hybrid")),
        ("輸出不可", ("verdict", "BLOCKED")),
        ("blocked", ("verdict", "BLOCKED")),
        ("4wd", ("drive", "4WD")),
    ],
)
def test_a_word_of_a_choice_is_understood_without_its_field(
    word: str, meant: tuple[str, str]
) -> None:
    assert Term(meant[0], (meant[1],)) in only(word).meant
    assert only(f"-{word}").without
    assert Term(meant[0], (meant[1],)) in only(f"-{word}").meant
    assert only(f'"{word}"').meant == ()  # a phrase is a phrase


def test_maker_and_model_without_a_blank_are_two_words() -> None:
    assert read("トヨタプリウス", NAMES) == read("トヨタ プリウス", NAMES)
    assert len(read("ランドクルーザー", NAMES)) == 1


def test_years_are_a_range_with_a_hyphen_too() -> None:
    assert only("year:2018-2020") == only("year:2018..2020")
    assert only("year:2018-07") == Term("first_registered", low="2018-07", high="2018-07~")


@pytest.mark.parametrize(
    ("word", "field", "low", "high"),
    [
        ("1500cc", "displacement_cc", 1500, 1500),
        ("1,500cc以下", "displacement_cc", None, 1500),
        ("660cc..1500cc", "displacement_cc", 660, 1500),
        ("2.0L", "displacement_cc", 2000, 2000),
        ("５万㎞以下", "odometer_km", None, 50_000),
        ("<50,000km", "odometer_km", None, 49_999),
        ("5万キロ未満", "odometer_km", None, 49_999),
        ("3万km~5万km", "odometer_km", 30_000, 50_000),
        ("2016", "first_registered", "2016", "2016~"),
        ("2016年式", "first_registered", "2016", "2016~"),
        ("2016年以降", "first_registered", "2016", None),
        ("2015-2018", "first_registered", "2015", "2018~"),
        ("2016/7", "first_registered", "2016-07", "2016-07~"),
        ("H30", "first_registered", "2018", "2018~"),
        ("h30.5", "first_registered", "2018-05", "2018-05~"),
        ("平成30年", "first_registered", "2018", "2018~"),
        ("令和元年5月", "first_registered", "2019-05", "2019-05~"),
        ("R06以降", "first_registered", "2024", None),
    ],
)
def test_a_measure_or_a_day_is_understood_without_its_field(
    word: str, field: str, low: object, high: object
) -> None:
    term = only(word)
    assert Term(field, low=low, high=high) in term.meant  # type: ignore[arg-type]
    assert term.ways  # it stands for itself too: a number of a chassis can hold it
    assert only(f"-{word}").meant == term.meant
    name = NAMES.fields_by_id[field].spellings["en"][0]
    assert only(f"{name}:{word}") == Term(field, low=low, high=high)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "word", ["R2", "S15", "H3", "R34", "5万", "1500", "20161", "H", "cc", "以下"]
)
def test_what_may_be_a_car_or_any_figure_stands_for_itself(word: str) -> None:
    assert only(word).meant == ()


@pytest.mark.parametrize("word", ["白", "white", "ﾎﾜｲﾄ", "белый"])
def test_a_colour_is_understood_in_all_languages(word: str) -> None:
    (colour,) = only(word).meant
    assert colour.field == "colour"
    assert {"白", "white", "ホワイト", "белый"} <= set(colour.ways)
    assert set(only(f"colour:{word}").ways) == set(colour.ways)


def test_help_offers_what_begins_so_before_what_holds_it_and_never_russia() -> None:
    offered = [offer.written for offer in offers("prius admits:ke", NAMES, "en", {})]
    assert offered == ["admits:Kenya", "admits:Turkey"]
    assert offers("輸入可:ケニ", NAMES, "ja", {})[0].written == "輸入可:ケニア"
    assert "RU" not in {offer.value for offer in offers("admits:rus", NAMES, "en", {})}

"""Signs that stand for others: what they stand for is compared, what was written is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.screening.disguised import letters_for_digits, undisguised
from tests.screening.test_names import hit, hows


@pytest.mark.parametrize(
    ("ours", "how"),
    [
        ("R O S T A L M", "apart"),
        ("Ｒ　Ｏ　Ｓ　Ｔ　Ａ　Ｌ　Ｍ", "apart"),
        ("R-O-S-T-A-L-M", "apart"),
        ("R.O.S.T.A.L.M.", "same"),
        ("ＲＯＳＴＡＬＭ", "same"),
        ("Ros\u200btalm", "same"),
        ("\u202eRos\u2066talm", "same"),
        ("Ros\x00talm", "same"),
        ("Rоstаlm", "lookalike"),
        ("RΟSTALM", "lookalike"),
        ("R0STALM", "lookalike"),
        ("Róstälm", "same"),
        ("ロスタルム", "sound"),
        ("ロ ス タ ル ム", "sound"),
        ("ﾛｽﾀﾙﾑ", "sound"),
    ],
)
def test_a_name_is_found_however_it_is_written(ours: str, how: str) -> None:
    found = hit(ours, "Rostalm")
    assert list(hows(found).values()) == [how]
    assert hit(f"OOO {ours}", "Rostalm JSC")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("M0HAMMED ZARQ0BI", "Mohammed Zarqobi"),
        ("V1ADIM1R TREMK1N", "Vladimir Tremkin"),
        ("B0R1S TREMKIN", "Boris Tremkin"),
        ("T r e m k i n Borislav", "TREMKIN, Borislav"),
        ("BorislavTremkin", "TREMKIN, Borislav"),
        ("ボリスラフトレムキン", "TREMKIN, Borislav"),
        ("アブドゥル・ラフマン・ヤシン", "YASIN, Abdul Rahman"),
        ("アブドルラフマン・ヤシン", "YASIN, 'Abd al-Rahman"),
        ("ムフタル・ベルムフタル", "Mokhtar Belmokhtar"),
        ("アフロモフ・ニコライ", "AKHLOMOV, Nikolay"),
        ("Джумул Зелмори", "JUMUL, Zelmori"),
    ],
)
def test_a_person_is_found_however_it_is_written(ours: str, theirs: str) -> None:
    assert hit(ours, theirs, "person")


def test_an_article_is_heard_in_kana() -> None:
    assert hows(hit("アルカイダ", "Al-Qaida")) == {("アルカイダ", "Al Qaida"): "sound"}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Plant 101", "Plant 1O2"),
        ("ビーフォワード", "Wafa Abdul"),
        ("Zelmora 18", "Zelmora 81 Plant Bastaria Nord"),
    ],
)
def test_what_only_looks_so_is_no_hit(ours: str, theirs: str) -> None:
    assert hit(ours, theirs) is None


@pytest.mark.parametrize(
    ("chunk", "person", "company"),
    [
        ("m0hammed", "mohammed", "mohammed"),
        ("al1", "ali", "al1"),
        ("1brahim", "ibrahim", "ibrahim"),
        ("a1exander", "alexander", "alexander"),
        ("il76", "il76", "il76"),
        ("1st", "1st", "1st"),
        ("b2b", "b2b", "b2b"),
        ("plant5", "plants", "plant5"),
    ],
)
def test_digits_are_letters_where_they_cannot_be_numbers(
    chunk: str, person: str, company: str
) -> None:
    assert letters_for_digits(chunk, is_person=True) == person
    assert letters_for_digits(chunk, is_person=False) == company


def test_a_word_is_of_one_alphabet() -> None:
    assert undisguised("Rоstаlm АВС") == ("Rostalm ABC", {"Rostalm", "ABC"})
    assert undisguised("Ростaлм") == ("Росталм", {"Росталм"})
    assert undisguised("ООО Rostalm") == ("ООО Rostalm", frozenset())


@given(st.text(max_size=60))
def test_any_text_is_put_right_once(text: str) -> None:
    made, _ = undisguised(text)
    assert undisguised(made)[0] == made

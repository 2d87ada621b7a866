"""Names against listed names: what is one, what is another, and how each word is explained."""

import pytest

from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.domain.screening import Hit, Level, Subject
from broker_app.reference import screening
from broker_app.screening.index import Index


def hit(ours: str, theirs: str, kind: EntryKind = "organisation") -> Hit | None:
    entry = Entry("list", "1", kind, (ListedName(theirs),))
    hits = Index([entry], screening.shipped()).search(Subject((ours,), kind))
    return hits[0] if hits else None


def hows(found: Hit | None) -> dict[tuple[str, str], str]:
    assert found
    return {(token.ours, token.theirs): token.how for token in found.tokens}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Zelmora Trading LLC", "OOO Zelmora Trading"),
        ("ZELMORA TRADING CO., LTD.", "Zelmora Trading Co Ltd"),
        ("株式会社ゼルモラ", "Zelmora JSC"),
        ("ゼルモラ(株)", "Zelmora Joint Stock Company"),
        ("ООО «Зелмора»", "Zelmora Limited Liability Company"),
        ("Зелмора Холдинг", "Zelmora Holding"),
        ("ゼルモラヘリコプター修理工場", "Zelmora Helicopter Repair Plant"),
        ("第417ゼルモラ航空機修理工場", "417 Zelmora Aircraft Repair Plant"),
        ("ゼルモラ科学研究所", "Zelmora Scientific Research Institute"),
        ("ゼルモラ設計局", "Design Bureau Zelmora"),
        ("Good Harbour Lines", "Goodharbour Lines"),
        ("Zelmorra Trading", "Zelmora Trading"),
        ("Trading Zelmora", "Zelmora Trading"),
    ],
)
def test_one_company_in_two_spellings_is_found(ours: str, theirs: str) -> None:
    found = hit(ours, theirs)
    assert found is not None
    assert found.level in (Level.STRONG, Level.MEDIUM)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Dravik Plant 101", "Plant 102"),
        ("Aircraft Repair Plant 101", "Aircraft Repair Plant 102"),
        ("第101航空機修理工場", "102 Aircraft Repair Plant"),
        ("General Trading Company Limited", "International Trading Group Limited"),
        ("Zelmora Trading LLC", "Dravik Trading LLC"),
        ("株式会社ゼルモラ商事", "Dravik Trading JSC"),
        ("Research Institute of Physics", "Research Institute of Radio"),
        ("ООО", "OOO Zelmora"),
        ("株式会社", "Zelmora JSC"),
    ],
)
def test_what_many_companies_share_is_no_hit(ours: str, theirs: str) -> None:
    assert hit(ours, theirs) is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Borislav Tremkin", "TREMKIN, Borislav"),
        ("Mr. Borislav Tremkin", "TREMKIN, Borislav"),
        ("Борислав Тремкин", "TREMKIN, Borislav Petrovich"),
        ("ボリスラフ・トレムキン", "Borislav Tremkin"),
        ("B. Tremkin", "Borislav Tremkin"),
        ("Borislav Tremkn", "Borislav Tremkin"),
        ("BorislavTremkin", "Borislav Tremkin"),
        ("Muhammad Zarqubi", "Mohamed Zarqubi"),
        ("محمد زرقوبي", "Mohamed Zarqubi"),
        ("Abdul Rahman Zarqubi", "'Abd al-Rahman al-Zarqubi"),
        ("Abdurrahman Zarqubi", "Abd-al-Rahman Zarqubi"),
        ("김철수", "KIM, Chol Su"),
        ("王建国", "WANG, Jianguo"),
        ("Θεόδωρος Βαλμακης", "Theodoros Valmakis"),
        ("岡田拓也", "OKADA, Takuya"),
        ("岡田 拓也", "Okada Takuya"),
        ("渡邊健太郎", "渡辺健太郎"),
        ("オカダ タクヤ", "OKADA, Takuya"),
        ("박성준", "PARK, Sung Jun"),
        ("خالد الزرقوبي", "Khaled al-Zarqubi"),
    ],
)
def test_one_person_in_two_spellings_is_found(ours: str, theirs: str) -> None:
    assert hit(ours, theirs, "person") is not None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Borislav Tremkin", "Borislav Ostravny"),
        ("Borislav Petrovich Tremkin", "Borislav Ivanovich Tremkin"),
        ("A. Tremkin", "Borislav Tremkin"),
        ("Borislav", "TREMKIN, Borislav Petrovich"),
        ("王建明", "王建国"),
        ("岡田博", "岡田浩"),
        ("岡田拓也", "岡田達也"),
        ("حسین زرقوبی", "Ehsan Zarqub"),
        ("김철수", "김철민"),
    ],
)
def test_another_person_is_no_hit(ours: str, theirs: str) -> None:
    assert hit(ours, theirs, "person") is None


def test_each_word_says_how_it_was_taken() -> None:
    assert hows(hit("株式会社ゼルモラ修理工場", "JSC Zelmora Repair Plant")) == {
        ("株式会社", "JSC"): "legal_form",
        ("ゼルモラ", "Zelmora"): "sound",
        ("修理", "Repair"): "translated",
        ("工場", "Plant"): "translated",
    }
    assert hows(hit("Muhammad B. Tremkin", "Mohamed Borislav Tremken Kovalo", "person")) == {
        ("Muhammad", "Mohamed"): "spelling",
        ("B", "Borislav"): "initial",
        ("Tremkin", "Tremken"): "spelling",
        ("", "Kovalo"): "unmatched",
    }
    assert hows(hit("Bill Tremkin", "William Tremkin", "person"))["Bill", "William"] == "nickname"


def test_every_word_of_both_names_is_told_once() -> None:
    found = hit("Zelmora Harbour Lines Nord", "Zelmora Harbor Lines Limited")
    assert found
    ours = " ".join(token.ours for token in found.tokens).split()
    theirs = " ".join(token.theirs for token in found.tokens).split()
    assert sorted(ours) == ["Harbour", "Lines", "Nord", "Zelmora"]
    assert sorted(theirs) == ["Harbor", "Limited", "Lines", "Zelmora"]


def test_each_entry_shows_its_own_spelling() -> None:
    entries = [
        Entry("list", str(n), "organisation", (ListedName(text),))
        for n, text in enumerate(("Зелмора Траст", "ZELMORA TRUST", "Zelmora Trust"))
    ]
    hits = Index(entries, screening.shipped()).search(Subject(("zelmora trust",)))
    shown = {hit.name.text: " ".join(token.theirs for token in hit.tokens) for hit in hits}
    assert shown == {text: text for text in shown}
    assert len(shown) == 3


def test_the_japanese_name_of_a_list_is_found_whole() -> None:
    found = hit("鋼原精機製作所", "鋼原精機製作所")
    assert found
    assert found.score == 1.0


def test_a_doubted_alias_is_a_weak_hit() -> None:
    entry = Entry("list", "1", "person", (ListedName("Qarvo Benzim", "weak_alias"),))
    (found,) = Index([entry], screening.shipped()).search(Subject(("Qarvo Benzim",), "person"))
    assert found.level == Level.MEDIUM

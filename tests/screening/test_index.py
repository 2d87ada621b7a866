"""A search of many entries: which come, in what order, and why beside the name."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.screening import LEAST, Level, Reason, Subject
from broker_app.reference import screening
from broker_app.screening.index import Index

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "screening"
SHIP = Entry(
    "list-a",
    "7",
    "vessel",
    (ListedName("Morskaya Zvezda"),),
    identifiers=(("imo", "9187629"),),
)
FIRM = Entry(
    "list-b",
    "8",
    "organisation",
    (ListedName("Zelmora Trading LLC"), ListedName("ゼルモラ貿易", "alias")),
    countries=("AE",),
    addresses=("Office 417, Harbour Tower, Dubai",),
)
MAN = Entry("list-a", "9", "person", (ListedName("TREMKIN, Borislav"),), countries=("RU",))
OTHERS = [
    Entry("list-c", str(n), "organisation", (ListedName(f"Harbour {word} Lines"),))
    for n, word in enumerate(("Alto", "Basso", "Corno", "Doppio"))
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([SHIP, FIRM, MAN, *OTHERS], screening.shipped())


def test_the_likest_entry_comes_first(index: Index) -> None:
    assert index.search(Subject(("Harbour Corno Lines",)))[0].entry == OTHERS[2]
    assert index.search(Subject(("ゼルモラ貿易",)))[0].entry == FIRM
    assert len(index.search(Subject(("Zelmora Trading", "Harbour Alto Lines")), limit=1)) == 1


def test_an_identifier_is_a_hit_whatever_the_name(index: Index) -> None:
    (hit,) = index.search(Subject(("Bluebird",), "vessel", identifiers=(("imo", "IMO 9187629"),)))
    assert (hit.entry, hit.level) == (SHIP, Level.STRONG)
    assert hit.because == (Reason("identifier_same", "IMO 9187629"),)


def test_another_ship_of_the_name_stays_a_hit(index: Index) -> None:
    other = Subject(("Morskaya Zvezda",), "vessel", identifiers=(("imo", "9000001"),))
    (hit,) = index.search(other)
    assert hit.because == (Reason("identifier_differs", "9187629"),)


def test_a_country_weighs_a_little_and_never_clears(index: Index) -> None:
    scores = {}
    for country in ("AE", "", "JP"):
        (hit,) = index.search(Subject(("Zelmora Tradings",), country=country))
        scores[country] = hit.score
    assert scores["AE"] >= scores[""] > scores["JP"] >= LEAST
    assert index.search(Subject(("Quite Another",), country="AE")) == []


def test_an_address_alike_is_told_and_makes_no_hit_by_itself(index: Index) -> None:
    there = ("Harbour Tower, office 417, Dubai, U.A.E.",)
    (hit,) = index.search(Subject(("Zelmora",), addresses=there))
    assert Reason("address_alike", FIRM.addresses[0]) in hit.because
    assert index.search(Subject(("Quite Another",), addresses=there)) == []


def test_a_person_is_not_looked_for_among_ships(index: Index) -> None:
    assert index.search(Subject(("Morskaya Zvezda",), "person")) == []


def test_no_lists_give_no_hits() -> None:
    assert Index([], screening.shipped()).search(Subject(("Zelmora",))) == []
    nameless = Entry("list", "1", "unknown", (), identifiers=(("passport", "AB123456"),))
    found = Index([nameless], screening.shipped())
    assert found.search(Subject(("",), identifiers=(("passport", "ab 123456"),)))[0].score == 1.0


ANY = st.text() | st.text("ァィヴー株式会社・々〆(有)IVX.' -al", max_size=40)


@settings(max_examples=200, deadline=None)
@given(ANY, ANY, st.sampled_from(["person", "organisation", "vessel", "unknown"]))
def test_any_text_is_a_name(ours: str, theirs: str, kind: str) -> None:
    entry = Entry("list", "1", kind, (ListedName(theirs),))  # type: ignore[arg-type]
    found = Index([entry, FIRM], screening.shipped())
    for hit in found.search(Subject((ours, theirs), kind, "JP", (ours,), (("imo", ours),))):  # type: ignore[arg-type]
        assert LEAST <= hit.score <= 1.0


@settings(max_examples=150, deadline=None)
@given(
    st.text("abdefgiklmnoprstuvz", min_size=3), st.text("アイウカキクサシスマルヴ工場", min_size=2)
)
def test_a_listed_name_finds_itself(latin: str, japanese: str) -> None:
    entries = [
        Entry("list", name, "organisation", (ListedName(name),)) for name in (latin, japanese)
    ]
    found = Index(entries, screening.shipped())
    for name in (latin, japanese):
        hits = found.search(Subject((name,), "organisation"))
        assert not hits or hits[0].score >= 0.99
        assert hits or not found.words_of(name)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sets of names are not beside the checkout")
def test_katakana_names_are_found_by_ear() -> None:
    with (SAMPLES / "jp_meti_ja_en_name_pairs_derived.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    entries = [
        Entry(row["list"], row["no"], "organisation", (ListedName(row["name_en"]),)) for row in rows
    ]
    found = Index(entries, screening.shipped())
    plain = [row for row in rows if not set(row["name_ja"]) & set("工科研製造学統戦航電機国")][:60]
    hits = [found.search(Subject((row["name_ja"],), "organisation")) for row in plain]
    right = [
        any((hit.entry.list_id, hit.entry.entry_id) == (row["list"], row["no"]) for hit in some)
        for row, some in zip(plain, hits, strict=True)
    ]
    assert sum(right) >= 0.85 * len(plain)


def test_a_korean_name_in_katakana_is_found() -> None:
    listed = Entry("list-a", "1", "person", (ListedName("NAM, Dong Un"),))
    only = Index([listed], screening.shipped())
    assert [hit.entry for hit in only.search(Subject(("ナム・ドンウン",)))] == [listed]
    assert only.search(Subject(("ナム・ミンス",))) == []

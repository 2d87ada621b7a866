"""Names of one word: a rare one typed alone, an acronym, and a Korean name in its characters."""

import pytest

from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.domain.screening import Hit, Level, Reason, Subject
from broker_app.reference import screening
from broker_app.screening import alone
from broker_app.screening.index import Index


def entry(name: str, kind: EntryKind = "person", number: int = 1) -> Entry:
    return Entry("list", str(number), kind, (ListedName(name),))


def hits(ours: str, *listed: Entry) -> list[Hit]:
    return Index(listed, screening.shipped()).search(Subject((ours,)))


TREMKIN = entry("TREMKIN, Borislav Petrovich")


@pytest.mark.parametrize(
    ("ours", "how"),
    [
        ("Tremkin", "same"),
        ("Тремкин", "same"),
        ("T r e m k i n", "apart"),
        ("Tremkiin", "spelling"),
        ("トレムキン", "sound"),
        ("ﾄﾚﾑｷﾝ", "sound"),
        ("とれむきん", "sound"),
    ],
)
def test_a_rare_family_name_alone_is_a_weak_hit(ours: str, how: str) -> None:
    (hit,) = hits(ours, TREMKIN)
    assert hit.level == Level.WEAK
    assert hit.tokens[0].how == how
    assert {token.theirs for token in hit.tokens} == {"TREMKIN", "Borislav", "Petrovich"}
    assert hit.because == (Reason("alone", hit.tokens[0].ours),)


@pytest.mark.parametrize(
    "ours", ["Borislav", "Petrovich", "Tremkin LLC", "株式会社トレムキン", "Tremov", "トレロキン"]
)
def test_a_given_name_or_a_company_is_no_family_name(ours: str) -> None:
    assert hits(ours, TREMKIN) == []


def test_a_particle_is_heard_with_its_name() -> None:
    (hit,) = hits("ビンゼルモラ", entry("BIN ZELMORA, Borislav"))
    assert (hit.tokens[0].theirs, hit.tokens[0].how) == ("BIN ZELMORA", "sound")


def test_a_name_that_many_bear_tells_nothing_alone() -> None:
    many = [entry(f"TREMKIN, Bo{letter}rislav", number=n) for n, letter in enumerate("abcdefghijk")]
    assert len(many) == alone.MOST_BEARERS + 1
    assert hits("Tremkin", *many) == []
    assert len(hits("Tremkin", *many[1:])) == alone.MOST_BEARERS


def test_a_common_given_name_tells_nothing_alone() -> None:
    assert hits("Vladimir", entry("Vladimir Borisovich Tremkin")) == []


def test_the_own_word_of_a_long_company_name_is_found() -> None:
    firm = entry("Zelmora Northern Heavy Shipping Lines of Bastaria", "organisation")
    for ours in ("Zelmora", "OOO Zelmora", "ゼルモラ", "Z-E-L-M-O-R-A"):
        assert hits(ours, firm), ours


GUARDS = entry("Zelmorian Revolution Harbour Watch Corps", "organisation")


@pytest.mark.parametrize("ours", ["ZRHWC", "Z.R.H.W.C.", "Z R H W C"])
def test_the_first_letters_of_a_company_are_a_weak_hit(ours: str) -> None:
    (hit,) = hits(ours, GUARDS)
    assert (hit.level, hit.tokens[0].how) == (Level.WEAK, "acronym")
    assert hit.tokens[0].theirs == GUARDS.names[0].text


@pytest.mark.parametrize("ours", ["zrhwc", "ZRH", "ZRHWX", "ZRHWC Trading"])
def test_what_is_no_acronym_is_no_hit(ours: str) -> None:
    assert hits(ours, GUARDS) == []


def test_short_acronyms_and_those_of_people_are_none() -> None:
    assert hits("ZHL", entry("Zelmora Harbour Lines", "organisation")) == []
    assert hits("ZBPT", entry("Zelmora Borislav Petrovich Tremkin")) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("金哲守", "KIM, Chol Su"),
        ("金 哲守", "KIM CHOL SU"),
        ("金・哲守", "Kim Chol-su"),
        ("李明浩", "RI, Myong Ho"),
        ("李明浩", "Lee Myung-ho"),
        ("崔竜海", "CHOE, Ryong Hae"),
    ],
)
def test_a_korean_name_in_its_characters_is_read(ours: str, theirs: str) -> None:
    (hit,) = hits(ours, entry(theirs))
    assert {token.how for token in hit.tokens} == {"reading"}
    assert all(token.ours in ours for token in hit.tokens)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("金子", "KIM, Ja"),
        ("田中", "CHON, Jung"),
        ("金哲守", "KIM, Yong Ho"),
        ("金鉄", "PAK, Chol"),
    ],
)
def test_a_japanese_or_another_name_is_not(ours: str, theirs: str) -> None:
    assert hits(ours, entry(theirs)) == []


def test_a_place_in_a_company_name_is_read_as_no_person() -> None:
    assert hits("金哲守", entry("Kim Chol Su Shipping", "organisation")) == []

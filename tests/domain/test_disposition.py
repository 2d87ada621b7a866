"""What is held of a party: clear by fresh lists alone; decisions are quiet until something moves."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from broker_app.domain.disposition import (
    Disposition,
    ListInUse,
    Searched,
    hit_about,
    party_about,
    screening_of,
    standings_of,
)
from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.party import Party
from broker_app.domain.screening import Hit, Level
from broker_app.domain.two_people import same_person

TODAY = date(2026, 11, 22)
PARTY = Party(id=1, name="ROMASHKA TRADE OOO", country="RU", address=("LENINA 1",))
METI = ListInUse("meti-russia", date(2026, 9, 12), TODAY, "a1", bars=True)
SDN = ListInUse("ofac-sdn", date(2026, 11, 20), TODAY, "b2")
LISTS = (METI, SDN)


def entry(list_id="meti-russia", **values):
    names = (ListedName("Romashka Trade"),)
    return Entry(list_id, "17", "organisation", names, ("RU",), **values)


SCORES = {"STRONG": 0.97, "MEDIUM": 0.85, "WEAK": 0.72}


def hit(of=None, level="STRONG"):
    of = of or entry()
    return Hit(of, of.names[0], SCORES[level])


def searched(party=PARTY, lists=LISTS):
    return Searched(
        1, "2026-11-22T01:00:00Z", tuple(one.sha256 for one in lists), party_about(party)
    )


def decided(found, decision="no_match", **values):
    of = found.entry
    return Disposition(
        1, of.list_id, of.entry_id, hit_about(PARTY, of), Level(found.level), decision, "different_name",
        who="Sato", **values,
    )  # fmt: skip


def held(hits=(), decisions=(), party=PARTY, lists=LISTS, on=TODAY, search=None, required=()):
    known = {(d.list_id, d.entry_id): d for d in decisions}
    search = searched(party, lists) if search is None else search
    standings = standings_of(party, hits, known, on)
    return screening_of(party, lists, search, standings, on, required=required)


def answer(found):
    return found.answer, found.why, found.state


def test_nothing_found_on_fresh_lists_clears():
    assert answer(held()) == ("clear", "searched", "clear")
    assert not held().stops


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"lists": ()}, "no_lists"),
        ({"required": ("meti-end-user",)}, "lists_missing"),
        ({"on": TODAY + timedelta(15)}, "stale"),
        ({"search": searched(lists=(METI,))}, "not_searched"),
        ({"search": searched(replace(PARTY, name="OTHER"))}, "not_searched"),
    ],
)
def test_without_a_search_of_fresh_lists_nothing_is_decided(case, why):
    assert answer(held(**case)) == ("cannot_decide", why, "unscreened")
    assert held(**case).stops


def test_a_list_is_fresh_on_its_fourteenth_day():
    assert held(on=TODAY + timedelta(14)).answer == "clear"


def test_a_party_that_was_never_searched_is_not_clear():
    found = screening_of(PARTY, LISTS, None, (), TODAY)
    assert answer(found) == ("cannot_decide", "not_searched", "unscreened")


def test_a_search_by_hand_is_evidence_as_long_as_a_list_and_clears_nobody():
    party = replace(PARTY, screening="clear", screened_at="2026-11-10T00:00:00Z")
    assert answer(held(party=party, lists=())) == ("by_hand", "by_hand", "unscreened")
    assert not held(party=party, lists=()).stops
    later = held(party=party, lists=(), on=TODAY + timedelta(3))
    assert answer(later) == ("cannot_decide", "no_lists", "unscreened")


def test_by_hand_says_nothing_of_lists_that_were_not_searched_yet():
    party = replace(PARTY, screening="clear", screened_at="2026-11-21T00:00:00Z")
    found = screening_of(party, LISTS, None, (), TODAY)
    assert answer(found) == ("cannot_decide", "not_searched", "unscreened")


def test_by_hand_does_not_clear_a_hit():
    party = replace(PARTY, screening="clear", screened_at="2026-11-21T00:00:00Z")
    assert held([hit()], party=party).answer == "hit"


def test_an_open_hit_stops():
    found = held([hit()])
    assert answer(found) == ("hit", "hit", "unscreened")
    assert [one.state for one in found.open] == ["open"]


def test_a_strong_hit_is_cleared_by_two_people():
    strong = hit()
    one = held([strong], [decided(strong)])
    assert [s.state for s in one.standings] == ["second"]
    assert one.answer == "hit"
    two = held([strong], [decided(strong, second="Mori")])
    assert answer(two) == ("clear", "searched", "clear")


@pytest.mark.parametrize("level", ["MEDIUM", "WEAK"])
def test_other_hits_are_cleared_by_one(level):
    found = hit(level=level)
    assert held([found], [decided(found)]).answer == "clear"


def test_a_match_on_a_list_that_bars_is_designated():
    found = hit()
    assert answer(held([found], [decided(found, "match")])) == ("confirmed", "hit", "designated")


def test_a_match_on_another_list_stops_without_saying_what_japan_does_not():
    found = hit(entry("ofac-sdn"))
    assert answer(held([found], [decided(found, "match")])) == ("confirmed", "hit", "unscreened")


@pytest.mark.parametrize("change", [{"until": "2026-11-21"}, {"about": "another"}])
def test_who_was_found_to_be_listed_is_so_until_somebody_decides_anew(change):
    found = hit()
    one = held([found], [replace(decided(found, "match"), **change)])
    assert (one.answer, one.state) == ("confirmed", "designated")
    assert one.open  # and waits for a person


def test_a_clearing_ends_on_its_day():
    found = hit(level="WEAK")
    until = decided(found, until="2026-11-22")
    assert held([found], [until]).answer == "clear"
    after = held([found], [until], on=TODAY + timedelta(1))
    assert [s.state for s in after.standings] == ["ended"]


def test_a_clearing_falls_when_party_or_entry_change_in_what_matters():
    before = hit(level="WEAK")
    cleared = decided(before)
    moved = replace(PARTY, city="VLADIVOSTOK")
    for now, party in (
        (hit(level="WEAK"), moved),
        (hit(entry(born=("1970",)), level="WEAK"), PARTY),
    ):
        found = held([now], [cleared], party=party)
        assert [s.state for s in found.standings] == ["changed"]
        assert found.answer == "hit"


def test_a_clearing_stays_quiet_where_only_a_remark_or_a_phone_changes():
    cleared = decided(hit(level="WEAK"))
    party = replace(PARTY, phone="+7", note="pays late")
    now = hit(entry(remark="updated"), level="WEAK")
    assert held([now], [cleared], party=party).answer == "clear"


def test_undecided_stays_open():
    found = hit()
    standings = held([found], [decided(found, "undecided")]).standings
    assert [s.state for s in standings] == ["undecided"]
    assert standings[0].is_open


def test_a_listed_owner_waits_for_a_person():
    party = replace(PARTY, ownership="listed")
    assert answer(held(party=party)) == ("hit", "owners", "unscreened")


@pytest.mark.parametrize(
    "other",
    [
        "SATO Hanako",
        "ｓａｔｏ　ｈａｎａｋｏ",
        "Hanako Sato",
        "Sato, Hanako",
        " satohanako ",
        "Sa\u200bto Hanako",
    ],
)
def test_one_person_signs_in_many_ways(other):
    assert same_person("Sato Hanako", other)
    assert same_person(other, "Sato Hanako")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("佐藤 花子", "佐藤花子", True),
        ("サトウ", "ｻﾄｳ", True),
        ("佐藤 花子", "佐藤 太郎", False),
        ("Sato", "Sato Hanako", False),
        ("Kato", "Tako", False),
    ],
)
def test_two_people_are_two(one, other, same):
    assert same_person(one, other) is same


@pytest.fixture
def in_japan(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("this system has one time zone for all programs")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_japan")
def test_a_search_by_hand_of_a_japanese_morning_holds_its_whole_last_day():
    party = replace(PARTY, screening="clear", screened_at="2026-11-08T23:30:00+00:00")
    day = date(2026, 11, 9)  # there, and so it is told
    assert held(party=party, lists=(), on=day + timedelta(14)).answer == "by_hand"
    assert held(party=party, lists=(), on=day + timedelta(15)).answer == "cannot_decide"


@pytest.mark.parametrize("what", ["ended", "renamed"])
def test_a_match_on_a_list_that_warns_stays_one_until_somebody_decides_anew(what):
    found = hit(entry("ofac-sdn"))
    match = decided(found, "match", until=(TODAY - timedelta(1)).isoformat())
    party = replace(PARTY, name="ANOTHER") if what == "renamed" else PARTY
    told = held([found], [match], party=party)
    assert answer(told) == ("confirmed", "hit", "unscreened")
    assert [one.is_open for one in told.standings] == [True]  # and waits for a person

"""Screening: what the lists say of a party, what people decided, and what follows on a day.

A search that found nothing on fresh lists clears a party; nothing else does. Where lists are
missing, stale or newer than the search, nothing is decided: what a person searched by hand is kept
as evidence then, and two people decide. A person's decision on a hit is quiet until the party or
the entry changes in a field that matters, or until the day it ends.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from broker_app.domain.dates import local_day
from broker_app.domain.listing import Entry
from broker_app.domain.party import LOOKED_UP_BY, Party
from broker_app.domain.screening import DAYS_FRESH, Hit, Level

REASONS: Mapping[str, tuple[str, ...]] = {
    "match": ("same_party", "same_number", "owned_by_it", "other"),
    "no_match": (
        "different_name",
        "different_country",
        "different_kind",
        "different_birth",
        "different_number",
        "different_address",
        "other",
    ),
    "undecided": ("asked_the_party", "waits_for_a_paper", "other"),
}
"""The reason codes of each decision."""
_MATTERS = (*LOOKED_UP_BY, "address", "city")


@dataclass(frozen=True, slots=True)
class ListInUse:
    """A list as it is searched: its day, when somebody last saw it unchanged, whether it bars.

    `bars` says that Japanese law itself forbids goods to those on it; other lists warn.
    """

    id: str
    listed_on: date
    checked_on: date
    sha256: str
    bars: bool = False

    def is_stale(self, on: date, after: int = DAYS_FRESH) -> bool:
        """Tell whether it is too old to decide by."""
        return (on - self.checked_on).days > after


@dataclass(frozen=True, slots=True)
class Disposition:
    """What a person decided about a hit: the latest one counts.

    `until` is the last day it holds, empty for no end. A STRONG hit is cleared only when a second
    person has agreed.
    """

    party: int
    list_id: str
    entry_id: str
    about: str
    level: Level
    decision: str
    reason: str
    note: str = ""
    until: str = ""
    attachment: int | None = None
    who: str = ""
    at: str = ""
    second: str = ""
    second_at: str = ""
    id: int | None = None

    @property
    def waits_for_second(self) -> bool:
        """Whether a second person has yet to agree."""
        return self.decision == "no_match" and self.level == Level.STRONG and not self.second


@dataclass(frozen=True, slots=True)
class Searched:
    """The last search of a party: when, by which lists, and what was searched for."""

    party: int
    at: str
    lists: tuple[str, ...]
    """The hashes of the lists that were searched."""
    about: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A hit as it stands on a day: `open`, `changed`, `ended`, `undecided`, `second`, `cleared`
    or `confirmed`, with the decision it had."""

    hit: Hit
    state: str
    disposition: Disposition | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.state not in ("cleared", "confirmed")

    @property
    def is_match(self) -> bool:
        """Whether the last that a person decided is that it is the party.

        That stays so where it has ended or something has changed, until somebody decides anew.
        """
        return self.disposition is not None and self.disposition.decision == "match"


@dataclass(frozen=True, slots=True)
class Screening:
    """What is held of a party on a day.

    `answer` is `clear`, `hit`, `confirmed`, `cannot_decide`, or `by_hand` where no list decides and
    a person signed that nothing was found; `why` says what it rests on. `state` is what the law is
    told: clear, designated or unscreened. A search by hand clears nobody: it is evidence, by which
    two people may decide.
    """

    answer: str
    why: str
    state: str
    standings: tuple[Standing, ...] = ()
    lists: tuple[ListInUse, ...] = ()
    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    searched_at: str = ""

    @property
    def stops(self) -> bool:
        """Whether no papers may be released to this party, whoever decides."""
        return self.answer not in ("clear", "by_hand")

    @property
    def holding(self) -> tuple[Standing, ...]:
        """The hits that hold papers back: those that wait for a person, and confirmed ones."""
        return tuple(one for one in self.standings if one.state != "cleared")

    @property
    def open(self) -> tuple[Standing, ...]:
        """The hits that wait for a person."""
        return tuple(one for one in self.standings if one.is_open)


def party_about(party: Party) -> str:
    """Return what a search rests on: equal where nothing that matters has changed."""
    return _digest([str(getattr(party, name)) for name in _MATTERS])


def entry_key(hit: Hit) -> tuple[str, str]:
    """Return the list and the entry of a hit."""
    return hit.entry.list_id, hit.entry.entry_id


def hit_about(party: Party, entry: Entry) -> str:
    """Return what a decision about a hit rests on: the party and the entry, not its remark."""
    told = (entry.names, entry.countries, entry.identifiers, entry.born)
    more = (entry.addresses, entry.programmes)
    # In which order an issuer tells them says nothing.
    parts = (sorted(map(repr, part)) for part in (*told, *more))
    return _digest([party_about(party), entry.kind, *map(repr, parts)])


def standing(hit: Hit, about: str, decided: Disposition | None, on: date) -> Standing:
    """Return how a hit stands on a day under the latest decision; `about` is what it rests on."""
    if decided is None:
        return Standing(hit, "open")
    if decided.about != about:
        return Standing(hit, "changed", decided)
    if decided.until and decided.until < on.isoformat():
        return Standing(hit, "ended", decided)
    if decided.decision == "undecided":
        return Standing(hit, "undecided", decided)
    if decided.decision == "match":
        return Standing(hit, "confirmed", decided)
    # One that has become strong since, by better tables, was decided by one person only.
    waits = decided.waits_for_second or (hit.level == Level.STRONG and not decided.second)
    return Standing(hit, "second" if waits else "cleared", decided)


def standings_of(
    party: Party,
    hits: Iterable[Hit],
    decisions: Mapping[tuple[str, str], Disposition],
    on: date,
) -> tuple[Standing, ...]:
    """Return how hits on a party stand on a day; `decisions` are the latest by list and entry."""
    return tuple(
        standing(hit, hit_about(party, hit.entry), decisions.get(entry_key(hit)), on)
        for hit in hits
    )


def screening_of(
    party: Party,
    lists: Sequence[ListInUse],
    searched: Searched | None,
    standings: Sequence[Standing],
    on: date,
    stale_after: int = DAYS_FRESH,
    required: Collection[str] = (),
    is_searchable: Callable[[Party], bool] = lambda _: True,
) -> Screening:
    """Return what is held of a party on a day.

    Nothing is decided while one of the `required` lists is not in use, nor of a party with nothing
    in a name that could be searched. What a person recorded by hand stands where no list can
    decide, as long as a list would.
    """
    stale = tuple(one.id for one in lists if one.is_stale(on, stale_after))
    missing = tuple(name for name in required if name not in {one.id for one in lists})
    why = _undecided(party, lists, searched, stale, missing)
    if not why and not is_searchable(party):
        why = "nameless"
    by_hand = _by_hand_holds(party, on, stale_after)
    answer, why, state = _answer(party, lists, standings, why, by_hand)
    at = searched.at if searched else ""
    return Screening(answer, why, state, tuple(standings), tuple(lists), stale, missing, at)


def _answer(
    party: Party,
    lists: Sequence[ListInUse],
    standings: Sequence[Standing],
    undecided: str,
    by_hand: bool,
) -> tuple[str, str, str]:
    """Return the answer, what it rests on, and what the law is told; the worst first."""
    bars = {one.id for one in lists if one.bars}
    matches = [one for one in standings if one.is_match]  # ended or changed, until decided anew
    if any(one.hit.entry.list_id in bars for one in matches):
        return "confirmed", "hit", "designated"
    if party.screening == "designated":
        return "confirmed", "by_hand", "designated"
    if matches:
        return "confirmed", "hit", "unscreened"
    if any(one.is_open for one in standings):
        return "hit", "hit", "unscreened"
    if party.ownership == "listed":
        return "hit", "owners", "unscreened"
    if not undecided:
        return "clear", "searched", "clear"
    if by_hand and undecided != "not_searched":
        return "by_hand", "by_hand", "unscreened"
    return "cannot_decide", undecided, "unscreened"


def _undecided(
    party: Party,
    lists: Sequence[ListInUse],
    searched: Searched | None,
    stale: Sequence[str],
    missing: Sequence[str],
) -> str:
    """Return why the lists decide nothing; empty where they do."""
    if not lists:
        return "no_lists"
    if missing:
        return "lists_missing"
    if stale:
        return "stale"
    now = {one.sha256 for one in lists}
    if searched is None or searched.about != party_about(party) or not now <= set(searched.lists):
        return "not_searched"
    return ""


def _by_hand_holds(party: Party, on: date, stale_after: int) -> bool:
    if party.screening != "clear" or not party.screened_at:
        return False
    return (on - local_day(party.screened_at)).days <= stale_after


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

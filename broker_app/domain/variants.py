"""Variants: spellings that may be of one name, put together for a person to look at.

Nothing here decides that two spellings are one name: it proposes. Spellings that share a key stand
together; names that the tables know as different, and names that say different things of a vehicle
(`PRIUS`, `PRIUS PHV`), never do.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.holding import SPELLINGS
from broker_app.domain.lot import Lot
from broker_app.domain.spelling import fold

VEHICLE_FACTS = ("maker", "model", "colour")
FACTS = (*VEHICLE_FACTS, "house")
"""Facts whose spellings are looked at; `house` is one of a lot."""
WITHIN: Mapping[str, str] = {"model": "maker"}
"""A name of the first is looked for among those with the same second."""
SHORTEST_SLIP = 6
"""A slip of the pen in a shorter name makes another name: `SPACE`, `SPADE`."""
SHORTEST_SOUND = 3
"""Fewer consonants than these are shared by too many names."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a fact, how many records have it, and whether a person settled it."""

    text: str
    count: int
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spellings of a fact that may be one name, the commonest first; `name` is proposed.

    `within` is what they have in common: the maker of models, empty where there is none.
    """

    fact: str
    within: str
    spellings: tuple[Spelling, ...]
    name: str

    @property
    def records(self) -> int:
        """How many vehicles or lots have one of the spellings."""
        return sum(spelling.count for spelling in self.spellings)

    @property
    def is_plain(self) -> bool:
        """Whether the spellings differ in case, width, blanks and hyphens only."""
        return len({fold(spelling.text) for spelling in self.spellings}) == 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of a cluster: these of its spellings are one name, written so."""

    cluster: Cluster
    texts: tuple[str, ...]
    name: str


def decided(cluster: Cluster) -> Decision:
    """Return the decision for a cluster as it was proposed."""
    return Decision(cluster, tuple(one.text for one in cluster.spellings), cluster.name)


Settled = Mapping[tuple[str, str, str], str]
"""Fact, what it stands within, folded spelling -> the name a person settled on."""


def settled_key(fact: str, within: str, text: str) -> tuple[str, str, str]:
    """Return what a settled spelling is found by."""
    return fact, within, fold(text)


def respell(lot: Lot, settled: Settled) -> None:
    """Let a lot lead to the names that were settled; what its list prints stays in its cells."""
    if not settled:
        return
    if lot.house:
        lot.house = settled.get(settled_key("house", "", lot.house), lot.house)
    for fact in VEHICLE_FACTS:
        text = _said(lot, fact)
        name = settled.get(settled_key(fact, _said(lot, WITHIN.get(fact, "")), text))
        if name and name != text:
            lot.inferred[fact], lot.inferred_from[fact] = name, SPELLINGS


def _said(lot: Lot, fact: str) -> str:
    return (lot.inferred.get(fact) or getattr(lot.vehicle, fact) or "") if fact else ""


def clustered(
    spellings: Iterable[Spelling],
    sound: Callable[[str], str],
    usual: Callable[[str], str],
    tells: Callable[[str], object],
) -> list[tuple[Spelling, ...]]:
    """Put spellings together that may be one name; those that stand alone are left out.

    `sound` gives the consonants one hears, `usual` the name that a table knows a spelling by (empty
    for none), `tells` what the words of a spelling say of a vehicle. Groups of nothing but settled
    spellings are left out too.
    """
    groups = _Groups(usual, tells)
    for spelling in sorted(spellings, key=lambda one: (-one.count, one.text)):
        groups.add(spelling, _keys(spelling.text, sound, usual))
    return [
        group
        for group in groups.all()
        if len(group) > 1 and not all(spelling.settled for spelling in group)
    ]


def proposed(group: Sequence[Spelling], usual: Callable[[str], str]) -> str:
    """Return the name to propose: a settled one, else the table's, else the commonest."""
    settled = next((spelling.text for spelling in group if spelling.settled), "")
    known = next(filter(None, (usual(spelling.text) for spelling in group)), "")
    return settled or known or group[0].text


def _keys(text: str, sound: Callable[[str], str], usual: Callable[[str], str]) -> list[str]:
    """Return what a spelling shares with others of the same name."""
    bare = _bare(text)
    keys = [f"bare {bare}", f"words {' '.join(sorted(_words(text)))}"]
    if known := usual(text):
        keys.append(f"bare {_bare(known)}")
    heard = sound(text)
    if sum(char.isalpha() for char in heard) >= SHORTEST_SOUND:
        keys.append(f"sound {heard}")
    if len(bare) >= SHORTEST_SLIP:
        keys += [f"slip {slip}" for slip in slips(bare)]
    return keys


def slips(bare: str) -> set[str]:
    """Return a name with each one of its letters left out, and whole.

    Two names that differ by one letter, or by two that changed places, share one of these. Figures
    and Chinese characters are never left out: `東` and `西` are two houses.
    """
    gaps = (bare[:at] + bare[at + 1 :] for at, char in enumerate(bare) if _is_letter(char))
    return {bare, *gaps}


def _is_letter(char: str) -> bool:
    return not char.isdigit() and not "\u3400" <= char <= "\u9fff"


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum() or char == "ー") or fold(text)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text.casefold()) if word]


class _Groups:
    """Joins what shares a key, unless it would join names that are known to differ."""

    def __init__(self, usual: Callable[[str], str], tells: Callable[[str], object]) -> None:
        self._usual, self._tells = usual, tells
        self._group_of: dict[str, int] = {}
        self._members: dict[int, list[Spelling]] = defaultdict(list)
        self._known: dict[int, str] = {}
        self._said: dict[int, object] = {}

    def add(self, spelling: Spelling, keys: Sequence[str]) -> None:
        """Put a spelling to the first group it fits, else into one of its own."""
        said = (self._usual(spelling.text), self._tells(spelling.text))
        found = dict.fromkeys(self._group_of[key] for key in keys if key in self._group_of)
        fitting = [group for group in found if self._fits(group, *said)]
        home = fitting[0] if fitting else len(self._members)
        self._members[home].append(spelling)
        self._known[home] = self._known.get(home) or said[0]
        self._said[home] = said[1]
        for key in keys:
            self._group_of.setdefault(key, home)

    def _fits(self, group: int, known: str, said: object) -> bool:
        differ = known and self._known[group] and known != self._known[group]
        return not differ and said == self._said[group]

    def all(self) -> list[tuple[Spelling, ...]]:
        """Return the groups, that of the most records first."""
        groups = [tuple(members) for members in self._members.values()]
        return sorted(groups, key=lambda group: -sum(one.count for one in group))

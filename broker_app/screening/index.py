"""An index of listed names: candidates by what words share, then each laid beside the name."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from broker_app.domain.listing import Entry, ListedName
from broker_app.domain.name_tables import NameTables
from broker_app.domain.screening import (
    LEAST,
    Hit,
    Subject,
    identifier_key,
    weighed,
)
from broker_app.screening import alone
from broker_app.screening.addresses import alike_addresses
from broker_app.screening.alike import SPELT, SYLLABLES, Alike, alike
from broker_app.screening.romanise import romanised_syllable
from broker_app.screening.scoring import (
    LEAST_ALIKE,
    ORGANISATION,
    PERSON,
    Manner,
    Score,
    compared,
    joined_word,
)
from broker_app.screening.words import Vocabulary, Word

MOST_CANDIDATES = 60
"""Names that are laid beside the one looked for, the likeliest first."""
SURE_CANDIDATES = 25
"""So many are whatever they share; the others only where they share enough to be a hit."""
_LEAST_SHARE = 0.45
MOST_JOINED = 4
"""Words of a name that may be written together."""
_BITS = 24
_MASK = (1 << 63 - _BITS) - 1
_ROLE_WEIGHTS = {
    "form": 0.05,
    "empty": 0.15,
    "word": 0.4,
    "particle": 0.08,
    "number": 0.6,
    "initial": 0.6,
}
_WHOLE = 0.8
"""What share of a name one has in common with it that sounds the same without gaps."""
_LEAST_WHOLE = 3
"""Consonants by which a whole name is found: `Al-Qaida` has no more."""
_WEAK_ALIAS = 0.85
_UNTOLD = ("form", "particle", "initial")
_SHIPS = ("vessel", "aircraft")
_SAILING = (*_SHIPS, "unknown")


class Keys:
    """Many keys to small numbers, in eight bytes each."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        packed = array("Q", ((hash(key) & _MASK) << _BITS | number for key, number in pairs))
        self._packed = array("Q", sorted(packed))

    def __getitem__(self, key: str) -> Iterator[int]:
        packed, start = self._packed, (hash(key) & _MASK) << _BITS
        at = bisect_left(packed, start)
        while at < len(packed) and packed[at] >> _BITS == start >> _BITS:
            yield packed[at] & ((1 << _BITS) - 1)
            at += 1


class Index:
    """The names of a snapshot of lists, ready to be searched. Built once; never changed."""

    def __init__(self, entries: Iterable[Entry], tables: NameTables) -> None:
        self.entries = tuple(entries)
        self._vocabulary = Vocabulary(tables)
        self._words: list[Word] = []
        self._ids: dict[tuple[str, str], int] = {}
        self._owners = array("L")
        self._nth = array("H")
        self._names: list[array[int]] = []
        for number, entry in enumerate(self.entries):
            for nth, name in enumerate(entry.names):
                self._add(number, nth, name, entry.kind == "person")
        self._postings = self._posted()
        self._weights = array("d", (self._weight(n) for n in range(len(self._words))))
        self._totals = array("d", (sum(self._weights[w] for w in n) for n in self._names))
        self._by_key = Keys(
            (key, n) for n, word in enumerate(self._words) for key in _keys(self._vocabulary, word)
        )
        self._by_whole = Keys(
            (whole, n) for n in range(len(self._names)) for whole in self._wholes(n)
        )
        self._by_identifier = self._identified()

    def _add(self, owner: int, nth: int, name: ListedName, is_person: bool) -> None:
        numbers = array("L")
        for word in self._vocabulary.words_of(name.text, is_person):
            key = (word.text, word.latin)
            if key not in self._ids:
                self._ids[key] = len(self._words)
                self._words.append(word)
            numbers.append(self._ids[key])
        if numbers:
            self._owners.append(owner)
            self._nth.append(nth)
            self._names.append(numbers)

    def _posted(self) -> list[array[int]]:
        postings = [array("L") for _ in self._words]
        for number, name in enumerate(self._names):
            for word in set(name):
                postings[word].append(number)
        return postings

    def _weight(self, number: int) -> float:
        word = self._words[number]
        return _weight(word, len(self._postings[number]))

    def _wholes(self, number: int) -> Iterator[str]:
        words = [self._words[n] for n in self._names[number]]
        yield from _wholes(words, less_one=len(words) == 2)
        if self.entries[self._owners[number]].kind != "person":
            if letters := alone.initials(words):
                yield f"@ {letters}"
            return
        if len(words) in (2, 3):
            yield from _wholes([*words[1:], words[0]], less_one=len(words) == 2)
        for before, word in pairwise(words):
            if before.role == "particle" and word.role == "name" and len(words) > 2:
                yield from joined_word([before, word]).sounds

    def _identified(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for _, value in entry.identifiers:
                if key := identifier_key(value):
                    found[key].append(number)
        return dict(found)

    def words_of(self, name: str) -> tuple[Word, ...]:
        """Return the words that a name of a company is compared by; none for mere signs."""
        return self._vocabulary.words_of(name, is_person=False)

    def search(self, subject: Subject, limit: int = 20) -> list[Hit]:
        """Return the entries that may be the subject, the likest first."""
        best: dict[int, Hit] = {}
        for name in subject.names:
            for hit_of, hit in self._found(name, subject):
                if hit_of not in best or best[hit_of].score < hit.score:
                    best[hit_of] = hit
        for _, value in subject.identifiers:
            for number in self._by_identifier.get(identifier_key(value), ()):
                entry = self.entries[number]
                name_of = entry.names[0] if entry.names else ListedName("")
                best.setdefault(number, Hit(entry, name_of, LEAST))
        hits = [
            weighed(hit, subject, alike_addresses(subject.addresses, hit.entry.addresses))
            for hit in best.values()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.entry.list_id))[:limit]

    def _found(self, name: str, subject: Subject) -> Iterator[tuple[int, Hit]]:
        read = {kind: self._vocabulary.words_of(name, kind) for kind in (True, False)}
        yield from self._found_by(read, subject)
        yield from self._by_acronym(read[False])
        for words in self._vocabulary.korean(name):
            yield from self._found_by({True: words, False: words}, subject, people_only=True)

    def _found_by(
        self,
        read: dict[bool, tuple[Word, ...]],
        subject: Subject,
        *,
        people_only: bool = False,
    ) -> Iterator[tuple[int, Hit]]:
        likeness = _Remembered(self._vocabulary)
        for number in self._candidates(read, likeness):
            owner = self._owners[number]
            entry, ship = self.entries[owner], self.entries[owner].kind in _SHIPS
            if ship and subject.kind not in _SAILING:
                continue
            if people_only and entry.kind != "person":
                continue
            is_person = entry.kind == "person"
            manner = PERSON if is_person or ship or subject.kind == "person" else ORGANISATION
            theirs = [self._words[n] for n in self._names[number]]
            alike_by = (self._weigh, likeness, likeness.joined, manner)
            listed = entry.names[self._nth[number]]
            doubt = _WEAK_ALIAS if listed.kind == "weak_alias" else 1.0
            if compared(read[is_person], theirs, *alike_by).score * doubt >= LEAST:
                score = self._as_written(read[is_person], listed, is_person, manner)
                yield owner, Hit(entry, listed, score.score * doubt, score.tokens)
            elif hit := self._alone(read[is_person], entry, listed, theirs):
                yield owner, hit

    def _alone(
        self, ours: tuple[Word, ...], entry: Entry, listed: ListedName, theirs: Sequence[Word]
    ) -> Hit | None:
        """Return a hit by nothing but one name that few bear: of a person, its family name."""
        word = alone.alone(ours, entry)
        if word is None or listed.kind == "weak_alias":
            return None
        written = self._vocabulary.words_of(listed.text, entry.kind == "person")
        family, comma, _ = listed.text.partition(",")
        count = len(self._vocabulary.words_of(family, True)) if comma else len(written)
        among = written[:count] if entry.kind == "person" else written
        found = alone.borne(word, among, self._vocabulary)
        if not found or self._bearers(found[-1]) > alone.MOST_BEARERS:
            return None
        how = alike(self._vocabulary, word, found[0] if len(found) == 1 else joined_word(found))
        score = alone.told_alone(ours, written, found, how)
        return Hit(entry, listed, score.score, score.tokens, (alone.because_alone(word),))

    def _bearers(self, word: Word) -> int:
        number = self._ids.get((word.text, word.latin))
        return len({self._owners[n] for n in self._postings[number]}) if number is not None else 0

    def _by_acronym(self, words: tuple[Word, ...]) -> Iterator[tuple[int, Hit]]:
        """Yield the companies whose names begin with the letters of an acronym, if they are few."""
        word = alone.acronym(words)
        named = {self._owners[n]: n for n in self._by_whole[f"@ {word.latin}"]} if word else {}
        if word is None or len(named) > alone.MOST_BEARERS:
            return
        for owner, number in named.items():
            listed = self.entries[owner].names[self._nth[number]]
            score = alone.told_acronym(word, listed.text)
            yield owner, Hit(self.entries[owner], listed, score.score, score.tokens)

    def _as_written(
        self, ours: Sequence[Word], listed: ListedName, is_person: bool, manner: Manner
    ) -> Score:
        """Compare with the name as its entry writes it: the index keeps each word once."""
        theirs = self._vocabulary.words_of(listed.text, is_person)
        likeness = partial(alike, self._vocabulary)
        return compared(ours, theirs, self._weigh, likeness, likeness, manner)

    def _weigh(self, word: Word) -> float:
        number = self._ids.get((word.text, word.latin))
        return self._weights[number] if number is not None else _weight(word, 1)

    def _candidates(
        self, read: dict[bool, tuple[Word, ...]], likeness: Callable[[Word, Word], Alike]
    ) -> list[int]:
        """Return the names that share most with the words, weighed by how rare it is."""
        shared: dict[int, float] = defaultdict(float)
        for word in {word for words in read.values() for word in words}:
            found = ((likeness(word, self._words[n])[0], n) for n in self._like(word))
            worths = ((like * self._weights[n], n) for like, n in found if like >= LEAST_ALIKE)
            best: dict[int, float] = {}
            for worth, number in sorted(worths):  # what is worth most has the last word
                best.update(dict.fromkeys(self._postings[number], worth))
            for name, worth in best.items():
                shared[name] += worth
        for name, worth in self._whole(read):
            shared[name] = max(shared[name], _WHOLE * worth)
        ours = sum(self._weigh(word) for word in read[False] if word.role not in _UNTOLD)
        return self._likeliest(shared, ours)

    def _likeliest(self, shared: dict[int, float], ours: float) -> list[int]:
        """Return the names of which most agrees, and least stands against it on both sides."""
        totals = self._totals
        ranked = []
        for n, worth in shared.items():
            mine, theirs = ours - worth, totals[n] - worth
            both, more = (mine, theirs) if mine < theirs else (theirs, mine)
            both = both if both > 0 else 0.0
            more = more - both if more > both else 0.0
            ranked.append((worth / (worth + 2 * both + 0.25 * more), n))
        return [
            number
            for rank, (share, number) in enumerate(heapq.nlargest(MOST_CANDIDATES, ranked))
            if rank < SURE_CANDIDATES or share >= _LEAST_SHARE
        ]

    def _like(self, word: Word) -> set[int]:
        return {n for key in _keys(self._vocabulary, word) for n in self._by_key[key]}

    def _whole(self, read: dict[bool, tuple[Word, ...]]) -> Iterator[tuple[int, float]]:
        """Yield names that say without gaps what ours says, or as one word what ours says.

        With each comes what it weighs that is said so: all of it, or that word.
        """
        keys = {key for words in read.values() for key in _wholes(words, less_one=True)}
        for key in keys:
            yield from ((name, self._totals[name]) for name in self._by_whole[key])
            if any(len(words) > 1 for words in read.values()):
                for word in self._by_key[key]:
                    weight = self._weights[word]
                    yield from ((name, weight) for name in self._postings[word])


def _wholes(words: Sequence[Word], *, less_one: bool) -> Iterator[str]:
    """Yield what is heard of a short name without gaps, and less one sound.

    A name of nothing but legal forms, particles and initials is found by all of it.
    """
    if all(word.role in _UNTOLD for word in words):
        yield f"= {' '.join(word.text for word in words)}"
    bare = [word for word in words if word.role != "form"]
    without = [word for word in bare if word.role != "particle"]
    for parts in (bare, without) if len(without) < len(bare) else (bare,):
        if 1 <= len(parts) <= MOST_JOINED:
            for heard in joined_word(parts).sounds:
                if len(heard) >= _LEAST_WHOLE:
                    yield heard
                    if less_one:
                        yield from _shortened(heard)


class _Remembered:
    """How like words are, each pair worked out once in one search, whose words live as long."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._found: dict[tuple[int, int], Alike] = {}
        self.joined = partial(alike, vocabulary)

    def __call__(self, one: Word, other: Word) -> Alike:
        key = (id(one), id(other))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.joined(one, other)
        return found


def _weight(word: Word, seen: int) -> float:
    """Return what a word tells: one in a thousand names tells little."""
    rare = max(0.35, 1.0 - 0.11 * math.log(max(1, seen)))
    return _ROLE_WEIGHTS.get(word.role, rare)


def _keys(vocabulary: Vocabulary, word: Word) -> Iterator[str]:
    """Yield what like words share: their text, their name, what is heard, less one sound."""
    if word.role in _UNTOLD:
        return
    yield f"= {word.text}"
    if word.role == "number":
        return
    if name := vocabulary.same.get(word.latin):
        yield f"~ {name}"
    for name in vocabulary.short.get(word.latin, ()):
        yield f"~~ {name}"
    if word.letters in SYLLABLES or len(word.latin) <= 6:
        yield f"^ {romanised_syllable(word.latin)}"
    for heard in word.sounds:
        yield heard
        yield from _shortened(heard)
    if word.letters in SPELT and len(word.latin) <= 7:
        yield from (f"- {word.latin[:at]}{word.latin[at + 1 :]}" for at in range(len(word.latin)))


def _shortened(heard: str) -> Iterator[str]:
    if len(heard) >= 4:
        yield from {heard[:at] + heard[at + 1 :] for at in range(len(heard))}

"""How like two names are: their words laid side by side, each weighing what it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product

from rapidfuzz.distance import OSA

from broker_app.domain.screening import LEAST, How, TokenMatch
from broker_app.screening.alike import SYLLABLES
from broker_app.screening.romanise import bare
from broker_app.screening.words import Word

Weigh = Callable[[Word], float]
Compare = Callable[[Word, Word], tuple[float, How]]
LEAST_ALIKE = 0.55
SURE = 0.9
JOINED = 0.85
JOINED_KANA = 0.7
JOINED_VOWELS = 0.5
UNREAD = 0.3
MOST_WAYS = 8


@dataclass(frozen=True, slots=True)
class Manner:
    """How hard names of a kind are judged, in shares of the weight of the words concerned.

    `conflict`: words of both names that have nothing beside them. `extra`: words that one name has
    more. `one_word`: the most that a single word in common is worth where there are others.
    `inexact`: taken off where no word is quite the same. `evidence`: what all words in common must
    prove for a name that is not all the same; a short or common word proves little.
    """

    conflict: float
    extra: float
    one_word: float
    inexact: float
    evidence: float


PERSON = Manner(conflict=0.95, extra=0.17, one_word=0.66, inexact=0.06, evidence=0.9)
ORGANISATION = Manner(conflict=1.1, extra=0.32, one_word=0.79, inexact=0.03, evidence=0.2)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """Words that lie beside each other: what they weigh, how like they are, what they prove."""

    weight: float
    alike: float
    evidence: float


def _agreed(mine: list[Word], theirs: list[Word], alike: float, how: How, weigh: Weigh) -> _Agreed:
    """What is only heard proves less than what is written, a syllable less than a word."""
    weights = sum(map(weigh, mine)), sum(map(weigh, theirs))
    weight = min(weights) if len(mine) == len(theirs) else max(weights)
    read = "".join(word.latin or word.text * 5 for word in theirs)
    proof = min(1.0, len(read) / 5)
    if how == "sound" or mine[0].letters == "thin":
        across = mine[0].letters != theirs[0].letters
        heard = min(len("".join(w.sounds[0] for w in side if w.sounds)) for side in (mine, theirs))
        proof = 0.6 * (min(1.0, heard / 4) if across else proof)
    return _Agreed(weight, alike, weight * alike * proof)


@dataclass(frozen=True, slots=True)
class Score:
    """How like two names are, 0 to 1, and which words lie beside which."""

    score: float
    tokens: tuple[TokenMatch, ...] = ()


def compared(
    ours: Sequence[Word],
    theirs: Sequence[Word],
    weigh: Weigh,
    compare: Compare,
    compare_joined: Compare,
    manner: Manner,
) -> Score:
    """Return how like two names are.

    First the words that are surely alike are laid side by side, then those that one name writes
    together, then what is left. `compare` may remember words, `compare_joined` must not.
    """
    mine_left, theirs_left = list(range(len(ours))), list(range(len(theirs)))
    tokens: list[TokenMatch] = []
    agreed: list[_Agreed] = []
    steps = (
        partial(_aligned, compare=compare, least=SURE),
        partial(_joined, compare=compare_joined),
        partial(_aligned, compare=compare, least=LEAST_ALIKE),
    )
    for step in steps:
        if not (mine_left and theirs_left):
            break
        for mine, yours, alike, how in step(ours, theirs, mine_left, theirs_left):
            parts = [ours[n] for n in mine], [theirs[n] for n in yours]
            told: How = "reading" if parts[0][0].was == "reading" else how
            tokens.append(TokenMatch(_shown(parts[0]), _shown(parts[1]), told, alike))
            agreed.append(_agreed(*parts, alike, how, weigh))
            mine_left = [n for n in mine_left if n not in mine]
            theirs_left = [n for n in theirs_left if n not in yours]
    left, right = [ours[n] for n in mine_left], [theirs[n] for n in theirs_left]
    tokens += [TokenMatch(word.shown, "", "unmatched", 0.0) for word in left]
    tokens += [TokenMatch("", word.shown, "unmatched", 0.0) for word in right]
    rest = _rest(left, ours, right, weigh), _rest(right, theirs, left, weigh)
    return Score(_score(agreed, *rest, manner), tuple(tokens))


def _rest(left: list[Word], words: Sequence[Word], others: list[Word], weigh: Weigh) -> float:
    """Return what the words weigh that nothing lies beside.

    What is said twice weighs nothing where the other name says no more. Chinese characters beside
    words that are Japanese speak little against a name in Latin letters, for want of a reading.
    """
    if not left:
        return 0.0
    said = {word.text for word in words if word not in left} if not others else set()
    unread = any(w.letters == "kana" or (w.letters == "han" and w.text[0] == "#") for w in words)
    return sum(
        weigh(word) * (UNREAD if unread and word.letters == "han" else 1.0)
        for word in left
        if word.text not in said
    )


def _score(agreed: list[_Agreed], mine: float, theirs: float, manner: Manner) -> float:
    weight = sum(pair.weight for pair in agreed)
    if not weight:
        return 0.0
    both = min(mine, theirs)
    lost = 2 * both * manner.conflict + (max(mine, theirs) - both) * manner.extra
    score = sum(pair.weight * pair.alike for pair in agreed) / (weight + lost)
    telling = [pair for pair in agreed if pair.weight > 0.3]
    if len(telling) < 2 and max(mine, theirs) > 0.5:
        score = min(score, manner.one_word)
    if telling and not any(pair.alike >= SURE for pair in telling):
        score -= manner.inexact
    whole = not lost and all(pair.alike >= 0.85 for pair in telling)
    if not whole and sum(pair.evidence for pair in agreed) < manner.evidence:
        score = min(score, LEAST - 0.01)
    return score


Pair = tuple[tuple[int, ...], tuple[int, ...], float, How]


def _aligned(
    ours: Sequence[Word],
    theirs: Sequence[Word],
    mine_left: list[int],
    theirs_left: list[int],
    compare: Compare,
    least: float,
) -> list[Pair]:
    """Lay the words side by side, the likest first, those in the same order before others."""
    found: list[Pair] = []
    for mine in mine_left:
        for yours in theirs_left:
            alike, how = compare(ours[mine], theirs[yours])
            if alike >= least:
                found.append(((mine,), (yours,), alike, how))
    if len(found) > 1:
        found.sort(key=lambda pair: (-pair[2], abs(pair[0][0] - pair[1][0])))
    return _apart(found)


def _apart(found: list[Pair]) -> list[Pair]:
    """Return pairs of which no two have a word in common, the first before the others."""
    kept: list[Pair] = []
    mine_used: set[int] = set()
    theirs_used: set[int] = set()
    for pair in found:
        if mine_used.isdisjoint(pair[0]) and theirs_used.isdisjoint(pair[1]):
            mine_used.update(pair[0])
            theirs_used.update(pair[1])
            kept.append(pair)
    return kept


def _joined(
    ours: Sequence[Word],
    theirs: Sequence[Word],
    mine_left: list[int],
    theirs_left: list[int],
    compare: Compare,
) -> list[Pair]:
    """Find words that one name writes together and the other apart: `Goodwill`, `Good Will`."""
    found: list[Pair] = []
    their_runs = _runs(theirs, theirs_left)
    for mine in _runs(ours, mine_left):
        for yours in their_runs:
            if (len(mine) > 1) == (len(yours) > 1) or not _could_join(ours, mine, theirs, yours):
                continue
            one, other = _join(ours, mine), _join(theirs, yours)
            alike, how = compare(one, other)
            kana = "kana" in (one.letters, other.letters)
            if {one.letters, other.letters} == {"kana", "full"} and not _vowels_alike(one, other):
                continue
            if alike >= (JOINED_KANA if kana else JOINED):
                found.append((mine, yours, alike, how))
    found.sort(key=lambda pair: (-pair[2], -len(pair[0]) - len(pair[1])))
    return _apart(found)


def _vowels_alike(one: Word, other: Word) -> bool:
    """Consonants alone join what has nothing in common: `ビーフォワード`, `Wafa Abdul`."""
    return OSA.normalized_similarity(bare(one.latin), bare(other.latin)) > JOINED_VOWELS


def _could_join(
    ours: Sequence[Word], mine: tuple[int, ...], theirs: Sequence[Word], yours: tuple[int, ...]
) -> bool:
    """Tell at little cost whether two runs may sound alike: they begin so and are as long."""
    one, other = ours[mine[0]].sounds, theirs[yours[0]].sounds
    if not one or not other:
        return False
    if one[0][:1] != other[0][:1] and (
        len(one) == len(other) == 1 or {h[:1] for h in one}.isdisjoint(h[:1] for h in other)
    ):
        return False
    lengths = (
        sum(len(words[n].sounds[0]) for n in run if words[n].sounds)
        for words, run in ((ours, mine), (theirs, yours))
    )
    return abs(next(lengths) - next(lengths)) <= 2


def _runs(words: Sequence[Word], left: list[int]) -> list[tuple[int, ...]]:
    """Return the neighbours among what is left, one to four of them.

    The first of two or three may stand last, for lists put a family name first.
    """
    free = [n for n in left if words[n].role in ("name", "word", "empty", "particle", "initial")]
    runs = [
        tuple(free[at : at + length])
        for length in (1, 2, 3, 4)
        for at in range(len(free) - length + 1)
        if free[at + length - 1] - free[at] == length - 1
    ]
    if len(free) == len(words) in (2, 3):
        runs.append((*free[1:], free[0]))
    return runs


def _join(words: Sequence[Word], run: tuple[int, ...]) -> Word:
    parts = [words[n] for n in run]
    return parts[0] if len(parts) == 1 else joined_word(parts)


def joined_word(parts: Sequence[Word]) -> Word:
    """Return words as they would be if nothing stood between them."""
    letters = next((w.letters for w in parts if w.letters != "full"), "full")
    read = "".join(word.latin for word in parts)
    text = "".join(word.text for word in parts) if letters in SYLLABLES else read
    ways = islice(product(*(dict.fromkeys(w.sounds) for w in parts if w.sounds)), MOST_WAYS)
    heard = tuple(filter(None, dict.fromkeys("".join(way) for way in ways)))
    return Word(text, "name", read, heard, letters, _shown(parts))


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.shown for word in words)

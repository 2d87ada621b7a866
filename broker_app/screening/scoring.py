"""How like two names are: their words laid side by side, each weighing what it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broker_app.domain.screening import LEAST, How, TokenMatch
from broker_app.screening.words import Word

Weigh = Callable[[Word], float]
Compare = Callable[[Word, Word], tuple[float, How]]
LEAST_ALIKE = 0.55


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


PERSON = Manner(conflict=0.95, extra=0.17, one_word=0.66, inexact=0.06, evidence=1.0)
ORGANISATION = Manner(conflict=0.9, extra=0.32, one_word=0.79, inexact=0.03, evidence=0.3)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """Words that lie beside each other: what they weigh, how like they are, what they prove."""

    weight: float
    alike: float
    evidence: float


def _agreed(weight: float, alike: float, how: How, mine: Word, theirs: Word) -> _Agreed:
    """What is only heard proves less than what is written, a syllable less than a word."""
    length = min(1.0, len(theirs.latin or theirs.text * 5) / 5)
    if how == "sound":
        across = mine.letters != theirs.letters
        length = 0.6 * min(
            1.0, min(len(mine.sounds[0]), len(theirs.sounds[0])) / 4 if across else 1
        )
    return _Agreed(weight, alike, weight * alike * length)


@dataclass(frozen=True, slots=True)
class Score:
    """How like two names are, 0 to 1, and which words lie beside which."""

    score: float
    tokens: tuple[TokenMatch, ...] = ()


def compared(
    ours: Sequence[Word], theirs: Sequence[Word], weigh: Weigh, compare: Compare, manner: Manner
) -> Score:
    """Return how like two names are."""
    pairs = _aligned(ours, theirs, compare)
    ours_left = [n for n in range(len(ours)) if n not in {pair[1] for pair in pairs}]
    theirs_left = [n for n in range(len(theirs)) if n not in {pair[2] for pair in pairs}]
    tokens = [
        TokenMatch(ours[mine].shown, theirs[yours].shown, how, alike)
        for alike, mine, yours, how in pairs
    ]
    agreed = [
        _agreed(min(weigh(ours[m]), weigh(theirs[y])), alike, how, ours[m], theirs[y])
        for alike, m, y, how in pairs
    ]
    joined = _joined(ours, theirs, ours_left, theirs_left, compare)
    for mine_at, theirs_at, alike in joined:
        mine_words, their_words = [ours[n] for n in mine_at], [theirs[n] for n in theirs_at]
        heavier = max(sum(map(weigh, words)) for words in (mine_words, their_words))
        agreed.append(_Agreed(heavier, alike, heavier * alike))
        tokens.append(TokenMatch(_shown(mine_words), _shown(their_words), "spelling", alike))
        ours_left = [n for n in ours_left if n not in mine_at]
        theirs_left = [n for n in theirs_left if n not in theirs_at]
    left, right = [ours[n] for n in ours_left], [theirs[n] for n in theirs_left]
    tokens += [TokenMatch(word.shown, "", "unmatched", 0.0) for word in left]
    tokens += [TokenMatch("", word.shown, "unmatched", 0.0) for word in right]
    return Score(_score(agreed, left, right, weigh, manner), tuple(tokens))


def _score(
    agreed: list[_Agreed],
    left: list[Word],
    right: list[Word],
    weigh: Weigh,
    manner: Manner,
) -> float:
    weight = sum(pair.weight for pair in agreed)
    if not weight:
        return 0.0
    mine, theirs = sum(map(weigh, left)), sum(map(weigh, right))
    both = min(mine, theirs)
    lost = 2 * both * manner.conflict + (max(mine, theirs) - both) * manner.extra
    score = sum(pair.weight * pair.alike for pair in agreed) / (weight + lost)
    telling = [pair for pair in agreed if pair.weight > 0.3]
    if len(telling) < 2 and max(mine, theirs) > 0.5:
        score = min(score, manner.one_word)
    if not any(pair.alike >= 0.9 for pair in telling):
        score -= manner.inexact
    whole = not lost and all(pair.alike >= 0.85 for pair in telling)
    if not whole and sum(pair.evidence for pair in agreed) < manner.evidence:
        score = min(score, LEAST - 0.01)
    return score


def _aligned(
    ours: Sequence[Word], theirs: Sequence[Word], compare: Compare
) -> list[tuple[float, int, int, How]]:
    """Lay the words side by side, the likest first, those in the same order before others."""
    found: list[tuple[float, int, int, How]] = []
    for mine, word in enumerate(ours):
        for yours, other in enumerate(theirs):
            alike, how = compare(word, other)
            if alike >= LEAST_ALIKE:
                found.append((alike, mine, yours, how))
    found.sort(key=lambda pair: (-pair[0], abs(pair[1] - pair[2])))
    used_mine: set[int] = set()
    used_yours: set[int] = set()
    pairs: list[tuple[float, int, int, How]] = []
    for pair in found:
        if pair[1] not in used_mine and pair[2] not in used_yours:
            used_mine.add(pair[1])
            used_yours.add(pair[2])
            pairs.append(pair)
    return pairs


def _joined(
    ours: Sequence[Word],
    theirs: Sequence[Word],
    ours_left: list[int],
    theirs_left: list[int],
    compare: Compare,
) -> list[tuple[tuple[int, ...], tuple[int, ...], float]]:
    """Find words that one name writes together and the other apart: `Goodwill`, `Good Will`."""
    found: list[tuple[tuple[int, ...], tuple[int, ...], float]] = []
    for mine in _runs(ours, ours_left):
        for yours in _runs(theirs, theirs_left):
            if (len(mine) > 1) == (len(yours) > 1):
                continue
            alike, _ = compare(_join(ours, mine), _join(theirs, yours))
            if alike >= 0.8:
                found.append((mine, yours, alike))
    found.sort(key=lambda one: (-one[2], -len(one[0]) - len(one[1])))
    kept: list[tuple[tuple[int, ...], tuple[int, ...], float]] = []
    for one in found:
        if all(not set(one[0]) & set(k[0]) and not set(one[1]) & set(k[1]) for k in kept):
            kept.append(one)
    return kept


def _runs(words: Sequence[Word], left: list[int]) -> list[tuple[int, ...]]:
    """Return the neighbours among what is left, one to four of them."""
    free = [n for n in left if words[n].role in ("name", "word", "particle", "initial")]
    return [
        tuple(free[at : at + length])
        for length in (1, 2, 3, 4)
        for at in range(len(free) - length + 1)
        if free[at + length - 1] - free[at] == length - 1
    ]


def _join(words: Sequence[Word], run: tuple[int, ...]) -> Word:
    parts = [words[n] for n in run]
    return parts[0] if len(parts) == 1 else joined_word(parts)


def joined_word(parts: Sequence[Word]) -> Word:
    """Return words as they would be if nothing stood between them."""
    letters = next((w.letters for w in parts if w.letters in ("kana", "thin")), "full")
    read = "".join(word.latin for word in parts)
    heard = "".join(word.sounds[0] for word in parts if word.sounds)
    return Word(read, "name", read, (heard,) if heard else (), letters, _shown(parts))


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.shown for word in words)

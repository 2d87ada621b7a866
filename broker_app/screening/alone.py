"""Names of one word: one that few listed bear, or the first letters of a listed company's name."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from broker_app.domain.listing import Entry
from broker_app.domain.screening import How, Reason, TokenMatch
from broker_app.screening.alike import SPELT, Alike
from broker_app.screening.romanise import bare, eased
from broker_app.screening.scoring import Score, joined_word
from broker_app.screening.words import Vocabulary, Word

MOST_BEARERS = 10
"""Entries that bear a name which is told where it is typed alone."""
SCORE, SCORE_HEARD = 0.76, 0.72
_HEARD = 0.85
_SHORTEST, _LONG, _FEWEST_SOUNDS = 4, 7, 3
_LIPS = str.maketrans("vfwy", "bbbi")
_ACRONYM = range(4, 8)
"""Letters of an acronym: three are the same for too many."""
_BESIDE = ("form", "particle")


def alone(words: Sequence[Word], listed: Entry) -> Word | None:
    """Return the one word of a name typed alone, or None; a firm's name is not a person's."""
    telling = [word for word in words if word.role not in _BESIDE]
    if len(telling) != 1 or telling[0].role != "name":
        return None
    has_form = any(word.role == "form" for word in words)
    return None if has_form and listed.kind == "person" else telling[0]


def borne(ours: Word, theirs: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """Return the word of a listed name that ours surely is, and a particle that it has before it.

    None is a common given name.
    """
    for at, word in enumerate(theirs):
        if word.role != "name" or word.latin in vocabulary.same or word.latin in vocabulary.short:
            continue
        if _is_same(ours, word) or _is_spelt(ours, word) or _is_heard(ours, word):
            return [word]
        before = theirs[at - 1] if at else word
        if before.role == "particle" and _is_heard(ours, joined_word([before, word])):
            return [before, word]
    return []


def _is_same(ours: Word, theirs: Word) -> bool:
    is_long = ours.letters not in SPELT or len(ours.latin) >= _SHORTEST
    return ours.text == theirs.text and ours.letters == theirs.letters and is_long


def _is_spelt(ours: Word, theirs: Word) -> bool:
    """A slip is forgiven in a long word."""
    shortest = min(len(ours.latin), len(theirs.latin))
    if not {ours.letters, theirs.letters} <= SPELT or shortest < _SHORTEST:
        return False
    slips = 1 if shortest >= _LONG else 0
    one, other = ours.latin, theirs.latin
    if ours.shown.isascii() != theirs.shown.isascii():
        one, other = eased(one), eased(other)
    return OSA.distance(one, other, score_cutoff=slips) <= slips


def _is_heard(ours: Word, theirs: Word) -> bool:
    """Of a word in kana its vowels are heard too, in as far as kana write them."""
    if {ours.letters, theirs.letters} != {"kana", "full"} or not (ours.sounds and theirs.sounds):
        return False
    one, other = (_heard(word.latin) for word in (ours, theirs))
    if one == other:
        return min(len(one), len(other)) >= _SHORTEST
    sounds = set(ours.sounds) & set(theirs.sounds)
    few = min(len(ours.sounds[0]), len(theirs.sounds[0]))
    alike = OSA.normalized_similarity(one, other)
    return alike >= _HEARD and few >= _FEWEST_SOUNDS and (bool(sounds) or few >= _LONG - 2)


def _heard(word: str) -> str:
    return bare(eased(word).replace("ch", "t").replace("sh", "s").translate(_LIPS))


def told_alone(
    words: Sequence[Word], theirs: Sequence[Word], found: Sequence[Word], how: Alike
) -> Score:
    """Return the score of a name typed alone, and the other words of the listed one."""
    ours = next(word for word in words if word.role not in _BESIDE)
    tokens = [TokenMatch(ours.shown, " ".join(word.shown for word in found), how[1], how[0])]
    tokens += [TokenMatch(w.shown, "", "unmatched", 0.0) for w in words if w is not ours]
    tokens += [TokenMatch("", w.shown, "unmatched", 0.0) for w in theirs if w not in found]
    return Score(SCORE_HEARD if how[1] == "sound" else SCORE, tuple(tokens))


def because_alone(word: Word) -> Reason:
    """Return that nothing but a rare name was given."""
    return Reason("alone", word.shown)


def initials(words: Sequence[Word]) -> str:
    """Return the first letters of a listed company's name, without its legal form; or nothing."""
    parts = dict.fromkeys(
        piece
        for word in words
        if word.role in ("name", "word", "empty") and word.text != "#and_others"
        for piece in [word.shown]
    )
    letters = [one[0] for part in parts for one in part.split()]
    found = "".join(letters).casefold()
    return found if len(found) in _ACRONYM and found.isascii() and found.isalpha() else ""


def acronym(words: Sequence[Word]) -> Word | None:
    """Return the one word of a name that is written as an acronym is."""
    telling = [word for word in words if word.role not in _BESIDE]
    if len(telling) != 1 or telling[0].role != "name":
        return None
    (word,) = telling
    is_one = word.letters == "full" and word.shown.isupper() and len(word.latin) in _ACRONYM
    return word if is_one else None


def told_acronym(word: Word, listed: str) -> Score:
    """Return the score of an acronym beside the whole name it may stand for."""
    how: How = "acronym"
    return Score(SCORE_HEARD, (TokenMatch(word.shown, listed, how, SCORE_HEARD),))

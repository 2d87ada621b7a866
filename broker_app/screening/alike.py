"""How like two words are, and in what way."""

from rapidfuzz.distance import OSA

from broker_app.domain.screening import How
from broker_app.screening.words import Vocabulary, Word

Alike = tuple[float, How]
NOT_ALIKE: Alike = (0.0, "unmatched")
_INITIAL = 0.62
_NICKNAME = 0.82


def alike(vocabulary: Vocabulary, one: Word, other: Word) -> Alike:
    """Return how like two words are, 0 to 1, and how; what differs too much is not alike at all."""
    if one.text == other.text:
        return 1.0, _how_same(one, other)
    roles = {one.role, other.role}
    if "number" in roles:
        return NOT_ALIKE
    if "initial" in roles:
        return _initial(one, other)
    if one.text[0] == "#" and other.text[0] == "#":
        return NOT_ALIKE
    known = _known(vocabulary, one, other)
    return known if known[0] else max(_spelt(one, other), _heard(one, other))


def _how_same(one: Word, other: Word) -> How:
    if one.role == "form":
        return "same" if one.latin == other.latin else "legal_form"
    return "same" if one.letters == other.letters and one.latin == other.latin else "translated"


def _initial(one: Word, other: Word) -> Alike:
    """An initial may stand for any name that begins with it."""
    if one.role == other.role or not (one.latin and other.latin):
        return NOT_ALIKE
    longer = other if one.role == "initial" else one
    return (_INITIAL, "initial") if longer.role == "name" and _begin(one, other) else NOT_ALIKE


def _begin(one: Word, other: Word) -> bool:
    return one.latin[0] == other.latin[0]


def _known(vocabulary: Vocabulary, one: Word, other: Word) -> Alike:
    name = vocabulary.same.get(one.latin)
    if name and name == vocabulary.same.get(other.latin):
        return 0.96, "spelling"
    if vocabulary.short.get(one.latin, frozenset()) & vocabulary.short.get(other.latin, frozenset()):
        return _NICKNAME, "nickname"
    return NOT_ALIKE


def _spelt(one: Word, other: Word) -> Alike:
    """Compare letters: one slip in four, two in seven, three in twelve."""
    syllables = ("han", "hangul")
    if one.letters == other.letters and one.letters in syllables:
        return NOT_ALIKE
    if {one.letters, other.letters} & {"thin", "kana"} and one.letters != other.letters:
        return NOT_ALIKE
    longest = max(len(one.latin), len(other.latin))
    allowed = 3 if longest >= 12 else 2 if longest >= 7 else 1 if longest >= 3 else 0
    slips = OSA.distance(one.latin, other.latin, score_cutoff=allowed)
    if slips > allowed or not (one.latin and other.latin):
        return NOT_ALIKE
    return 1.0 - slips / longest, "spelling"


def _heard(one: Word, other: Word) -> Alike:
    """Compare what is heard: for letters that leave vowels out, and for spellings by ear."""
    if not _may_sound_alike(one, other):
        return NOT_ALIKE
    best = 0.0
    across = {one.letters, other.letters} & {"thin", "kana"}
    for mine in one.sounds:
        for theirs in other.sounds:
            best = max(best, _sounds_alike(mine, theirs, bool(across)))
    if not best:
        return NOT_ALIKE
    vowels = OSA.normalized_similarity(one.latin, other.latin)
    if not across and vowels < 0.5:
        return NOT_ALIKE
    return best * (0.85 + 0.15 * vowels) if across else best * (0.7 + 0.3 * vowels), "sound"


def _may_sound_alike(one: Word, other: Word) -> bool:
    syllables = ("han", "hangul")
    return not (one.letters == other.letters and one.letters in syllables)


def _sounds_alike(mine: str, theirs: str, across: bool) -> float:
    shortest, longest = sorted((len(mine), len(theirs)))
    if mine == theirs:
        return 1.0 if longest >= 3 else 0.92 if longest == 2 else 0.75
    slips = 2 if longest >= 7 else 1 if longest >= 4 else 0
    if not across or not slips or shortest < 3:
        return 0.0
    found = OSA.distance(mine, theirs, score_cutoff=slips)
    return 1.0 - found / longest if found <= slips else 0.0

"""How like two words are, and in what way."""

from rapidfuzz.distance import OSA

from broker_app.domain.screening import How
from broker_app.screening.romanise import bare, eased, even, romanised_syllable
from broker_app.screening.words import Vocabulary, Word

Alike = tuple[float, How]
NOT_ALIKE: Alike = (0.0, "unmatched")
SYLLABLES = {"han", "hangul"}
SIGNS = {*SYLLABLES, "read"}
SPELT = {"full", "read"}
_CARRIERS = "اأإآعء"
"""Arabic letters that a first vowel is written on."""
_INITIAL = 0.62
_FIRST = str.maketrans("zwcqjyfp", "svkkgivb")
"""First letters that are written for one another."""
_NICKNAME = 0.82
_VARIANT = 0.86


def alike(vocabulary: Vocabulary, one: Word, other: Word) -> Alike:
    """Return how like two words are, 0 to 1, and how; what differs too much is not alike at all."""
    if one.text == other.text:
        return 1.0, _how_same(one, other)
    roles = {one.role, other.role}
    if "number" in roles:
        return NOT_ALIKE
    if "initial" in roles:
        return _initial(one, other)
    if one.text.startswith("#") and other.text.startswith("#"):
        return NOT_ALIKE
    if one.letters in SIGNS and other.letters in SIGNS:
        return _written_in_signs(one, other)
    known = _known(vocabulary, one, other)
    if known[0]:
        return known
    spelt, heard = _spelt(one, other), _heard(one, other)
    return max(spelt[0], heard[0]), spelt[1] if spelt[0] else heard[1]


def _how_same(one: Word, other: Word) -> How:
    if one.role == "form":
        return "same" if one.latin == other.latin else "legal_form"
    if one.was != other.was:
        return one.was or other.was or "same"
    if one.role == other.role == "name" and one.letters != other.letters:
        return "sound"
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
    short = vocabulary.short
    if short.get(one.latin, frozenset()) & short.get(other.latin, frozenset()):
        return _NICKNAME, "nickname"
    return NOT_ALIKE


def _spelt(one: Word, other: Word) -> Alike:
    """Compare letters: one slip in up to six, two in eleven, three in more."""
    if not {one.letters, other.letters} <= SPELT:
        return NOT_ALIKE
    longest = max(len(one.latin), len(other.latin))
    allowed = 3 if longest >= 12 else 2 if longest >= 7 else 1 if longest >= 3 else 0
    if one.latin[:1].translate(_FIRST) != other.latin[:1].translate(_FIRST):
        allowed = min(allowed, 1)
    slips = OSA.distance(one.latin, other.latin, score_cutoff=allowed)
    if slips > allowed or not (one.latin and other.latin):
        return NOT_ALIKE
    return 1.0 - slips / longest, "spelling"


def _heard(one: Word, other: Word) -> Alike:
    """Compare what is heard: across scripts, and of spellings by ear."""
    if not (one.latin and other.latin):
        return NOT_ALIKE
    letters = {one.letters, other.letters}
    if letters & SYLLABLES:
        return _syllables(one, other)
    across = bool(letters & {"thin", "kana"})
    if letters == {"thin"}:
        return _written_thin(one, other)
    best = max(
        (_sounds_alike(mine, theirs, across) for mine in one.sounds for theirs in other.sounds),
        default=0.0,
    )
    if "thin" in letters:
        return best * (0.9 if _ends_alike(one, other) else 0.6), "sound"
    if "kana" in letters:
        return _heard_in_kana(one, other, best)
    if not best:
        return NOT_ALIKE
    told = (one.latin, other.latin)
    if one.shown.isascii() != other.shown.isascii():
        told = eased(told[0]), eased(told[1])
    vowels = OSA.normalized_similarity(*told)
    if vowels < 0.65 or _is_vowel(one.latin[0]) != _is_vowel(other.latin[0]):
        return NOT_ALIKE
    return best * (0.6 + 0.4 * vowels), "sound"


def _heard_in_kana(one: Word, other: Word, best: float) -> Alike:
    """Of few consonants the vowels tell more."""
    ways = (even(one.latin), even(other.latin)), (bare(one.latin), bare(other.latin))
    vowels = max(OSA.normalized_similarity(*way) for way in ways)
    if set(one.sounds) & set(other.sounds):
        best = 1.0
    share = 0.2 if min(len(one.sounds[0]), len(other.sounds[0])) > 3 else 0.5
    return best * (1.0 - share + share * vowels), "sound"


def _written_in_signs(one: Word, other: Word) -> Alike:
    """Two characters are two, however they are read; but `渡辺` may be written `渡邊`."""
    both_read = one.letters == other.letters == "read" and one.latin == other.latin
    variant = both_read and len(one.text) == len(other.text) and set(one.text) & set(other.text)
    return (_VARIANT, "spelling") if variant else NOT_ALIKE


def _written_thin(one: Word, other: Word) -> Alike:
    """Between two words without vowels one slip is much."""
    longest = max(len(one.latin), len(other.latin))
    slips = OSA.distance(one.latin, other.latin, score_cutoff=1)
    return (1.0 - slips / longest, "spelling") if slips <= 1 and longest >= 4 else NOT_ALIKE


def _syllables(one: Word, other: Word) -> Alike:
    """A character is read in one way or a few; two characters are two, however they are read."""
    if "kana" in (one.letters, other.letters):
        return NOT_ALIKE
    alike = romanised_syllable(one.latin) == romanised_syllable(other.latin)
    return (0.95, "sound") if alike and one.latin else NOT_ALIKE


def _ends_alike(one: Word, other: Word) -> bool:
    """A last I is written even where vowels are not, and so is that a vowel comes first.

    `Mohammadi` is not `Mohammad`, nor `Ehsan` `Hasan`.
    """
    thin, full = (one, other) if one.letters == "thin" else (other, one)
    if full.letters not in SPELT:
        return True
    arabic = "\u0600" <= thin.shown[:1] <= "\u06ff"
    begins = not arabic or (thin.shown[0] in _CARRIERS) == (full.latin[0] in "aeiou")
    return begins and (thin.latin[-1:] == "y") == (full.latin[-1:] in "iy")


def _is_vowel(letter: str) -> bool:
    return letter in "aeiouy"


def _sounds_alike(mine: str, theirs: str, across: bool) -> float:
    shortest, longest = sorted((len(mine), len(theirs)))
    if mine == theirs:
        return 1.0 if longest >= 3 else 0.9 if longest == 2 else 0.7
    slips = 2 if longest >= 6 else 1 if longest >= 4 else 0
    if not across or not slips or shortest < 3:
        return 0.0
    found = OSA.distance(mine, theirs, score_cutoff=slips)
    return 1.0 - found / longest if found <= slips else 0.0

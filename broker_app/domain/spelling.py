"""Spelling: the same word in its many widths, cases and blanks.

`plain` is how a printed text is kept; `fold` is how two spellings are compared; `fold_words` is how
the words of a search find a text.
"""

import re
import unicodedata

# A hyphen typed for a long vowel: between half-width kana and anything but a Latin letter (`ﾊﾟ-ﾙ`,
# `ｸﾞﾚ-2`), and between full-width kana (`グレ―ド`).
_HALF_WIDTH_LONG = re.compile(r"(?<=[ｦ-ﾟ])-(?![A-Za-z])")
_FULL_WIDTH_LONG = re.compile(r"(?<=[ァ-ヺ])[-‐‑‒–—―−](?=[ァ-ヺ])")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_IGNORED = re.compile(r"[\s._‐‑‒–—―−-]+")
_HYPHENED = 8
"""Longer words have no hyphen that somebody would leave out, but in numbers of chassis."""
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
# Letters of Cyrillic codes that only look Latin: `АТ`, `НЕ12`.
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")


def plain(text: str) -> str:
    """Return the text after NFKC, long vowels mended, blanks collapsed and trimmed."""
    if text.isascii():
        return " ".join(text.split())
    text = _HALF_WIDTH_LONG.sub("ｰ", text)
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return " ".join(_FULL_WIDTH_LONG.sub("ー", text).split())


def fold(text: str) -> str:
    """Return the text as lookup tables are keyed: plain, small letters, no blanks, dots, hyphens.

    A text of nothing but such signs (`-`, `--`) keeps them.
    """
    kept = plain(text).casefold()
    return _IGNORED.sub("", kept) or kept


def fold_words(text: str) -> str:
    """Return the text as the search box compares it: plain, small letters, katakana, blanks."""
    return plain(text).translate(_KATAKANA).casefold()


def hyphened(word: str) -> tuple[str, ...]:
    """Return a short word in Latin letters with its hyphens, without, and with one anywhere.

    `cx3` finds `CX-3`, and `X-Trail` finds `XTRAIL`; a longer word, a figure or a text of several
    words is only itself.
    """
    bare = word.replace("-", "")
    if not (bare.isascii() and bare.isalnum()) or bare.isdigit():
        return (word,)
    places = range(1, len(bare)) if len(bare) <= _HYPHENED and word == bare else ()
    return tuple(dict.fromkeys([word, bare, *(f"{bare[:n]}-{bare[n:]}" for n in places)]))


def latin(text: str) -> str:
    """Return a code with Cyrillic look-alikes made Latin, where it holds no other Cyrillic."""
    if text.isascii():
        return text
    swapped = text.translate(_LOOKALIKES)
    return swapped if swapped.isascii() else text

"""Folding of names, so that one spelling finds another: width, case, kana, blanks."""

import unicodedata

_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = {code: code + 0x60 for code in _HIRAGANA}
_LONG_VOWELS = dict.fromkeys(map(ord, "‐‑‒–—―−ｰ"), "ー")


def fold_for_search(text: str) -> str:
    """Fold text for searching: half width and katakana, lower case, single blanks."""
    folded = unicodedata.normalize("NFKC", text).translate(_TO_KATAKANA)
    return " ".join(folded.translate(_LONG_VOWELS).casefold().split())

"""Plausible: how odd a text looks that was read in some encoding.

Bytes of one encoding often decode in another without a fault: `Gräy` is read as `Gr艙`. Such texts
show letters that are rare, or that stand where people do not put them.
"""

import re
from itertools import islice

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LOOKED_AT = 2000
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")
_USUAL_SIGNS = frozenset("\xa0£¥§©«®°±²³´·»¼½¾×–—‘’“”•…€™№")
_LATIN = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_HALF_KANA = re.compile("[｡-ﾟ]")
_HANGUL = re.compile("[가-힣]")
_HAN = re.compile("[㐀-鿿]")
_COMMON = {"cp932": 0x98, "euc_jp": 0x98, "gb18030": 0xD8}
"""First byte of the rarer half of the characters in which Japanese and Chinese are written."""
_TABLES = {"cp932": "cp932", "euc_jp": "cp932", "gb18030": "gb2312", "cp949": "euc_kr"}


def oddness(text: str, encoding: str) -> float:
    """Return the share of odd letters among those beyond ASCII: 0 for a text as people write it."""
    odd = total = 0
    for match in islice(_FOREIGN.finditer(text), _LOOKED_AT):
        run, (start, end) = match[0], match.span()
        in_word = any(c.isalpha() for c in text[max(0, start - 1) : start] + text[end : end + 1])
        total += len(run)
        odd += sum(_is_odd(letter, len(run), in_word, encoding) for letter in run)
    return odd / total if total else 0.0


def _is_odd(letter: str, run: int, in_word: bool, encoding: str) -> bool:
    """Tell of a letter in a run of such a length, within a Latin word or not, if it is odd."""
    if _BROKEN.match(letter):
        return True
    if letter in _USUAL_SIGNS:
        return False
    if _LATIN.match(letter):
        return run > 2 or not in_word
    if _CYRILLIC.match(letter):
        return run == 1 or in_word
    if _HALF_KANA.match(letter):
        return run == 1
    if _HAN.match(letter):
        return _is_rare(letter, encoding)
    if _HANGUL.match(letter):
        return in_word or _is_rare(letter, encoding)
    return encoding in ("cp1252", "cp1251")  # signs that hardly anybody types: `ƒ`, `‡`


def _is_rare(letter: str, encoding: str) -> bool:
    try:
        first = letter.encode(_TABLES.get(encoding, encoding))[0]
    except UnicodeEncodeError:
        return True
    return first >= _COMMON.get(encoding, 0x100)

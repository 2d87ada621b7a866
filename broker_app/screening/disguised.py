"""Signs that stand for others: letters of two alphabets in one word, digits for letters, gaps.

A scan, a careless hand or a purpose makes `ROSTEC` into `R0STEC`, `R O S T E C` or a word of which
one letter is Cyrillic. What they stand for is compared; what was written is shown.
"""

import re
from functools import lru_cache

_CYRILLIC = "АВЕЅІЈКМНОРСТУХҮаеѕіјорсухԁԛԝһ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινρυ"
_LATIN_OF = str.maketrans(
    _CYRILLIC + _GREEK, "ABESIJKMHOPCTYXYaesijopcyxdqwh" + "ABEZHIKMNOPTYXoaivpu"
)
_CYRILLIC_OF = str.maketrans("ABESIJKMHOPCTYXaesijopcyx", "АВЕЅІЈКМНОРСТУХаеѕіјорсух")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_ONLY_ALIKE = re.compile(f"[{_CYRILLIC}{_GREEK}]+")
_OTHER = re.compile("[Ͱ-Ͽἀ-῿Ѐ-ԯ]")
_SIGNS_APART = re.compile(r"(?<!\S)(?:[ぁ-ヺー一-鿿] ){2,}[ぁ-ヺー一-鿿](?!\S)")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_VOWELS = "aeiouy"
_DIGITS = str.maketrans("058", "osb")
_AMONG = re.compile(r"(?<=[a-z])[0158]{1,2}(?=[a-z])|^[0158](?=[a-z]{4})")
_BESIDE = re.compile(r"(?<=[a-z])[0158]{1,2}|[0158]{1,2}(?=[a-z])")
_FEWEST = 3
"""Letters that a word has beside its digits, to be one."""


@lru_cache(maxsize=4096)
def undisguised(text: str) -> tuple[str, frozenset[str]]:
    """Return a text with each word in one alphabet, and the words that were not.

    Where one word is of two alphabets, a word of nothing but letters that look Latin is Latin too.
    """
    text = _CONTROL.sub("", text)
    if text.isascii():
        return text, frozenset()
    text = _SIGNS_APART.sub(lambda run: run.group().replace(" ", ""), text)
    words = _LETTERS.findall(text)
    if not any(_is_mixed(word) for word in words):
        return text, frozenset()
    changed = {word: made for word in words if (made := _in_one(word)) != word}
    made = _LETTERS.sub(lambda word: changed.get(word.group(), word.group()), text)
    return made, frozenset(changed.values())


def _is_mixed(word: str) -> bool:
    return bool(_LATIN.search(word) and _OTHER.search(word))


def _in_one(word: str) -> str:
    if _is_mixed(word):
        latin = word.translate(_LATIN_OF)
        return latin if not _OTHER.search(latin) else word.translate(_CYRILLIC_OF)
    return word.translate(_LATIN_OF) if _ONLY_ALIKE.fullmatch(word) else word


def letters_for_digits(chunk: str, is_person: bool) -> str:
    """Return a word of small Latin letters with the digits that are taken for letters put right.

    In names of companies only within a word or before a long one, for they have numbers of their
    own. A 1 is an L before a vowel, else an I.
    """
    letters = sum(char.isalpha() for char in chunk)
    digits = len(chunk) - letters
    if letters < (2 if is_person else _FEWEST) or letters < (1 if is_person else 2) * digits:
        return chunk
    if re.fullmatch(r"\d+(?:st|nd|rd|th)?|[a-z]+\d\d+", chunk):
        return chunk
    places = _BESIDE if is_person else _AMONG
    return places.sub(
        lambda found: "".join(_letter(chunk, at) for at in range(*found.span())), chunk
    )


def _letter(chunk: str, at: int) -> str:
    if chunk[at] != "1":
        return chunk[at].translate(_DIGITS)
    return "l" if chunk[at + 1 : at + 2] in tuple(_VOWELS) else "i"

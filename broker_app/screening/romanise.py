"""From the letters of any script to Latin ones, and to the consonants one hears.

Letters of alphabets are transliterated, kana read by their sounds. Chinese characters are read in
Mandarin, for that is how lists write Chinese names in Latin letters; how a Japanese name is read
cannot be computed.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from broker_app.domain.spelling import plain

HAN = "㐀-䶿一-鿿豈-﫿々〆"
KANA = "ァ-ヺー"
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_QUOTES = re.compile(r"['’‘ʼʻ`´ʹʺˈ·\"“”«»״׳]")
_ABBREVIATION = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_ARABIC_ARTICLE = re.compile(r"(?<![؀-ۿ])ال(?=[؀-ۿ]{2})")
_ABDULLAH = re.compile(r"عبد\s*الله")
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo"}
_MUTE = re.compile("(?<=[aeiouy])h(?![aeiouy])")
_LONG_A = re.compile("([アカサタナハマヤラワガザダバパァャ])ー")
_PROPS = re.compile("(?<=[^aeiou])u|(?<=[td])o(?![aeiou])")
_EVEN = str.maketrans("lvcq", "rbkk")
_SEMIVOWELS = {"u": "w", "i": "y", "": ""}
_FULL = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")

_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"(.)\1+", r"\1"),
        (r"^x", "s"),
        (r"[iy]j$", ""),
        (r"ch(?=[nlr])|(?<=te)ch", "k"),
        (r"shch|sch|sh|tsch|tch|cz", "s"),
        (r"ch|ts|tz|th", "t"),
        (r"dge|dzh|dj|zh|j|dz", "z"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"dh", "d"),
        (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"[vwf]", "b"),
        (r"l", "r"),
        (r"n(?=[bpm])", "m"),
        (r"[aeiouy]", ""),
    )
)
"""From Latin letters to the consonants that spellings in other scripts share with them: kana have
one sign for B and V, one for L and R, one for TS and T before U."""

_BREATHED = re.compile("フ(?=[カ-ヂツ-モラ-ロワン])")
_NASAL = re.compile("ン(?=[^カキクケコガギグゲゴ])")

_EASED = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"oo|ou|ow", "u"),
        (r"ee|ie|y", "i"),
        (r"kh", "h"),
        (r"dzh|dj", "j"),
        (r"w", "v"),
        (r"x", "ks"),
        (r"(.)\1", r"\1"),
    )
)

_SYLLABLES = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"^(?:hs|x)", "sh"),
        (r"^(?:tz|ts|z)(?!h)", "c"),
        (r"^(?:zh|ch|q|j)", "c"),
        (r"^(?:g|k)", "k"),
        (r"^(?:d|t)", "t"),
        (r"^(?:b|p)", "p"),
        (r"^(?:r|l)", "r"),
        (r"^y(?=[iu])", ""),
        (r"eo|eu|oo|ou(?=n)", "u"),
        (r"o", "u"),
        (r"[gk]$", "k"),
        (r"nk$", "ng"),
        (r"[tds]$", "t"),
        (r"(?<=[aiu])h", ""),
    )
)
"""What Pinyin and Wade-Giles, and the ways to write Korean, write differently."""


def prepared(text: str) -> str:
    """Return a text with quotes gone, abbreviations closed up and kana made katakana."""
    text = _QUOTES.sub("", plain(text).translate(_KATAKANA))
    text = _ABBREVIATION.sub(lambda found: found.group().replace(".", ""), text)
    text = _ABDULLAH.sub("عبدالله", text)
    return text if text.isascii() else _ARABIC_ARTICLE.sub(" al ", text)


@lru_cache(maxsize=4096)
def latin_of_kana(run: str) -> str:
    """Return how katakana are read: `ヴィチャズ` is `vichazu`."""
    read: list[str] = []
    for char in run:
        if char in "ーッ":
            continue
        if char in _SMALL and read:
            read[-1] = _contracted(read[-1], _SMALL[char])
        else:
            read.append(anyascii(char).lower())
    return "".join(read)


def _contracted(before: str, small: str) -> str:
    stem = before[:-1] if before[-1:] in "aeiou" else before
    if small[0] == "y" and stem in ("sh", "ch", "j"):
        small = small[1:]
    return (stem or _SEMIVOWELS.get(before, "")) + small


@lru_cache(maxsize=4096)
def alphabet(char: str) -> str:
    """Return what kind of letters a sign belongs to.

    `full` writes its vowels, `thin` may leave them out, `hangul` and `han` write syllables.
    """
    if char.isascii():
        return "full"
    name = unicodedata.name(char, "")
    if name.startswith("HANGUL"):
        return "hangul"
    if name.startswith(("CJK", "IDEOGRAPHIC")):
        return "han"
    return "full" if name.startswith(_FULL) or unicodedata.category(char)[0] != "L" else "thin"


def latin(text: str) -> str:
    """Return a text of any alphabet in small ASCII letters, digits and blanks."""
    return anyascii(text).casefold()


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return the consonants one hears in a word of Latin letters; its vowels if it has none."""
    heard = word
    for pattern, letters in _SOUNDS:
        heard = pattern.sub(letters, heard)
    return heard or word[:1]


def full_sounds(word: str) -> tuple[str, ...]:
    """Return what may be heard in a word with vowels; an H after one may be mute."""
    return tuple(dict.fromkeys((sound(_MUTE.sub("", word)), sound(word))))


def kana_sounds(run: str) -> tuple[str, ...]:
    """Return what may be heard in katakana: `ジ` may be DI, a long A `AR`, `ウ` before R a V, and
    `ン` within a Korean name NG, `フ` before another sound an H."""
    read = latin_of_kana(run)
    foreign = re.sub("^u(?=r)", "vu", read.replace("ji", "di"))
    long = latin_of_kana(_LONG_A.sub(r"\1ル", run))
    nasal = latin_of_kana(_NASAL.sub("ング", run))
    breathed = latin_of_kana(_BREATHED.sub("ハ", run))
    return sound(read), sound(foreign), sound(long), sound(nasal), sound(breathed)


@lru_cache(maxsize=65536)
def eased(word: str) -> str:
    """Return Latin letters with those made one that spellings by ear differ in: `oo`, `u`."""
    for pattern, letters in _EASED:
        word = pattern.sub(letters, word)
    return word


def even(word: str) -> str:
    """Return Latin letters with those made one that kana cannot tell apart."""
    return word.translate(_EVEN).replace("x", "ks")


def bare(word: str) -> str:
    """Return Latin letters without the vowels that kana need after a consonant."""
    return _PROPS.sub("", even(word))


def thin_sounds(word: str) -> tuple[str, ...]:
    """Return what may be heard in a word written without vowels; W may be one, B a P."""
    apart = re.sub(r"(.)(?=\1)", r"\1a", word)
    ways = (apart.replace("w", w) for w in ("", "w"))
    heard = dict.fromkeys(sound(way.replace("b", b)) for way in ways for b in "bp")
    return tuple(filter(None, heard))


@lru_cache(maxsize=4096)
def romanised_syllable(syllable: str) -> str:
    """Return a Chinese or Korean syllable as its several romanisations agree."""
    for pattern, letters in _SYLLABLES:
        syllable = pattern.sub(letters, syllable)
    return syllable

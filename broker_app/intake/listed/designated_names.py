"""The names of one entry of METI's lists of designated organisations, Japanese and English.

Aliases stand in brackets (「（別称、…）」), behind "a.k.a., the following two aliases:" one a line,
or behind 「別称：」 parted by semicolons; a name in Chinese stands in brackets of its own.
"""

import re

from broker_app.domain.listing import ListedName
from broker_app.intake.listed.source import clean, one_each

JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々〆ー]")
"""A mark of Japanese; Chinese names have them too."""

_ALIAS_WORD = r"(?:別称|別名|旧称|通称|略称)"
_ALIAS_BLOCK = re.compile(rf"\n?{_ALIAS_WORD}\s*:")
_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_CHINESE = re.compile(r"\(([一-鿿、,\s]{5,}(?:\([一-鿿]+\))?)\)")
_LAST_JAPANESE = re.compile(r".*[ぁ-ゖァ-ヺ一-鿿々ー」]", re.DOTALL)
_AT_DIGITS = re.compile(r"(?<=[ぁ-ゖァ-ヺ一-鿿]) (?=\d)|(?<=\d) (?=[ぁ-ゖァ-ヺ一-鿿])")
_LONG = 12
"""Marks of Latin behind Japanese on one line that are a name of their own, no abbreviation."""
_AKA = re.compile(
    r"[,;]?\s*\(?\b(?:a\.?\s?k\.?\s?a\b\.?[.,]?\s*(?:,?\s*(?:the\s+)?(?:follow(?:ing)?\s*)?"
    r"(?:\w+\s*)?alias(?:es)?\b)?|the\s+following\s+\w+\s*alias(?:es)?\b)\s*[:;.,]?",
    re.IGNORECASE,
)
_BULLET = r"[-‐‑–—―ー－・●]"
_BETWEEN = re.compile(
    rf"\n\s*{_BULLET}\s*|;\s*(?:and\b)?\s*{_BULLET}?\s*|,?\s*\band\s*{_BULLET}\s*|\n\s*and\s+"
)
_KEEPS_STOP = re.compile(r"\b(?:Co|Ltd|Inc|Corp|Pvt|Pte|Sti|Bhd|[A-Z])\.$")


def names_of(text: str) -> tuple[tuple[ListedName, ...], str]:
    """Return the names of an entry, and what else is said about it."""
    chinese = [clean(one) for found in _CHINESE.findall(text) for one in re.split("[、,]", found)]
    head, *block = _ALIAS_BLOCK.split(_CHINESE.sub("", text), maxsplit=1)
    japanese, english = _parted(head)
    japanese = _AT_DIGITS.sub("", japanese)  # a blank that only the PDF has
    name, aliases, remark = _japanese_names(japanese)
    latin, others, detail = _english_names(english)
    primary = one_each([name, latin])
    rest = [*aliases, *others, *chinese, *_block_names(block), *map(_bare, primary)]
    listed = [ListedName(one) for one in primary]
    listed += [ListedName(one, "alias") for one in one_each(rest) if one not in primary]
    return tuple(listed), clean(f"{remark} {detail}")


def _parted(names: str) -> tuple[str, str]:
    """Part the names: the English ones begin where there is no Japanese any more."""
    japanese = ""
    lines = names.strip().split("\n")
    while lines and (JAPANESE.search(lines[0]) or _is_open(japanese)):
        line = lines.pop(0).strip()
        blank = " " if japanese[-1:].isascii() and line[:1].isascii() else ""
        japanese += f"{blank}{line}" if japanese else line
        tail = _latin_tail(japanese)
        if len(tail) >= _LONG:
            return japanese.removesuffix(tail), "\n".join([tail, *lines])
    return japanese, "\n".join(lines)


def _latin_tail(text: str) -> str:
    """Return the Latin behind the Japanese on its line, without what brackets or repeats take."""
    last = _LAST_JAPANESE.match(text)
    tail = text[last.end() if last else 0 :]
    while (closed := _BRACKETS.sub(lambda found: "·" * len(found[0]), tail)).count(")"):
        tail = tail[closed.index(")") + 1 :]
    if _is_open(text.removesuffix(tail)) or _is_open(tail):
        return ""
    tail = re.sub(r"^\([^()]*\)", "", tail).lstrip()
    return re.sub(r"^(\S+) (?=\1\b)", "", tail)


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _japanese_names(text: str) -> tuple[str, list[str], str]:
    """Return the name, the aliases in its brackets, and what else brackets and sentences say."""
    aliases, remarks = [], []
    sentence, _, rest = _first_sentence(text)
    for inside in _BRACKETS.findall(sentence):
        if named := re.match(rf"\s*{_ALIAS_WORD}\s*[、,:]?\s*(.*)", inside, re.DOTALL):
            aliases += _japanese_aliases(named[1])
        elif re.search(r"。|含む", inside):
            remarks.append(inside)
    name = _BRACKETS.sub(lambda found: "" if _says_more(found[1]) else found[0], sentence)
    return clean(name), aliases, clean(" ".join([*remarks, rest]))


def _first_sentence(text: str) -> tuple[str, str, str]:
    """Cut a text at the first stop that stands outside of brackets."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == "。" and depth <= 0:
            return text[:at], char, text[at + 1 :]
    return text, "", ""


def _says_more(inside: str) -> bool:
    return re.match(rf"\s*{_ALIAS_WORD}", inside) is not None or bool(re.search("。|含む", inside))


def _japanese_aliases(text: str) -> list[str]:
    """Part `A、B及びC`: the last 「及び」 parts, an earlier one belongs to a name."""
    head, _, last = text.rpartition("及び")
    return [clean(one).rstrip("。") for one in [*re.split("[、,]", head), *last.split("、")]]


def _block_names(block: list[str]) -> list[str]:
    """Return the names behind 「別称:」: Japanese lines run on, then English ones."""
    if not block:
        return []
    japanese, english = _parted(block[0])
    names = [one for part in japanese.split(";") for one in _japanese_aliases(part)]
    names += [_without_stop(clean(one)) for one in english.split(";")]
    return [name for name in names if name]


def _english_names(text: str) -> tuple[str, list[str], str]:
    """Return the English name, its aliases one a line or run on, and what it is said to include."""
    name, *rest = _AKA.split(text, maxsplit=1)
    aliases = _BETWEEN.split("\n" + rest[0].strip()) if rest else []
    name, said, detail = clean(name).partition(", including ")
    return (
        _without_stop(name),
        [short for one in aliases if (short := _without_stop(clean(one)))],
        f"Including {detail}" if said else "",
    )


def _without_stop(text: str) -> str:
    """Take the end of the sentence away, but not the stop of `Co., Ltd.`"""
    bare = re.sub(r"[;,]?\s+and$", "", text.strip(" ,;:")).strip(" ,;:")
    return bare if _KEEPS_STOP.search(bare) else bare.rstrip(". ")


def _bare(name: str) -> str:
    """Return a name without what stands in brackets: the abbreviation in `情報（RTI）システム`."""
    return clean(_BRACKETS.sub("", name)).strip()

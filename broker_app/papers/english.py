"""Printed English: what a person typed, as a paper for a line or a bank can carry it."""

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale

from broker_app.domain.dates import is_partial
from broker_app.domain.party import Port

LONGEST = 500
"""Characters of one printed text; what is longer is cut."""

_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()  # noqa: SIM905
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_COMPANY = re.compile(r"\s*(株式会社|有限会社|合同会社|\(株\)|\(有\))\s*")
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # what turns the direction of the text after it
)
_NOT_PRINTED = ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@lru_cache(maxsize=4096)  # makers, models and colours are few
def printed(text: str) -> str:
    """Return a text in upper-case ASCII, one line of at most `LONGEST` characters.

    Kana are romanised (Hepburn), accents dropped, other alphabets transliterated, pictures and
    control characters left out. Chinese characters stay as they are: how a Japanese name is read
    cannot be computed, and a wrong name on a paper is worse than one the bank sends back.
    """
    return _read(text)[:LONGEST].strip()


def printed_whole(text: str) -> tuple[str, ...]:
    """Return a text as `printed` does, none of it cut: broken at blanks into lines it can have."""
    return tuple(textwrap.wrap(_read(text), LONGEST, break_on_hyphens=False)) or ("",)


def _read(text: str) -> str:
    if text.isascii() and text.isprintable():
        return _on_one_line(text)
    folded = unicodedata.normalize("NFKC", text)
    folded, companies = _COMPANY.subn(" ", folded)
    folded += " CO., LTD." if companies else ""
    folded = _KANA.sub(lambda run: _romanised(run.group()), folded)
    return _on_one_line("".join(_letter(c) for c in folded))


def _on_one_line(text: str) -> str:
    return " ".join(text.split()).upper()


@dataclass(frozen=True, slots=True)
class Transliterated:
    """A text that papers print otherwise than it was typed; not only in capitals or half-width."""

    typed: str
    printed: str


def transliterated(text: str) -> Transliterated | None:
    """Return how a text is printed where papers change more of it than its case and its spaces."""
    shown = printed(text)
    plain = " ".join(unicodedata.normalize("NFKC", text).split()).upper()
    return None if shown == plain and shown.isascii() else Transliterated(text.strip(), shown)


def code(text: str) -> str:
    """Return a code (chassis number) with full-width characters made half-width, else unchanged."""
    if text.isascii() and text.isprintable():
        return text.strip()[:LONGEST]
    narrow = text.translate(_HALF_WIDTH)
    kept = "".join(c for c in narrow if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return kept.strip()[:LONGEST]


def storable(text: str) -> str:
    """Return a text without control characters, half characters and turns of its direction."""
    return text if text.isprintable() else _UNSTORABLE.sub("", text)


def day(iso: str) -> str:
    """Return an ISO day as English papers print it: `22 NOV 2026`; other text as it is."""
    if len(iso) != 10 or not is_partial(iso):
        return printed(iso)
    when = date.fromisoformat(iso)
    return f"{when.day:02d} {_MONTHS[when.month - 1]} {when.year}"


def japanese_day(iso: str) -> str:
    """Return an ISO day as Japanese papers print it: `2026年11月22日`; other text as it is."""
    if len(iso) != 10 or not is_partial(iso):
        return iso
    when = date.fromisoformat(iso)
    return f"{when.year}年{when.month}月{when.day}日"


def year_month(partial: str) -> str:
    """Return a first registration as printed: `2019/04`, or `2019` where no month is known."""
    return "/".join(partial.split("-")[:2]) if is_partial(partial) else printed(partial)


def countries(ports: Mapping[str, Port]) -> dict[str, str]:
    """Return ISO code -> name in full as papers print it; the port table's names come first."""
    names = {k: v for k, v in Locale("en").territories.items() if len(k) == 2}
    names |= {port.country: port.country_name for port in ports.values()}
    return {code: printed(name) for code, name in names.items()}


def _romanised(run: str) -> str:
    import jaconv  # its tables take 2 MB, and most texts have no kana

    return str(jaconv.kata2alphabet(jaconv.hira2kata(run))).replace("-", "")


def _letter(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    if _HAN.match(character):
        return character
    if unicodedata.category(character) in _NOT_PRINTED:
        return ""
    from anyascii import anyascii

    return str(anyascii(character))

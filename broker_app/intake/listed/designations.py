"""METI's lists of designated organisations: a text in which entries run on one after the other.

Published as PDF. An entry is a number, a Japanese name (aliases in brackets), an English name
(aliases one a line), and the place after 「所在地：」. Numbers may be glued to the line before.
"""

import re
from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry
from broker_app.errors import UserError
from broker_app.intake.listed.designated_names import JAPANESE, names_of
from broker_app.intake.listed.pdf import text_of
from broker_app.intake.listed.sheets import is_workbook
from broker_app.intake.listed.source import Country, Parser, Source, clean, one_each
from broker_app.intake.listed.width import narrow

_PLACE = re.compile(r"所\s*在\s*地\s*:")
_UPDATED = re.compile(r"(?:最終更新日|指定日)\s*:\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_LONGEST = 20_000
"""Marks of the names of one entry; the longest that was published has 3,000."""
_HOMES = (("ロシア連邦の団体", "RU"), ("ベラルーシ共和国の団体", "BY"))
_BETWEEN_PLACES = re.compile(r";\s*(?:and\b)?\s*", re.IGNORECASE)


def _fits(source: Source) -> bool:
    part = source.parts[0]
    if is_workbook(part):
        return False
    if part.data.startswith(b"%PDF"):
        return "団体" in text_of(part)
    return "輸出等に係る禁止措置" in re.sub(r"\s", "", text(source)[:400])


def text(source: Source) -> str:
    """Return the text of the list, with one kind of width."""
    part = source.parts[0]
    return narrow(text_of(part) if part.data.startswith(b"%PDF") else part.text)


def _dated(source: Source) -> date | None:
    days = []
    for found in _UPDATED.finditer(text(source)[:1000]):
        try:
            days.append(date(*(int(number) for number in found.groups())))
        except ValueError:
            continue
    return max(days, default=None)


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError where the count of the numbers breaks off."""
    whole = text(source)
    home = next((code for words, code in _HOMES if words in "".join(whole[:600].split())), "")
    pieces = _PLACE.split(whole)
    names = _after_number(pieces[0], 1)
    for number, piece in enumerate(pieces[1:], 1):
        if names is None or len(names) > _LONGEST:
            raise UserError("listed_entry_missing", file=source.name, number=number)
        at = _start_of_number(piece, number + 1)
        last = number == len(pieces) - 1
        if last and at is not None:  # names without their place: the text is cut off behind them
            raise UserError("listed_entry_missing", file=source.name, number=number + 1)
        place = piece if last or at is None else piece[:at]
        entry = _entry(list_id, number, names, place, country, "" if last else home)
        if last and not entry.countries:  # every place ends in its country
            raise UserError("listed_breaks_off", file=source.name)
        yield entry
        names = None if last else _after_number(piece, number + 1)


def _after_number(piece: str, number: int) -> str | None:
    at = _start_of_number(piece, number)
    return None if at is None else piece[at:].lstrip()[len(str(number)) :].lstrip(" .、\n")


def _start_of_number(piece: str, number: int) -> int | None:
    """Return where an entry starts: at its number, with Japanese behind it on the same line."""
    digits = r"\s?".join(str(number))
    pattern = re.compile(rf"(?<![\d,/-]){digits}[ .、]*\n?[ ]*(?=[^\d\s,/-])([^\n]*)")
    found = [one for one in pattern.finditer(piece) if JAPANESE.search(one[1])]
    at_line = [one for one in found if one.start() == 0 or piece[one.start() - 1] == "\n"]
    return (at_line or found)[0].start() if found else None


def _entry(list_id: str, number: int, names: str, place: str, country: Country, home: str) -> Entry:
    listed, remark = names_of(names)
    places = one_each([clean(one).rstrip(" .;,") for one in _BETWEEN_PLACES.split(place)])
    return Entry(
        list_id,
        str(number),
        "organisation",
        listed,
        countries=countries_in(places, country) or one_each([home]),
        addresses=places,
        remark=remark,
    )


def countries_in(places: tuple[str, ...], country: Country) -> tuple[str, ...]:
    """Return the countries that addresses end in; Hong Kong beside China, for it has a code."""
    found = []
    for place in places:
        parts = [part.strip(" .") for part in place.split(",")]
        tail = parts[-1]
        code = country(tail) or next((c for c in _words_of(tail, country)), "")
        code = code or next(filter(None, (country(p) for p in reversed(parts[1:]))), "")
        found.append(code)
        found.append("HK" if any("hong kong" in p.lower() for p in parts) else "")
    return one_each(found)


def _words_of(tail: str, country: Country) -> Iterator[str]:
    """Yield the countries named at the end or beginning of a text such as `107076 Russia`."""
    words = tail.split()
    for count in (1, 2, 3):
        for piece in (" ".join(words[-count:]), " ".join(words[:count])):
            if code := country(re.sub(r"[\d.]+", "", piece).strip()):
                yield code


def _told(source: Source) -> str:
    return "".join(text(source)[:600].split())


PARSER = Parser(_fits, _entries, _dated, told=_told)

"""Days: dates as lists print them, to partial dates. Never a month that nobody wrote."""

import re
from datetime import date, datetime
from typing import NamedTuple

from broker_app.intake.normalise import Cell, cell_text, plain

_FIRST_YEAR = {
    "M": 1867, "明治": 1867,
    "T": 1911, "大正": 1911,
    "S": 1925, "昭和": 1925, "昭": 1925,
    "H": 1988, "平成": 1988, "平": 1988,
    "R": 2018, "令和": 2018, "令": 2018,
}  # fmt: skip
"""Year before the first of each era."""
_LAST_YEAR = {1867: 45, 1911: 15, 1925: 64, 1988: 31}
"""Last year of the eras that are over, by the year before their first."""
_HEISEI_AHEAD = 4
"""Years past its end that Heisei has on papers printed before: inspections until H35."""

_ERA = re.compile(
    r"^(明治|大正|昭和|平成|令和|[昭平令]|[MTSHR])\.?\s*(元|\d{1,2}(?!\d))\s*(?:年式|年度|年|[./\-]|$)?\s*"
    r"(?:(\d{1,2})\s*(?:月|[./\-]|$)|-*月)?\s*(?:(\d{1,2})\s*日?)?\s*(?:\(.{1,4}\))?$",
    re.IGNORECASE,
)
_WESTERN = re.compile(
    r"^(\d{4}(?!\d))\s*(?:年式|年度|年|년식|년형|년|г(?:\.|од[а]?|$)|[./\-]|$)?\s*"
    r"(?:(\d{1,2})\s*(?:[月월]|[./\-]|$)|-*月)?\s*(?:(\d{1,2})\s*[日일]?)?"
    r"(?:[ T]\d{1,2}:\d\d.*)?\s*(?:\(.{1,6}\))?$"
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(0[1-9]|1[0-2])(\d\d)?$")
_MONTH_FIRST = re.compile(r"^(\d{1,2})\s*[/.\-]\s*((?:19|20)\d\d)$")
_DAY_FIRST = re.compile(r"^(\d{1,2})\s*([./\-])\s*(\d{1,2})\s*[./\-]\s*((?:19|20)\d\d)$")
_NAMED = re.compile(r"^(?:(\d{1,2})[\s\-]*)?([A-Za-z]{3,9})\.?[\s\-/]*'?(\d{4}|\d\d)$")
_NAMED_DAY = re.compile(r"^([A-Za-z]{3,9})\.?\s*(\d{1,2}),?\s+(\d{4})$")
_SHORT = re.compile(r"^(')?(\d{1,2})\s*(?:年式|年|[./\-])?\s*(?:(\d{1,2})\s*月?)?$")
_BRACKET_ERA = re.compile(r"^(\d{4})\s*\([A-Z]\d\d?\)$", re.IGNORECASE)
_MODEL_YEAR = re.compile(r"^(\d{4})\s*년?\s*\((\d{4})\s*(?:년형|model|my)?\)$", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*(?:元|\d{1,2})|(?:19|20)\d\d)\s*[年./\-]\s*\d{1,2}\s*"
    r"[月./\-]\s*\d{1,2}(?:\s*日)?|(?<![\d./\-])\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d\d(?!\d)"
)
_SHORT_DAY = re.compile(r"^(\d\d)[/.\-](\d\d?)[/.\-](\d\d?)$")
_NO_ERA_YET = 19
"""From 2019 on two digits of a year are no year of Reiwa: that is far from 19 yet."""
_FIRST_IMPORTS = 1960
"""No list has older imported cars with two digits for a year."""
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


class DayRead(NamedTuple):
    """A partial date, empty where the text gives none, and the key of a doubt."""

    value: str = ""
    doubt: str = ""


def era_year(era: str, year: str, *, ahead: bool = False) -> int:
    """Return the western year of an era year, 0 where the era has no such year; 元 is the first.

    `ahead` lets Heisei go on as papers did that were printed before it ended.
    """
    before, count = _FIRST_YEAR[era.upper()], 1 if year == "元" else int(year)
    last = _LAST_YEAR.get(before, count)
    if ahead and before == _FIRST_YEAR["H"]:
        last += _HEISEI_AHEAD
    return before + count if 1 <= count <= last else 0


def month_number(name: str) -> int:
    """Return the month of an English name or abbreviation, 0 where it is none."""
    return _MONTHS.get(name[:3].lower(), 0)


def read_partial(cell: Cell, today: date) -> DayRead:
    """Read a registration or production date: year, year and month, or day."""
    if isinstance(cell, datetime | date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return DayRead(day.isoformat()[:7] if day.day == 1 else day.isoformat())
    text = plain(cell_text(cell))
    return _full_forms(text) or _short_forms(text, today) or DayRead("", "unreadable")


def read_day(cell: Cell, month_first: bool | None = None) -> DayRead:
    """Read an auction day. `month_first` decides `03/04/2023`; None leaves it open."""
    if isinstance(cell, datetime | date):
        return DayRead((cell.date() if isinstance(cell, datetime) else cell).isoformat())
    text = plain(cell_text(cell))
    if match := _DAY_FIRST.match(text):
        return _ordered(match, month_first)
    if match := _NAMED_DAY.match(text):
        return _made(int(match[3]), month_number(match[1]), int(match[2]))
    found = _full_forms(text, ahead=False)
    if found is None or not found.value:
        return found or DayRead("", "unreadable")
    return found if len(found.value) == 10 else DayRead("", "day_incomplete")


def western_of(text: str, today: date) -> str | None:
    """Return what a short year without an era means where years are western: `07年03月`.

    Empty where it can be none, None where the text is no short year.
    """
    match = _SHORT.match(plain(text))
    if not match or match[1] or len(match[2]) < 2:
        return None
    year = int(match[2])
    year += 2000 if year <= (today.year + 1) % 100 else 1900
    return _made(year, int(match[3] or 0)).value if year >= _FIRST_IMPORTS else ""


def model_year_in(text: str) -> int | None:
    """Return the model year beside a registration: `2019(2020년형)`."""
    match = _MODEL_YEAR.match(plain(text))
    return int(match[2]) if match else None


def is_short_day(text: str) -> bool:
    """Tell whether a text is year, month and day with two digits each, of an era that goes on."""
    match = _SHORT_DAY.match(plain(text))
    if match is None or int(match[1]) < _NO_ERA_YET:
        return False
    return len(read_bare_day(text).value) == len("2023-08-24")


def is_serial_day(text: str) -> bool:
    """Tell whether a text is the day number of a spreadsheet."""
    return _serial(plain(text)) is not None


def read_bare_day(text: str) -> DayRead:
    """Read `23/08/24` or 45162 where the whole column has proven how its days are printed."""
    if match := _SHORT_DAY.match(plain(text)):
        return _made(2000 + int(match[1]), int(match[2]), int(match[3]))
    serial = plain(text)
    return DayRead(_day_number(serial)) if is_serial_day(serial) else DayRead("", "unreadable")


def day_order(text: str) -> bool | None:
    """Tell whether `12/25/2023` proves that months come first; None where it proves nothing."""
    match = _DAY_FIRST.match(plain(text))
    if not match or (int(match[1]) <= 12 and int(match[3]) <= 12):
        return None
    return int(match[3]) > 12


def read_inspection(cell: Cell, today: date) -> DayRead:
    """Read how long an inspection lasts; years without an era are of the present one."""
    if isinstance(cell, datetime | date):
        return read_partial(cell, today)
    text = plain(cell_text(cell))
    found = _full_forms(text)
    if found:
        return found
    match = _SHORT.match(text)
    if not match or match[1]:
        return DayRead("", "unreadable")
    year = _inspection_year(int(match[2]), today)
    if not year or not match[3]:
        return DayRead(str(year) if year else "", "era_assumed" if year else "unreadable")
    if match[3] == "1" and "." in text:
        return DayRead(str(year), "month_ambiguous")  # 8.1 may have been 8.10
    return DayRead(_made(year, int(match[3])).value, "era_assumed")


def day_in(text: str) -> str:
    """Return the first whole date inside a title, empty where there is none."""
    return day_at(text)[0]


def day_at(text: str) -> tuple[str, str]:
    """Return the first whole date inside a title, empty where there is none, and what is left."""
    shown = plain(text)
    match = _IN_TEXT.search(shown)
    found = read_day(re.sub(r"\s", "", match[0])) if match else DayRead()
    if match is None or len(found.value) != 10:
        return "", shown
    return found.value, f"{shown[: match.start()]} {shown[match.end() :]}".strip()


def _inspection_year(number: int, today: date) -> int:
    for first_year in (2018, 1988):
        if number and today.year - 12 <= first_year + number <= today.year + 6:
            return first_year + number
    return 0


def _full_forms(text: str, *, ahead: bool = True) -> DayRead | None:
    """Read a date whose year is beyond doubt."""
    if text.startswith("'") and not text[1:2].isdigit():
        text = text[1:]  # a spreadsheet's sign for text
    if match := _BRACKET_ERA.match(text) or _MODEL_YEAR.match(text):
        return _made(int(match[1]))
    if match := _COMPACT.match(text):
        return _made(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _WESTERN.match(text):
        return _made(int(match[1]), int(match[2] or 0), int(match[3] or 0), bool(match[2]))
    if match := _ERA.match(text):
        year = era_year(match[1], match[2], ahead=ahead)
        if not year:
            return DayRead("", "unreadable")
        return _made(year, int(match[3] or 0), int(match[4] or 0), bool(match[3]))
    if match := _MONTH_FIRST.match(text):
        return _made(int(match[2]), int(match[1]))
    if match := _NAMED.match(text):
        return _named(match)
    if match := _DAY_FIRST.match(text):
        return _ordered(match, None)
    return _serial(text)


def _named(match: re.Match[str]) -> DayRead | None:
    month = month_number(match[2])
    if not month:
        return None
    year = int(match[3])
    if year < 100:
        year += 2000 if year < 70 else 1900
    return _made(year, month, int(match[1] or 0))


def _ordered(match: re.Match[str], month_first: bool | None) -> DayRead:
    """Read `24.08.2023` or `08/24/2023`. Dots mean that the day comes first."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first > 12 or match[2] == ".":
        month_first = False
    elif second > 12:
        month_first = True
    if month_first is None and first != second:
        return DayRead(str(year), "day_order")
    return _made(year, first, second) if month_first else _made(year, second, first)


def _serial(text: str) -> DayRead | None:
    """Read the day number of a spreadsheet whose cell lost its format: 1954 to 2064."""
    if len(text) != 5 or not text.isdigit() or not 20000 <= int(text) <= 60000:
        return None
    return DayRead(_day_number(text)[:7])


def _day_number(text: str) -> str:
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(text)).isoformat()


def _short_forms(text: str, today: date) -> DayRead | None:
    """Read a two-digit year: with an apostrophe western, else by what is plausible."""
    match = _SHORT.match(text)
    if not match:
        return None
    number, month = int(match[2]), int(match[3] or 0)
    if match[1]:
        return _made(2000 + number if number <= (today.year + 1) % 100 else 1900 + number, month)
    if len(match[2]) == 1 or 1 <= number <= 6:
        return DayRead("", "era_missing")
    year = _plausible_year(number, today)
    # A number cell has lost the nought of 30.10.
    ambiguous = match[3] == "1" and "." in text
    made = _made(year, 0 if ambiguous else month)
    return DayRead(made.value, made.doubt or ("era_missing" if 6 < number < 65 else ""))


def _plausible_year(number: int, today: date) -> int:
    if number == 0 or number >= 65:
        return 2000 if number == 0 else 1900 + number
    return 1988 + number if number <= 31 else 1925 + number


def _made(year: int, month: int = 0, day: int = 0, month_given: bool = True) -> DayRead:
    """Put a partial date together; parts that cannot be are left out, with a doubt."""
    if not 1900 <= year <= 2099:
        return DayRead("", "unreadable")
    if not 1 <= month <= 12:
        return DayRead(str(year), "month_unreadable" if month or (day and month_given) else "")
    if not day:
        return DayRead(f"{year}-{month:02}")
    try:
        return DayRead(date(year, month, day).isoformat())
    except ValueError:
        return DayRead(f"{year}-{month:02}", "month_unreadable")

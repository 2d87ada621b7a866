"""Eras: how Japanese papers write years. Reading cells of lists is the intake's work."""

import re
from datetime import date

from broker_app.domain.dates import latest

ERAS: tuple[tuple[date, str, str], ...] = (
    (date(2019, 5, 1), "R", "令和"),
    (date(1989, 1, 8), "H", "平成"),
    (date(1926, 12, 25), "S", "昭和"),
    (date(1912, 7, 30), "T", "大正"),
    (date(1868, 10, 23), "M", "明治"),
)
"""First day, letter and name of each era, the latest first."""


def era_text(partial: str) -> str:
    """Return a partial date by its era in letters: `H30.5`, `R6.3.12`; as it is before Meiji."""
    return _written(partial, 1, "")


def era_words(partial: str) -> str:
    """Return a partial date as papers print it: `平成30年5月`, `令和元年5月1日`."""
    return _written(partial, 2, "年月日")


_SAID = re.compile(
    r"(?P<era>[rhstm]|令和|平成|昭和|大正|明治)(?P<year>\d{1,2}|元)(?:年|(?=[./-])|$)"
    r"(?:[./-]?(?P<month>\d{1,2})(?:月|(?=[./-])|$)(?:[./-]?(?P<day>\d{1,2})日?)?)?",
    re.IGNORECASE,
)


def of_era(text: str) -> str:
    """Return what is said by an era (`H30`, `平成30年5月`) as a partial date, empty for no such."""
    said = _SAID.fullmatch(text)
    if said is None:
        return ""
    era = said["era"].upper()
    first = next(day for day, *names in ERAS if era in names)
    year = first.year - 1 + (1 if said["year"] == "元" else int(said["year"]))
    return "-".join([f"{year:04}", *(one.zfill(2) for one in said.group("month", "day") if one)])


def _written(partial: str, name: int, units: str) -> str:
    # A month in which the era changed counts to the new one, as offices do.
    last = latest(partial)
    era = next((era for era in ERAS if era[0] <= last), None)
    if era is None:
        return partial
    year = last.year - era[0].year + 1
    parts = [str(year), *(str(int(part)) for part in partial.split("-")[1:])]
    if not units:
        return f"{era[name]}{'.'.join(parts)}"
    if year == 1:
        parts[0] = "元"
    return f"{era[name]}{''.join(map(''.join, zip(parts, units, strict=False)))}"

"""Words for people, in their language: one catalogue for the window, the command line and papers.

Sentences live in `resources/translations/<language>.po` under symbolic keys; numbers, dates, money
and countries come from Babel. Rooms below return keys and values, and this module says them.
"""

import errno
import locale
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from babel import Locale, dates, numbers

from broker_app import catalogue, paths
from broker_app.catalogue import Catalogue
from broker_app.errors import UserError

_OF_THE_SYSTEM = {
    os.strerror(getattr(errno, name)): name
    for name in (
        "ENOENT",
        "EACCES",
        "EPERM",
        "EBUSY",
        "EIO",
        "ENOSPC",
        "EROFS",
        "EISDIR",
        "ENOTDIR",
    )
}
"""What the system itself says of a file, in English, by the name of the mistake."""
_ISO_DAY = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")

LANGUAGES = ("en", "ja")
"""Languages that say everything."""
FOR_BUYERS = ("ru",)
"""Languages of buyers: they say the table of vehicles and price lists, and the rest in English."""
COUNTRIES = ("made_in", "vin_made_in", "destination", "final_destination")
"""Facts that hold the ISO code of a country, said by its name."""
_NO_COUNTRY = ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
MOST_QUOTED = 400
"""Characters of one value that a sentence about a mistake quotes."""
_current = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""A language for the moment, in one thread alone: others go on in the one in use."""

_MINOR_UNITS = dict.fromkeys(
    "AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK SOS SYP YER".split(),  # noqa: SIM905
    2,
) | {"IQD": 3}
"""Digits by ISO 4217, by which amounts are kept, where the locale data leaves them out."""


def use(language: str) -> str:
    """Speak this language from now on; `system` picks it from the environment. Returns it."""
    global _current
    chosen = system_language() if language == "system" else language
    _current = chosen if chosen in LANGUAGES else "en"
    return _current


def language() -> str:
    """Return the language in use."""
    return _spoken.get() or _current


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language within a `with`, in this thread; none is the one in use."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def system_language() -> str:
    """Return the language of this system, English where it has none of ours."""
    names = (os.environ.get("LC_ALL"), os.environ.get("LANG"), locale.getlocale()[0])
    name = next((n for n in names if n), "en").lower()
    return "ja" if name.startswith(("ja", "japanese")) else "en"


def say(key: str, /, **values: Any) -> str:
    """Return the sentence `key` with its fields filled, in the language in use.

    A whole number in `count` also chooses between singular and plural. A key that is not in the
    catalogue is returned as it is: visible, and caught by the tests.
    """
    text = _text(key, values.get("count"))
    return text.format_map({k: shown(v) for k, v in values.items()}) if values else text


def listed(parts: Iterable[str]) -> str:
    """Return the parts as one list, parted as the language in use parts them."""
    return say("word.list_join").join(parts)


def said_in(language: str, key: str) -> str:
    """Return a sentence without fields in a named language, for files whose readers speak it.

    A key that is not in the catalogue is returned as it is.
    """
    return _catalogue(language).text(key)


def country_in(language: str, code: str) -> str:
    """Return the name of an ISO country in a named language."""
    return str(_locale_of(language).territories.get(code, code))


def either(parts: Sequence[str]) -> str:
    """Return choices as one text: `8703.2 or 8703.3`, `8703.21, 8703.22 or 8703.23`."""
    if len(parts) < 2:
        return "".join(parts)
    return say("rules.or", first=listed(parts[:-1]), last=parts[-1])


def tariff_code(code: str) -> str:
    """Return a tariff code as people write it: `8703`, `8703.40`, `8703.22-910`."""
    digits = "".join(c for c in code if c.isdigit())
    head, rest, tail = digits[:4], digits[4:6], digits[6:]
    return "".join([head, f".{rest}" if rest else "", f"-{tail}" if tail else ""])


def has(key: str) -> bool:
    """Tell whether the catalogue of the language in use holds this key."""
    return key in _catalogue(language()).forms


def error(problem: UserError) -> str:
    """Return the sentence of a UserError; a `fact` and a `verdict` are said by their words.

    So is a `reason` that the system gave for a file. A `fact` that is none of a vehicle is what a
    field is called already. Of an endless text only the beginning is quoted.
    """
    named = {name: _quoted(value) for name, value in problem.values.items()}
    if has(f"fact.{named.get('fact')}"):
        named["fact"] = fact(str(named["fact"]))
    if "verdict" in named:
        named["verdict"] = say(f"verdict.{named['verdict']}")
    if named.get("reason") in _OF_THE_SYSTEM:
        named["reason"] = say(f"os.{_OF_THE_SYSTEM[named['reason']]}")
    return say(f"error.{problem.key}", **named)


def _quoted(value: Any) -> Any:
    endless = isinstance(value, str) and len(value) > MOST_QUOTED
    return f"{value[: MOST_QUOTED - 1]}…" if endless else value


def in_both(titles: Mapping[str, str]) -> str:
    """Return the text of a data file's `title.en` / `title.ja` pair in the language in use.

    Data files write days as ISO: they are said as all other days are.
    """
    text = titles.get(language()) or titles.get("en", "")
    return _ISO_DAY.sub(_day_within, text)


def _day_within(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # no day, but something with such figures
        return found[0]


def labelled(label: str, text: str) -> str:
    """Return a text behind its label, with the colon of this language."""
    return say("word.labelled", label=label, text=text)


def shown(value: Any) -> str:
    """Return a value as people of this language read it."""
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int | Decimal | float):
        return number(value)
    if isinstance(value, datetime):
        return f"{day(value)} {value:%H:%M}"
    if isinstance(value, date):
        return day(value)
    return str(value)


def number(value: int | float | Decimal) -> str:
    """Return a number with the digit groups of this language and a real minus sign."""
    return numbers.format_decimal(value, locale=_locale()).replace("-", "−")


def compact(value: int) -> str:
    """Return a large number in few digits, as many after the point in all: `41.3M`, `4130.0万`."""
    said = numbers.format_compact_decimal(
        value, format_type="short", locale=_locale(), fraction_digits=1 if value >= 1000 else 0
    )
    if value >= 1000:
        point = numbers.get_decimal_symbol(_locale())
        said = re.sub(r"^(\d+)(?=\D*$)", rf"\g<1>{point}0", str(said))
    return str(said).replace("-", "−")


def precise(value: Decimal) -> str:
    """Return a number with every digit it has."""
    return numbers.format_decimal(value.normalize(), locale=_locale(), decimal_quantization=False)


def day(value: date) -> str:
    """Return a day for reading in text: `4 Dec 2026`, `2026年12月4日`."""
    if language() == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return dates.format_date(value, "d MMM yyyy", locale=_locale())


def short_day(value: date) -> str:
    """Return a day without its year, for narrow columns: `15 Jan`, `1月15日`."""
    if language() == "ja":
        return f"{value.month}月{value.day}日"
    return dates.format_date(value, "d MMM", locale=_locale())


def whole_day(value: date) -> str:
    """Return a day with its weekday: `Tuesday, 24 November`, `11月24日（火）`."""
    if language() == "ja":
        weekday = dates.format_date(value, "EEE", locale=_locale())
        return f"{value.month}月{value.day}日（{weekday}）"
    return dates.format_date(value, "EEEE, d MMMM", locale=_locale())


def month(value: date) -> str:
    """Return the month of a day: `December 2026`, `2026年12月`."""
    if language() == "ja":
        return f"{value.year}年{value.month}月"
    return dates.format_date(value, "LLLL yyyy", locale=_locale())


def short_month(value: date) -> str:
    """Return the month of a day without its year, for narrow lines: `Dec`, `12月`."""
    if language() == "ja":
        return f"{value.month}月"
    return dates.format_date(value, "LLL", locale=_locale())


def month_initial(month: int) -> str:
    """Return the shortest name of a month: `J`, `1`."""
    if language() == "ja":
        return str(month)
    return str(_locale().months["stand-alone"]["narrow"][month])


def money(minor_units: int, currency: str) -> str:
    """Return an amount with its code: `JPY 1,234,000`, `USD 12,345.67`."""
    return f"{currency} {figures(minor_units, currency)}"


def figures(minor_units: int, currency: str) -> str:
    """Return an amount without its code: `1,234,000`, `12,345.67`."""
    exponent = _MINOR_UNITS.get(currency, numbers.get_currency_precision(currency))
    amount = Decimal(minor_units).scaleb(-exponent)
    text = numbers.format_decimal(amount, format=f"#,##0.{'0' * exponent}", locale=_locale())
    return text.rstrip(".").replace("-", "−")


def percent(share: float) -> str:
    """Return a share as a percentage, always with one decimal: `12.8 %`, `50.0 %`."""
    rounded = round(Decimal(share) * 100, 1)
    said = numbers.format_decimal(rounded, format="#,##0.0", locale=_locale())
    return f"{said.replace('-', '−')} %"


def country(code: str) -> str:
    """Return the name of an ISO country, the code itself where there is no such country."""
    return str(_locale().territories.get(code, code))


def country_named(name: str) -> str:
    """Return the ISO code of a country by its name in any of our languages; empty if unknown."""
    wanted = name.strip().casefold()
    return next((code for said, code in country_names() if said.casefold() == wanted), "")


def country_names() -> Iterator[tuple[str, str]]:
    """Yield the name of every country in each of our languages, with its ISO code."""
    for known in LANGUAGES:
        for code, said in _locale_of(known).territories.items():
            if is_country(code):
                yield str(said), str(code)


def countries_in(language: str) -> dict[str, str]:
    """Return the names of all countries in any language, by their ISO codes."""
    said = Locale.parse(language).territories
    return {str(code): str(name) for code, name in said.items() if is_country(str(code))}


def choice_named(fact_name: str, text: str, choices: Iterable[str]) -> str:
    """Return the choice that a text names in any of our languages; empty where it names none."""
    wanted = _alike(text)
    for choice in choices:
        key = f"choice.{fact_name}.{choice}"
        said = [_alike(_catalogue(known).text(key)) for known in LANGUAGES]
        if wanted in (_alike(choice), *said):
            return choice
    return ""


def _alike(text: str) -> str:
    """Return a word whatever the width and the size of its letters."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def choices_of(fact_name: str) -> tuple[str, ...]:
    """Return the values of a fact that have a word, though others may stand there too."""
    start = f"choice.{fact_name}."
    return tuple(key.removeprefix(start) for key in _catalogue("en").forms if key.startswith(start))


def is_country(code: str) -> bool:
    """Tell whether this is the ISO 3166 code of a country."""
    known = _locale_of("en").territories
    return len(code) == 2 and code.isalpha() and code in known and code not in _NO_COUNTRY


def state(name: str) -> str:
    """Return the word for the state of a vehicle; the empty one is `listed`."""
    return say(f"state.{name or 'listed'}")


def fact(name: str) -> str:
    """Return the label of a fact."""
    return say(f"fact.{name}")


def fact_within(name: str) -> str:
    """Return the label of a fact inside a sentence: `displacement`, but `HS code`, `VIN`."""
    return within(fact(name))


def within(label: str) -> str:
    """Return a label inside a sentence: in small letters, where it is no abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def facts_within(names: Iterable[str]) -> str:
    """Return labels of facts as a list inside a sentence."""
    return listed(fact_within(name) for name in names)


def facts_wanted(names: Iterable[str]) -> str:
    """Return what is asked for where facts are missing: `the screening of the parties`."""
    keys = ((name, f"wanted.{name}") for name in names)
    return listed(say(key) if has(key) else fact_within(name) for name, key in keys)


def value(fact_name: str, raw: Any) -> str:
    """Return a fact's value for reading: choices by their word, numbers with their unit."""
    if raw is None or raw == "":
        return say("word.unknown")
    key = f"choice.{fact_name}.{raw}"
    if isinstance(raw, str) and has(key):
        return say(key)
    if fact_name in COUNTRIES:
        return country(str(raw))
    if has(f"unit.{fact_name}"):
        return say(f"unit.{fact_name}", value=raw)
    return shown(raw)


def _text(key: str, count: Any) -> str:
    known = _catalogue(language())
    return known.counted(key, count) if isinstance(count, int) else known.text(key)


@cache
def _catalogue(language: str) -> Catalogue:
    own = catalogue.read(paths.resources() / "translations" / f"{language}.po")
    return Catalogue({**_catalogue("en").forms, **own.forms}) if language in FOR_BUYERS else own


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(language)


def _locale() -> Locale:
    return _locale_of(language())

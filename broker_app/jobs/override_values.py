"""Override values: typed text read into what stands at a place, and said in words again."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from broker_app import words
from broker_app.domain.counted import counted
from broker_app.domain.market import Row
from broker_app.domain.override import Kind, Override, Place, Standing, day_of_rule, place_named
from broker_app.errors import UserError
from broker_app.jobs import explaining_markets, explaining_rows
from broker_app.jobs.editing import read_day
from broker_app.reference.market_overrides import rule_from

MOST = 10_000_000
LONGEST = 200
"""Letters of a word or name; longer ones are a slip of the clipboard."""
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|〜|～|,|\.\.|、)\s*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,4})?")


def read(place: Place, text: str) -> Any:
    """Return the value that a text means at a place.

    Raises UserError with what is wanted there.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if place.kind is Kind.RULE:
        rule_from(text)
        return text.strip() + "\n"
    found = _READ[place.kind](place, plain)
    if found is _NOTHING:
        raise UserError(f"override_{place.kind}", value=plain)
    return found


def shown(place: Place, value: Any) -> str:
    """Return a value in words; a dash for none."""
    if value is None or value in ("", []):
        return words.say("overrides.none")
    if place.kind in (Kind.RANGE, Kind.SHARE) and isinstance(value, list):
        low, high = value
        if low != high:
            return words.say("markets.range", low=words.number(low), high=words.number(high))
        return words.number(low)
    if place.kind is Kind.YES_NO:
        return words.say("overrides.yes" if value else "overrides.no")
    if place.kind is Kind.DAY:
        return words.day(date.fromisoformat(value))
    if place.kind is Kind.WORDS:
        return words.listed(_word(place, one) for one in value)
    if place.kind is Kind.RULE:
        return str(value).strip()
    if isinstance(value, (int, float)):
        return words.number(value)
    return _word(place, value)


def typed(place: Place, value: Any) -> str:
    """Return a value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if place.kind is Kind.WORDS:
            return ", ".join(value)
        return "-".join(_figure(one) for one in dict.fromkeys(value))
    return _figure(value) if isinstance(value, (int, float)) else str(value).strip()


def label(name: str) -> str:
    """Return what a place is called: `Freight, USD per m³`, `VAT, per cent`, `Rule from …`."""
    day = day_of_rule(name)
    if day is not None:
        return words.say("overrides.place.version", day=day)
    first, _, rest = name.partition(".")
    if first == "duty":
        duty, _, column = rest.rpartition(".")
        said = words.say(f"cost.{duty}") if words.has(f"cost.{duty}") else duty
        return words.say(f"overrides.place.duty.{column}", duty=said)
    key = f"overrides.place.{name}"
    return words.say(key) if words.has(key) else name


def value(standing: Standing) -> str:
    """Return the value of an override beside the shipped one: `80 to 100, shipped 75 to 95`."""
    place = place_named(standing.override.place)
    if place is None or place.kind is Kind.RULE:
        return str(standing.override.value).strip()
    was = standing.override.shipped if standing.problem else standing.shipped
    own, shipped = shown(place, standing.override.value), shown(place, was)
    return words.say("overrides.beside", own=own, shipped=shipped)


def rule(rows: Iterable[Row]) -> list[str]:
    """Return what a rule asks, a line for each group of vehicles."""
    said = []
    for row in rows:
        parts = [explaining_rows.status_of(row)]
        if row.status not in ("CLOSED", "EMBARGO"):  # nothing more is asked where nobody comes in
            steering = words.say(f"market.steering.{row.steering}")
            parts.append(words.say("overrides.steering", steering=steering))
            parts.append(explaining_markets.age_rule(row))
        vehicles = explaining_rows.vehicles_of(row)
        said.append(words.say("overrides.row", vehicles=vehicles, asks=words.listed(parts)))
    return said


def origin(override: Override) -> str:
    """Return where a broker has an override from, of which day, and who entered it."""
    return words.listed(
        filter(None, (override.source, words.day(override.checked_on), override.who))
    )


def notes(standing: Standing) -> list[str]:
    """Return what a newer shipped file makes of an override, where it makes anything of it."""
    if standing.problem is not None:
        return [words.say("overrides.set_aside", why=words.error(told(standing.problem)))]
    if not standing.shipped_changed:
        return []
    place = place_named(standing.override.place)
    if place is None or place.kind is Kind.RULE:
        return [words.say("overrides.rule_changed")]
    was, now = shown(place, standing.override.shipped), shown(place, standing.shipped)
    return [words.say("overrides.changed", was=was, now=now)]


def told(problem: UserError) -> UserError:
    """Return a problem with its place in words."""
    if "place" not in problem.values:
        return problem
    name = label(str(problem.values["place"]))
    return UserError(problem.key, **(problem.values | {"place": name}))


def word(place: Place, value: str) -> str:
    """Return one of the choices of a place in words."""
    return _word(place, value)


_NOTHING = object()


def _range(_place: Place, text: str) -> Any:
    parts = [_whole_number(part) for part in _parted(text)]
    if None in parts or len(parts) > 2 or parts[0] > parts[-1]:  # type: ignore[operator]
        return _NOTHING
    return [parts[0], parts[-1]]


def _whole(_place: Place, text: str) -> Any:
    number = _whole_number(text)
    return _NOTHING if number is None else number


def _share(_place: Place, text: str) -> Any:
    parts = [_decimal(part) for part in _parted(text.replace("%", ""))]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or len(parts) > 2 or known[0] > known[-1] or known[-1] > 1000:
        return _NOTHING
    return [known[0], known[-1]] if len(known) == 2 else known[0]


def _amount(_place: Place, text: str) -> Any:
    number = _decimal(_THOUSANDS.sub("", text))
    return _NOTHING if number is None else number


def _day(_place: Place, text: str) -> Any:
    return read_day(text) or None


def _choice(place: Place, text: str) -> Any:
    folded = text.casefold()
    for choice in place.choices:
        if folded in (choice.casefold(), _word(place, choice).casefold()):
            return choice
    return _NOTHING


def _several(place: Place, text: str) -> Any:
    parts = [part for part in re.split(r"\s*[,、;\n]\s*", text) if part]
    if any(len(part) > LONGEST for part in parts):
        return _NOTHING
    if place.name == "diversion.onward":
        parts = [part.upper() for part in parts]
        if not all(words.is_country(part) for part in parts):
            return _NOTHING
    return list(dict.fromkeys(parts)) or _NOTHING


def _text(_place: Place, text: str) -> Any:
    return text if text and len(text) <= LONGEST else _NOTHING


def _yes_no(_place: Place, text: str) -> Any:
    said = {words.say("overrides.yes"): True, words.say("overrides.no"): False}
    known = {"yes": True, "true": True, "no": False, "false": False} | said
    return known.get(text.casefold(), known.get(text, _NOTHING))


_READ: Mapping[Kind, Callable[[Place, str], Any]] = {
    Kind.RANGE: _range,
    Kind.WHOLE: _whole,
    Kind.SHARE: _share,
    Kind.AMOUNT: _amount,
    Kind.DAY: _day,
    Kind.WORD: _choice,
    Kind.WORDS: _several,
    Kind.TEXT: _text,
    Kind.YES_NO: _yes_no,
}


def _word(place: Place, value: str) -> str:
    keys = {
        "diversion.risk": f"market.diversion.{value}",
        "sanctions.status": f"sheet.sanctions.{value}",
        "demand.tier": f"sheet.tier.{value}",
    }
    key = keys.get(place.name, "")
    if place.name == "diversion.onward":
        return words.country(value)
    return words.say(key) if key and words.has(key) else value


def _parted(text: str) -> list[str]:
    """Return the figures of a range, as people or a market file part them."""
    return _BETWEEN.split(_THOUSANDS.sub("", text.strip("[] ")))


def _whole_number(text: str) -> int | None:
    number = counted(_THOUSANDS.sub("", text))
    return number if number is not None and number <= MOST else None


def _decimal(text: str) -> float | None:
    if not _NUMBER.fullmatch(text.strip()):
        return None
    try:
        return float(Decimal(text.strip()))
    except InvalidOperation:
        return None


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)

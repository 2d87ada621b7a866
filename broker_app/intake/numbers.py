"""Numbers: distances, amounts, displacements and measures as lists print them.

A number is never rounded up in meaning: what was printed in steps says its step.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from broker_app.intake.normalise import Cell, cell_text, plain

_BLANK_BETWEEN = re.compile(r"(?<=\d)[\s'](?=\d{3}(?!\d))")
_DIGITS = r"\d[\d.,]*"
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_DOT_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
_PLAIN = re.compile(r"^\d+(?:[.,]\d+)?$")
_LONGEST = 24
_LARGEST = Decimal(10) ** 11
"""No distance, measure or price of a vehicle in any currency reaches it."""


def decimal_of(text: str, dot_groups: bool = False) -> Decimal | None:
    """Return the number a text spells, None where it spells none or is beyond all sense.

    A comma before three digits groups thousands; so does a dot where `dot_groups` says that the
    column has no fractions (`61.000` km). Otherwise both may be the decimal sign.
    """
    if len(text) > _LONGEST:
        return None
    if _GROUPED.match(text):
        number = Decimal(text.replace(",", ""))
    elif _DOT_GROUPED.match(text) and (dot_groups or text.count(".") > 1 or "," in text):
        number = Decimal(text.replace(".", "").replace(",", "."))
    elif _PLAIN.match(text):
        number = Decimal(text.replace(",", "."))
    else:
        return None
    return number if number < _LARGEST else None


def printed(cell: Cell) -> str:
    """Return a cell as text for reading a number: NFKC, blanks that group digits taken out."""
    return _BLANK_BETWEEN.sub("", plain(cell_text(cell)))


class Unit(NamedTuple):
    """How much one printed unit is: `factor` in km or whole money; empty currency: not said."""

    factor: Decimal
    currency: str = ""


KM = Unit(Decimal(1))
THOUSAND_KM = Unit(Decimal(1000))
MILE = Unit(Decimal("1.609344"))

_MULTIPLES: tuple[tuple[re.Pattern[str], Decimal], ...] = tuple(
    (re.compile(words, re.IGNORECASE), Decimal(factor))
    for words, factor in (
        (r"百万|백만|млн|million|(?<!\d)1,?000,?000(?!,?\d)", 1_000_000),
        (r"[万만]|\b10\s*k\b|(?<!\d)10[,\s]?000(?!\d)", 10_000),
        (
            r"[千천]|тыс\.?|(?<![а-яё])т\.?\s?(?:иен|руб|км)|thousands?|(?<=\d)\s*k\b"
            r"|(?<![\d,])1[,\s]?000(?!,?\d)|'000",
            1000,
        ),
    )
)
"""How headings and cells spell thousands, the largest first."""


_BOUND = re.compile(
    r"(?<!\d)\d[\d,]*+\s*(?:km|円|キロ|yen|jpy)?\s*(?:以[上下内]|未満|超|まで|迄)", re.IGNORECASE
)
"""A figure that bounds others is no unit: `10,000km未満`."""


def multiple_in(text: str) -> Decimal | None:
    """Return the thousands that a text of units names: `x1000`, `千`, `тыс.`; None for none."""
    text = _BOUND.sub("", text)
    return next((factor for pattern, factor in _MULTIPLES if pattern.search(text)), None)


_DISTANCE_UNITS: tuple[tuple[str, Unit], ...] = (
    ("[万만](?:km|キロ|㌔)?", Unit(Decimal(10000))),
    (r"[千천](?:km|キロ|㌔)?|тыс\.?\s*км\.?|т\.?\s*км\.?|тыс\.?|k", THOUSAND_KM),
    ("mi|mls?|miles?|マイル|哩", MILE),
    (r"kms?|km\.|キロ|㌔|км\.?", KM),
)
_DISTANCE = re.compile(
    r"^(?P<number>" + _DIGITS + r")(?P<mask>[x×]{2,4})?\s*(?P<unit>[^\d\s]{0,2}[^\d]{0,10})$",
    re.IGNORECASE,
)
_DISTANCE_UNIT = [(re.compile(f"^(?:{names})$", re.IGNORECASE), u) for names, u in _DISTANCE_UNITS]
_FURTHEST = 3_000_000
"""Kilometres that no vehicle has reached."""
_MILES = re.compile("(?<![a-z])(?:mi|mls?|miles?)(?![a-z])|マイル|哩", re.IGNORECASE)
_KILOMETRES = re.compile("(?<![a-z])kms?(?![a-z])|キロ|км", re.IGNORECASE)
_MASKED_TENS = re.compile(r"^(\d{1,2})[x×]\s*千(?:km|キロ|㌔)?$", re.IGNORECASE)
_HOURS = re.compile(r"^\d[\d.,]*\s*(?:h|hr|hrs|hours?|時間|アワー)$", re.IGNORECASE)


class Distance(NamedTuple):
    """A distance in km with the step it was printed in, or the key of a doubt."""

    km: int | None = None
    step: int | None = None
    doubt: str = ""


def distance_unit_in(text: str) -> Unit | None:
    """Return the unit of distance that a heading or a note names: `走行(千km)`, `KM (x1000)`."""
    text = plain(text)
    many = multiple_in(text)
    if _MILES.search(text):
        return Unit(MILE.factor * (many or 1))
    if _KILOMETRES.search(text):
        return Unit(many or KM.factor)
    # Mere thousands are of km, unless they are of money.
    return Unit(many) if many and not currency_in(text) else None


def distance_unit(text: str) -> Unit | None:
    """Return the unit that a cell spells: `km`, `mi`."""
    text = plain(text)
    return next((unit for pattern, unit in _DISTANCE_UNIT if pattern.match(text)), None)


def read_distance(text: str, column: Unit) -> Distance:
    """Read a distance without its marks; the cell's own unit beats the column's."""
    if _HOURS.match(text):
        return Distance(doubt="odometer_hours")
    if match := _MASKED_TENS.match(text):
        return Distance(int(match[1]) * 10_000, 10_000, "odometer_masked")
    match = _DISTANCE.match(text)
    if not match:
        return Distance(doubt="unreadable")
    if match["mask"]:
        return _masked(match["number"])
    unit = distance_unit(match["unit"]) if match["unit"] else column
    number = decimal_of(match["number"], dot_groups=True)
    if unit is None or number is None:
        return Distance(doubt="unreadable")
    return _distance(number, unit)


def _masked(number: str) -> Distance:
    """Read `85,xxx`: the thousands are known."""
    thousands = decimal_of(number.rstrip(".,"))
    if thousands is None or thousands != int(thousands) or thousands * 1000 > _FURTHEST:
        return Distance(doubt="unreadable")
    return Distance(int(thousands) * 1000, 1000, "odometer_masked")


def _distance(number: Decimal, unit: Unit) -> Distance:
    km = round(number * unit.factor)
    if km > _FURTHEST:
        return Distance(doubt="unreadable")
    _, _, exponent = number.as_tuple()
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    step = max(1, int(unit.factor / 10**decimals))
    return Distance(km, step, "odometer_miles" if unit.factor % 1 else "")


_CURRENCIES: tuple[tuple[str, str], ...] = (
    (r"US\$|U\.S\.\$|USD|us dollars?|\$", "USD"),
    (r"EUR|€|ユーロ|евро", "EUR"),
    (r"GBP|£", "GBP"),
    (r"KRW|₩|원", "KRW"),
    (r"RUB|₽|руб\.?|рублей", "RUB"),
    (r"KES|kshs?", "KES"),
    (r"AUD|A\$", "AUD"),
    (r"NZD|NZ\$", "NZD"),
    (r"CNY|RMB|人民元", "CNY"),
    (r"JPY|¥|\\|円|yen|иен[аы]?|엔", "JPY"),
)
_CURRENCY = [(re.compile(names, re.IGNORECASE), code) for names, code in _CURRENCIES]
_AMOUNT = re.compile(
    r"^(?P<before>[^\d]{0,6}?)\s*(?P<number>" + _DIGITS + r")\s*(?P<after>[^\d]{0,14})$"
)
_NEGATIVE = re.compile(r"[-‐‑–—−]\s*(?:[^\w\s]|[a-z]{2,3})?\s*$", re.IGNORECASE)
_IN_STEPS = re.compile(r"^(?:([\d.,]+)億)?(?:([\d.,]+)万)?(?:([\d.,]+)千)?(\d{1,4})?円?$")
"""`1億2000万`, `125万5千円`."""
_RANGE = re.compile(
    r"^(?P<before>[^\d]{0,6}?)(?P<low>[\d.,]+)(?P<unit>[^\d~]{0,4}?)\s*[~〜～–—-]\s*(?P<high>[\d.,]+)"
    r"(?P<after>[^\d]{0,10})$"
)


class Amount(NamedTuple):
    """An amount in whole units of a currency (empty: the column's), or the key of a doubt."""

    value: Decimal | None = None
    currency: str = ""
    doubt: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


def money_unit_in(text: str) -> Unit | None:
    """Return the unit of price that a heading or a note names: `価格（千円）`, `FOB (US$)`."""
    text = plain(text)
    currency = currency_in(text)
    factor = multiple_in(text)
    if factor is None and not currency:
        return None
    # 千 and 万 without a currency are of yen; a Russian тыс. says which.
    bare = "JPY" if re.search("[千万]", text) else "KRW" if re.search("[천만]", text) else ""
    return Unit(factor or Decimal(1), currency or bare)


def currency_in(text: str) -> str:
    """Return the currency that a text names, empty where it names none."""
    return next((code for pattern, code in _CURRENCY if pattern.search(text)), "")


def read_amount(text: str, column: Unit | None) -> Amount:
    """Read a price. The cell's own unit beats the column's; without either, it is a doubt."""
    amount = _amount(text, column)
    highest = max(amount.value or 0, amount.high or 0)
    return amount if highest < _LARGEST else Amount(doubt="unreadable")


def _amount(text: str, column: Unit | None) -> Amount:
    if (match := _IN_STEPS.match(text)) and (match[1] or (match[2] and (match[3] or match[4]))):
        return _in_steps(match)
    if match := _RANGE.match(text):
        return _range(match, column)
    match = _AMOUNT.match(text)
    number = decimal_of(match["number"], dot_groups=True) if match else None
    if match is None or number is None:
        return Amount(doubt="unreadable")
    if number == 0:
        return Amount()  # how lists print "no price"
    own = _own_unit(match["before"] + " " + match["after"])
    if own is None or _NEGATIVE.search(match["before"]):
        return Amount(doubt="unreadable")
    return _priced(number, own, column)


def _own_unit(signs: str) -> Unit | None:
    """Return the unit in a cell; `Unit(0)` where it has none, None where it is not understood."""
    if not signs.strip(" -–—.*,"):
        return Unit(Decimal(0))
    return money_unit_in(signs)


def _priced(number: Decimal, own: Unit, column: Unit | None) -> Amount:
    if own.factor and own.currency:
        return Amount(number * own.factor, own.currency)
    if own.factor and column:
        return Amount(number * own.factor, column.currency)
    if column is None:
        return Amount(doubt="price_unit_unknown")
    return Amount(number * column.factor, column.currency)


def _in_steps(match: re.Match[str]) -> Amount:
    total = Decimal(0)
    for part, factor in zip(match.groups(), (10**8, 10**4, 1000, 1), strict=True):
        number = decimal_of(part or "0")
        if number is None:
            return Amount(doubt="unreadable")
        total += number * factor
    return Amount(total, "JPY")


def _range(match: re.Match[str], column: Unit | None) -> Amount:
    """Keep low and high of `138 ～ 142`; a range is no price."""
    low, high = (decimal_of(match[name], dot_groups=True) for name in ("low", "high"))
    own = _own_unit(match["before"] + match["unit"] + match["after"])
    unit = own if own and own.factor else column
    if low is None or high is None or own is None or low > high:
        return Amount(doubt="unreadable")
    factor = unit.factor if unit else Decimal(1)
    return Amount(None, unit.currency if unit else "", "price_range", low * factor, high * factor)


_CC = re.compile(
    r"^(?P<number>"
    + _DIGITS
    + r")\s*(?P<unit>cc|cm3|см3|l|lit(?:er|re)s?|リットル|ℓ|л\.?)?(?:\s*turbo|\s*ターボ)?$",
    re.IGNORECASE,
)


class Displacement(NamedTuple):
    """A displacement in cc with the step it was printed in, or the key of a doubt."""

    cc: int | None = None
    step: int | None = None
    doubt: str = ""


def step_of(cc: int) -> int:
    """Return the step a displacement was printed in: 1800 -> 100, 660 -> 10, 1797 -> 1."""
    return 100 if cc % 100 == 0 else 10 if cc % 10 == 0 else 1


def read_displacement(text: str, litres: bool = False) -> Displacement:
    """Read a displacement in cc or litres. `litres` says that the column prints litres."""
    match = _CC.match(text)
    number = decimal_of(match["number"]) if match else None
    if match is None or number is None:
        return Displacement(doubt="unreadable")
    if number == 0:
        return Displacement()
    unit = (match["unit"] or "").lower()
    if unit in ("cc", "cm3", "см3"):
        return _cubic_centimetres(number)
    if unit:
        return _litres(number, whole_step=1000)
    return _by_size(number, match["number"], litres)


def _by_size(number: Decimal, text: str, litres: bool) -> Displacement:
    """Below 20 it is litres, where the decimals or the column say so."""
    if number >= 20:
        return _cubic_centimetres(number)
    if "." in text or "," in text or litres:
        return _litres(number, whole_step=100 if litres else 1000)
    return Displacement(doubt="unreadable")


def _cubic_centimetres(number: Decimal) -> Displacement:
    cc = int(number)
    if number != cc or not 20 <= cc <= 30_000:
        return Displacement(doubt="unreadable")
    return Displacement(cc, step_of(cc))


def _litres(number: Decimal, whole_step: int) -> Displacement:
    cc = int(number * 1000)
    if not 20 <= cc <= 30_000:
        return Displacement(doubt="unreadable")
    _, _, exponent = number.as_tuple()
    # 13L of a truck is any engine around 13 litres; a column of litres drops the nought of 2.0.
    step = whole_step if exponent == 0 else step_of(cc)
    return Displacement(cc, step)


_MEASURE = re.compile(r"^(?P<number>" + _DIGITS + r")\s*(?P<unit>[^\d\s]{0,6})$")
_MEASURE_FACTORS = {
    "kg": {"": 1, "kg": 1, "kgs": 1, "t": 1000, "トン": 1000, "кг": 1},
    "mm": {"": 1, "mm": 1, "cm": 10, "m": 1000, "ミリ": 1, "мм": 1},
    "seats": {"": 1, "人": 1, "名": 1, "pax": 1, "seats": 1, "人乗": 1, "人乗り": 1, "명": 1},
    "m3": {"": 1, "m3": 1, "㎥": 1, "cbm": 1},
    "ps": {"": 1},
}


def read_measure(text: str, kind: str) -> Decimal | None:
    """Read a weight, a length, seats or a volume in the unit `kind`; None where it is none."""
    match = _MEASURE.match(text)
    factor = _MEASURE_FACTORS[kind].get(match["unit"].lower()) if match else None
    number = decimal_of(match["number"]) if match else None
    return None if factor is None or number is None else number * factor

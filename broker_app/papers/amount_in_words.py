"""Amounts in English words, from the stored integer and never from a printed figure.

reference: paperwork specification 2.6.
"""

from functools import cache

from babel.numbers import get_currency_name

from broker_app.domain.money import Money, exponent
from broker_app.papers import english

# Names of the hundredth or thousandth part where papers spell it out; others print as a fraction.
_PARTS = {
    "CENTS": "USD EUR AUD NZD CAD SGD HKD TWD FJD KES TZS ZAR NAD SZL LSL LKR MUR SCR JMD TTD BBD "
    "BSD BZD GYD XCD SLE ETB SOS",
    "PENCE": "GBP",
    "NGWEE": "ZMW",
    "THEBE": "BWP",
    "TAMBALA": "MWK",
    "CENTAVOS": "MZN PHP MXN",
    "PESEWAS": "GHS",
    "KOBO": "NGN",
    "PAISA": "PKR BDT NPR",
    "PAISE": "INR",
    "FILS": "AED KWD BHD JOD IQD",
    "BAISA": "OMR",
    "MILLIMES": "TND",
    "DIRHAMS": "LYD",
    "SEN": "MYR",
    "SATANG": "THB",
    "KOPECKS": "RUB",
}
_PART_NAME = {code: name for name, codes in _PARTS.items() for code in codes.split()}


def amount_in_words(amount: Money) -> str:
    """Return `SAY US DOLLARS ONE THOUSAND AND CENTS FIVE ONLY.`; needs an amount of 0 or more."""
    digits = exponent(amount.currency)
    whole, part = divmod(amount.minor_units, 10**digits)
    said = f"SAY {currency_name(amount.currency)} {number_in_words(whole)}"
    return f"{said}{_part(part, digits, amount.currency)} ONLY."


def number_in_words(number: int) -> str:
    """Return a whole number in upper-case words, without the AND and commas of spoken English."""
    from num2words import num2words  # late: only papers spell amounts out

    words = str(num2words(number, lang="en")).replace(",", "")
    return " ".join(w for w in words.split() if w != "and").upper()


@cache
def currency_name(currency: str) -> str:
    """Return the plural name of a currency: `US DOLLARS`; its code where it has no name."""
    return english.printed(get_currency_name(currency, count=2, locale="en"))


def _part(part: int, digits: int, currency: str) -> str:
    if part == 0:
        return ""
    name = _PART_NAME.get(currency)
    if name is None:
        return f" AND {part:0{digits}d}/{10**digits}"
    return f" AND {name} {number_in_words(part)}"

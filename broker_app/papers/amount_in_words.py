"""Amounts in English words, from the stored integer and never from a printed figure.

reference: paperwork specification 2.6.
"""

import re
from functools import cache

from babel.numbers import get_currency_name

from broker_app.domain.money import Money, exponent
from broker_app.papers import english

# Names of the hundredth or thousandth part of the currencies that are paid in today (ISO 4217), the
# plural as English papers write it. The fifth parts of the ariary (MGA) and the ouguiya (MRU) are
# no hundredths: they print as a fraction, as does any currency that is not here.
_PARTS = {
    "CENTS": "USD EUR AUD NZD CAD SGD HKD TWD FJD KES TZS ZAR NAD SZL LKR MUR SCR JMD TTD BBD BSD "
    "BZD GYD XCD SLE ETB SOS ANG AWG BMD BND ERN KYD LRD SBD SRD XCG ZWG",
    "PENCE": "GBP FKP GIP SHP",
    "CENTIMES": "CDF CHF DZD HTG MAD",
    "CENTIMOS": "AOA CRC PEN STN VED VES",
    "CENTAVOS": "MZN PHP MXN ARS BOB BRL COP CUP CVE DOP GTQ HNL NIO SVC",
    "CENTESIMOS": "PAB UYU",
    "PIASTRES": "EGP LBP SDG SSP SYP",
    "FILS": "AED KWD BHD JOD IQD YER",
    "DIRHAMS": "LYD QAR",
    "ORE": "DKK NOK SEK",
    "SEN": "MYR IDR KHR",
    "PAISA": "PKR BDT NPR",
    "KOPECKS": "RUB BYN",
    "BANI": "MDL RON",
    "TIYIN": "KZT UZS",
    "PAISE": "INR",
    "BAISA": "OMR",
    "MILLIMES": "TND",
    "NGWEE": "ZMW",
    "THEBE": "BWP",
    "TAMBALA": "MWK",
    "LISENTE": "LSL",
    "PESEWAS": "GHS",
    "KOBO": "NGN",
    "BUTUTS": "GMD",
    "SATANG": "THB",
    "PUL": "AFN",
    "QINDARKA": "ALL",
    "LUMA": "AMD",
    "QAPIK": "AZN",
    "FENING": "BAM",
    "STOTINKI": "BGN",
    "CHETRUM": "BTN",
    "FEN": "CNY",
    "HALERS": "CZK",
    "TETRI": "GEL",
    "FILLER": "HUF",
    "AGOROT": "ILS",
    "DINARS": "IRR",
    "TYIYN": "KGS",
    "CHON": "KPW",
    "ATT": "LAK",
    "DENI": "MKD",
    "PYAS": "MMK",
    "MONGO": "MNT",
    "AVOS": "MOP",
    "LAARI": "MVR",
    "TOEA": "PGK",
    "GROSZY": "PLN",
    "PARAS": "RSD",
    "HALALAS": "SAR",
    "DIRAMS": "TJS",
    "TENGE": "TMT",
    "SENITI": "TOP",
    "KURUS": "TRY",
    "KOPIYKAS": "UAH",
    "SENE": "WST",
}
_SPELT = str.maketrans({"&": "and", "-": " ", "\u02bb": "'"})
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
"""Years that tell a currency from an older one of its name are not printed."""
_PART_NAME = {code: name for name, codes in _PARTS.items() for code in codes.split()}


def amount_in_words(amount: Money) -> str:
    """Return `SAY US DOLLARS ONE THOUSAND AND CENTS FIVE ONLY.`; what is owed back is `MINUS`."""
    digits = exponent(amount.currency)
    whole, part = divmod(abs(amount.minor_units), 10**digits)
    sign = "MINUS " if amount.minor_units < 0 else ""
    said = f"SAY {currency_name(amount.currency)} {sign}{number_in_words(whole)}"
    return f"{said}{_part(part, digits, amount.currency)} ONLY."


def number_in_words(number: int) -> str:
    """Return a whole number in upper-case words, without the AND and commas of spoken English."""
    from num2words import num2words  # late: only papers spell amounts out

    words = str(num2words(number, lang="en")).replace(",", "")
    return " ".join(w for w in words.split() if w != "and").upper()


@cache
def currency_name(currency: str) -> str:
    """Return the plural name of a currency: `US DOLLARS`; its code where it has no name."""
    name = get_currency_name(currency, count=2, locale="en")
    plain = _IN_BRACKETS.sub("", name).translate(_SPELT)
    return english.printed(plain)


def _part(part: int, digits: int, currency: str) -> str:
    if part == 0:
        return ""
    name = _PART_NAME.get(currency)
    if name is None:
        return f" AND {part:0{digits}d}/{10**digits}"
    return f" AND {name} {number_in_words(part)}"

import re
from collections.abc import Iterator

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.money import Money, exponent
from broker_app.papers.amount_in_words import amount_in_words, currency_name, number_in_words

_UNITS = [
    "ZERO",
    "ONE",
    "TWO",
    "THREE",
    "FOUR",
    "FIVE",
    "SIX",
    "SEVEN",
    "EIGHT",
    "NINE",
    "TEN",
    "ELEVEN",
    "TWELVE",
    "THIRTEEN",
    "FOURTEEN",
    "FIFTEEN",
    "SIXTEEN",
    "SEVENTEEN",
    "EIGHTEEN",
    "NINETEEN",
]
_TENS = "TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY".split()  # noqa: SIM905
_VALUES = {w: i for i, w in enumerate(_UNITS)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALES = {"THOUSAND": 10**3, "MILLION": 10**6, "BILLION": 10**9, "TRILLION": 10**12}
_CURRENCIES = sorted(
    {
        code
        for region in get_global("territory_currencies").values()
        for code, _, until, tender in region
        if until is None and tender
    }
    - {"CLF", "UYW"}
)
"""Every currency that is legal tender somewhere today."""


def _read(words: str) -> int:
    total = group = 0
    for word in re.split(r"[ -]", words):
        if word == "HUNDRED":
            group *= 100
        elif word in _SCALES:
            total, group = total + group * _SCALES[word], 0
        else:
            group += _VALUES[word]
    return total + group


def _parts(said: str, currency: str) -> Iterator[int]:
    digits = exponent(currency)
    inside = said.removeprefix(f"SAY {currency_name(currency)} ").removesuffix(" ONLY.")
    whole, _, part = inside.partition(" AND ")
    yield _read(whole)
    if not part:
        yield 0
    elif "/" in part:
        yield int(part.split("/")[0])
        assert int(part.split("/")[1]) == 10**digits
    else:
        yield _read(part.partition(" ")[2])


@pytest.mark.parametrize(
    ("minor_units", "currency", "words"),
    [
        (
            1234500,
            "JPY",
            "SAY JAPANESE YEN ONE MILLION TWO HUNDRED THIRTY-FOUR THOUSAND FIVE HUNDRED ONLY.",
        ),
        (
            1234567,
            "USD",
            "SAY US DOLLARS TWELVE THOUSAND THREE HUNDRED FORTY-FIVE AND CENTS SIXTY-SEVEN ONLY.",
        ),
        (100000, "USD", "SAY US DOLLARS ONE THOUSAND ONLY."),
        (50, "EUR", "SAY EUROS ZERO AND CENTS FIFTY ONLY."),
        (1234, "KWD", "SAY KUWAITI DINARS ONE AND FILS TWO HUNDRED THIRTY-FOUR ONLY."),
        (1005, "PLN", "SAY POLISH ZLOTYS TEN AND GROSZY FIVE ONLY."),
        (1005, "MGA", "SAY MALAGASY ARIARIES TEN AND 05/100 ONLY."),
        (0, "JPY", "SAY JAPANESE YEN ZERO ONLY."),
        (-150, "USD", "SAY US DOLLARS MINUS ONE AND CENTS FIFTY ONLY."),
        (-50, "USD", "SAY US DOLLARS MINUS ZERO AND CENTS FIFTY ONLY."),
        (-7, "JPY", "SAY JAPANESE YEN MINUS SEVEN ONLY."),
    ],
)
def test_words_of_the_specification(minor_units: int, currency: str, words: str) -> None:
    assert amount_in_words(Money(minor_units, currency)) == words


@given(st.integers(-(10**14), 10**14), st.sampled_from(_CURRENCIES))
def test_words_read_back_to_the_amount(minor_units: int, currency: str) -> None:
    said = amount_in_words(Money(minor_units, currency))
    sign = -1 if " MINUS " in said else 1
    whole, part = _parts(said.replace(" MINUS ", " "), currency)
    assert sign * (whole * 10 ** exponent(currency) + part) == minor_units
    assert said.isascii()
    assert "," not in said


def test_a_count_of_units() -> None:
    assert number_in_words(1) == "ONE"
    assert number_in_words(121) == "ONE HUNDRED TWENTY-ONE"

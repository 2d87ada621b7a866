"""What is known of files of exchange rates is read strictly."""

from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.money import exponent
from broker_app.errors import UserError
from broker_app.reference import markets, rate_files

FILE = paths.resources() / "lookups" / "rate_files.toml"


def test_every_currency_of_a_market_may_be_imported() -> None:
    known = rate_files.shipped()
    for market in markets.shipped():
        assert market.currency in known.codes
        assert exponent(market.currency) in (0, 2, 3)
    assert {source.base for source in known.sources} == {"JPY", "EUR"}
    assert all(source.title["en"] and source.title["ja"] for source in known.sources)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('base = "EUR"', 'base = "euro"'),
        ('"TTM", ', '"TTM", "TTM", '),
        ("[names]", "[nicknames]"),
        ('unit = ["単位"', 'units = ["単位"'),
        ("checked_on = 2026-11-29", ""),
    ],
)
def test_an_odd_file_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    odd = tmp_path / "rate_files.toml"
    odd.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        rate_files.read(odd)

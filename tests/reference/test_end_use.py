"""The texts on diversion are read strictly, and hold what an undertaking must."""

from pathlib import Path

import pytest

from broker_app import paths
from broker_app.errors import UserError
from broker_app.reference import end_use

FILE = paths.resources() / "lookups" / end_use.FILE


def test_an_undertaking_holds_what_it_must() -> None:
    known = end_use.shipped()
    assert set(end_use.NEEDED) <= set(known.fields)
    assert "Belarus" in known.fields["no_reexport"].text["en"]
    assert known.position.sources
    printed = ("no_reexport", "no_military", "passed_on", "records", "breach")
    assert all(known.fields[name].clause.endswith(".") for name in printed)
    assert all(one.text["en"] and one.text["ja"] for one in known.fields.values())


def test_the_days_to_show_papers_are_data_with_their_source() -> None:
    records = end_use.shipped().fields["records"]
    assert records.within is not None
    assert records.within.sources
    assert f"within {records.within.days} days of a request" in records.clause


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("within {days} days", "within 14 days"),
        ("days = 14", "days = 0"),
        ('sources = ["https://inn.law/en/perspectives/no-russia-clause/"]', "sources = []"),
        ('id = "signature"', 'id = "stamp"'),
        ('id = "goods"', 'id = "declarant"'),
        ('confidence = "sourced"', 'confidence = "sure"'),
        ('sources = ["https://', 'sources = ["ftp://'),
        ("[position]", "[opinion]"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    damaged = tmp_path / "end_use.toml"
    damaged.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        end_use.read(damaged)
    assert refused.value.key == "lookups_damaged"

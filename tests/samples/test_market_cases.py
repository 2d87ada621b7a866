"""The boundary cases of the trade's markets, where they lie beside the checkout."""

import csv
import os
from pathlib import Path

import pytest

from broker_app.jobs.admitting import admit_file
from broker_app.jobs.books import Books

BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
FOLDER = Path(os.environ.get("BROKER_SHARED", BESIDE)) / "reference"
CASES = FOLDER / "markets.cases.csv"


@pytest.mark.skipif(not CASES.exists(), reason="the market cases do not lie beside the checkout")
def test_cases_of_our_markets() -> None:
    books = Books()
    with CASES.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    answers = [row.answer for row in admit_file(CASES, books)[0]]
    assert len(answers) == len(rows)
    ours = [(r, a) for r, a in zip(rows, answers, strict=True) if r["market_id"] in books.markets]
    assert len(ours) >= 24
    for row, answer in ours:
        expected = (row["expected"], row["expected_reason"])
        assert (answer.admission, answer.reason) == expected, row["case_id"]

"""Odd cases are never a yes: a review that names what is wrong, or one sentence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.facts import Fact
from broker_app.domain.missing import Missing
from broker_app.domain.rate import Rate
from broker_app.domain.suggest import suggest
from broker_app.domain.verdict import Outcome
from broker_app.jobs import explaining_markets
from broker_app.jobs.admitting import CaseAnswer, admit_file
from broker_app.jobs.books import Books

BOOKS = Books()
GOOD = {
    "market_id": "KE",
    "bl_date": "2026-11-25",
    "eta_date": "2026-12-28",
    "vehicle_class": "PASS",
    "powertrain": "ICE",
    "fuel": "PETROL",
    "displacement_cc": "1500",
    "steering": "RHD",
    "manufactured": "2022-01",
    "first_registered": "2022-03",
    "accident": "N",
}


def answer(folder: Path, **cells: str) -> CaseAnswer:
    row = {**GOOD, **cells}
    file = folder / "cases.csv"
    file.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    (one,) = admit_file(file, BOOKS)[0]
    return one


def test_the_good_case_is_good(tmp_path: Path) -> None:
    assert answer(tmp_path).answer.reason == "OK"


@pytest.mark.parametrize(
    ("cells", "reason", "missing"),
    [
        ({"manufactured": "2022-04"}, "FACT_CONFLICT", ("manufactured", "first_registered")),
        ({"eta_date": "2026-11-24"}, "FACT_CONFLICT", ("bl_date", "eta_date")),
        ({"clearance_date": "2026-12-27"}, "FACT_CONFLICT", ("eta_date", "clearance_date")),
        ({"first_registered": "2026-12"}, "FACT_CONFLICT", ("first_registered", "bl_date")),
        (
            {"manufactured": "", "first_registered": ""},
            "FACT_MISSING",
            ("first_registered",),
        ),
        ({"steering": ""}, "FACT_MISSING", ("steering",)),
        ({"accident": ""}, "FACT_MISSING", ("accident",)),
        ({"bl_date": "", "eta_date": ""}, "FACT_MISSING", ("eta_date",)),
        ({"market_id": "TZ", "vehicle_class": "SPECIAL"}, "NO_RULE", ()),
    ],
)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_wrong_is_named(
    tmp_path: Path, cells: dict[str, str], reason: str, missing: tuple[str, ...], language: str
) -> None:
    said = answer(tmp_path, **cells).answer
    assert (said.admission, said.reason, said.missing) == ("needs_review", reason, missing)
    words.use(language)
    sentence = explaining_markets.reason(said)
    assert sentence
    assert all(words.fact(name).casefold() in sentence.casefold() for name in missing)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"manufactured": "2022-13"}, "ROW_UNREADABLE"),
        ({"eta_date": "soon"}, "ROW_UNREADABLE"),
        ({"displacement_cc": "many"}, "ROW_UNREADABLE"),
        ({"steering": "MIDDLE"}, "ROW_UNREADABLE"),
        ({"market_id": "ATLANTIS"}, "MARKET_UNKNOWN"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    one = answer(tmp_path, **cells)
    assert (one.answer.admission, one.answer.reason) == ("needs_review", reason)
    assert reason == "MARKET_UNKNOWN" or (one.problem is not None and words.error(one.problem))


def test_a_currency_without_a_rate_leaves_the_cost_open_and_is_named() -> None:
    facts = {
        "vehicle_class": Fact("car"),
        "powertrain": Fact("petrol"),
        "steering": Fact("right"),
        "volume_m3": Fact(10.0),
        "export_value_jpy": Fact(1_000_000),
        "displacement_cc": Fact(1500),
        "manufactured": Fact("2020-01"),
    }
    on = date(2026, 11, 22)
    for rates, lacking in (
        ({}, ["USD", "TZS"]),
        ({"USD": Rate(Decimal(150), on, "bank")}, ["TZS"]),
    ):
        advice = suggest(BOOKS.markets.values(), facts, on, Outcome.ALLOWED, BOOKS.scoring, rates)
        cost = next(s.cost for s in advice.markets if s.market.id == "TZ")
        assert [m for m in cost.missing if m.kind == "rate"] == [
            Missing("rate", currency) for currency in lacking
        ]
        assert (cost.total.low is None) == ("USD" in lacking)
        assert cost.local.low is None
        assert all(explaining_markets.missing(m) for m in cost.missing)

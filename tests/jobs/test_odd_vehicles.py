"""Odd vehicles in a file of facts: one sentence, or a review that names what is missing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from broker_app import words
from broker_app.domain.facts import Fact
from broker_app.domain.missing import Missing
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.suggest import Suggestion
from broker_app.jobs import explaining_markets
from broker_app.jobs.books import Books
from broker_app.jobs.judging import Bench
from broker_app.jobs.suggesting import VehicleAdvice, suggest_file

BOOKS, ON = Books(), date(2026, 11, 22)
GOOD = {
    "powertrain": "petrol",
    "fuel": "petrol",
    "hs_code": "870322",
    "displacement_cc": "1500",
    "vehicle_class": "car",
    "steering": "right",
    "first_registered": "2021-05",
    "manufactured": "2021-04",
    "accident": "none",
    "volume_m3": "10",
    "export_value_jpy": "900000",
}
RATES = {"USD": Rate(Decimal(150), date(2026, 11, 20), "bank")}
TABLE_2_4 = ("AE", "AM", "CN", "IN", "KZ", "KG", "SY", "TH", "TR", "UZ")


def advised(folder: Path, **cells: str) -> VehicleAdvice:
    row = {**GOOD, **cells}
    file = folder / "facts.csv"
    file.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    (one,) = suggest_file(file, BOOKS, ON, RATES)[0]
    return one


def market(one: VehicleAdvice, name: str) -> Suggestion:
    assert one.advice is not None
    return next(s for s in one.advice.markets if s.market.id == name)


def test_the_good_vehicle_is_good(tmp_path: Path) -> None:
    assert market(advised(tmp_path), "TZ").answer.admission == "eligible"


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"manufactured": "2021-06"}, ("manufactured", "first_registered")),
        ({"manufactured": "2027-03", "first_registered": "2027-04"}, ("manufactured", "bl_date")),
    ],
)
def test_dates_that_contradict_each_other_are_named(
    tmp_path: Path, cells: dict[str, str], named: tuple[str, ...]
) -> None:
    one = advised(tmp_path, **cells)
    assert one.advice is not None
    assert not [s for s in one.advice.markets if s.answer.admission == "eligible"]
    answer = market(one, "TZ").answer
    assert (answer.reason, answer.missing) == ("FACT_CONFLICT", named)
    said = explaining_markets.reason(answer).casefold()
    assert all(words.fact(name).casefold() in said for name in named)


def test_a_chassis_without_dates_asks_for_them(tmp_path: Path) -> None:
    one = advised(tmp_path, manufactured="", first_registered="")
    answer = market(one, "KE").answer
    assert (answer.admission, answer.missing) == ("needs_review", ("first_registered",))


def test_a_class_that_no_rule_names_is_for_a_person(tmp_path: Path) -> None:
    answer = market(advised(tmp_path, vehicle_class="machinery"), "TZ").answer
    assert (answer.admission, answer.reason) == ("needs_review", "NO_RULE")


def test_a_currency_without_a_rate_is_named(tmp_path: Path) -> None:
    assert Missing("rate", "KES") in market(advised(tmp_path), "KE").cost.missing


@pytest.mark.parametrize(
    "cells",
    [
        {"first_registered": "2021-13"},
        {"volume_m3": "-1"},
        {"steering": "middle"},
        {"made_in": "Atlantis"},
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, cells: dict[str, str]) -> None:
    one = advised(tmp_path, **cells)
    assert one.advice is None
    assert one.problem is not None
    assert words.error(one.problem)


@pytest.mark.parametrize("country", TABLE_2_4)
def test_a_designated_party_of_table_2_4_blocks_what_is_barred(country: str) -> None:
    barred = {
        "hs_code": Fact("870323"),
        "displacement_cc": Fact(2693),
        "powertrain": Fact("petrol"),
        "goods_built": Fact("no"),
    }
    clear = {**barred, "hs_code": Fact("870322"), "displacement_cc": Fact(1329)}
    asked = Question(country, ON, party="designated")
    found = Bench(BOOKS, asked).verdict(barred)
    assert found.outcome == "BLOCKED"
    assert "JP-3C-PARTY" in {finding.rule for finding in found.findings}
    assert Bench(BOOKS, asked).verdict(clear).outcome == "REVIEW"
    assert Bench(BOOKS, Question("KR", ON, party="designated")).verdict(barred).outcome == "REVIEW"

"""Reads a table of cases: one vehicle a row, verdict and rules for some days in its columns."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from broker_app.domain.facts import Fact, Kind
from broker_app.domain.judge import Judge
from broker_app.domain.question import Question
from broker_app.domain.vehicle import SPEC, Vehicle
from broker_app.domain.verdict import Verdict
from broker_app.domain.worked_out import AGE, FOLLOWS_FROM, Workings
from broker_app.reference import hs_codes, lookups, rules


@dataclass(frozen=True)
class Case:
    """What a row says of one day."""

    id: str
    question: Question
    facts: dict[str, Fact]
    verdict: str
    rules: tuple[str, ...]
    hard: bool

    def __str__(self) -> str:
        return f"{self.id}-{self.question.on}"

    def on(self, day: date) -> "Case":
        return replace(self, question=replace(self.question, on=day))

    def judged(self) -> Verdict:
        return judge(self.question).verdict(self.facts)


@cache
def judge(question: Question) -> Judge:
    return Judge(rules.shipped(), hs_codes.load(), question)


def read(path: Path) -> Iterator[Case]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            days = [name.removeprefix("verdict_") for name in row if name.startswith("verdict_")]
            for day in days:
                if row[f"verdict_{day}"] != "N/A":
                    yield _case(row, day)


def _case(row: dict[str, str], day: str) -> Case:
    named = row[f"rule_{day}"].split("+")
    return Case(
        id=row["case_id"],
        question=Question(
            row["destination"],
            date.fromisoformat(day),
            row["final_destination"],
            row["party"] or "none",
            tuple(row["regimes"].split("+")),
        ),
        facts=_facts(row, date.fromisoformat(day)),
        verdict=row[f"verdict_{day}"],
        rules=tuple(name.strip() for name in named if name.strip()),
        hard=row["oracle"] == "hard",
    )


def _facts(row: dict[str, str], on: date) -> dict[str, Fact]:
    """Return what is stated of the vehicle, and what follows from that."""
    vehicle = _vehicle(row)
    stated = {name: fact for name in SPEC if (fact := vehicle.fact(name)) is not None}
    workings = Workings(lookups.load(), on, rules.shipped().bounds_of(AGE))
    value = vehicle.fact("export_value_jpy")
    found = {name: workings.fact(name, vehicle, value) for name in FOLLOWS_FROM}
    return stated | {name: fact for name, fact in found.items() if fact is not None}


def _vehicle(row: dict[str, str]) -> Vehicle:
    vehicle = Vehicle()
    for name, text in row.items():
        if name in SPEC and text:
            setattr(vehicle, name, int(text) if SPEC[name].kind is Kind.WHOLE else text)
    return vehicle

"""Our own cases: each bound of the law on both sides, each day of change before and after."""

from pathlib import Path

import pytest

from tests.cases import Case, read

CASES = list(read(Path(__file__).parents[1] / "data" / "rule_cases.csv"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    verdict = case.judged()
    assert verdict.outcome == case.verdict
    assert set(case.rules) <= {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict_holds_for_its_interval(case: Case) -> None:
    """The days for which a verdict is said to hold give the same verdict."""
    verdict = case.judged()
    assert verdict.holds_from <= case.question.on
    assert verdict.holds_until is None or case.question.on <= verdict.holds_until
    for day in (verdict.holds_from, verdict.holds_until):
        if day is not None and day.year > 2000:
            again = case.on(day).judged()
            assert (again.outcome, again.findings) == (verdict.outcome, verdict.findings)

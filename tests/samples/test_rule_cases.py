"""The reference cases, where their folder stands beside the checkout (or in BROKER_SHARED)."""

import os
from pathlib import Path

import pytest

from tests.cases import Case, read

BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
FOLDER = Path(os.environ.get("BROKER_SHARED", BESIDE)) / "reference"
TABLE = FOLDER / "russia-rules.cases.csv"
CASES = list(read(TABLE)) if TABLE.is_file() else []

pytestmark = pytest.mark.skipif(not CASES, reason=f"no table of cases at {TABLE}")


@pytest.mark.parametrize("case", [c for c in CASES if c.hard], ids=str)
def test_hard(case: Case) -> None:
    verdict = case.judged()
    assert verdict.outcome == case.verdict
    assert set(case.rules) <= {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize("case", [c for c in CASES if not c.hard], ids=str)
def test_soft(case: Case) -> None:
    verdict = case.judged()
    if case.verdict != "ALLOWED":
        assert verdict.outcome != "ALLOWED"

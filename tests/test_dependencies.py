"""Every dependency has a range that is known to work: a least version and one it stays below."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_RANGE = re.compile(r"[A-Za-z0-9-]+>=\d[\d.]*,<\d[\d.]*")
_OF_DATA = {"tzdata"}
"""Data with the year as its version: newer is always better."""


def stated() -> list[str]:
    project = PROJECT["project"]
    more = [one for some in project["optional-dependencies"].values() for one in some]
    return [*PROJECT["build-system"]["requires"], *project["dependencies"], *more]


@pytest.mark.parametrize("one", sorted(set(stated())))
def test_a_dependency_has_a_range(one: str) -> None:
    if one.startswith("broker-app["):
        return
    plain = one.partition(";")[0].strip()
    name = re.split(r"[<>=]", plain)[0]
    assert name in _OF_DATA or _RANGE.fullmatch(plain), one


def test_the_audit_looks_at_what_is_installed_for_users() -> None:
    script = (ROOT / "packaging" / "audit.sh").read_text(encoding="utf-8")
    assert "pip-audit" in script
    assert re.search(r"pip-audit>=\d+(\.\d+)*,<\d+", script)
    schedule = (ROOT / ".github" / "workflows" / "audit.yml").read_text(encoding="utf-8")
    assert "packaging/audit.sh" in schedule
    assert "cron:" in schedule

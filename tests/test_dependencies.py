"""Every dependency has a range that is known to work: a least version and one it stays below."""

import importlib.util
import json
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


def audited(told: str, status: int = 0) -> tuple[int, list[str]]:
    file = ROOT / "packaging" / "audited.py"
    spec = importlib.util.spec_from_file_location("audited", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.verdict(told, status)  # type: ignore[no-any-return]


def looked_up(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": [{"name": "broker-app", "skip_reason": "ours"}, *packages]})


CLEAN = {"name": "click", "version": "8.1", "vulns": []}
HOLE = {"name": "lxml", "version": "5.2", "vulns": [{"id": "CVE-1", "fix_versions": ["5.3"]}]}
LEFT = {"name": "pypdf", "skip_reason": "Dependency not found"}


def test_an_audit_that_reached_nobody_is_none() -> None:
    """pip-audit itself ends with 0 and says that there are no known holes."""
    assert audited(looked_up(LEFT))[0] == 2
    assert "nothing was looked up" in audited(looked_up(LEFT))[1][0]
    assert audited(looked_up())[0] == 2
    assert audited("", 1)[0] == 2
    assert audited(looked_up(CLEAN, LEFT)) == (2, ["1 of 2 could not be looked up: pypdf."])


def test_an_audit_tells_holes_and_where_they_are_mended() -> None:
    assert audited(looked_up(CLEAN)) == (0, ["1 packages looked up, 0 known holes."])
    code, said = audited(looked_up(CLEAN, HOLE, LEFT), 1)
    assert code == 1
    assert said[0] == "lxml 5.2: CVE-1, mended in 5.3"
    assert "pypdf" in said[1]


def test_workflows_run_nothing_that_can_be_moved() -> None:
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        used = re.findall(r"uses:\s*(\S+)", text)
        assert used
        assert [
            one for one in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", one)
        ] == []
        assert "contents: read" in text
        assert "\t" not in text

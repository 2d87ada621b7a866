"""`rules list|show|test|diff|timeline`: the shipped pack, and packs of others."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import paths
from broker_app.cli.main import DONE, REFUSED, Front, run
from broker_app.errors import UserError
from broker_app.jobs import rule_packs
from broker_app.jobs.books import Books
from broker_app.store.database import open_file

BOOKS = Books()
FRONT = Front(lambda _: 0, lambda: False, lambda _pages, _target: None)
ICE = "JP-RU-IND-2308-ICE1900"
Said = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules, to be changed."""
    copied = tmp_path / "rules"
    shutil.copytree(paths.resources() / "rules", copied)
    return copied


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What a command prints: a function that runs it and returns status, lines and messages."""

    def ask(*arguments: object) -> tuple[int, list[str], str]:
        status = run([str(a) for a in arguments], FRONT)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return ask


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / "jp" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_list_finds_by_words_and_regime(said: Said) -> None:
    status, lines, err = said("rules", "list", "--json")
    assert status == DONE
    assert len(lines) == len(BOOKS.pack.rules)
    assert f"{len(lines)}" in err
    _, lines, _ = said("rules", "list", "--regime", "JP", "1900", "petrol", "--on", "2023-08-09")
    assert any(line.startswith(f"{ICE}\tBlocked") for line in lines)
    _, lines, _ = said("rules", "list", "--json", "--regime", "EU", "--on", "2022-01-01")
    assert not any(json.loads(line)["in_force"] for line in lines)


def test_a_rule_is_shown_with_versions_sources_and_examples(said: Said) -> None:
    status, lines, _ = said("rules", "show", ICE.lower())
    text = "\n".join(lines)
    assert status == DONE
    assert "9 Aug 2023" in text
    assert "1,900 cc" in text
    assert "https://" in text
    _, (line,), _ = said("rules", "show", ICE, "--json")
    rule = json.loads(line)
    assert rule["versions"][0]["since"] == "2023-08-09"
    assert {"fact": "displacement_cc", "condition": "over", "bound": 1900, "except_item": ""} in (
        rule["versions"][0]["when"]
    )
    assert said("rules", "show", "NO-SUCH-RULE")[0] == REFUSED


def test_examples_are_tried_and_a_wrong_one_is_named(said: Said, folder: Path) -> None:
    status, lines, err = said("rules", "test")
    assert (status, lines) == (DONE, [])
    assert "give what their files say" in err
    edit(folder, "car-over-1900cc.toml", "over = 1900", "over = 2000")
    status, lines, err = said("rules", "test", folder)
    assert status == REFUSED
    assert all(line.startswith(ICE) for line in lines)
    assert lines
    assert "examples give something else" in err


def test_two_packs_are_compared(said: Said, folder: Path) -> None:
    edit(folder, "car-over-1900cc.toml", "over = 1900", "over = 2000")
    (folder / "jp" / "tyre.toml").unlink()
    _, lines, _ = said("rules", "diff", folder, "--json")
    found = {row["rule"]: row for row in map(json.loads, lines)}
    assert found[ICE] == {"rule": ICE, "change": "changed", "parts": ["version 2023-08-09"]}
    assert {row["change"] for name, row in found.items() if name != ICE} == {"added"}
    assert said("rules", "diff", folder, folder)[1] == []


def test_the_stock_that_another_pack_judges_otherwise_is_named(
    said: Said, folder: Path, tmp_path: Path
) -> None:
    said("demo", "--dir", tmp_path / "d", "--no-window")
    edit(folder, "car-over-1900cc.toml", "over = 1900", "over = 2400")
    database = tmp_path / "d" / "demo.db"
    ask = ["rules", "diff", folder, "--database", database, "--on", "2026-12-22", "--json"]
    _, lines, err = said(*ask)
    moved = [row for row in map(json.loads, lines) if "before" in row]
    assert moved
    assert all(row["after"] == "BLOCKED" for row in moved)
    assert f"{len(moved)} vehicles judged otherwise" in err


def test_the_timeline_tells_the_stock_each_turn_moves(said: Said, tmp_path: Path) -> None:
    said("demo", "--dir", tmp_path / "d", "--no-window")
    _, lines, _ = said("rules", "timeline", "--database", tmp_path / "d" / "demo.db", "--json")
    turns = [json.loads(line) for line in lines]
    days = [turn["day"] for turn in turns]
    assert days == sorted(set(days))
    by_day = {turn["day"]: turn for turn in turns}
    assert ICE in by_day["2023-08-09"]["rules"]
    assert by_day["2023-08-09"]["moved"] > 0
    _, lines, _ = said("rules", "timeline")
    assert any(line.startswith("9 Aug 2023") for line in lines)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    with pytest.raises(UserError):
        rule_packs.read_pack(file)


@pytest.mark.parametrize("broken", ["id = 3", "[[version]]\nfrom = 2022-01-01", "not toml ["])
def test_one_broken_file_refuses_the_whole_pack(said: Said, folder: Path, broken: str) -> None:
    (folder / "jp" / "mine.toml").write_text(broken, encoding="utf-8")
    status, lines, err = said("rules", "list", "--pack", folder)
    assert (status, lines) == (REFUSED, [])
    assert "jp/mine.toml" in err


def test_a_pack_is_installed_after_a_preview_and_rolled_back(
    said: Said, folder: Path, tmp_path: Path
) -> None:
    said("demo", "--dir", tmp_path / "d", "--no-window")
    database = tmp_path / "d" / "demo.db"
    edit(folder, "car-over-1900cc.toml", "over = 1900", "over = 1700")
    text = (folder / "jp" / "car-over-1900cc.toml").read_text(encoding="utf-8")
    keep, _, _ = text.partition("[[example]]")
    example = (
        '[[example]]\non = 2023-08-09\ngiven = { hs_code = "870323", displacement_cc = 1701 }\n'
    )
    (folder / "jp" / "car-over-1900cc.toml").write_text(
        keep + example + 'gives = "fires"\n', encoding="utf-8"
    )
    pack = folder / "pack.toml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("2026.11.24", "2026.12.01"), encoding="utf-8"
    )
    judge = ["judge", "--database", database, "--on", "2026-12-22", "--json"]
    at = ["--database", database]
    before = said(*judge)[1]
    _, lines, err = said("rules", "install", folder, *at, "--on", "2026-12-22", "--dry-run")
    assert any(line.startswith(ICE) for line in lines)
    assert "vehicles judged otherwise" in err
    assert said(*judge)[1] == before
    status, _, err = said("rules", "install", folder, *at, "--on", "2026-12-22")
    assert status == DONE, err
    assert "2026.12.01" in err
    after = [json.loads(line) for line in said(*judge)[1]]
    assert {row["pack"]["version"] for row in after} == {"2026.12.01"}
    assert [row["verdict"] for row in after] != [json.loads(r)["verdict"] for r in before]
    assert said("rules", "verify", *at)[0] == DONE
    assert said("rules", "rollback", *at)[0] == DONE
    assert said(*judge)[1] == before
    assert said("rules", "rollback", *at)[0] == REFUSED


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("over = 1900", "over = 2400", "gives something else"),
        ('regime = "JP"', 'regime = "XX"', "unknown regime"),
    ],
)
def test_a_pack_that_fails_is_not_installed(
    said: Said, folder: Path, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    database = tmp_path / "s.db"
    open_file(database).close()
    edit(folder, "car-over-1900cc.toml", old, new)
    status, _, err = said("rules", "install", folder, "--database", database)
    assert status == REFUSED
    assert sentence in err
    assert said("rules", "rollback", "--database", database)[0] == REFUSED


def test_an_older_pack_is_not_installed(said: Said, folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    open_file(database).close()
    pack = folder / "pack.toml"
    text = pack.read_text(encoding="utf-8").replace(
        "checked_on = 2026-11-22", "checked_on = 2026-01-01"
    )
    pack.write_text(text, encoding="utf-8")
    status, _, err = said("rules", "install", folder, "--database", database)
    assert status == REFUSED
    assert "before the one of this program" in err

"""`markets list|show|override|remove|test`, and the commands that ask by a database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.cli.main import DONE, REFUSED, Front, run
from broker_app.store.database import open_file

FRONT = Front(lambda _: 0, lambda: False, lambda _pages, _target: None)
RULE = """[[version]]
from = 2026-12-01
[[version.row]]
classes = ["ALL"]
steering = "BOTH"
age_base = "FIRST_REG"
age_event = "ARRIVAL"
age_max = { mode = "YEAR_COUNT_INCL", value = 10 }
damage = "NO_SALVAGE"
registration_gap_months = 12
"""
WHENCE = ("--source", "Gazette notice 12", "--on", "2026-11-20")
Said = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What a command prints: a function that runs it and returns status, lines and messages."""

    def ask(*arguments: object) -> tuple[int, list[str], str]:
        status = run([str(a) for a in arguments], FRONT)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return ask


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    open_file(path).close()
    return path


def override(said: Said, db: Path, place: str, value: str, *more: str) -> tuple[int, str]:
    options = more or WHENCE
    status, lines, err = said("markets", "override", "ke", place, value, "--database", db, *options)
    return status, "\n".join(lines) + err


def test_list_and_show(said: Said, db: Path) -> None:
    status, lines, _ = said("markets", "list")
    files = list((paths.resources() / "markets").glob("*.toml"))
    assert (status, len(lines)) == (DONE, len(files))
    assert said("markets", "list", "keny")[1][0].startswith("KE\tKenya\tchecked")
    assert override(said, db, "logistics.freight_usd_m3", "80-100")[0] == DONE
    assert said("markets", "list", "kenya", "--database", db)[1][0].endswith("1 override")
    shown = "\n".join(said("markets", "show", "ke", "--database", db)[1])
    assert "Freight, USD per m³: 80 to 100  your own" in shown
    assert "80 to 100 (shipped: 75 to 95)\tGazette notice 12, 20 Nov 2026" in shown
    assert 'steering = "RHD_ONLY"' in shown
    one = json.loads(said("markets", "show", "KE", "--database", db, "--json")[1][0])
    assert one["values"]["logistics.freight_usd_m3"] == [80, 100]
    assert one["sources"]["transit"]["confidence"] == "own"
    (held,) = one["overrides"]
    assert (held["place"], held["shipped"]) == ("logistics.freight_usd_m3", [75, 95])
    assert (held["shipped_changed"], held["set_aside"]) == (False, "")
    assert said("markets", "show", "XX")[0] == REFUSED


@pytest.mark.parametrize(
    ("place", "value", "options", "sentence"),
    [
        ("logistics.freight_usd_m3", "100-80", WHENCE, "no range"),
        ("logistics.transit_days", "1-9999", WHENCE, "is no number of days"),
        ("nix", "3", WHENCE, "no nix in the market's file"),
        ("version", "@nix.toml", WHENCE, "nix.toml"),
        ("version", "x", WHENCE, "[[version]]"),
        ("demand.units", "5", ("--on", "2026-11-20"), "where you have it from"),
        ("demand.units", "5", ("--source", "x"), "the day"),
        ("demand.units", "5", ("--source", "x", "--on", "2099-01-01"), "still to come"),
    ],
)
def test_nonsense_is_one_sentence(
    said: Said, db: Path, place: str, value: str, options: tuple[str, ...], sentence: str
) -> None:
    status, told = override(said, db, place, value, *options)
    assert status == REFUSED
    assert sentence in told
    assert "Traceback" not in told


def test_a_rule_turns_examples_and_wants_a_yes(said: Said, db: Path, tmp_path: Path) -> None:
    file = tmp_path / "rule.toml"
    file.write_text(RULE, "utf-8")
    status, told = override(said, db, "version", f"@{file}")
    assert status == REFUSED
    assert "Example 2 " in told
    assert "say --yes" in told
    assert override(said, db, "version", f"@{file}", *WHENCE, "--dry-run")[0] == DONE
    assert "override" not in said("markets", "list", "kenya", "--database", db)[1][0]
    assert override(said, db, "version", RULE, *WHENCE, "--yes")[0] == DONE
    status, lines, err = said("markets", "test", "KE", "--database", db, "--json")
    assert status == DONE
    turned = [json.loads(line) for line in lines]
    assert [one["example"] for one in turned] == [2, 6]
    assert turned[0]["wanted"]["reason"] == "AGE_OVER_MAX"
    assert turned[0]["gives"]["reason"] == "OK"
    assert said("markets", "test")[1] == []  # the shipped ones hold
    assert said("markets", "remove", "KE", "version.2026-12-01", "--database", db)[0] == DONE
    assert said("markets", "test", "--database", db)[1] == []
    status, _, err = said("markets", "remove", "KE", "version.2026-12-01", "--database", db)
    assert status == REFUSED
    assert "no longer there" in err


def test_admit_asks_by_the_markets_of_a_database(said: Said, db: Path, tmp_path: Path) -> None:
    assert override(said, db, "version", RULE, *WHENCE, "--yes")[0] == DONE
    case = tmp_path / "case.csv"
    case.write_text(
        "market_id,bl_date,eta_date,vehicle_class,steering,manufactured,first_registered,accident\n"
        "KE,2026-12-20,2027-01-15,PASS,RHD,2018-12,2019-02,N\n",
        "utf-8",
    )
    shipped = json.loads(said("admit", case, "--json")[1][0])
    own = json.loads(said("admit", case, "--database", db, "--json")[1][0])
    assert (shipped["admission"], shipped["own"]) == ("ineligible", "")
    assert (own["admission"], own["own"]) == ("eligible", "Gazette notice 12")
    assert own["reference"] == ["Gazette notice 12"]
    assert "By a rule of your own" in own["sentence"]

"""`admit` and `suggest` at the command line: one object a row, whatever the row holds."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from broker_app.cli.admitting import admit
from broker_app.cli.suggesting import suggest
from broker_app.domain.suggest import guard
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs.admitting import admit_file
from broker_app.jobs.books import Books
from broker_app.reference import markets

OWN_CASES = Path(__file__).parent.parent / "data" / "market_cases.csv"
BARRED = "electric,870380,car,right"
ALLOWED = "petrol,870322,car,right"


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], catch_exceptions=False)


def objects(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def facts(folder: Path, *rows: str) -> Path:
    heads = "case_id,powertrain,hs_code,vehicle_class,steering,first_registered,manufactured"
    path = folder / "facts.csv"
    lines = [f"{number},{row},2021-04,2021-03" for number, row in enumerate(rows, 1)]
    path.write_text("\n".join([heads, *lines]), encoding="utf-8")
    return path


def test_admit_answers_every_row() -> None:
    said = objects(run(admit, OWN_CASES, "--json"))
    rows = OWN_CASES.read_text(encoding="utf-8").splitlines()[1:]
    assert [o["case_id"] for o in said] == [row.split(",")[0] for row in rows]
    keys = {"row", "case_id", "market", "admission", "reason", "changes_on", "because", "reference"}
    assert all(keys <= set(o) for o in said)
    assert [o["case_id"] for o in said if "error" in o] == ["own-24"]


def test_admit_says_it_in_words() -> None:
    shown = run(admit, OWN_CASES).stdout.splitlines()
    assert shown[1] == (
        "own-02\tKE\tNot admitted\tToo old on the day that counts"
        " (first registered 2019-12-28; admitted on arrival in 2027: 2020 or later)"
    )


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\0\0"])
def test_admit_refuses_what_is_no_file_of_cases(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError):
        run(admit, path)


def test_admit_bears_ragged_rows(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("market_id,eta_date\nKE\n\nKE,2026-13-01\n,\nTZ,2026-12-01,x,y\n", "utf-8")
    said = objects(run(admit, path, "--json"))
    assert [o["reason"] for o in said] == ["FACT_MISSING", "ROW_UNREADABLE", "FACT_MISSING"]


def test_suggest_from_a_file(tmp_path: Path) -> None:
    path = facts(tmp_path, ALLOWED, BARRED, "steam,,,")
    options = ("--on", "2026-11-22", "--rate", "USD=155.5@2026-11-20", "--json")
    allowed, barred, unreadable = objects(run(suggest, path, *options))
    for one in (allowed, barred):
        assert isinstance(one["markets"], list)
        for market in one["markets"]:
            assert sum(part["points"] for part in market["parts"]) == market["score"]
            assert {"landed_cost", "last_day_to_load", "diversion", "reason"} <= set(market)
    assert barred["to_russia"] == "BLOCKED"
    kept_back = {r["market"] for r in barred["refused"] if r["reason"] == "DIVERSION_BARRED"}
    assert kept_back == {m.id for m in markets.shipped() if guard(m, Outcome.BLOCKED)}
    assert {"AE", "AE-FZ", "KZ", "MN", "TR"} <= kept_back
    assert {"GE", "AM", "KG", "TJ", "UZ", "HK", "RU"} <= kept_back
    assert not kept_back & {"KE", "TZ", "NZ", "PK", "MY"}
    assert unreadable["markets"] == unreadable["refused"] == []
    assert "steam" in str(unreadable["error"])


def test_suggest_tells_sanctions(tmp_path: Path) -> None:
    (said,) = objects(run(suggest, facts(tmp_path, ALLOWED), "--on", "2026-11-22", "--json"))
    every = {m["market"]: m for m in (*said["markets"], *said["refused"])}  # type: ignore[misc]
    assert every["CD"]["sanctions"]["status"] == "PARTIAL"
    assert "Arms embargo" in every["CD"]["sanctions"]["text"]
    assert every["KP"]["sanctions"]["status"] == "TOTAL"
    assert every["TZ"]["sanctions"] is None


def test_suggest_tells_what_stands_beside_what_is_kept_back(tmp_path: Path) -> None:
    (said,) = objects(run(suggest, facts(tmp_path, BARRED), "--on", "2026-11-22", "--json"))
    told = said["diversion"]
    assert {"end_user", "end_use", "place_of_use", "no_reexport", "signature", "date"} <= set(
        told["undertaking_fields"]  # type: ignore[index]
    )
    assert told["sources"]  # type: ignore[index]
    kept = [r for r in said["refused"] if r["reason"] == "DIVERSION_BARRED"]  # type: ignore[attr-defined]
    assert {"AE-FZ", "MN", "KG"} <= {r["market"] for r in kept}
    assert all(r["diversion_reason"] for r in kept)


@pytest.mark.parametrize("by", ["option", "column"])
def test_suggest_asks_hubs_for_the_final_country(tmp_path: Path, by: str) -> None:
    path, options = facts(tmp_path, BARRED), ["--final-destination", "by"]
    if by == "column":
        head, row = path.read_text(encoding="utf-8").splitlines()
        path.write_text(f"{head},final_destination\n{row},BY\n", encoding="utf-8")
        options = []
    (said,) = objects(run(suggest, path, "--on", "2026-11-22", "--json", *options))
    reasons = {r["market"]: r["reason"] for r in said["refused"]}  # type: ignore[attr-defined]
    for hub in ("AE-FZ", "CL-IQQ", "KR", "ZA-TRANSIT"):
        assert reasons[hub] == "ROUTE_BARRED"


def test_suggest_refuses_a_final_country_nobody_knows(tmp_path: Path) -> None:
    path = facts(tmp_path, ALLOWED)
    with pytest.raises(UserError):
        run(suggest, path, "--on", "2026-11-22", "--final-destination", "XQ")


def test_admit_judges_the_final_country_with_the_hub(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    head = "market_id,final_destination,bl_date,eta_date,vehicle_class,powertrain,steering"
    rows = [f"ZA-TRANSIT,{c},2026-11-25,2026-12-25,PASS,ICE,RHD" for c in ("BW", "RU", "Narnia")]
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    good, russia, nowhere = objects(run(admit, path, "--json"))
    assert (good["admission"], good["final_destination"]) == ("eligible", "BW")
    assert good["hub"]["reason"] == good["final"]["reason"] == "OK"  # type: ignore[index]
    assert (russia["admission"], russia["reason"]) == ("ineligible", "EMBARGO")
    assert "Narnia" in str(nowhere["error"])


def test_suggest_shows_the_best(tmp_path: Path) -> None:
    path = facts(tmp_path, ALLOWED)
    every, best = (
        objects(run(suggest, path, "--on", "2026-11-22", "--json", *top))[0]["markets"]
        for top in ((), ("--top", "2"))
    )
    assert best == every[:2]


@pytest.mark.parametrize("rate", ["USD", "USD=", "USD=-1", "USD=0", "US=1", "USD=NaN", "USD=1@x"])
def test_an_odd_rate_is_wrong_usage(tmp_path: Path, rate: str) -> None:
    result = run(suggest, facts(tmp_path, ALLOWED), "--on", "2026-11-22", "--rate", rate)
    assert result.exit_code == 2


def test_suggest_wants_one_source() -> None:
    assert run(suggest, "--on", "2026-11-22").exit_code == 2


def test_a_day_nobody_can_mean_is_wrong_usage(tmp_path: Path) -> None:
    assert run(suggest, facts(tmp_path, ALLOWED), "--on", "9999-12-31").exit_code == 2


@pytest.mark.parametrize(
    ("column", "text"),
    [("eta_date", "9999-12-31"), ("model_year", "21"), ("manufactured", "9999"), ("score", "R")],
)
def test_odd_values_are_never_a_pass(tmp_path: Path, column: str, text: str) -> None:
    path = tmp_path / "cases.csv"
    heads, cells = "market_id,steering,accident,eta_date,bl_date", "JM,RHD,N,2026-12-30,2026-12-01"
    path.write_text(f"{heads},{column}\n{cells},{text}\n", "utf-8")
    (said,) = objects(run(admit, path, "--json"))
    assert said["admission"] == "needs_review"


BOOKS = Books()
HEADS = OWN_CASES.read_bytes().splitlines(keepends=True)[0]
cells = st.sampled_from(["KE", "NZ", "2026-12", "-1", '"', "1e9", "R", "diesel", "0001", "９", ""])


@given(st.one_of(st.binary(max_size=200), st.lists(cells).map(lambda c: ",".join(c).encode())))
def test_any_bytes_give_answers_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("cases") / "cases.csv"
    for text in (content, HEADS + content):
        path.write_bytes(text)
        try:
            answers = list(admit_file(path, BOOKS)[0])
        except UserError:
            continue
        assert all(row.answer.admission != "eligible" for row in answers)

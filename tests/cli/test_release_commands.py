"""`checks`, `release` and the proof at the command line."""

import json
from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, Front, run
from broker_app.jobs import particulars
from broker_app.jobs.books import Books
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, no_window


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--dir", str(folder), "--no-window"], FRONT) == DONE
    with open_file(folder / "demo.db") as db:
        particulars.put(db, Books(), 1, {"idf": ""}, "sato")
    return folder / "demo.db"


def test_the_shipment_of_the_demo_is_whole_and_two_people_release_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["demo", "--dir", str(tmp_path / "d"), "--no-window"], FRONT)
    assert ", 1 waits for a second person's reason, 0 stand against it." in capsys.readouterr().out
    database = str(tmp_path / "d" / "demo.db")
    second = ["release", "1", "--database", database, "--second", "Kaneda"]
    assert run(second, FRONT) == REFUSED
    assert run([*second, "--override", "party_by_hand=looked up at METI"], FRONT) == DONE
    folder = ["--out", str(tmp_path / "papers")]
    run(["papers", "1", "--database", database, "--set", "--json", *folder], FRONT)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()[1:]]
    drafts = {one["kind"] for one in told if one["state"] == "draft"}
    assert drafts == {"COV"}  # made when the documents are sent


def test_checks_say_what_each_found(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ["checks", "1", "--database", str(demo)]
    assert run([*words, "--json"], FRONT) == DONE
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_check = {one["check"]: one for one in found}
    assert len(by_check) > 45
    assert by_check["law_bars"]["outcome"] == "passed"
    assert by_check["references"]["severity"] == "blocks"
    assert by_check["references"]["sentence"] == "IDF no. (Kenya) is not entered."
    assert run([*words, "--stage", "draft"], FRONT) == DONE
    assert "references" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--second", ""], "second person"),
        (["--second", "Kaneda"], "stop"),
        (["--second", "Kaneda", "--override", "law_bars=x"], "Nobody may let this pass"),
        (["--second", "Kaneda", "--override", "runners"], "Say why"),
        (["--second", "Kaneda", "--override", "nothing=x"], "no check nothing"),
    ],
)
def test_a_release_is_refused_in_a_sentence(
    demo: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    words = ["release", "1", "--database", str(demo)]
    assert run([*words, *more], FRONT) == REFUSED
    assert said in capsys.readouterr().err


def test_the_proof_is_one_file(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[int] = []

    def write(pages: object, target: Path, _progress: object) -> None:
        written.append(len(list(pages)))  # type: ignore[call-overload]
        target.write_bytes(b"%PDF")

    front = Front(no_window, lambda: False, write)
    words = ["papers", "1", "--database", str(demo), "--out", str(tmp_path)]
    capsys.readouterr()
    assert run([*words, "--proof", "--as", "pdf", "--json"], front) == DONE
    made = json.loads(capsys.readouterr().out)
    assert Path(made["file"]).exists()
    assert written == [1]  # one paper of all parts; the others are drafts, for no list decides


def test_a_draft_is_compared_kept_and_refused_where_a_chassis_number_differs(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["draft", "1", "--database", str(demo)]
    assert run(words, FRONT) == REFUSED
    assert "No draft" in capsys.readouterr().err
    file = tmp_path / "draft.txt"
    file.write_text("VESSEL: SHIRANAMI LEADER\n\nNCP160-3261357 1,050 KGS\n", encoding="utf-8")
    assert run([*words, str(file), "--dry-run", "--json"], FRONT) == DONE
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"box": "vessel", "outcome": "same"}.items() <= rows[3].items()
    (wrong,) = [row for row in rows if row["changes"]]
    assert (wrong["instructed"], wrong["draft"]) == ("NCP160-3261356", "NCP160-3261357")
    assert wrong["changes"] == [{"at": 14, "instructed": "6", "draft": "7"}]
    assert run(words, FRONT) == REFUSED  # nothing was kept
    assert run([*words, str(file), "--box", "voyage=118W"], FRONT) == DONE
    said = capsys.readouterr().out
    assert "sign 14: 6, draft 7" in said
    assert run([*words, "--approve", "--why", "never mind"], FRONT) == REFUSED
    assert "may not differ" in capsys.readouterr().err
    assert (
        run(["draft", "1", str(tmp_path / "none.txt"), "--database", str(demo)], FRONT) == REFUSED
    )
    file.write_bytes(b"\xff\xfe\x00\x81\xff")
    assert run([*words, str(file)], FRONT) == REFUSED


def test_a_shipment_sails_with_a_reason_and_its_documents_wait_for_a_release(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--database", str(demo)]
    assert run(["send-documents", "1", *more], FRONT) == REFUSED
    assert "has not sailed" in capsys.readouterr().err
    assert run(["shipments", "set", "1", "state=sailed", *more], FRONT) == REFUSED
    assert "is not released as it stands" in capsys.readouterr().err
    assert (
        run(["shipments", "set", "1", "state=sailed", "--why", "left early", *more], FRONT) == DONE
    )
    assert run(["send-documents", "1", *more], FRONT) == REFUSED
    assert "is not released as it stands" in capsys.readouterr().err

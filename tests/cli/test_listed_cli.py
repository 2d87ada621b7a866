"""Sanctions lists at the command line."""

from pathlib import Path

import pytest

from broker_app.cli.main import DONE, REFUSED, run
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines
from tests.intake.listed_samples import MADE_UP

ANYWAY = ["--accept-shrunk", "a small sample"]


def asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *arguments: str, status: int = DONE
) -> tuple[str, str]:
    capsys.readouterr()
    option = ["--database", str(tmp_path / "t.db")]
    assert run(["lists", *arguments, *option], FRONT) == status
    said = capsys.readouterr()
    return said.out, said.err


def test_every_list_is_told_before_one_was_taken_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_file(tmp_path / "t.db").close()  # a name that is not there is refused, as mistyped
    out, err = asked(capsys, tmp_path, "list")
    assert out.count("not taken in") == 13
    assert "0 of 13" in err
    out, _ = asked(capsys, tmp_path, "list", "--json")
    first = lines(out)[0]
    assert (first["list"], first["binding"], first["stale"]) == ("jp-meti-belarus", True, True)


def test_a_list_is_taken_in_shown_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = asked(capsys, tmp_path, "install", str(MADE_UP / "russia.txt"), status=REFUSED)
    assert "only 5 entries" in err
    assert "at least 500" in err
    out, _ = asked(capsys, tmp_path, "install", str(MADE_UP / "russia.txt"), *ANYWAY)
    assert "entries: 5" in out
    text = (MADE_UP / "russia.txt").read_text(encoding="utf-8")
    newer = tmp_path / "newer.txt"
    newer.write_text(
        text.replace("09 月12", "10 月01").replace("Mihon Shipyard", "Mihon Wharf"),
        encoding="utf-8",
    )
    out, _ = asked(capsys, tmp_path, "install", str(newer), "--json", *ANYWAY)
    (taken,) = lines(out)
    assert (taken["list"], taken["before"], taken["changed"]) == ("jp-meti-russia", 5, 1)
    out, _ = asked(capsys, tmp_path, "diff", "jp-meti-russia")
    assert "~ 株式会社ミホン造船所 / Mihon Wharf JSC\t1\tnames" in out
    out, _ = asked(capsys, tmp_path, "diff", "jp-meti-russia", "--json")
    assert lines(out)[0]["change"] == "changed"
    out, _ = asked(capsys, tmp_path, "show", "jp-meti-russia")
    assert "Notice 82" in out
    assert out.count("\t5\t") == 2
    out, _ = asked(capsys, tmp_path, "show", "jp-meti-russia", "--json")
    assert lines(out)[0]["copies"][1]["why"] == "a small sample"
    out, _ = asked(capsys, tmp_path, "list", "--on", "2099-01-01")
    assert "too old" in out


def test_what_cannot_be_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_file(tmp_path / "t.db").close()
    _, err = asked(capsys, tmp_path, "show", "us-ofac", status=REFUSED)
    assert "us-ofac-sdn" in err
    _, err = asked(capsys, tmp_path, "fetch", "jp-mof", status=REFUSED)
    assert "https://www.mof.go.jp/" in err
    _, err = asked(capsys, tmp_path, "install", str(MADE_UP / "alt.csv"), status=REFUSED)
    assert "alt.csv is only a part" in err

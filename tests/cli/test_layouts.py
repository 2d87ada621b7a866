"""`broker-app layouts` at the command line."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from broker_app.cli.main import run
from broker_app.papers.page import Page
from tests.cli.test_cli import FRONT


def keep_text(pages: Sequence[Page], target: Path) -> None:
    """Stand in for the PDF writer, which needs Qt."""
    target.write_text(pages[0].as_text(), encoding="utf-8")


PRINTING = replace(FRONT, write_pdf=keep_text)


def said(capsys: pytest.CaptureFixture[str], status: int, *args: str) -> str:
    assert run(["layouts", *args], PRINTING) == status
    out, err = capsys.readouterr()
    return out if status == 0 else err


def test_a_layout_is_chosen_listed_and_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ["--database", str(tmp_path / "office.db")]
    shift = ["--kind", "COO", "--right", "1.5", "--down", "-2"]
    said(capsys, 0, "use", "form", *shift, *database)
    listed = [
        json.loads(line) for line in said(capsys, 0, "list", "--json", *database).split("\n")[:-1]
    ]
    origin = next(one for one in listed if one["kind"] == "COO")
    assert (origin["used"], origin["right_mm"], origin["down_mm"]) == ("form", 1.5, -2)
    assert "+1.5 / -2 mm" in said(capsys, 0, "list", *database)
    out = tmp_path / "trial.pdf"
    said(capsys, 0, "trial", "form", *shift, "--out", str(out), *database)
    assert "3. NO. OF INVOICE: SAMPLE-0001" in out.read_text(encoding="utf-8")
    assert "Choose one of: un" in said(capsys, 1, "use", "form", "--kind", "CI", *database)
    assert "at most 20" in said(
        capsys, 1, "use", "form", "--kind", "COO", "--down", "21", *database
    )

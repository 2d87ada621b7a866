"""The tariff table."""

from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.reference import hs_codes

TABLE = hs_codes.paths.resources() / "lookups" / hs_codes.FILE


def test_every_line_has_titles_and_a_source() -> None:
    for line in hs_codes.lines():
        assert line.title_en
        assert line.title_ja
        assert line.source
        assert not line.stat_code_9 or line.stat_code_9.startswith(line.hs6)


def test_doubtful_lines_are_left_out_of_classification() -> None:
    doubtful = [line for line in hs_codes.lines() if line.confidence == "uncertain"]
    assert doubtful
    assert len(hs_codes.load()) == len(hs_codes.lines()) - len(doubtful)


def test_it_is_read_once() -> None:
    assert hs_codes.load() is hs_codes.load()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",petrol,0,550,", ",steam,0,550,"),
        (",petrol,0,550,", ",petrol,none,550,"),
        (",870321,", ",8703.21,"),
        ("cc_over", "cc_more_than"),
        ("recalled_high", "rumoured"),
    ],
)
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, old: str, new: str) -> None:
    text = TABLE.read_text("utf-8")
    assert old in text
    damaged = tmp_path / "table.csv"
    damaged.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError) as refused:
        hs_codes.read(damaged)
    assert refused.value.key == "lookups_damaged"
    assert refused.value.values["file"] == "table.csv"
    assert refused.value.values["line"]

"""The kinds of papers that parties hand in."""

from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.paths import resources
from broker_app.reference import party_papers

TEXT = (resources() / "lookups" / party_papers.FILE).read_text("utf-8")


def test_the_shipped_kinds() -> None:
    kinds = party_papers.shipped()
    assert next(iter(kinds)) == "end_use_undertaking"
    assert list(kinds)[-1] == "other"
    assert kinds["end_use_undertaking"].needs_dates
    assert all(kind.title["en"] and kind.title["ja"] for kind in kinds.values())
    assert all(kind.source or kind.confidence != "sourced" for kind in kinds.values())


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('id = "other"', 'id = "rest"'),
        TEXT.replace('id = "identity"', 'id = "other"'),
        TEXT.replace('confidence = "sourced"', 'confidence = "surely"'),
        TEXT.replace("needs_dates = true", "needs_days = true"),
        "=",
    ],
)
def test_an_odd_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "papers.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UserError) as caught:
        party_papers.read(file)
    assert caught.value.key == "lookups_damaged"

from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.intake.listed.reading import PARSERS
from broker_app.paths import resources
from broker_app.reference import sanctions_lists

FOLDER = resources() / "lists"
UN = (FOLDER / "un.toml").read_text(encoding="utf-8")


def test_the_shipped_lists_are_those_asked_for() -> None:
    shipped = sanctions_lists.shipped()
    assert {one.id for one in shipped if one.binding} == {
        "jp-meti-russia",
        "jp-meti-belarus",
        "jp-meti-third-country",
        "jp-meti-end-user",
        "jp-mof",
        "un",
    }
    assert len(shipped) == 13
    assert {parser for one in shipped for parser in one.parsers} == PARSERS.keys()
    assert [one.binding for one in shipped] == sorted((o.binding for o in shipped), reverse=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "un"', 'id = "xx"'),
        ("least = 800", "least = 0"),
        ("least = 800", 'least = "800"'),
        ("most_lost = 10", "most_lost = 101"),
        ('regime = "UN"', 'regime = "XX"'),
        ("https://scsanctions", "http://scsanctions"),
        ('confidence = "sourced"', 'confidence = "sure"'),
        ("binding = true", "binding = true\nsurprise = 1"),
        ('title.ja = "', 'title.de = "'),
        ("[[example]]", "[[sample]]"),
    ],
)
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in UN
    (tmp_path / "un.toml").write_text(UN.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=r"lookups_damaged.*un\.toml"):
        sanctions_lists.read(tmp_path)


def test_too_few_and_too_many_lost() -> None:
    (un,) = (one for one in sanctions_lists.shipped() if one.id == "un")
    assert un.is_too_few(799)
    assert not un.is_too_few(800)
    assert not un.has_lost_too_many(1000, 900)
    assert un.has_lost_too_many(1000, 899)
    assert not un.has_lost_too_many(900, 1000)

"""The tables of names: each spelling means one thing, and a bad file is named."""

from collections import Counter
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.errors import UserError
from broker_app.reference import screening

FOLDER = paths.resources() / "screening"


def test_a_spelling_has_one_meaning() -> None:
    tables = screening.shipped()
    for table in (tables.forms, tables.words):
        said = Counter(text.casefold() for spellings in table.values() for text in set(spellings))
        assert {text for text, times in said.items() if times > 1} == set()
    both = {t.casefold() for s in tables.forms.values() for t in s} & {
        t.casefold() for s in tables.words.values() for t in s
    }
    assert both == set()


def test_a_character_is_read_as_korean_names_are() -> None:
    tables = screening.shipped()
    assert tables.korean_families["金"] == ("김",)
    assert tables.korean_families["李"] == ("이", "리")
    assert tables.korean["正"] == ("정",)
    signs = [*tables.korean_families, *tables.korean]
    hangul = [r for t in (tables.korean_families, tables.korean) for rs in t.values() for r in rs]
    assert all(len(sign) == 1 for sign in signs)
    assert all("가" <= reading <= "힣" and len(reading) == 1 for reading in hangul)


def test_what_a_compound_stands_for_is_known() -> None:
    tables = screening.shipped()
    assert tables.empty <= tables.words.keys()
    assert "研究所" in tables.words["institute"]
    assert "株式会社" in tables.forms["jsc"]


@pytest.mark.parametrize(
    "name",
    [
        "legal_forms.toml",
        "words.toml",
        "people.toml",
        "japanese_names.toml",
        "korean_readings.toml",
    ],
)
@pytest.mark.parametrize("damage", ["[[group", 'odd = "key"\n', ""])
def test_a_damaged_table_is_named(tmp_path: Path, name: str, damage: str) -> None:
    for file in FOLDER.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == name:
            text = damage + text if damage else text.replace("recalled_high", "perhaps")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        screening.read(tmp_path)
    assert refused.value.values["file"] == name

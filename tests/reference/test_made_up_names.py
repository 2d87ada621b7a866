from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.paths import resources
from broker_app.reference import made_up_names

TEXT = (resources() / "screening" / made_up_names.FILE).read_text(encoding="utf-8")


def test_the_shipped_names_are_of_many_cultures() -> None:
    assert len(made_up_names.shipped().people) >= 15


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "kenyan"', 'id = "kenyan"\nmore = 1'),
        ("given = [", "given = 5 # ["),
        ("[cyrillic]", "[greek]"),
    ],
)
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    path = tmp_path / "names.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=r"lookups_damaged.*names\.toml"):
        made_up_names.read(path)

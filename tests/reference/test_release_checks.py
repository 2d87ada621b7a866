"""The file of the checks before release: each has a function, and nothing odd is read."""

import pytest

from broker_app import paths
from broker_app.domain.release.run import FUNCTIONS
from broker_app.errors import UserError
from broker_app.reference import release_checks

TEXT = (paths.resources() / "documents" / release_checks.FILE).read_text(encoding="utf-8")


def test_every_check_has_a_function_and_every_function_a_check() -> None:
    checks = release_checks.shipped()
    assert {one.id for one in checks.entries} == set(FUNCTIONS)
    assert [one.number for one in checks.entries] == sorted(one.number for one in checks.entries)
    assert all(one.title["ja"] and one.source for one in checks.entries)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "paid"', 'id = "unpaid"', "unpaid: no such check"),
        ('id = "paid"', 'id = "ports"', "ports: stands twice"),
        ('severity = "warns"', 'severity = "nothing"', "unknown severity"),
        ('stages = ["sailed"]', 'stages = ["later"]', "unknown stage"),
        ('place = "take_off"', 'place = "nowhere"', "unknown place"),
        ("{vehicle}は{shipment}にも", "{shipment}にも", "the sentences name different values"),
        ('references = ["idf"]', 'references = ["nothing"]', "unknown particular"),
        ('party = ["address", "phone"]', 'party = ["shoe"]', "unknown field"),
        ("number = 1\n", "number = 1\nextra = 1\n", "extra"),
    ],
)
def test_an_odd_file_is_refused_with_its_reason(old: str, new: str, reason: str) -> None:
    assert old in TEXT
    with pytest.raises(UserError) as problem:
        release_checks.from_text("checks.toml", TEXT.replace(old, new, 1))
    assert reason in str(problem.value.values["reason"])


@pytest.mark.parametrize("name", ["law_bars", "law_undecided", "party_listed"])
def test_no_file_loosens_what_the_law_bars(name: str) -> None:
    at = TEXT.index(f'id = "{name}"')
    loose = TEXT[:at] + TEXT[at:].replace('severity = "blocks"', 'severity = "override"', 1)
    with pytest.raises(UserError) as problem:
        release_checks.from_text("checks.toml", loose)
    assert problem.value.values["reason"] == f"{name}: blocks always"

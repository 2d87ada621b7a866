"""Registration numbers of parties: every kind by its examples; a doubtful one is told."""

import pytest

from broker_app.errors import UserError
from broker_app.reference import party_numbers

KINDS = party_numbers.shipped().kinds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_takes_its_good_and_doubts_its_bad_examples(kind):
    assert kind.good
    assert kind.bad
    assert all(kind.may_be(value) for value in kind.good)
    assert not any(kind.may_be(value) for value in kind.bad)


def test_a_number_is_asked_by_country_and_label():
    numbers = party_numbers.shipped()
    assert [kind.label for kind in numbers.of_country("PK")] == ["NTN", "CNIC"]
    assert numbers.doubted("KE", "kra pin", "P05136594M") is not None
    assert numbers.doubted("KE", "KRA PIN", "P051365947M") is None
    assert numbers.doubted("TZ", "KRA PIN", "P05136594M") is None  # of another country
    assert numbers.doubted("KE", "trade licence", "x") is None
    assert numbers.doubted("KE", "IMO", "1234568") is not None  # ships have one everywhere


@pytest.mark.parametrize(
    "text",
    ["", "number = 3", "[[number]]\nid = 'A'", "\x00"],
)
def test_an_odd_file_is_refused_with_its_name(tmp_path, text):
    file = tmp_path / "odd.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        party_numbers.read(file)
    assert refused.value.key == "lookups_damaged"
    assert refused.value.values["file"] == "odd.toml"

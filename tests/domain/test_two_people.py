"""The second person is another one, however a name is written."""

import pytest

from broker_app.domain.two_people import is_person, same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sato", " SATO "),
        ("sato", "ＳＡＴＯ"),
        ("Sato Kenji", "KENJI  SATO"),
        ("Sato Kenji", "Sato, Kenji"),
        ("k.sato", "K Sato"),
        ("k.sato", "ksato"),
        ("Satō", "Sato"),
        ("sato", "sa\u200bto"),
        ("sato", "sato\u202e"),
        ("佐藤 健", "佐藤健"),
        ("Kenji Sato", "SATOKENJI"),
        ("サトウ", "ｻﾄｳ"),
    ],
)
def test_one_person_in_another_spelling(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("sato", "kaneda"), ("sato", "sato kenji"), ("タナカ", "タナガ")]
)
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)


@pytest.mark.parametrize("name", ["", " ", ".", "-", "\u200b", "?!"])
def test_a_name_without_a_letter_names_nobody(name: str) -> None:
    assert not is_person(name)

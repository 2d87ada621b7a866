"""Nos. 20 and 58 of the checks: what cannot go wrong, for no paper keeps what could.

The amount in words is written from the total each time a paper is laid out or a template is filled;
a snapshot has no place for words. What a person typed reaches a paper without control characters,
and a cell as text.
"""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.document import PrintedLine, Snapshot
from broker_app.domain.money import Money
from broker_app.papers.amount_in_words import amount_in_words
from broker_app.papers.english import code, printed, storable
from broker_app.papers.layout import lay_out
from broker_app.papers.template.values import values_of
from broker_app.reference import documents
from tests.domain.dockets import CI

KINDS = documents.load()
WITH_WORDS = [name for name, kind in KINDS.items() if kind.sums]


def said(paper: Snapshot) -> list[str]:
    text = lay_out(paper, KINDS[paper.kind]).as_text()
    return [line for line in text.splitlines() if "SAY " in line and "ONLY" in line]


@given(total=st.integers(0, 10**11), currency=st.sampled_from(["USD", "JPY", "KES"]))
def test_the_words_of_an_invoice_are_those_of_its_total(total: int, currency: str) -> None:
    paper = replace(CI, total=total, currency=currency)
    (words,) = said(paper)
    assert amount_in_words(Money(total, currency)) in words


def test_no_field_of_a_snapshot_holds_words() -> None:
    named = {field.name for field in (*fields(Snapshot), *fields(PrintedLine))}
    assert not [name for name in named if "word" in name]


@pytest.mark.parametrize("kind", ["CI", "CI-B"])
def test_a_template_is_given_the_total_alone(kind: str) -> None:
    one = values_of(replace(CI, kind=kind, total=1), KINDS[kind])
    other = values_of(replace(CI, kind=kind, total=2), KINDS[kind])
    assert one != other
    assert "SAY US DOLLARS" not in repr(one)


@given(st.text(max_size=80))
def test_no_control_character_of_a_person_reaches_a_paper(text: str) -> None:
    for shown in (printed(text), code(text), storable(text)):
        assert not [c for c in shown if ord(c) < 32 and c not in "\t\n\r"]

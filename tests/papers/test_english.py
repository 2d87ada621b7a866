"""What a person typed, as papers carry it: whole where it is of the credit, and never turned."""

import pytest

from broker_app.papers.english import LONGEST, code, printed, printed_whole, storable


def test_a_long_text_of_a_credit_is_broken_and_none_of_it_is_lost() -> None:
    text = "used motor vehicles as per proforma invoice " * 40
    lines = printed_whole(text)
    assert len(lines) > 1
    assert all(len(line) <= LONGEST for line in lines)
    assert " ".join(lines) == " ".join(text.upper().split())
    assert printed_whole("") == ("",)
    assert "".join(printed_whole("X" * 1200)) == "X" * 1200
    assert len(printed(text)) <= LONGEST


@pytest.mark.parametrize("turn", ["\u202e", "\u2066", "\u200f"])
def test_nothing_turns_the_direction_of_a_paper(turn: str) -> None:
    assert storable(f"備考{turn}ABC") == "備考ABC"
    assert code(f"GRX130{turn}-1234567") == "GRX130-1234567"
    assert printed(f"A{turn}B") == "AB"

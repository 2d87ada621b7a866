"""Boxes of a certificate on our papers."""

import pytest

from broker_app.domain.certificate import Certificate
from broker_app.papers.entered import More, _boxes_of


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        ("海岸モータース輸出株式会社", "海岸モータース輸出株式会社"),
        ("ヤマダ  モータース", "YAMADA MOTASU"),
        ("Kaigan Motors", "KAIGAN MOTORS"),
    ],
)
def test_a_name_that_cannot_be_read_in_full_stays_as_on_the_certificate(
    owner: str, shown: str
) -> None:
    more = More(wanted=frozenset({"certificate.owner"}))
    assert _boxes_of(more, Certificate(vehicle=1, owner=owner)) == (("owner", shown),)

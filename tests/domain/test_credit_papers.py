"""Papers that a credit asks for: which of ours is meant, how many, and whether they are there."""

import pytest

from broker_app.domain.credit_papers import answered, copies, meant
from broker_app.reference import credit_rules

PAPERS = credit_rules.shipped().papers


@pytest.mark.parametrize(
    ("line", "enclosed"),
    [
        ("INSURANCE POLICY OR CERTIFICATE FOR 110 PCT OF INVOICE VALUE", "enclosed_insurance"),
        ("DRAFTS AT SIGHT FOR 100 PCT OF INVOICE VALUE", ""),
        ("Signed commercial invoice certifying origin of goods", "enclosed_ci"),
        ("FULL SET 3/3 CLEAN ON BOARD OCEAN BILLS OF LADING", "enclosed_bl"),
        ("PACKING LIST IN TRIPLICATE", "enclosed_pl"),
        ("CERTIFICATE OF ORIGIN ISSUED BY CHAMBER OF COMMERCE", "enclosed_coo"),
        ("PRE-SHIPMENT INSPECTION CERTIFICATE", "enclosed_inspection"),
    ],
)
def test_the_paper_named_first_is_meant(line: str, enclosed: str) -> None:
    found = meant(line, PAPERS)
    assert found is not None
    assert found.enclosed == enclosed


def test_a_paper_of_no_known_name_is_a_persons() -> None:
    assert meant("BENEFICIARY'S STATEMENT", PAPERS) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("IN TRIPLICATE", 3),
        ("FULL SET 3/3", 3),
        ("ONE ORIGINAL AND ONE COPY", 2),
        ("IN 4 COPIES", 4),
        ("IN TWO (2) COPIES", 2),
        ("Packing list in 3", 3),
        ("3 ORIGINALS + 2 COPIES", 5),
        ("3", 3),
        ("FOR 110 PCT OF INVOICE VALUE", 0),
        ("", 0),
    ],
)
def test_copies_are_counted_as_credits_write_them(text: str, number: int) -> None:
    assert copies(text) == number


@pytest.mark.parametrize(
    ("shown", "enclosed", "answer"),
    [
        ("CI AMX-1", "", ("CI AMX-1", "")),
        ("CI AMX-1", "3/3", ("CI AMX-1; 3 / 3", "yes")),
        ("CI AMX-1", "2 ORIGINALS", ("CI AMX-1; 2 / 3", "no")),
        ("", "3", ("3 / 3", "")),
    ],
)
def test_what_goes_along_is_held_against_what_is_asked(
    shown: str, enclosed: str, answer: tuple[str, str]
) -> None:
    assert answered("SIGNED COMMERCIAL INVOICE IN TRIPLICATE", shown, enclosed) == answer

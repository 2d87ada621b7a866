from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.paper_set import Going, is_usual
from broker_app.errors import UserError
from broker_app.reference import documents, paper_matrix


def usual(**going: object) -> set[str]:
    matrix = paper_matrix.shipped()
    return {kind for kind in matrix.marks if is_usual(matrix, kind, Going(**going))}  # type: ignore[arg-type]


def test_every_paper_of_a_shipment_stands_in_one_stage() -> None:
    staged = [kind for stage in paper_matrix.shipped().stages for kind in stage.kinds]
    kinds = {k.kind for k in documents.load().values() if k.made_from == "shipment"}
    assert set(staged) - kinds == {"EC"}  # export certificates have a register of their own
    assert kinds <= set(staged)
    assert len(staged) == len(set(staged))


def test_a_car_carrier_and_containers_have_their_own_papers() -> None:
    roro, boxed = usual(mode="roro", country="KE"), usual(mode="container", country="JM")
    assert {"SI-R", "INSP"} <= roro
    assert roro.isdisjoint({"SI-C", "VGM", "PL", "DG", "INS", "EUS", "ISF", "COO"})
    assert {"SI-C", "VGM", "PL"} <= boxed
    assert boxed.isdisjoint({"SI-R", "INSP"})
    assert usual() == usual(mode="roro")


def test_what_is_asked_of_a_shipment_decides() -> None:
    assert "INS" in usual(incoterm="CIF")
    assert "INS" not in usual(incoterm="CFR")
    assert "EUS" in usual(risky=True)
    assert "ISF" in usual(country="US")
    assert "DG" in usual(powertrains=frozenset({"petrol", "hybrid"}))
    assert "DG" not in usual(powertrains=frozenset({"petrol", "diesel"}))


def test_a_credit_names_its_papers() -> None:
    credit = usual(has_credit=True, wanted="Certificate of origin in 2\nInsurance policy")
    assert {"LCC", "COO", "INS", "PL", "SI-R"} <= credit
    assert credit.isdisjoint({"VGM", "SI-C"})
    bare = usual(has_credit=True, mode="container", incoterm="CIF")
    assert {"VGM", "SI-C"} <= bare
    assert bare.isdisjoint({"COO", "INS", "SI-R"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('roro = "x", container = "x", credit = "x" }', 'roro = "y", container = "x", credit = "x" }'),
        ('"SC", "EUS"', '"SC", "SC", "EUS"'),
        ('kinds = ["SC", ', 'kinds = ["XX", "SC", '),
        ('ISF = ["US"]', "ISF = []"),
        ('COO = ["CERTIFICATE OF ORIGIN"]', "COO = []"),
        ('"hybrid", ', '"steam", '),
        ("checked_on", "checked"),
        ('opens = "sailed"', 'opens = "flown"'),
    ],
)  # fmt: skip
def test_a_matrix_that_is_not_right_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = (paths.resources() / "documents" / paper_matrix.FILE).read_text("utf-8")
    assert old in text
    file = tmp_path / paper_matrix.FILE
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError, match="document_file"):
        paper_matrix.read(file)

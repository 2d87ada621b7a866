"""The words of certificates: the shipped table is whole, a damaged one is refused by its line."""

from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.reference.certificate_words import read, shipped

HEAD = "box,japanese,english,confidence\n"


def test_the_shipped_table_is_read() -> None:
    words = shipped()
    assert words.of_box["body"]["箱型"] == "SALOON (BOX TYPE)"
    assert words.anywhere["運輸支局"] == "TRANSPORT BRANCH OFFICE"
    assert words.plates["さ"] == "SA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "box,english\n",
        HEAD + "body,箱型\n",
        HEAD + "boat,箱型,BOX,sourced\n",
        HEAD + "body,箱型,箱,sourced\n",
        HEAD + "body,箱型,BOX,sure\n",
        HEAD + "body,箱型,,sourced\n",
        HEAD + "body,箱型,BOX,sourced\nbody,箱型,SALOON,sourced\n",
        "\ud800",
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "words.csv"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UserError, match="lookups_damaged"):
        read(file)


def test_no_table_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="lookups_damaged"):
        read(tmp_path / "none.csv")

"""What words and model codes tell of a vehicle: the examples of the table are its tests."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from broker_app import paths
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.telltale import told
from broker_app.domain.vehicle import Vehicle
from broker_app.errors import UserError
from broker_app.reference import lookups

TABLES = lookups.load()
EXAMPLES = [
    (name, given, tells)
    for name, telltale in TABLES.telltales.items()
    for given, tells in telltale.examples
]


@pytest.mark.parametrize(("name", "given", "tells"), EXAMPLES)
def test_example(name: str, given: dict[str, Any], tells: str) -> None:
    fact = told(TABLES.telltales[name], Vehicle(**given))
    assert (fact.value if fact else "") == tells


def test_a_body_that_is_only_inferred_gives_way_to_the_class() -> None:
    goods = TABLES.telltales["goods_built"]
    vehicle = Vehicle(body="hatchback", origins={"body": Origin(Basis.INFERRED)})
    guessed = told(goods, vehicle)
    assert guessed is not None
    assert (guessed.value, guessed.clears) == ("no", False)
    vehicle.vehicle_class = "car"
    sure = told(goods, vehicle)
    assert sure is not None
    assert (sure.value, sure.clears) == ("no", True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[dismantled]", "[half_cut]"),
        ("texts = ", "text = "),
        ("decides = true", 'decides = "yes"'),
        ("[VT]", "[VT"),
        ("2026-11-22", "someday"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = copytree(paths.resources() / "lookups", tmp_path / "lookups")
    file = folder / "telltales.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError) as refused:
        lookups.read(folder)
    assert refused.value.values["file"] == "telltales.toml"

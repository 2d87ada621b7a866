"""The shipped table of consumption tax: whole, dated, and refused where it is damaged."""

from datetime import date
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.cost import KINDS
from broker_app.errors import UserError
from broker_app.reference import consumption_tax

FILE = paths.resources() / "lookups" / "consumption_tax.toml"


def test_every_kind_of_cost_says_whether_it_bears_the_tax() -> None:
    shipped = consumption_tax.shipped()
    assert set(shipped.kinds) == set(KINDS)
    today = date(2026, 11, 24)
    bearing = {kind for kind in KINDS if shipped.percent(kind, today)}
    assert bearing == {
        "purchase", "auction_fee", "road_tax", "transport", "yard", "repair", "inspection",
    }  # fmt: skip
    assert shipped.percent("transport", today) == 10
    assert shipped.percent("transport", date(2019, 9, 30)) == 8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[kind.yard]", "[kind.garden]"),
        ("percent = 10", 'percent = "ten"'),
        ("from = 2019-10-01", "from = 2010-10-01"),
        ("taxable = true", "taxable = true\ncolour = 1"),
        ("[[rate]]", "[[rate"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str) -> None:
    broken = tmp_path / "consumption_tax.toml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        consumption_tax.read(broken)

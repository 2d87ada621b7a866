from datetime import date
from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.dangerous_goods import entry_for
from broker_app.errors import UserError
from broker_app.reference import dangerous_goods


def number(powertrain: str, fuel: str = "", battery: str = "", on: str = "2026-12-01") -> str:
    entries = dangerous_goods.shipped()
    found = entry_for(entries, powertrain, fuel, battery, date.fromisoformat(on))
    return found.un_number if found else ""


@pytest.mark.parametrize(
    ("powertrain", "fuel", "battery", "on", "expected"),
    [
        ("electric", "none", "lithium", "2025-12-31", "UN 3171"),
        ("electric", "none", "lithium", "2026-01-01", "UN 3556"),
        ("electric", "none", "lithium_metal", "2026-01-01", "UN 3557"),
        ("electric", "none", "sodium", "2026-01-01", "UN 3558"),
        ("electric", "none", "wet", "2026-12-01", "UN 3171"),
        ("electric", "none", "", "2026-12-01", ""),
        ("electric", "none", "nickel", "2026-12-01", ""),
        ("hybrid", "petrol", "nickel", "2026-12-01", "UN 3166"),
        ("plug_in_hybrid", "petrol", "lithium", "2026-12-01", "UN 3166"),
        ("diesel", "diesel", "", "2026-12-01", "UN 3166"),
        ("lpg", "lpg", "", "2026-12-01", "UN 3166"),
        ("fuel_cell", "hydrogen", "", "2026-12-01", "UN 3166"),
        ("none", "none", "", "2026-12-01", ""),
    ],
)
def test_the_entry_of_a_vehicle(
    powertrain: str, fuel: str, battery: str, on: str, expected: str
) -> None:
    assert number(powertrain, fuel, battery, on) == expected


def test_the_shipping_name_follows_what_is_burnt() -> None:
    entries, day = dangerous_goods.shipped(), date(2026, 12, 1)
    names = [
        getattr(entry_for(entries, powertrain, fuel, "", day), "shipping_name", "")
        for powertrain, fuel in (("petrol", "petrol"), ("cng", "cng"), ("fuel_cell", "hydrogen"))
    ]
    assert [name.partition("FLAMMABLE ")[2] for name in names] == [
        "LIQUID POWERED", "GAS POWERED", "GAS POWERED",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"electric"', '"steam"'),
        ('"UN 3556"', '"3556"'),
        ('"wet"', '"damp"'),
        ("checked_on", "checked"),
        ('"recalled_high"', '"sourced"'),
    ],
)
def test_a_file_that_is_not_right_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = (paths.resources() / "lookups" / dangerous_goods.FILE).read_text("utf-8")
    file = tmp_path / dangerous_goods.FILE
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError, match="lookups_damaged"):
        dangerous_goods.read(file)

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_app.intake.codes import mended, read_chassis, split_code
from broker_app.reference.lookups import load
from tests.intake.lists import keys, one, value


@pytest.mark.parametrize(
    ("text", "emission", "code"),
    [
        ("DBA-ZVW30", "DBA", "ZVW30"),
        ("DAA-ZVW30 PRIUS", "DAA", "ZVW30"),
        ("PRIUS S DAA-ZVW30", "DAA", "ZVW30"),
        ("DBA SCP90", "DBA", "SCP90"),
        ("DBAKGC10", "DBA", "KGC10"),
        ("DLA-ZvW35", "DLA", "ZVW35"),
        ("ＤＡＡ－ＺＶＷ３０", "DAA", "ZVW30"),
        ("DBA-NZE-161", "DBA", "NZE161"),
        ("ZAA-ZE1", "ZAA", "ZE1"),
        ("E-JZX90", "E", "JZX90"),
        ("KR-KDH200V", "KR", "KDH200V"),
        ("GFC27", "", "GFC27"),  # not GF-C27
        ("LA600S", "", "LA600S"),
        ("U-30", "", "U-30"),  # machinery
        ("ZVW30", "", "ZVW30"),
        ("205014", "", "205014"),
        ("DBAXQQ99Z", "", "DBAXQQ99Z"),  # the rest is not known
        ("ТRН200К", "", "TRH200K"),  # Cyrillic look-alikes
    ],
)
def test_splitting(text: str, emission: str, code: str) -> None:
    lookups = load()
    assert split_code(text, lookups.prefixes, lookups.model_codes) == (emission, code)


def test_the_head_of_the_chassis_number_parts_a_code_too() -> None:
    lookups = load()
    tables = (lookups.prefixes, lookups.model_codes)
    assert split_code("GFSXU10W", *tables, "SXU10") == ("GF", "SXU10W")
    assert split_code("GFSXU10W", *tables) == ("", "GFSXU10W")
    assert split_code("GFC27", *tables, "GFC27") == ("", "GFC27")


@pytest.mark.parametrize(
    ("text", "number", "vin", "doubt"),
    [
        ("ZVW30-9952571", "ZVW30-9952571", "", ""),
        ("zvw30 － 9952571", "ZVW30-9952571", "", ""),
        ("NCP165-992****", "", "", "chassis_masked"),
        ("1.23457E+12", "", "", "chassis_lost"),
        ("WDD2050422R990017", "WDD2050422R990017", "WDD2050422R990017", ""),
        ("'ZVW30-9952571", "ZVW30-9952571", "", ""),
        ("ZVW30 9952571", "ZVW30-9952571", "", ""),
        ("ZVW30-123 4580", "ZVW30-1234580", "", ""),
        ("国[01]1234567", "国[01]1234567", "", ""),
        ("ZVW30-12345XX", "", "", "chassis_masked"),
        ("ZVW30-12345○○", "", "", "chassis_masked"),
        ("ZVW30-…***", "", "", "chassis_masked"),
        ("567", "", "", "chassis_partial"),
        ("ZVW30", "", "", "chassis_partial"),
        ("GDJ150W-", "", "", "chassis_partial"),
        ("1HGCM82633A004352", "1HGCM82633A004352", "1HGCM82633A004352", ""),
        ("1HGCM82634A004352", "1HGCM82634A004352", "1HGCM82634A004352", "vin_check_digit"),
        ("JT2BG22K6X0123456", "JT2BG22K6X0123456", "JT2BG22K6X0123456", ""),
        ("1HGCM82633AOO4352", "1HGCM82633AOO4352", "", "vin_letters"),
    ],
)
def test_chassis_numbers(text: str, number: str, vin: str, doubt: str) -> None:
    assert read_chassis(text) == (number, vin, doubt)


def test_a_letter_for_a_digit_is_mended_only_by_the_model_code() -> None:
    assert mended("S4O2U-9920905", "S402U") == "S402U-9920905"
    assert mended("S4O2U-9920905", "DA16T") == "S4O2U-9920905"
    assert mended("ZVW3O-9920905", "", {"ZVW30"}) == "ZVW30-9920905"
    assert mended("ZVW3O-9920905", "", {"ZVW30", "ZVW3O"}) == "ZVW3O-9920905"


@given(st.text(max_size=40))
def test_any_text_may_be_a_code(text: str) -> None:
    lookups = load()
    split_code(text, lookups.prefixes, lookups.model_codes)
    read_chassis(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("なし", []),
        ("打刻なし", []),
        ("未定", []),
        ("TBA", []),
        ("0", []),
        ("-", []),
        ("567", ["chassis_partial"]),
        ("あとで", ["chassis_partial"]),
    ],
)
def test_what_is_no_chassis_number_is_empty(tmp_path: Path, text: str, told: list[str]) -> None:
    row = one(tmp_path, 出品番号="1", 車名="プリウス", 型式="ZVW30", 車台番号=text)
    assert value(row, "chassis_number") is None
    assert keys(row) == told


def test_last_three_digits_are_no_chassis_number(tmp_path: Path) -> None:
    row = one(tmp_path, 出品番号="1", 車名="プリウス", 型式="ZVW30", 車台番号下3桁="567")
    assert (value(row, "chassis_number"), keys(row)) == (None, [])


def test_letters_that_no_vin_has_are_told(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Accord", VIN="1HGCM82633AOO4352")
    assert value(row, "chassis_number") == "1HGCM82633AOO4352"
    assert [w.values["value"] for w in row.warnings] == ["1HGCM82633A004352"]

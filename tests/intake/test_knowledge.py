"""What a prefix proves and what the model-code table adds."""

from pathlib import Path

import pytest

from broker_app.domain.facts import Basis, Origin
from broker_app.domain.holding import hold_true
from broker_app.domain.lookups import EmissionPrefix, Lookups, ModelCode
from broker_app.intake.knowledge import Knowledge
from broker_app.reference.lookups import load
from tests.intake.lists import keys, one, value

DERIVED = Origin(Basis.DERIVED, "emission_prefixes")


def test_a_prefix_is_derived_and_says_so(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Prius", Model_code="DAA-ZVW30")
    assert row.lot is not None
    vehicle = row.lot.vehicle
    assert (vehicle.emission_code, vehicle.model_code) == ("DAA", "ZVW30")
    assert (vehicle.powertrain, vehicle.fuel, vehicle.vehicle_class) == ("hybrid", "petrol", "car")
    assert vehicle.origins == {
        "powertrain": DERIVED,
        "fuel": DERIVED,
        "vehicle_class": DERIVED,
    }
    assert "powertrain" not in row.lot.inferred


def test_a_hybrid_prefix_beats_a_column_that_says_petrol(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Aqua", Model_code="DAA-NHP10", Fuel="GS")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain == "hybrid"
    assert row.lot.vehicle.fuel == "petrol"
    assert row.lot.vehicle.origins["powertrain"] == DERIVED
    assert "fuel" not in row.lot.vehicle.origins  # the column said so
    assert keys(row) == ["fuel_conflict"]


@pytest.mark.parametrize(
    ("code", "fuel", "powertrain", "burns", "warned"),
    [
        ("DBA-TSS10", "LPG", "lpg", "lpg", []),  # B covers all gases
        ("LDA-GDJ150W", "軽油", "diesel", "diesel", []),
        ("LDA-GDJ150W", "ガソリン", "diesel", "diesel", ["fuel_conflict"]),
        ("DLA-ZVW52", "", "plug_in_hybrid", "petrol", []),
        ("ZAA-ZE1", "", "electric", "none", []),
        ("ZBA-JPD20", "", "fuel_cell", "hydrogen", []),
        ("ZA-NHW20", "", "hybrid", "petrol", []),  # two letters: an early hybrid
        ("DAA-MR31S", "マイルドハイブリッド", "mild_hybrid", "petrol", ["powertrain_differs"]),
    ],
)
def test_prefix_and_column(
    tmp_path: Path, code: str, fuel: str, powertrain: str, burns: str, warned: list[str]
) -> None:
    row = one(tmp_path, Lot="1", Model="x", Model_code=code, Fuel=fuel)
    assert (value(row, "powertrain"), value(row, "fuel")) == (powertrain, burns)
    assert keys(row) == warned


def test_mild_hybrids_of_the_table_stand_beside_a_hybrid_prefix(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Serena", Model_code="DAA-GFC27")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain == "hybrid"
    assert row.lot.inferred["powertrain"] == "mild_hybrid"
    assert row.warnings == ()


def test_words_are_only_inferred(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="アルファードHV", Year="2023")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain is None
    assert (row.lot.inferred["powertrain"], row.lot.inferred_from["powertrain"]) == (
        "hybrid",
        "names",
    )


def test_a_hybrid_word_against_the_table_infers_nothing(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="ヴィッツ", Grade="ハイブリッドF", Model_code="KSP130")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain is None
    assert "powertrain" not in row.lot.inferred
    assert keys(row) == ["powertrain_differs"]


@pytest.mark.parametrize(
    ("model", "grade", "code", "fuel", "held", "told"),
    [
        ("ノート", "e-POWER X", "", "GS", "hybrid", ["name_conflict"]),
        ("ｾﾚﾅ e-ﾊﾟﾜｰ", "", "", "GS", "hybrid", ["name_conflict"]),
        ("フィットハイブリッド", "F", "", "GS", "hybrid", ["name_conflict"]),
        ("Aqua", "Hybrid S", "", "GS", "hybrid", ["name_conflict"]),
        ("プリウスPHV", "", "", "GS", "plug_in_hybrid", ["name_conflict"]),
        ("アウトランダーPHEV", "", "", "HV", "plug_in_hybrid", ["name_conflict"]),
        ("X5 hybrid", "", "", "PHEV", "plug_in_hybrid", []),  # the column says it more closely
        ("セレナ", "S-HYBRID", "", "GS", "mild_hybrid", ["name_conflict"]),
        ("ワゴンR", "S-エネチャージ", "", "HV", "mild_hybrid", []),
        ("320d", "Mild Hybrid", "", "HV", "mild_hybrid", []),
        ("ヴィッツ", "ハイブリッドF", "DBA-KSP130", "GS", "petrol", ["name_contradicted"]),
        ("ヴィッツ", "ハイブリッドF", "KSP130", "GS", "petrol", ["name_contradicted"]),
        ("プリウス", "ハイブリッド", "ZVW30", "GS", "hybrid", ["powertrain_differs"]),
        ("プリウス", "ハイブリッド", "DBA-ZVW30", "GS", "petrol", ["name_contradicted", "powertrain_differs"]),
        ("スイフト", "ハイブリッドML", "DAA-ZC53S", "", "mild_hybrid", []),
        ("スイフト", "", "ZC53S", "HV", "hybrid", []),
    ],
)  # fmt: skip
def test_prefix_before_table_before_name_before_column(
    tmp_path: Path, model: str, grade: str, code: str, fuel: str, held: str, told: list[str]
) -> None:
    row = one(tmp_path, Lot="1", Model=model, Grade=grade, Model_code=code, Fuel=fuel)
    assert row.lot is not None
    assert hold_true(row.lot).powertrain == held
    assert keys(row) == told


def test_a_lot_keeps_what_its_column_says(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="ノート", Grade="e-POWER", Fuel="GS")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain == "petrol"
    held = hold_true(row.lot).fact("powertrain")
    assert held is not None
    assert not held.clears


def test_a_column_against_the_table_is_told_and_both_are_kept(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Prius", Model_code="ZVW30", Fuel="petrol", cc="1500")
    assert row.lot is not None
    assert row.lot.vehicle.powertrain == "petrol"
    assert row.lot.inferred["powertrain"] == "hybrid"
    assert "displacement_cc" not in row.lot.inferred
    assert keys(row) == ["displacement_differs", "powertrain_differs"]


def test_a_code_of_two_makers(tmp_path: Path) -> None:
    honda = one(tmp_path, Lot="1", Maker="ホンダ", Model="シャトル", Model_code="GP7")
    subaru = one(tmp_path, Lot="1", Maker="スバル", Model="XV", Model_code="GP7")
    nobody = one(tmp_path, Lot="1", Model="x", Model_code="GP7")
    assert honda.lot is not None
    assert subaru.lot is not None
    assert nobody.lot is not None
    assert honda.lot.inferred["powertrain"] == "hybrid"
    assert subaru.lot.inferred["powertrain"] == "petrol"
    assert nobody.lot.inferred == {}


def test_another_makers_twin_keeps_its_own_name(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Maker="マツダ", Model="タイタン", Model_code="NKR85AN")
    assert row.lot is not None
    assert row.lot.vehicle.maker == "MAZDA"
    assert row.lot.inferred.get("model") != "ELF"


def test_a_chassis_number_gives_its_code_as_inferred(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Prius", Chassis="ZVW30-9952571")
    assert row.lot is not None
    assert row.lot.vehicle.model_code is None
    assert row.lot.inferred["model_code"] == "ZVW30"
    assert row.lot.inferred_from["model_code"] == "chassis_number"
    assert row.lot.inferred["powertrain"] == "hybrid"


@pytest.mark.parametrize(
    ("code", "model", "vehicle_class", "inferred"),
    [
        ("EBD-XX1", "キャリイトラック", "truck", None),
        ("EBD-XX1", "エブリイ", "van", None),  # D is goods, whatever its body
        ("DBF-XX1", "ハイエースバン", "van", None),
        ("DBF-XX1", "ハイエースコミューター", "bus", None),
        ("CBF-XX1", "ハイエース", None, "van"),  # a commuter bus has the same letter
        ("TKG-XX1", "キャンター", None, "truck"),
    ],
)
def test_goods_vehicles_share_a_letter_with_buses(
    tmp_path: Path, code: str, model: str, vehicle_class: str | None, inferred: str | None
) -> None:
    row = one(tmp_path, Lot="1", Model=model, Model_code=code)
    assert row.lot is not None
    assert row.lot.vehicle.vehicle_class == vehicle_class
    assert row.lot.inferred.get("vehicle_class") == inferred


def test_doubtful_facts_are_never_inferred() -> None:
    line = ModelCode("XX1S", "X", {"powertrain": "hybrid", "seats": 5}, "sourced", ("powertrain",))
    knowledge = Knowledge(Lookups(model_codes={"XX1S": (line,)}))
    known = knowledge.of({"model_code": "XX1S"})
    assert known.inferred == {"seats": 5}


def test_a_code_of_mild_and_full_hybrids_is_left_open(tmp_path: Path) -> None:
    row = one(tmp_path, Lot="1", Model="Swift", Model_code="ZC53S")
    assert row.lot is not None
    assert "powertrain" not in row.lot.inferred
    assert row.lot.inferred["fuel"] == "petrol"


def test_a_prefix_without_a_meaning_proves_nothing() -> None:
    knowledge = Knowledge(Lookups(prefixes={"5GF": EmissionPrefix("5GF")}))
    known = knowledge.of({"model_code": "5GF-XX12"})
    assert known.facts == {"model_code": "XX12", "emission_code": "5GF"}
    assert known.origins == {}


def test_what_is_known_is_not_shared_between_lots(tmp_path: Path) -> None:
    first = one(tmp_path, Lot="1", Model="Prius", Model_code="DAA-ZVW30")
    assert first.lot is not None
    first.lot.inferred["length_mm"] = 1
    second = one(tmp_path, Lot="1", Model="Prius", Model_code="DAA-ZVW30")
    assert second.lot is not None
    assert second.lot.inferred["length_mm"] == 4460
    assert load().model_codes["ZVW30"][0].facts["length_mm"] == 4460

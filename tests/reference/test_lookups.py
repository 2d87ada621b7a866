"""The shipped tables say only words that we know, and are read once."""

from pathlib import Path

import pytest

from broker_app import paths
from broker_app.domain.lot import LOT_FACTS, RESULTS
from broker_app.domain.spelling import fold
from broker_app.domain.vehicle import FUELS, POWERTRAINS, SPEC, VEHICLE_CLASSES
from broker_app.errors import UserError
from broker_app.reference import lookups
from broker_app.reference.lookups import load

FACTS = {*SPEC, *(spec.name for spec in LOT_FACTS)}


def test_read_once() -> None:
    assert load() is load()


def test_every_choice_is_a_word_of_ours() -> None:
    values = load().values
    for name, spec in SPEC.items():
        if spec.choices and name in values and name != "fuel":
            assert set(values[name].values()) <= {*spec.choices, "none", ""}, name
    assert set(values["result"].values()) <= set(RESULTS)
    for facts in values["fuel"].values():
        assert facts.get("powertrain", "petrol") in POWERTRAINS
        assert facts.get("fuel", "petrol") in FUELS


def test_headings_of_every_language_lead_to_facts() -> None:
    headings = load().headings
    for heading, fact in (
        ("出品番号", "lot_number"),
        ("ｼｭｯﾋﾟﾝNo", "lot_number"),
        ("初度登録", "first_registered"),
        ("走行（千km）", "odometer_km"),
        ("пробег", "odometer_km"),
        ("낙찰가(만원)", "hammer_price"),
        ("FOB (US$)", "asking_price"),
        ("Auction House", "house"),
        ("inspection_until", "inspection_until"),
    ):
        assert headings[fold(heading)][0] == fact


def test_every_fact_is_a_heading_by_its_own_name() -> None:
    for name in FACTS:
        assert fold(name) in load().headings


def test_tables_are_keyed_folded() -> None:
    tables = load()
    for table in (tables.headings, tables.makers, tables.models, tables.houses):
        assert all(fold(key) == key for key in table)


def test_prefixes() -> None:
    prefixes = load().prefixes
    hybrid = prefixes["DAA"]
    assert (hybrid.powertrain, hybrid.fuel, hybrid.vehicle_class) == ("hybrid", "petrol", "car")
    assert (prefixes["2SG"].powertrain, prefixes["2SG"].fuel) == ("hybrid", "diesel")
    assert prefixes["DBF"].may_be == ("van", "truck", "bus")
    assert prefixes["66A"].powertrain == ""  # seen once: a typing error of a list
    assert prefixes["ZA"].powertrain == "hybrid"  # not electric: that has three letters
    for prefix in prefixes.values():
        assert prefix.powertrain in (*POWERTRAINS, "")
        assert set(prefix.may_be) <= set(VEHICLE_CLASSES)


def test_model_codes_say_only_facts() -> None:
    for code, lines in load().model_codes.items():
        assert len({line.maker for line in lines}) == len(lines), code
        for line in lines:
            assert set(line.facts) <= FACTS
            assert ("displacement_cc" in line.facts) == ("displacement_precision_cc" in line.facts)
            assert line.facts.get("powertrain", "petrol") in POWERTRAINS
            assert line.facts.get("vehicle_class", "car") in VEHICLE_CLASSES


def test_codes_seen_in_lists_have_nominal_displacements() -> None:
    seen = load().model_codes["A202S"][0]
    assert seen.facts["displacement_cc"] == 1200
    assert seen.facts["displacement_precision_cc"] == 100


def copied(tmp_path: Path) -> Path:
    for file in (paths.resources() / "lookups").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("headings.csv", "field,heading\nlot_no,a,b\n"),
        ("headings.csv", "something\n"),
        ("values.csv", "kind,meaning,spelling\nfuel\n"),
        ("names.toml", "facts = ["),
    ],
)
def test_a_damaged_table_is_named(tmp_path: Path, name: str, text: str) -> None:
    folder = copied(tmp_path)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="lookups_damaged") as told:
        lookups.read(folder)
    assert told.value.values["file"] == name

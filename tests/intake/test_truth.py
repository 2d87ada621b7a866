"""Made-up lists against what each of their rows should become."""

import pytest

from broker_app.intake.read import Options
from tests.intake.lists import DATA, keys, opened, rows_of
from tests.intake.truth import differences, truth_of

HOUSE_LIST = "synthetic-01-house-list-two-row-header"
RESULTS = "synthetic-11-results-semicolon-utf8bom"


@pytest.mark.parametrize(("name", "ending"), [(HOUSE_LIST, "xlsx"), (RESULTS, "csv")])
def test_every_row_becomes_what_it_should(name: str, ending: str) -> None:
    rows = {row.line: row for row in rows_of(DATA / f"{name}.{ending}")}
    truth = truth_of(DATA / f"{name}.truth.csv")
    assert truth
    for wanted in truth:
        row = rows[int(wanted["row"])]
        if wanted["kind"] == "skip":
            assert row.skipped, wanted
        else:
            assert row.lot is not None, wanted
        if wanted["kind"] == "lot":
            assert differences(wanted, row) == []
    listed = {int(wanted["row"]) for wanted in truth}
    assert all(rows[line].skipped == "blank" for line in rows.keys() - listed)


def test_house_list_is_understood_as_a_whole() -> None:
    table = opened(DATA / f"{HOUSE_LIST}.xlsx")
    assert (table.sheet, table.container, table.header_row) == ("出品一覧", "xlsx", 5)
    assert table.ignored_sheets == ("印刷設定",)
    assert table.unmapped == []
    assert table.mapping["価格(千円) スタート"] == "start_price"
    assert table.mapping["走行 (千Km)"] == "odometer_km"
    assert len(table.sha256) == 64
    reasons = {row.line: row.skipped for row in table.rows() if row.skipped}
    assert reasons == {
        1: "title",
        2: "title",
        3: "blank",
        4: "header",
        5: "header",
        6: "section",
        17: "subtotal",
        18: "blank",
        19: "section",
        25: "repeated_title",
        26: "repeated_header",
        27: "repeated_header",
        31: "subtotal",
        32: "blank",
        33: "section",
        43: "subtotal",
        44: "subtotal",
        45: "blank",
        46: "footnote",
    }


def test_source_cells_are_kept_as_printed() -> None:
    row = rows_of(DATA / f"{HOUSE_LIST}.xlsx")[6]
    assert row.lot is not None
    assert row.lot.source.sheet == "出品一覧"
    assert row.lot.source.line == 7
    assert row.lot.source.cells["車 両 情 報 車 名"] == "ﾌﾟﾘｳｽ"
    assert row.lot.source.cells["出品 番号"] == "1001"


def test_results_warn_of_what_is_wrong() -> None:
    table = opened(DATA / f"{RESULTS}.csv")
    assert (table.container, table.encoding, table.header_row) == ("csv", "utf-8-sig", 2)
    warned = {row.line: keys(row) for row in table.rows() if row.warnings}
    assert warned == {
        4: ["odometer_meter_replaced"],
        5: ["odometer_tampered"],
        8: ["date_mangled"],
        11: ["odometer_unknown"],
        13: ["odometer_placeholder"],
        14: ["date_mangled"],
        15: ["odometer_unknown"],
        16: ["era_missing"],
        17: ["chassis_lost"],
        19: ["chassis_twice"],  # the same car, offered again
        20: ["date_mangled"],
        21: ["chassis_letter_for_digit"],
        24: ["chassis_twice", "date_mangled", "lot_twice"],
        25: ["row_cut"],
    }
    assert next(row.skipped for row in table.rows() if row.line == 23) == "duplicate"


def test_a_remark_that_names_the_fuel_is_read_and_a_name_is_only_inferred() -> None:
    rows = {row.line: row.lot for row in rows_of(DATA / f"{HOUSE_LIST}.xlsx") if row.lot}
    taxi = rows[42].vehicle
    assert (taxi.powertrain, taxi.fuel, taxi.origins) == ("lpg", "lpg", {})
    note = rows[12]  # グレード e-POWER X, no fuel column, no prefix
    assert note.vehicle.powertrain is None
    assert note.inferred["powertrain"] == "hybrid"


def test_the_table_adds_beside_the_lot() -> None:
    lot = next(row.lot for row in rows_of(DATA / f"{HOUSE_LIST}.xlsx") if row.line == 7)
    assert lot is not None
    assert lot.vehicle.displacement_cc == 1800
    assert lot.inferred["displacement_cc"] == 1797
    assert lot.inferred["displacement_precision_cc"] == 1
    assert lot.inferred["maker"] == "TOYOTA"
    assert lot.inferred["length_mm"] == 4460
    assert lot.inferred_from["powertrain"] == "model_codes"
    assert lot.inferred_from["model"] == "names"
    assert set(lot.inferred) == set(lot.inferred_from)


def test_options_are_plain_values() -> None:
    assert Options() == Options(format="", sheet="", encoding="", password="", price_unit="")

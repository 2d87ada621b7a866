"""Real lists, where their folder stands beside the checkout (or in BROKER_SAMPLES)."""

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from broker_app.errors import UserError
from broker_app.intake.read import ListTable, Options, RowRead, account_of, open_list
from broker_app.reference.lookups import load
from tests.intake.truth import differences, truth_of

BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
SHARED = Path(os.environ.get("BROKER_SHARED", BESIDE))
FOLDER = Path(os.environ.get("BROKER_SAMPLES", SHARED / "samples"))
REAL, SYNTHETIC = FOLDER / "real", FOLDER / "synthetic"
FILES = sorted(
    path
    for folder in (REAL, SYNTHETIC)
    if folder.is_dir()
    for path in folder.iterdir()
    if not path.name.endswith((".truth.csv", ".expect.json"))
)
TODAY = date(2025, 10, 1)

pytestmark = pytest.mark.skipif(not FILES, reason=f"no sample lists at {FOLDER}")


def table_of(path: Path, today: date = TODAY, **options: str) -> ListTable:
    return open_list(path, load(), today, Options(**options))[0]


def lots_of(path: Path, **options: str) -> list[RowRead]:
    return [row for row in table_of(path, **options).rows() if row.lot]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_gives_rows_that_add_up_or_a_sentence(path: Path) -> None:
    try:
        tables = open_list(path, load(), TODAY)
    except UserError:
        return
    for table in tables:
        account = account_of(table.rows())
        assert account.adds_up
        assert account.rows == table.rows_total or table.container == "csv"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("synthetic-01-house-list-two-row-header", ""),
        ("synthetic-03-platform-html-disguised", ""),
        ("synthetic-05-excel-unicode-text-utf16le", ""),
        ("synthetic-07-exporter-stock-english", ""),
        ("synthetic-09-password-protected", "auction2023"),
        ("synthetic-11-results-semicolon-utf8bom", ""),
    ],
)
def test_made_up_lists_become_what_they_should(name: str, password: str) -> None:
    truth = SYNTHETIC / f"{name}.truth.csv"
    path = next(p for p in FILES if p.name.startswith(name))
    rows = {row.line: row for row in table_of(path, date(2023, 9, 1), password=password).rows()}
    for wanted in truth_of(truth):
        row = rows[int(wanted["row"])]
        assert bool(row.lot) == (wanted["kind"] != "skip"), wanted
        if wanted["kind"] == "lot":
            assert differences(wanted, row) == []


def test_uss_lots_against_the_feeds_own_reading() -> None:
    """414 lots. The feed's answers are another firm's reading: each disagreement is decided here
    by the raw text, and its number is kept."""
    path = REAL / "real-derived-uss-lots-feedcolumns-utf8.csv"
    lots = lots_of(path)
    answers = truth_of(path.with_suffix(".feed-english.csv"))
    assert len(lots) == len(answers) == 414
    differ: Counter[str] = Counter()
    for row, answer in zip(lots, answers, strict=True):
        for name, value in _as_the_feed(row).items():
            differ[name] += value != answer[name]
    assert {name: count for name, count in differ.items() if count} == {
        # ﾒｰｶｰ 三菱ふそう is FUSO, メルセデスＡＭＧ is no other, 建機・農機 is no maker, a hyphen.
        "make_en": 17,
        # ﾌﾒｲ is unknown (3); カイ is printed (3); hyphens around a code (1).
        "model_code": 7,
        # `4W` at the end of a name cut at its length is 4WD; the feed missed it.
        "drive_4wd": 22,
    }


def _as_the_feed(row: RowRead) -> dict[str, str]:
    assert row.lot is not None
    lot, vehicle = row.lot, row.lot.vehicle
    km = vehicle.odometer_km
    return {
        "lot_no": lot.lot_number or "",
        "auction_date": lot.auction_date or "",
        "make_en": vehicle.maker or "",
        "model_code": vehicle.model_code or "",
        "year": (vehicle.first_registered or "")[:4],
        "mileage_km_thousands": "" if km is None else str(km // 1000),
        "displacement_cc": str(vehicle.displacement_cc or ""),
        "drive_4wd": "1" if vehicle.drive == "4WD" else "0",
        "score": vehicle.score or "-",
    }


def some_of(row: RowRead, *names: str) -> tuple[Any, ...]:
    assert row.lot is not None
    return tuple(getattr(row.lot.vehicle, name) for name in names)


def test_uss_lots_read_by_eye() -> None:
    rows = {row.line: row for row in table_of(REAL / FILE_USS).rows()}
    names = ("model", "first_registered", "odometer_km", "displacement_cc", "transmission", "gears")
    for line, wanted in {
        2: ("セレナ 5D", "2019", 53000, 2000, "AT", None),
        3: ("ハスラー", "2015", 72000, 660, "AT", None),
        5: ("スープラ", "2019", 37000, 3000, "AT", None),
        6: ("プラド 5D 4WD", "1995", 193000, 3000, "MT", 5),
        7: ("デリカD:5 4WD", "2022", 29000, 2200, "AT", None),
        8: ("カローラスポーツ", "2020", 22000, 1800, "AT", None),
        9: ("ランドクルーザ4WD", "2024", 0, 3500, "AT", None),
        10: ("N BOX", "2016", 66000, 660, "AT", None),
        15: ("MB Cクラス 4D", "2018", 30000, 2000, "AT", None),
        23: ("ミツビシ トラクター", None, 4000, None, None, None),
    }.items():
        assert some_of(rows[line], *names) == wanted
    machine = rows[23].lot
    assert machine is not None
    assert machine.vehicle.vehicle_class == "machinery"
    assert [w.key for w in rows[1].warnings] == ["odometer_unit_assumed"]


FILE_USS = "real-derived-uss-lots-feedcolumns-utf8.csv"


@pytest.mark.parametrize(
    ("name", "mended", "shifted"),
    [
        ("toyota", 2, 0),
        ("honda", 1, 0),
        ("suzuki", 0, 0),
        ("isuzu", 308, 0),
        ("tesla", 103, 1),
    ],
)
def test_shifted_rows_of_price_lists_are_put_right_or_refused(
    name: str, mended: int, shifted: int
) -> None:
    account = account_of(table_of(REAL / f"real-aucsouba-jp-{name}.csv").rows())
    assert account.skipped == [(1, "header"), (2, "header")]
    assert account.lots == 1000 - shifted
    assert account.warnings["row_mended"] == mended
    assert [reason for _, reason in account.refused] == ["shifted"] * shifted


def test_price_list_read_by_eye() -> None:
    rows = {r.line: r for r in table_of(REAL / "real-aucsouba-jp-toyota.csv").rows()}
    names = ("model", "model_code", "odometer_km", "score", "inspection_until", "colour")
    for line, wanted in {
        3: ("アルファード 5D 2WD", "AGH30W", None, "4 - きれい", None, "黒"),
        4: ("アルファードG 5D 2WD", "ANH10W", None, "3 - 普通", None, "パール"),
        5: ("ヴェルファイア 5D 2WD", "ANH20W", 80000, "4 - きれい", None, "パール"),
        6: ("ランドクルーザー 5D 4WD", "VJA300W", 5000, "5 - すごくきれい", "2027-05", "パール"),
        7: ("ヴィッツ 5D 2WD", "NHP130", 80000, "5 - すごくきれい", None, "緑"),
        8: ("ヴィッツ 5D 2WD", "NSP130", 76000, "3 - 普通", None, "シルバー"),
        9: ("ヴィッツ 5D 4WD", "NCP95", 164000, "3 - 普通", None, "赤"),
        10: (
            "ランドクルーザープラド 5D 4WD",
            "TRJ150W",
            64000,
            "5 - すごくきれい",
            "2026-05",
            "パール",
        ),
        11: ("ラクティス 5D 2WD", "NCP100", 53000, "-1 - 修復歴あり", None, "パープル"),
        12: ("ランドクルーザー100 5D 4WD", "HDJ101K", 259000, "-1 - 修復歴あり", None, "パール"),
        13: (
            "ランドクルーザープラド 5D 4WD",
            "TRJ150W",
            30000,
            "5 - すごくきれい",
            "2027-11",
            "パール",
        ),
        14: ("ライズ 5D 2WD", "A202A", 1000, "5 - すごくきれい", "2028-07", None),
    }.items():
        assert some_of(rows[line], *names) == wanted
    told = next(w for w in rows[5].warnings if w.key == "price_range")
    assert told.values == {"text": "71 ~ 73", "low": "710000", "high": "730000"}


def test_carsensor_workbook() -> None:
    table = table_of(REAL / "real-carsensor-gr-yaris-2025-06-18.xlsx")
    assert table.sheet == "車両データ"
    assert table.ignored_sheets == ("スクレイピング情報",)
    lots = [row for row in table.rows() if row.lot]
    assert len(lots) == 300
    names = ("first_registered", "odometer_km", "odometer_precision_km", "displacement_cc")
    assert some_of(lots[0], *names) == ("2024", 211, 1, 1600)
    assert some_of(lots[3], *names) == ("2023", 3000, 1000, 1600)
    for row, price in zip(
        lots, (3_950_000, 4_322_000, 4_780_000, 4_384_000, 4_716_000), strict=False
    ):
        assert row.lot is not None
        assert row.lot.asking_price == price
    texts = [
        [(r.lot.vehicle, r.lot.asking_price) for r in rows if r.lot]
        for rows in (lots, lots_of(REAL / "real-carsensor-gr-yaris-2025-06-18.csv"))
    ]
    assert texts[0] == texts[1]


def test_a_copied_page_is_no_table() -> None:
    with pytest.raises(UserError, match="list_no_table"):
        open_list(REAL / "real-copart-handbroken-not-a-table.csv", load(), TODAY)


def test_the_samples_are_what_they_were() -> None:
    with (REAL / FILE_USS).open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == 415

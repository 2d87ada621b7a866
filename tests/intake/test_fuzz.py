"""Lists of any disorder: rows that add up or one sentence, and never anything else."""

import csv
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from broker_app.errors import UserError
from broker_app.intake.read import account_of, open_list
from broker_app.reference.lookups import load
from tests.intake.lists import TODAY, csv_file, xlsx_file

HEADS = ["出品番号", "会場", "開催日", "車名", "グレード", "型式", "年式", "走行", "排気量"]
HEADS += ["燃料", "シフト", "色", "評価点", "スタート(千円)", "落札価格", "車台番号", "定員/積載"]
USUAL = ["1", "USS東京", "2023/8/24", "アクア", "S", "DAA-NHP10", "H25/04", "67", "1500"]
USUAL += ["GS", "FAT", "パール", "4.5", "104", "550,000", "NHP10-1234567", "5人/0kg"]
ODD = ["", "〃", "0", "-", "9" * 24, "9" * 5000, "1e309", "H99.99", "=1+1", '"', "\n", ",", "\t"]
ODD += ["千円", "NaN", "٣٤", "²", "½", "㍻", "１２３", "R元", "∞", "((" * 100, "1.5.5.5", "計", "↓"]
ODD += [
    "18446744073709551616",
    "99999-99-99",
    "合計",
    "※*は不明",
    "USS東京 2023/8/24",
    "1",
    "300cc",
]


def table(chance: random.Random) -> list[list[str]]:
    """Rows in any order of columns, of any length, with odd cells among usual ones."""
    order = chance.sample(range(len(HEADS)), len(HEADS))
    rows = [["USS東京 第1234回"]] if chance.random() < 0.5 else []
    rows += [[HEADS[n] for n in order]] * chance.choice((1, 1, 2))
    for _ in range(30):
        row = [USUAL[n] if chance.random() < 0.7 else odd(chance) for n in order]
        rows.append(row[: chance.choice((len(row), len(row), 1, 3))])
        if chance.random() < 0.1:
            rows[-1].insert(chance.randrange(9), odd(chance))
    return rows


def odd(chance: random.Random) -> str:
    return chance.choice(ODD) + (chance.choice(ODD) if chance.random() < 0.3 else "")


def html_file(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    path = folder / "list.xls"
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    path.write_text(page, encoding="utf-8")
    return path


def read_all(path: Path) -> None:
    try:
        tables = open_list(path, load(), TODAY)
    except UserError:
        return
    for found in tables:
        try:
            rows = list(found.rows())
        except UserError:
            continue
        account = account_of(rows)
        assert account.adds_up
        assert [row.line for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            assert (row.lot is not None) + bool(row.skipped) + bool(row.refused) == 1
            assert "ditto" not in {warning.key for warning in row.warnings}
            assert row.lot is None or stored(row.lot.hammer_price, row.lot.start_price)


def stored(*numbers: int | None) -> bool:
    """Whether the database can hold the numbers."""
    return all(number is None or abs(number) < 2**63 for number in numbers)


MAKERS: list[Callable[[Path, Sequence[Sequence[object]]], Path]] = [csv_file, xlsx_file, html_file]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("seed", range(8))
def test_any_shuffle_of_columns_and_cells(
    tmp_path: Path, make: Callable[[Path, Sequence[Sequence[object]]], Path], seed: int
) -> None:
    read_all(make(tmp_path, table(random.Random(seed))))


@pytest.mark.parametrize("make", MAKERS)
def test_any_cut_and_any_spoilt_bytes(
    tmp_path: Path, make: Callable[[Path, Sequence[Sequence[object]]], Path]
) -> None:
    chance = random.Random(5)
    path = make(tmp_path, table(chance))
    whole = path.read_bytes()
    for _ in range(25):
        data = bytearray(whole[: chance.randrange(len(whole))])
        for at in chance.sample(range(len(data)), min(len(data), chance.choice((0, 1, 20)))):
            data[at] = chance.randrange(256)
        path.write_bytes(data)
        read_all(path)


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "euc_jp", "cp1252", "gb18030"])
def test_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(table(random.Random(3)))
    path = tmp_path / "list.csv"
    path.write_bytes(text.getvalue().encode(encoding, "replace"))
    read_all(path)

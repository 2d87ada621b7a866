"""The workbooks of a large shipment, beside the same cells written by bare openpyxl."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook, load_workbook

from benchmarks.result import Result, seconds, stages
from broker_app.papers import saving, sheet, snapshot, workbook
from tests.papers import samples

KINDS = ("CI", "PL", "SI-R")
"""Invoice, packing list and shipping instruction."""
_ROUNDS = 5
"""Ours and the peer take turns; the best of each counts."""

_Cells = Sequence[Sequence[object]]


def of_a_shipment(quick: bool) -> list[Result]:
    """Freeze, lay out and save three papers; the peer saves the same texts, figures and formulas.

    The peer has neither styles nor widths, merged cells, results of formulas or a print set-up.
    """
    count = 50 if quick else 500
    with tempfile.TemporaryDirectory() as folder:
        files = {kind: Path(folder) / f"{kind}.xlsx" for kind in KINDS}
        _write(files, 3)  # openpyxl loads once
        runs = [_split(files, count)]
        cells = {file.with_suffix(".peer.xlsx"): _cells_of(file) for file in files.values()}
        peer = seconds(lambda: _bare(cells))
        for _ in range(_ROUNDS - 1):
            runs.append(_split(files, count))
            peer = min(peer, seconds(lambda: _bare(cells)))
    best = min(runs, key=lambda split: sum(split.values()))
    work = f"invoice, packing list and shipping instruction of {count} vehicles"
    return [Result(work, sum(best.values()), peer, "2; 1.5", stages=best)]


def _split(files: dict[str, Path], count: int) -> dict[str, float]:
    parts = [
        ("freeze", snapshot, "take"),
        ("lay out", samples, "lay_out"),
        ("draw", sheet, "draw"),
        ("write workbook", workbook, "workbook_bytes"),
        ("save", saving, "_swap_in"),
    ]
    with stages(parts, "make up") as split:
        _write(files, count)
    del split["make up"]  # the shipment, which papers get from the store
    return split


def _write(files: dict[str, Path], count: int) -> None:
    frozen = samples.with_more("SI-R", count)
    for kind, file in files.items():
        workbook.write_workbook([samples.page_of(replace(frozen, kind=kind))], file)


def _cells_of(file: Path) -> list[list[object]]:
    return [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]


def _bare(cells: dict[Path, _Cells]) -> None:
    for file, rows in cells.items():
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(file)

"""The workbooks of a large shipment, beside the same cells written by bare openpyxl."""

import io
import tempfile
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook, load_workbook

from benchmarks.result import Result, seconds, stages
from broker_app.papers import workbook
from tests.papers import samples

KINDS = ("CI", "PL")


def of_a_shipment(quick: bool) -> list[Result]:
    count = 50 if quick else 500
    vehicles = samples.cars(count)
    workbook.workbook_bytes([samples.page_of(samples.taken())])  # openpyxl loads once
    parts = [
        ("snapshot", samples, "taken"),
        ("lay out", samples, "lay_out"),
        ("write", workbook, "write_workbook"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{kind}.xlsx" for kind in KINDS]
        with stages(parts, "rest") as split:
            frozen = samples.taken(vehicles=vehicles)
            for kind, file in zip(KINDS, files, strict=True):
                page = samples.page_of(replace(frozen, kind=kind))
                workbook.write_workbook([page], file)
        cells = [
            [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]
            for file in files
        ]
    peer = seconds(lambda: [_bare(rows) for rows in cells])
    work = f"invoice and packing list of {count} vehicles"
    return [Result(work, sum(split.values()), peer, "2; 1.5", stages=split)]


def _bare(cells: list[list[object]]) -> None:
    book = Workbook()
    for row in cells:
        book.active.append(row)
    book.save(io.BytesIO())

"""A workbook of a large shipment, beside the same cells written by bare openpyxl."""

import io
import tempfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from benchmarks.result import Result, seconds, stages
from broker_app.papers import workbook
from tests.papers import samples


def invoice(quick: bool) -> list[Result]:
    count = 50 if quick else 500
    vehicles = samples.cars(count)
    workbook.workbook_bytes([samples.page_of(samples.taken())])  # openpyxl loads once
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "invoice.xlsx"
        parts = [
            ("snapshot", samples, "taken"),
            ("lay out", samples, "lay_out"),
            ("write", workbook, "write_workbook"),
        ]
        with stages(parts, "rest") as split:
            page = samples.page_of(samples.taken(vehicles=vehicles))
            workbook.write_workbook([page], target)
        cells = [list(row) for row in load_workbook(target).active.iter_rows(values_only=True)]
    peer = seconds(lambda: _bare(cells))
    work = f"invoice workbook of {count} vehicles"
    return [Result(work, sum(split.values()), peer, "2; 1.5", stages=split)]


def _bare(cells: list[list[object]]) -> None:
    book = Workbook()
    for row in cells:
        book.active.append(row)
    book.save(io.BytesIO())

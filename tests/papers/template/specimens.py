"""Workbooks of a real trading company, beside the checkout: tags put in as a broker would."""

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment

from broker_app.papers.template.moves import Placed
from broker_app.papers.template.opening import silence
from broker_app.papers.template.shifting import shift
from tests.papers.template.books import saved

FOLDER = Path(__file__).parents[4] / "shared" / "samples" / "documents"
TAGS: dict[str, dict[str, str]] = {
    "ci": {
        "A4": "Seller: {{shipper.name}}",
        "A5": "{{shipper.address|lines}}",
        "G4": "{{document.number}}",
        "I4": "{{document.date}}",
        "G5": "{{shipment.incoterm}}",
        "I5": "{{shipment.payment_terms}}",
        "F7": "{{buyer|lines}}",
        "A9": "{{consignee.name}}",
        "A10": "{{consignee.address}}",
        "A13": "{{shipment.vessel}} {{shipment.voyage}}",
        "B14": "{{shipment.port_of_loading}}",
        "B15": "{{shipment.port_of_discharge}}",
        "D16": "{{shipment.etd}}",
        "I12": "",
        "H12": "",
        "A19": "USED MOTOR VEHICLES",
        "A20": "{{item.name}} {{item.first_registered}}",
        "E20": "{{item.chassis_number}}",
        "F20": "{{item.quantity}}",
        "G20": "{{item.unit_price}}",
        "H20": "{{shipment.currency}}",
        "I20": "{{=item.quantity*item.unit_price}}",
        "F28": "{{=SUM(items.quantity)}}",
        "G28": "UNITS",
        "H28": "{{shipment.currency}}",
        "I28": "{{=SUM(items.amount)}}",
        "A29": "{{amounts.total|words}}",
        "A32": "{{shipment.marks.1}}",
        "A33": "{{shipment.marks.2}}",
        "A34": "",
        "C34": "",
        "A35": "",
        "A36": "",
        "A41": "{{bank|lines}}",
    },
    "pl": {
        "A4": "Seller: {{shipper.name}}",
        "A5": "{{shipper.address|lines}}",
        "G4": "{{document.number}}",
        "I4": "{{document.date}}",
        "G5": "{{shipment.incoterm}}",
        "F7": "{{buyer|lines}}",
        "A9": "{{consignee.name}}",
        "A10": "{{consignee.address}}",
        "A13": "{{shipment.vessel}} {{shipment.voyage}}",
        "B14": "{{shipment.port_of_loading}}",
        "B15": "{{shipment.port_of_discharge}}",
        "D16": "{{shipment.etd}}",
        "H12": "",
        "I12": "",
        "A19": "USED MOTOR VEHICLES",
        "A20": "{{item.name}}",
        "E20": "{{item.chassis_number}}",
        "F20": "{{item.quantity}}",
        "G20": "{{item.weight_kg}}",
        "H20": "{{item.weight_kg}}",
        "I20": "{{item.volume_m3}}",
        "F23": "{{=SUM(items.quantity)}}",
        "G23": "{{=SUM(items.weight_kg)}}",
        "I23": "{{=SUM(items.volume_m3)}}",
        "A34": "{{shipment.marks.1}}",
        "A35": "{{shipment.marks.2}}",
        "A36": "",
        "C36": "",
        "A37": "",
        "A38": "",
    },
    "pi": {
        "A4": "Seller: {{shipper.name}}",
        "A5": "{{shipper.address}}",
        "A6": "",
        "A7": "",
        "G4": "{{document.number}}",
        "I4": "{{document.date}}",
        "F7": "{{buyer|lines}}",
        "A9": "{{consignee.name}}",
        "A10": "{{consignee.place}}",
        "B10": "",
        "C10": "",
        "D10": "",
        "A12": "{{shipment.vessel}} {{shipment.voyage}}",
        "B13": "{{shipment.port_of_loading}}",
        "B14": "{{shipment.port_of_discharge}}",
        "D15": "{{shipment.etd}}",
        "A18": "USED MOTOR VEHICLES",
        "G18": "{{shipment.incoterm}}",
        "A19": "{{item.name}} {{item.chassis_number}}",
        "E19": "{{item.quantity}}",
        "G19": "{{item.unit_price}}",
        "I19": "{{=item.quantity*item.unit_price}}",
        "E27": "{{=SUM(items.quantity)}}",
        "I27": "{{=SUM(items.amount)}}",
        "A28": "{{amounts.total|words}}",
        "A31": "For and on behalf of\n{{shipper.name}}",
        "A40": "{{bank|lines}}",
    },
    "fi": {
        "A3": "{{shipper.name}}",
        "A4": "{{shipper.address}}",
        "A5": "",
        "H7": "{{document.number}}",
        "H8": "{{document.date}}",
        "H9": "{{shipment.payment_terms}}",
        "H10": "{{shipment.terms}}",
        "A12": "{{consignee.name}}",
        "A13": "{{consignee.address}}",
        "A17": "{{item.name}} {{item.chassis_number}}",
        "E17": "{{item.quantity}}",
        "F17": "{{item.unit_price}}",
        "G17": "{{shipment.currency}}",
        "I17": "{{=item.quantity*item.unit_price}}",
        "A25": "{{amounts.total|words}}",
        "A40": "{{bank|lines}}",
    },
    "oc": {
        "A3": "{{shipper.name}}",
        "A4": "{{shipper.address}}",
        "A5": "",
        "H7": "{{document.number}}",
        "H8": "{{document.date}}",
        "H9": "{{shipment.payment_terms}}",
        "H10": "{{shipment.terms}}",
        "A13": "{{consignee.name}}",
        "A14": "{{consignee.address}}",
        "A18": "{{item.name}} {{item.chassis_number}}",
        "E18": "{{item.quantity}}",
        "F18": "{{item.unit_price}}",
        "G18": "{{shipment.currency}}",
        "H18": "{{shipment.etd}}",
        "I18": "{{=item.quantity*item.unit_price}}",
        "E25": "{{=SUM(items.quantity)}}",
        "I25": "{{=SUM(items.amount)}}",
        "A26": "{{amounts.total|words}}",
        "A41": "{{bank|lines}}",
    },
}
"""What a broker would type into the workbooks."""
LEFT_OUT = {"ci": range(21, 28), "pl": (21, 22), "pi": range(20, 27), "fi": range(18, 24)}
"""Example rows that a broker would delete; `oc` keeps them as rows that stand ready."""
READY = {"oc": ("A18", "fill: items rows=7 rest=delete")}
SUMS = {
    "ci": ("F", "I"),
    "pl": ("F", "G", "I"),
    "pi": ("E", "I"),
    "fi": ("E", "I"),
    "oc": ("E", "I"),
}
"""Columns that the row `Total` adds up. In `fi` the company's own formulas do."""


def tagged(name: str) -> bytes:
    """Return a specimen as a template."""
    with silence():
        book = load_workbook(FOLDER / f"{name}_kr_trading_redacted.xlsx")
        ws = book.active
        for address, text in TAGS[name].items():
            ws[address] = text or None
        if name in READY:
            ws[READY[name][0]].comment = Comment(READY[name][1], "Sato")
        left_out = LEFT_OUT.get(name, ())
        rows = [Placed(r) for r in range(1, ws.max_row + 1) if r not in left_out]
        shift(book, {ws.title: rows})
        return saved(book)


def total_row(ws: Any) -> int:
    """Return the row that begins with `Total`."""
    return next(row for row in range(1, ws.max_row + 1) if ws.cell(row, 1).value == "Total")


def read(content: bytes, *, values: bool = False) -> Any:
    with silence():
        return load_workbook(io.BytesIO(content), data_only=values).active

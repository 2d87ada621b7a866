"""Templates of our own making, as bytes."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image as Picture

from broker_app.papers.template.filling import fill
from broker_app.papers.template.values import Values, values_of
from broker_app.reference import documents
from tests.papers.samples import TO_KENYA, cars, taken

INVOICE = {
    "A1": "{{shipper.name}}",
    "A2": "Invoice {{document.number}} of {{document.date|dmy}}",
    "A3": "{{document.date}}",
    "A5": "NO.",
    "B5": "GOODS",
    "C5": "QTY",
    "D5": "PRICE",
    "E5": "AMOUNT",
    "A6": "{{item.index}}",
    "B6": "{{item.description}} {{item.chassis_number}}",
    "C6": "{{item.quantity}}",
    "D6": "{{item.unit_price}}",
    "E6": "{{=item.quantity*item.unit_price}}",
    "A7": "TOTAL",
    "C7": "{{=COUNT(items.quantity)}}",
    "E7": "{{=SUM(items.amount)}}",
    "A8": "{{?amounts.freight}}Freight",
    "E8": "{{amounts.freight}}",
    "A9": "{{amounts.total|words}}",
}


def made(
    cells: Mapping[str, Any] = INVOICE,
    notes: Mapping[str, str] | None = None,
    more: Callable[[Any], None] | None = None,
) -> bytes:
    """Return a workbook with these cells and notes; `more` may change it before it is saved."""
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    for address, text in (notes or {}).items():
        book.active[address].comment = Comment(text, "Sato")
    if more is not None:
        more(book)
    return saved(book)


def saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def values(count: int = 3, **changes: Any) -> Values:
    frozen = taken(changes.pop("shipment", TO_KENYA), cars(count), **changes)
    return values_of(frozen, documents.load()["CI"])


def filled(content: bytes, shown: Values | None = None, **pictures: bytes) -> Any:
    """Return the filled workbook, read back."""
    return load_workbook(io.BytesIO(filled_bytes(content, shown, **pictures)))


def filled_bytes(content: bytes, shown: Values | None = None, **pictures: bytes) -> bytes:
    return fill(content, shown or values(), pictures, "HAMAKAZE", "2026-11-27")


def texts(ws: Any) -> list[list[Any]]:
    """Return what stands in each row, without the blank ends."""
    rows = []
    for row in ws.iter_rows(values_only=True):
        kept = list(row)
        while kept and kept[-1] is None:
            kept.pop()
        rows.append(kept)
    return rows


def png(width: int = 300, height: int = 100) -> bytes:
    content = io.BytesIO()
    Picture.new("RGB", (width, height), "navy").save(content, "PNG")
    return content.getvalue()

"""Auction lists of every kind of file, made as bytes: the valid samples that are mutated."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl

ROWS = [
    [
        "出品番号",
        "会場",
        "開催日",
        "車名",
        "型式",
        "年式",
        "走行",
        "排気量",
        "落札価格",
        "車台番号",
    ],
    [
        "1",
        "USS東京",
        "2023/8/24",
        "アクア",
        "DAA-NHP10",
        "H25/04",
        "67",
        "1500",
        550,
        "NHP10-1234567",
    ],
    [
        "2",
        "USS東京",
        "2023/8/24",
        "ヴィッツ",
        "DBA-KSP130",
        "H24/01",
        "80",
        "1000",
        300,
        "KSP130-7654321",
    ],
]


def xlsx(rows: list[list[object]] = ROWS) -> bytes:  # type: ignore[assignment]
    """A small workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>
 </office:document-content>"""


def ods(content_xml: str = "") -> bytes:
    """A small workbook of an OpenDocument program."""
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in ROWS
    )
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED
        )
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content_xml or ODS.format(rows=rows))
    return made.getvalue()


def html(rows: list[list[object]] = ROWS) -> bytes:  # type: ignore[assignment]
    """A page with one table."""
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return ("<html><meta charset=utf-8><table>" + "".join(lines) + "</table>").encode()


SPREADSHEETML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>{rows}'
    "</Table></Worksheet></Workbook>"
)


def spreadsheetml() -> bytes:
    """A workbook as one XML file."""
    lines = (
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in ROWS
    )
    return SPREADSHEETML.format(rows="".join(lines)).encode()


def text(delimiter: str = ",", encoding: str = "cp932") -> bytes:
    """A list as text."""
    lines = (delimiter.join(map(str, row)) for row in ROWS)
    return "\r\n".join(lines).encode(encoding)


def zipped(members: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()

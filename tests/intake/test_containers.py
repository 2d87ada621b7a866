"""Whatever the container and the encoding, the same rows come out; else one sentence."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from broker_app.domain.spelling import plain
from broker_app.errors import UserError
from broker_app.intake import sniff
from broker_app.intake.hidden import unseen_in
from broker_app.intake.read import RowRead, open_list
from broker_app.reference.lookups import load
from tests.intake.lists import DATA, TODAY, csv_file, lots_of, opened, rows_of, value, xlsx_file

LIST = [
    ["出品番号", "車名", "型式", "年式", "走行(千km)", "落札価格(万円)", "色"],
    ["0001", "ﾌﾟﾘｳｽ", "DAA-ZVW30", "H25.04", "67", "55.5", "ﾊﾟ-ﾙ"],
    ["0002", "髙級①", "LA600S", "R元", "12", "", "白"],
]


def check(path: Path, **options: str) -> None:
    rows = lots_of(path, **options)
    assert [value(row, "lot_number") for row in rows] == ["0001", "0002"]
    assert value(rows[0], "model") == "プリウス"
    assert value(rows[0], "colour") == "パール"
    assert value(rows[0], "hammer_price") == 555_000
    assert value(rows[0], "first_registered") == "2013-04"
    assert value(rows[1], "first_registered") == "2019"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files(tmp_path: Path, encoding: str, told: str, delimiter: str) -> None:
    path = csv_file(tmp_path, LIST, encoding, delimiter)
    assert opened(path).encoding == told
    check(path)


def test_euc_jp(tmp_path: Path) -> None:
    rows = [*LIST[:2], ["0002", "アクア", "LA600S", "R元", "12", "", "白"]]
    path = csv_file(tmp_path, rows, "euc_jp")
    assert opened(path).encoding == "euc_jp"
    check(path)


@pytest.mark.parametrize(
    ("encoding", "model", "colour"),
    [
        ("cp1252", "Citroën C3 – 195×65", "Gräy"),
        ("cp932", "アクア　Ｇ黒", "ﾊﾟｰﾙ"),
        ("euc_jp", "プリウス", "検査白"),
        ("cp1251", "Приус", "белый"),
    ],
)
def test_below_english_headings_the_text_must_look_right(
    tmp_path: Path, encoding: str, model: str, colour: str
) -> None:
    price = "67\xa0000" if encoding == "cp1252" else "67000"
    rows = [["Lot No", "Model", "Mileage (km)", "Colour"], ["1", model, price, colour]]
    table = opened(csv_file(tmp_path, rows, encoding))
    assert table.encoding == encoding
    (row,) = lots_of(tmp_path / "list.csv")
    assert value(row, "model") == plain(model)
    assert value(row, "colour") == plain(colour)
    assert value(row, "odometer_km") == 67_000


def test_a_named_encoding_is_taken(tmp_path: Path) -> None:
    check(csv_file(tmp_path, LIST, "cp932"), encoding="cp932")
    with pytest.raises(UserError, match="encoding_unknown"):
        opened(csv_file(tmp_path, LIST), encoding="klingon")
    with pytest.raises(UserError, match="encoding_unknown"):
        opened(csv_file(tmp_path, LIST), encoding="base64")


def test_a_format_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="list_format_unknown"):
        opened(csv_file(tmp_path, LIST), format="uss-2031")


def test_cp932_below_english_headings_is_found_late(tmp_path: Path) -> None:
    rows = [["Lot No", "Model", "Year", "Colour"], *([["1", "X", "2010", "-"]] * 40_000)]
    rows.append(["2", "プリウス", "2011", "白"])
    path = csv_file(tmp_path, rows, "cp932")
    assert opened(path).encoding == "cp932"
    last = last_lot_of(path)
    assert value(last, "model") == "プリウス"


def last_lot_of(path: Path) -> RowRead:
    return [row for row in opened(path).rows() if row.lot][-1]


def test_end_mark_of_old_systems(tmp_path: Path) -> None:
    path = csv_file(tmp_path, LIST, "cp932")
    path.write_bytes(path.read_bytes() + b"\x1a")
    check(path)


def test_a_quoted_cell_with_line_breaks_is_one_record(tmp_path: Path) -> None:
    rows = [["Lot No.\n出品番号", "Model", "Remarks"], ["1", "Prius", "a\nb"], ["2", "Aqua", ""]]
    read = rows_of(csv_file(tmp_path, rows))
    assert [row.line for row in read] == [1, 2, 3]
    assert value(read[1], "remarks") == "a\nb"


def test_an_open_quote_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Lot No,Model,Year\n1,Prius,2010\n2,"Aqua,2011\n' + "3,Vitz,2012\n" * 20_000)
    with pytest.raises(UserError, match="list_broken_quote"):
        list(opened(path).rows())


def test_xlsx(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, LIST)
    assert opened(path).container == "xlsx"
    check(path)


ODS = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="S">{rows}<table:table-row table:number-rows-repeated="1048000">
<table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods_with_empty_rows_to_the_end(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in LIST
    )
    path = ods(tmp_path, rows)
    assert opened(path).container == "ods"
    check(path)


def test_a_name_says_nothing(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, LIST, name="list.csv")
    assert opened(path).container == "xlsx"
    check(path)


def test_several_sheets(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, LIST, [["Rates"], ["USD", 150]], LIST, LIST[:1])
    tables = open_list(path, load(), TODAY)
    assert [table.sheet for table in tables] == ["Sheet1", "Sheet3"]
    assert tables[0].ignored_sheets == ("Sheet2", "Sheet4")
    assert opened(path, sheet="Sheet3").sheet == "Sheet3"
    with pytest.raises(UserError, match="sheet_missing") as told:
        opened(path, sheet="八月")
    assert told.value.values["sheets"] == "Sheet1, Sheet2, Sheet3, Sheet4"
    with pytest.raises(UserError, match="list_no_table"):
        opened(path, sheet="Sheet2")


def test_sheets_that_hold_no_lots(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, rows in (
        ("マスタ", LIST),
        ("出品", LIST),
        ("相場", [["Date", "Price", "Currency"], ["2023-08-24", 150, "USD"]]),
        ("隠し", LIST),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["隠し"].sheet_state = "hidden"
    book.save(tmp_path / "list.xlsx")
    tables = open_list(tmp_path / "list.xlsx", load(), TODAY)
    assert [table.sheet for table in tables] == ["出品"]
    assert tables[0].ignored_sheets == ("マスタ", "相場", "隠し")
    assert opened(tmp_path / "list.xlsx", sheet="マスタ").sheet == "マスタ"


def encrypted(path: Path, password: str) -> Path:
    target = path.with_name("locked.xlsx")
    with path.open("rb") as plain, target.open("wb") as locked:
        OOXMLFile(plain).encrypt(password, locked)
    return target


def test_a_password(tmp_path: Path) -> None:
    path = encrypted(xlsx_file(tmp_path, LIST), "auction2023")
    with pytest.raises(UserError, match="list_needs_password"):
        opened(path)
    with pytest.raises(UserError, match="list_wrong_password"):
        opened(path, password="wrong")
    check(path, password="auction2023")


def said(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(UserError) as told:
        open_list(path, load(), TODAY)
    assert told.value.values["file"] == path.name
    return told.value.key


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "list_empty"),
        (b"  \r\n\r\n", "list_empty"),
        (b"\xef\xbb\xbf", "list_empty"),
        (b"%PDF-1.7 ...", "list_is_no_table"),
        (b"\xff\xd8\xff\xe0 JFIF", "list_is_no_table"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "list_is_web_page"),
        (b"<html><table><tr><td>1</table>", "list_no_table"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "list_no_table",
        ),
        (b"MIME-Version: 1.0\r\n", "list_is_web_page"),
        (b"just some words\nand more", "list_no_table"),
        ("縺ゅ＞繝ｩ繝ｳ繧ｯ,繝｡繝ｼ繧ｫ繝ｼ,霆雁錐\n".encode(), "list_mojibake"),
        (b"PK\x03\x04 cut off", "list_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "list_is_no_table"),
        (bytes(range(256)) * 40, "list_no_table"),
    ],
)
def test_what_is_no_list_gets_one_sentence(tmp_path: Path, data: bytes, key: str) -> None:
    assert said(tmp_path / "list.csv", data) == key


def test_headings_pasted_one_a_line_are_no_table(tmp_path: Path) -> None:
    text = '"Id",\n"Lot number",\n"Year",\n"Make",\n"Model",\n\n2010,\n"MERCEDES-BENZ",\n'
    assert said(tmp_path / "copied.csv", text.encode()) == "list_no_table"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="list_unreadable"):
        open_list(tmp_path / "gone.csv", load(), TODAY)
    with pytest.raises(UserError, match="list_unreadable"):
        open_list(tmp_path, load(), TODAY)


def test_every_cut_of_a_workbook_gives_a_sentence(tmp_path: Path) -> None:
    whole = (DATA / "synthetic-01-house-list-two-row-header.xlsx").read_bytes()
    for size in range(4, len(whole) - 1, 997):
        assert said(tmp_path / "cut.xlsx", whole[:size]) in ("list_damaged", "list_no_table")


def zipped(entries: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, compress_type=stored)
    return target.getvalue()


def test_a_zip_of_anything_else(tmp_path: Path) -> None:
    assert said(tmp_path / "photos.xlsx", zipped({"a.jpg": b"x"})) == "list_is_no_table"


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 80_000_000})
    assert said(tmp_path / "bomb.xlsx", bomb) == "list_too_large"
    many = zipped({"xl/workbook.xml": b"<x/>"} | {f"{i}": b"" for i in range(10_001)})
    assert said(tmp_path / "many.xlsx", many) == "list_too_large"


def test_far_corners_are_not_filled_in(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in LIST:
        sheet.append(row)
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(UserError, match="list_too_large"):
        opened(tmp_path / "far.xlsx")


def test_one_stray_cell_far_below_is_no_harm(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in LIST:
        sheet.append(row)
    sheet["A300000"] = "x"
    book.save(tmp_path / "far.xlsx")
    assert sum(row.lot is not None for row in opened(tmp_path / "far.xlsx").rows()) == 2


def ods(folder: Path, rows: str) -> Path:
    path = folder / "list.ods"
    content = ODS.format(rows=rows).replace("\n", "").encode()
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = {"META-INF/manifest.xml": b"<manifest/>"}
    path.write_bytes(zipped({"mimetype": kind, **manifest, "content.xml": content}))
    return path


def ods_row(*cells: str, repeated: str = "") -> str:
    return f"<table:table-row {repeated}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str, repeated: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {repeated}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


ROWS, COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"


@pytest.mark.parametrize(
    "row",
    [
        ods_row(ods_cell("x"), repeated=f'{ROWS}="99999999" x="1"'),
        ods_row(ods_cell("x"), repeated=f"{ROWS} = '99999999'"),
        ods_row(ods_cell("x"), repeated=f'{ROWS}="&#57;9999999"'),
        ods_row(ods_cell("x", f'{COLUMNS}="1000000000"')),
        ods_row(ods_cell("x", f'{COLUMNS}="9999"'), repeated=f'{ROWS}="9999"'),
        ods_row(ods_cell("x"), repeated=f'{ROWS}="9999"') * 2_500,
        ods_row(ods_cell("x" * 9_000, f'{COLUMNS}="9000"'), repeated=f'{ROWS}="9"'),
        ods_row(ods_cell('<text:s text:c="2000000000"/>')),
        ods_row(ods_cell('<text:s text:c="90000"/>' * 2)),
    ],
)
def test_a_sheet_of_repeats_is_refused(tmp_path: Path, row: str) -> None:
    heads = ods_row(*map(ods_cell, LIST[0]))
    with pytest.raises(UserError, match="list_too_large"):
        opened(ods(tmp_path, heads + row))


def test_repeats_as_every_sheet_has_them_are_written_out(tmp_path: Path) -> None:
    rest = f'<table:table-cell {COLUMNS}="16377"/>'
    rows = [ods_row(*map(ods_cell, row), rest) for row in LIST]
    blanks = ods_row(f'<table:table-cell {COLUMNS}="16384"/>', repeated=f'{ROWS}="3"')
    path = ods(tmp_path, rows[0] + blanks + "".join(rows[1:]))
    check(path)
    assert [row.line for row in lots_of(path)] == [5, 6]


def test_wide_rows_are_refused_before_they_are_filled_in(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, LIST)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for corner, rows in (("XFD", 3_000), ("ZZ", 60_000)):
        cells = "".join(
            f'<row r="{r}"><c r="{corner}{r}"><v>1</v></c></row>' for r in range(4, rows)
        )
        name = "xl/worksheets/sheet1.xml"
        sheet = parts[name].replace(b"</sheetData>", cells.encode() + b"</sheetData>")
        data = zipped(parts | {name: sheet})
        assert said(tmp_path / "wide.xlsx", data) == "list_too_large"


def test_a_text_wider_than_any_sheet_is_refused(tmp_path: Path) -> None:
    heads = ",".join([*LIST[0], *[""] * 20_000])
    assert said(tmp_path / "wide.csv", heads.encode() + b"\n1,a,b\n") == "list_too_large"


def read_all(path: Path) -> None:
    """Rows that add up, or a UserError; never anything else."""
    try:
        for table in open_list(path, load(), TODAY):
            for line, row in enumerate(table.rows(), 1):
                assert (row.lot is not None) + bool(row.skipped) + bool(row.refused) == 1
                assert row.line == line
    except UserError:
        pass


FUZZ = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    read_all(path)


@FUZZ
@given(st.sampled_from([b"PK\x03\x04", sniff.OLE, b"\xff\xfe", b"\xef\xbb\xbf"]), st.binary())
def test_any_bytes_behind_a_sign(tmp_path: Path, sign: bytes, data: bytes) -> None:
    path = tmp_path / "any.xlsx"
    path.write_bytes(sign + data)
    read_all(path)


@FUZZ
@given(st.integers(0, 10_700), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_spoilt_bytes(tmp_path: Path, at: int, spoilt: bytes) -> None:
    whole = bytearray((DATA / "synthetic-01-house-list-two-row-header.xlsx").read_bytes())
    whole[at : at + len(spoilt)] = spoilt
    path = tmp_path / "spoilt.xlsx"
    path.write_bytes(whole)
    read_all(path)


@FUZZ
@given(st.integers(0, 2389), st.binary(max_size=8))
def test_any_cut_of_a_text_list(tmp_path: Path, at: int, behind: bytes) -> None:
    whole = (DATA / "synthetic-11-results-semicolon-utf8bom.csv").read_bytes()
    path = tmp_path / "cut.csv"
    path.write_bytes(whole[:at] + behind)
    read_all(path)


@FUZZ
@given(st.permutations(range(16)), st.lists(st.text(max_size=12), max_size=16))
def test_any_shuffle_of_columns(tmp_path: Path, order: list[int], more: list[str]) -> None:
    text = (DATA / "synthetic-11-results-semicolon-utf8bom.csv").read_text(encoding="utf-8-sig")
    lines = [line.split(";") for line in text.splitlines()[1:-1]]
    path = csv_file(tmp_path, [[line[i] for i in order] for line in lines] + [more])
    rows = list(opened(path).rows())
    for row in rows[1:20]:
        assert row.lot is not None
        assert value(row, "maker")
        assert value(row, "house") == "NAA Sample"


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "8月 & 9月"
    for row in LIST:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    path = tmp_path / "filtered.xlsx"
    book.save(path)
    rows = lots_of(path)
    assert [[w.key for w in row.warnings if w.key == "row_hidden"] for row in rows] == [
        [],
        ["row_hidden"],
    ]
    check(path)


def test_what_hides_rows_is_not_worth_a_failure() -> None:
    assert unseen_in(b"PK\x03\x04 cut off") == {}
    assert unseen_in(b"") == {}
    broken = BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
        archive.writestr("xl/_rels/workbook.xml.rels", "<x/>")
    assert unseen_in(broken.getvalue()) == {}


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    head = ["Lot", "Model", "Mileage (km)", "Price (JPY)"]
    rows = [head, ["1", "Aqua", "=30000+1", '=IF(A2<>"","9","")'], ["", "", "=1+1", ""]]
    rows.append(["2", "Aqua", "1", "1"])
    first, template, _ = rows_of(xlsx_file(tmp_path, rows))[1:]
    assert first.lot is not None
    assert (value(first, "odometer_km"), value(first, "asking_price")) == (None, None)
    told = {(w.field, w.key, w.values["text"]) for w in first.warnings}
    assert told == {
        ("odometer_km", "formula_without_value", "=30000+1"),
        ("asking_price", "formula_without_value", '=IF(A2<>"","9","")'),
    }
    assert template.skipped == "blank"

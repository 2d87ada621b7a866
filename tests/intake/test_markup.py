"""Tables of web pages, saved pages and XML workbooks, whatever the file is called."""

import base64
import quopri
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.errors import UserError
from broker_app.intake import markup
from broker_app.intake.read import ListTable, open_list
from broker_app.intake.report import RowRead
from broker_app.reference.lookups import load

TODAY = date(2026, 11, 22)
HEADS = (
    "<tr><th>出品番号</th><th>車名</th><th>型式</th><th>年式</th><th>走行</th><th>評価点</th></tr>"
)
ROW = (
    "<tr><td>{n}</td><td>ﾌﾟﾘｳｽ</td><td>DAA-ZVW30</td><td>H26.03</td><td>112千km</td><td>4</td></tr>"
)
LIST = f"<table>{HEADS}{ROW.format(n=101)}{ROW.format(n=102)}</table>"


def tables(tmp_path: Path, data: bytes, name: str = "list.xls") -> list[ListTable]:
    path = tmp_path / name
    path.write_bytes(data)
    return open_list(path, load(), TODAY)


def lots(tables: list[ListTable]) -> list[RowRead]:
    return [row for table in tables for row in table.rows() if row.lot]


def numbers(tables: list[ListTable]) -> list[str | None]:
    return [row.lot.lot_number for row in lots(tables) if row.lot]


@pytest.mark.parametrize(
    ("encoding", "declared", "told"),
    [
        ("cp932", "Shift_JIS", "cp932"),
        ("utf-8", "utf-8", "utf-8"),
        ("euc_jp", "EUC-JP", "euc-jp"),
        ("cp932", "", "cp932"),  # the headings tell
        ("euc_jp", "", "euc_jp"),
        ("utf-8", "Shift_JIS", "utf-8"),  # the bytes know better
        ("cp932", "no-such-code", "cp932"),
        ("utf-16", "", "utf-16"),
    ],
)
def test_the_encoding_is_what_the_bytes_are(
    tmp_path: Path, encoding: str, declared: str, told: str
) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta if declared else ''}</head><body>{LIST}</body></html>"
    (table,) = tables(tmp_path, page.encode(encoding))
    assert (table.container, table.encoding, table.sheet) == ("html", told, "")
    assert numbers([table]) == ["101", "102"]
    (first, _) = lots([table])
    assert first.lot
    assert first.lot.vehicle.model == "プリウス"
    assert first.line == 2


def test_the_big_table_of_a_page_is_found_among_others(tmp_path: Path) -> None:
    menu = "<table><tr><td>検索</td><td>ログアウト</td></tr></table>"
    page = f"<html><table><tr><td>{menu}</td></tr><tr><td>{LIST}</td></tr></table></html>"
    (table,) = tables(tmp_path, page.encode())
    assert numbers([table]) == ["101", "102"]
    assert table.ignored_sheets == ()


def test_two_lists_of_a_page_are_two_tables(tmp_path: Path) -> None:
    found = tables(tmp_path, f"<html>{LIST}<hr>{LIST.replace('>10', '>20')}</html>".encode())
    assert [table.sheet for table in found] == ["1", "2"]
    assert numbers(found) == ["101", "102", "201", "202"]


def test_breaks_blanks_entities_and_scripts(tmp_path: Path) -> None:
    row = ROW.format(n="<a href='https://example.invalid/101'>101</a>").replace(
        "ﾌﾟﾘｳｽ", "ﾌﾟﾘｳｽ<script>alert(1)</script>&nbsp; &amp;<!-- x -->"
    )
    (table,) = tables(tmp_path, f"<html><table>{HEADS}{row}</table></html>".encode())
    (read,) = lots([table])
    assert read.lot
    assert read.lot.lot_number == "101"
    cells = read.lot.source.cells
    assert "alert" not in str(cells)
    assert "https://example.invalid/101" in cells.values()
    assert "&" in cells["車名"]


def test_a_link_that_is_no_web_address_is_not_kept(tmp_path: Path) -> None:
    row = ROW.format(n="<a href='javascript:alert(1)'>101</a>")
    (table,) = tables(tmp_path, f"<html><table>{HEADS}{row}</table></html>".encode())
    (read,) = lots([table])
    assert read.lot
    assert "javascript" not in str(read.lot.source.cells)


def test_a_cell_over_several_rows_says_its_value_in_each(tmp_path: Path) -> None:
    heads = HEADS.replace("<tr>", "<tr><th>会場</th>", 1)
    first = ROW.format(n=101).replace("<tr>", "<tr><td rowspan='3'>USS東京</td>", 1)
    rows = first + ROW.format(n=102) + ROW.format(n=103)
    (table,) = tables(tmp_path, f"<html><table>{heads}{rows}</table></html>".encode())
    assert [row.lot.house for row in lots([table]) if row.lot] == ["USS東京"] * 3


def test_a_lot_on_two_rows_is_one_and_both_rows_are_accounted_for(tmp_path: Path) -> None:
    heads = (
        "<tr><th rowspan=2>出品番号</th><th>車名</th><th>年式</th></tr>"
        "<tr><th>型式</th><th>走行</th></tr>"
    )
    pair = (
        "<tr><td rowspan=2>{n}</td><td>ﾌﾟﾘｳｽ</td><td>H26.03</td></tr>"
        "<tr><td>DAA-ZVW30</td><td>112千km</td></tr>"
    )
    body = "".join(pair.format(n=n) for n in (101, 102, 103))
    (table,) = tables(tmp_path, f"<html><table>{heads}{body}</table></html>".encode())
    found = list(table.rows())
    assert [row.skipped for row in found if not row.lot] == ["header"] * 2 + ["second_row"] * 3
    assert [row.line for row in found if row.lot] == [3, 5, 7]
    vehicles = [row.lot.vehicle for row in found if row.lot]
    assert {(v.model_code, v.odometer_km, v.first_registered) for v in vehicles} == {
        ("ZVW30", 112_000, "2014-03")
    }


XML = """<?xml version="1.0"?>
{dtd}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="リスト"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="3"><Data ss:Type="String">USS東京 第2153回</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">出品番号</Data></Cell><Cell><Data ss:Type="String">車名</Data></Cell>
<Cell><Data ss:Type="String">型式</Data></Cell><Cell ss:Index="5"><Data ss:Type="String">開催日</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">101</Data></Cell><Cell><Data ss:Type="String">ﾌﾟﾘｳｽ{entity}</Data></Cell>
<Cell><Data ss:Type="String">DAA-ZVW30</Data></Cell><Cell ss:Index="5"><Data ss:Type="DateTime">2026-11-19T00:00:00.000</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="cost"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"""


def test_a_workbook_saved_as_xml(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, XML.format(dtd="", entity="").encode())
    assert (table.container, table.sheet, table.header_row) == ("spreadsheetml", "リスト", 4)
    assert table.ignored_sheets == ("cost",)
    (read,) = lots([table])
    assert read.lot
    assert (read.line, read.lot.lot_number, read.lot.auction_date) == (5, "101", "2026-11-19")
    assert (read.lot.round, read.lot.vehicle.model_code) == ("2153", "ZVW30")


def test_entities_of_an_xml_file_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    dtd = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY b0 "lol">{bomb}]>'
    found = tables(tmp_path, XML.format(dtd=dtd, entity="&e;").encode())
    assert "SECRET" not in str([row.lot.source.cells for row in lots(found) if row.lot])
    with pytest.raises(UserError, match="list_damaged"):
        tables(tmp_path, XML.format(dtd=dtd, entity="&b11;").encode())


@pytest.mark.parametrize("way", ["base64", "quoted-printable"])
def test_a_saved_page(tmp_path: Path, way: str) -> None:
    page = f"<html>{LIST}</html>".encode("cp932")
    body = base64.encodebytes(page) if way == "base64" else quopri.encodestring(page)
    head = (
        "From: <Saved by a browser>\r\nSubject: list\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="X"\r\n\r\n--X\r\n'
        f'Content-Type: text/html; charset="Shift_JIS"\r\nContent-Transfer-Encoding: {way}\r\n\r\n'
    )
    (table,) = tables(tmp_path, head.encode() + body + b"\r\n--X--\r\n")
    assert (table.container, table.encoding) == ("mht", "cp932")
    assert numbers([table]) == ["101", "102"]


@pytest.mark.parametrize(
    "row",
    [
        "<tr>" + "<td colspan=1000>1</td>" * 50 + "</tr>",
        ("<tr>" + "<td rowspan=1000 colspan=500>1</td>" * 2 + "</tr>") * 40,
    ],
)
def test_a_table_wider_than_any_list_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(UserError, match="list_too_large"):
        tables(tmp_path, f"<html><table>{HEADS}{row}</table></html>".encode())


def test_a_page_larger_than_any_list_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "LARGEST", 100)
    with pytest.raises(UserError, match="list_too_large"):
        tables(tmp_path, f"<html>{LIST}</html>".encode())


def test_a_page_of_more_tables_than_any_list_is_refused(tmp_path: Path) -> None:
    page = "<table><tr><td>x</td></tr></table>" * (markup.MOST_TABLES + 1)
    with pytest.raises(UserError, match="list_too_large"):
        tables(tmp_path, page.encode())


def test_a_cut_workbook_of_xml_is_damaged(tmp_path: Path) -> None:
    whole = XML.format(dtd="", entity="").encode()
    with pytest.raises(UserError, match="list_damaged"):
        tables(tmp_path, whole[: whole.index(b"DAA-")])


def test_rows_of_a_large_page_are_let_go_as_they_are_read(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row = "<tr>" + "<td>1</td>" * 6 + "</tr>"
    with pytest.raises(UserError, match="list_no_table"):
        tables(tmp_path, f"<table>{row * 60_000}</table>".encode())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 60_000


PAGE = f"<html>{LIST}</html>".encode()
SAVED = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE


@given(
    st.sampled_from([PAGE, XML.format(dtd="", entity="").encode(), SAVED]),
    st.integers(0, 2000),
    st.binary(max_size=40),
    st.integers(0, 2000),
)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_cut_and_any_bytes_give_rows_or_a_sentence(
    tmp_path: Path, whole: bytes, cut: int, noise: bytes, at: int
) -> None:
    data = whole[:cut] + noise + whole[at:]
    try:
        found = tables(tmp_path, data)
    except UserError:
        return
    for table in found:
        assert sum(1 for _ in table.rows()) == table.rows_total or table.container == "csv"

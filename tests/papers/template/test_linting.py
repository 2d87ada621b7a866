"""The check of a template: a sentence for whatever may go wrong, and for any bytes."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from broker_app import words
from broker_app.domain.template import REFUSED, WARNING, Notice
from broker_app.errors import UserError
from broker_app.papers.template.linting import check, is_refused, keys_in
from broker_app.reference import documents, particulars
from tests.papers.template.books import INVOICE, made

KIND = documents.load()["CI"]
KNOWN = particulars.shipped()


def found(content: bytes) -> list[Notice]:
    return check(content, KIND, KNOWN)


def keys(content: bytes) -> set[tuple[str, str]]:
    return {(notice.key, notice.cell) for notice in found(content)}


def with_parts(content: bytes, parts: Mapping[str, bytes], swap: Any = None) -> bytes:
    """Return a workbook with further parts, or with parts changed by `swap(name, part)`."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, swap(name, part) if swap else part)
        for name, part in parts.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return changed.getvalue()


def test_a_good_template_is_not_refused() -> None:
    assert not is_refused(found(made()))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"A1": "{{document.nubmer}}"}, ("tag_unknown", "A1")),
        ({"A1": "{{item.cost}}"}, ("tag_unknown", "A1")),
        ({"A1": "{{document.number"}, ("tag_unclosed", "A1")),
        ({"A1": '="{{document.number}}"&B1'}, ("tag_in_formula", "A1")),
        ({"A1": "{{#containers}}", "A2": "x"}, ("group_unclosed", "A1")),
        ({"A1": "{{/containers}}"}, ("group_unopened", "A1")),
        ({"B1": "{{#containers}}"}, ("group_place", "B1")),
        ({"B1": "{{?lc.no}}"}, ("optional_place", "B1")),
        ({"A1": "{{container.number}}"}, ("container_outside", "A1")),
        ({"A1": "{{img:stamp}}"}, ("picture_unknown", "A1")),
        ({"A1": "{{img:seal}}"}, ("seal", "A1")),
        ({"A1": "=TODAY()"}, ("moving", "A1")),
        ({"A1": '=IF(A2>0,"at "&now(),1)'}, ("moving", "A1")),
        ({"A1": '=HYPERLINK("http://x.example")'}, ("reaching_out", "A1")),
        ({"A1": "=cmd|' /C calc'!A0"}, ("formula_unreadable", "A1")),
        ({"A1": "=[1]Prices!A1"}, ("reaching_out", "A1")),
        ({"A1": "Sum: {{=SUM(items.amount)}}"}, ("formula_in_text", "A1")),
        ({"A1": "{{=SUM(items.amount)}}"}, ("not_shown", "A1")),
        ({"A1": "{{=SUM(items.chassis_number)}}"}, ("no_number", "A1")),
        ({"A1": "{{item.index}}", "A2": "{{item.name}}"}, ("rows_adjacent", "A2")),
        ({"A1": "｛｛document.number｝｝"}, ("tag_wide", "A1")),
        ({"A1": "{｛document.number｝}"}, ("tag_wide", "A1")),
        ({"A1": "No. {document.number}"}, ("tag_single", "A1")),
        ({"A1": "{inv.date|dmy}"}, ("tag_single", "A1")),
        ({"A1": "Purchase price"}, ("inside", "A1")),
        ({"A1": "仕入先"}, ("inside", "A1")),
        ({"A1": "{{bank|lines}}"}, ("not_wrapped", "A1")),
        (
            {"A1": "{{item.name}}", "E1": "{{item.quantity}}", "I1": "=D1*E1"},
            ("wrong_column", "I1"),
        ),
        ({"A1": "nothing"}, ("no_list", "")),
        ({"A1": "{{item.name}}"}, ("no_total", "")),
    ],
)
def test_what_is_found_in_cells(cells: dict[str, str], expected: tuple[str, str]) -> None:
    assert expected in keys(made(cells))


def test_terms_of_delivery_are_no_costs() -> None:
    cells = {"A1": "COST AND FREIGHT", "A2": "Cost, insurance and freight", "A3": "{{item.index}}"}
    assert not any(key == "inside" for key, _ in keys(made(cells)))


def test_a_workbook_that_cannot_be_filled_is_found_before_it_is_used() -> None:
    def name(book: Any) -> None:
        book.defined_names["Odd"] = DefinedName("Odd", attr_text="cmd|' /C calc'!A0")

    assert ("unfillable", "") in keys(made(more=name))


def test_what_the_paper_must_say_is_named() -> None:
    (missing,) = [n for n in found(made()) if n.key == "missing"]
    assert "consignee" in missing.values["fields"].split(",")
    assert "number" not in missing.values["fields"].split(",")


@pytest.mark.parametrize(
    "note",
    ["repeat: items rows=0", "repeat: cars rows=2", "fill: items", "fill: items rows=4 rest=keep"],
)
def test_a_note_that_cannot_be_read(note: str) -> None:
    assert ("note_unreadable", "A1") in keys(made({"A1": "{{item.name}}", "A9": "x"}, {"A1": note}))


def test_a_block_longer_than_the_sheet() -> None:
    assert ("block_too_long", "A2") in keys(
        made({"A2": "{{item.name}}"}, {"A2": "repeat: items rows=5"})
    )


def test_merged_cells_across_the_list() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("F5:G7")

    assert ("merged_list", "F5") in keys(made(more=merge))


@pytest.mark.parametrize("foot", ["oddFooter", "evenFooter", "firstHeader", "evenHeader"])
def test_tags_in_the_foot_of_the_page(foot: str) -> None:
    def more(book: Any) -> None:
        getattr(book.active, foot).center.text = "{{document.number}}"

    assert ("tag_in_head", "") in keys(made(more=more))


def test_braces_that_are_no_tags_are_let_be() -> None:
    said = {"A1": "Set {a}", "A2": "{1} of {2}", "A3": "{see note}"}
    assert not {"tag_single", "tag_wide"} & {key for key, _ in keys(made(said))}


def test_tags_outside_of_cells_are_told() -> None:
    def more(book: Any) -> None:
        ws = book.active
        ws.title = "{{inv.no}}"
        told = DataValidation(type="list", formula1='"USD,JPY"', prompt="Of {{document.number}}")
        told.add("D6:D9")
        ws.add_data_validation(told)
        ws["H1"], ws["H2"] = "mail", "noted"
        ws["H1"].hyperlink = "mailto:{{shipper.name}}@x.example"
        ws["H2"].comment = Comment("goes to {{buyer.name}}", "Sato")
        book.defined_names["NUMBER"] = DefinedName("NUMBER", attr_text='"{{document.number}}"')

    seen = {(n.key, n.cell, n.severity) for n in found(made(more=more))}
    assert {
        ("tag_in_title", "", REFUSED),
        ("tag_in_validation", "D6", REFUSED),
        ("tag_in_link", "H1", REFUSED),
        ("tag_in_note", "H2", WARNING),
        ("tag_in_name", "", REFUSED),
    } <= seen


def test_hidden_sheets_and_links() -> None:
    def more(book: Any) -> None:
        book.create_sheet("Kept").sheet_state = "hidden"
        book.create_sheet("Deep").sheet_state = "veryHidden"
        book.active["H1"] = "x"
        book.active["H1"].hyperlink = "file:///c:/x"
        book.active["H2"] = "y"
        book.active["H2"].hyperlink = "mailto:a@b.example"

    notices = {(n.key, n.sheet, n.cell) for n in found(made(more=more))}
    assert {("hidden", "Kept", ""), ("very_hidden", "Deep", ""), ("link", "Sheet", "H1")} <= notices
    assert ("link", "Sheet", "H2") not in notices


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("xl/externalLinks/externalLink1.xml", "links"),
        ("xl/embeddings/oleObject1.bin", "ole"),
        ("xl/activeX/activeX1.xml", "ole"),
        ("xl/connections.xml", "query"),
        ("xl/queryTables/queryTable1.xml", "query"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/pivotTables/pivotTable1.xml", "pivot"),
        ("xl/threadedComments/threadedComment1.xml", "threaded"),
        ("xl/ctrlProps/ctrlProp1.xml", "controls"),
        ("xl/charts/chart1.xml", "chart"),
        ("xl/diagrams/data1.xml", "diagram"),
    ],
)
def test_parts_that_are_refused_or_lost(part: str, key: str) -> None:
    assert (key, "") in keys(with_parts(made(), {part: b"<x/>"}))


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (b"<legacyDrawingHF/>", "header_picture"),
        (b"<extLst><x14:sparklineGroups/></extLst>", "sparklines"),
        (b"<headerFooter><oddFooter>Page &amp;P</oddFooter></headerFooter>", "footer"),
        (
            b'<protectedRanges><protectedRange name="x" sqref="A1"/></protectedRanges>',
            "protected_ranges",
        ),
        (b'<c r="Z1" t="e" vm="1"><v>#VALUE!</v></c>', "in_cell"),
        (b'<oleObjects><oleObject progId="x"/></oleObjects>', "ole"),
    ],
)
def test_what_sheets_hold_besides_cells(xml: bytes, key: str) -> None:
    from broker_app.papers.template.losses import losses
    from broker_app.papers.template.opening import unpacked

    def swap(name: str, part: bytes) -> bytes:
        sheet = name == "xl/worksheets/sheet1.xml"
        return part.replace(b"</worksheet>", xml + b"</worksheet>") if sheet else part

    seen = losses(unpacked(with_parts(made(), {}, swap)))
    assert key in {notice.key for notice in seen}


DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
FROM = "<xdr:from><xdr:col>1</xdr:col><xdr:row>4</xdr:row></xdr:from>"
BOX = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>SHIPPING MARK</a:t></a:r></a:p></xdr:txBody></xdr:sp>"


def drawn(anchors: str) -> bytes:
    """Return a template whose sheet has a drawing."""
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWN}" xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"{anchors}</xdr:wsDr>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/drawing" Target="../drawings/drawing1.xml"/>'
        "</Relationships>"
    )
    parts = {
        "xl/drawings/drawing1.xml": drawing.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": rels.encode(),
    }
    return with_parts(made(), parts)


@pytest.mark.parametrize(
    "anchors",
    [
        f"<xdr:twoCellAnchor>{FROM}{BOX}</xdr:twoCellAnchor>",
        f"<xdr:twoCellAnchor>{FROM}<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice>"
        "</mc:AlternateContent></xdr:twoCellAnchor>",
        f"<mc:AlternateContent><mc:Choice><xdr:twoCellAnchor>{FROM}{BOX}</xdr:twoCellAnchor>"
        "</mc:Choice></mc:AlternateContent>",
    ],
)
def test_text_boxes_are_named_with_their_words(anchors: str) -> None:
    (shape,) = [n for n in found(drawn(anchors)) if n.key == "shape"]
    assert (shape.sheet, shape.cell, shape.values["text"]) == ("Sheet", "B5", "SHIPPING MARK")


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ('<a:srcRect l="25000" b="1000"/>', True),
        ("<a:srcRect/>", False),
        ('<a:xfrm rot="5400000"/>', True),
        ('<a:xfrm flipH="1"/>', True),
        ("<a:xfrm/>", False),
    ],
)
def test_a_picture_that_is_cut_or_turned_is_told(look: str, told: bool) -> None:
    from broker_app.papers.template.losses import losses
    from broker_app.papers.template.opening import unpacked

    anchor = f"<xdr:twoCellAnchor>{FROM}<xdr:pic>{look}</xdr:pic></xdr:twoCellAnchor>"
    seen = {(n.key, n.cell) for n in losses(unpacked(drawn(anchor)))}
    assert (("picture_cut", "B5") in seen) is told


def macros(name: str, part: bytes) -> bytes:
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return part.replace(old, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def entity(name: str, part: bytes) -> bytes:
    sheet = name == "xl/worksheets/sheet1.xml"
    return b'<!DOCTYPE x [<!ENTITY a "b">]>' + part if sheet else part


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "template_unreadable"),
        (b"PK\x03\x04 and no more", "template_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "template_old_or_locked"),
        (with_parts(made(), {"xl/vbaProject.bin": b"x"}), "template_macros"),
        (with_parts(made(), {}, macros), "template_macros"),
        (with_parts(made(), {}, entity), "template_unreadable"),
        (with_parts(made(), {"xl/media/big.bin": bytes(30_000_000)}), "template_too_large"),
        (with_parts(made(), {f"a/{n}.txt": b"" for n in range(2100)}), "template_too_large"),
        (bytes(21 * 1024 * 1024), "template_too_large"),
    ],
)
def test_files_that_are_no_templates(content: bytes, key: str) -> None:
    with pytest.raises(UserError) as refused:
        found(content)
    assert refused.value.key == key
    assert not words.error(refused.value).startswith("error.")


def with_rows(rows: bytes) -> bytes:
    def swap(name: str, part: bytes) -> bytes:
        sheet = name == "xl/worksheets/sheet1.xml"
        return part.replace(b"</sheetData>", rows + b"</sheetData>") if sheet else part

    return with_parts(made(), {}, swap)


def test_formats_down_to_the_last_row_are_left_out() -> None:
    from broker_app.papers.template.opening import opened

    blank = b"".join(b'<row r="%d" ht="15" customHeight="1"/>' % row for row in range(20, 60_000))
    content = with_rows(blank)
    ws = opened(content).active
    assert [cell.value for cell in ws[5]][:2] == ["NO.", "GOODS"]
    assert max(ws.row_dimensions, default=0) < 20
    assert not is_refused(found(content))


def test_a_sheet_that_goes_down_too_far_says_where() -> None:
    with pytest.raises(UserError) as refused:
        found(with_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert refused.value.key == "template_too_tall"
    assert refused.value.values["row"] == 1048576
    assert words.has("error.template_too_tall")


@pytest.mark.parametrize(
    "xml",
    [
        b'<mergeCells count="1"><mergeCell ref="A20:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A20:XFD1048576" location="A1"/></hyperlinks>',
    ],
)
def test_areas_of_a_million_rows_are_too_large(xml: bytes) -> None:
    def swap(name: str, part: bytes) -> bytes:
        sheet = name == "xl/worksheets/sheet1.xml"
        return part.replace(b"</sheetData>", b"</sheetData>" + xml) if sheet else part

    with pytest.raises(UserError) as refused:
        found(with_parts(made(), {}, swap))
    assert refused.value.key == "template_too_large"


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_sentence(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(UserError):
            found(start + content)


WHOLE = made()


@contextmanager
def mendable() -> Iterator[None]:
    """Let only sentences about templates pass."""
    problem: UserError | None = None
    try:
        yield
    except UserError as refused:
        problem = refused
    assert problem is None or problem.key.startswith("template_")


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_damage_anywhere_gives_notices_or_a_sentence(place: int, damage: bytes) -> None:
    with mendable():
        found(WHOLE[:place] + damage + WHOLE[place + len(damage) :])


def sheet_damaged(place: int, damage: bytes) -> bytes:
    def swap(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        at = place % len(part)
        return part[:at] + damage + part[at + len(damage) :]

    return with_parts(WHOLE, {}, swap)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_damage_inside_of_a_sheet_gives_notices_or_a_sentence(place: int, damage: bytes) -> None:
    from tests.papers.template.books import filled_bytes

    content = sheet_damaged(place, damage)
    with mendable():
        if not is_refused(found(content)):
            filled_bytes(content)


@given(st.dictionaries(st.sampled_from(("A1", "A2", "B2", "A3", "C5")), st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_any_text_in_cells_gives_notices(cells: dict[str, str]) -> None:
    from broker_app.papers.english import storable

    braced = {k: f"{{{{{storable(v)}}}}}" for k, v in cells.items()}
    for notice in found(made({"E9": "x"} | braced)):
        assert words.has(f"template.notice.{notice.key}")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_notice_has_its_sentence(language: str) -> None:
    import re
    from pathlib import Path

    from broker_app.papers import template

    words.use(language)
    folder = Path(template.__file__).parent
    text = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    keys = set(re.findall(r'(?:at|Notice)\(\s*(?:REFUSED|WARNING|NOTE),\s*"(\w+)"', text))
    keys |= set(re.findall(r'\((?:REFUSED|WARNING), "(\w+)"\)', text))
    keys |= set(re.findall(r'_fault\([^"]*"(\w+)"', text)) | set(
        re.findall(r'Fault\("(\w+)"', text)
    )
    assert len(keys) > 40
    assert not [key for key in keys if not words.has(f"template.notice.{key}")]
    words.use("en")


def test_the_keys_that_a_template_names() -> None:
    cells = INVOICE | {
        "A12": "{{?lc.no}}L/C {{lc.no}}",
        "A13": "{{#containers}}",
        "A14": "{{/containers}}",
    }
    named = keys_in(made(cells))
    assert {"lc.no", "containers", "item.quantity", "item.unit_price", "item.amount"} <= set(named)

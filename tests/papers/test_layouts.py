"""Other layouts of a paper: aligned boxes with lines around them, and texts onto a chamber's form."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from broker_app.domain.document import PaperForm
from broker_app.domain.paper_keys import keys_of
from broker_app.errors import UserError
from broker_app.papers.flow import flow
from broker_app.papers.layout import lay_out
from broker_app.papers.page import Page, Rule
from broker_app.papers.placing import Frame, Sheet, sheets
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents
from broker_app.reference.documents import kind_from
from tests.papers.house import of_house
from tests.papers.samples import car
from tests.papers.test_layout import same_as_kept

ALIGNED = ("CI", "CI-B", "CI-C", "PL", "SI-R", "SI-C", "COO")
FORM = PaperForm(layout="form")


def laid_out(kind: str, voyage: str, form: PaperForm, *, draft: bool = False) -> Page:
    return lay_out(of_house(kind, voyage, draft=draft), documents.load()[kind], form)


GOLDEN = {
    "invoice-un-jamaica": laid_out("CI", "jamaica", PaperForm(layout="un")),
    "invoice-bank-un-sri-lanka": laid_out("CI-B", "sri_lanka", PaperForm(layout="un")),
    "packing-list-un-jamaica": laid_out("PL", "jamaica", PaperForm(layout="un")),
    "shipping-instruction-un-kenya": laid_out("SI-R", "kenya", PaperForm(layout="un")),
    "shipping-instruction-un-jamaica": laid_out("SI-C", "jamaica", PaperForm(layout="un")),
    "certificate-of-origin-un-sri-lanka": laid_out("COO", "sri_lanka", PaperForm(layout="un")),
    "certificate-of-origin-form-jamaica": laid_out("COO", "jamaica", FORM),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_page_is_as_kept(name: str) -> None:
    same_as_kept(name, GOLDEN[name])


def test_the_aligned_layout_is_a_choice_where_the_layout_key_has_one() -> None:
    kinds = documents.load()
    assert {kind for kind, known in kinds.items() if "un" in known.layouts} == set(ALIGNED)
    assert [kind for kind, known in kinds.items() if "form" in known.layouts] == ["COO"]


def test_what_another_layout_prints_is_frozen_too() -> None:
    kind = documents.load()["CI"]
    asked = {field.key for field in kind.layouts["un"].fields}
    assert asked - {field.key for field in kind.fields}
    assert asked <= keys_of(kind)


@pytest.mark.parametrize("kind", ALIGNED)
def test_boxes_meet_without_a_gap_or_an_overlap(kind: str) -> None:
    page = laid_out(kind, "jamaica", PaperForm(layout="un"))
    (form,) = page.head
    area = 0.0
    for box in form.boxes:
        assert box.framed
        area += box.width_mm * box.rows
        for other in form.boxes:
            apart = (
                other is box
                or other.left_mm >= box.left_mm + box.width_mm
                or box.left_mm >= other.left_mm + other.width_mm
                or other.row >= box.row + box.rows
                or box.row >= other.row + other.rows
            )
            assert apart, (box.key, other.key)
    assert area == pytest.approx(180 * len(form.rows))


def test_the_values_are_those_of_the_plain_layout() -> None:
    plain, aligned = (laid_out("CI", "jamaica", PaperForm(layout=one)) for one in ("", "un"))
    assert plain.table.rows == aligned.table.rows
    assert plain.closing == aligned.closing


def test_lines_stand_around_each_box_on_paper_and_in_the_workbook(tmp_path: Path) -> None:
    page = GOLDEN["invoice-un-jamaica"]
    (form,) = page.head
    (sheet,) = sheets(page)
    boxes = [frame for frame in sheet.frames if frame.top_mm < 10 + form.height_mm - 1]
    assert len(boxes) == len(form.boxes)
    high = sum(row.label_mm + row.value_mm for row in form.rows[:3])
    assert boxes[0] == Frame(20, 10, 90, pytest.approx(high))
    write_workbook([page], tmp_path / "un.xlsx")
    ws = load_workbook(tmp_path / "un.xlsx").active
    first = ws["A1"]
    assert first.value == "CONSIGNOR (EXPORTER)"
    assert (first.border.left.style, first.border.top.style) == ("thin", "thin")
    assert not first.border.right
    sold = next(cell for row in ws.iter_rows() for cell in row if cell.value == "E12-625817")
    assert (sold.font.size, sold.font.bold, sold.number_format) == (8, False, "@")
    assert sold.border.left.style == "thin"
    total = next(cell for row in ws.iter_rows() for cell in row if cell.value == "AMOUNT IN WORDS")
    assert total.font.size == 6.3


def texts(sheet: Sheet) -> list[str]:
    return [written.text for written in sheet.texts]


def test_onto_a_form_go_the_texts_alone_shifted_as_told() -> None:
    kind, frozen = documents.load()["COO"], of_house("COO", "jamaica")
    plain, *_ = sheets(lay_out(frozen, kind, FORM))
    moved, *_ = sheets(lay_out(frozen, kind, replace(FORM, right_mm=1.5, down_mm=-2)))
    assert [plain.rules, plain.frames, plain.areas] == [[], [], []]
    assert not [text for text in texts(plain) if "EXPORTER" in text or "CHAMBER" in text]
    assert "BLUE HARBOUR AUTOS LTD." in texts(plain)
    for one, other in zip(plain.texts, moved.texts, strict=True):
        assert other.left_mm == pytest.approx(one.left_mm + 1.5)
        assert other.baseline_mm == pytest.approx(one.baseline_mm - 2)


def test_a_test_print_has_the_lines_and_labels_of_the_form_in_the_same_places() -> None:
    kind, frozen = documents.load()["COO"], of_house("COO", "jamaica")
    bare, *_ = sheets(lay_out(frozen, kind, FORM))
    marked, *_ = sheets(lay_out(frozen, kind, FORM, marks=True))
    assert marked.frames
    assert "1. EXPORTER (NAME, ADDRESS, COUNTRY)" in texts(marked)
    assert {w for w in bare.texts if "BLUE" in w.text} <= set(marked.texts)


def test_a_long_consignee_stays_within_its_box_of_the_form() -> None:
    frozen = of_house("COO", "jamaica")
    long = replace(
        frozen.consignee, lines=tuple(f"LINE {n} OF A VERY LONG ADDRESS" for n in range(9))
    )
    page = lay_out(replace(frozen, consignee=long), documents.load()["COO"], FORM)
    assert page.head[0].height_mm == GOLDEN["certificate-of-origin-form-jamaica"].head[0].height_mm
    box = next(box for box in page.head[0].boxes if box.key == "consignee")
    assert len(box.lines) == 1


def test_what_would_run_off_its_sheet_is_refused_with_what_is_too_long() -> None:
    kinds = documents.load()
    for kind, form in (("CI", PaperForm()), ("CI", PaperForm(layout="un")), ("COO", FORM)):
        frozen = of_house(kind, "jamaica")
        endless = replace(frozen.consignee, lines=("X" * 32_768,))
        with pytest.raises(UserError) as refused:
            lay_out(replace(frozen, consignee=endless), kinds[kind], form)
        assert refused.value.key == "paper_overfull"
        assert "CONSIGNEE" in str(refused.value.values["part"])
    frozen = of_house("CI", "jamaica")
    line = replace(frozen.lines[1], model="X" * 32_768)
    with pytest.raises(UserError) as refused:
        lay_out(replace(frozen, lines=(*frozen.lines, line)), kinds["CI"])
    assert refused.value.values["part"] == f"NO. {len(frozen.lines) + 1}"


@pytest.mark.parametrize("kind", documents.load())
def test_without_vehicles_there_is_a_paper_and_a_workbook_all_the_same(
    kind: str, tmp_path: Path
) -> None:
    known = documents.load()[kind]
    for layout in ("", *known.layouts):
        empty = replace(of_house(kind, "jamaica", draft=True), lines=(), containers=())
        page = lay_out(empty, known, PaperForm(layout=layout))
        assert len(sheets(page)) >= 1
        write_workbook([page], tmp_path / "none.xlsx")
        assert load_workbook(tmp_path / "none.xlsx").sheetnames


def test_many_vehicles_go_onto_further_forms_with_all_boxes_filled() -> None:
    frozen = of_house("COO", "jamaica")
    lines = tuple(
        replace(frozen.lines[0], chassis_number=car(n)[0].chassis_number or "") for n in range(40)
    )
    page = lay_out(replace(frozen, lines=lines), documents.load()["COO"], FORM)
    made = sheets(page)
    assert len(made) == 2 * len(flow(page)) > 2
    for sheet in made:
        assert "BLUE HARBOUR AUTOS LTD." in texts(sheet)
        lowest = max(written.baseline_mm for written in sheet.texts)
        assert lowest < 297 - 10


def test_the_first_copy_is_the_original_and_a_draft_is_neither(tmp_path: Path) -> None:
    page = laid_out("COO", "jamaica", PaperForm())
    marked = [[t for t in texts(s) if t in ("ORIGINAL", "COPY")] for s in sheets(page)]
    assert marked == [["ORIGINAL"], ["COPY"]]
    draft = laid_out("COO", "jamaica", PaperForm(), draft=True)
    assert [t for s in sheets(draft) for t in texts(s) if t in ("ORIGINAL", "COPY")] == []
    write_workbook([page], tmp_path / "copies.xlsx")
    book = load_workbook(tmp_path / "copies.xlsx")
    assert [ws.oddHeader.right.text for ws in book] == ["ORIGINAL", "COPY"]
    assert book.sheetnames == ["CERTIFICATE OF ORIGIN ORIGINAL", "CERTIFICATE OF ORIGIN COPY"]


def test_the_closing_of_a_form_has_no_line_left() -> None:
    page = GOLDEN["certificate-of-origin-form-jamaica"]
    boxes = [box for form in (*page.head, *page.closing) for box in form.boxes]
    assert {box.rule for box in boxes} == {Rule.NONE}
    assert not [box for box in boxes if box.label or box.framed or box.filled]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("[layouts.un]\nframd = true", "unknown key 'framd'"),
        ('[layouts.un]\nof = "gone"', "layouts un"),
        ('[layouts.un]\nof = "un"', "layouts un"),
        ("[layouts.un.layouts.form]\nbare = true", "layouts un"),
        ('[[layouts.un.fields]]\nkey = "x"\nlabel = "X"\nleft_mm = 0\nwidth_mm = 9\nrow = 1', "x"),
    ],
)
def test_a_layout_that_makes_no_sense_is_refused(more: str, reason: str) -> None:
    text = 'kind = "XX"\ntitle = "T"\nsheet = "T"\nname.en = "T"\nname.ja = "T"\n'
    with pytest.raises(UserError) as refused:
        kind_from("trial.toml", f"{text}\n{more}\n")
    assert reason in str(refused.value.values["reason"])

"""The list of papers by stage: what is usual, what each lacks, and the whole set written."""

from PySide6.QtCore import Qt

from broker_app.store import documents
from broker_app.ui.pages.paper_rows import StageRow
from broker_app.ui.pages.shipment_papers import SET_FORMS

from .conftest import board, reader, settle


def kinds(page):
    model = page.one.papers.model
    return [model.cell(row, 0).text for row in range(model.rowCount())]


def stages(page):
    return [row for row in page.one.papers._rows if isinstance(row, StageRow)]


def test_usual_papers_stand_by_stage_and_what_is_to_come_is_folded(page):
    names = [row.stage.title["en"] for row in stages(page)]
    assert names == ["Deal", "Booking and loading", "Export declaration", "After sailing"]
    assert [row.folded for row in stages(page)] == [False, False, False, True]
    assert {"SC", "BR", "SI-R", "CI", "INS"} <= set(kinds(page))
    assert {"SI-C", "VGM", "PL", "COV"}.isdisjoint(kinds(page))


def test_every_kind_is_shown_on_demand_and_the_usual_ones_are_marked(page):
    papers = page.one.papers
    papers._every.click()
    assert {"SI-C", "VGM", "PL", "ISF"} <= set(kinds(page))
    marked = {
        kind: papers.model.cell(row, papers.model.place_of("usual")).whole
        for row, kind in enumerate(kinds(page))
    }
    assert marked["SC"] == "Usual for this shipment"
    assert marked["VGM"] == ""
    papers._every.click()
    assert "VGM" not in kinds(page)


def test_a_stage_folds_by_a_click(qtbot, page):
    papers = page.one.papers
    index = papers.model.index(0, 1)
    place = papers.table.visualRect(index).center()
    qtbot.mouseClick(papers.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stages(page)[0].folded
    assert "SC" not in kinds(page)
    assert papers.current is None or papers.current.kind != "SC"
    papers.turn_stage("deal")
    papers.turn_stage("after")
    assert {"SC", "COV"} <= set(kinds(page))


def test_another_mode_has_other_papers(qtbot, page):
    page.one.particulars.entries["mode"].choose("container")
    settle(qtbot, page)
    assert {"SI-C", "VGM", "PL"} <= set(kinds(page))
    assert "SI-R" not in kinds(page)


def test_a_paper_has_not_begun_until_one_of_its_particulars_is_entered(qtbot, page):
    papers = page.one.papers
    state = papers.model.place_of("state")
    assert papers.model.cell(papers.row_of("BR"), state).text == "Not begun"
    page.one.particulars.entries["carrier"].type_in("UMIKAZE LINE")
    settle(qtbot, page)
    assert papers.model.cell(papers.row_of("BR"), state).text == "Draft"


def test_what_a_paper_lacks_is_said_on_demand(qtbot, page):
    papers = page.one.papers
    assert papers.lacks.isHidden()
    papers.table.go_to(papers.row_of("BR"))
    papers.lacking_wanted.emit("BR")
    settle(qtbot, page)
    assert papers.lacks.text().startswith("BR is a draft: ")
    assert "Shipping company" in papers.lacks.text()
    papers.table.go_to(papers.row_of("CI"))
    assert papers.lacks.isHidden()
    papers.lacking_wanted.emit("CI")
    settle(qtbot, page)
    assert papers.lacks.text() == "CI lacks nothing and can be issued."


def test_the_whole_set_is_written_and_told(qtbot, page, folder):
    menu = page.one.papers.set_menu()
    assert [action.text() for action in menu.actions()] == [
        "One workbook each",
        "One workbook for all",
        "One PDF for all",
        "Print all of them…",
    ]
    menu.actions()[0].trigger()
    settle(qtbot, page)
    issued = documents.of_shipment(reader(page), board(page).id)
    files = list(folder.iterdir())
    assert len(files) > len(issued) >= 2
    assert page.window().bar.text == (
        f"Papers issued: {len(issued)}, drafts: {len(files) - len(issued)}."
    )


def test_a_paper_counts_once_whatever_its_revisions_and_folded_or_not(qtbot, page, folder):
    page.one.writing.write_set(SET_FORMS[1])
    settle(qtbot, page)
    kinds = {row["kind"] for row in documents.of_shipment(reader(page), board(page).id)}
    assert page.one.papers.summary.text() == f"{len(kinds)} issued"
    page.one.fields.entries["marks"].entered.emit("marks", ("MAWIMBI", "MOMBASA"))
    settle(qtbot, page)
    assert "Issued papers are up to date" in [one.title for one in page.one.pane.release.lines]
    page.one.writing.write_set(SET_FORMS[1])
    settle(qtbot, page)
    rows = documents.of_shipment(reader(page), board(page).id)
    assert {row["revision"] for row in rows} == {0, 1}
    assert page.one.papers.summary.text() == f"{len(kinds)} issued"


def test_the_whole_set_in_one_file(qtbot, page, folder):
    for form in SET_FORMS[1:]:
        page.one.writing.write_set(form)
        settle(qtbot, page)
    names = sorted(file.name for file in folder.iterdir())
    assert [name.rpartition("_")[2] for name in names] == ["PAPERS.pdf", "PAPERS.xlsx"]
    assert page.window().bar.current.links[0].said == "shipment.open_file"

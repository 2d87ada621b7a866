"""A conditional vehicle on a shipment to Russia: a paper is stored, a person decides."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from broker_app.jobs import shipping
from broker_app.store import evidence
from broker_app.store.database import open_file
from broker_app.ui.pages.evidence import PaperDialog, ReleaseDialog
from broker_app.ui.widgets.text import Plain

from ..conftest import BOOKS, QUESTION, TODAY, car
from .conftest import board, fill, settle, show, stops

HUSTLER = 5


@pytest.fixture
def page(qtbot, file, open_main):
    shipment = fill(file, port_of_discharge="RUVVO")
    with open_file(file) as db:
        mild = {"model": "HUSTLER", "model_code": "MR52S", "emission_code": "5AA"}
        put_more(db, car(9, made_in="JP", powertrain="mild_hybrid", displacement_cc=657, **mild))
        shipping.add_vehicle(db, BOOKS, shipment, HUSTLER, 700_000, "Sato", TODAY)
    return show(qtbot, open_main(), shipment)


def put_more(db, one):
    from broker_app.jobs.judging import judge_stock
    from broker_app.jobs.progress import silent
    from broker_app.store import lots, vehicles, write

    with write.step(db, "import", "Sato", file="more.csv") as step:
        batch = lots.add_batch(step, {"file": "more.csv", "sha256": "y"})
        ids, lot_ids = step.reserve("vehicle", 1), step.reserve("lot", 1)
        vehicles.add_block(step, [one[0]], list(lot_ids), batch, ids, [""])
        lots.add_block(step, [one[1]], list(ids), ["more"], batch, lot_ids)
    judge_stock(db, silent, BOOKS, QUESTION, "Sato")


@pytest.fixture
def paper(tmp_path, monkeypatch):
    file = tmp_path / "opinion.pdf"
    file.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    return file


def waits(page):
    return [stop for (group, _), stop in stops(page).items() if group == "undecided"]


def test_it_is_stored_decided_and_ready(qtbot, page, paper):
    (stop,) = waits(page)
    assert stop.place == ("release", HUSTLER)
    assert stop.mark == "CONDITIONAL"
    page.one.go(stop.place)
    dialog = page.findChild(ReleaseDialog)
    assert any("Mild hybrid" in label.text() for label in dialog.findChildren(Plain))
    dialog.accept()
    settle(qtbot, page)
    assert "Enter why" in dialog.problem.text()
    dialog.reason.setText("opinion at hand")
    dialog.accept()
    settle(qtbot, page)
    assert "has to name model code MR52S" in dialog.problem.text()
    dialog.store()
    storing = dialog.findChild(PaperDialog)
    storing.accept()
    assert "Choose the file" in storing.problem.text()
    storing.choose()
    storing.entries["issuer"].type_in("Kaiun Customs")
    storing.entries["issued_on"].type_in("2026/11/20")
    assert storing.paper.grade == "5AA-MR52S"
    storing.accept()
    settle(qtbot, page)
    assert [box.isChecked() for box in dialog.boxes.values()] == [True]
    dialog.accept()
    settle(qtbot, page)
    assert waits(page) == []
    assert page.one.judged.verdict(HUSTLER).outcome == "CONDITIONAL"
    page.window().do_undo()
    settle(qtbot, page)
    assert len(waits(page)) == 1


def test_the_vehicle_shows_its_papers(qtbot, page, paper):
    from broker_app.ui.pages.vehicle_show import Show

    window = page.window()
    window.show_page("vehicles", Show(vehicle=HUSTLER))
    settle(qtbot, page)
    pane = window.current.side.pane
    assert pane.evidence.summary.text() == ""
    pane.evidence.store()
    dialog = pane.evidence.findChild(PaperDialog)
    dialog.choose()
    dialog.entries["issuer"].type_in("Kaiun Customs")
    dialog.entries["issued_on"].type_in("2026-11-20")
    dialog.entries["number"].type_in("KC-77")
    dialog.accept()
    settle(qtbot, page)
    assert pane.evidence.summary.text() == "1 paper"
    said = [label.text() for label in pane.evidence.findChildren(Plain)]
    assert "Kaiun Customs, KC-77, 20 Nov 2026, 5AA-MR52S" in said
    remove = next(
        b for b in pane.evidence.findChildren(type(pane.next_step.button)) if b.text() == "Remove"
    )
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert evidence.of_vehicle(window.desk.reader, HUSTLER) == []


def test_what_waits_for_a_fact_leads_to_the_vehicle(qtbot, page):
    with open_file(page.desk.runner.path) as db:
        shipping.add_vehicle(db, BOOKS, board(page).id, 3, 700_000, "Sato", TODAY)
    page.one.look(board(page).id)
    settle(qtbot, page)
    places = {stop.place for stop in waits(page)}
    assert places == {("release", HUSTLER), ("vehicle", 3)}

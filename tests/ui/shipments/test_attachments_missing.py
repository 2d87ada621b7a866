"""Files that vehicles of a shipment lack are a warning beside its papers and stop nothing."""

from PySide6.QtCore import Qt

from broker_app.jobs import attaching
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button
from tests.jobs.pictures import picture

from ..conftest import idle
from .conftest import AXIO, settle


def warned(page):
    return {warning.title: warning for warning in page.one.pane.warnings}


def test_what_is_missing_is_warned_of_and_stops_nothing(qtbot, page, tmp_path):
    assert list(warned(page)) == [
        "Missing: auction sheet",
        "Missing: photograph",
        "Missing: chassis photograph",
    ]
    assert page.one.judged.ready
    assert page.one.pane.stops == []
    assert page.one.papers.lacking.text() == "1 vehicle lacks photographs or papers"
    for kind, colour in (("auction_sheet", "red"), ("photo", "green"), ("chassis_photo", "blue")):
        photo = picture(tmp_path / f"{colour}.jpg", colour=colour)
        page.desk.runner.change(attaching.attach, AXIO, [photo], "Sato", kind)
    settle(qtbot, page)
    assert page.one.pane.warnings == []
    assert page.one.papers.lacking.text() == ""


def test_the_link_leads_to_the_vehicle(qtbot, page):
    link = next(b for b in page.one.pane.findChildren(Button) if b.text() == "Attach")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    window = page.window()
    idle(qtbot, window)
    shown = window.current
    assert isinstance(shown, VehiclesPage)
    assert shown.side.pane.known.id == AXIO
    assert shown.side.pane.attachments.summary.text() == "3 missing"

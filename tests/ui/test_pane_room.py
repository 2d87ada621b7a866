"""What the pane shows has its room at once: no line is ever drawn over another."""

from itertools import islice

from broker_app.domain.verdict import Outcome
from broker_app.store import vehicles
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Plain

from .conftest import idle, page_of


def test_reasons_have_their_room_before_anything_is_painted(qtbot, demo_stock, open_main):
    window = open_main()
    window.resize(1366, 768)
    page = page_of(window, VehiclesPage)
    page.table.go_to(0)
    idle(qtbot, window)
    pane = page.side.pane
    assert Outcome.BLOCKED in {pane.known.verdict.outcome for _ in walk(page, pane)}


def walk(page, pane):
    """Show vehicles one after another without a turn of Qt; each is looked at at once."""
    for vehicle, _ in islice(vehicles.many(page.desk.reader), 40):
        pane.show_vehicle(vehicle, 1, 1)
        lines = [one for one in pane.reasons.findChildren(Plain) if one.isVisible()]
        assert len(lines) > 2, vehicle
        squeezed = [
            one.text()
            for one in lines
            if one.wordWrap() and one.height() < one.heightForWidth(one.width())
        ]
        assert squeezed == [], vehicle
        yield vehicle

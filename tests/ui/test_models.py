"""Every item model of the window stands Qt's own tester while its page is used."""

from broker_app import paths
from broker_app.ui.actions import PAGES
from broker_app.ui.pages.markets import MarketsPage
from tests.jobs.pictures import picture
from tests.monkey.models import examined, model_classes

from .conftest import idle


def test_every_model_stands_the_tester(qtbot, demo_stock, open_main, tmp_path):
    with examined() as seen:
        window = open_main()
        use(qtbot, window, tmp_path)
    without = {one.__name__ for one in model_classes() if not seen[one]}
    assert without == set(), "nobody has seen rows of these: use them below"


def use(qtbot, window, folder):
    """Visit what has a list, sort and find in it, and do, undo and turn what changes it."""
    for page in PAGES:
        window.show_page(page.id)
        idle(qtbot, window)
    markets = window.page("markets")
    assert isinstance(markets, MarketsPage)
    for view in list(markets.buttons.buttons):
        markets.show_view(view)
        idle(qtbot, window)
    window.take_files([paths.resources() / "demo" / "yard-stock.csv"])
    idle(qtbot, window)
    page = window.page("vehicles")
    window.show_page("vehicles")
    page.table.setCurrentIndex(page.model.index(0, 2))
    idle(qtbot, window)
    page.side.pane.attachments.attach([picture(folder / "front.jpg")])
    idle(qtbot, window)
    page.model.sort(2)
    page.search.setText("toyota")
    idle(qtbot, window)
    window.run("history")
    for action in ("undo", "redo", "language", "language"):
        window.run(action)
        idle(qtbot, window)

"""What the lists say of its parties stands on a shipment, and holds its papers."""

from dataclasses import replace

import pytest

from broker_app.jobs import editing, sanctions_lists, screening, searching
from broker_app.jobs.progress import silent
from broker_app.store import parties
from broker_app.store.database import open_file
from tests.intake.listed_samples import MADE_UP

from ..conftest import TODAY
from .conftest import settle, stops


@pytest.fixture
def books(page):
    """The window's books, knowing one list only, complete with two entries."""
    known = page.desk.books
    few = {"un": replace(known.sanctions_lists["un"], least=2)}
    known.__dict__["sanctions_lists"] = few
    return known


def test_a_hit_and_a_match_hold_the_papers(qtbot, page, file, books):
    board = page.one.board
    with open_file(file) as db:
        number = board.shipment.consignee
        record = parties.get(db.connection, number)
        editing.save_party(db, replace(record, name="MIHON TRADING CORPORATION"), "Ito")
        sanctions_lists.install(db, silent, books, [MADE_UP / "un.xml"], "Ito", TODAY)
        searching.screen(db, silent, books, "Ito", TODAY)
    page.one.look(board.id)
    settle(qtbot, page)
    stop = stops(page)["undecided", "MIHON TRADING CORPORATION"]
    assert stop.place == ("party", number)
    assert stop.detail == "1 hit waits for a person."
    assert page.one.fields._screened.text() == "Hit"
    assert not page.one.judged.ready
    with open_file(file) as db:
        key = ("un", "KPe.900")
        screening.decide(db, books, number, key, "match", "same_party", "", "Ito", TODAY)
    page.one.look(board.id)
    settle(qtbot, page)
    stop = stops(page)["stops", "MIHON TRADING CORPORATION"]
    assert "UN Security Council" in stop.detail
    assert page.one.pane.step == "draft"
    assert page.one.fields._screened_mark.name == "BLOCKED"

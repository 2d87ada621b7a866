"""The form of a cost with its tax, and one bill over several vehicles."""

import pytest
from PySide6.QtCore import Qt

from broker_app.domain.cost import Cost
from broker_app.domain.party import Party
from broker_app.jobs import attaching, costing, editing, sharing
from broker_app.store import attachments, costs
from broker_app.store.database import open_file
from broker_app.ui.pages.shared_cost import SharedCostDialog
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button, Plain

from .conftest import TODAY, idle, page_of

CARS = (1, 2, 3)


@pytest.fixture
def window(stock, open_main):
    with open_file(stock) as db:
        editing.save_party(db, Party(name="MAWIMBI", country="KE"), "Sato")
        costing.put_cost(
            db, Cost(vehicle=4, kind="repair", amount=5, supplier="Minato Body"), "Sato"
        )
    return open_main()


@pytest.fixture
def pane(qtbot, window):
    page = page_of(window, VehiclesPage)
    page.table.go_to(3)  # the first car: the latest stand first
    idle(qtbot, window)
    return page.side.pane


def entered(window, *vehicles):
    found = costs.of_vehicles(window.desk.reader, vehicles)
    return [cost for own in found.values() for cost in own if not cost.listed]


def said(section):
    return [label.text() for label in section.findChildren(Plain) if not label.isHidden()]


def appears(qtbot, section, text, times=1):
    """Wait until labels say it: what is laid out is shown by the next turn of events."""
    qtbot.waitUntil(lambda: sum(text in one for one in said(section)) == times, timeout=5_000)


def link(section, text):
    return next(b for b in section.findChildren(Button) if b.text() == text and not b.isHidden())


def test_the_usual_tax_follows_until_another_is_typed(qtbot, pane):
    pane.costs.open_form(pane.costs._new())
    form = pane.costs.form
    form.entries["amount"].type_in("１８，５００")
    assert form.entries["tax"].edit.text() == "1,850"
    assert form.fields.usual.text() == "10 % is usual here."
    form.entries["kind"].choose("freight")
    assert form.entries["tax"].edit.text() == ""
    assert form.fields.usual.text() == "As a rule this bears no consumption tax."
    form.entries["kind"].choose("transport")
    form.entries["tax"].type_in("1,000")
    form.entries["amount"].type_in("20,000")
    assert form.value.tax == 1_000
    form.accept()
    idle(qtbot, pane.window())
    (cost,) = entered(pane.window(), 1)
    assert (cost.amount, cost.tax, cost.day) == (20_000, 1_000, TODAY.isoformat())
    assert pane.costs.summary.text() == "JPY 720,000"
    appears(qtbot, pane.costs, "JPY 71,000")  # 70,000 on the hammer price of the list


def test_a_cost_abroad_has_a_rate_and_no_tax(qtbot, pane):
    pane.costs.open_form(pane.costs._new())
    form = pane.costs.form
    assert form.entries["rate"].isHidden()
    form.entries["amount"].type_in("120")
    form.entries["currency"].choose("USD")
    assert form.entries["tax"].isHidden()
    assert form.value.tax == 0
    form.entries["rate"].type_in("151.5")
    form.accept()
    idle(qtbot, pane.window())
    assert pane.costs.summary.text() == "JPY 718,180"
    appears(qtbot, pane.costs, "at 151.5")


@pytest.mark.parametrize(
    ("field", "text", "starts"),
    [
        ("amount", "-5", "An amount below zero"),
        ("amount", "1,000,000,000,000,000", "1,000,000,000,000,000 is more than"),
        ("amount", "a lot", "a lot is no amount"),
        ("tax", "-1", "An amount below zero"),
        ("day", "yesterday", "yesterday"),
    ],
)
def test_what_cannot_be_read_is_said_in_its_field(pane, field, text, starts):
    pane.costs.open_form(pane.costs._new())
    entry = pane.costs.form.entries[field]
    entry.type_in(text)
    assert entry.problem.text().startswith(starts)
    assert entry.edit.text() == text


def test_too_much_tax_is_said_at_the_tax(qtbot, pane):
    pane.costs.open_form(pane.costs._new())
    form = pane.costs.form
    form.entries["amount"].type_in("100")
    form.entries["tax"].type_in("101")
    form.accept()
    idle(qtbot, pane.window())
    assert form.entries["tax"].problem.text().startswith("The consumption tax is more")


def test_earlier_suppliers_are_offered(pane):
    pane.costs.open_form(pane.costs._new())
    completer = pane.costs.form.entries["supplier"].edit.completer()
    assert completer.model().stringList() == ["Minato Body"]


# one bill


def shared(window, chosen=CARS):
    page = page_of(window, VehiclesPage)
    page.table.selectAll()
    page.do("share_cost")
    return page.findChildren(SharedCostDialog)[-1]


def test_a_bill_is_divided_as_it_is_typed_and_entered_in_one_step(qtbot, window):
    dialog = shared(window)
    idle(qtbot, window)
    assert not dialog.verb.isEnabled()
    dialog.fields.entries["amount"].type_in("100,001")
    idle(qtbot, window)
    assert dialog._sum.text() == "JPY 100,001"
    assert dialog._tax.text() == "10,000"
    appears(qtbot, dialog, "25,000", times=3)
    assert dialog.verb.isEnabled()
    dialog.accept()
    idle(qtbot, window)
    shares = [cost for cost in entered(window, 1, 2, 3, 4) if cost.kind == "transport"]
    assert sorted(cost.amount for cost in shares) == [25_000, 25_000, 25_000, 25_001]
    assert "split over 4 vehicles" in window.bar.text
    window.do_undo()
    idle(qtbot, window)
    assert not [cost for cost in entered(window, 1, 2, 3, 4) if cost.kind == "transport"]


def test_what_cannot_be_weighed_holds_the_button_and_says_who(qtbot, window):
    dialog = shared(window)
    dialog.fields.entries["amount"].type_in("100,000")
    dialog.way.choose("sale")
    idle(qtbot, window)
    assert dialog.problem.text().startswith("4 vehicles have no price in yen: ")
    assert not dialog.verb.isEnabled()
    dialog.way.choose("purchase")
    idle(qtbot, window)
    assert dialog.problem.isHidden()
    assert dialog.verb.isEnabled()
    dialog.reject()


def test_a_share_says_its_bill_and_all_of_it_can_be_taken_away(qtbot, window, pane):
    bill = Cost(kind="transport", amount=60_000, tax=6_000, day="2026-11-20")
    given = (bill, CARS, "equal", "Sato", TODAY)
    window.desk.runner.change(sharing.share_cost, *given)
    idle(qtbot, window)
    (share,) = [cost for cost in entered(window, 1) if cost.kind == "transport"]
    pane.costs.open_form(share)
    appears(qtbot, pane.costs, "Part of a bill of JPY 60,000 for 3 vehicles")
    qtbot.mouseClick(link(pane.costs, "Remove the whole bill"), Qt.MouseButton.LeftButton)
    idle(qtbot, window)
    assert not entered(window, *CARS)


def test_without_vehicles_a_sentence_says_what_to_do(qtbot, window):
    page = page_of(window, VehiclesPage)
    page.table.clearSelection()
    page.do("share_cost")
    assert window.bar.text.startswith("Choose the vehicles first")


def test_the_scan_of_a_cost_is_chosen_among_the_invoices(qtbot, window, pane, tmp_path):
    pane.costs.open_form(pane.costs._new())
    assert not pane.costs.form.fields.no_file.isHidden()
    paper = tmp_path / "請求書 0071.pdf"
    paper.write_bytes(b"%PDF-1.7 invoice")
    runner = window.desk.runner
    runner.change(attaching.attach, 1, [paper], "Sato", "supplier_invoice")
    idle(qtbot, window)
    idle(qtbot, window)
    form = pane.costs.form  # still open: what was typed in it is kept
    assert form.fields.no_file.isHidden()
    box = form.entries["attachment"].box
    assert [box.itemText(n) for n in range(box.count())] == ["None", "請求書 0071.pdf"]
    form.entries["amount"].type_in("5000")
    form.entries["attachment"].choose(box.itemData(1))
    form.accept()
    idle(qtbot, window)
    (cost,) = entered(window, 1)
    assert cost.attachment == box_id(window)
    appears(qtbot, pane.costs, "請求書 0071.pdf")
    pane.costs.open_form(cost)
    pane.costs.form.entries["attachment"].choose("")
    pane.costs.form.accept()
    idle(qtbot, window)
    assert entered(window, 1)[0].attachment is None


def box_id(window):
    return attachments.of_vehicle(window.desk.reader, 1)[0].id

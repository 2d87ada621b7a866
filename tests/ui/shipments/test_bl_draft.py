"""The carrier's draft in the window: pasted, compared line by line, kept, approved."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from broker_app.jobs import bl_drafts
from broker_app.store import bl_drafts as kept
from broker_app.ui.pages.shipment_draft import DraftDialog
from broker_app.ui.widgets.text import Plain

from .conftest import reader, settle


def opened(qtbot, page):
    page.one.papers.draft.click()
    settle(qtbot, page)
    return page.one.findChild(DraftDialog)


def instructed(page):
    desk = page.desk
    told = bl_drafts.instruction(reader(page), desk.books, 1, desk.asked.today)
    return bl_drafts.instructed(told)


def pasted(page, **changed):
    ours = instructed(page)
    boxes = {**ours.boxes, **changed}
    units = changed.get("units", "\n".join(unit.chassis for unit in ours.units))
    labels = {box.id: box.labels[0] for box in page.desk.books.bl_boxes}
    named = [f"{labels[name]}:\n{text}" for name, text in boxes.items() if text and name != "units"]
    return "\n\n".join([*named, units])


def outcome(dialog, box):
    return dialog._outcomes[box][1].text()


def test_a_pasted_draft_stands_beside_the_instruction(qtbot, page):
    dialog = opened(qtbot, page)
    assert outcome(dialog, "vessel") == "not entered"
    assert not dialog.verb.isEnabled()
    dialog.paste.setPlainText(pasted(page, voyage="999X"))
    dialog.reading.click()
    settle(qtbot, page)
    assert outcome(dialog, "vessel") == "same"
    assert outcome(dialog, "voyage") == "differs"
    assert "Voyage" in dialog.status.text()
    assert dialog.approve.isEnabled()
    assert dialog.reason.isVisible()
    dialog.approve.click()
    settle(qtbot, page)
    assert "Say why" in dialog.problem.text()
    dialog.reason.setText("the line numbers it so")
    dialog.approve.click()
    settle(qtbot, page)
    entered = kept.latest(reader(page), 1)
    assert entered.approved_why == "the line numbers it so"
    assert {one.check for one in page.one.releasing.checked.results if one.stands_against} >= {
        "draft_agrees"
    }
    page.one.go(("draft", "voyage"))
    settle(qtbot, page)
    again = page.one.findChildren(DraftDialog)[-1]
    assert "Approved by" in again.status.text()
    assert again.boxes == dict(entered.boxes)


def test_one_wrong_sign_is_shown_and_nobody_approves_it(qtbot, page):
    ours = instructed(page).units[0].chassis
    wrong = ours[:-1] + ("1" if ours[-1] != "1" else "2")
    dialog = opened(qtbot, page)
    dialog.paste.setPlainText(pasted(page, units=wrong))
    dialog.read()
    settle(qtbot, page)
    shown = [one.text() for one in dialog.findChildren(Plain) if wrong in one.text()]
    assert any(f"sign {len(ours)}: {ours[-1]}, draft {wrong[-1]}" in text for text in shown)
    assert not dialog.approve.isEnabled()
    assert not dialog.reason.isVisible()
    dialog.verb.click()
    settle(qtbot, page)
    assert kept.latest(reader(page), 1).boxes["units"] == wrong
    against = [one for one in page.one.releasing.checked.results if one.stands_against]
    assert "chassis_agrees" in {one.check for one in against}


def test_a_text_without_boxes_is_a_sentence_and_escape_keeps_nothing(qtbot, page):
    dialog = opened(qtbot, page)
    dialog.paste.setPlainText("Dear Sir, please pay.")
    dialog.read()
    assert "No box" in dialog.problem.text()
    dialog.fields["vessel"].setText("X")
    qtbot.waitUntil(lambda: outcome(dialog, "vessel") == "differs")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert kept.latest(reader(page), 1) is None


def test_a_box_is_as_high_as_its_long_lines_are_when_broken(qtbot, page):
    dialog = opened(qtbot, page)
    dialog.paste.setPlainText(pasted(page, shipper="\n".join(["ASAGIRI MOTORS EXPORT " * 3] * 3)))
    dialog.reading.click()
    settle(qtbot, page)
    dialog.compare()
    settle(qtbot, page)
    field = dialog.fields["shipper"]
    assert field.verticalScrollBar().maximum() == 0

"""The palette: what it finds, in which order, and what stands between a person and Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from broker_app import words
from broker_app.domain.party import Party
from broker_app.domain.shipment import Shipment
from broker_app.store import documents, parties, shipments, write
from broker_app.store.database import open_file
from broker_app.ui.actions import ACTIONS
from broker_app.ui.palette import ENTRY, Palette

from .conftest import car, idle, put_stock


@pytest.fixture
def records(stock):
    """A party, a shipment and a paper beside the stock."""
    with open_file(stock) as db:
        put_stock(db, [car(5, model="ハイエースバン")])
    with open_file(stock) as db, write.step(db, "shipment_new", "Sato") as step:
        buyer = parties.add(
            step, Party(name="MAWIMBI MOTORS LTD", other_names=("マウィンビ",), country="KE")
        )
        made = Shipment(number="SH-2611-007", vessel="MORNING CALM", buyer=buyer)
        number = shipments.add(step, made)
        paper = {"shipment": number, "kind": "CI", "number": "AMX-2026-0042", "revision": 0}
        paper |= {"snapshot": "{}", "state": "issued"}
        documents.add(step, paper)
    return stock


def opened(qtbot, window) -> Palette:
    window.run("palette")
    (palette,) = [p for p in window.findChildren(Palette) if p.isVisible()]
    return palette


def typed(qtbot, window, palette, text) -> list[str]:
    palette.field.clear()
    entered = QInputMethodEvent("", [])  # as an input method gives it, whatever the script
    entered.setCommitString(text)
    QApplication.sendEvent(palette.field, entered)
    palette.field.act_now()
    idle(qtbot, window)
    return [entry.text for entry in palette.entries]


def test_without_a_word_it_offers_what_one_can_do_and_the_pages(qtbot, stock, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    groups = list(dict.fromkeys(entry.group for entry in palette.entries))
    assert groups == ["action", "page"]
    assert all(not entry.reason for entry in palette.entries)
    assert palette.chosen is palette.entries[0]
    heads = [
        i.text() for i in map(palette.list.item, range(palette.list.count())) if not i.data(ENTRY)
    ]
    assert heads == ["Actions", "Pages"]
    palette.close()


@pytest.mark.parametrize(
    ("text", "group", "first"),
    [
        ("prius", "vehicle", "Toyota Prius"),
        ("ﾊｲｴｰｽ", "vehicle", "Toyota Hiace VAN"),
        ("はいえーす", "vehicle", "Toyota Hiace VAN"),
        ("7000002", "vehicle", "Toyota Mark X"),
        ("sh-2611", "shipment", "SH-2611-007"),
        ("morning", "shipment", "SH-2611-007"),
        ("mawimbi", "party", "MAWIMBI MOTORS LTD"),
        ("まうぃんび", "party", "MAWIMBI MOTORS LTD"),
        ("amx-2026-0042", "paper", "AMX-2026-0042"),
        ("kenya", "market", "Kenya"),
        ("ケニア", "market", "Kenya"),
        ("exchange rates", "place", "Exchange rates"),
        ("history", "action", None),
        ("履歴", "action", None),
        ("settings", "page", "Settings"),
        ("language", "action", "日本語で表示"),
        ("dark", "action", "Light or dark"),
        ("テーマ", "action", "Light or dark"),
    ],
)
def test_everything_is_found_by_its_name(qtbot, records, open_main, text, group, first):
    window = open_main()
    palette = opened(qtbot, window)
    typed(qtbot, window, palette, text)
    assert palette.chosen.group == group
    if first:
        assert palette.chosen.text == first
    palette.close()


def test_a_rule_is_found_by_its_id_and_opened(qtbot, stock, open_main):
    window = open_main()
    rule = window.desk.books.pack.rules[0]
    palette = opened(qtbot, window)
    typed(qtbot, window, palette, rule.id)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert window.current_name == "rules"
    assert window.current.rule == rule


def test_every_action_is_found_by_its_word(qtbot, stock, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    for action in ACTIONS:
        if action.id in ("palette", "menu"):
            continue
        word = words.say(f"action.{action.id}")
        found = typed(qtbot, window, palette, word)
        assert any(text.split(":")[0] == word for text in found), word
    palette.close()


def test_what_cannot_be_done_now_says_why_and_does_nothing(qtbot, stock, open_main, monkeypatch):
    window = open_main()
    palette = opened(qtbot, window)
    done = []
    monkeypatch.setattr(window, "run_action", done.append)
    typed(qtbot, window, palette, words.say("action.shipment_cost"))
    assert palette.chosen.reason == "Needs an open shipment"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()
    palette.close()


def test_what_was_used_last_comes_first(qtbot, records, open_main):
    window = open_main()
    for text in ("prius", "rules"):
        palette = opened(qtbot, window)
        typed(qtbot, window, palette, text)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
        idle(qtbot, window)
    palette = opened(qtbot, window)
    recent = [entry for entry in palette.entries if entry.group == "recent"]
    assert [entry.text for entry in recent] == ["Rules", "Toyota Prius"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    idle(qtbot, window)
    assert window.current_name == "vehicles"
    assert (
        "PRIUS" in window.current.model.row_at(window.current.table.currentIndex().row())["model"]
    )


def test_enter_waits_for_what_is_still_looked_for(qtbot, stock, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    qtbot.keyClicks(palette.field, "nze161-7000002")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    idle(qtbot, window)
    qtbot.waitUntil(lambda: not window.findChildren(Palette))
    idle(qtbot, window)
    row = window.current.table.currentIndex().row()
    assert window.current.model.row_at(row)["chassis_number"] == "NZE161-7000002"


def test_the_chosen_line_stays_when_records_arrive(qtbot, stock, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    qtbot.keyClicks(palette.field, "ma")
    palette.field.act_now()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    before = palette.chosen.key
    idle(qtbot, window)
    assert any(entry.group == "vehicle" for entry in palette.entries)
    assert palette.chosen.key == before
    palette.close()


def test_a_composition_is_left_alone(qtbot, records, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    before = [entry.key for entry in palette.entries]
    palette.field.setFocus()
    QApplication.sendEvent(palette.field, QInputMethodEvent("はいえ", []))
    qtbot.wait(80)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.isVisible()
    assert [entry.key for entry in palette.entries] == before
    commit = QInputMethodEvent("", [])
    commit.setCommitString("はいえーす")
    QApplication.sendEvent(palette.field, commit)
    qtbot.waitUntil(lambda: any(e.group == "vehicle" for e in palette.entries))
    assert palette.chosen.text == "Toyota Hiace VAN"
    palette.close()


def test_nothing_found_says_so(qtbot, stock, open_main):
    window = open_main()
    palette = opened(qtbot, window)
    assert typed(qtbot, window, palette, "qqqxxyzz") == []
    assert palette.nothing.isVisible()
    palette.close()

"""Every dialog fits a screen of 1366 by 768 and shows its words whole, in both languages.

In a process of its own: the screen of the others is smaller.
"""

import json
import os
import subprocess
import sys

OPEN = """
import sys
from datetime import date
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication, QComboBox, QDialog, QFileDialog, QLabel, QMenu, QPushButton, QScrollArea, QWidget,
)
from broker_app.settings import Settings
from broker_app.ui import app
from broker_app.ui.actions import ACTIONS
from broker_app.ui.appearance import Appearance
from broker_app.jobs import owning
from broker_app.store import sales
from broker_app.store.database import open_file
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.widgets.text import Elided

OPENED = {
    "vehicles": (
        "edit_all bulk_edit paste_rows move_state add_to_shipment share_cost certificate"
        " certificates overdue price_list"
    ),
    "shipments": "shipment_cost red_flags paper_number preview_paper",
    "parties": "party_paper party_duplicates",
    "": "history bin duplicates backups shortcuts print_list",
}
PANES = {"vehicles": "spellings", "parties": "record_screening"}
# What opens beside the table, where a dialog would hide what is asked about.
SOLD = "proforma give_to_company"
# What is done to vehicles that are sold, or to those of an office of two companies.
ROOM = (1366, 768 - 28)
made = app.application()
picture = Path(sys.argv[2]) if len(sys.argv) > 2 else None
settings = Settings(language="en", theme="light", staff_name="Sato")
appearance = Appearance(made, settings)
with open_file(Path(sys.argv[1])) as db:
    owning.add_company(db, "UMIKAZE TRADING", "Sato")
window = app.open_window(appearance, Path(sys.argv[1]), settings, date(2026, 11, 24))
window.resize(1366, 768)
window.show()


def idle():
    while window.desk.runner.busy:
        QTest.qWait(20)
    QTest.qWait(60)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def too_large(dialog):
    if dialog.width() > ROOM[0] or dialog.height() > ROOM[1]:
        yield f"larger than the screen: {dialog.width()}x{dialog.height()}"


def cut(dialog):
    for one in dialog.findChildren(QWidget):
        if not one.isVisible():
            continue
        ends_by_itself = isinstance(one, Elided) or (one.toolTip() and isinstance(one, QPushButton) and one.text().endswith("…"))
        if isinstance(one, QLabel | QPushButton) and one.text() and not ends_by_itself:
            if isinstance(one, QLabel) and one.wordWrap():
                if one.height() < one.heightForWidth(one.width()) - 1:
                    yield f"cut below: {one.text()!r}"
            elif one.width() < one.sizeHint().width() - 1:
                yield f"cut: {one.text()!r} {one.width()} of {one.sizeHint().width()}"
        if isinstance(one, QComboBox) and one.currentText():
            wanted = one.fontMetrics().horizontalAdvance(one.currentText()) + 8
            if one.width() < wanted:
                yield f"cut: {one.currentText()!r}"
        if isinstance(one, QScrollArea) and one.widget() is not None:
            off = one.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if off and one.widget().width() > one.viewport().width() + 1:
                yield f"cut at the right: {one.widget().width()} of {one.viewport().width()}"


def shown():
    return [one for one in made.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def look(name, language):
    found = shown()
    for dialog in found:
        kind = type(dialog).__name__
        if picture is not None:
            dialog.grab().save(str(picture / f"{language}.{name}.{kind}.png"))
        wrong = [*too_large(dialog), *cut(dialog)]
        print(kind, *(f"CUT {language} {name} {kind}: {what}" for what in wrong), sep="\\n")
        dialog.close()
    if not found:
        print("NONE", language, name)
    for menu in made.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()
    idle()


def directly(shipment):
    # Those that no action opens, made as the settings, a shipment and others do.
    from broker_app import paths
    from broker_app.reference import rules
    from broker_app.jobs import persons, rule_packs
    from broker_app.jobs.recounting import Clash
    from broker_app.ui import reverting, sealed
    from broker_app.ui.merge_view import MergeDialog
    from broker_app.ui.pages import sanctions_dialogs, settings_people, settings_privacy
    from broker_app.ui.pages.cancel_paper import ask_cancel
    from broker_app.ui.pages.evidence import PaperDialog
    from broker_app.ui.pages.market_override_dialog import OverrideDialog
    from broker_app.ui.pages.rates_dialog import RatesDialog
    from broker_app.ui.pages.rule_install import InstallRules
    from broker_app.ui.pages.shipment_draft import DraftDialog

    desk = window.desk
    yield "cancel_number", lambda: ask_cancel(desk, "AMX-2026-0001", window, print)
    pack = Path(sys.argv[1]).with_name("new.rules")
    pack.write_bytes(rules.pack_bytes(paths.resources() / "rules"))
    found = rule_packs.preview(desk.reader, desk.books, pack, desk.asked.question)
    yield "install_rules", lambda: InstallRules(desk, pack, found, window).open()
    for kind in ("BeginDialog", "AddDialog", "PasswordDialog"):
        yield kind, lambda kind=kind: getattr(settings_people, kind)(desk, window).open()
    yield "once", lambda: settings_people.OnceDialog("R. HAYAMI", "kaze-4821-umi", window).open()
    yield "seal", lambda: sealed.SealDialog(desk, window).open()
    key = "AGE-SECRET-KEY-1" + "Q" * 58
    yield "recovery", lambda: sealed.RecoveryDialog(desk, key, window).open()
    yield "key", lambda: sealed.KeyDialog(window, print).open()
    lists = [one for one in desk.books.sanctions_lists.values() if one.fetch]
    yield "fetch", lambda: sanctions_dialogs.FetchDialog(lists[0], window).open()
    name = desk.reader.execute("SELECT name FROM party LIMIT 1").fetchone()[0]
    person, _ = persons.look_up(desk.reader, name, desk.asked.today)
    yield "erase", lambda: settings_privacy.EraseDialog(desk, person, window).open()
    rates = Path("tests/data/rates") / "eurofxref-daily.xml"
    yield "rates", lambda: RatesDialog(desk, rates, window).open()
    market = desk.books.shipped_markets["KE"]
    yield "override", lambda: OverrideDialog(desk, market, None, window).open()
    yield "draft", lambda: DraftDialog(desk, shipment, "SH-2611-001", window).open()
    yield "evidence", lambda: PaperDialog(desk, 1, window).open()
    yield "merge", lambda: MergeDialog(desk, 1, 2, window).open()
    clash = Clash("Toyota Vitz KSP130-2345678", "Displacement", "996", "1,000", "998", "Sato")
    yield "clash", lambda: reverting.ClashDialog([clash], 1, True, window).open()


idle()
shipment = window.desk.reader.execute("SELECT max(id) FROM shipment").fetchone()[0]
first = {"vehicles": None, "shipments": shipment, "parties": 1, "": None}
for language in ("ja", "en"):
    appearance.use_language(language)
    for page, names in OPENED.items():
        window.show_page(page or "vehicles", first[page])
        idle()
        if page == "vehicles":
            window.current.table.go_to(3)
            made.clipboard().setText("a\\tb\\n1\\t2")
        for name in names.split():
            idle()
            window.run(name)
            idle()
            look(name, language)
        if page == "vehicles":
            window.current.open(Show(vehicle=next(iter(sales.every(window.desk.reader)))))
            for name in SOLD.split():
                for _ in range(20):  # the pane loads the vehicle first
                    idle()
                    if not shown():
                        window.run(name)
                look(name, language)
        if name := PANES.get(page):
            window.run(name)
            idle()
            said = [f"CUT {language} {name}: {what}" for what in cut(window)]
            print(f"pane {name}", *said, sep="\\n")
            if picture is not None:
                window.grab().save(str(picture / f"{language}.{name}.png"))
    for name, opens in directly(shipment):
        opens()
        idle()
        look(name, language)
window.close()
"""


def test_every_dialog_shows_its_words_whole(demo_stock, tmp_path):
    screen = {"name": "screen", "x": 0, "y": 0, "width": 1366, "height": 768}
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"screens": [screen | {"logicalDpi": 96, "dpr": 1}]}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    command = [sys.executable, "-c", OPEN, str(demo_stock)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line.startswith(("CUT", "NONE"))], done.stdout
    assert len(set(lines)) == 41

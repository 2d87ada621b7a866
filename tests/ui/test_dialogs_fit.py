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
ROOM = (1366, 768 - 28)
made = app.application()
picture = Path(sys.argv[2]) if len(sys.argv) > 2 else None
settings = Settings(language="en", theme="light", staff_name="Sato")
appearance = Appearance(made, settings)
window = app.open_window(appearance, Path(sys.argv[1]), settings, date(2026, 11, 24))
window.resize(1366, 768)
window.show()


def idle():
    while window.desk.runner.busy:
        QTest.qWait(20)
    QTest.qWait(60)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def cut(dialog):
    if dialog.width() > ROOM[0] or dialog.height() > ROOM[1]:
        yield f"larger than the screen: {dialog.width()}x{dialog.height()}"
    for one in dialog.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel | QPushButton) and one.text() and not isinstance(one, Elided):
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


def look(name, language):
    found = [one for one in made.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    for dialog in found:
        kind = type(dialog).__name__
        if picture is not None:
            dialog.grab().save(str(picture / f"{language}.{name}.{kind}.png"))
        print(kind, *(f"CUT {language} {name} {kind}: {what}" for what in cut(dialog)), sep="\\n")
        dialog.close()
    if not found:
        print("NONE", language, name)
    for menu in made.topLevelWidgets():
        if isinstance(menu, QMenu):
            menu.close()
    idle()


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
    assert len(set(lines)) == 20

"""What happens to the file of an open window from outside is said in its bar; nothing is lost."""

import os
import shutil

import pytest

from broker_app.domain.party import Party
from broker_app.jobs import editing
from broker_app.store import parties
from broker_app.store.database import open_file, open_reader
from tests.kills import wires

from .conftest import idle

posix = pytest.mark.skipif(os.name == "nt", reason="an open file is held there")


def add(qtbot, window, name):
    window.desk.runner.change(editing.save_party, Party(name=name), "Sato")
    idle(qtbot, window)


def look(qtbot, window):
    window.desk.runner._writer.submit(window.desk.runner._compare_version).result()
    idle(qtbot, window)


@posix
def test_a_file_that_is_removed_is_said_at_once_and_takes_no_change(qtbot, stock, open_main):
    window = open_main()
    kept = stock.with_name("kept.db")
    stock.rename(kept)
    look(qtbot, window)
    qtbot.waitUntil(lambda: "removed or renamed" in window.bar.text)
    window.bar.clear()
    look(qtbot, window)
    assert window.bar.text == ""  # said once
    add(qtbot, window, "KOPJE")
    assert "Nothing more is stored" in window.bar.text
    kept.rename(stock)
    look(qtbot, window)
    add(qtbot, window, "MAWIMBI")
    assert [one.name for one in parties.every(open_reader(stock))] == ["MAWIMBI"]


@posix
def test_a_file_that_is_replaced_is_said(qtbot, stock, open_main):
    copy = stock.with_name("copy.db")
    shutil.copy(stock, copy)
    window = open_main()
    copy.replace(stock)
    look(qtbot, window)
    qtbot.waitUntil(lambda: "Another file was put in the place" in window.bar.text)
    add(qtbot, window, "KOPJE")
    assert parties.every(open_reader(stock)) == []


def test_an_older_copy_is_said_when_the_window_opens(qtbot, stock, open_main):
    copy = stock.with_name("copy.db")
    shutil.copy(stock, copy)
    with open_file(stock) as db:
        editing.save_party(db, Party(name="KOPJE"), "Sato")
    copy.replace(stock)
    window = open_main()
    assert "is not in this file any more" in window.bar.text


@pytest.mark.skipif(bool(wires.available()), reason=wires.available())
def test_a_full_disk_is_said_and_the_window_goes_on(qtbot, stock, open_main, monkeypatch):
    full = []

    def write(_name, content, _place, really):
        return wires.FULL if full else really(content)

    with wires.listening(write):
        window = open_main()
        full.append(True)
        add(qtbot, window, "KOPJE")
        assert "The disk is full" in window.bar.text
        full.clear()
        add(qtbot, window, "MAWIMBI")
        assert [one.name for one in parties.every(window.desk.reader)] == ["MAWIMBI"]
        window.close()


def test_what_was_put_off_asks_nothing_of_a_closed_file(stock, qtbot, open_main):
    window = open_main()
    page = window.page("vehicles")
    idle(qtbot, window)
    page._following.start()
    window.close()
    assert not page._following.isActive()
    qtbot.wait(page._following.interval() + 50)  # an error in the event loop fails the test

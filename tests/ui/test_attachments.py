"""Photos and papers in the pane: dropped, pasted, looked at, put in order, opened with care."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
)
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog

from broker_app import words
from broker_app.domain.attachment import KINDS
from broker_app.jobs import opening
from broker_app.store import attachment_files, attachments
from broker_app.ui.pages import attachment_door
from broker_app.ui.pages.attachment_door import OpenDialog
from broker_app.ui.pages.attachment_view import AttachmentView
from broker_app.ui.pages.importing import ImportPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Button, Plain
from broker_app.ui.widgets.tiles import OURS
from tests.jobs.pictures import picture

from .conftest import idle, page_of

MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
CORNER = QPoint(5, 5)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(stock, open_main):
    return open_main()


@pytest.fixture
def pane(qtbot, window):
    page = page_of(window, VehiclesPage)
    page.table.go_to(0)
    idle(qtbot, window)
    return page.side.pane


@pytest.fixture
def section(pane):
    return pane.attachments


@pytest.fixture
def photo(tmp_path):
    return picture(tmp_path / "IMG_1.jpg", (800, 600))


@pytest.fixture
def paper(tmp_path):
    file = tmp_path / "invoice.pdf"
    file.write_bytes(b"%PDF-1.7")
    return file


def settle(qtbot, section):
    idle(qtbot, section.window())


def files_of(section):
    return attachments.of_vehicle(section._desk.reader, section._known.id)


def names(section):
    return [one.file for one in files_of(section)]


def bar(section):
    return section.window().bar


def dragged(*files):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drag(widget, data, point=CORNER):
    event = QDragEnterEvent(point, COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, event)
    return event


def drop(widget, data, point=CORNER):
    event = QDropEvent(QPointF(point), MOVE, data, LEFT, NONE)
    QApplication.sendEvent(widget, event)
    return event


def attach(qtbot, section, *files):
    section.attach(list(files))
    settle(qtbot, section)


def test_files_dropped_on_the_pane_are_attached(qtbot, pane, section, photo, paper):
    QAbstractItemModelTester(section.model)
    data = dragged(photo, paper)
    assert drag(pane, data).isAccepted()
    assert pane.drop_frame.isVisible()
    assert pane.drop_frame.words.startswith("Drop to attach 2 files to ")
    QApplication.sendEvent(pane, QDragLeaveEvent())
    assert pane.drop_frame.isHidden()
    drag(pane, data)
    assert drop(pane, data).isAccepted()
    settle(qtbot, section)
    assert pane.drop_frame.isHidden()
    assert page_of(pane.window(), VehiclesPage)
    assert names(section) == ["IMG_1.jpg", "invoice.pdf"]
    assert "photograph 1, supplier's invoice 1" in bar(section).text
    assert section.summary.text() == "2 files"
    tile, other = section.model.tiles
    assert (tile.condition, tile.pixmap.width()) == ("good", 320)
    assert (other.condition, other.pixmap) == ("good", None)


def test_files_dropped_elsewhere_are_imported(qtbot, window, pane, photo):
    data = dragged(photo)
    drag(window, data)
    drop(window, data)
    idle(qtbot, window)
    assert page_of(window, ImportPage)
    assert files_of(pane.attachments) == []


def test_text_dragged_over_the_pane_is_nothing(pane):
    data = QMimeData()
    data.setText("hello")
    drag(pane, data)
    assert pane.drop_frame.isHidden()


def test_the_message_offers_undo(qtbot, section, photo):
    attach(qtbot, section, photo)
    (link,) = [b for b in bar(section).findChildren(Button) if b.text() == "Undo"]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    settle(qtbot, section)
    assert files_of(section) == []
    assert not section._empty.isHidden()
    section.window().do_redo()
    settle(qtbot, section)
    assert names(section) == ["IMG_1.jpg"]
    assert section.model.tiles[0].pixmap is not None


def test_what_is_refused_is_said_and_the_rest_attached(qtbot, section, photo, tmp_path):
    hollow = tmp_path / "hollow.jpg"
    hollow.touch()
    attach(qtbot, section, hollow, photo)
    assert names(section) == ["IMG_1.jpg"]
    assert bar(section).text.startswith("hollow.jpg is empty")
    bar(section).clear()
    attach(qtbot, section, photo)
    assert bar(section).text == "Attached to this vehicle already: IMG_1.jpg"


def press(view, key, modifiers=NONE):
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, modifiers)
        QApplication.sendEvent(view, event)
    return event


def test_files_and_pictures_are_pasted(qtbot, section, photo):
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(dragged(photo))
    control = Qt.KeyboardModifier.ControlModifier
    press(section.tiles.view, Qt.Key.Key_V, control)
    settle(qtbot, section)
    assert names(section) == ["IMG_1.jpg"]
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    clipboard.setImage(image)
    page_of(section.window(), VehiclesPage).do("paste_attachment")
    qtbot.waitUntil(lambda: len(files_of(section)) == 2)
    settle(qtbot, section)
    pasted = files_of(section)[1]
    assert pasted.file.startswith("Pasted ")
    assert (pasted.mime, pasted.width, pasted.height) == ("image/png", 300, 200)
    clipboard.setText("only words")
    section.paste()
    assert "Neither a picture nor files" in bar(section).text


def test_the_key_for_pasting_is_kept_from_the_page(section):
    event = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
    )
    event.ignore()
    QApplication.sendEvent(section.tiles.view, event)
    assert event.isAccepted()


def test_files_are_chosen_in_a_dialog(qtbot, section, photo, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(photo)], ""))
    page_of(section.window(), VehiclesPage).do("attach_files")
    settle(qtbot, section)
    assert names(section) == ["IMG_1.jpg"]
    assert section._desk.settings.photos_folder == str(photo.parent)


def test_a_kind_is_changed_by_its_pick_list(qtbot, section, photo, paper):
    attach(qtbot, section, photo, paper)
    ids = [one.id for one in files_of(section)]
    section.tiles.view.choose(ids[:1])
    assert not section.details.isHidden()
    assert section.details.kind.box.currentData() == "photo"
    section.details.kind.choose("chassis_photo")
    settle(qtbot, section)
    assert files_of(section)[0].kind == "chassis_photo"
    assert section.tiles.view.chosen() == ids[:1]
    section.tiles.view.choose(ids)
    menu = section.menu()
    can = {e.data(): e.isEnabled() for e in menu.actions() if e.data()}
    assert (can["view_file"], can["remove_files"]) == (False, True)  # the first is for one file
    (kinds,) = [e.menu() for e in menu.actions() if e.menu() is not None]
    entry = next(e for e in kinds.actions() if e.text() == "Other paper")
    entry.trigger()
    settle(qtbot, section)
    assert {one.kind for one in files_of(section)} == {"other"}


def test_a_note_is_kept_also_when_another_file_is_chosen_meanwhile(qtbot, section, photo, paper):
    attach(qtbot, section, photo, paper)
    first, second = (one.id for one in files_of(section))
    section.tiles.view.choose([first])
    section.details.note.type_in("front left")
    settle(qtbot, section)
    section.details.note.edit.setText("rear")
    section.details.note.edit.setModified(True)
    section.tiles.view.choose([second])
    settle(qtbot, section)
    assert [one.note for one in files_of(section)] == ["rear", ""]
    assert section.details.note.edit.text() == ""


def test_files_are_removed_by_key_and_brought_back(qtbot, section, photo, paper):
    attach(qtbot, section, photo, paper)
    section.tiles.view.choose([files_of(section)[0].id])
    press(section.tiles.view, Qt.Key.Key_Delete)
    settle(qtbot, section)
    assert names(section) == ["invoice.pdf"]
    assert bar(section).text == "1 file removed."
    section.window().do_undo()
    settle(qtbot, section)
    assert names(section) == ["IMG_1.jpg", "invoice.pdf"]


def test_files_are_put_in_order_by_keys_and_by_dragging(qtbot, section, photo, paper, tmp_path):
    attach(qtbot, section, photo, paper, picture(tmp_path / "c.png"))
    one, two, three = (one.id for one in files_of(section))
    view = section.tiles.view
    view.choose([one])
    press(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, section)
    assert [a.id for a in files_of(section)] == [two, one, three]
    assert view.chosen() == [one]
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, section)
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # it is the first already
    settle(qtbot, section)
    assert [a.id for a in files_of(section)] == [one, two, three]
    let_go(view, three, view.visualRect(section.model.index(0)).topLeft() + QPoint(2, 2))
    settle(qtbot, section)
    assert [a.id for a in files_of(section)] == [three, one, two]
    let_go(view, three, view.visualRect(section.model.index(2)).center() + QPoint(20, 0))
    settle(qtbot, section)
    assert [a.id for a in files_of(section)] == [one, two, three]


def let_go(view, attachment, point):
    """Drag a tile to a place among the others."""
    view.choose([attachment])
    data = view.dragged()
    assert drag(view.viewport(), data, point).isAccepted()
    assert drop(view.viewport(), data, point).isAccepted()


def test_a_drag_that_is_not_ours_is_left_to_the_pane(qtbot, pane, section, photo):
    attach(qtbot, section, photo)
    view = section.tiles.view
    drag(view.viewport(), dragged(photo))
    assert pane.drop_frame.isVisible()
    assert view._target == -1
    foreign = QMimeData()
    foreign.setData(OURS, b"999,x")
    drop(view.viewport(), foreign)
    settle(qtbot, section)
    assert names(section) == ["IMG_1.jpg"]


def test_files_gone_or_changed_have_a_mark_and_a_sentence(qtbot, section, pane, photo, paper):
    attach(qtbot, section, photo, paper)
    one, two = files_of(section)
    path = section._desk.runner.path
    attachment_files.place(path, one.sha256).unlink()
    attachment_files.place(path, two.sha256).write_bytes(b"else")
    table = page_of(pane.window(), VehiclesPage).table
    table.go_to(1)
    settle(qtbot, section)
    assert section.model.tiles == []
    table.go_to(0)
    settle(qtbot, section)
    assert [tile.condition for tile in section.model.tiles] == ["gone", "changed"]
    said = [
        section.model.data(section.model.index(row), Qt.ItemDataRole.AccessibleTextRole)
        for row in (0, 1)
    ]
    assert said == [
        "Photograph, not on disk, IMG_1.jpg",
        "Supplier's invoice, changed, invoice.pdf",
    ]
    assert not section.tiles.view.grab().isNull()
    section.door.open(one)
    settle(qtbot, section)
    assert bar(section).text.startswith("The file of IMG_1.jpg is no longer on the disk")
    section.view(one.id)
    settle(qtbot, section)
    dialog = section.findChild(AttachmentView)
    assert "no longer on the disk" in dialog.canvas.text
    dialog.close()


def test_files_are_looked_at_at_large_with_arrows(
    qtbot, section, photo, paper, tmp_path, monkeypatch
):
    attach(qtbot, section, photo, paper)
    section.tiles.view.choose([files_of(section)[0].id])
    press(section.tiles.view, Qt.Key.Key_Return)
    settle(qtbot, section)
    dialog = section.findChild(AttachmentView)
    assert dialog.canvas.pixmap.width() == 800
    assert "800 × 600" in dialog._details.text()
    target = tmp_path / "copy.jpg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    next(b for b in dialog.findChildren(Button) if b.text() == "Save as…").click()
    settle(qtbot, section)
    assert target.read_bytes() == photo.read_bytes()
    assert dialog._told.text() == "copy.jpg is saved."
    dialog.move_on(1)
    settle(qtbot, section)
    assert dialog._told.isHidden()
    assert dialog.canvas.pixmap is None
    assert "no preview" in dialog.canvas.text
    dialog.move_on(1)
    settle(qtbot, section)
    assert dialog.canvas.pixmap is not None
    assert not dialog.grab().isNull()
    dialog.close()


@pytest.fixture
def opened(monkeypatch):
    """What another program was given."""
    given = []
    monkeypatch.setattr(attachment_door, "open_path", given.append)
    return given


def test_opening_asks_first_and_gives_a_copy(qtbot, section, photo, opened, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    attach(qtbot, section, photo)
    section.door.open(files_of(section)[0])
    settle(qtbot, section)
    dialog = section.findChild(OpenDialog)
    said = [label.text() for label in dialog.findChildren(Plain)]
    assert {"IMG_1.jpg", "JPEG picture", ".jpg"} <= set(said)
    assert opened == []
    dialog.verb.click()
    settle(qtbot, section)
    (copy,) = opened
    assert copy.read_bytes() == photo.read_bytes()
    assert copy != photo
    assert opening.COPIES in copy.parent.name


def test_leaving_the_question_opens_nothing(qtbot, section, photo, opened):
    attach(qtbot, section, photo)
    section.door.open(files_of(section)[0])
    settle(qtbot, section)
    section.findChild(OpenDialog).reject()
    settle(qtbot, section)
    assert opened == []


def test_a_dangerous_file_is_only_saved(qtbot, section, tmp_path, opened, monkeypatch):
    spoofed = tmp_path / "photo.jpg.exe"
    spoofed.write_bytes(b"MZ\x90\x00")
    attach(qtbot, section, spoofed)
    target = tmp_path / "saved.bin"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    section.door.open(files_of(section)[0])
    settle(qtbot, section)
    dialog = section.findChild(OpenDialog)
    said = " ".join(label.text() for label in dialog.findChildren(Plain))
    assert "photo.jpg.exe is not opened from here" in said
    assert words.say("danger.program") in said
    assert dialog.verb.text() == "Save as…"
    dialog.verb.click()
    settle(qtbot, section)
    assert target.read_bytes() == b"MZ\x90\x00"
    assert opened == []
    assert bar(section).text == "saved.bin is saved."


def test_photographs_of_the_chosen_vehicles_are_saved(qtbot, section, photo, tmp_path, monkeypatch):
    attach(qtbot, section, photo)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page = page_of(section.window(), VehiclesPage)
    page.do("save_photos")
    settle(qtbot, section)
    assert len(list(folder.iterdir())) == 1
    assert bar(section).text == "1 photograph of 1 vehicle saved."
    page.table.go_to(1)
    settle(qtbot, section)
    bar(section).clear()
    page.do("save_photos")
    settle(qtbot, section)
    assert bar(section).text.startswith("None of these vehicles has a photograph")


def test_a_folded_section_looks_at_nothing(qtbot, section, photo):
    section.turn()
    attach(qtbot, section, photo)
    assert section.summary.text() == "1 file"
    assert section.model.tiles[0].condition == ""
    section.turn()
    settle(qtbot, section)
    assert section.model.tiles[0].condition == "good"


def test_everything_is_said_in_japanese(qtbot, section, photo):
    attach(qtbot, section, photo)
    section.tiles.view.choose([files_of(section)[0].id])
    section.window().do_language()
    assert section.summary.text() == "1件"
    assert section.tiles.view.accessibleName() == "写真・書類"
    for kind in KINDS:
        assert section.details.kind.box.findText(words.say(f"attachment.kind.{kind}")) >= 0
    section.window().do_language()


def test_every_word_of_contents_and_dangers_exists():
    from broker_app.domain.file_type import HARMLESS, SORT_OF, TYPES

    sorts = {one.sort for one in TYPES.values()} | set(SORT_OF.values())
    keys = [f"content.{key}" for key in TYPES]
    keys += [f"danger.{sort}" for sort in (sorts - set(HARMLESS)) | {"override", "mismatch"}]
    for language in words.LANGUAGES:
        words.use(language)
        assert [key for key in keys if not words.has(key)] == []
    words.use("en")


def test_the_file_that_is_attached_may_go(qtbot, section, photo):
    attach(qtbot, section, photo)
    photo.unlink()
    assert Path(
        attachment_files.place(section._desk.runner.path, files_of(section)[0].sha256)
    ).exists()

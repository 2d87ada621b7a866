"""Ctrl+K: every action, page and vehicle by a few letters. F1: the keys."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.spelling import fold_words
from broker_app.errors import UserError
from broker_app.jobs import finding, undoing
from broker_app.store import named_views, vehicles
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query
from broker_app.ui import theme
from broker_app.ui.actions import ACTIONS, PAGES, Action
from broker_app.ui.history import step_name
from broker_app.ui.models.columns import name_of
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_show import Show
from broker_app.ui.runner import Task
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.text import Plain

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

FOUND = 8
BESIDE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    icon: str
    text: str
    beside: str
    act: Callable[[], None]


class Palette(QDialog):
    """A field and a list; Enter does the chosen line."""

    def __init__(self, desk: Desk, window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._desk, self._window = desk, window
        self._asking: Task | None = None
        self._entries: list[Entry] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setObjectName("palette")
        self.field = QLineEdit()
        self.field.setPlaceholderText(words.say("palette.hint"))
        self.field.setAccessibleName(words.say("action.palette"))
        self.field.textChanged.connect(self._look)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda item: self._do(self.list.row(item)))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(theme.px(560), theme.px(400))
        self._look("")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move in the list while the cursor stays in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do(self.list.currentRow())
                return True
        return False

    def _look(self, text: str) -> None:
        folded = fold_words(text)
        self._entries = [e for e in self._commands() if folded in fold_words(e.text)]
        self._show()
        if folded:
            query = readable(self._desk, text)
            self._asking = self._desk.runner.ask(first_found, query, instead_of=self._asking)
            self._asking.succeeded.connect(self._show_vehicles)  # ends with this dialog

    def _commands(self) -> list[Entry]:
        pages = [
            Entry(
                line.icon,
                words.say(f"page.{line.id}"),
                _keys(line.shortcut),
                lambda line=line: self._window.show_page(line.id),  # type: ignore[misc]
            )
            for line in PAGES
        ]
        views = [
            Entry("table", view.name, words.say("view.button"), partial(self._open_view, view.id))
            for view in named_views.every(self._desk.reader, ())
        ]
        return (
            pages + views + [self._command(action) for action in ACTIONS if action.id != "palette"]
        )

    def _command(self, action: Action) -> Entry:
        keys = _keys(action.shortcuts[0]) if action.shortcuts else ""
        text = label_of(action, self._desk.reader)
        return Entry(action.icon, text, keys, lambda: self._window.run_action(action))

    def _show_vehicles(self, found: list[tuple[int, str, str]]) -> None:
        for vehicle, name, chassis in found:
            self._entries.append(
                Entry("car", name, chassis, lambda v=vehicle: self._open_vehicle(v))  # type: ignore[misc]
            )
        self._show()

    def _open_view(self, view: int | None) -> None:
        self._window.show_page("vehicles", Show(view=view))

    def _open_vehicle(self, vehicle: int) -> None:
        self._window.show_page("vehicles", Show(vehicle=vehicle))

    def _show(self) -> None:
        self.list.clear()
        for entry in self._entries:
            item = QListWidgetItem(icon(entry.icon or "right", 16, "ink2"), entry.text)
            item.setData(BESIDE, entry.beside)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self, row: int) -> None:
        if 0 <= row < len(self._entries):
            entry = self._entries[row]
            self.close()
            entry.act()


class _EntryDelegate(QStyledItemDelegate):
    """One line: what it is at the left, its key or number at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme.now(), QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.sel)
            painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(3), rect.height()), look.ink)
        side = theme.px(16)
        top = round(rect.center().y() - side / 2)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        image.paint(painter, QRect(round(rect.left()) + theme.px(12), top, side, side))
        inner = rect.adjusted(theme.px(40), 0, -theme.px(12), 0)
        beside = str(index.data(BESIDE))
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink3)
        painter.drawText(inner, _RIGHT, beside)
        inner.setRight(inner.right() - theme.metrics(theme.SMALL).horizontalAdvance(beside) - 12)
        painter.setFont(theme.font())
        painter.setPen(look.ink)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        elided = Qt.TextElideMode.ElideRight
        painter.drawText(inner, _LEFT, theme.metrics().elidedText(text, elided, inner.width()))
        painter.restore()


class ShortcutsDialog(Dialog):
    """All keys, made from the one list of actions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(words.say("action.shortcuts"), parent)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(6)
        lines = [(words.say(f"page.{p.id}"), p.shortcut) for p in PAGES]
        lines += [(words.say(f"action.{a.id}"), a.shortcuts[0]) for a in ACTIONS if a.shortcuts]
        lines.append((words.say("keys.everything"), "Ctrl+A"))
        lines.append((words.say("keys.sort"), "Alt+Down"))
        for number, (text, keys) in enumerate(lines):
            grid.addWidget(Plain(text), number, 0)
            grid.addWidget(Plain(_keys(keys), "keycap"), number, 1)
        self.body.addLayout(grid)


def readable(desk: Desk, text: str) -> Query:
    """Return the query for what was typed: read where it can be, else its words as they are."""
    asked = desk.asked
    query = Query(words=text, destination=asked.question.destination, today=asked.today.isoformat())
    try:
        return finding.understood(desk.books, query)
    except UserError:
        return query


def label_of(action: Action, reader: Rows) -> str:
    """Return the words of an action; undo and redo say what they would take back."""
    text = words.say(f"action.{action.id}")
    asked = {"undo": undoing.next_undo, "redo": undoing.next_redo}.get(action.id)
    found = asked(reader) if asked else None
    return f"{text}: {step_name(reader, found.step)}" if found else text


def first_found(reader: Rows, query: Query) -> list[tuple[int, str, str]]:
    """Return the first vehicles that a query finds: id, name, chassis number."""
    ids = vehicles.ids(reader, query, FOUND)
    rows = vehicles.block(reader, ids, query.destination)
    return [(i, name_of(rows[i]), rows[i]["chassis_number"] or "") for i in ids if i in rows]


def _keys(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)

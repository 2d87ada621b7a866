"""Ctrl+K: everything one can do, or go to, by a few letters."""

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
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from broker_app import words
from broker_app.domain.spelling import fold_words
from broker_app.jobs import finding_records
from broker_app.ui import palette_entries, theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.palette_entries import Entry
from broker_app.ui.runner import Task
from broker_app.ui.widgets.icons import icon
from broker_app.ui.widgets.reading_order import Walked
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Label

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

WIDTH, HEIGHT, LINE, HEAD = 600, 440, 32, 26
WAIT_MS = 30
ENTRY = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
Index = QModelIndex | QPersistentModelIndex


class Palette(Walked, QDialog):
    """A field and a list; Enter does the chosen line. Records come from reader threads."""

    def __init__(self, desk: Desk, window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._desk, self._window = desk, window
        self._asking: dict[str, Task | None] = {"records": None, "vehicles": None}
        self._arrived: dict[str, list[Entry]] = {}
        self._standing = palette_entries.standing(window)
        self._enters = False
        """Whether Enter was pressed before anything was found."""
        self._moved = False
        """Whether a person chose the line; it stays chosen when records arrive."""
        self.entries: list[Entry] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setObjectName("palette")
        self.field = SearchBox("palette.hint", WAIT_MS)
        self.field.setMaximumWidth(theme.px(WIDTH))
        self.field.setAccessibleName(words.say("action.palette"))
        self.field.wanted.connect(self._look)
        self.field.installEventFilter(self)
        self.nothing = Label("palette.nothing", "label")
        self.nothing.setContentsMargins(theme.px(12), theme.px(8), 0, 0)
        self.list = QListWidget()
        self._set_up_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        self.resize(theme.px(WIDTH), theme.px(HEIGHT))
        self._look("")

    @property
    def chosen(self) -> Entry | None:
        """The line that Enter does."""
        item = self.list.currentItem()
        return item.data(ENTRY) if item is not None else None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move in the list while the cursor stays in the field; a composition keeps its keys."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if self.field.composing:
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._move(_STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        return False

    def done(self, result: int) -> None:
        """Close, and wait for no answer any more."""
        self._stop_asking()
        super().done(result)

    # inside: finding

    def _look(self, text: str) -> None:
        self._enters = False
        self._arrived = {}
        self._stop_asking()
        wanted = fold_words(text)
        if wanted:
            asked = self._desk.asked
            voyage = (asked.question.destination, asked.today.isoformat())
            self._ask("records", finding_records.find_records, text)
            self._ask("vehicles", finding_records.find_vehicles, self._desk.books, text, *voyage)
        self._show(wanted)

    def _stop_asking(self) -> None:
        """Let go of what was asked: an answer on its way finds nobody."""
        for task in self._asking.values():
            if task is not None:
                task.cancel()
        self._asking = dict.fromkeys(self._asking)

    def _ask(self, name: str, question: object, *given: object) -> None:
        task = self._desk.runner.ask(question, *given)  # type: ignore[arg-type]
        self._asking[name] = task
        task.succeeded.connect(lambda found: self._take(name, task, found))
        task.finished.connect(lambda: self._over(name, task))

    def _take(self, name: str, task: Task, found: list[object]) -> None:
        if self._asking[name] is not task:
            return
        made = palette_entries.of_vehicles if name == "vehicles" else palette_entries.of_records
        self._arrived[name] = made(self._window, found)  # type: ignore[arg-type]
        self._show(fold_words(self.field.text()))

    def _over(self, name: str, task: Task) -> None:
        if self._asking[name] is not task:
            return
        self._asking[name] = None
        self._say_nothing()
        if self._enters and self.entries:
            self._enter()

    # inside: showing

    def _show(self, wanted: str) -> None:
        entries = self._standing
        if wanted:
            came = [entry for found in self._arrived.values() for entry in found]
            last = palette_entries.last_used(self._window)
            self.entries = palette_entries.matching([*entries, *came], wanted, last)
        else:
            usual = [entry for entry in entries if entry.group in ("action", "page")]
            able = [entry for entry in usual if not entry.reason]
            self.entries = [*palette_entries.recent(self._window, entries), *able]
        self._fill(self.chosen)
        self._say_nothing()

    def _fill(self, before: Entry | None) -> None:
        moved = before is not None and self._moved
        self.list.clear()
        group, row = "", -1
        for entry in self.entries:
            if entry.group != group:
                group = entry.group
                self._add_head(words.say(f"palette.{group}"))
            item = QListWidgetItem(icon(entry.icon, 16, "ink2"), entry.text)
            item.setData(ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(entry))
            self.list.addItem(item)
            if moved and before is not None and entry.key == before.key and row < 0:
                row = self.list.count() - 1
        self._moved = row >= 0
        self.list.setCurrentRow(row if row >= 0 else min(1, self.list.count() - 1))
        if row < 0:
            self.list.scrollToTop()

    def _add_head(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _say_nothing(self) -> None:
        waits = any(task is not None for task in self._asking.values())
        self.nothing.setVisible(not self.entries and not waits)

    # inside: choosing

    def _move(self, step: int) -> None:
        lines = [n for n in range(self.list.count()) if self.list.item(n).data(ENTRY)]
        if not lines:
            return
        here = lines.index(self.list.currentRow()) if self.list.currentRow() in lines else 0
        place = here + step
        place = place % len(lines) if abs(step) == 1 else max(0, min(place, len(lines) - 1))
        self._moved = True
        self.list.setCurrentRow(lines[place])
        if place == 0:
            self.list.scrollToTop()

    def _enter(self) -> None:
        self.field.act_now()
        if self.entries:
            self._do(self.chosen)
        else:
            self._enters = True

    def _do(self, entry: Entry | None) -> None:
        if entry is None or entry.reason:  # its reason stands beside it
            return
        palette_entries.remember(self._window, entry)
        self.close()
        entry.act()

    def _set_up_list(self) -> None:
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(words.say("palette.list"))
        self.list.itemClicked.connect(lambda item: self._do(item.data(ENTRY)))


class _EntryDelegate(QStyledItemDelegate):
    """One line: what it is at the left, its key or number at the right; or the head of a group."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line."""
        height = LINE if index.data(ENTRY) is not None else HEAD
        return QSize(option.rect.width(), theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line or a head."""
        painter.save()
        entry = index.data(ENTRY)
        if entry is None:
            self._paint_head(painter, QRectF(option.rect), str(index.data()))
        else:
            self._paint_line(painter, option, index, entry)
        painter.restore()

    @staticmethod
    def _paint_head(painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setFont(theme.font(theme.TINY, 600))
        painter.setPen(theme.now().ink3)
        inner = rect.adjusted(theme.px(12), 0, -theme.px(12), -theme.px(3))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    @staticmethod
    def _paint_line(
        painter: QPainter, option: QStyleOptionViewItem, index: Index, entry: Entry
    ) -> None:
        look, rect = theme.now(), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.sel)
            painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(3), rect.height()), look.ink)
        side = theme.px(16)
        top = round(rect.center().y() - side / 2)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        image.paint(painter, QRect(round(rect.left()) + theme.px(12), top, side, side))
        inner = rect.adjusted(theme.px(40), 0, -theme.px(12), 0)
        small, body = theme.metrics(theme.SMALL), theme.metrics()
        beside = small.elidedText(
            entry.reason or entry.beside, Qt.TextElideMode.ElideRight, inner.width() * 0.6
        )
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink3)
        painter.drawText(inner, _RIGHT, beside)
        inner.setRight(inner.right() - small.horizontalAdvance(beside) - theme.px(12))
        painter.setFont(theme.font())
        painter.setPen(look.ink3 if entry.reason else look.ink)
        text = body.elidedText(entry.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, text)


def _spoken(entry: Entry) -> str:
    group = words.say(f"palette.{entry.group}")
    return words.listed(filter(None, (entry.text, entry.reason or entry.beside, group)))

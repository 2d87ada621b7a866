"""The list of today: groups by urgency, a line for each kind, below it what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from broker_app import words
from broker_app.domain.due import Due, Line
from broker_app.jobs import due, explaining_today
from broker_app.ui import theme
from broker_app.ui.models.short_model import Index
from broker_app.ui.widgets import icons, marks
from broker_app.ui.widgets.text import tip

GROUP, LINE, ENTRY = 36, 50, 30
SIDE, FOLD, MARK, COUNT, GAP, ICON, BAR = 16, 16, 16, 44, 12, 16, 3
MARKS = {"review": "REVIEW", "review_listed": "needs_review", "hits": "REVIEW"}
ICONS = {
    "certificate": "file", "refund": "coins", "inspection": "search", "proof": "file",
    "cut": "ship", "etd": "ship", "papers": "file", "permit": "file", "unpaid": "coins",
    "payment": "coins", "account": "people", "door": "calendar", "hits": "people",
    "party": "file", "backup": "disk", "second": "disk", "pack": "scales", "lists": "people",
    "list": "people", "rate": "chart", "place": "disk", "history": "undo", "clock": "clock",
    "not": "ship", "prefix": "people",
}  # fmt: skip
"""The icon of a kind, by its first word; what is overdue has the mark of a warning instead."""
_SAID = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDED = Qt.TextElideMode.ElideRight


@dataclass(frozen=True)
class Row:
    """One row: the head of a group (without a line), a line, or an entry below one."""

    text: str
    line: Line | None = None
    entry: Due | None = None
    detail: str = ""
    when: str = ""
    count: str = ""
    folds: bool = False
    is_open: bool = False
    urgent: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        """What it is known by from one look to the next."""
        if self.entry is not None and self.line is not None:
            one = self.entry
            return (*self.line.key, one.kind, str(one.target), one.vehicle, one.day)
        return self.line.key if self.line else (self.text,)

    @property
    def said(self) -> str:
        """All of it, for those who do not see it."""
        if self.line is None:
            return self.text
        parts = (self.count, self.text, self.detail, self.when)
        return ", ".join(part for part in parts if part)


def rows_of(lines: Sequence[Line], opened: frozenset[tuple[str, str]], today: date) -> list[Row]:
    """Return the rows of the list: entries only below lines that are unfolded."""
    rows: list[Row] = []
    group = ""
    for line in lines:
        if line.urgency != group:
            group = line.urgency
            rows.append(Row(words.say(f"today.group.{group}")))
        rows.append(_line(line, line.key in opened, today))
        if line.key in opened:
            rows += [_entry(line, one) for one in line.entries]
    return rows


def _line(line: Line, is_open: bool, today: date) -> Row:
    return Row(
        explaining_today.title(line),
        line,
        detail=explaining_today.detail(line),
        when=explaining_today.when(line, today),
        count=words.number(line.count),
        folds=bool(line.entries),
        is_open=is_open,
        urgent=line.urgency == "today",
    )


def _entry(line: Line, one: Due) -> Row:
    count = words.number(one.count) if one.count > 1 or one in line.found[0].parts else ""
    count = "" if one.kind == "list" else count
    return Row(due.said(one), line, one, detail=explaining_today.step(one), count=count)


class TodayModel(QAbstractListModel):
    """The rows; where they are the same as before nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows."""
        if rows == self.rows:
            return
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, key: tuple[Any, ...]) -> int:
        """Return the place of a row by its key, -1 where it is gone."""
        return next((n for n, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says; painting goes by `rows`."""
        said = self.rows[index.row()].said if role in _SAID else None
        return tip(said) if said and role == Qt.ItemDataRole.ToolTipRole else said

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads of groups cannot be chosen."""
        if not index.isValid() or self.rows[index.row()].line is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class TodayList(QListView):
    """One click, or Enter, leads to where a row is mended; right and left unfold and fold."""

    wanted = Signal(object)
    """A `Row` that somebody wants to mend."""
    fold_wanted = Signal(object, bool)
    """A `Line`, and whether its entries shall show."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = TodayModel()
        self.setModel(self.rows)
        self.count_room = 0.0
        """How wide the widest count is."""
        self._moved = False
        """Whether a person chose a row; until then the cursor stands on the most urgent one."""
        self.setItemDelegate(TodayDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self._name()

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; the cursor stays on its row, the page where it is scrolled to."""
        kept = self.current_row() if self._moved else None
        scrolled = self.verticalScrollBar().value()
        measure = theme.metrics(theme.SECTION, 600).horizontalAdvance
        widest = max((measure(row.count) for row in rows), default=0.0)
        self.count_room = max(float(theme.px(COUNT)), widest + theme.px(8))
        self.rows.show_rows(rows)
        place = self.rows.place_of(kept.key) if kept is not None else -1
        if place < 0 and kept is not None and kept.line is not None:
            place = self.rows.place_of(kept.line.key)
        if place < 0:
            place = next((n for n, row in enumerate(rows) if row.line is not None), -1)
        if place >= 0 and place != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(place))
        self.verticalScrollBar().setValue(scrolled)

    def current_row(self) -> Row | None:
        """Return the row under the cursor."""
        place = self.currentIndex().row()
        return self.rows.rows[place] if 0 <= place < len(self.rows.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter mends, right and left unfold and fold, space turns."""
        self._moved = True
        row, key = self.current_row(), event.key()
        if row is None or row.line is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(row)
        elif key == Qt.Key.Key_Right:
            self._fold(row, True)
        elif key == Qt.Key.Key_Left:
            self._fold(row, False)
        elif key == Qt.Key.Key_Space:
            self._fold(row, not row.is_open)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lead to where the row is mended; its sign at the left unfolds it."""
        super().mousePressEvent(event)
        self._moved = True
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        row = self.rows.rows[index.row()]
        if row.folds and event.position().x() < theme.px(SIDE + FOLD):
            self._fold(row, not row.is_open)
        elif row.line is not None:
            self.wanted.emit(row)

    def changeEvent(self, event: QEvent) -> None:
        """Name it again in another language; lay out again where type changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name()

    def _fold(self, row: Row, is_open: bool) -> None:
        if row.entry is None and row.folds and row.is_open != is_open and row.line is not None:
            self.fold_wanted.emit(row.line, is_open)
        elif row.entry is not None and not is_open and row.line is not None:
            self.setCurrentIndex(self.rows.index(self.rows.place_of(row.line.key)))

    def _name(self) -> None:
        self.setAccessibleName(words.say("today.list"))


class TodayDelegate(QStyledItemDelegate):
    """Paints heads, lines with a mark, their count and two rows of text, and entries."""

    def __init__(self, view: TodayList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        row = index.model().rows[index.row()]  # type: ignore[attr-defined]
        high = GROUP if row.line is None else ENTRY if row.entry is not None else LINE
        return QSize(theme.px(100), theme.px(high))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        row: Row = index.model().rows[index.row()]  # type: ignore[attr-defined]
        look, box = theme.now(), QRectF(option.rect)
        painter.save()
        if row.line is None:
            self._paint_head(painter, box, row)
        else:
            self._paint_ground(painter, option, box)
            inner = box.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), -1)
            self._paint_line(painter, inner, row)
            painter.setPen(QPen(look.line, 1))
            _hairline(painter, inner, box.bottom() - 0.5)
        painter.restore()

    def _paint_head(self, painter: QPainter, box: QRectF, row: Row) -> None:
        look = theme.now()
        inner = box.adjusted(theme.px(SIDE), theme.px(8), -theme.px(SIDE), 0)
        painter.setFont(theme.font(theme.SMALL, 600))
        painter.setPen(look.ink2)
        painter.drawText(inner, _LEFT, row.text)
        painter.setPen(QPen(look.line2, 1))
        _hairline(painter, inner, box.bottom() - 0.5)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> None:
        look, state = theme.now(), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if chosen and focused:
            painter.fillRect(box, look.sel)
            painter.fillRect(QRectF(box.left(), box.top(), theme.px(BAR), box.height()), look.ink)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.hover)

    def _paint_line(self, painter: QPainter, inner: QRectF, row: Row) -> None:
        look = theme.now()
        left, right = inner.left(), inner.right()
        if row.folds:
            side = theme.px(FOLD)
            fold = QRectF(left - theme.px(6), inner.center().y() - side / 2, side, side)
            marks.paint(painter, "open" if row.is_open else "folded", fold)
        left += theme.px(FOLD)
        if row.entry is None:
            self._paint_mark(
                painter, QRectF(left, inner.top(), theme.px(MARK), inner.height()), row
            )
        left += theme.px(MARK)
        painter.setFont(theme.font(theme.BODY if row.entry else theme.SECTION, 600))
        painter.setPen(look.ink)
        room = self._view.count_room
        painter.drawText(QRectF(left, inner.top(), room, inner.height()), _RIGHT, row.count)
        left += room + theme.px(GAP)
        side = theme.px(ICON)
        middle = inner.top() + (inner.height() - side) / 2
        self._paint_icon(painter, "right", QRectF(right - side, middle, side, side))
        right -= side + theme.px(8)
        painter.setFont(theme.font(theme.BODY, 600 if row.urgent else 400))
        painter.setPen(look.ink if row.urgent else look.ink2)
        painter.drawText(QRectF(left, inner.top(), right - left, inner.height()), _RIGHT, row.when)
        metrics = theme.metrics(theme.BODY, 600)
        right -= metrics.horizontalAdvance(row.when) + theme.px(GAP) if row.when else 0
        self._paint_texts(painter, QRectF(left, inner.top(), right - left, inner.height()), row)

    def _paint_texts(self, painter: QPainter, room: QRectF, row: Row) -> None:
        look, small = theme.now(), theme.metrics(theme.SMALL)
        body = theme.metrics(theme.BODY)
        painter.setFont(theme.font(theme.BODY))
        painter.setPen(look.ink)
        text = body.elidedText(row.text, _ELIDED, room.width())
        if row.entry is not None:
            painter.drawText(room, _LEFT, text)
            used = body.horizontalAdvance(text) + theme.px(GAP)
            room = room.adjusted(used, 0, 0, 0)
        else:
            half = theme.px(20)
            top = room.top() + (room.height() - half - theme.px(16)) / 2
            painter.drawText(QRectF(room.left(), top, room.width(), half), _LEFT, text)
            room = QRectF(room.left(), top + half, room.width(), theme.px(16))
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(look.ink2)
        if room.width() > theme.px(40):
            painter.drawText(room, _LEFT, small.elidedText(row.detail, _ELIDED, room.width()))

    def _paint_mark(self, painter: QPainter, box: QRectF, row: Row) -> None:
        assert row.line is not None
        side = theme.px(MARK)
        square = QRectF(box.left(), box.top() + (box.height() - side) / 2, side, side)
        mark = MARKS.get(row.line.kind) or ("warning" if row.line.overdue else "")
        if mark:
            marks.paint(painter, mark, square)
        else:
            self._paint_icon(painter, ICONS[row.line.kind.partition("_")[0]], square)

    def _paint_icon(self, painter: QPainter, name: str, box: QRectF) -> None:
        scale = painter.device().devicePixelRatioF()
        drawn = icons.pixmap(name, round(box.width()), theme.now().ink2.name(), scale)
        painter.drawPixmap(box, drawn, QRectF(drawn.rect()))


def _hairline(painter: QPainter, inner: QRectF, y: float) -> None:
    painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))

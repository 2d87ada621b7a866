"""Tiles: small pictures beside each other, chosen by mouse or keys and put in order by dragging."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from broker_app import words
from broker_app.domain.file_name import ending_of
from broker_app.ui import theme
from broker_app.ui.models.tiles import Index, Tile, TilesModel
from broker_app.ui.widgets import icons, marks

NARROWEST, GAP, LINE, PAD = 92, 8, 16, 4
SHAPE = 0.75
"""Height to width of the room for a picture."""
OURS = "application/x-broker-attachments"

_SELECTED = QStyle.StateFlag.State_Selected
_FOCUS = QStyle.StateFlag.State_HasFocus
_ACTIVE = QStyle.StateFlag.State_Active
_HOVER = QStyle.StateFlag.State_MouseOver


class Tiles(QWidget):
    """As many tiles in a row as there is room for, as high as all rows are."""

    def __init__(self, model: TilesModel) -> None:
        super().__init__()
        self.view = TilesView(model, self)
        model.modelReset.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the tiles to the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = theme.px(GAP)
        columns = max(1, (self.width() + gap) // (theme.px(NARROWEST) + gap))
        width = (self.width() + gap) // columns - gap
        height = round(width * SHAPE) + theme.px(LINE + 3 * PAD)
        rows = -(-self.view.tiles.rowCount() // columns)
        self.view.setVisible(rows > 0)  # nothing is no stop for Tab
        self.view.setGridSize(QSize(width + gap, height + gap))
        # The gap behind the last tile of a row lies outside: its edge is the edge of the pane.
        self.view.setGeometry(0, 0, columns * (width + gap) + 1, max(1, rows * (height + gap)))
        if self.height() != rows * (height + gap):
            self.setFixedHeight(rows * (height + gap))


class TilesView(QListView):
    """Says what is wanted of its files; it changes none."""

    opened = Signal(int)
    removed = Signal()
    pasted = Signal()
    shifted = Signal(int)
    """The chosen ones one place earlier (-1) or later (1)."""
    moved = Signal(list, object)
    """Ids of files, and the id they shall stand before; None for the end."""
    picked = Signal()

    def __init__(self, model: TilesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles = model
        self._target = -1
        self.setModel(model)
        self.setItemDelegate(TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.picked.emit())

    def chosen(self) -> list[int]:
        """Return the ids of the chosen files, in their order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.tiles.tiles[row].attachment.id or 0 for row in rows]

    def choose(self, ids: Sequence[int]) -> None:
        """Choose files by their ids, the last of them under the cursor."""
        self.clearSelection()
        flag = self.selectionModel().SelectionFlag
        for row in (self.tiles.row_of(number) for number in ids):
            if row >= 0:
                self.selectionModel().setCurrentIndex(self.tiles.index(row), flag.Select)

    def event(self, event: QEvent) -> bool:
        """Keep the key for pasting, which means another thing beside the tiles."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.matches(QKeySequence.StandardKey.Paste):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, remove, paste and put in order by keys."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.shifted.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QEvent) -> None:
        """Let the pane scroll: all tiles are there."""
        event.ignore()

    # dragging

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take the chosen files along, to another place among the others."""
        drag = QDrag(self)
        drag.setMimeData(self.dragged())
        drag.setPixmap(_words_pixmap(words.say("attachment.count", count=len(self.chosen()))))
        drag.exec(Qt.DropAction.MoveAction)

    def dragged(self) -> QMimeData:
        """Return the chosen files for a drag within the tiles."""
        data = QMimeData()
        data.setData(OURS, ",".join(map(str, self.chosen())).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome our own tiles; files from outside are for the pane."""
        if event.mimeData().hasFormat(OURS):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where they would stand."""
        if event.mimeData().hasFormat(OURS):
            self._aim(self._row_at(event.position().toPoint()))
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Forget where they would stand."""
        self._aim(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where they shall stand."""
        text = bytes(event.mimeData().data(OURS).data()).decode("ascii", "ignore")
        ids = [int(number) for number in text.split(",") if number.isdigit()]
        row = self._row_at(event.position().toPoint())
        self._aim(-1)
        if not ids or any(self.tiles.row_of(number) < 0 for number in ids):
            event.ignore()
            return
        event.acceptProposedAction()
        at_end = row >= self.tiles.rowCount()
        self.moved.emit(ids, None if at_end else self.tiles.tiles[row].attachment.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles, and a bar where dragged ones would stand."""
        super().paintEvent(event)
        if self._target < 0:
            return
        last = self.tiles.rowCount() - 1
        box = self.visualRect(self.tiles.index(min(self._target, last)))
        left = box.left() if self._target <= last else box.right() - theme.px(GAP)
        painter = QPainter(self.viewport())
        painter.fillRect(
            QRect(max(0, left - 2), box.top(), 2, box.height() - theme.px(GAP)), theme.now().ink
        )
        painter.end()

    def _aim(self, row: int) -> None:
        if row != self._target:
            self._target = row
            self.viewport().update()

    def _row_at(self, point: QPoint) -> int:
        """Return the row before which something dropped here shall stand."""
        index = self.indexAt(point)
        if not index.isValid():
            return self.tiles.rowCount()
        return index.row() + (point.x() > self.visualRect(index).center().x())

    def _open(self, row: int) -> None:
        if 0 <= row < self.tiles.rowCount():
            self.opened.emit(self.tiles.tiles[row].attachment.id or 0)


class TileDelegate(QStyledItemDelegate):
    """Paints the picture, or an icon with the ending, and below it the kind or what is wrong."""

    def __init__(self, view: TilesView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one tile."""
        tile, look = self._view.tiles.tiles[index.row()], theme.now()
        gap, pad = theme.px(GAP), theme.px(PAD)
        whole = QRectF(option.rect).adjusted(0, 0, -gap, -gap)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if option.state & _SELECTED:
            painter.fillRect(whole, look.sel if option.state & _ACTIVE else look.sel_off)
        elif option.state & _HOVER:
            painter.fillRect(whole, look.hover)
        inner = whole.adjusted(pad, pad, -pad, -pad)
        room = QRectF(
            inner.left(), inner.top(), inner.width(), inner.height() - theme.px(LINE) - pad
        )
        self._paint_picture(painter, room, tile)
        below = QRectF(inner.left(), room.bottom() + pad, inner.width(), theme.px(LINE))
        self._paint_words(painter, below, tile)
        if option.state & _FOCUS:
            painter.setPen(QPen(look.ink, 2))
            painter.drawRect(whole.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of the grid: all tiles are the same."""
        return self._view.gridSize()

    def _paint_picture(self, painter: QPainter, room: QRectF, tile: Tile) -> None:
        look = theme.now()
        if tile.pixmap is not None and not tile.is_broken:
            size = tile.pixmap.size().scaled(room.size().toSize(), _KEEP)
            box = QRectF(0, 0, size.width(), size.height())
            box.moveCenter(room.center())
            painter.drawPixmap(box, tile.pixmap, QRectF(tile.pixmap.rect()))
            painter.setPen(QPen(look.line, 1))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.fillRect(room, look.raised)
        painter.setPen(QPen(look.line, 1))
        painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
        side = theme.px(24)
        scale = self._view.devicePixelRatioF()
        drawn = icons.pixmap("file", side, look.ink2.name(), scale)
        top = room.center().y() - side / 2 - theme.px(8)
        painter.drawPixmap(
            QRectF(room.center().x() - side / 2, top, side, side), drawn, QRectF(drawn.rect())
        )
        painter.setFont(theme.font(theme.TINY, mono=True))
        painter.setPen(look.ink2)
        ending = QRectF(room.left(), top + side, room.width(), theme.px(LINE))
        painter.drawText(
            ending, Qt.AlignmentFlag.AlignCenter, ending_of(tile.attachment.file)[:8].upper()
        )

    def _paint_words(self, painter: QPainter, below: QRectF, tile: Tile) -> None:
        look, text = theme.now(), words.say(f"attachment.kind.{tile.attachment.kind}")
        painter.setPen(look.ink)
        if tile.is_broken:
            side = float(theme.px(14))
            marks.paint(painter, "warning", QRectF(below.left(), below.top() + 1, side, side))
            below = below.adjusted(side + theme.px(4), 0, 0, 0)
            text = words.say(f"attachment.{tile.condition}")
            painter.setPen(look.review)
        painter.setFont(theme.font(theme.SMALL))
        metrics = theme.metrics(theme.SMALL)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def _words_pixmap(text: str) -> QPixmap:
    """Return a plain pixmap with words, to be dragged along."""
    metrics, look = theme.metrics(theme.SMALL), theme.now()
    made = QPixmap(QSize(round(metrics.horizontalAdvance(text)) + theme.px(16), theme.px(24)))
    made.fill(look.surface)
    painter = QPainter(made)
    painter.setPen(QPen(look.control, 1))
    painter.drawRect(made.rect().adjusted(0, 0, -1, -1))
    painter.setPen(look.ink)
    painter.setFont(theme.font(theme.SMALL))
    painter.drawText(made.rect(), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made

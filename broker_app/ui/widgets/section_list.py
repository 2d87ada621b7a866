"""The list of the sections of a page, at its left: one is chosen, the keys go through them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from broker_app import words
from broker_app.ui import theme

WIDTH, ROW, GAP, SIDE, BAR = 216, 30, 14, 16, 3
_NAME = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class SectionList(QListWidget):
    """Sections by their names in groups; their words are `<page>.<name>`."""

    chosen = Signal(str)
    """The section that somebody went to."""

    def __init__(self, page: str, groups: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._page = page
        self._items: dict[str, QListWidgetItem] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(theme.px(WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_SectionDelegate(self))
        for group in groups:
            self._add("")  # the gap above it
            for name in group:
                self._items[name] = self._add(name)
        self._say()
        self.currentItemChanged.connect(self._tell)

    @property
    def current(self) -> str:
        """The name of the chosen section, empty before one is chosen."""
        item = self.currentItem()
        return str(item.data(_NAME)) if item is not None else ""

    def choose(self, name: str) -> None:
        """Go to a section."""
        self.setCurrentItem(self._items[name])

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _add(self, name: str) -> QListWidgetItem:
        item = QListWidgetItem(self)
        item.setData(_NAME, name)
        if not name:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _say(self) -> None:
        self.setAccessibleName(words.say(f"page.{self._page}"))
        for name, item in self._items.items():
            item.setText(words.say(f"{self._page}.{name}"))

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_NAME))


class _SectionDelegate(QStyledItemDelegate):
    """A line with its name, the chosen one with a bar, as in the other lists of the house."""

    def __init__(self, view: SectionList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line or of a gap."""
        return QSize(theme.px(WIDTH) - 2, theme.px(ROW if index.data(_NAME) else GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line; a gap is nothing."""
        if not index.data(_NAME):
            return
        look, rect, state = theme.now(), QRectF(option.rect), QStyle.StateFlag
        chosen = bool(option.state & state.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, look.sel if self._view.hasFocus() else look.sel_off)
            bar = QRectF(rect.left(), rect.top(), theme.px(BAR), rect.height())
            painter.fillRect(bar, look.ink)
        elif option.state & state.State_MouseOver:
            painter.fillRect(rect, look.hover)
        painter.setFont(theme.font(theme.BODY, 600 if chosen else 400))
        painter.setPen(look.ink if chosen else look.ink2)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        inner = rect.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        painter.drawText(inner, left, index.data(Qt.ItemDataRole.DisplayRole))
        painter.restore()

"""The layout of the table of vehicles: which columns, in what order, how wide, how high rows are.

As long as nobody chose, columns come and go with the room; from the first choice on all stays as
it was left, and a table that is too wide is scrolled.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.table_view import TableLayout, read, written
from broker_app.ui import theme
from broker_app.ui.models.columns import COLUMNS, PLACES, fitted
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.pages.page import Desk
from broker_app.ui.table import ROW, Table
from broker_app.ui.widgets.icons import IconButton

COMFORTABLE = 36
KEEP_MS = 400
"""A drag of a head is written down so much after its end."""


class StayingMenu(QMenu):
    """A menu that stays open while lines are ticked, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the line under the pointer."""
        line = self.activeAction()
        if line is not None and line.isCheckable() and line.isEnabled():
            line.trigger()
        else:
            super().mouseReleaseEvent(event)


class VehicleLayout(QObject):
    """Lays the table out, and remembers what a person changes."""

    changed = Signal()

    def __init__(self, desk: Desk, table: Table) -> None:
        super().__init__(table)
        self._desk, self._table = desk, table
        self._placing = False
        self._room = 0
        self.layout = TableLayout.of(read(desk.settings.table_layout), PLACES)
        self.button = IconButton("table", "layout.button", 20)
        self.button.clicked.connect(self.do_columns)
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        table.let_columns_move()
        head = table.horizontalHeader()
        head.sectionMoved.connect(lambda *_: self._note())
        head.sectionResized.connect(lambda *_: self._note())
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._open_menu)

    def fit(self, room: int) -> None:
        """Lay the columns out for so much room."""
        self._room = room
        self._place()

    def use(self, layout: TableLayout) -> None:
        """Lay the table out like this from now on."""
        if layout != self.layout:
            self.layout = layout
            self._place()
            self._keeping.start()
            self.changed.emit()

    def do_columns(self) -> None:
        """Open the menu of columns and rows below its button."""
        menu = self.menu(self._table)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def menu(self, parent: QWidget) -> QMenu:
        """Return the menu: every column with a tick, then how high rows are."""
        menu, more = StayingMenu(parent), StayingMenu(parent)
        more.setTitle(words.say("layout.more"))
        seen = dict(self._as_seen())
        for column in COLUMNS:
            place = more if column.on_demand else menu
            line = place.addAction(words.say(f"column.{column.id}").replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(column.id in seen)
            line.triggered.connect(lambda _=False, name=column.id: self.turn(name))
        menu.addMenu(more)
        menu.addSeparator()
        menu.addMenu(self.freeze_menu(menu))
        line = menu.addAction(words.say("layout.by_itself"))
        line.setCheckable(True)
        line.setChecked(not self.layout.columns)
        line.triggered.connect(lambda: self.use(replace(self.layout, columns=())))
        menu.addSeparator()
        for comfortable, key in ((False, "layout.compact"), (True, "layout.comfortable")):
            line = menu.addAction(words.say(key))
            line.setCheckable(True)
            line.setChecked(self.layout.comfortable == comfortable)
            line.triggered.connect(lambda _=False, high=comfortable: self.use_rows(high))
        return menu

    def freeze_menu(self, parent: QWidget) -> QMenu:
        """Return the menu of what stays: nothing, or the columns up to one."""
        menu = QMenu(words.say("layout.freeze"), parent)
        names = [words.say(f"column.{name}") for name, _ in self._as_seen()]
        lines = [words.say("layout.freeze_none")]
        lines += [words.say("layout.freeze_to", column=name) for name in names]
        for count, said in enumerate(lines):
            line = menu.addAction(said.replace("&", "&&"))
            line.setCheckable(True)
            line.setChecked(count == self.layout.frozen)
            line.triggered.connect(lambda _=False, count=count: self.freeze(count))
        return menu

    def menu_of(self, column: int) -> QMenu:
        """Return the menu of a head: what stays, the column away, all columns."""
        count = self._table.in_order().index(column) + 1
        name = words.say(f"column.{COLUMNS[column].id}").replace("&", "&&")
        menu = QMenu(self._table)
        said = words.say("layout.freeze_to", column=name)
        menu.addAction(said).triggered.connect(lambda: self.freeze(count))
        if self.layout.frozen:
            free = menu.addAction(words.say("layout.freeze_none"))
            free.triggered.connect(lambda: self.freeze(0))
        menu.addSeparator()
        hide = menu.addAction(words.say("layout.hide", column=name))
        hide.triggered.connect(lambda: self.turn(COLUMNS[column].id))
        menu.addAction(words.say("layout.button")).triggered.connect(self.do_columns)
        return menu

    def turn(self, column: str) -> None:
        """Show a column at the end, or show it no more."""
        seen = self._as_seen()
        rest = tuple(one for one in seen if one[0] != column)
        if len(rest) == len(seen):
            rest = (*seen, (column, COLUMNS[PLACES[column]].width))
        if rest:
            held = [one for one in seen[: self.layout.frozen] if one in rest]
            self.use(replace(self.layout, columns=rest, frozen=len(held)))

    def use_rows(self, comfortable: bool) -> None:
        """Make rows higher or lower."""
        self.use(replace(self.layout, comfortable=comfortable))

    def freeze(self, count: int) -> None:
        """Let so many of the leftmost columns stay while the rest is scrolled sideways."""
        if self._table.editor is not None:
            self._table.editor.accept(0, 0)  # an open field lies where its column stood before
        self.use(replace(self.layout, frozen=count))

    def do_freeze(self) -> None:
        """Freeze the columns up to that of the cursor; where they are frozen, let them go."""
        seen, here = self._table.in_order(), self._table.currentIndex().column()
        count = seen.index(here) + 1 if here in seen else 0
        self.freeze(0 if count == self.layout.frozen else count)

    def _as_seen(self) -> tuple[tuple[str, int], ...]:
        factor = theme.factor()
        return tuple(
            (COLUMNS[n].id, round(self._table.columnWidth(n) / factor))
            for n in self._table.in_order()
        )

    def _place(self) -> None:
        if not self._room:
            return
        self._placing = True
        widths = dict(self.layout.columns) or fitted(self._room)
        order = [name for name, width in widths.items() if width]
        order += [column.id for column in COLUMNS if column.id not in order]
        if isinstance(self._table.rows, WindowModel):
            self._table.rows.show_columns([name for name, width in widths.items() if width])
        head = self._table.horizontalHeader()
        for place, name in enumerate(order):
            number = PLACES[name]
            if head.visualIndex(number) != place:
                head.moveSection(head.visualIndex(number), place)
            width = widths.get(name, 0)
            self._table.setColumnHidden(number, width == 0)
            if width:
                self._table.setColumnWidth(number, theme.px(width))
        height = COMFORTABLE if self.layout.comfortable else ROW
        if height != self._table.row_height:
            self._table.show_rows(height)
        self._table.note_first()
        self._hold()
        self._placing = False

    def _hold(self) -> None:
        """Hold the columns that stay; what holds them is made when the first are frozen."""
        table = self._table
        if table.frozen is None and self.layout.frozen:
            from broker_app.ui.frozen_columns import FrozenColumns

            FrozenColumns(table)
        if table.frozen is not None:
            table.frozen.hold(self.layout.frozen)

    def _open_menu(self, place: QPoint) -> None:
        """Open the menu of the head that was clicked; one that stays lies over others."""
        head, frozen = self._table.horizontalHeader(), self._table.frozen
        stays = frozen is not None and place.x() < frozen.width_held
        column = head.logicalIndexAt(place.x() - (head.offset() if stays else 0))
        if column >= 0:
            menu = self.menu_of(column)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(head.viewport().mapToGlobal(place))

    def _note(self) -> None:
        """Remember what a person dragged."""
        if self._placing:
            return
        self._table.note_first()
        if self._table.frozen is not None:
            self._table.frozen.follow()
        self.layout = replace(self.layout, columns=self._as_seen())
        self._keeping.start()

    def _keep(self) -> None:
        text = written(self.layout.raw())
        if text != self._desk.settings.table_layout:
            self._desk.settings.table_layout = text
            settings_of.keep(self._desk.settings)
            self.changed.emit()

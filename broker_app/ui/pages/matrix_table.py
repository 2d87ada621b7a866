"""The table of vehicles and markets: heads of two lines with counts, sorted by a market's score."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent

from broker_app import words
from broker_app.ui import theme
from broker_app.ui.models.columns import MOST_GAIN
from broker_app.ui.models.matrix_rows import MatrixRows
from broker_app.ui.table import SIDE, Head, Table

HEAD = 44
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MatrixTable(Table):
    """Vehicles down, markets across."""

    def __init__(self, model: MatrixRows) -> None:
        super().__init__(model)
        self.matrix = model
        self.setHorizontalHeader(MatrixHead(self))
        self.fit()

    def fit(self) -> None:
        """Give the columns their widths; the name takes what room is left, up to a bound."""
        widths = [theme.px(self.matrix.column(n).width) for n in range(self.matrix.columnCount())]
        left = self.viewport().width() - sum(widths)
        widths[0] += min(theme.px(MOST_GAIN), max(0, left))
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.fit()

    def market(self) -> str:
        """Return the market under the cursor, empty where it stands on the vehicle."""
        return self.matrix.market_at(self.currentIndex().column())


class MatrixHead(Head):
    """The name of the market, below it how many of these vehicles it takes."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(table)
        self._rows = table.matrix
        self.setFixedHeight(theme.px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        market = self._rows.market_at(section)
        if not market:
            super().paintSection(painter, rect, section)
            return
        look = theme.now()
        painter.save()
        painter.fillRect(rect, look.raised)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line2)
        sorted_, descending = self.sorted_by(market)
        title = self._rows.column(section).head()
        title = f"{title} {'↓' if descending else '↑'}" if sorted_ else title
        inner = QRectF(rect).adjusted(theme.px(SIDE), theme.px(5), -theme.px(SIDE), -theme.px(5))
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        painter.setPen(look.ink if sorted_ else look.ink2)
        _draw(painter, upper, title, 600 if sorted_ else 400)
        taken = self._rows.counts(market)["eligible"]
        painter.setPen(look.ink3)
        said = words.say("compare.takes", count=taken)
        _draw(painter, upper.translated(0, upper.height()), said, 400)
        painter.restore()

    def sorted_by(self, column: str) -> tuple[bool, bool]:
        """Tell whether rows are sorted by a column, and whether the best come first."""
        return column == self.first_key[0], self.first_key[1]

    def _want_sort(self, section: int) -> None:
        """Ask for the best first; clicked again, for the worst."""
        column = self._table.rows.column(section).id
        descending = not self.first_key[1] if column == self.first_key[0] else True
        self._table.sort_wanted.emit(column, descending)


def _draw(painter: QPainter, box: QRectF, text: str, weight: int) -> None:
    metrics = theme.metrics(theme.SMALL, weight)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(theme.font(theme.SMALL, weight))
    painter.drawText(box, _LEFT, shown)

"""What stands in the place of a report that has no rows."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from broker_app.domain.report import Report
from broker_app.jobs import explaining_reports
from broker_app.ui import theme
from broker_app.ui.widgets.empty_page import EmptyPage


class NoReport(EmptyPage):
    """Says why there are no rows; its button leads to the vehicles."""

    def __init__(self) -> None:
        super().__init__(_sheet, "reports.nothing_title", "", "accounts.to_vehicles")

    def show_why(self, report: Report) -> None:
        """Say it of a report; of a part of one, what was asked for is the reason."""
        self.text.say(lambda: explaining_reports.empty_of(report))
        self.title.setVisible(not report.is_part)
        self.button.setVisible(not report.is_part)


def _sheet(painter: QPainter) -> None:
    """Draw a table of few lines, its sums below a heavier one."""
    look = theme.now()
    painter.setPen(QPen(look.ink2, 1.5))
    painter.drawRect(QRectF(40, 8, 80, 80))
    painter.setPen(QPen(look.line2, 1))
    for y in (24.5, 38.5, 52.5):
        painter.drawLine(QPointF(50, y), QPointF(110, y))
    painter.setPen(QPen(look.ink, 2))
    painter.drawLine(QPointF(50, 68), QPointF(110, 68))

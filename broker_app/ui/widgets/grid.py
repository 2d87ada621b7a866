"""How every table of rows behaves: whole rows, no grid, scrolled by the pixel."""

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from broker_app.ui import theme

LEAST = 40
"""The least width of a column."""


def dress(view: QTableView, row_height: int) -> None:
    """Make a table of rows that high; both in units of the screen's scale."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.horizontalHeader().setMinimumSectionSize(theme.px(LEAST))
    side = view.verticalHeader()
    side.hide()
    side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    side.setMinimumSectionSize(theme.px(row_height))
    side.setDefaultSectionSize(theme.px(row_height))

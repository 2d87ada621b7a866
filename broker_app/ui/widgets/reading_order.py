"""Reading order: where Tab goes next, by how parts stand, not by when they were made."""

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLayout, QScrollArea, QWidget


class Walked:
    """A window whose Tab and Shift+Tab go through what is seen in it, round and round.

    Stands before Qt's own class among the bases; Qt asks the window wherever the focus is.
    """

    def focusNextPrevChild(self: QWidget, forward: bool) -> bool:  # type: ignore[misc]
        """Put the focus on the next or the last control, in sight; False where there is none."""
        ring = list(in_reading_order(self))
        focus = self.focusWidget()
        at = ring.index(focus) if focus in ring else 0
        way = ring[at + 1 :] + ring[:at]
        found = next(filter(takes_tab, way if forward else reversed(way)), None)
        if found is None:
            return False
        reason = Qt.FocusReason
        found.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        _bring_into_sight(found)
        return True


def takes_tab(widget: QWidget) -> bool:
    """Tell whether Tab stops here; not where the focus is another's.

    What scrolls is a stop for its own sake only where nothing in it is one: keys that a control
    does not want scroll it, too.
    """
    tab = Qt.FocusPolicy.TabFocus
    if widget.focusPolicy() & tab != tab or not widget.isEnabled() or widget.focusProxy():
        return False
    return not isinstance(widget, QScrollArea) or not any(
        takes_tab(one) for one in in_reading_order(widget) if one is not widget
    )


def in_reading_order(part: QWidget) -> Iterator[QWidget]:
    """Go through what is seen in a part: what is laid out in that order, the rest by its place."""
    yield part
    held = [one for one in part.children() if isinstance(one, QWidget)]
    laid = list(_laid_out(part.layout(), held))
    rest = [one for one in held if one not in laid and not one.isWindow()]
    rest.sort(key=lambda one: (one.y(), one.x()))
    for one in laid + rest:
        if one.isVisible():
            yield from in_reading_order(one)


def _laid_out(layout: QLayout | None, held: list[QWidget]) -> Iterator[QWidget]:
    """Go through the widgets of a layout: row by row where it has rows, else one by one.

    Each is asked for its place, no item of the layout for its widget: Python would keep the item,
    and take for it whatever lies at its place in memory once Qt has deleted it.
    """
    if layout is None:
        return
    numbered: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(one), one) for one in held]
    parts = [one for one in layout.children() if isinstance(one, QLayout)]
    numbered += [(layout.indexOf(one), one) for one in parts]
    there = [(_place(layout, number), one) for number, one in numbered if number >= 0]
    for _, one in sorted(there, key=lambda pair: pair[0]):
        if isinstance(one, QLayout):
            yield from _laid_out(one, held)
        else:
            yield one


def _place(layout: QLayout, number: int) -> tuple[int, int]:
    if isinstance(layout, QGridLayout):
        row, column, *_ = cast("tuple[int, int, int, int]", layout.getItemPosition(number))
        return row, column
    if isinstance(layout, QFormLayout):
        row, role = cast("tuple[int, QFormLayout.ItemRole]", layout.getItemPosition(number))
        return row, role.value
    return number, 0


def _bring_into_sight(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()

"""What a cell of a worksheet looks like: its style, and how what it holds is shown."""

from functools import cache
from typing import Any, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from broker_app.papers.page import FONT, JAPANESE_FONT, STYLES, Align, Role, Rule

_GREY = PatternFill("solid", fgColor="ECECEC")
_LINES = {
    Rule.HAIR: Side("thin", "000000"),
    Rule.STRONG: Side("medium", "000000"),
    Rule.FAINT: Side("thin", "A6A6A6"),
}
_HORIZONTAL = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


class Look(NamedTuple):
    """What a cell looks like, whatever it holds."""

    role: Role
    align: Align = Align.LEFT
    vertical: str = "top"
    above: Rule = Rule.NONE
    below: Rule = Rule.NONE
    filled: bool = False
    wrapped: bool = True
    indent: int = 0


class CellForm(NamedTuple):
    """How what a cell holds is shown in it."""

    number_format: str = "@"
    quoted: bool = False
    figure: bool = False
    japanese: bool = False
    locked: bool = False


PLAIN = CellForm()


def styled(cell: Any, look: Look, form: CellForm) -> Any:
    """Give a cell a look, and how what it holds is shown; returns the cell."""
    style = STYLES[look.role]
    font = JAPANESE_FONT if form.japanese else FONT
    cell.font = Font(name=font, size=style.size_pt, bold=style.bold)
    cell.alignment = Alignment(
        horizontal=_HORIZONTAL[look.align],
        vertical=look.vertical,
        wrap_text=look.wrapped and not form.figure,
        shrink_to_fit=form.figure or None,
        indent=look.indent,
    )
    cell.border = Border(top=_LINES.get(look.above), bottom=_LINES.get(look.below))
    cell.number_format = form.number_format
    cell.quotePrefix = form.quoted
    cell.protection = Protection(locked=form.locked)
    if look.filled:
        cell.fill = _GREY
    return cell


@cache
def form_of_text(long: bool, japanese: bool, locked: bool) -> CellForm:
    """Return how what a person typed is shown; a long text is none of Excel's codes."""
    return CellForm("General" if long else "@", quoted=True, japanese=japanese, locked=locked)


@cache
def form_of_figure(grouped: bool, decimals: int, locked: bool) -> CellForm:
    """Return how a figure is shown."""
    whole = "#,##0" if grouped else "0"
    return CellForm(whole + (f".{'0' * decimals}" if decimals else ""), figure=True, locked=locked)

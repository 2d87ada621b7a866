"""The English translation of an export certificate, for the buyer.

A plain list of the boxes, marked across every page: no crest, no seal, nothing of the form of the
paper itself. It is English whatever language is in use. reference: paperwork specification 3.10.
"""

from dataclasses import dataclass

from broker_app.domain.translating import Line
from broker_app.papers import english
from broker_app.papers.forms import form_of, height_of
from broker_app.papers.page import (
    Align,
    Box,
    Cell,
    Column,
    Form,
    FormRow,
    Page,
    Role,
    Row,
    Rule,
    Setup,
    Table,
    Text,
)

MARK = "TRANSLATION - NOT AN OFFICIAL CERTIFICATE"
TITLES = {
    "provisional": "EXPORT CERTIFICATE (PROVISIONAL DEREGISTRATION FOR EXPORT)",
    "notified": "CERTIFICATE OF NOTIFICATION OF INTENDED EXPORT",
    "kei": "EXPORT CERTIFICATE OF A LIGHT MOTOR VEHICLE",
}
ORIGINALS = {
    "provisional": "輸出抹消仮登録証明書",
    "notified": "輸出予定届出証明書",
    "kei": "輸出予定届出証明書 (軽自動車)",
}
HEADS = ("ITEM", "ITEM ON THE CERTIFICATE", "TRANSLATION")
NOTE = (
    "This sheet is a translation for the convenience of the buyer and has no official standing. "
    "The certificate in Japanese prevails. What is not translated stands as on the certificate."
)
_SETUP = Setup("A4", "portrait", 210.0, 297.0, 15, 15, 12, 12)
_WIDTH_MM = 180.0
_COLUMNS_MM = (58.0, 46.0, 76.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What the sheet says. `author` is the broker, `date` the ISO day on which it is made."""

    kind: str
    chassis_number: str
    author: str
    date: str
    lines: tuple[Line, ...]


def lay_out_translation(made: Translation) -> Page:
    """Return the page model of a translation."""
    return Page(
        kind="TR",
        sheet=made.chassis_number or "TRANSLATION",
        author=made.author,
        date=made.date,
        draft=MARK,
        setup=_SETUP,
        head=(_head(made),),
        table=_table(made),
        closing=(_note(),),
        footer=(f"{MARK}  {made.chassis_number}".strip(), english.day(made.date)),
    )


def _head(made: Translation) -> Form:
    author = (Text(english.printed(made.author), Role.LETTERHEAD),) if made.author else ()
    original = Text(f"{ORIGINALS[made.kind]}, {made.chassis_number}", Role.VALUE)
    boxes = (
        _wide("letterhead", 0, author),
        _wide("mark", 1, (Text(MARK, Role.TOTAL),), Rule.STRONG),
        _wide("subject", 2, (Text(TITLES[made.kind], Role.STRONG),)),
        _wide("original", 3, (original,)),
    )
    return form_of("head", boxes, [FormRow(0, 8), FormRow(0, 8), FormRow(0, 5.4), FormRow(0, 8)])


def _table(made: Translation) -> Table:
    columns = tuple(
        Column(f"column {number}", (head,), width, Align.LEFT, "text")
        for number, (head, width) in enumerate(zip(HEADS, _COLUMNS_MM, strict=True))
    )
    return Table(columns, tuple(map(_row, made.lines)), head_mm=7, spare_mm=3)


def _row(line: Line) -> Row:
    cells = (
        (Text(line.label, Role.DETAIL),),
        (Text(line.printed, Role.DETAIL),),
        (Text(english.storable(line.value), Role.CELL_STRONG),),
    )
    heights = [height_of(lines, width) for lines, width in zip(cells, _COLUMNS_MM, strict=True)]
    return Row(tuple(Cell(lines) for lines in cells), max(heights) + 1.4)


def _note() -> Form:
    return form_of("note", (_wide("note", 0, (Text(NOTE, Role.NOTE),)),), [FormRow(0, 5)])


def _wide(key: str, row: int, lines: tuple[Text, ...], rule: Rule = Rule.NONE) -> Box:
    return Box(key=key, left_mm=0, width_mm=_WIDTH_MM, row=row, lines=lines, rule=rule)

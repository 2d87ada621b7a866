"""Lays a snapshot out as a page model: one model for the workbook, the preview and the printer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from broker_app.domain.document import DocumentKind, PaperColumn, PaperForm, PaperSum, Snapshot
from broker_app.domain.money import Money
from broker_app.errors import UserError
from broker_app.papers import loose
from broker_app.papers.amount_in_words import amount_in_words
from broker_app.papers.blocks import paragraphs, signatures, tables
from broker_app.papers.fitting import fitted
from broker_app.papers.forms import form_of, height_of, room_mm
from broker_app.papers.measure import wrapped
from broker_app.papers.page import (
    PAGE_OF,
    STYLES,
    Align,
    Box,
    Cell,
    Column,
    Figure,
    Form,
    FormRow,
    Formula,
    Page,
    Role,
    Row,
    Rule,
    Setup,
    Table,
    Text,
)
from broker_app.papers.typing_in import typed
from broker_app.papers.values import cell, field_lines
from broker_app.papers.wording import Paper, declaration, short_place, totals, unit_of

__all__ = ["Page", "lay_out"]

_SIZES_MM = {"A4": (210.0, 297.0)}
_HALF_MM = 88.0
_RIGHT_HALF_MM = 94.0
_DRAFT_MM = 86.0
"""Right of the title, for the draft mark; a wide paper leaves the title more room."""
_SUMS_LEFT_MM = 97.0
_BELOW_ADDRESS_MM = 2.6
"""Between the last line of the letterhead and the rule above the title."""
_LABEL_ROW_MM = 4.6
_BOX_LABEL_MM = 4.0
PLAIN = PaperForm()
_LEAST_BELOW_MM = 20.0
"""Of a page, what the head leaves at least to what stands below it."""
_VALUE_ROW_MM = 5.4
_SUM_ROW_MM = 5.4
_TOTAL_ROW_MM = 7.6
_SIGNING_ROOM_MM = 18.0


def lay_out(
    snapshot: Snapshot,
    definition: DocumentKind,
    form: PaperForm = PLAIN,
    *,
    marks: bool = False,
) -> Page:
    """Return the page model of a snapshot printed as a kind of document, in one of its layouts.

    With `marks` what goes onto a form is printed with the form's own lines and labels, to see
    whether it meets them.
    """
    definition = definition.layouts.get(form.layout, definition)
    if 0 < len(snapshot.lines) <= definition.blocks_up_to:
        definition = replace(definition, columns=definition.block_columns)
    paper = Paper(snapshot, definition)
    table = _table(paper)
    heading = (*_heading(paper), *((_fields(paper),) if definition.fields else ()))
    totalled = (*_column_totals(paper, table), *_sums(paper)) if definition.columns else ()
    further = (*tables(paper), *paragraphs(paper), *tables(paper, last=True))
    more = (*_kept(totalled), *further) if further else ()
    _refuse_overfull(paper, heading, table)
    page = Page(
        kind=definition.kind,
        sheet=definition.sheet,
        author=snapshot.shipper.name,
        date=snapshot.date,
        draft=paper.say("draft") if snapshot.draft else "",
        setup=_setup(definition, form),
        head=heading,
        table=table,
        more=more,
        closing=(*(() if more else totalled), *(signatures(paper) or _foot(paper))),
        footer=(paper.number, paper.day(snapshot.date)),
        page_of=PAGE_OF[definition.language],
        bare=definition.bare,
        guarded=True,
        copies=() if snapshot.draft else definition.copies,
    )
    return _onto_form(page) if definition.bare and not marks else fitted(page, definition.tightest)


def _refuse_overfull(paper: Paper, heading: Sequence[Form], table: Table) -> None:
    """Refuse what would run off its sheet: a head, or a row of goods, higher than a page.

    Raises UserError with what is too long.
    """
    kind = paper.kind
    height = _setup(kind, PLAIN).height_mm - kind.margin_top_mm - kind.margin_bottom_mm
    room = height - table.head_mm - _LEAST_BELOW_MM
    if sum(form.height_mm for form in heading) > room:
        boxes = [box for form in heading for box in form.boxes]
        longest = max(boxes, key=lambda box: height_of(box.lines, box.width_mm))
        raise UserError("paper_overfull", part=longest.label or longest.key)
    for number, row in enumerate(table.rows, 1):
        if row.height_mm > room:
            raise UserError("paper_overfull", part=f"{kind.columns[0].title} {number}")


def _onto_form(page: Page) -> Page:
    """Leave out the lines and labels that the form has; texts keep their places."""
    columns = tuple(replace(column, head=()) for column in page.table.columns)
    return replace(
        page,
        head=tuple(map(_unlabelled, page.head)),
        table=replace(page.table, columns=columns, framed=False),
        more=tuple(map(_unlabelled, page.more)),
        closing=tuple(map(_unlabelled, page.closing)),
    )


def _unlabelled(form: Form) -> Form:
    """Return a form without what is printed on paper already: lines, labels, notes of a box."""
    kept = (box for box in form.boxes if not box.key.endswith((" label", " stamp", "paper_title")))
    plain = {"label": "", "rule": Rule.NONE, "framed": False, "filled": False}
    return replace(form, boxes=tuple(replace(box, **plain) for box in kept))  # type: ignore[arg-type]


def _heading(paper: Paper) -> tuple[Form, ...]:
    return (_letterhead(paper), _title(paper)) if paper.kind.heading else ()


def _kept(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Return forms that stay together."""
    return (*(replace(form, kept=True) for form in forms[:-1]), *forms[-1:])


def _setup(kind: DocumentKind, form: PaperForm) -> Setup:
    width, height = _SIZES_MM[kind.paper]
    if kind.orientation == "landscape":
        width, height = height, width
    return Setup(
        kind.paper,
        kind.orientation,
        width,
        height,
        kind.margin_left_mm + form.right_mm,
        kind.margin_right_mm - form.right_mm,
        kind.margin_top_mm + form.down_mm,
        kind.margin_bottom_mm - form.down_mm,
    )


def _width(paper: Paper) -> float:
    return paper.kind.body_mm


def _letterhead(paper: Paper) -> Form:
    shipper, width = paper.snapshot.shipper, _width(paper)
    address = tuple(Text(line, Role.ADDRESS) for line in shipper.lines)
    boxes = (
        Box(
            key="letterhead",
            left_mm=0,
            width_mm=width,
            row=0,
            lines=(Text(shipper.name, Role.LETTERHEAD),),
        ),
        Box(key="address", left_mm=0, width_mm=width, row=1, lines=address),
    )
    below = max(10.0, height_of(address, width) + _BELOW_ADDRESS_MM)
    return form_of("letterhead", boxes, [FormRow(0, 7), FormRow(0, below)])


def _title(paper: Paper) -> Form:
    width = _width(paper)
    left = max(_RIGHT_HALF_MM, width - _DRAFT_MM)
    title = Text(paper.kind.title, Role.TITLE)
    room = left - _RIGHT_HALF_MM + _HALF_MM
    if not paper.snapshot.draft and height_of((title,), room) > STYLES[Role.TITLE].leading_mm:
        return form_of("title", [_title_box(title, width)], [FormRow(0, 15)])
    boxes = [
        _title_box(title, room),
        Box(
            key="draft",
            left_mm=left,
            width_mm=width - left,
            row=0,
            lines=_draft(paper),
            rule=Rule.STRONG,
            align=Align.RIGHT,
        ),
    ]
    return form_of("title", boxes, [FormRow(0, 15)])


def _title_box(title: Text, width: float) -> Box:
    """Return the title; without a draft mark beside it, a long one has the whole width."""
    return Box(key="title", left_mm=0, width_mm=width, row=0, lines=(title,), rule=Rule.STRONG)


def _draft(paper: Paper) -> tuple[Text, ...]:
    return (Text(paper.say("draft"), Role.DRAFT),) if paper.snapshot.draft else ()


def _fields(paper: Paper) -> Form:
    boxes = [
        Box(
            key=field.key,
            left_mm=field.left_mm,
            width_mm=field.width_mm,
            row=field.row - 1,
            rows=field.rows,
            label=field.label,
            lines=_broken(field_lines(paper, field.key, strong=field.strong), field.width_mm),
            rule=Rule.NONE if paper.kind.framed else Rule.HAIR,
            framed=paper.kind.framed,
            inset=paper.kind.framed,
            typed=typed(paper, field.key),
        )
        for field in paper.kind.fields
    ]
    count = max((box.row + box.rows for box in boxes), default=0)
    if paper.kind.framed:
        return _grid(paper.kind, boxes, count)
    rows = [FormRow(_LABEL_ROW_MM, _VALUE_ROW_MM)] * count
    rows[-1:] = [FormRow(_LABEL_ROW_MM, _VALUE_ROW_MM + 4)] if rows else []
    return form_of("fields", boxes, rows)


def _grid(kind: DocumentKind, boxes: Sequence[Box], count: int) -> Form:
    """Return framed boxes on equal rows; those of a form stay in their places, however full."""
    rows = [FormRow(_BOX_LABEL_MM, kind.row_mm - _BOX_LABEL_MM)] * count
    if not kind.bare:
        return form_of("fields", boxes, rows)
    held = [replace(box, lines=_fitting(box, kind.row_mm)) for box in boxes]
    return Form("fields", tuple(rows), tuple(held))


def _fitting(box: Box, row_mm: float) -> tuple[Text, ...]:
    """Return the lines of a box as it can hold them: run together and smaller where they must."""
    room = box.rows * row_mm - _BOX_LABEL_MM
    if height_of(box.lines, box.width_mm) <= room:
        return box.lines
    joined = ", ".join(line.text for line in box.lines)
    tried = [(Text(joined, role),) for role in (Role.VALUE, Role.DETAIL, Role.LABEL)]
    fitting = next((one for one in tried if height_of(one, box.width_mm) <= room), None)
    if fitting is None:
        raise UserError("paper_overfull", part=box.label)
    return fitting


def _broken(lines: Sequence[Text], width_mm: float) -> tuple[Text, ...]:
    """Break a block of lines to its width here: a sheet's cells may be wider than the box."""
    if len(lines) < 2:
        return tuple(lines)
    room = room_mm(width_mm)
    broken = []
    for line in lines:
        style = STYLES[line.role]
        pieces = wrapped(line.text, room, style.size_pt, bold=style.bold)
        broken += [Text(piece, line.role) for piece in pieces]
    return tuple(broken)


def _table(paper: Paper) -> Table:
    if not paper.kind.columns:
        return Table((), (), head_mm=0, spare_mm=0)
    columns = tuple(
        Column(
            c.key,
            _head(c, paper),
            c.width_mm,
            Align(c.align),
            c.form,
            typed=typed(paper, c.key),
        )
        for c in paper.kind.columns
    )
    keys = {column.key for column in columns}
    rows = [
        _row([_computed(cell(paper, c.key, index, line), keys) for c in columns], columns)
        for index, line in enumerate(paper.snapshot.lines, 1)
    ]
    if loose.is_printed(paper, paper.snapshot):
        rows.append(_row([_of_parts(paper, c.key) for c in columns], columns))
    return Table(columns, tuple(rows), head_mm=9, spare_mm=3, framed=paper.kind.framed)


def _of_parts(paper: Paper, key: str) -> Cell:
    """Return what a column prints of the loose parts, the last line of the goods."""
    value = loose.value(paper, key, paper.snapshot, told=True)
    if isinstance(value, Figure):
        return Cell(figure=value)
    return Cell(lines=(Text(value, Role.CELL),) if isinstance(value, str) else value)


def _computed(made: Cell, keys: set[str]) -> Cell:
    """Return a cell whose formula names only columns of its table; else with its value alone."""
    figure = made.figure
    if figure is None or figure.formula is None or keys.issuperset(figure.formula.of):
        return made
    return Cell(figure=Figure(figure.value, figure.decimals, figure.grouped))


def _head(column: PaperColumn, paper: Paper) -> tuple[str, ...]:
    unit = unit_of(paper, column)
    return (column.title, unit) if unit else (column.title,)


def _row(cells: Sequence[Cell], columns: Sequence[Column]) -> Row:
    heights = [
        height_of(c.lines, column.width_mm)
        for c, column in zip(cells, columns, strict=True)
        if c.lines
    ]
    return Row(tuple(cells), max(heights, default=0) + 3)


def _column_totals(paper: Paper, table: Table) -> tuple[Form, ...]:
    """Return the row of totals under the columns that are added up, where there are any."""
    boxes = []
    for place, (column, left) in enumerate(
        zip(paper.kind.columns, _column_edges(paper), strict=False)
    ):
        figure = _column_total(paper, [row.cells[place].figure for row in table.rows], column)
        if figure is not None:
            boxes.append(_total_box(column, left, figure))
    if not boxes:
        return ()
    label = Box(
        key="totals label",
        left_mm=0,
        width_mm=min(box.left_mm for box in boxes),
        row=0,
        lines=(Text(paper.say("total"), Role.CELL_STRONG),),
        role=Role.CELL_STRONG,
    )
    return (form_of("totals", [label, *boxes], [FormRow(0, _SUM_ROW_MM)]),)


def _column_total(
    paper: Paper, figures: Sequence[Figure | None], column: PaperColumn
) -> Figure | None:
    """Add a column up; nothing is added up from some of its vehicles."""
    count = len(paper.snapshot.lines)
    added = loose.added_up(column, figures[:count], figures[count:])
    return replace(added, formula=Formula("column_sum", (column.key,))) if added else None


def _total_box(column: PaperColumn, left: float, figure: Figure) -> Box:
    return Box(
        key=f"{column.key} total",
        left_mm=left,
        width_mm=column.width_mm,
        row=0,
        figure=figure,
        role=Role.CELL_STRONG,
        align=Align(column.align),
    )


def _sums(paper: Paper) -> tuple[Form, ...]:
    if not (paper.kind.sums or paper.has("units")):
        return ()
    shown = [s for s in paper.kind.sums if not s.terms or paper.snapshot.incoterm in s.terms]
    boxes = [box for row, one in enumerate(shown) for box in _sum_boxes(paper, one, row, shown)]
    words_rows = len(shown) - 2 if len(shown) > 3 else max(1, len(shown) - 1)
    boxes += _words(paper, words_rows) if shown else []
    above = 1 + words_rows if shown else 0
    counts = totals(paper) if paper.has("units") else ""
    boxes.append(_left("counts", above, (Text(counts, Role.VALUE),)))
    rows = [FormRow(0, _TOTAL_ROW_MM if one.total else _SUM_ROW_MM) for one in shown]
    rows += [FormRow(0, _SUM_ROW_MM + 1)] * (1 + above - len(rows))
    return (form_of("sums", boxes, rows),)


def _words(paper: Paper, rows: int) -> list[Box]:
    total = Money(paper.snapshot.total, paper.snapshot.currency)
    label = (Text(paper.say("words"), Role.LABEL),)
    words = (Text(amount_in_words(total), Role.WORDS),)
    return [
        _left("words label", 0, label, bottom=True),
        _left("words", 1, words, rows=rows),
    ]


def _left(
    key: str, row: int, lines: tuple[Text, ...], *, rows: int = 1, bottom: bool = False
) -> Box:
    return Box(
        key=key, left_mm=0, width_mm=_HALF_MM, row=row, rows=rows, lines=lines, bottom=bottom
    )


def _sum_boxes(paper: Paper, one: PaperSum, row: int, shown: Sequence[PaperSum]) -> list[Box]:
    edges = _column_edges(paper)
    role = Role.TOTAL if one.total else Role.SUM
    rule = Rule.HAIR if one.total else Rule.NONE
    place = short_place(paper.snapshot.incoterm_place)
    label = one.label.format(term=paper.snapshot.incoterm, port=place).strip()
    currency = (Text(paper.snapshot.currency, role),) if one.total else ()
    figure = paper.money(getattr(paper.snapshot, one.key), _formula(one, shown))
    second, last = edges[-3:-1]

    def part(key: str, left: float, right: float, **content: Any) -> Box:
        width = right - left
        return Box(key=key, left_mm=left, width_mm=width, row=row, rule=rule, role=role, **content)

    return [
        part(f"{one.key} label", _SUMS_LEFT_MM, second, lines=(Text(label, role),)),
        part(
            f"{one.key} currency",
            second,
            last,
            lines=currency,
            align=Align.RIGHT,
            typed=typed(paper, "currency") if currency else None,
        ),
        part(one.key, last, edges[-1], figure=figure, align=Align.RIGHT),
    ]


def _formula(one: PaperSum, shown: Sequence[PaperSum]) -> Formula | None:
    keys = [s.key for s in shown]
    parts = tuple(key for key in one.of if key in keys and key != one.key)
    if parts:
        return Formula("plus", parts)
    return None if one.of == (one.key,) else Formula("column_sum", ("amount",))


def _column_edges(paper: Paper) -> list[float]:
    edges = [0.0]
    for column in paper.kind.columns:
        edges.append(edges[-1] + column.width_mm)
    return edges


def _foot(paper: Paper) -> tuple[Form, ...]:
    """Return bank, declaration and signature; a kind that declares nothing has none."""
    if not paper.has("declaration"):
        return ()
    printed = paper.snapshot.bank if paper.has("bank") else ()
    bank = tuple(Text(line, Role.NOTE) for line in printed)
    label = (Text(paper.say("bank"), Role.LABEL),) if bank else ()
    boxes = [
        _left("bank label", 1, label, bottom=True),
        _left("bank", 2, bank),
        _left("declaration", 3, (Text(declaration(paper), Role.NOTE),)),
        _signature(paper),
    ]
    rows = [FormRow(0, 5), FormRow(0, 4), FormRow(0, _SIGNING_ROOM_MM - 4), FormRow(0, 12)]
    return (form_of("foot", boxes, rows),)


def _signature(paper: Paper) -> Box:
    snapshot = paper.snapshot
    signed = ", ".join(filter(None, (snapshot.signatory, snapshot.signatory_title)))
    lines = tuple(Text(line, Role.SIGNATURE) for line in (snapshot.shipper.name, signed) if line)
    return Box(
        key="signature",
        left_mm=_RIGHT_HALF_MM,
        width_mm=_width(paper) - _RIGHT_HALF_MM,
        row=3,
        lines=_draft(paper) or lines,
        rule=Rule.NONE if snapshot.draft else Rule.HAIR,
    )

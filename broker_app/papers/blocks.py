"""Further tables, notes, clauses and signatures of a paper, each row and each line a form.

So they are broken over pages between rows and lines, and both renderers draw them as they draw
every form.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from broker_app.domain.document import (
    PaperColumn,
    PaperSignature,
    PaperTable,
    PrintedContainer,
)
from broker_app.domain.paper_keys import (
    CHECK_KEYS,
    CONTAINER_KEYS,
    LINE_KEYS,
    PLACEHOLDER,
    placeholders,
)
from broker_app.domain.particulars import PREFIX
from broker_app.papers import loose
from broker_app.papers.forms import form_of, leading_mm, room_mm
from broker_app.papers.measure import width_mm, wrapped
from broker_app.papers.page import (
    STYLES,
    Align,
    Box,
    Figure,
    Form,
    FormRow,
    Formula,
    Role,
    Rule,
    Text,
    Typed,
)
from broker_app.papers.typing_in import typed
from broker_app.papers.values import Value, check_value, container_value, head_value, line_value
from broker_app.papers.wording import Paper, unit_of

_ROLES = {
    "cell": Role.CELL,
    "strong": Role.CELL_STRONG,
    "detail": Role.DETAIL,
    "large": Role.LARGE,
    "mark": Role.MARK,
}
_GAP_MM = 4.0
_HEAD_MM = 4.6
_ROW_MM = 5.2
_TOGETHER_MM = 45.0
"""As much of a table is moved to the next page rather than broken."""
GAP = "________"
"""Where a sentence names what nobody has entered yet."""
_NUMBER_MM = 7.0
"""Left of a clause, for its number."""

_Cell = tuple[str, Value]
"""The key that fills a cell alone, if one does, and what it prints."""
Look = Callable[[str], Value]
"""What a key prints, in the scope of a text."""
_SIGNS_A_LINE, _MOST_HIGH = 50, 24
"""A row of a sheet is at most 409 points high: so many lines of so many signs surely fit."""


def tables(paper: Paper, *, last: bool = False) -> tuple[Form, ...]:
    """Return the further tables of a paper, or those below its clauses; none without rows."""
    chosen = (
        (f"table {number}", table)
        for number, table in enumerate(paper.kind.tables, 1)
        if table.last == last
    )
    return tuple(form for name, table in chosen for form in _table(paper, table, name))


def paragraphs(paper: Paper) -> tuple[Form, ...]:
    """Return notes and numbered clauses; one whose placeholders are all empty is left out.

    Where only some of them are, each leaves a gap that can be seen and filled in by hand.
    """
    look = _of_head(paper)
    notes = [t for t in (_said(t, look, GAP) for t in paper.kind.notes) if t is not None]
    # A paper that carries another's content has not the terms of that one.
    own = () if paper.kind.numbered_with else paper.snapshot.clauses
    wanted = own or paper.kind.clauses
    clauses = [t for t in (_said(t, look, GAP) for t in wanted) if t is not None]
    found = [form for number, text in enumerate(notes, 1) for form in _note(paper, number, text)]
    if clauses and found:  # what leads over to the clauses does not stay behind at the foot
        found[-1] = replace(found[-1], kept=True)
    for number, text in enumerate(clauses, 1):
        found += _paragraph(paper, f"clause {number}", text, f"{number}.", first=number == 1)
    return tuple(found)


def signatures(paper: Paper) -> tuple[Form, ...]:
    """Return the places to sign of a kind that names them, side by side; nothing in a draft's."""
    if not paper.kind.signatures:
        return ()
    boxes = [box for one in paper.kind.signatures for box in _signature(paper, one)]
    room = max(one.room_mm for one in paper.kind.signatures)
    rows = [FormRow(0, 8), FormRow(0, room), FormRow(0, 9)]
    return (form_of("signatures", boxes, rows),)


def _signature(paper: Paper, one: PaperSignature) -> Iterator[Box]:
    look = _of_head(paper)
    lines = [text for text in (_said(t, look) for t in one.lines) if text]
    draft = [paper.say("draft")] if paper.snapshot.draft and paper.has("draft") else []

    def box(key: str, row: int, texts: Sequence[str], role: Role, **look: Any) -> Box:
        said = tuple(Text(text, role) for text in texts)
        place: dict[str, Any] = {"left_mm": one.left_mm, "width_mm": one.width_mm}
        return Box(key=f"{one.label} {key}", row=row, lines=said, **place, **look)

    yield box("label", 0, [_said(one.label, look) or ""], Role.NOTE, bottom=True)
    if one.stamp:
        yield box("stamp", 1, [one.stamp], Role.LABEL, align=Align.RIGHT, bottom=True)
    yield box("signature", 2, draft or lines, Role.SIGNATURE, rule=Rule.HAIR)


def _table(paper: Paper, table: PaperTable, name: str) -> list[Form]:
    """Return the forms of a table; its figures are known by its name and their column."""
    if table.over == "container_vehicles":
        return [f for index in _boxes(paper) for f in _of_container(paper, table, name, index)]
    title = _said(table.title, _of_head(paper)) or ""
    if table.over == "rows":
        looks = [_of_head(paper)]
    elif table.over == "vehicles":
        looks = [_of_line(paper, index) for index in range(1, len(paper.snapshot.lines) + 1)]
    elif table.over == "checks":
        looks = [_of_check(paper, index) for index in range(1, len(paper.snapshot.checks) + 1)]
    else:
        looks = [_of_container_keys(paper, index) for index in _boxes(paper)]
    return _drawn(paper, table, name, title, looks)


def _of_container(paper: Paper, table: PaperTable, name: str, index: int) -> list[Form]:
    lines = paper.snapshot.lines
    inside = [n for n, line in enumerate(lines, 1) if line.container == index]
    title = _said(table.title, _of_container_keys(paper, index)) or ""
    looks = [_of_line(paper, number) for number in inside]
    box = paper.snapshot.containers[index - 1]
    parts = [_of_parts(paper, box)] if loose.is_printed(paper, box) and not table.rows else []
    return _drawn(paper, table, f"{name}.{index}", title, looks, parts)


def _drawn(
    paper: Paper,
    table: PaperTable,
    name: str,
    title: str,
    looks: Sequence[Look],
    parts: Sequence[Look] = (),
) -> list[Form]:
    """Return title, head and rows; rows that the file gives are drawn for each look.

    `parts` are the looks of loose parts, the last lines.
    """
    if table.needs:
        looks = [look for look in looks if _flat(look(table.needs))]
    if not looks and not parts:
        return []
    head = _head(paper, table) if table.head else ()
    rows: list[Form] = []
    for number, look in enumerate((*looks, *parts)):
        block = _block(table, look)
        for place, cells in enumerate(block):
            first = place == 0 and number > 0 and table.page_each
            rows.append(_row(paper, table, cells, name, under=head, new_page=first))
    if not rows:
        return []
    totals = _totals(table, looks, parts, name) if not table.rows else ()
    above = (_title(paper, title), *head) if title else (_space(), *head)
    below = [*rows, *totals]
    return [*above, *(below if table.page_each else _together(below, len(totals)))]


def _together(forms: list[Form], sums: int) -> list[Form]:
    """Return rows and their sums (the last ones) so that no page begins or ends with one of them.

    A short table stays whole; of a long one the first two rows stay together, and the last two
    with the sums.
    """

    def kept(some: list[Form]) -> list[Form]:
        low = sum(form.height_mm for form in some) <= _TOGETHER_MM
        return [replace(form, kept=True) for form in some[:-1]] + some[-1:] if low else some

    if sum(form.height_mm for form in forms) <= _TOGETHER_MM:
        return kept(forms)
    last = max(len(forms) - sums - 2, 2)
    return kept(forms[:2]) + forms[2:last] + kept(forms[last:])


def _block(table: PaperTable, look: Look) -> list[list[_Cell]]:
    if not table.rows:
        return [[(column.key, look(column.key)) for column in table.columns]]
    kept = [row for row in table.rows if not (table.hide_empty and _is_empty(row, look))]
    rows = [[(_key(text), _cell(text, look)) for text in row] for row in kept]
    return [part for row in rows for part in _parts(row)]


def _key(text: str) -> str:
    """Return the key that fills a text alone; empty where there is more to it."""
    named = PLACEHOLDER.fullmatch(text)
    return named[1] if named else ""


def _parts(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """Yield a row in parts that a sheet has the height for; what follows has no label."""
    label, (key, value) = cells[:-1], cells[-1]
    if not label or not isinstance(value, str):
        yield cells
        return
    part: list[str] = []
    height = 0
    for line in value.split("\n"):
        high = -(-len(line) // _SIGNS_A_LINE) or 1
        if part and height + high > _MOST_HIGH:
            yield [*label, (key, "\n".join(part))]
            label, part, height = [("", "")] * len(label), [], 0
        part.append(line)
        height += high
    yield [*label, (key, "\n".join(part))]


def _cell(text: str, look: Look) -> Value:
    """Return a text with its placeholders filled, nothing where all of them are empty.

    One that is all the text keeps its lines.
    """
    named = PLACEHOLDER.fullmatch(text)
    return look(named[1]) if named else _said(text, look) or ""


def _said(text: str, look: Look, gap: str = "") -> str | None:
    """Return a text with its placeholders filled, None where all of them are empty.

    `gap` stands for an empty one among others.
    """
    if _is_empty((text,), look):
        return None
    return PLACEHOLDER.sub(lambda found: _flat(look(found[1])) or gap, text)


def _is_empty(texts: Sequence[str], look: Look) -> bool:
    keys = [key for text in texts for key in placeholders(text)]
    return bool(keys) and not any(_flat(look(key)) for key in keys)


def _flat(value: Value) -> str:
    if isinstance(value, Figure):
        return value.shown
    lines = value.split("\n") if isinstance(value, str) else [line.text for line in value]
    return ", ".join(filter(None, lines))


def _row(
    paper: Paper,
    table: PaperTable,
    cells: Sequence[_Cell],
    name: str,
    under: tuple[Form, ...],
    new_page: bool,
) -> Form:
    boxes = []
    left = 0.0
    beside = {} if table.rows else {c.key: f"{name} {c.key}" for c in table.columns}
    for column, (filled_by, value) in zip(table.columns, cells, strict=True):
        key = beside.get(column.key, column.key)
        shown, taken = _following(value, beside), typed(paper, filled_by)
        boxes.append(_box(column, left, shown, _ROLES[table.role], key, taken))
        left += column.width_mm
    made = form_of("row", boxes, [FormRow(0, _ROW_MM)])
    return Form(made.key, made.rows, made.boxes, new_page=new_page, under=under)


def _following(value: Value, beside: Mapping[str, str]) -> Value:
    """Return a figure that follows from the figures beside it, by their names; else its value."""
    if not isinstance(value, Figure) or value.formula is None:
        return value
    known = set(beside).issuperset(value.formula.of)
    of = tuple(beside[key] for key in value.formula.of) if known else ()
    formula = Formula(value.formula.kind, of) if known else None
    return Figure(value.value, value.decimals, value.grouped, formula)


def _box(
    column: PaperColumn,
    left: float,
    value: Value,
    role: Role,
    key: str,
    taken: Typed | None = None,
) -> Box:
    figure = value if isinstance(value, Figure) else None
    lines: tuple[Text, ...] = ()
    if isinstance(value, str):
        lines = tuple(Text(text, role) for text in value.split("\n")) if value else ()
    elif isinstance(value, tuple):
        lines = value
    room = column.width_mm
    return Box(
        key=key,
        left_mm=left,
        width_mm=room,
        row=0,
        lines=_broken(lines, room),
        figure=figure,
        role=role,
        align=Align(column.align),
        rule=Rule.FAINT,
        inset=True,
        typed=taken,
    )


def _broken(lines: Sequence[Text], width: float) -> tuple[Text, ...]:
    """Break lines to their column: the cells of a sheet may be wider."""
    room, broken = room_mm(width), []
    for line in (_fitted(line, width) for line in lines):
        style = STYLES[line.role]
        pieces = wrapped(line.text, room, style.size_pt, bold=style.bold)
        broken += [line] if pieces == [line.text] else [Text(p, line.role) for p in pieces]
    return tuple(broken)


def _fitted(line: Text, width: float) -> Text:
    """Return a line of a mark in the smaller size where it does not fit in the large one."""
    style = STYLES[Role.MARK]
    if line.role is Role.MARK and width_mm(line.text, style.size_pt, bold=True) > room_mm(width):
        return Text(line.text, Role.MARK_SMALL)
    return line


def _head(paper: Paper, table: PaperTable) -> tuple[Form, ...]:
    boxes, left = [], 0.0
    for column in table.columns:
        texts = filter(None, (column.title, unit_of(paper, column)))
        boxes.append(
            Box(
                key=f"{column.key} head",
                left_mm=left,
                width_mm=column.width_mm,
                row=0,
                lines=tuple(Text(text, Role.HEAD) for text in texts),
                align=Align(column.align),
                rule=Rule.HAIR,
                filled=True,
                inset=True,
            )
        )
        left += column.width_mm
    made = form_of("head", boxes, [FormRow(0, _HEAD_MM)])
    return (Form(made.key, made.rows, made.boxes, kept=True),)


def _totals(
    table: PaperTable, looks: Sequence[Look], parts: Sequence[Look], name: str
) -> tuple[Form, ...]:
    """Return the row of sums under columns that are added up; nothing is added up from some."""
    found, left = [], 0.0
    for column in table.columns:
        values, more = ([look(column.key) for look in some] for some in (looks, parts))
        added = loose.added_up(column, values, more)
        if added is not None:
            key = f"{name} {column.key}"
            total = replace(added, formula=Formula("rows_sum", (key,)))
            found.append(_box(column, left, total, Role.CELL_STRONG, f"{key} total"))
        left += column.width_mm
    return (form_of("table totals", found, [FormRow(0, _ROW_MM)]),) if found else ()


def _title(paper: Paper, text: str) -> Form:
    box = _wide(paper, "table title", (Text(text, Role.STRONG),))
    made = form_of("table title", (box,), [FormRow(0, _GAP_MM + 5)])
    return Form(made.key, made.rows, made.boxes, kept=True)


def _space() -> Form:
    return Form("space", (FormRow(0, _GAP_MM),), (), kept=True)


def _note(paper: Paper, number: int, text: str) -> list[Form]:
    return _paragraph(paper, f"note {number}", text, "", first=number == 1)


def _paragraph(paper: Paper, key: str, text: str, number: str, *, first: bool) -> list[Form]:
    """Return a paragraph as lines; its first two stay together, and its last two."""
    left = _NUMBER_MM if number else 0.0
    width = paper.kind.body_mm - left
    style = STYLES[Role.NOTE]
    lines = wrapped(text, room_mm(width), style.size_pt, bold=style.bold)
    made: list[Form] = [_space()] if first else []
    for place, line in enumerate(lines):
        boxes = [Box(key=key, left_mm=left, width_mm=width, row=0, lines=(Text(line, Role.NOTE),))]
        if number and place == 0:
            said = (Text(number, Role.NOTE),)
            boxes.append(Box(key=f"{key} number", left_mm=0, width_mm=left, row=0, lines=said))
        below = 1.4 if place == len(lines) - 1 else 0.0
        kept = place in (0, len(lines) - 2) and place < len(lines) - 1
        row = FormRow(0, leading_mm(Text(line, Role.NOTE)) + below)
        made.append(Form(key, (row,), tuple(boxes), kept=kept))
    return made


def _wide(paper: Paper, key: str, lines: tuple[Text, ...]) -> Box:
    width = paper.kind.body_mm
    return Box(key=key, left_mm=0, width_mm=width, row=0, lines=lines, bottom=True)


def _boxes(paper: Paper) -> range:
    return range(1, len(paper.snapshot.containers) + 1)


def _of_head(paper: Paper) -> Look:
    return lambda key: head_value(paper, key)


def _of_line(paper: Paper, index: int) -> Look:
    """Return what prints a key in the scope of a vehicle: its own, else of the head."""
    line = paper.snapshot.lines[index - 1]

    def look(key: str) -> Value:
        own = key in LINE_KEYS or key.removeprefix(PREFIX) in dict(line.particulars)
        return line_value(paper, key, index, line) if own else head_value(paper, key)

    return look


def _of_parts(paper: Paper, box: PrintedContainer) -> Look:
    """Return what prints a key of the loose parts in a container."""
    return lambda key: loose.value(paper, key, box, told=False)


def _of_container_keys(paper: Paper, index: int) -> Look:
    container = paper.snapshot.containers[index - 1]

    def look(key: str) -> Value:
        if key in CONTAINER_KEYS or key.removeprefix(PREFIX) in dict(container.particulars):
            return container_value(paper, key, index, container)
        return head_value(paper, key)

    return look


def _of_check(paper: Paper, index: int) -> Look:
    check = paper.snapshot.checks[index - 1]

    def look(key: str) -> Value:
        own = key in CHECK_KEYS
        return check_value(paper, key, index, check) if own else head_value(paper, key)

    return look

"""Rows: each row of a table becomes a lot, or a reason why it is none."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from broker_app.domain.dates import earliest
from broker_app.domain.lookups import Lookups
from broker_app.domain.lot import Lot, SourceRow
from broker_app.domain.vehicle import Vehicle, identity_of
from broker_app.intake.codes import looks_like_code, mended
from broker_app.intake.columns import EMPTY, Note
from broker_app.intake.ditto import Ditto, is_ditto
from broker_app.intake.header import Header
from broker_app.intake.knowledge import NAMES, Knowledge, Known
from broker_app.intake.layout import Layout
from broker_app.intake.mapping import FACTS
from broker_app.intake.normalise import Cell, cell_text, fold, is_blank, plain
from broker_app.intake.pairs import SECOND_ROW
from broker_app.intake.report import RowRead, RowWarning
from broker_app.intake.shifted import Shifted
from broker_app.intake.terms import is_score
from broker_app.intake.titles import Section, Titles, read_section, row_key

_IDENTIFYING = frozenset(("chassis_number", "vin", "model_code", "model"))
_OF_VEHICLE = _IDENTIFYING | {"maker"}
_FOOTNOTE = ("※", "＊", "注)", "注）", "(注", "*注")
_NO_WARNINGS: tuple[RowWarning, ...] = ()


class RowReader:
    """Reads the rows of one table in order; remembers sections and what has been seen."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        titles: Titles,
        layout: Layout,
        lookups: Lookups,
        today: date,
        shifted: Shifted,
    ) -> None:
        self._sheet, self._header, self._titles, self._layout = sheet, header, titles, layout
        self._shifted = shifted
        self._lookups, self._today = lookups, today
        self._knowledge = Knowledge(lookups)
        self._section = Section()
        self._ditto = Ditto(layout.columns)
        # What was seen is kept as hashes: a million rows must fit in memory.
        self._rows: set[int] = set()
        self._chassis: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._subtotals = lookups.values.get("subtotal", {})
        self._heading_texts = {t for h in header.headings for t in h.parts}
        self._width = len(header.headings)
        self._common = _common_facts(titles, layout)
        self._headings = [heading.text for heading in header.headings]
        self._typed: dict[Cell, str] = {}
        self._fast = [(c.index, c.seen, c) for c in layout.facts if c.unit_index < 0]
        self._joint = [column for column in layout.facts if column.unit_index >= 0]

    def read(self, line: int, cells: list[Cell]) -> RowRead:
        """Say what the row is. `line` counts from 1."""
        row = self._read(line, cells)
        if line == self._header.first + 1 and self._header.is_absent:
            # No headings tell what was assumed of whole columns: the first row does.
            row.warnings = (*_warnings(line, self._layout.notes), *row.warnings)
        return row

    def _read(self, line: int, cells: list[Cell]) -> RowRead:
        if cells is SECOND_ROW and line > self._header.last + 1:
            return RowRead(line, skipped="second_row")
        if line <= self._header.last + 1:
            return self._above(line, cells)
        filled = len(cells) - cells.count("")
        if filled <= 3 or not self._layout.facts:
            filled = sum(1 for cell in cells if not is_blank(cell))
            if not filled:
                return RowRead(line, skipped="blank")
            if reason := self._aside(cells, filled):
                return RowRead(line, skipped=reason)
        if self._is_header_again(cells):
            return RowRead(line, skipped="repeated_header")
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        elif self._shifted.is_too_long(cells):
            return self._too_long(line, cells)
        return self._lot(line, cells, self._texts(cells), [])

    def _too_long(self, line: int, cells: list[Cell]) -> RowRead:
        closed = self._shifted.closed(cells)
        if closed is None:
            self._ditto.forget()
            return RowRead(line, refused="shifted")
        notes = [Note("", "row_closed", {})] if len(closed) < len(cells) else []
        return self._lot(line, closed, self._texts(closed), notes)

    def _above(self, line: int, cells: list[Cell]) -> RowRead:
        """Title rows and the header; the header tells what was assumed of whole columns."""
        if line > self._header.first:
            notes = self._layout.notes if line == self._header.first + 1 else []
            return RowRead(line, skipped="header", warnings=_warnings(line, notes))
        if all(is_blank(cell) for cell in cells):
            return RowRead(line, skipped="blank")
        hint = cell_text(cells[0]).lower().startswith("sep=") or cells[:2] == ["sep=", ""]
        return RowRead(line, skipped="separator" if hint else "title")

    def _aside(self, cells: Sequence[Cell], filled: int) -> str:
        """Return why a row of few cells is no lot: a section, a footnote, a total."""
        text = plain(next(cell_text(cell) for cell in cells if not is_blank(cell)))
        if self._titles.rows and row_key(cells) in self._titles.rows:
            return "repeated_title"
        if text.startswith(_FOOTNOTE):
            return "footnote"
        if self._is_subtotal(cells):
            return "subtotal"
        if filled > 1 or self._width < 4 or (text.isdigit() and not self._is_section(text)):
            return ""
        self._carry(read_section(text, self._lookups))
        self._ditto.forget()
        return "section"

    def _is_section(self, text: str) -> bool:
        section = read_section(text, self._lookups)
        return bool(section.lane or section.maker or section.auction_date or section.house)

    def _is_subtotal(self, cells: Sequence[Cell]) -> bool:
        for cell in cells[:8]:
            if isinstance(cell, str) and cell:
                word = fold(cell)
                if (
                    word in self._subtotals
                    or fold(word.rstrip("0123456789台件:： ")) in self._subtotals
                ):
                    return True
        return False

    def _carry(self, section: Section) -> None:
        """A new section says only what it says; the rest stays as it was."""
        for name in ("lane", "maker", "auction_date", "house"):
            if value := getattr(section, name):
                setattr(self._section, name, value)

    def _is_header_again(self, cells: Sequence[Cell]) -> bool:
        if self._heading_texts.isdisjoint(cells[:6]):
            return False
        same = filled = 0
        for heading in self._header.headings:
            cell = cells[heading.index] if heading.index < len(cells) else ""
            if is_blank(cell):
                continue
            filled += 1
            same += isinstance(cell, str) and cell.strip() in self._heading_texts
        return same >= max(2, 0.6 * filled)

    def _lot(
        self, line: int, cells: list[Cell], texts: dict[str, str], notes: list[Note]
    ) -> RowRead:
        """Read a row's cells; `texts` is what the file prints, whatever is put right here."""
        facts: dict[str, Any] = {}
        for index, seen, column in self._fast:
            cell = cells[index]
            if cell == "":
                continue
            _, said, doubts = seen.get(cell) or column.remember(cell)
            if said:
                facts.update(said)
            if doubts:
                notes.extend(doubts)
        for column in self._joint:
            reading = column.read(cells)
            facts.update(reading.facts)
            notes.extend(reading.notes)
        if notes and is_ditto(notes):
            written, told = self._ditto.resolved(cells)
            return self._lot(line, written, texts, told)
        refusal = self._refusal(facts, cells)
        if refusal == "shifted" or any(note.key == "unreadable" for note in notes):
            mended = self._shifted.mended(cells)
            if mended is not None:
                return self._lot(line, mended, texts, [Note("", "row_mended", {})])
        if isinstance(refusal, RowRead):
            return refusal
        if refusal:
            self._ditto.forget()
            return RowRead(line, refused=refusal)
        if "lot_number" in facts or "chassis_number" in facts:
            key = hash(tuple(cells))
            if key in self._rows:
                return RowRead(line, skipped="duplicate")
            self._rows.add(key)
        self._ditto.remember(self._read_prices(cells, facts, notes))
        return self._made(line, facts, notes, texts)

    def _texts(self, cells: Sequence[Cell]) -> dict[str, str]:
        """Return the filled cells as printed, by heading, in the order of the sheet."""
        return {
            heading: cell if isinstance(cell, str) else self._text(cell)
            for heading, cell in zip(self._headings, cells, strict=False)
            if cell != ""
        }

    def _text(self, cell: Cell) -> str:
        """Numbers and dates come again and again."""
        text = self._typed.get(cell)
        if text is None:
            if len(self._typed) > 50_000:
                self._typed.clear()
            text = self._typed[cell] = cell_text(cell)
        return text

    def _refusal(self, facts: dict[str, Any], cells: Sequence[Cell]) -> str | RowRead:
        """Return why a row cannot be a lot; empty where it can."""
        if "?score" in facts and self._is_shifted(cells):
            return "shifted"
        number = facts.get("lot_number")
        if number and _OF_VEHICLE.isdisjoint(facts) and not any(c.isdigit() for c in number):
            number = None  # a word in its place: a total, a remark
        if number is None and "chassis_number" not in facts:
            if self._is_subtotal(cells):
                return RowRead(0, skipped="subtotal")
            if _IDENTIFYING.isdisjoint(facts):
                return "no_vehicle"
        if "odometer_km" not in facts and self._is_shifted(cells):
            return "shifted"
        return ""

    def _is_shifted(self, cells: Sequence[Cell]) -> bool:
        """Tell whether cells stand one column left: proven by two columns that hold others' cells.

        A code where the distance belongs, or a score where the code belongs and none in its place.
        """
        code, score = self._text_of("model_code", cells), self._text_of("score", cells)
        if looks_like_code(self._text_of("odometer_km", cells) or ""):
            return code is not None and not looks_like_code(code)
        if code is None or score is None or not is_score(code):
            return False
        return not is_score(score)

    def _text_of(self, fact: str, cells: Sequence[Cell]) -> str | None:
        """Return a fact's cell as text; None where no column holds that fact."""
        column = self._layout.column(fact)
        return cell_text(cells[column.index]) if column is not None else None

    def _read_prices(
        self, cells: list[Cell], facts: dict[str, Any], notes: list[Note]
    ) -> list[Cell]:
        """Read the prices; a lot has one currency, so one in another is told, not taken.

        Returns the cells with the prices that marks stand for.
        """
        for column in self._layout.prices:
            reading = column.read(cells)
            if reading is EMPTY:
                continue
            if is_ditto(reading.notes):
                cells, told = self._ditto.resolved(cells)
                notes.extend(told)
                reading = column.read(cells)
            notes.extend(reading.notes)
            currency = reading.facts.get("currency")
            if currency is None:
                if "result" in reading.facts:
                    facts.setdefault("result", reading.facts["result"])
                continue
            held = facts.get("currency") or self._common.get("currency") or currency
            if held == currency:
                facts.update(reading.facts)
            else:
                values = {"text": reading.text, "currency": held}
                notes.append(Note(column.fact, "currency_differs", values))
        return cells

    def _made(
        self, line: int, facts: dict[str, Any], notes: list[Note], texts: dict[str, str]
    ) -> RowRead:
        """Put the lot together: cells, then section and titles, then what the tables know."""
        for name, value in self._common.items():
            facts.setdefault(name, value)
        section = self._section
        for name in ("lane", "maker", "auction_date", "house"):
            if value := getattr(section, name):
                facts.setdefault(name, value)
        _take_remark_fuel(facts)
        if "?western" in facts:
            _take_western_year(facts, notes, self._lookups)
        chassis = facts.get("chassis_number")
        if chassis:
            facts["?head"] = chassis.partition("-")[0]
        known = self._knowledge.of(facts)
        facts.update(known.facts)
        if known.notes:
            notes.extend(known.notes)
        self._check(line, facts, known, notes)
        lot = lot_of(facts, known, SourceRow(sheet=self._sheet, line=line, cells=texts))
        return RowRead(line, lot, warnings=_warnings(line, notes) if notes else _NO_WARNINGS)

    def _check(self, line: int, facts: dict[str, Any], known: Known, notes: list[Note]) -> None:
        """Tell what cannot be: a registration to come, a car or a number that comes twice."""
        registered = facts.get("first_registered")
        if registered:
            auction = facts.get("auction_date")
            notes.extend(_date_notes(registered, auction, known.years, self._today))
        chassis = facts.get("chassis_number")
        if chassis:
            self._check_chassis(line, chassis, facts, notes)
        number = facts.get("lot_number")
        if number and number.strip("0"):  # nought is no number yet
            sale = (facts.get("house"), facts.get("auction_date"), facts.get("lane"), number)
            earlier = self._numbers.setdefault(hash(sale), line)
            if earlier != line:
                notes.append(Note("lot_number", "lot_twice", {"text": number, "row": str(earlier)}))

    def _check_chassis(
        self, line: int, chassis: str, facts: dict[str, Any], notes: list[Note]
    ) -> None:
        fixed = mended(chassis, facts.get("model_code") or "", self._lookups.model_codes)
        if fixed != chassis:
            facts["chassis_number"] = fixed
            values = {"text": chassis, "value": fixed}
            notes.append(Note("chassis_number", "chassis_letter_for_digit", values))
        identity = _identity_of(fixed)
        if identity and (earlier := self._chassis.setdefault(hash(identity), line)) != line:
            values = {"text": fixed, "row": str(earlier)}
            notes.append(Note("chassis_number", "chassis_twice", values))


def _identity_of(chassis: str) -> str | None:
    """Fold a number that was tidied before; only unusual ones need the whole treatment."""
    bare = chassis.replace("-", "")
    usual = bare.isalnum() and bare.isascii() and len(bare) >= 6 and bare[-1].isdigit()
    return bare if usual else identity_of(chassis)


def _common_facts(titles: Titles, layout: Layout) -> dict[str, Any]:
    said = {
        "house": titles.house,
        "auction_date": titles.auction_date,
        "round": titles.round,
        "currency": layout.currency,
    }
    mapped = set(layout.mapping.values())
    return {name: value for name, value in said.items() if value and name not in mapped}


def _take_remark_fuel(facts: dict[str, Any]) -> None:
    """A fuel named in the remarks is more exact than a petrol column, and counts as read."""
    said = facts.get("?remark_fuel")
    if said and facts.get("powertrain") in (None, "petrol"):
        facts.update(said)


def _take_western_year(facts: dict[str, Any], notes: list[Note], lookups: Lookups) -> None:
    """Lists print western years of imported cars, and years of eras of the others."""
    maker = fold(facts.get("maker") or facts.get("?maker") or "")
    if maker not in lookups.makers or maker in lookups.values.get("domestic_maker", {}):
        return
    western = facts.pop("?western")
    facts.pop("first_registered", None)
    if western:
        facts["first_registered"] = western
        _replace_note(notes, "first_registered", "era_assumed", western)


def _replace_note(notes: list[Note], field: str, key: str, value: str) -> None:
    for index, note in enumerate(notes):
        if note.field == field:
            notes[index] = Note(field, key, {**note.values, "value": value})


@lru_cache(maxsize=50_000)
def _date_notes(
    registered: str, auction: str | None, years: tuple[int | None, int | None], today: date
) -> tuple[Note, ...]:
    first = earliest(registered)
    if first > today:
        return (Note("first_registered", "registered_in_future", {"text": registered}),)
    if first.year < 1950:
        return (Note("first_registered", "registered_too_early", {"text": registered}),)
    if auction and first > earliest(auction):
        values = {"text": registered, "auction_date": auction}
        return (Note("first_registered", "registered_after_auction", values),)
    begin, end = years
    # Stock of a model's last year is still registered the year after.
    if (begin and first.year < begin - 1) or (end and first.year > end + 2):
        values = {"text": registered, "from": str(begin or ""), "until": str(end or "")}
        says = "year_unusual" if begin and end else "year_before" if begin else "year_after"
        return (Note("first_registered", says, values),)
    return ()


_LOT_NAMES = frozenset(
    name
    for name in Lot.__dataclass_fields__
    if name in FACTS and name not in Vehicle.__dataclass_fields__
)


_ASIDES = frozenset(
    ("?name", "?grade", "?latin", "?remark_fuel", "?head", "?score", "?western", "?maker")
)
"""What readers tell each other; no facts."""


def lot_of(facts: dict[str, Any], known: Known, source: SourceRow) -> Lot:
    """Put a lot together; what readers tell each other among the facts is left out."""
    latin = facts.get("?latin")
    for name in facts.keys() & _ASIDES:
        del facts[name]
    of_lot = {name: facts.pop(name) for name in facts.keys() & _LOT_NAMES}
    vehicle = Vehicle(**facts)
    if known.origins:
        vehicle.origins = known.origins.copy()
    inferred, inferred_from = known.inferred.copy(), known.inferred_from.copy()
    if latin:  # what is printed says more than the one name of the table
        inferred["model"], inferred_from["model"] = latin, NAMES
    return Lot(
        vehicle=vehicle, inferred=inferred, inferred_from=inferred_from, source=source, **of_lot
    )


def _warnings(line: int, notes: Sequence[Note]) -> tuple[RowWarning, ...]:
    return tuple(RowWarning(line, note.field, note.key, note.values) for note in notes)

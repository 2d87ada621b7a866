"""Tables of exchange rates: a column for each currency, or a row for each.

A rate is yen for one unit in the end. Where units differ (100 won), where a table is in another
currency than the yen, and which day it is of, is read from the table; what it leaves open is never
guessed: the row says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, DecimalException

from broker_app.domain.rate import HOME
from broker_app.domain.rate_file import OddRate, RateFiles, ReadRate
from broker_app.errors import UserError
from broker_app.intake.days import day_in, read_day
from broker_app.intake.normalise import Cell, cell_text, fold, is_blank, plain

EURO = "EUR"
_LOOKED_AT = 40
"""Rows in which headings and days are looked for."""
_CODE = re.compile(r"^([A-Z]{3})\s*(?:[(/]?\s*(1|10|100|1,?000|10,?000)\s*\)?)?$")
_UNITS = re.compile(r"(?<![\d.])(100|1,?000|10,?000)(?=\s*(?:通貨)?(?:単位|units?)|\s*\))", re.I)
_BEFORE = re.compile(r"^(1|10|100|1,?000|10,?000)(?![\d,.])\s*")
_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$|^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_NAME_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "*", "**", "***", "****", "*****", "…"})
"""What stands where there was no rate that day."""
_PLACES = Context(prec=8)
"""Digits of a rate that is reckoned from two others: more than either of them has."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `commas_group` where a comma in a number can only part thousands."""

    rows: Sequence[Sequence[Cell]]
    commas_group: bool = True
    is_euro: bool = False


def rates_in(table: Table, base: str, known: RateFiles, file: str) -> Iterator[ReadRate | OddRate]:
    """Yield what each row states; nothing where the table is no table of rates."""
    columns = _wide_head(table, known)
    if columns is not None:
        yield from _wide(table, *columns, base)
        return
    head = _long_head(table, known)
    if head is not None:
        yield from _long(table, *head, base, known, file)


# a column for each currency


def _wide_head(table: Table, known: RateFiles) -> tuple[int, dict[int, tuple[str, int]]] | None:
    """Return the row of the codes, and by column the currency and for how many units it is."""
    for number, row in enumerate(table.rows[:_LOOKED_AT]):
        found = {}
        for column, cell in enumerate(row):
            match = _CODE.match(plain(cell_text(cell)))
            if match is not None and match[1] in known.codes:
                units = _whole(match[2]) if match[2] else _units_above(table, number, column)
                found[column] = (match[1], units)
        if len(found) >= 2 and min(found) > 0:
            return number, found
    return None


def _units_above(table: Table, head: int, column: int) -> int:
    for row in table.rows[:head]:
        text = plain(cell_text(row[column])) if column < len(row) else ""
        if match := _UNITS.search(text):
            return _whole(match[1])
    return 1


def _wide(
    table: Table, head: int, columns: Mapping[int, tuple[str, int]], base: str
) -> Iterator[ReadRate | OddRate]:
    held = [currency for currency, _ in columns.values()]
    if _is_euro(table, held):
        base = EURO
    elif HOME in held and base != EURO:
        # Units of each for one of a currency that the table does not name.
        yield OddRate(head + 1, HOME, UserError("rates_base_unknown"))
        return
    for line, row in enumerate(table.rows[head + 1 :], head + 2):
        day = _day_of(row, min(columns))
        if day is None:
            continue
        found: dict[str, Decimal] = {}
        for column, (currency, units) in columns.items():
            cell = row[column] if column < len(row) else ""
            if currency in found or _is_nothing(cell):
                continue
            try:
                found[currency] = _number(cell, table) / units
            except UserError as problem:
                yield OddRate(line, currency, problem)
        if base == EURO:
            found = _through_yen(found)
            if not found:
                yield OddRate(line, HOME, UserError("rates_no_yen"))
        for currency, rate in found.items():
            if currency != HOME:
                yield ReadRate(line, currency, day, rate)


def _is_euro(table: Table, held: Sequence[str]) -> bool:
    """Tell whether a table has the columns that the European Central Bank publishes, in order."""
    return table.is_euro or (held[:2] == ["USD", HOME] and EURO not in held)


def _through_yen(for_a_euro: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return yen for one unit of each, from what one euro is worth in each."""
    yen = for_a_euro.get(HOME)
    if yen is None:
        return {}
    crossed = {c: _PLACES.divide(yen, rate) for c, rate in for_a_euro.items() if c != HOME}
    # Written out: a division may give 2E+2.
    return {EURO: yen, **{c: Decimal(format(rate, "f")) for c, rate in crossed.items()}}


def _day_of(row: Sequence[Cell], before: int) -> date | None:
    """Return the first whole day that stands before a column."""
    for cell in row[:before]:
        read = read_day(cell)
        if len(read.value) == len("2026-11-29"):
            return date.fromisoformat(read.value)
    return None


# a row for each currency


def _long_head(table: Table, known: RateFiles) -> tuple[int, dict[str, int]] | None:
    """Return the last row of headings, and the column of each thing that is headed."""
    for number, row in enumerate(table.rows[:_LOOKED_AT]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            kind = _headed(cell_text(cell), known)
            if kind and kind not in found:
                found[kind] = column
        names_it = "code" in found or "name" in found
        if names_it and ("rate" in found or "rate_100" in found):
            return number, found
    return None


def _headed(text: str, known: RateFiles) -> str:
    """Return what a heading heads: as it stands, or without what is in brackets."""
    shown = plain(text)
    found = known.headings.get(fold(shown)) or known.headings.get(fold(_BRACKETED.sub("", shown)))
    return found or ""


def _long(
    table: Table, head: int, at: Mapping[str, int], base: str, known: RateFiles, file: str
) -> Iterator[ReadRate | OddRate]:
    if base not in ("", HOME):
        yield OddRate(head + 1, "", UserError("rates_base_unknown"))
        return
    day_of_all = _day_of_table(table, head, file)
    for line, row in enumerate(table.rows[head + 1 :], head + 2):
        cells = {kind: row[column] for kind, column in at.items() if column < len(row)}
        currency, units = _currency_of(cells, known)
        stated = [cells.get("rate", ""), cells.get("rate_100", "")]
        if all(is_blank(cell) for cell in stated) or currency == HOME:
            continue
        try:
            yield _stated(line, currency, units, cells, day_of_all, table)
        except UserError as problem:
            yield OddRate(line, currency, problem)


def _stated(
    line: int,
    currency: str,
    units: int,
    cells: Mapping[str, Cell],
    day_of_all: date | None,
    table: Table,
) -> ReadRate:
    """Return what a row states. Raises UserError where it states no whole rate."""
    if not currency:
        named = cell_text(cells.get("code", "")) or cell_text(cells.get("name", ""))
        raise UserError("rate_currency", value=plain(named))
    one, hundred = cells.get("rate", ""), cells.get("rate_100", "")
    if _is_nothing(one):
        rate = _number(hundred, table) / 100
    else:
        rate = _number(one, table) / units
    day = day_of_all
    if not is_blank(cells.get("day", "")):
        read = read_day(cells["day"]).value
        text = read if len(read) == len("2026-11-29") else day_in(cell_text(cells["day"]))
        if not text:
            raise UserError("day_unreadable", value=plain(cell_text(cells["day"])))
        day = date.fromisoformat(text)
    if day is None:
        raise UserError("rates_no_day")
    return ReadRate(line, currency, day, rate, plain(cell_text(cells.get("source", ""))))


def _currency_of(cells: Mapping[str, Cell], known: RateFiles) -> tuple[str, int]:
    """Return the currency of a row, empty where none is named, and for how many units."""
    stated = _BEFORE.match(plain(cell_text(cells.get("unit", ""))))
    units = _whole(stated[1]) if stated else 1
    for kind in ("code", "name"):
        text = plain(cell_text(cells.get(kind, "")))
        if before := _BEFORE.match(text):
            units, text = _whole(before[1]), text[before.end() :]
        if (match := _CODE.match(text.upper())) and match[1] in known.codes:
            return match[1], _whole(match[2]) if match[2] else units
        if within := _UNITS.search(text):
            units = _whole(within[1])
        code = known.names.get(fold(_BRACKETED.sub("", text)))
        if code:
            return code, units
    return "", units


def _day_of_table(table: Table, head: int, file: str) -> date | None:
    """Return the first day above the headings; else the one in the name of the file."""
    for row in table.rows[:head]:
        for cell in row:
            shown = cell_text(cell)
            if text := day_in(shown):
                return date.fromisoformat(text)
    if match := _NAME_DAY.search(file):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None


# numbers


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _is_nothing(cell: Cell) -> bool:
    return is_blank(cell) or plain(cell_text(cell)).casefold() in _NOTHING


def _number(cell: Cell, table: Table) -> Decimal:
    """Read a rate. Raises UserError where it is none, or where its comma may mean two things."""
    text = plain(cell_text(cell))
    if (
        isinstance(cell, bool)
        or not _NUMBER.match(text)
        or ("," in text and not table.commas_group)
    ):
        raise UserError("rate_unreadable", value=text)
    try:
        number = Decimal(text.replace(",", ""))
    except DecimalException as problem:
        raise UserError("rate_unreadable", value=text) from problem
    if not number:
        raise UserError("rate_unreadable", value=text)
    return number

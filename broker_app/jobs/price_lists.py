"""Price lists for buyers: which vehicles, at what price, written as a workbook or CSV."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker_app import words
from broker_app.domain.dates import is_partial
from broker_app.domain.facts import Kind
from broker_app.domain.money import Money, exponent
from broker_app.domain.party import Company
from broker_app.domain.price_list import COLUMNS, LANGUAGES, MOST, PriceLine, PriceList, line_of
from broker_app.domain.question import Question
from broker_app.domain.sale_state import RESERVED
from broker_app.domain.shipment import INCOTERMS
from broker_app.domain.spelling import fold
from broker_app.domain.state import CLOSED, ENDS
from broker_app.domain.vehicle import SPEC
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import judging
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store import companies, list_prices, sale_states, sales, states, vehicles
from broker_app.store.database import Rows

if TYPE_CHECKING:
    from broker_app.papers.price_list import ListColumn, PrintedList, Value

Photographs = Callable[[Rows, int], bytes | None]
"""Gives the bytes of a vehicle's photograph, None where there is none."""
BLOCKED, SOLD, ENDED, UNPRICED = "blocked", "sold", "ended", "unpriced"
LEFT_OUT = (BLOCKED, SOLD, RESERVED, ENDED, UNPRICED)
"""Why a vehicle is left out of a list, in this order."""
WORKBOOK, CSV, CSV_JAPANESE = "xlsx", "csv", "csv_cp932"
FORMS: Mapping[str, str] = {CSV: "utf-8", CSV_JAPANESE: "cp932"}
"""Kinds of file that are CSV, with their encoding."""
_TOLD_EVERY = 200
_IN_ENGLISH = "en"
_IN_JAPANESE = "ja"


@dataclass(frozen=True, slots=True)
class Written:
    """A list that was written: how many vehicles it holds, and what is to be said of it.

    `left_out` counts vehicles by reason; `unpriced` stand on the list without a price; `unseen`
    photographs could not be read; `respelled` cells hold letters that the encoding has not.
    """

    path: Path
    listed: int
    left_out: Mapping[str, int]
    unpriced: int = 0
    unseen: int = 0
    respelled: int = 0


def write_price_list(
    reader: Rows,
    progress: Progress,
    books: Books,
    wanted: PriceList,
    chosen: Sequence[int],
    target: Path,
    today: date,
    on: date,
    form: str = WORKBOOK,
    photographs: Photographs | None = None,
) -> Written:
    """Write a price list of the chosen vehicles, in their order; `on` is the day of export.

    A vehicle that the law blocks for the destination, that is sold, reserved or no longer ours is
    left out; the letterhead is that of the company whose vehicles they are. Raises
    UserError for anything wanted that cannot be, where nothing is left, and where the file cannot
    be written.
    """
    _check(wanted, chosen, today, on)
    progress(0, len(chosen), "progress.checking_list")
    left_out = _left_out(reader, books, wanted, chosen, today, on)
    listed = [vehicle for vehicle in dict.fromkeys(chosen) if vehicle not in left_out]
    counts = Counter(left_out.values())
    lines = list(_lines(reader, wanted, listed))
    if wanted.priced_only:
        counts[UNPRICED] = sum(line.price is None for line in lines)
        lines = [line for line in lines if line.price is not None]
    listed = [line.reference for line in lines]
    if not listed:
        raise UserError("price_list_empty")
    seen = wanted.photographs and photographs is not None and form == WORKBOOK
    pictures = _pictures(reader, progress, photographs, listed) if seen else ()
    printed = _printed(_company_of(reader, listed), books, wanted, lines, today, _small(pictures))
    unpriced = sum(line.price is None for line in lines)
    unseen = sum(given and small is None for given, small in pictures)
    respelled = _write(printed, target, form)
    return Written(target, len(listed), dict(+counts), unpriced, unseen, respelled)


def said_of(written: Written, destination: str = "") -> list[str]:
    """Return in words what a written list holds and what it leaves out."""
    place = words.country(destination)
    counts = [(f"left_out.{reason}", written.left_out.get(reason, 0)) for reason in LEFT_OUT]
    counts += [(name, getattr(written, name)) for name in ("unpriced", "unseen", "respelled")]
    told = [("listed", written.listed), *((name, count) for name, count in counts if count)]
    return [words.say(f"price_list.{name}", count=count, place=place) for name, count in told]


def _check(wanted: PriceList, chosen: Sequence[int], today: date, on: date) -> None:
    if not chosen:
        raise UserError("price_list_empty")
    if len(chosen) > MOST:
        raise UserError("price_list_too_long", count=len(chosen), most=MOST)
    if wanted.incoterm not in INCOTERMS:
        raise UserError("incoterm_unknown", value=wanted.incoterm)
    if unknown := [name for name in wanted.columns if name not in COLUMNS]:
        raise UserError("price_list_column", value=unknown[0], known=", ".join(COLUMNS))
    if wanted.language not in LANGUAGES:
        raise UserError("price_list_language", value=wanted.language)
    until = wanted.valid_until
    if until and not (len(until) == 10 and is_partial(until)):
        raise UserError("day_unreadable", value=until)
    if until and until < today.isoformat():
        raise UserError("proforma_day_past", day=date.fromisoformat(until))
    if wanted.destination:
        problem = judging.unknown_place(Question(wanted.destination, on))
        if problem is not None:
            raise problem


def _left_out(
    reader: Rows,
    books: Books,
    wanted: PriceList,
    chosen: Sequence[int],
    today: date,
    on: date,
) -> dict[int, str]:
    """Return the vehicles that no buyer should see, each with the reason."""
    how_far = sale_states.of_vehicles(reader, chosen, today.isoformat())
    sold = sales.of_vehicles(reader, chosen)
    found = {vehicle: RESERVED for vehicle, state in how_far.items() if state == RESERVED}
    gone = states.standing_in(reader, (*ENDS, CLOSED)).intersection(chosen)
    found |= dict.fromkeys(gone, ENDED) | dict.fromkeys(sold, SOLD)
    if wanted.destination:
        question = Question(wanted.destination, on)
        verdicts = judging.judge_unstored(reader, books, question, chosen=chosen)
        found |= {v: BLOCKED for v, given in verdicts if given.outcome is Outcome.BLOCKED}
    return found


def _lines(reader: Rows, wanted: PriceList, listed: Sequence[int]) -> Iterator[PriceLine]:
    own = list_prices.of_vehicles(reader, listed)
    asked = {} if wanted.own_only else vehicles.asking_prices(reader, listed)
    records = dict(vehicles.many(reader, listed))
    for vehicle in listed:
        if vehicle not in records:  # gone since it was chosen
            continue
        price = own.get(vehicle) or (Money(*asked[vehicle]) if vehicle in asked else None)
        yield line_of(vehicle, records[vehicle], wanted.columns, price)


def _company_of(reader: Rows, listed: Sequence[int]) -> Company:
    """Return whose vehicles they are; of several companies, the one that new ones belong to."""
    held = set(companies.of_vehicles(reader, listed).values())
    return companies.get(reader, held.pop() if len(held) == 1 else companies.default(reader))


def _pictures(
    reader: Rows, progress: Progress, photographs: Photographs | None, listed: Sequence[int]
) -> tuple[tuple[bool, bytes | None], ...]:
    """Return of each vehicle whether a photograph was given, and the small one made of it."""
    from broker_app.papers.thumbnail import thumbnail

    found = []
    for number, vehicle in enumerate(listed):
        if number % _TOLD_EVERY == 0:
            progress(number, len(listed), "progress.photographs")
        content = photographs(reader, vehicle) if photographs is not None else None
        found.append((content is not None, thumbnail(content) if content else None))
    return tuple(found)


def _small(pictures: Sequence[tuple[bool, bytes | None]]) -> tuple[bytes | None, ...]:
    return tuple(small for _, small in pictures)


def _write(printed: "PrintedList", target: Path, form: str) -> int:
    from broker_app.papers import price_list

    if form in FORMS:
        return price_list.write_csv(printed, target, FORMS[form])
    price_list.write_workbook(printed, target)
    return 0


def _printed(
    company: Company,
    books: Books,
    wanted: PriceList,
    lines: Sequence[PriceLine],
    today: date,
    photographs: tuple[bytes | None, ...],
) -> "PrintedList":
    from broker_app.papers.price_list import PrintedList

    said = _Said(books, wanted.language)
    reach = "  ".join(filter(None, (company.phone, company.email)))
    street = company.address_in(wanted.language)
    address = (", ".join(map(said.text, street)), reach)
    rows = tuple(
        tuple(said.row(number, line, wanted.columns)) for number, line in enumerate(lines, 1)
    )
    terms = " ".join(filter(None, (wanted.incoterm, said.text(wanted.place))))
    until = said.day(wanted.valid_until)
    notes = {
        "date": said.day(today.isoformat()),
        "terms": terms,
        "destination": said.country(wanted.destination),
        "valid_until": until,
    }
    return PrintedList(
        title=said.word("price_list.title"),
        sheet=said.word("price_list.sheet"),
        company=said.text(company.called_in(wanted.language)),
        address=tuple(filter(None, address)),
        notes=tuple((said.word(f"price_list.{n}"), text) for n, text in notes.items() if text),
        columns=tuple(said.columns(wanted.columns)),
        rows=rows,
        decimals=tuple(exponent(line.price.currency) if line.price else 0 for line in lines),
        terms=tuple(
            (said.word(f"price_list.{name}"), text)
            for name, text in (("terms", terms), ("valid_until", wanted.valid_until))
        ),
        photograph_head=said.word("price_list.photograph"),
        photographs=photographs,
    )


class _Said:
    """Says what stands on a list in the language of its readers, whatever the window speaks."""

    def __init__(self, books: Books, language: str) -> None:
        self._books, self._language = books, language

    def word(self, key: str) -> str:
        """Return a word of the catalogue."""
        return words.said_in(self._language, key)

    def text(self, text: str) -> str:
        """Return what a person or a list wrote: but for Japanese readers in Latin letters."""
        from broker_app.papers.english import printed

        return text.strip() if self._language == _IN_JAPANESE else printed(text)

    def day(self, iso: str) -> str:
        """Return an ISO day."""
        from broker_app.papers.english import day

        return day(iso) if iso and self._language == _IN_ENGLISH else iso

    def country(self, code: str) -> str:
        """Return the name of a country."""
        said = words.country_in(self._language, code) if code else ""
        return self.text(said) if self._language == _IN_ENGLISH else said

    def columns(self, names: Sequence[str]) -> "Iterator[ListColumn]":
        """Yield the columns: number and reference, the facts, price and currency."""
        from broker_app.papers.price_list import MONEY, WHOLE, ListColumn

        yield ListColumn(self.word("price_list.number"), WHOLE)
        yield ListColumn(self.word("price_list.reference"), WHOLE)
        for name in names:
            unit = SPEC[name].unit
            head = self.word(f"fact.{name}")
            yield ListColumn(f"{head} ({unit})" if unit else head, _form(name))
        yield ListColumn(self.word("price_list.price"), MONEY)
        yield ListColumn(self.word("price_list.currency"))

    def row(self, number: int, line: PriceLine, names: Sequence[str]) -> "Iterator[Value]":
        """Yield the cells of a vehicle."""
        yield number
        yield line.reference
        for name in names:
            yield self._value(name, line.facts.get(name))
        yield line.price.amount if line.price else None
        yield line.price.currency if line.price else None

    def _value(self, name: str, value: Any) -> "Value":
        from broker_app.papers import english

        kind = SPEC[name].kind
        if value is None:
            return None
        if kind is Kind.WHOLE:
            return int(value)
        if kind is Kind.DECIMAL:
            return Decimal(str(value))
        if kind is Kind.PARTIAL_DATE:
            return english.year_month(value)
        if kind is Kind.CHOICE:
            key = f"choice.{name}.{value}"
            said = self.word(key)
            return self.text(value) if said == key else said
        if name == "colour" and self._language != _IN_JAPANESE:
            return self._colour(value)
        return english.code(value) if kind is Kind.CODE else self.text(value)

    def _colour(self, value: str) -> str:
        known = self._books.lookups.values["colour"].get(fold(value), value)
        said = self.word(f"choice.colour.{known}")
        return self.text(known) if said.startswith("choice.") else said


def _form(name: str) -> str:
    from broker_app.papers.price_list import TEXT, VOLUME, WHOLE

    kind = SPEC[name].kind
    if name == "model_year":
        return TEXT
    return {Kind.WHOLE: WHOLE, Kind.DECIMAL: VOLUME}.get(kind, TEXT)

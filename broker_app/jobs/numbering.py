"""Numbering: how papers and shipments come to their numbers, and how a paper is cancelled."""

import unicodedata
from datetime import date

from broker_app.domain.changes import Changes
from broker_app.domain.document import INVOICE, DocumentKind, Snapshot
from broker_app.domain.party import Company
from broker_app.domain.series import LONGEST, Series, is_number, on_day
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.jobs.paper_order import Order, order_of, standing
from broker_app.store import documents, numbers, write
from broker_app.store.database import Database, Rows
from broker_app.store.write import Step

LONGEST_REASON = 500


def pattern_of(company: Company, kind: DocumentKind) -> str:
    """Return the pattern of a kind of paper: the company's own, else that of its file."""
    return company.series.get(kind.kind) or kind.series


def next_number(reader: Rows, order: Order) -> str:
    """Return the highest number of the series ever taken, plus one."""
    return _series(reader, order).next(numbers.used_in(reader, order.company, order.kind))


def following(reader: Rows, books: Books, shipment: int, kind: str, today: date) -> str:
    """Return the number that the next paper of a kind takes on its own."""
    return next_number(reader, order_of(reader, books, shipment, kind, today))


def check(reader: Rows, books: Books, shipment: int, kind: str, text: str, today: date) -> str:
    """Read a number that is typed for a paper before it is issued; empty stays so.

    Raises UserError for characters that no number has, for a number that was ever taken, and where
    the paper has its number already.
    """
    number = read_number(text)
    if number:
        order = order_of(reader, books, shipment, kind, today)
        refuse_other(standing(reader, order, kind), number)
        refuse_used(reader, order, number)
    return number


def read_number(text: str) -> str:
    """Read a typed number in capitals and half width. Raises UserError(number_characters)."""
    number = unicodedata.normalize("NFKC", text).strip().upper()
    if number and not is_number(number):
        raise UserError("number_characters", value=number[:LONGEST])
    return number


def refuse_other(printed: Snapshot | None, number: str) -> None:
    """Refuse to give a paper that is issued another number. Raises UserError(number_stands)."""
    if printed is not None and number not in ("", printed.number):
        raise UserError("number_stands", number=printed.number)


def refuse_used(reader: Rows, order: Order, number: str) -> None:
    """Refuse a number for a paper that was taken here, or may have been used elsewhere."""
    numbers.refuse_taken(reader, order.kind, number)
    numbers.refuse_elsewhere(order.company, order.kind, _series(reader, order), number)


def take(step: Step, reader: Rows, order: Order, snapshot: Snapshot) -> None:
    """Take the number of a paper that is issued for the first time.

    A revision and a paper that carries the number of another take none. Raises UserError for
    characters that no number has, and for a number that was ever taken.
    """
    if snapshot.revision or order.definition.numbered_with:
        return
    if not is_number(snapshot.number):
        raise UserError("number_characters", value=snapshot.number)
    series = _series(reader, order)
    numbers.refuse_elsewhere(order.company, order.kind, series, snapshot.number)
    counts = series.digits and series.count_of(snapshot.number) is not None
    before = series.before if counts and not series.behind else ""
    numbers.take(step, reader, order.kind, snapshot.number, before)


def cancel(db: Database, number: str, why: str, who: str) -> tuple[int, Changes]:
    """Cancel every paper under a number, with a reason; returns how many.

    Nothing is deleted: the papers stay as printed, the number is never used again, and the next
    paper of that kind takes a new one. Raises UserError without a name or a reason, and for a
    number that no issued paper has.
    """
    reader = db.connection
    if not who.strip():
        raise UserError("name_needed")
    if not why.strip():
        raise UserError("cancel_needs_reason", number=number)
    found = documents.of_number(reader, number)
    if not found:
        raise UserError("number_unknown", number=number)
    if all(row["state"] != "issued" for row in found):
        raise UserError("number_cancelled", number=number, who=found[0]["cancelled_by"])
    reason = why.strip()[:LONGEST_REASON]
    with write.step(db, "paper_cancel", who, reason, number=number) as step:
        gone = documents.cancel(step, reader, number, found[0]["shipment"], reason)
    return len(gone), Changes(frozenset({"document"}), step.number)


def _series(reader: Rows, order: Order) -> Series:
    invoice = standing(reader, order, INVOICE)
    pattern = pattern_of(order.company, order.definition)
    prefix = order.company.number_prefix
    return on_day(pattern, prefix, order.today, invoice.number if invoice else "")

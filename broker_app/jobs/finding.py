"""Finding vehicles: what was typed is read, so that the store can be asked."""

from dataclasses import replace
from datetime import date

from broker_app.domain.finding import terms
from broker_app.domain.finding.terms import Term
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress, silent
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query

WORKED_OUT = "admits"
"""The field of which the store knows nothing."""
RESTS_ON = ("company", "market_override", "pack_in_use")
"""What it rests on besides vehicles and lots, by table."""


def understood(books: Books, query: Query) -> Query:
    """Return a query with its words read. Raises UserError saying why they cannot be read.

    One that `must_be_worked_out` is no question to the store yet.
    """
    if not query.words.strip():
        return replace(query, terms=None)
    return replace(query, terms=terms.read(query.words, books.search_names, query.today))


def must_be_worked_out(query: Query) -> bool:
    """Tell whether a query asks for what is stored nowhere."""
    return any(term.field == WORKED_OUT for term in query.terms or ())


def worked_out(reader: Rows, progress: Progress, books: Books, query: Query) -> Query:
    """Return a query whose terms name the vehicles that are stored nowhere, as of its day."""
    if not must_be_worked_out(query):
        return query
    from broker_app.jobs.admitted import admitted  # few searches need it: late, for the start

    asked = [term for term in query.terms or () if term.field == WORKED_OUT]
    markets = list(dict.fromkeys(market for term in asked for market in term.ways))
    found = admitted(reader, progress, books, date.fromisoformat(query.today), markets)

    def named(term: Term) -> Term:
        if term.field != WORKED_OUT:
            return term
        if len(term.ways) == 1:  # what is remembered, and no copy of it
            return replace(term, vehicles=found[term.ways[0]])
        some = {vehicle for market in term.ways for vehicle in found[market]}
        return replace(term, vehicles=tuple(sorted(some)))

    return replace(query, terms=tuple(map(named, query.terms or ())))


def asked(reader: Rows, books: Books, words: str, today: str, progress: Progress = silent) -> Query:
    """Return a query for words as they are typed, on an ISO day.

    Raises UserError like `understood`.
    """
    return worked_out(reader, progress, books, understood(books, Query(words=words, today=today)))

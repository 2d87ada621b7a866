"""Finding vehicles: what was typed is read, so that the store can be asked."""

from dataclasses import replace

from broker_app.domain.finding import terms
from broker_app.jobs.books import Books
from broker_app.store.vehicles import Query


def understood(books: Books, query: Query) -> Query:
    """Return a query with its words read. Raises UserError saying why they cannot be read."""
    if not query.words.strip():
        return replace(query, terms=None)
    return replace(query, terms=terms.read(query.words, books.search_names, query.today))


def asked(books: Books, words: str, today: str = "") -> Query:
    """Return a query for words as they are typed. Raises UserError like `understood`."""
    return understood(books, Query(words=words, today=today))

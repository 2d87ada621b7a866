"""Overrides in use: the books show markets as a database overrides them.

Apart from what makes and judges overrides, so that a start loads none of it.
"""

from broker_app.jobs.books import Books
from broker_app.store import market_overrides
from broker_app.store.database import Rows


def follow(reader: Rows, books: Books) -> bool:
    """Let the books show markets as a database overrides them; tells whether that is news."""
    found = market_overrides.every(reader)
    if found == books.overrides:
        return False  # nothing is loaded for the answer, so that a start stays fast
    books.use_overrides(found)
    return True

"""The rule pack in use: the books judge by the pack that a database uses.

Apart from what reads, compares and installs packs, so that a start loads none of it.
"""

from broker_app.domain.question import Question
from broker_app.jobs.books import Books
from broker_app.store import packs
from broker_app.store.database import Rows


def follow(reader: Rows, books: Books) -> bool:
    """Let the books judge by the pack that a database uses; tells whether that is another one.

    An installed pack is in use until the program brings one that was checked later.
    """
    before, found = books.installed, packs.in_use(reader)
    if (found["sha256"] if found else "") == before:
        return False  # nothing is loaded for the answer, so that a start stays fast
    books.use_shipped_pack()
    if found is not None and found["checked_on"] >= books.pack.checked_on.isoformat():
        books.use_pack(bytes(found["content"]))
    return books.installed != before


def unjudged(reader: Rows, books: Books, question: Question) -> tuple[str, int]:
    """Return the version of the rule pack, and how many vehicles have no answer from it yet."""
    pack = packs.id_of(reader, books.pack.sha256)
    waiting = packs.to_judge(reader, question.destination, question.on, pack or 0)
    return books.pack.version, len(waiting)

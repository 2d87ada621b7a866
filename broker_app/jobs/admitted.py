"""Which vehicles of the stock a market admits: what stands behind `admits:KE` in the search.

The answer is that of the suggestions, asked of one market: on the day a vehicle would arrive, by
what the law says of Russia, with goods kept back where they are known to move on. Nothing of it is
stored, because it moves with the day, with every fact and with the rules.
"""

from collections.abc import Collection, Mapping
from datetime import date

from broker_app import words
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.jobs.suggesting import suggest_stock
from broker_app.store import integrity, vehicles
from broker_app.store.database import Rows
from broker_app.store.vehicles import Query

_TOLD_EVERY = 50


def admitted(
    reader: Rows, progress: Progress, books: Books, on: date, markets: Collection[str]
) -> Mapping[str, tuple[int, ...]]:
    """Return the vehicles that each of some markets admits, as decided on a day, by rising id.

    What only a person could admit (an open point, a fact that is missing or inferred) is left out.
    Answers are remembered for as long as nothing changed that they rest on.
    """
    base = (integrity.head(reader).hash, on, books.overrides, books.pack.sha256)
    kept = dict(books.admitted)  # other readers may put their answers in meanwhile
    for key in [key for key in kept if key[0] != base]:
        books.admitted.pop(key, None)
    found = {market: kept[base, market] for market in markets if (base, market) in kept}
    missing = [market for market in markets if market not in found]
    if missing:
        asked = _asked(reader, progress, books, on, missing)
        found |= {market: tuple(ids) for market, ids in asked.items()}
        books.admitted.update({(base, market): found[market] for market in missing})
    return found


def _asked(
    reader: Rows, progress: Progress, books: Books, on: date, markets: Collection[str]
) -> dict[str, list[int]]:
    total = vehicles.count(reader, Query())
    named = words.listed(words.in_both(books.markets[market].title) for market in markets)
    found: dict[str, list[int]] = {market: [] for market in markets}
    for done, one in enumerate(suggest_stock(reader, books, on, markets=markets)):
        if done % _TOLD_EVERY == 0:
            progress(done, total, "progress.asking_market", market=named)
        if one.advice is not None:
            for offer in one.advice.markets:
                if offer.answer.admission == "eligible":
                    found[offer.market.id].append(one.row)
    return found

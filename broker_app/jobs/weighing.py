"""Weighing: how much each component of the score of a market counts in this office."""

from collections.abc import Mapping
from dataclasses import replace

from broker_app.domain.changes import Changes
from broker_app.domain.scoring import WEIGHTS_SUM, Scoring
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.store import weights, write
from broker_app.store.database import Database, Rows

WEIGHTS = frozenset({"score_weight"})


def scoring_of(reader: Rows, books: Books) -> Scoring:
    """Return how suggestions are ranked: by the weights of the office, else by the shipped ones.

    Weights of other components than the program knows are those of another version, and not used.
    """
    own = weights.every(reader)
    shipped = books.scoring
    if set(own) != set(shipped.weight):
        return shipped
    return replace(shipped, weight={name: own[name] for name in shipped.weight})


def put_weights(db: Database, books: Books, wanted: Mapping[str, int], who: str) -> Changes:
    """Keep the weights of the office, in one step.

    Raises UserError where one of a component is missing or no share, or where they do not add up.
    """
    refuse_weights(books, wanted)
    if dict(wanted) == dict(books.scoring.weight):
        return reset_weights(db, who)
    with write.step(db, "score_weights", who) as step:
        weights.put(step, db.connection, wanted)
    return Changes(WEIGHTS, step.number)


def reset_weights(db: Database, who: str) -> Changes:
    """Rank by the shipped weights again."""
    with write.step(db, "score_weights_reset", who) as step:
        weights.put(step, db.connection, {})
    return Changes(WEIGHTS, step.number)


def refuse_weights(books: Books, wanted: Mapping[str, int]) -> None:
    """Raise UserError for weights that give no score of 0 to 100."""
    if set(wanted) != set(books.scoring.weight):
        raise UserError("weights_incomplete")
    for weight in wanted.values():
        refuse_weight(weight)
    total = sum(wanted.values())
    if total != WEIGHTS_SUM:
        raise UserError("weights_sum", total=total, wanted=WEIGHTS_SUM)


def refuse_weight(weight: int) -> None:
    """Raise UserError for what is no share of the score."""
    if not 0 <= weight <= WEIGHTS_SUM:
        raise UserError("weight_unreadable", value=weight)

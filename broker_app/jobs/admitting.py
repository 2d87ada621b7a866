"""Admitting: cases of a file against the markets, row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from broker_app.domain.admission import Answer
from broker_app.domain.admit import admit
from broker_app.domain.hub import admit_onward, moves_on
from broker_app.domain.market import Market
from broker_app.errors import UserError
from broker_app.intake.market_cases import MarketCase, read_cases
from broker_app.jobs.books import Books

UNREADABLE = "ROW_UNREADABLE"
UNKNOWN_MARKET = "MARKET_UNKNOWN"


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The answer to one row; a row that cannot be read is a review with its problem."""

    row: int
    case_id: str
    market: str
    answer: Answer
    references: tuple[str, ...] = ()
    problem: UserError | None = None


def admit_file(path: Path, books: Books) -> tuple[Iterator[CaseAnswer], tuple[str, ...]]:
    """Answer a CSV of cases row by row; also returns the columns that were ignored."""
    rows, ignored = read_cases(path)
    return _answers(rows, books), ignored


def _answers(rows: Iterable[MarketCase], books: Books) -> Iterator[CaseAnswer]:
    for row in rows:
        if row.case is None:
            answer = Answer("needs_review", UNREADABLE)
            yield CaseAnswer(row.row, row.case_id, row.market, answer, (), row.problem)
            continue
        market = books.markets.get(row.market)
        if market is None:
            answer = Answer("needs_review", UNKNOWN_MARKET)
            yield CaseAnswer(row.row, row.case_id, row.market, answer)
            continue
        answer = _answer(market, row, books)
        yield CaseAnswer(row.row, row.case_id, market.id, answer, references_of(market, answer))


def _answer(market: Market, row: MarketCase, books: Books) -> Answer:
    assert row.case is not None
    if moves_on(market, row.final):
        return admit_onward(market, row.case, row.final, books.markets)
    return admit(market, row.case)


def references_of(market: Market, answer: Answer) -> tuple[str, ...]:
    """Return the pages that an answer rests on; of a rule of the broker's own its source."""
    if answer.own:
        return (answer.own,)
    return market.sources[answer.group].references if answer.group else ()

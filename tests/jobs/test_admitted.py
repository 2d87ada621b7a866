"""`admits:KE` finds what the market says it admits, no more and no less, as of this moment."""

import pytest

from broker_app.errors import Cancelled, UserError
from broker_app.jobs import (
    admitted,
    editing,
    finding,
    market_matrix,
    overrides_in_use,
    overriding,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import vehicles
from broker_app.store.vehicles import Query

VITZ, PRADO = 1, 2


@pytest.fixture
def books() -> Books:
    """Books of its own: nothing is remembered from another test."""
    return Books()


@pytest.fixture
def found(stock, books, today):
    """Return the vehicles that a search finds on a day."""

    def asked(words: str, on=today, progress=silent) -> list[int]:
        query = finding.asked(stock.connection, books, words, on.isoformat(), progress)
        return sorted(vehicles.ids(stock.connection, query))

    return asked


def never(*_: object, **_values: object) -> None:
    raise Cancelled


def taken(stock, books, today) -> dict[str, list[int]]:
    """Return what each market takes, as the comparison of all markets says."""
    matrix = market_matrix.compare(stock.connection, silent, books, today, [VITZ, PRADO])
    return {
        market: [matrix.vehicles[p] for p in matrix.places([market], eligible_only=True)]
        for market in books.markets
    }


def test_it_is_the_answer_of_the_comparison_for_every_market(stock, books, today):
    asked = admitted.admitted(stock.connection, silent, books, today, list(books.markets))
    by_market = taken(stock, books, today)
    assert {market: list(ids) for market, ids in asked.items()} == by_market
    assert {(), (VITZ,), (VITZ, PRADO)} <= set(map(tuple, by_market.values()))


def test_names_several_and_without(stock, books, today, found):
    by_market = taken(stock, books, today)
    assert by_market["MN"] == [VITZ]
    assert by_market["KE"] == []
    for words in (
        "admits:MN",
        "ADMITS:mongolia",
        "輸入可:モンゴル",
        "ввоз:Монголия",
        "admits:KE,MN",
    ):
        assert found(words) == [VITZ]
    assert found("-admits:MN") == [PRADO]
    assert found("admits:KE") == []
    assert found("admits:MN prado") == []
    assert found("admits:MN -admits:MN") == []


def test_a_fact_a_day_and_an_override_move_it(stock, books, question, today, found):
    """Each is asked of the comparison again, after the first answer was remembered."""

    def moved(day) -> dict[str, list[int]]:
        by_market = taken(stock, books, day)
        market_by_market = {m: found(f"admits:{m}", day) for m in by_market if m != "RU"}
        assert market_by_market == {m: ids for m, ids in by_market.items() if m != "RU"}
        return market_by_market

    first = moved(today)
    assert moved(today.replace(year=today.year + 5)) != first
    typed = editing.type_fact(
        stock, silent, books, question, VITZ, "first_registered", "1999-01", "sato"
    )
    assert moved(today) != first
    undoing.undo_step(stock, typed.step, "sato")
    assert moved(today) == first
    rule = '[[version]]\nfrom = 2020-01-01\n[[version.row]]\nclasses = ["ALL"]\n'
    text = rule + 'steering = "BOTH"\nstatus = "CLOSED"\n'
    wished = overriding.wished("MN", "version", text, "letter", today, today)
    overriding.put_override(stock, books, wished, "sato", True)
    overrides_in_use.follow(stock.connection, books)
    assert found("admits:MN") == []
    assert moved(today) == {**first, "MN": []}


def test_it_is_worked_out_once_for_what_is_stored(found):
    assert found("admits:MN") == [VITZ]
    assert found("admits:MN vitz", progress=never) == [VITZ]
    with pytest.raises(Cancelled):
        found("admits:TZ", progress=never)
    with pytest.raises(Cancelled):
        found("admits:TZ", progress=never)  # nothing half worked out was kept


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("admits:RU", "search_of_verdict"),
        ("輸入可:ロシア", "search_of_verdict"),
        ("admits:KE,RU", "search_of_verdict"),
        ("-admits:Россия", "search_of_verdict"),
        ("admits:atlantis", "search_no_market"),
        ("admits:?", "search_no_market"),
        ("admits:", "search_no_value"),
    ],
)
def test_what_is_no_question_to_a_market_is_said(found, words, key):
    with pytest.raises(UserError) as problem:
        found(words)
    assert problem.value.key == key


def test_the_store_never_takes_it_for_nothing(stock, books, today):
    read = finding.understood(books, Query(words="admits:KE", today=today.isoformat()))
    with pytest.raises(ValueError, match="a job works out first"):
        vehicles.ids(stock.connection, read)

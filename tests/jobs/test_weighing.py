"""Weights of the score: kept by the office, used by every ranking, undone like anything."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.errors import UserError
from broker_app.jobs import suggesting, undoing, weighing
from broker_app.jobs.books import Books
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY

OWN = {
    "margin": 0,
    "demand": 60,
    "speed": 10,
    "age_window": 10,
    "logistics": 10,
    "tax_step": 5,
    "friction": 3,
    "confidence": 2,
}


def weights_of(db: Database, books: Books) -> dict[str, int | None]:
    outlook = suggesting.outlook(db.connection, books, 1, TODAY)
    parts = outlook.advice.markets[0].parts
    return {part.name: part.weight for part in parts if part.weight is not None}


def test_every_ranking_weighs_as_the_office_does(stock: Database, books: Books) -> None:
    shipped = dict(books.scoring.weight)
    assert weights_of(stock, books) == shipped
    weighing.put_weights(stock, books, OWN, "sato")
    assert weights_of(stock, books) == OWN
    for found in suggesting.suggest_stock(stock.connection, books, TODAY):
        assert found.advice is not None
        for one in found.advice.markets:
            assert sum(part.points for part in one.parts) == one.score
            assert 0 <= one.score <= 100
    assert dict(books.scoring.weight) == shipped
    done = undoing.next_undo(stock.connection)
    assert done is not None
    undoing.undo_step(stock, done.step, "sato")
    assert weights_of(stock, books) == shipped


def test_the_shipped_weights_come_back(stock: Database, books: Books) -> None:
    weighing.put_weights(stock, books, OWN, "sato")
    weighing.reset_weights(stock, "sato")
    assert weighing.scoring_of(stock.connection, books) is books.scoring
    weighing.put_weights(stock, books, OWN, "sato")
    weighing.put_weights(stock, books, books.scoring.weight, "sato")
    assert weighing.scoring_of(stock.connection, books) is books.scoring


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"margin": 1}, "weights_sum"),
        ({"margin": -10, "demand": 70}, "weight_unreadable"),
        ({"luck": 0}, "weights_incomplete"),
    ],
)
def test_weights_that_give_no_score_are_refused(
    stock: Database, books: Books, changed: dict[str, int], key: str
) -> None:
    with pytest.raises(UserError) as caught:
        weighing.put_weights(stock, books, {**OWN, **changed}, "sato")
    assert caught.value.key == key
    assert weighing.scoring_of(stock.connection, books) is books.scoring


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 100), min_size=7, max_size=7))
def test_any_weights_give_scores_of_0_to_100(
    stock: Database, books: Books, cuts: list[int]
) -> None:
    places = [0, *sorted(cuts), 100]
    shares = [after - before for before, after in pairwise(places)]
    wanted = dict(zip(books.scoring.weight, shares, strict=True))
    weighing.put_weights(stock, books, wanted, "sato")
    advice = suggesting.outlook(stock.connection, books, 1, TODAY).advice
    for one in advice.markets:
        assert sum(part.points for part in one.parts) == one.score
        assert 0 <= one.score <= 100

"""Many vehicles and all markets: the same answers as for one, counted, ordered, on paper."""

import pytest

from broker_app.domain.market_matrix import ANSWERS
from broker_app.domain.verdict import Outcome
from broker_app.errors import Cancelled
from broker_app.jobs import market_matrix, suggesting
from broker_app.jobs.market_matrix import Shown
from broker_app.jobs.progress import silent
from broker_app.papers.page_text import as_text

VITZ, PRADO = 1, 2


@pytest.fixture
def matrix(stock, books, today):
    return market_matrix.compare(stock.connection, silent, books, today, [PRADO, VITZ])


def test_every_cell_says_what_the_advice_says(stock, books, today, matrix):
    assert list(matrix.vehicles) == [PRADO, VITZ]
    assert matrix.to_russia == [Outcome.BLOCKED, Outcome.ALLOWED]
    for place, vehicle in enumerate(matrix.vehicles):
        advice = suggesting.outlook(stock.connection, books, vehicle, today).advice
        for suggestion in advice.markets:
            entry = matrix.entry(place, suggestion.market.id)
            assert (entry.answer, entry.score) == (suggestion.answer.admission, suggestion.score)
        for refusal in advice.refused:
            entry = matrix.entry(place, refusal.market.id)
            assert entry.answer == ("ineligible" if refusal.answer else "not_suggested")
            assert entry.score is None


def test_what_is_kept_back_is_no_score_and_no_column_of_the_best(matrix):
    kept = [m for m in matrix.markets if matrix.entry(0, m).answer == "not_suggested"]
    assert "AE" in kept or "KZ" in kept
    best = matrix.best(8)
    assert len(best) == 8
    counts = [matrix.counts(market, range(2))["eligible"] for market in best]
    assert counts == sorted(counts, reverse=True)


def test_rows_are_filtered_and_ordered_by_the_score_of_a_market(matrix):
    assert matrix.places(matrix.markets, blocked_only=True) == [0]
    for market in matrix.markets:
        ordered = matrix.sorted_by(market, [0, 1], worst_first=False)
        entries = [matrix.entry(place, market) for place in ordered]
        assert entries == sorted(entries, key=lambda entry: entry.order)
        takes = matrix.places([market], eligible_only=True)
        assert takes == [p for p in (0, 1) if matrix.entry(p, market).answer == "eligible"]


def test_blocks_are_put_together_and_vehicles_that_are_gone_left_out(stock, books, today, matrix):
    parts = [
        market_matrix.compare(stock.connection, silent, books, today, part)
        for part in ([PRADO], [VITZ, 999])
    ]
    whole = parts[0].with_rows(parts[1])
    assert list(whole.vehicles) == list(matrix.vehicles)
    for place in range(2):
        for market in whole.markets:
            assert whole.entry(place, market) == matrix.entry(place, market)


def test_it_can_be_cancelled(stock, books, today):
    def stop(*_args, **_values):
        raise Cancelled

    with pytest.raises(Cancelled):
        market_matrix.compare(stock.connection, stop, books, today, [PRADO, VITZ])


def test_the_whole_stock_is_what_is_offered_or_ours(stock):
    assert market_matrix.stock(stock.connection) == [PRADO, VITZ]


def test_it_is_a_paper_and_a_workbook(stock, books, today, matrix, tmp_path):
    shown = Shown(matrix, (1, 0), ("KE", "TZ"), today)
    given = (stock.connection, silent, books, shown, "Asagiri")
    text = as_text(market_matrix.paper_of(*given))
    assert "Kenya" in text
    assert any(f"{word}" in text for word in ("Eligible", "Needs review"))
    target = tmp_path / "matrix.xlsx"
    market_matrix.save(*given, target)
    assert target.stat().st_size > 0


def test_answers_are_ordered_from_best_to_worst():
    assert ANSWERS[0] == "eligible"
    assert ANSWERS[-1] == "not_suggested"

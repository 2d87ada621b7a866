from datetime import date
from pathlib import Path

import openpyxl
import pytest

from broker_app.domain.certificate import Certificate
from broker_app.domain.cost import Cost
from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.domain.report import WHOLE, Report, Scope
from broker_app.errors import Cancelled, UserError
from broker_app.jobs import (
    certifying,
    costing,
    editing,
    explaining_reports,
    importing,
    moving,
    owning,
    reporting,
    selling,
)
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.store.database import Database
from tests.jobs.voyages import HEADS, PRADO, TODAY, VITZ


@pytest.fixture
def reckon(db: Database, books: Books, question: Question):  # type: ignore[no-untyped-def]
    def run(key: str, today: date = TODAY, scope: Scope = WHOLE) -> Report:
        return reporting.report(db.connection, silent, books, question, today, key, scope)

    return run


@pytest.fixture
def lots(db: Database, books: Books, question: Question, tmp_path: Path) -> None:
    """Two lots of one house in two spellings."""
    path = tmp_path / "list.csv"
    houses = ("USS東京", "USS Tokyo")
    rows = (
        f"{house},2026/11/19,{n},{car}\n"
        for n, (house, car) in enumerate(zip(houses, (VITZ, PRADO), strict=True), 1)
    )
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    importing.import_list(db, silent, path, books, question, "sato", TODAY)
    moving.move(db, silent, [1, 2], Order("bought", TODAY), "sato")


@pytest.mark.parametrize("key", reporting.REPORTS)
def test_every_report_of_an_empty_store_is_empty(reckon, key: str) -> None:  # type: ignore[no-untyped-def]
    found = reckon(key)
    assert found.rows == ()
    empty = explaining_reports.empty_of(found)
    assert empty.endswith(".")
    paper = explaining_reports.paper_of(found, "", TODAY)
    assert [form.key for form in paper.closing] == ["note 0"]  # and no sums of nothing
    assert paper.closing[0].boxes[0].lines[0].text == empty
    part = explaining_reports.empty_of(found.only([]))
    assert part != empty


@pytest.mark.usefixtures("lots")
def test_purchases_of_a_house_are_one_line_however_it_is_spelt(reckon) -> None:  # type: ignore[no-untyped-def]
    found = reckon("purchases")
    (row,) = found.rows
    named = dict(zip((c.key for c in found.columns), row, strict=True))
    assert (named["house"], named["vehicles"]) == ("USS東京", 2)
    assert named["average_price"] * 2 == named["hammer_price"]


@pytest.mark.usefixtures("lots")
def test_the_stock_list_adds_up_costs_and_counts_those_that_are_open(db, reckon) -> None:  # type: ignore[no-untyped-def]
    before = reckon("stock")
    assert before.vehicles == (1, 2)
    costing.put_cost(db, Cost(vehicle=1, kind="yard", amount=10_000, day="2026-11-20"), "sato")
    after = reckon("stock")
    assert sum(filter(None, after.sums)) - sum(filter(None, before.sums)) == 10_000
    other = Cost(vehicle=2, kind="yard", amount=100, currency="USD", day="2026-11-20")
    costing.put_cost(db, other, "sato")
    assert reckon("stock").left_out == {"cost_open": 1}


@pytest.mark.usefixtures("lots")
def test_sales_are_summed_by_market_and_open_ones_are_left_out(db, reckon) -> None:  # type: ignore[no-untyped-def]
    buyer, _ = editing.save_party(db, Party(name="NYOTA", country="KE"), "sato")
    for vehicle, price in ((1, 2_000_000), (2, 0)):
        values = {"buyer": buyer, "price": price}
        selling.sell(db, vehicle, values, "sato", TODAY)
    found = reckon("sales")
    ((market, vehicles, sales, cost, margin, share),) = found.rows
    assert (market, vehicles, sales, margin) == ("KE", 1, 2_000_000, 2_000_000 - cost)
    assert share == pytest.approx(margin / cost)
    assert found.left_out == {"margin_open": 1}


@pytest.mark.usefixtures("lots")
def test_ageing_counts_from_the_purchase_the_oldest_first(db, reckon) -> None:  # type: ignore[no-untyped-def]
    later = Order("yard", TODAY)
    moving.move(db, silent, [2], later, "sato")
    rows = reckon("ageing", date(2027, 3, 1)).rows
    assert [row[5] for row in rows] == [(date(2027, 3, 1) - date(2026, 11, 19)).days] * 2
    moving.move(db, silent, [2], Order("cancelled", TODAY, why="engine"), "sato")
    assert len(reckon("ageing").rows) == len(reckon("stock").rows) == 1


@pytest.mark.usefixtures("lots")
def test_certificates_that_end_stand_in_the_report(db, books, question, reckon) -> None:  # type: ignore[no-untyped-def]
    paper = Certificate(
        vehicle=1, chassis_number="KSP130-1234567", scheduled_on="2026-12-10", owner="AMX"
    )
    certifying.enter(db, silent, books, question, paper, "sato", TODAY)
    ((*_, back, scheduled, left),) = reckon("certificates").rows
    assert (scheduled, left, back) == ("2026-12-10", (date(2026, 12, 10) - TODAY).days, None)
    assert reckon("certificates", date(2026, 12, 20)).rows[0][4] == "2026-12-25"


@pytest.mark.usefixtures("lots")
def test_verdicts_add_up_to_the_stock(reckon) -> None:  # type: ignore[no-untyped-def]
    found = reckon("verdicts")
    assert found.sums[-1] == 2
    assert all(sum(row[1:-1]) == row[-1] for row in found.rows)


@pytest.mark.usefixtures("lots")
def test_doors_close_between_today_and_the_horizon_in_order(reckon) -> None:  # type: ignore[no-untyped-def]
    days = [
        row[5] for year in (2026, 2027, 2028) for row in reckon("doors", date(year, 10, 1)).rows
    ]
    assert days
    assert all(0 <= left <= reporting.DOORS_AHEAD for left in days)
    rows = reckon("doors", date(2026, 10, 1)).rows
    assert [row[4] for row in rows] == sorted(row[4] for row in rows)


@pytest.mark.usefixtures("lots")
def test_reckoning_can_be_cancelled(db, books, question) -> None:  # type: ignore[no-untyped-def]
    def stop(_done: int, _total: int, _key: str, /, **_values: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        reporting.report(db.connection, stop, books, question, TODAY, "stock")
    with pytest.raises(UserError, match="report_unknown"):
        reporting.report(db.connection, stop, books, question, TODAY, "nonsense")


@pytest.mark.usefixtures("lots")
def test_the_workbook_has_live_sums_and_no_text_is_a_formula(
    db,
    books,
    question,
    reckon,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    editing.type_fact(db, silent, books, question, 1, "grade_name", "=1+1", "sato")
    found, target = reckon("stock"), tmp_path / "stock.xlsx"
    explaining_reports.save_report(found, "=cmd|x", TODAY, target)
    cells = [c for row in openpyxl.load_workbook(target).active for c in row]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value[:5] for cell in formulas] == ["=SUM("]
    values = [c.value for row in openpyxl.load_workbook(target, data_only=True).active for c in row]
    assert sum(filter(None, found.sums)) in values


@pytest.fixture
def two_companies(db: Database) -> int:
    for name in ("First Motors", "Second Motors"):
        other, _ = owning.add_company(db, name, "sato")
    owning.give_vehicles(db, [2], other, "sato")
    return other


@pytest.mark.usefixtures("lots")
@pytest.mark.parametrize("key", ["stock", "ageing", "purchases", "verdicts"])
def test_a_report_of_each_company_adds_up_to_all(  # type: ignore[no-untyped-def]
    reckon, two_companies: int, key: str
) -> None:
    scopes = (WHOLE, Scope(1), Scope(two_companies))
    counted = []
    for found in (reckon(key, scope=scope) for scope in scopes):
        place = next(
            (n for n, column in enumerate(found.columns) if column.key == "vehicles"), None
        )
        counted.append(len(found.rows) if place is None else found.sums[place])
    assert counted == [2, 1, 1]


@pytest.mark.usefixtures("lots")
def test_purchases_and_sales_are_of_the_months_that_are_asked_for(db, books, reckon) -> None:  # type: ignore[no-untyped-def]
    def counted(**months: str) -> int:
        return sum(row[1] for row in reckon("purchases", scope=Scope(**months)).rows)

    assert counted(since="2026-11", until="2026-11") == 2
    assert counted(since="2026/11") == 2
    assert counted(until="2026-10") == 0
    assert counted(since="2026-12") == 0
    with pytest.raises(UserError, match="months_reversed"):
        reckon("purchases", scope=Scope(since="2026-12", until="2026-11"))
    with pytest.raises(UserError, match="month_unreadable"):
        reckon("purchases", scope=Scope(since="2026-13"))
    with pytest.raises(UserError, match="report_without_period"):
        reckon("stock", scope=Scope(since="2026-11"))


@pytest.mark.parametrize(
    ("scope", "company", "said"),
    [
        (WHOLE, "", ""),
        (Scope(1), "ASAGIRI", "ASAGIRI"),
        (Scope(since="2026-10"), "", "2026-10"),
        (Scope(1, "2026-10", "2026-11"), "ASAGIRI", "2026-11"),
    ],
)
def test_a_paper_says_what_it_is_of(reckon, scope: Scope, company: str, said: str) -> None:  # type: ignore[no-untyped-def]
    subject = explaining_reports.subject_of(scope, company)
    assert said in subject
    paper = explaining_reports.paper_of(reckon("sales", scope=scope), "", TODAY, subject=subject)
    assert subject in paper.as_text()

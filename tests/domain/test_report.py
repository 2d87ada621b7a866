from hypothesis import given
from hypothesis import strategies as st

from broker_app.domain.report import Report, ReportColumn, ReportKind, grouped

COLUMNS = (
    ReportColumn("house", ReportKind.TEXT, 40),
    ReportColumn("vehicles", ReportKind.COUNT, 20, adds_up=True),
    ReportColumn("average_price", ReportKind.YEN, 20),
)


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(), st.none() | st.integers())))
def test_only_columns_that_add_up_are_added(rows: list[tuple[str, int | None, int | None]]) -> None:
    report = Report("purchases", COLUMNS, tuple(rows))
    assert report.sums == (None, sum(row[1] or 0 for row in rows), None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers())))
def test_grouping_loses_nothing(lines: list[tuple[str, int]]) -> None:
    groups = grouped(lines, lambda line: line[0])
    assert sorted(line for group in groups.values() for line in group) == sorted(lines)
    assert all(line[0] == key for key, group in groups.items() for line in group)

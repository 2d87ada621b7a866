from dataclasses import replace

import pytest

from broker_app.papers.measure import width_mm
from broker_app.papers.page import STYLES, Align
from broker_app.papers.placing import Sheet, sheets
from tests.papers.samples import FROM_YOKOHAMA, as_packing_list, cars, page_of, taken, with_more

PAGES = {
    f"{kind} {count}": page_of(replace(taken(vehicles=cars(count)), kind=kind))
    for kind in ("CI", "PL")
    for count in (0, 1, 7, 10, 40)
} | {"yen": page_of(taken(FROM_YOKOHAMA, cars(10, "JPY"), revision=1))}


def said(sheet: Sheet) -> list[str]:
    return [written.text for written in sheet.texts]


@pytest.mark.parametrize("name", PAGES)
def test_every_mark_stands_on_the_paper_inside_its_room(name: str) -> None:
    page = PAGES[name]
    setup = page.setup
    for sheet in sheets(page):
        for one in sheet.texts:
            style = STYLES[one.role]
            assert width_mm(one.text, style.size_pt, bold=style.bold) <= one.room_mm + 0.01, one
            assert setup.left_mm <= one.left_mm
            assert one.left_mm + one.room_mm <= setup.width_mm - setup.right_mm + 0.01
            assert setup.top_mm < one.baseline_mm < setup.height_mm - 4
        for ruled in sheet.rules:
            assert setup.left_mm <= ruled.left_mm < ruled.right_mm
            assert ruled.right_mm <= setup.width_mm - setup.right_mm + 0.01


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_written_over_another(name: str) -> None:
    for sheet in sheets(PAGES[name]):
        taken_lines: dict[float, list[tuple[float, float]]] = {}
        for one in sheet.texts:
            style = STYLES[one.role]
            width = width_mm(one.text, style.size_pt, bold=style.bold)
            share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[one.align]
            left = one.left_mm + (one.room_mm - width) * share
            beside = taken_lines.setdefault(round(one.baseline_mm, 1), [])
            assert all(left >= end or left + width <= start for start, end in beside), one
            beside.append((left, left + width))


def test_heads_are_repeated_and_pages_are_counted() -> None:
    made = sheets(PAGES["CI 40"])
    assert len(made) == 2  # set tighter, for its closing alone would stand on a third
    for number, sheet in enumerate(made, 1):
        assert "CHASSIS NO." in said(sheet)
        assert f"Page {number} of 2" in said(sheet)
        assert said(sheet).count("HAX-2026-0417") == (2 if number == 1 else 1)
    assert [("COMMERCIAL INVOICE" in said(s)) for s in made] == [True, False]
    assert ["M. KANEDA, EXPORT MANAGER" in said(s) for s in made] == [False, True]
    chassis = [t for s in made for t in said(s) if t.startswith(("E12-", "GK3-"))]
    assert len(chassis) == 12


def test_a_draft_says_so_across_every_sheet() -> None:
    draft = page_of(as_packing_list(taken(vehicles=cars(40), draft=True)))
    assert all(s.across and s.across.text == draft.draft for s in sheets(draft))
    assert not any(s.across for s in sheets(PAGES["PL 40"]))


def test_a_year_and_a_name_stay_on_their_line() -> None:
    (sheet,) = sheets(PAGES["CI 7"])
    assert {"2019/09", "2020/10", "USED TOYOTA COROLLA FIELDER 1.5X"} <= set(said(sheet))


def test_a_japanese_paper_counts_its_pages_in_japanese() -> None:
    made = sheets(page_of(with_more("LCC", 1)))
    assert [f"{n}／{len(made)}ページ" in said(s) for n, s in enumerate(made, 1)] == [True] * len(
        made
    )

"""The sheet of a market: nothing of its file is left out, and all of it is said in both languages."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from broker_app import words
from broker_app.domain.market import GROUPS
from broker_app.jobs import market_sheet
from broker_app.jobs.books import Books
from broker_app.papers.market_sheet import as_text

BOOKS = Books()
TODAY = date(2026, 11, 24)


def sheet(market_id):
    return market_sheet.sheet_of(BOOKS.markets[market_id], BOOKS.ports, TODAY)


def part(shown, key):
    return next(one for one in shown.parts if one.key == key)


def cells(shown, key):
    return [row for grid in part(shown, key).grids for row in grid.rows]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_market_is_said_whole_and_in_words(language):
    words.use(language)
    for market in BOOKS.markets.values():
        shown = market_sheet.sheet_of(market, BOOKS.ports, TODAY)
        text = as_text(shown)
        assert "sheet." not in text.replace("worksheet.", ""), market.id
        sources = [source for one in shown.parts for source in one.sources]
        assert len(sources) == len(GROUPS)
        for source in market.sources.values():
            assert all(address in text for address in source.references)
        assert all(BOOKS.ports[code].name in text for code in market.logistics.ports)
        assert len(cells(shown, "asks")) == sum(len(v.rows) for v in market.versions)
        for step in market.duties:
            assert words.say(f"cost.{step.name}") in text
        for name in market.documents:
            assert words.say(f"market.paper.{name}") in text


def test_a_row_says_what_it_asks():
    (row,) = cells(sheet("KE"), "asks")
    assert row[:3] == ("All vehicles", "Open", "Right-hand drive only")
    assert row[3].startswith("At most 8 calendar years")
    assert row[4].split("\n") == [
        "No unrepaired damage, no salvage",
        "12 months or more between manufacture and first registration: to be checked",
    ]
    mixed = cells(sheet("NZ"), "asks")
    assert "classic" in mixed[0][4]
    assert "emission codes beginning with A, B or C are refused" in mixed[0][4]


def test_doubts_are_said_plainly():
    cautions = sheet("NZ").cautions
    assert any("too uncertain for a yes" in one for one in cautions)
    assert any("confirmed with the importer" in one for one in cautions)
    assert sheet("KE").cautions == ()


def test_examples_are_tried_and_a_wrong_one_is_told():
    market = BOOKS.markets["KE"]
    examples = part(sheet("KE"), "examples")
    assert set(examples.grids[0].marks) == {"passed"}
    wrong = replace(market.examples[0], gives="ineligible")
    broken = replace(market, examples=(wrong, *market.examples[1:]))
    shown = market_sheet.sheet_of(broken, BOOKS.ports, TODAY)
    assert part(shown, "examples").grids[0].marks[0] == "refused"
    assert part(shown, "examples").beside == "7 of 8 pass"


def test_facts_that_were_checked_long_ago_are_marked():
    market = BOOKS.markets["KE"]
    on = market.checked_on
    assert "34 days ago" in market_sheet.checked(on, on + timedelta(days=34))
    assert not market_sheet.is_old(on, on + timedelta(days=90))
    late = market_sheet.sheet_of(market, BOOKS.ports, on + timedelta(days=91))
    assert late.old
    assert "more than 90 days ago" in late.cautions[0]


def test_a_version_that_is_over_says_until_when():
    titles = [grid.title for grid in part(sheet("KY"), "asks").grids]
    assert titles == ["In force since 1 Nov 2024", "1 May 2023 to 31 Oct 2024"]


def test_what_is_too_uncertain_for_a_yes_bears_no_tick():
    for market in BOOKS.markets.values():
        rows = market.version_on(TODAY).rows
        if all(row.force_review for row in rows):
            assert sheet(market.id).mark != "eligible"


def test_duties_say_what_each_is_a_share_of():
    rows = {row[0]: row for row in cells(sheet("KE"), "duty")}
    assert rows["Import duty"][1:3] == ("35 %", "CIF value")
    assert rows["Excise duty over 1,500 cc"][1] == "25 to 35 %"
    assert "Displacement over 1,500 cc" in rows["Excise duty over 1,500 cc"][3]


def test_onward_movement_and_sanctions_are_said():
    said = dict(part(sheet("KG"), "diversion").lines)
    assert "Russia" in said["Goods are known to move on to"]
    assert "Sanctions" in said


def test_the_sheet_is_a_paper_of_several_pages():
    page = market_sheet.page_of(BOOKS.markets["TZ"], BOOKS.ports, TODAY, "Sakura Trading")
    text = page.as_text()
    assert "Tanzania (mainland)" in text
    assert "Age excise, 8 to 10 years" in text
    assert "Sakura Trading" in text

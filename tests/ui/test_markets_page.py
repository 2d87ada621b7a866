"""The markets page: ranked with its parts, grouped, costed; nothing that is kept back is ranked."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester

from broker_app.domain.party import Party
from broker_app.domain.rate import Rate
from broker_app.domain.suggest import guard
from broker_app.domain.verdict import Outcome
from broker_app.jobs import costing, editing, selling
from broker_app.reference import markets
from broker_app.store.database import open_file
from broker_app.ui.models.market_lines import PARTS
from broker_app.ui.pages.market_ranking import Ranking
from broker_app.ui.pages.markets import MarketsPage
from broker_app.ui.pages.shipments import ShipmentsPage
from broker_app.ui.pages.vehicles import VehiclesPage
from broker_app.ui.widgets.text import Plain

from .conftest import TODAY, car, idle, page_of, put_stock

FACTS = {
    "steering": "right",
    "manufactured": "2019-02",
    "first_registered": "2019-03",
    "model_year": 2019,
    "accident": "none",
    "stability_control": "yes",
    "emission_code": "DBA",
    "volume_m3": 10.0,
}
USD = Rate(Decimal(150), date(2026, 11, 20), "MUFG TTM")
MARK_X, AXIO = 1, 2
KEPT_BACK = {m.title["en"] for m in markets.shipped() if guard(m, Outcome.BLOCKED)}


@pytest.fixture
def window(file, open_main):
    with open_file(file) as db:
        put_stock(
            db,
            [
                car(1, model="MARK X", displacement_cc=2499, **FACTS),
                car(2, displacement_cc=1496, **FACTS),
            ],
        )
        costing.put_rate(db, "USD", USD, "Sato", TODAY)
    return open_main()


@pytest.fixture
def page(qtbot, window):
    return show(qtbot, window, MARK_X)


def show(qtbot, window, what=None):
    window.show_page("markets", what)
    idle(qtbot, window)
    return ranking_of(window)


def ranking_of(window) -> Ranking:
    return page_of(window, MarketsPage).view("ranking")


def lines(page):
    return [page.model.line(row) for row in range(page.model.rowCount())]


def titles(page, group):
    return [
        page.model.cell(row, 1).text
        for row, line in enumerate(lines(page))
        if line.group == group and not line.is_group
    ]


def row_of(page, title):
    rows = range(page.model.rowCount())
    return next(row for row in rows if page.model.cell(row, 1).text == title)


def texts(widget):
    return [label.text() for label in widget.findChildren(Plain)]


def test_every_market_stands_in_one_group(page):
    groups = {line.group: line.count for line in lines(page) if line.is_group}
    assert sum(groups.values()) == len(page.desk.books.markets)
    assert groups["not_suggested"] == len(KEPT_BACK)
    assert {"UAE free zones (re-export)", "Kazakhstan", "Mongolia", "Turkey"} <= KEPT_BACK
    assert page.footer()[0] == f"{groups['eligible']} eligible"
    assert "Blocked for Russia" in texts(page)


def test_the_parts_of_a_row_add_up_to_its_score(page):
    for row, line in enumerate(lines(page)):
        if line.suggestion is None:
            continue
        places = [page.model.place_of(name) for name in (*PARTS, "adjust")]
        cells = [page.model.cell(row, place).text or "0" for place in places]
        points = sum(int(text.replace("−", "-")) for text in cells)
        assert points == line.suggestion.score
        assert page.model.cell(row, page.model.place_of("score")).text == str(points)


def test_what_is_kept_back_is_named_on_demand_and_never_ranked_or_costed(qtbot, page):
    assert titles(page, "not_suggested") == []
    row = next(n for n, line in enumerate(lines(page)) if line.group == "not_suggested")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert set(titles(page, "not_suggested")) == KEPT_BACK
    for title in KEPT_BACK:
        row = row_of(page, title)
        for name in ("rank", *PARTS, "adjust", "landed", "arrives"):
            assert page.model.cell(row, page.model.place_of(name)).text == ""
        page.table.go_to(row)
        assert not page.pane.score.isVisible()
        assert not page.pane.cost.isVisible()
        assert not page.pane.button.isVisible()
    qtbot.mouseClick(
        page.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=page.table.visualRect(page.model.index(row_of_group(page), 0)).center(),
    )
    assert titles(page, "not_suggested") == []


def row_of_group(page):
    return next(n for n, line in enumerate(lines(page)) if line.group == "not_suggested")


def test_a_vehicle_that_may_go_to_russia_sees_the_others_too(qtbot, page):
    show(qtbot, page.window(), AXIO)
    assert "Allowed for Russia" in texts(page)
    assert not any(line.group == "not_suggested" for line in lines(page))


def test_the_pane_shows_answer_parts_cost_rate_and_sources(qtbot, page):
    page.table.go_to(row_of(page, "Tanzania (mainland)"))
    pane = page.pane
    assert pane.band.word.text() == "Eligible"
    assert pane.button.text().startswith("Add to shipment")
    shown = texts(pane.score)
    assert "no sales there yet" in shown
    assert any(text.startswith("119,000 a year") for text in shown)
    assert any("USD at 150, 20 Nov 2026, MUFG TTM" in text for text in texts(pane.cost))
    pane.rules.turn()
    assert any(text.startswith("sourced") for text in texts(pane.rules))


def test_the_way_of_a_port_turns_its_language(qtbot, page):
    def ways():
        return {line.route for line in lines(page) if line.route_of}

    assert "via Mombasa" in ways()
    page.window().do_language()
    idle(qtbot, page.window())
    assert "Mombasa経由" in ways()
    assert not any(way.startswith("via ") for way in ways())


def test_costs_are_shown_in_the_chosen_currency(qtbot, page):
    row = row_of(page, "Tanzania (mainland)")
    landed = page.model.place_of("landed")
    in_yen = page.model.cell(row, landed).text
    assert page.model.headerData(landed, Qt.Orientation.Horizontal) == "Landed, JPY"
    page.currency.choose("USD")
    idle(qtbot, page.window())
    in_dollars = page.model.cell(row, landed).text
    assert page.model.headerData(landed, Qt.Orientation.Horizontal) == "Landed, USD"
    digits = [int(text.replace(",", "")) for text in (in_yen, in_dollars)]
    assert digits[0] == pytest.approx(digits[1] * 150, rel=0.001)


def test_without_a_rate_the_cost_is_open_and_says_so(qtbot, page):
    window = page.window()
    window.do_undo()  # the rate
    idle(qtbot, window)
    row = row_of(page, "Tanzania (mainland)")
    assert page.model.cell(row, page.model.place_of("landed")).text == "open"
    page.table.go_to(row)
    assert any("exchange rate of USD" in text for text in texts(page.pane.cost))


def test_a_later_day_closes_a_door(qtbot, page):
    assert "Kenya" in titles(page, "ineligible")
    kenya = row_of(page, "Kenya")
    reason = page.model.cell(kenya, page.model.place_of("score"))
    assert reason.text.startswith("Too old on the day that counts (first registered 2019-03;")
    page._calendar.pick(QDate(2026, 10, 1))
    idle(qtbot, page.window())
    assert "Kenya" in titles(page, "eligible")
    assert page.day.text() == "Ready 1 Oct 2026"


def test_own_sales_weigh_in_as_soon_as_they_are_kept(qtbot, page):
    row = row_of(page, "Tanzania (mainland)")
    before = page.model.line(row).suggestion.score
    with open_file(page.desk.runner.path) as db:
        buyer, _ = editing.save_party(db, Party(name="TUMAINI", country="TZ"), "Sato")
        given = {"buyer": buyer, "price": 1_000_000, "currency": "JPY"}
        selling.sell(db, AXIO, given, "Sato", TODAY)
    page._ask()
    idle(qtbot, page.window())
    row = row_of(page, "Tanzania (mainland)")
    page.table.go_to(row)
    assert page.model.line(row).suggestion.score == before + 35 - 18
    assert "42.9 %, 1 own sale" in texts(page.pane.score)


def test_the_next_step_puts_it_on_a_shipment_or_opens_the_one_it_is_on(qtbot, page):
    page.pane.button.click()
    from broker_app.ui.pages.add_to_shipment import AddToShipment

    idle(qtbot, page.window())
    dialog = page.findChild(AddToShipment)
    dialog.new_shipment.emit()
    dialog.reject()
    idle(qtbot, page.window())
    page_of(page.window(), ShipmentsPage)


def test_it_is_reached_from_the_vehicle_and_leads_back(qtbot, window):
    vehicles = page_of(window, VehiclesPage)
    vehicles.table.go_to(0)
    idle(qtbot, window)
    vehicle = vehicles.table.current_vehicle()
    vehicles.do("markets")
    idle(qtbot, window)
    page = ranking_of(window)
    assert page.outlook.vehicle == vehicle
    page.change.click()
    idle(qtbot, window)
    assert page_of(window, VehiclesPage).table.current_vehicle() == vehicle


def test_it_begins_with_a_vehicle_that_is_blocked(qtbot, window):
    assert show(qtbot, window).outlook.vehicle == MARK_X


def test_it_is_said_in_japanese_and_keeps_its_place(qtbot, page):
    page.table.go_to(row_of(page, "Tanzania (mainland)"))
    page.window().do_language()
    idle(qtbot, page.window())
    assert page.pane.band.word.text() == "輸入可"
    assert page._chosen == "TZ"
    assert "ロシア向け：輸出不可" in texts(page)


def test_an_empty_stock_says_what_to_do(qtbot, file, open_main):
    window = open_main()
    page = show(qtbot, window)
    assert page._body.currentIndex() == 1
    assert page.outlook is None


def test_the_model_keeps_the_rules_of_qt(page):
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    page._turn_kept_back()
    page._turn_kept_back()
    page.retranslate()
    assert tester.model() is page.model


def test_a_hub_asks_for_the_final_country_and_both_decide(qtbot, page):
    hub = "South Africa (Durban transit)"
    assert hub in titles(page, "needs_review")
    page.table.go_to(row_of(page, "Tanzania (mainland)"))
    assert not page.pane.final.isVisible()
    page.table.go_to(row_of(page, hub))
    assert page.pane.final.isVisible()
    page.pane.final.type_in("Botswana")
    idle(qtbot, page.window())
    assert page.outlook.final == "BW"
    assert hub in titles(page, "eligible")
    assert "Botswana: Admitted" in page.pane.band.sentence.text()
    page.pane.final.type_in("Atlantis")
    assert page.pane.final.is_wrong


def test_no_hub_leads_a_barred_vehicle_to_russia(qtbot, page):
    hub = "South Africa (Durban transit)"
    page.table.go_to(row_of(page, hub))
    page.pane.final.type_in("RU")
    idle(qtbot, page.window())
    assert hub in titles(page, "not_suggested")
    page.table.go_to(row_of(page, hub))
    assert "Foreign Exchange and Foreign Trade Act" in page.pane.band.sentence.text()
    page.pane.final.type_in("")  # and one may take it back
    idle(qtbot, page.window())
    assert hub in titles(page, "needs_review")


def test_what_is_kept_back_says_why_and_what_an_undertaking_asks(qtbot, page):
    page._turn_kept_back()
    page.table.go_to(row_of(page, "Mongolia"))
    said = " ".join(texts(page.pane.diversion))
    assert page.pane.diversion.isVisible()
    assert "circumventing export" in said
    assert "Belarus" in said
    assert not page.pane.final.isVisible()
    page.table.go_to(row_of(page, "Tanzania (mainland)"))
    assert not page.pane.diversion.isVisible()


def test_sanctions_stand_with_the_answer(qtbot, page):
    page.table.go_to(row_of(page, "DR Congo"))
    assert "Sanctions (on some parties or goods): Arms embargo" in page.pane.band.sentence.text()


def test_what_rests_on_an_old_rate_says_so(qtbot, page):
    ranking = ranking_of(page.window())
    assert not any("30 days old" in text for text in ranking.footer())
    ranking._set_day(date(2026, 12, 28))
    idle(qtbot, page.window())
    assert "Exchange rates more than 30 days old: USD" in ranking.footer()
    assert any("(more than 30 days old)" in text for text in texts(ranking.pane.cost))


def test_a_market_in_review_says_what_it_would_score(qtbot, page):
    ranking = ranking_of(page.window())
    suggested = [(n, line.suggestion) for n, line in enumerate(lines(page)) if line.suggestion]
    row = next(n for n, suggestion in suggested if suggestion.is_held)
    ranking.table.go_to(row)
    idle(qtbot, page.window())
    shown = ranking.table.market_of(row).suggestion
    said = f"Would score {shown.settled_score}; held at {shown.score} until that is settled."
    assert said in texts(ranking.pane.score)


def test_duties_are_shown_in_the_markets_own_currency_too(qtbot, page):
    window, ranking = page.window(), ranking_of(page.window())
    costed = [line for line in lines(page) if line.suggestion and line.suggestion.cost.total.low]
    market = next(m for line in costed if (m := line.market).duties and m.currency != "USD")
    worth = Rate(Decimal("1.17"), TODAY, "bank")
    window.desk.runner.change(costing.put_rate, market.currency, worth, "Sato", TODAY)
    idle(qtbot, window)
    row = next(
        n for n, line in enumerate(lines(page)) if line.market and line.market.id == market.id
    )
    ranking.table.go_to(row)
    idle(qtbot, window)
    said = [text for text in texts(ranking.pane.cost) if text.startswith(f"{market.currency} ")]
    assert len(said) >= 3  # a duty, the total, the rate

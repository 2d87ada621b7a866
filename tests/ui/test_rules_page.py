"""The rules page: every rule as a text a broker can read, with its law and its age."""

import shutil
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from broker_app import paths, words
from broker_app.domain.question import REGIMES, Question
from broker_app.jobs import explaining_rules
from broker_app.reference import rules
from broker_app.ui import theme
from broker_app.ui.models.rule_list import RuleList
from broker_app.ui.pages import rule_timeline
from broker_app.ui.pages import rules as rules_page
from broker_app.ui.pages.rule_install import InstallRules
from broker_app.ui.pages.rule_text import RuleText
from broker_app.ui.pages.rules import RulesPage
from broker_app.ui.widgets.marks import MarkLabel

from .conftest import BOOKS, QUESTION, idle, page_of

OVER_1900 = "JP-RU-IND-2308-ICE1900"
RULES = {rule.id: rule for rule in BOOKS.pack.rules}


@pytest.fixture
def page(qtbot, stock, open_main) -> RulesPage:
    window = open_main()
    window.show_page("rules", OVER_1900)
    idle(qtbot, window)
    found = page_of(window, RulesPage)
    assert isinstance(found, RulesPage)
    return found


def said(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_a_rule_is_read_as_a_text(page):
    texts = said(page.text)
    assert "Petrol and diesel cars over 1,900 cc" in texts
    assert "排気量1,900ccを超えるガソリン車・ディーゼル車" in texts
    assert "Stops the export of goods to Russia for which all of these hold." in texts
    assert {"HS code", "starts with", "8703.2 or 8703.3"} <= set(texts)
    assert {"Displacement", "over", "1,900 cc"} <= set(texts)
    assert any("Cabinet Order 252 of 2023" in text for text in texts)
    assert "Item 2-2, promulgated 2 Aug 2023, in force since 9 Aug 2023" in texts
    links = [b.toolTip() for b in page.text.findChildren(QPushButton)]
    assert "https://laws.e-gov.go.jp/law/324CO0000000378" in links


def test_it_says_how_many_vehicles_in_stock_it_applies_to(page):
    assert page.text.stock.text().startswith("Applies to 1 vehicle.")
    assert "Asked for Russia, export 24 Dec 2026." in page.text.stock.text()
    assert page.model.counts[OVER_1900] == (1, 1)
    assert "1 more waits for a fact." in page.text.stock.text()


def test_its_examples_are_tried_and_ticked(page):
    ticks = [mark.name for mark in page.text.examples.ticks]
    assert ticks == ["passed"] * len(RULES[OVER_1900].examples)
    assert page.text.passed.text() == "10 of 10 pass"
    page.text.show_ticks([False] + [True] * 9)
    assert page.text.examples.ticks[0].name == "refused"
    assert page.text.passed.text() == "9 of 10 pass"


def test_the_age_of_the_pack_is_always_there(page):
    assert page.pack.text() == (
        "Rule pack 2026.11.24, checked 22 Nov 2026, 2 days ago, trusted until 20 Feb 2027"
    )
    page.desk.asked.ask(Question("RU", date(2027, 3, 1)))
    assert "Not trusted for 1 Mar 2027: Allowed becomes Review." in page.pack.text()
    assert page.pack.property("role") == "missing"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("1,900", OVER_1900),
        ("8703.2", OVER_1900),
        ("87032", OVER_1900),
        ("cabinet order 252", OVER_1900),
        ("排気量 ディーゼル", OVER_1900),
        ("ﾃﾞｨｰｾﾞﾙ", OVER_1900),
        ("ICE1900", OVER_1900),
        ("luhansk", "JP-UA-DNRLNR"),
    ],
)
def test_rules_are_found_by_words_codes_and_law(page, query, found):
    page.search.wanted.emit(query)
    assert page.model.row_of(found) is not None
    assert page.model.found < len(RULES)
    assert page.footer()[0] == f"{page.model.found} of {len(RULES)} rules"


def test_nothing_found_is_said(qtbot, page):
    page.search.wanted.emit("zzzz")
    assert "No rule holds all of these words." in said(page.text)
    page.search.wanted.emit("")
    idle(qtbot, page.window())
    assert page.rule is not None


def test_rules_stand_by_regime_and_scope_the_latest_first(page):
    page.search.wanted.emit("")
    lines = [page.model.line(row) for row in range(page.model.rowCount())]
    regimes = [line.group[0] for line in lines if line.rule is None]
    assert regimes == sorted(regimes, key=REGIMES.index)
    for group in {line.group for line in lines}:
        days = [line.version.since for line in lines if line.group == group and line.rule]
        assert days == sorted(days, reverse=True)


def test_arrows_go_from_rule_to_rule(qtbot, page):
    first = page.rule
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    idle(qtbot, page.window())
    assert page.rule is not first


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("rule", BOOKS.pack.rules, ids=lambda rule: rule.id)
def test_every_rule_is_said_in_both_languages(qtbot, rule, language):
    words.use(language)
    text = RuleText(BOOKS.pack)
    qtbot.addWidget(text)
    text.show_rule(rule, QUESTION)
    text.resize(900, 700)
    text.grab()
    texts = [t for t in said(text) if t]
    for raw in ("rules.", "fact.", "place.", "choice.", "evidence.", "verdict.", "mark."):
        assert not [t for t in texts if t.startswith(raw)]
    assert len(text.findChildren(MarkLabel)) >= len(rule.examples)
    assert rule.title[language] in texts


def test_a_rule_that_compares_nothing_speaks_of_all_goods():
    rule = RULES["JP-UA-DNRLNR"]
    assert explaining_rules.asks(rule, rule.versions[-1]) == (
        "Stops the export of all goods shipped to or ending up in Donetsk or Luhansk."
    )


def test_conditions_read_naturally_in_japanese(page):
    page.desk.appearance.use_language("ja")
    condition = RULES[OVER_1900].versions[0].when[1]
    assert explaining_rules.condition_words(condition) == ("総排気量", "を超える", "1,900 cc")
    assert "ロシア向けで、次のすべてに当たる貨物は輸出できません。" in said(page.text)
    assert page.pack.text().startswith("規則集 2026.11.24")


def test_nothing_tells_how_to_pass(page):
    for rule in RULES.values():
        for version in rule.versions:
            text = explaining_rules.asks(rule, version).lower()
            assert not any(word in text for word in ("below", "unless", "avoid", "instead"))


def test_another_page_can_ask_for_a_rule(qtbot, page):
    page.wants.emit("rules", "JP-RU-LUX-8703")
    idle(qtbot, page.window())
    assert page.rule.id == "JP-RU-LUX-8703"


def test_the_list_keeps_the_rules_of_qt():
    model = RuleList(BOOKS.pack)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.find("", QUESTION.on)
    model.count({OVER_1900: (2, 0)})
    model.find("hybrid", QUESTION.on)
    model.retranslate()
    assert model.found


def test_a_version_is_chosen_by_the_day(page):
    rule = RULES["JP-UA-DNRLNR"]
    assert explaining_rules.in_view(rule, date(2022, 3, 1)).outcome == "REVIEW"
    assert explaining_rules.in_view(rule, date(2026, 1, 1)).outcome == "BLOCKED"
    assert explaining_rules.in_view(rule, date(2020, 1, 1)).outcome == "REVIEW"
    assert rules_page.tried(BOOKS.pack, BOOKS.tariff, rule) == [True] * len(rule.examples)


def test_a_pack_is_installed_after_its_preview_and_undone(qtbot, page, tmp_path, monkeypatch):
    folder = tmp_path / "rules"
    shutil.copytree(paths.resources() / "rules", folder)
    head = folder / "pack.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("2026.11.24", "2026.12.01"), "utf-8")
    (folder / "jp" / "motorcycle-value-flag.toml").unlink()
    file = tmp_path / "new.rules"
    file.write_bytes(rules.pack_bytes(folder))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    window = page.window()
    page.do_install_rules()
    idle(qtbot, window)
    dialog = window.findChild(InstallRules)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("APP-REDFLAG-VALUE-8711  removed" in text for text in texts)
    assert any("No vehicle is judged otherwise" in text for text in texts)
    dialog.accept()
    idle(qtbot, window)
    assert window.desk.books.pack.version == "2026.12.01"
    assert page_of(window, RulesPage).pack.text().startswith("Rule pack 2026.12.01")
    window.do_undo()
    idle(qtbot, window)
    assert window.desk.books.pack.version == "2026.11.24"
    assert page_of(window, RulesPage).pack.text().startswith("Rule pack 2026.11.24")


def test_a_file_that_is_no_pack_is_a_sentence(qtbot, page, tmp_path, monkeypatch):
    file = tmp_path / "photo.zip"
    file.write_bytes(b"no archive")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    page.do_install_rules()
    idle(qtbot, page.window())
    assert page.window().findChild(InstallRules) is None
    assert page.window().bar.current.kind == "error"


def test_ticks_that_come_when_nothing_is_found_any_more_are_let_go(qtbot, stock, open_main):
    window = open_main()
    window.show_page("rules")
    page = window.current
    page.search.setText("")
    page._find("")
    assert page.rule is not None  # its examples are on their way
    under_way = page._trying
    page._find("no rule has these words")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    page._tick(under_way, [True])
    idle(qtbot, window)
    assert page.rule is None
    assert page.model.rowCount() == 0


def test_no_tick_of_the_timeline_crosses_out_the_day_last_checked(qtbot):
    """The tall tick of a version that began a few months ago stood in the words of that day."""
    rule = RULES["JP-RU-DUAL-2203-TRACTOR"]
    line = rule_timeline.Timeline(rule, date(2026, 11, 22))
    qtbot.addWidget(line)
    line.resize(800, line.height())
    image = line.grab().toImage()
    ink = theme.now().ink.rgb()
    top = theme.px(rule_timeline.AXIS - rule_timeline.BAR - rule_timeline.TICK)
    above = range(top + 1, theme.px(rule_timeline.AXIS - rule_timeline.BAR) - 1)

    def is_tall(day: date) -> bool:
        x = round(line._x(day))
        return all(image.pixelColor(x, y).rgb() == ink for y in above)

    assert is_tall(date(2026, 11, 22))
    assert is_tall(rule.versions[0].since)
    assert not is_tall(rule.versions[-1].since)

"""A rule as a text: what it asks, the law behind it, its versions, its examples."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.question import Question
from broker_app.domain.rule import EXEMPTION, Pack, Rule, Version
from broker_app.domain.verdict import Outcome
from broker_app.jobs.explaining_rules import (
    asks,
    condition_words,
    in_view,
    place_words,
    places,
)
from broker_app.ui import theme
from broker_app.ui.outside import open_address
from broker_app.ui.pages.rule_examples import CODES, Examples, line_mark, value_role
from broker_app.ui.pages.rule_timeline import Timeline
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line, tip

SIDE, READING, LINE = 40, 640, 24
_TOP = Qt.AlignmentFlag.AlignTop


class RuleText(QWidget):
    """Its contents are made anew for each rule; counts and ticks arrive later, in their places."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack
        self.examples: Examples | None = None
        self.passed = Plain(role="quiet")
        self.stock = Plain(wrap=True)
        self._mark = MarkLabel("", 20)
        self._mark.setFixedHeight(theme.px(LINE))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 28, SIDE, SIDE)
        row.setSpacing(12)
        row.addWidget(self._mark, 0, _TOP)
        row.addLayout(self._column, 1)

    def show_rule(self, rule: Rule | None, question: Question) -> None:
        """Show a rule as it stands on the day of the question."""
        empty(self._column)
        self.examples = None
        self._mark.setVisible(rule is not None)
        if rule is None:
            self._column.addWidget(Label("rules.none_found", "label"))
            self._column.addStretch(1)
            return
        version = in_view(rule, question.on)
        self.passed, self.stock = Plain(role="quiet"), Plain(wrap=True)
        self._mark.show_mark(mark_of(rule, version))
        self._column.addLayout(_title(rule))
        self._column.addWidget(_reading(asks(rule, version)))
        self._column.addSpacing(8)
        self._column.addLayout(self._facts(rule, version))
        self._add_section("rules.law", _law(rule, version))
        self._add_section("rules.versions", self._versions(rule))
        self.examples = Examples(rule)
        self._add_section("rules.examples", self.examples, self.passed)
        self._column.addStretch(1)

    def show_counts(self, counts: tuple[int, int], question: Question) -> None:
        """Say how many vehicles in stock it applies to, and how many wait for a fact."""
        applies, waits = counts
        parts = [words.say("rules.applies", count=applies)]
        if waits:
            parts.append(words.say("rules.waits", count=waits))
        asked = words.say("rules.asked", place=words.country(question.destination), day=question.on)
        self.stock.setText("\n".join([*parts, asked]))

    def show_ticks(self, passed: Sequence[bool]) -> None:
        """Tick the examples that give what is written."""
        if self.examples is not None:
            self.examples.tick(passed)
        self.passed.setText(words.say("rules.passed", passed=sum(passed), total=len(passed)))

    def _facts(self, rule: Rule, version: Version) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SIDE)
        if rule.kind != EXEMPTION:  # information: it compares nothing and stops nothing
            row.addLayout(_conditions(version), 5)
        row.addLayout(self._beside(rule, version), 4)
        return row

    def _beside(self, rule: Rule, version: Version) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        judges = rule.kind != EXEMPTION
        if judges:
            column.addLayout(_outcome(version))
        column.addWidget(Label("rules.confidence", "strong"))
        column.addWidget(Plain(_confidence(rule, version), wrap=True))
        for note in (rule.note, version.note):
            if note:
                column.addWidget(Plain(words.in_both(note), "label", wrap=True))
        if judges:
            column.addSpacing(8)
            column.addWidget(Label("rules.in_stock", "strong"))
            column.addWidget(self.stock)
        column.addStretch(1)
        return column

    def _add_section(self, key: str, content: QWidget, beside: QWidget | None = None) -> None:
        self._column.addSpacing(16)
        head = QHBoxLayout()
        head.addWidget(Label(key, "strong"))
        head.addStretch(1)
        if beside is not None:
            head.addWidget(beside)
        self._column.addLayout(head)
        self._column.addWidget(content)

    def _versions(self, rule: Rule) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Timeline(rule, rule.checked_on))
        if len(rule.versions) > 1:
            column.addLayout(_version_rows(rule))
        return made


def mark_of(rule: Rule, version: Version) -> str:
    """Return the mark of a rule; an exemption, which decides nothing, has that of a text."""
    return "info" if rule.kind == EXEMPTION else version.outcome.value


def _title(rule: Rule) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 8)
    column.setSpacing(2)
    column.addWidget(Plain(words.in_both(dict(rule.title)), "title", wrap=True))
    other = rule.title["en" if words.language() == "ja" else "ja"]
    column.addWidget(Plain(other, "label", wrap=True))
    column.addWidget(Plain(rule.id, "code"))
    return column


def _reading(text: str) -> Plain:
    made = Plain(text, "reading", wrap=True)
    made.setMaximumWidth(theme.px(READING))
    return made


def _conditions(version: Version) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(Label("rules.fires_when", "strong"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(2, 1)
    rows = [condition_words(c) for c in version.when if not version.repealed]
    codes = [c.fact in CODES for c in version.when]
    rows.append(place_words(version))
    codes.append(False)
    for number, ((fact, kind, bound), code) in enumerate(zip(rows, codes, strict=False)):
        _put_condition(grid, 2 * number, fact, kind, Plain(bound, value_role(code), wrap=True))
    column.addLayout(grid)
    if version.outcome is not Outcome.FLAG:
        column.addWidget(Label("rules.missing_is_review", "quiet", wrap=True))
    if version.may_also_be:
        codes_said = words.either(list(version.may_also_be))
        said = words.say("rules.may_also_be", codes=codes_said)
        column.addWidget(Plain(said, "label", wrap=True))
    column.addStretch(1)
    return column


def _put_condition(grid: QGridLayout, row: int, fact: str, kind: str, bound: Plain) -> None:
    """Put a condition in the order of its language: `over 1,900 cc`, `1,900 ccを超える`."""
    japanese = words.language() == "ja"
    grid.setColumnStretch(1 if japanese else 2, 1)
    grid.setColumnStretch(2 if japanese else 1, 0)
    grid.addWidget(Plain(fact, "label"), row, 0, _TOP)
    grid.addWidget(Plain(kind, "label"), row, 2 if japanese else 1, _TOP)
    grid.addWidget(bound, row, 1 if japanese else 2)
    grid.addWidget(line("row"), row + 1, 0, 1, 3)


def _outcome(version: Version) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(Label("rules.outcome", "strong"))
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(MarkLabel(version.outcome.value, 16))
    word = Label(f"verdict.{version.outcome.value}", "strong")
    colour = marks.MARKS[version.outcome.value].colour
    word.setProperty("status", colour)
    row.addWidget(word)
    row.addStretch(1)
    column.addLayout(row)
    if version.evidence:
        papers = words.listed(words.say(f"evidence.{name}") for name in version.evidence)
        column.addWidget(Plain(papers, "label", wrap=True))
    column.addSpacing(8)
    return column


def _confidence(rule: Rule, version: Version) -> str:
    said = words.say(f"rules.confidence.{version.confidence or rule.confidence}")
    return words.say("rules.confidence_checked", said=said, day=rule.checked_on)


def _law(rule: Rule, version: Version) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    if version.instrument:
        column.addWidget(Plain(words.in_both(dict(version.instrument)), wrap=True))
    column.addWidget(Plain(_days(rule, version), "label", wrap=True))
    for address in version.references:
        row = QHBoxLayout()
        row.addWidget(_link(address))
        row.addStretch(1)
        column.addLayout(row)
    if not version.references:
        column.addWidget(Label("rules.own_policy", "label"))
    return made


def _days(rule: Rule, version: Version) -> str:
    parts = [words.say("rules.item", item=rule.item)] if rule.item else []
    if version.promulgated:
        parts.append(words.say("rules.promulgated", day=version.promulgated))
    parts.append(words.say("rules.in_force", day=version.since))
    said = words.listed(parts)
    return said[:1].upper() + said[1:]


def _link(address: str) -> Button:
    shown = address.removeprefix("https://").removeprefix("www.").rstrip("/")
    if len(shown) > 72:
        shown = shown[:71] + "…"
    button = Button(lambda: shown, link=True)
    button.setToolTip(tip(address))
    button.clicked.connect(lambda: open_address(address))
    return button


def _version_rows(rule: Rule) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(3, 1)
    for number, version in enumerate(reversed(rule.versions)):
        row = 2 * number
        key = "rules.ends" if version.repealed else "rules.begins"
        name = "skipped" if version.repealed else mark_of(rule, version)
        grid.addWidget(line_mark(name), row, 0, _TOP)
        grid.addWidget(Plain(marks.word(name)), row, 1, _TOP)
        grid.addWidget(Plain(words.say(key, day=version.since), "label"), row, 2, _TOP)
        note = words.in_both(version.note)
        about = "\n".join(part for part in (places(version), note) if part)
        grid.addWidget(Plain(about, "label", wrap=True), row, 3)
        grid.addWidget(line("row"), row + 1, 0, 1, 4)
    return grid


def age(pack: Pack, today: date) -> str:
    """Return the version of a pack, the day it was checked, and until when it is trusted."""
    days = (today - pack.checked_on).days
    return words.say(
        "rules.pack",
        version=pack.version,
        day=pack.checked_on,
        age=words.say("rules.days_ago", count=days) if days else words.say("rules.today"),
        until=pack.trusted_until,
    )

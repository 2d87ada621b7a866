"""The rules page: every rule by regime, scope and date; the chosen one as a text."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QScrollArea,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.classify import Heading
from broker_app.domain.examples import passes
from broker_app.domain.rule import EXEMPTION, Pack, Rule
from broker_app.jobs import rule_packs
from broker_app.jobs.explaining_rules import places
from broker_app.jobs.rule_packs import Preview
from broker_app.store import packs
from broker_app.ui import theme
from broker_app.ui.models.rule_list import Line, RuleList, group_title
from broker_app.ui.pages import rule_install
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.rule_text import RuleText, age, mark_of
from broker_app.ui.runner import Task
from broker_app.ui.widgets import marks
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.search_box import SearchBox
from broker_app.ui.widgets.text import Button, Elided, set_role

ROW, GROUP, WIDTH, SIDE, BAR, MARK = 48, 32, 372, 16, 3, 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RulesPage(Page):
    """List left, text right, the age of the pack above both."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = RuleList(desk.books.pack)
        self.list = QListView()
        self.list.setAccessibleName(words.say("page.rules"))
        self.text = RuleText(desk.books.pack)
        self.search = SearchBox("rules.search")
        self.pack = Elided(role="label")
        self.rule: Rule | None = None
        self._counting: Task | None = None
        self._trying: Task | None = None
        self._lay_out()
        self._connect()
        self._find("")
        self._count()
        self._say_pack()

    # what the window asks

    def open(self, what: Any) -> None:
        """Show a rule by its id."""
        self.search.put("")
        self._find("")
        row = self.model.row_of(str(what))
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row))

    def kept(self) -> Any:
        """Return the rule that is shown."""
        return self.rule.id if self.rule is not None else None

    def refresh(self, changes: Changes) -> None:
        """Count again what the rules stop."""
        if changes.touches("verdict", "vehicle"):
            self._count()

    def turn_day(self) -> None:
        """Say how long ago the pack was checked."""
        self._question_changed()

    def retranslate(self) -> None:
        """Say list and text again."""
        self.list.setAccessibleName(words.say("page.rules"))
        self.model.retranslate()
        self._show_rule()
        self._say_pack()
        self.noted.emit()

    def footer(self) -> list[str]:
        """Return how many rules are shown, and which day they are judged for."""
        total = len(self.desk.books.pack.rules)
        found = words.say("rules.found", count=self.model.found, total=total)
        judging = words.say("rules.judging_for", day=self.desk.asked.question.on)
        return [found, judging, words.say("rules.advice")]

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # what the actions do

    def do_install_rules(self) -> None:
        """Choose a rule pack and show what it would change."""
        path = rule_install.choose(self, self.desk.settings.last_folder)
        if path is None:
            return
        desk = self.desk
        task = desk.runner.ask(rule_packs.preview, desk.books, path, desk.asked.question)
        task.succeeded.connect(lambda found: self._offer(path, found))

    # inside

    def _offer(self, path: Path, found: Preview) -> None:
        dialog = rule_install.InstallRules(self.desk, path, found, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _find(self, query: str) -> None:
        chosen = self.rule.id if self.rule else ""
        self.model.find(query, self.desk.asked.question.on)
        row = self.model.row_of(chosen)
        if row is None and self.model.rowCount():
            row = 1
        self.list.setCurrentIndex(QModelIndex() if row is None else self.model.index(row))
        self._show_rule()
        self.noted.emit()

    def _show_rule(self) -> None:
        found = self.model.line(self.list.currentIndex().row())
        self.rule = found.rule if found else None
        self.text.show_rule(self.rule, self.desk.asked.question)
        self._area.verticalScrollBar().setValue(0)
        if self.rule is not None:
            self._show_counts(self.model.counts)
            self._try_examples(self.rule)
        else:
            self._trying = None  # the rule it was asked for is no longer shown

    def _try_examples(self, rule: Rule) -> None:
        books = self.desk.books
        self._trying = self.desk.runner.ask(
            tried, books.pack, books.tariff, rule, instead_of=self._trying
        )
        task = self._trying
        task.succeeded.connect(lambda passed: self._tick(task, passed))

    def _tick(self, task: Task, passed: list[bool]) -> None:
        if task is self._trying:
            self.text.show_ticks(passed)

    def _count(self) -> None:
        destination = self.desk.asked.question.destination
        self._counting = self.desk.runner.ask(
            packs.count_by_rule, destination, instead_of=self._counting
        )
        self._counting.succeeded.connect(self._show_counts)

    def _show_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        if counts is not self.model.counts:
            self.model.count(counts)
        if self.rule is not None:
            self.text.show_counts(counts.get(self.rule.id, (0, 0)), self.desk.asked.question)

    def _question_changed(self) -> None:
        self._find(self.search.text())
        self._count()
        self._say_pack()

    def _say_pack(self) -> None:
        pack, asked = self.desk.books.pack, self.desk.asked
        said = age(pack, asked.today)
        if asked.question.on > pack.trusted_until:
            late = words.say("rules.too_old", day=asked.question.on)
            said = words.say("import.between_sentences").join([said, late])
        set_role(
            self.pack, "role", "missing" if asked.question.on > pack.trusted_until else "label"
        )
        self.pack.setText(said)

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(_LineDelegate(self.list, self.model))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumWidth(theme.px(300))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.text)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self._area)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme.px(WIDTH), theme.px(1000)])
        self.stack(self._head(), splitter)

    def _head(self) -> PageHead:
        self.pack.setAlignment(_RIGHT)
        install = Button("action.install_rules", link=True)
        install.clicked.connect(self.do_install_rules)
        return PageHead("page.rules", (self.search, 1), (self.pack, 2), install)

    def _connect(self) -> None:
        self.search.wanted.connect(self._find)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_rule())
        self.desk.asked.changed.connect(self._question_changed)


class _LineDelegate(QStyledItemDelegate):
    """Heads of groups, and rules in two lines with their count."""

    def __init__(self, view: QListView, model: RuleList) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        """Return the height of a line."""
        found = self._model.line(index.row())
        height = ROW if found is not None and found.rule is not None else GROUP
        return QSize(theme.px(200), theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        """Paint a head or a rule."""
        found = self._model.line(index.row())
        if found is None:
            return
        painter.save()
        if found.rule is None:
            self._paint_group(painter, QRectF(option.rect), found, first=index.row() == 0)
        else:
            self._paint_rule(painter, option, found, found.rule)
        painter.restore()

    @staticmethod
    def _paint_group(painter: QPainter, rect: QRectF, found: Line, first: bool) -> None:
        look = theme.now()
        painter.fillRect(rect, look.raised)
        _hair(painter, rect, line2=True)
        inner = rect.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        _say(painter, inner, _LEFT, group_title(found.group), theme.SMALL, 600)
        if first:
            painter.setPen(look.ink2)
            _draw(painter, inner, _RIGHT, words.say("rules.in_stock_column"), theme.SMALL, 400)

    def _paint_rule(
        self, painter: QPainter, option: QStyleOptionViewItem, found: Line, rule: Rule
    ) -> None:
        look, rect = theme.now(), QRectF(option.rect)
        state = QStyle.StateFlag
        chosen = bool(option.state & state.State_Selected)
        active = bool(option.state & state.State_Active)
        ground = look.hover if option.state & state.State_MouseOver else look.surface
        painter.fillRect(rect, (look.sel if active else look.sel_off) if chosen else ground)
        if chosen:
            painter.fillRect(
                QRectF(rect.left(), rect.top(), theme.px(BAR), rect.height()), look.ink
            )
        _hair(painter, rect)
        side, mark = theme.px(SIDE), float(theme.px(MARK))
        assert found.version is not None
        box = QRectF(rect.left() + side, rect.center().y() - mark / 2, mark, mark)
        marks.paint(painter, mark_of(rule, found.version), box)
        used = self._paint_count(painter, rect.adjusted(0, 0, -side, 0), rule)
        inner = rect.adjusted(2 * side + mark - 6, 0, -side - used - 12, 0)
        upper, lower = inner.translated(0, -theme.px(9)), inner.translated(0, theme.px(9))
        _say(painter, upper, _LEFT, words.in_both(dict(rule.title)), theme.BODY)
        painter.setPen(look.ink2)
        since = words.say("rules.line", places=places(found.version), day=found.version.since)
        _draw(painter, lower, _LEFT, since, theme.SMALL, 400)

    def _paint_count(self, painter: QPainter, box: QRectF, rule: Rule) -> float:
        """Paint how many vehicles a rule applies to; returns how wide that is."""
        if rule.kind == EXEMPTION:
            return 0
        applies, _ = self._model.counts.get(rule.id, (0, 0))
        painter.setPen(theme.now().ink if applies else theme.now().ink3)
        return _draw(painter, box, _RIGHT, words.number(applies), theme.BODY, 400)


def _say(
    painter: QPainter,
    box: QRectF,
    aligned: Qt.AlignmentFlag,
    text: str,
    size: int,
    weight: int = 400,
) -> None:
    painter.setPen(theme.now().ink)
    _draw(painter, box, aligned, text, size, weight)


def _draw(
    painter: QPainter, box: QRectF, aligned: Qt.AlignmentFlag, text: str, size: int, weight: int
) -> float:
    metrics = theme.metrics(size, weight)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(theme.font(size, weight))
    painter.drawText(box, aligned, shown)
    return metrics.horizontalAdvance(shown)


def _hair(painter: QPainter, rect: QRectF, line2: bool = False) -> None:
    look = theme.now()
    painter.setPen(QPen(look.line2 if line2 else look.line, 1))
    y = rect.bottom() - 0.5
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def tried(pack: Pack, tariff: Sequence[Heading], rule: Rule) -> list[bool]:
    """Try the examples of a rule: which of them give what is written."""
    return [passes(pack, tariff, rule, example) for example in rule.examples]

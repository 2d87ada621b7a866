"""Names written in several ways: each group with its spellings, made one only when told so."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from broker_app import words
from broker_app.domain.variants import Cluster, Decision, decided
from broker_app.jobs import spellings
from broker_app.ui import theme
from broker_app.ui.messages import Link, Message
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_box import ChoiceBox
from broker_app.ui.widgets.icons import IconButton
from broker_app.ui.widgets.scrolled import Column, fill_scrolled
from broker_app.ui.widgets.text import Button, Label, Plain, empty, line

SIDE = 20
SHOWN = 50
"""So many groups are shown at once; the others follow when these are settled."""


class SpellingsPane(QFrame):
    """The groups, that of the most vehicles first."""

    message = Signal(object)
    undo = Signal()
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.clusters: list[Cluster] = []
        self.groups: list[Group] = []
        self._asking: Task | None = None
        self.setObjectName("pane")
        self.setMinimumWidth(theme.px(320))
        self.told = Plain(role="label", wrap=True)
        self.plain = Button("spellings.merge_plain", link=True, count=0)
        self.plain.clicked.connect(self._merge_plain)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        inner = QWidget()
        # As wide as the pane, whatever stands in it: nothing scrolls sideways.
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = Column(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._list)
        column.addStretch(1)
        scrolled = QWidget()
        fill_scrolled(scrolled, inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head())
        whole.addWidget(scrolled, 1)

    def look(self) -> None:
        """Look for names that are written in several ways."""
        self._asking = self.desk.runner.ask(
            spellings.found, self.desk.books, instead_of=self._asking
        )
        self._asking.succeeded.connect(self.show_clusters)

    def show_clusters(self, clusters: list[Cluster]) -> None:
        """Show some groups."""
        self.clusters = clusters
        self.groups = [Group(cluster) for cluster in clusters[:SHOWN]]
        empty(self._list)
        self.told.setText(words.say("spellings.told" if clusters else "spellings.none"))
        plain = sum(cluster.is_plain for cluster in clusters)
        self.plain.say("spellings.merge_plain", count=plain)
        self.plain.setVisible(plain > 0)
        for group in self.groups:
            group.merge.connect(partial(self._merge, group))
            group.apart.connect(partial(self._keep_apart, group.cluster))
            self._list.addWidget(line("row"))
            self._list.addWidget(group)
        if len(clusters) > SHOWN:
            more = Label("ui.more", "quiet", count=len(clusters) - SHOWN)
            more.setContentsMargins(SIDE, 12, SIDE, 12)
            self._list.addWidget(more)

    def changeEvent(self, event: QEvent) -> None:
        """Say it again in a new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.show_clusters(self.clusters)

    def _merge(self, group: "Group") -> None:
        name = group.name.current
        self._decide([Decision(group.cluster, tuple(group.ticked), name)], name)

    def _merge_plain(self) -> None:
        plain = [cluster for cluster in self.clusters if cluster.is_plain]
        self._decide([decided(cluster) for cluster in plain], words.number(len(plain)))

    def _decide(self, decisions: list[Decision], name: str) -> None:
        desk = self.desk
        task = desk.runner.change(
            spellings.merge, desk.books, desk.asked.question, decisions, desk.who
        )
        task.on_failure(self.message.emit)
        key = "spellings.merged" if len(decisions) == 1 else "spellings.merged_plain"
        task.succeeded.connect(lambda result: self._tell(key, name, result[0]))

    def _keep_apart(self, cluster: Cluster) -> None:
        task = self.desk.runner.change(spellings.keep_apart, cluster, self.desk.who)
        task.on_failure(self.message.emit)
        task.succeeded.connect(lambda _: self._tell("spellings.kept_apart", cluster.name))

    def _tell(self, key: str, name: str, apart: int = 0) -> None:
        def said() -> str:
            told = words.say(key, name=name)
            if not apart:
                return told
            left = words.say("spellings.left_apart", count=apart)
            return words.say("import.between_sentences").join([told, left])

        undo = Link("action.undo", self.undo.emit)
        self.message.emit(Message("warning" if apart else "info", said, (undo,)))
        self.look()

    def _head(self) -> QWidget:
        head = QWidget()
        close = IconButton("close", "pane.close")
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.addWidget(Label("action.spellings", "section"), 1)
        row.addWidget(close)
        column = QVBoxLayout(head)
        column.setContentsMargins(SIDE, 8, 12, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.told)
        column.addWidget(self.plain)
        return head


class Group(QWidget):
    """One name in its spellings: tick those that are meant, choose the name, make them one."""

    merge = Signal()
    apart = Signal()

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.boxes = {spelling.text: QCheckBox() for spelling in cluster.spellings}
        self.name = ChoiceBox("spellings.name")
        names = dict.fromkeys([cluster.name, *self.boxes])
        self.name.offer([(name, partial(str, name)) for name in names], cluster.name)
        self.go = Button("spellings.merge", link=True)
        self.go.clicked.connect(self.merge)
        self.keep = Button("spellings.keep_apart", link=True)
        self.keep.clicked.connect(self.apart)
        self.keep.setVisible(not cluster.is_plain)
        self._lay_out()

    @property
    def ticked(self) -> list[str]:
        """The spellings that are meant."""
        return [text for text, box in self.boxes.items() if box.isChecked()]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 12, SIDE, 12)
        column.setSpacing(4)
        title = words.listed(filter(None, [words.fact(self.cluster.fact), self.cluster.within]))
        column.addWidget(Plain(title, "caption"))
        for spelling in self.cluster.spellings:
            box = self.boxes[spelling.text]
            box.setText(spelling.text.replace("&", "&&"))
            box.setChecked(True)
            box.toggled.connect(lambda _: self.go.setEnabled(len(self.ticked) > 0))
            row = QHBoxLayout()
            row.addWidget(box, 1)
            row.addWidget(Plain(words.number(spelling.count), "caption"))
            column.addLayout(row)
        column.addSpacing(4)
        for widgets in ((self.name,), (self.go, self.keep)):
            row = QHBoxLayout()
            row.setSpacing(16)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)

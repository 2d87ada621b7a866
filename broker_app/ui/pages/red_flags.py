"""The questions about red flags of a shipment: yes or no to each, and the decision on a yes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QWidget

from broker_app import words
from broker_app.jobs import red_flagging
from broker_app.store import red_flags
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.problem import Problem
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Plain, line

HEIGHT, WIDTH = 480, 720
YES, NO = "yes", "no"


class RedFlagsDialog(Dialog):
    """Stays open where a question is left out; a yes without a decision is stored and holds."""

    def __init__(self, desk: Desk, shipment: int, parent: QWidget) -> None:
        super().__init__(words.say("red_flags.title"), parent, words.say("red_flags.verb"), WIDTH)
        self._desk, self._shipment = desk, shipment
        self.answers: dict[str, bool] = {}
        self.choices: dict[str, Segments] = {}
        self.reason = QLineEdit()
        self.reason.setAccessibleName(words.say("red_flags.reason"))
        self.reason.setPlaceholderText(words.say("red_flags.reason"))
        self.problem = Problem(self._desk.runner.failed.emit)
        self.explain("red_flags.text", who=desk.who)
        self.body.addWidget(self._questions(), 1)
        self._decision = Plain(words.say("red_flags.decision"), "label", wrap=True)
        for part in (self._decision, self.reason, self.problem):
            self.body.addWidget(part)
        self.problem.hide()
        self._show_given()

    def accept(self) -> None:
        """Store the answers, and the decision where there is one."""
        desk = self._desk
        given = (self._shipment, dict(self.answers), self.reason.text(), desk.who)
        task = desk.runner.change(red_flagging.answer, desk.books, *given)
        task.on_failure(self.problem.refuse)
        task.succeeded.connect(lambda _: super(RedFlagsDialog, self).accept())

    # inside

    def _questions(self) -> QScrollArea:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for number, question in enumerate(self._desk.books.red_flags):
            text = words.in_both(question.text)
            choice = Segments([(YES, "word.yes"), (NO, "word.no")])
            choice.setAccessibleName(text)
            choice.chosen.connect(lambda said, name=question.id: self._choose(name, said))
            self.choices[question.id] = choice
            grid.addWidget(Plain(text, wrap=True), 2 * number, 0)
            grid.addWidget(choice, 2 * number, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line("row"), 2 * number + 1, 0, 1, 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setMinimumHeight(theme.px(HEIGHT))
        return area

    def _show_given(self) -> None:
        given = red_flags.latest(self._desk.reader, self._shipment)
        for name, said in (given.answers if given else {}).items():
            if name in self.choices:
                self.choices[name].show_chosen(YES if said else NO)
                self.answers[name] = said
        self._show_decision()

    def _choose(self, name: str, said: str) -> None:
        self.answers[name] = said == YES
        self.problem.hide()
        self._show_decision()

    def _show_decision(self) -> None:
        wanted = any(self.answers.values())
        self._decision.setVisible(wanted)
        self.reason.setVisible(wanted)

"""Installing a rule pack: what it would change is shown before anything is."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from broker_app import words
from broker_app.errors import UserError
from broker_app.jobs import rule_packs
from broker_app.jobs.rule_packs import Preview, counted
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.scrolled import fill_scrolled
from broker_app.ui.widgets.text import Label, Plain

FILES = "*.zip *.rules"
MOST = 200
"""Changed rules that are named; a larger change is counted."""


class InstallRules(Dialog):
    """The version, the rules that differ, and the stock that would be judged otherwise."""

    def __init__(self, desk: Desk, path: Path, found: Preview, parent: QWidget) -> None:
        pack = found.pack
        title = words.say("rules.install_title", version=pack.version)
        super().__init__(title, parent, words.say("rules.install_verb"), width=560)
        self._desk, self._path = desk, path
        ours = desk.books.pack
        self.explain(
            "rules.install_text", day=pack.checked_on, ours=ours.version, ours_day=ours.checked_on
        )
        self.body.addWidget(Label("rules.install_stock", "strong"))
        for said in self._moves(found):
            self.body.addWidget(Plain(said))
        self.body.addWidget(Label("rules.install_rules", "strong"))
        self.body.addWidget(self._rules(found))
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)

    def accept(self) -> None:
        """Install the pack; the dialog stays open where it is refused."""
        desk = self._desk
        self.verb.setEnabled(False)
        task = desk.runner.change(
            rule_packs.install, desk.books, self._path, desk.asked.question, desk.who
        )
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: super(InstallRules, self).accept())

    def _refuse(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()
        else:
            self._desk.runner.failed.emit(problem)

    @staticmethod
    def _moves(found: Preview) -> list[str]:
        counts = counted(list(found.moved))
        lines = []
        for (before, after), count in counts.most_common():
            names = {
                "before": words.say(f"verdict.{before}"),
                "after": words.say(f"verdict.{after}"),
            }
            lines.append(words.say("rules.install_moved", count=count, **names))
        return lines or [words.say("rules.install_nothing_moved")]

    @staticmethod
    def _rules(found: Preview) -> QWidget:
        made, inner = QWidget(), Plain(wrap=True)
        lines = []
        for one in found.differences[:MOST]:
            change = words.say(f"rules.change.{one.change}")
            lines.append("  ".join(filter(None, [one.rule, change, words.listed(one.parts)])))
        more = len(found.differences) - len(lines)
        lines += [words.say("hold.more", count=more)] * (more > 0)
        inner.setText("\n".join(lines) or words.say("rules.install_same"))
        inner.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        inner.setMargin(theme.px(8))
        fill_scrolled(made, inner)
        made.setFixedHeight(160)
        return made


def choose(parent: QWidget, folder: str) -> Path | None:
    """Ask for the file of a pack."""
    pattern = f"{words.say('rules.pack_files')} ({FILES});;* (*)"
    name, _ = QFileDialog.getOpenFileName(
        parent, words.say("action.install_rules"), folder, pattern
    )
    return Path(name) if name else None

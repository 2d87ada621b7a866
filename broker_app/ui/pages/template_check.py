"""What the check of a workbook found, before it becomes a template."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from broker_app import words
from broker_app.domain.template import REFUSED, WARNING
from broker_app.jobs.explaining_templates import notice_text, place_text
from broker_app.jobs.templating import Checked
from broker_app.ui import theme
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.scrolled import fill_scrolled
from broker_app.ui.widgets.text import Plain

_MARK = {REFUSED: "refused", WARNING: "warning"}
_TOP = Qt.AlignmentFlag.AlignTop
_HEIGHT, _PLACE = 280, 120


class TemplateCheck(Dialog):
    """Every finding with its place; the verb is there where nothing stands against its use."""

    def __init__(self, checked: Checked, use: Callable[[], None], parent: QWidget) -> None:
        verb = "" if checked.refused else words.say("templates.use_verb")
        super().__init__(checked.name, parent, verb, width=620)
        self._use = use
        refused = len(checked.refused)
        if refused:
            self.explain("templates.check_refused", count=refused)
        else:
            self.explain("templates.check_noted" if checked.notices else "templates.check_clean")
        if checked.notices:
            self.body.addWidget(self._notices(checked))

    def accept(self) -> None:
        """Use the template."""
        self._use()
        super().accept()

    @staticmethod
    def _notices(checked: Checked) -> QWidget:
        made, inner = QWidget(), QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for row, notice in enumerate(checked.notices):
            mark = MarkLabel(_MARK.get(notice.severity, "info"), 14)
            mark.setAccessibleName(words.say(f"template.{notice.severity}"))
            place = Plain(place_text(notice), "code", wrap=True)
            place.setFixedWidth(theme.px(_PLACE))
            grid.addWidget(mark, row, 0, _TOP)
            grid.addWidget(place, row, 1, _TOP)
            grid.addWidget(Plain(notice_text(notice), wrap=True), row, 2, _TOP)
        grid.setRowStretch(len(checked.notices), 1)
        fill_scrolled(made, inner)
        made.setFixedHeight(theme.px(min(_HEIGHT, 40 + 36 * len(checked.notices))))
        return made

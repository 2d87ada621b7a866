"""The place of the database: why a cloud or a network is none, and that it is meant so."""

from PySide6.QtWidgets import QWidget

from broker_app import words
from broker_app.domain.due import Due
from broker_app.jobs import due
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Button, Plain

PLACES = ("place_cloud", "place_network")
"""The kinds of what is due that are about the place."""


class PlaceDialog(Dialog):
    """Accepted, nobody is told of this folder again; of another one they are."""

    def __init__(self, one: Due, parent: QWidget) -> None:
        super().__init__(words.say(f"today.{one.kind}"), parent, words.say("place.keep"), 520)
        self.body.addWidget(Plain(due.said(one), wrap=True))
        self.explain("place.again")
        self.leave.say("ui.close")
        self.backups = Button("action.backups")
        self.backups.clicked.connect(self.reject)
        self.foot.insertWidget(0, self.backups)

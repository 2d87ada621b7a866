"""Named views of the table of vehicles: chosen from a menu, saved, renamed, thrown away."""

from dataclasses import replace
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.table_view import LONGEST_NAME, TableView
from broker_app.errors import UserError
from broker_app.jobs import viewing
from broker_app.store import named_views
from broker_app.store.vehicles import Query
from broker_app.ui import keys
from broker_app.ui.actions import key_of
from broker_app.ui.messages import Link, Message
from broker_app.ui.models.columns import PLACES
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_layout import VehicleLayout
from broker_app.ui.widgets.day_box import drop_button, say_on
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.text import Plain

"""Views that Alt with a digit opens."""


class NameDialog(Dialog):
    """Asks for the name of a view; a name that cannot be is said here."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(words.say("view.name"), parent, words.say("view.save"))
        self.field = QLineEdit(name)
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setAccessibleName(words.say("view.name"))
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.field)
        self.body.addWidget(self.problem)
        self.field.returnPressed.connect(self.accept)
        self.field.selectAll()
        self.field.setFocus()

    def accept(self) -> None:
        """Hand the name on; the dialog closes when it is stored."""
        self.given.emit(self.field.text())

    def refuse(self, problem: object) -> None:
        """Say why it was not stored."""
        if isinstance(problem, UserError):
            self.problem.setText(words.error(problem))
            self.problem.show()


class VehicleViews(QObject):
    """Which view is shown, and whether it was altered since."""

    wanted = Signal(object)
    """The query of a view."""
    message = Signal(object)
    undo = Signal()

    def __init__(self, desk: Desk, layout: VehicleLayout, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._layout, self._page = desk, layout, page
        self._query = Query()
        self.views: list[TableView] = []
        self.view: TableView | None = None
        self.dialog: NameDialog | None = None
        self.button = drop_button()
        self.button.menu().aboutToShow.connect(lambda: self._fill(self.button.menu()))
        layout.changed.connect(self._say)
        for place, shortcut in enumerate(key_of("nth_view").shortcuts):
            keys.listen(page, shortcut, partial(self._choose_nth, place))

    def look(self) -> None:
        """Read the views of the database."""
        task = self._desk.runner.ask(named_views.every, PLACES)
        task.succeeded.connect(self._take)

    def _take(self, views: list[TableView]) -> None:
        self.views = views
        if self.view is not None:
            self.view = next((one for one in views if one.id == self.view.id), None)
        self._say()

    def refresh(self, changes: Changes) -> None:
        """Look again where views changed."""
        if changes.touches("named_view"):
            self.look()

    def show_query(self, query: Query) -> None:
        """Follow what the table asks."""
        self._query = query
        self._say()

    @property
    def is_changed(self) -> bool:
        """Whether the table shows something else than its view says."""
        return self.view is not None and self._now(self.view) != self.view

    def choose(self, view: TableView | None) -> None:
        """Show a view; none means all vehicles, laid out as before."""
        self.view = view
        if view is None:
            plain = Query(
                destination=self._query.destination,
                today=self._query.today,
                sort="id",
                descending=True,
            )
            self.wanted.emit(plain)
        else:
            self._layout.use(view.layout)
            self.wanted.emit(named_views.query_of(view, self._query))
        self._say()

    def choose_by_id(self, number: int) -> None:
        """Show a view by its id, if it is still there."""
        views = named_views.every(self._desk.reader, PLACES)
        found = next((one for one in views if one.id == number), None)
        if found is not None:
            self.choose(found)

    def do_views(self) -> None:
        """Open the menu of views."""
        self.button.showMenu()

    def do_save_view(self) -> None:
        """Save what the table shows as a new view."""
        self._ask_name(self._now(TableView("")), "")

    def save_changes(self) -> None:
        """Save the view as the table shows it now."""
        if self.view is not None:
            self._store(self._now(self.view))

    def rename(self) -> None:
        """Give the view another name."""
        if self.view is not None:
            self._ask_name(self.view, self.view.name)

    def delete(self) -> None:
        """Throw the view away; the table stays as it is."""
        view = self.view
        if view is None:
            return
        task = self._desk.runner.change(viewing.remove, view, self._desk.who)
        task.succeeded.connect(lambda _: self._tell("view.deleted", view.name))

    # inside

    def _now(self, view: TableView) -> TableView:
        """Return a view as the table shows it now."""
        return replace(view, asked=named_views.asked_of(self._query), layout=self._layout.layout)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        self._line(menu, words.say("view.none"), None, "")
        for view, shortcut in zip_longest(self.views, key_of("nth_view").shortcuts):
            if view is not None:
                self._line(menu, view.name, view, keys.shown(shortcut) if shortcut else "")
        menu.addSeparator()
        if self.is_changed:
            menu.addAction(words.say("view.save_changes")).triggered.connect(self.save_changes)
            back = menu.addAction(words.say("view.as_saved"))
            back.triggered.connect(lambda: self.choose(self.view))
        menu.addAction(words.say("view.save_as")).triggered.connect(self.do_save_view)
        if self.view is not None:
            menu.addAction(words.say("view.rename")).triggered.connect(self.rename)
            menu.addAction(words.say("view.delete")).triggered.connect(self.delete)

    def _line(self, menu: QMenu, name: str, view: TableView | None, shown: str) -> None:
        line = menu.addAction(f"{name.replace('&', '&&')}\t{shown}".rstrip())
        line.setCheckable(True)
        line.setChecked((view and view.id) == (self.view and self.view.id))
        line.triggered.connect(lambda _=False: self.choose(view))

    def _choose_nth(self, place: int) -> None:
        if place < len(self.views):
            self.choose(self.views[place])

    def _ask_name(self, view: TableView, name: str) -> None:
        dialog = self.dialog = NameDialog(name, self._page)
        dialog.given.connect(lambda given: self._store(replace(view, name=given), dialog))
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _store(self, view: TableView, dialog: NameDialog | None = None) -> None:
        task = self._desk.runner.change(viewing.save, view, self._desk.who)
        task.succeeded.connect(lambda result: self._stored(result, view, dialog))
        if dialog is not None:
            task.on_failure(dialog.refuse)

    def _stored(
        self, result: tuple[Changes, int], view: TableView, dialog: NameDialog | None
    ) -> None:
        if dialog is not None:
            dialog.done(NameDialog.DialogCode.Accepted)
        self.view = replace(view, id=result[1])
        self.look()
        self._say()
        self._tell("view.saved", view.name)

    def _tell(self, key: str, name: str) -> None:
        links = (Link("action.undo", self.undo.emit),)
        self.message.emit(Message("info", lambda: words.say(key, view=name), links))

    def _say(self) -> None:
        name = self.view.name if self.view else words.say("view.button")
        say_on(self.button, words.say("view.changed", view=name) if self.is_changed else name)

    def retranslate(self) -> None:
        """Say the button again."""
        self._say()

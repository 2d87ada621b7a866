"""The dialog of an override: what, the new value, source and day; examples that turn come first."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.market import Market
from broker_app.domain.override import RULE, Kind, Override, Place, day_of_rule, place_named
from broker_app.errors import UserError
from broker_app.jobs import explaining_markets, override_values, overriding
from broker_app.jobs.editing import read_day
from broker_app.jobs.overriding import Trial
from broker_app.ui import theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.vehicle_facts import day_of
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.scrolled import fill_scrolled
from broker_app.ui.widgets.text import Label, Plain, empty

LABEL, WIDTH, RULE_HEIGHT, TURNED_HEIGHT = 112, 560, 220, 128
_CHOSEN = {Kind.WORD, Kind.YES_NO}


class OverrideDialog(Dialog):
    """Nothing is kept before the examples of the market were tried by it.

    Where some answer otherwise they are shown, and the button is pressed once more.
    """

    def __init__(
        self, desk: Desk, market: Market, held: Override | None, parent: QWidget | None
    ) -> None:
        title = words.say("overrides.dialog_title", market=words.in_both(market.title))
        super().__init__(title, parent, words.say("ui.save"), width=WIDTH)
        self._desk, self._market, self._held = desk, market, held
        self._values, self._rule = overriding.in_use(desk.books, market.id, desk.asked.today)
        self._shipped = overriding.shipped_of(desk.books, market.id)
        self._source = held.source if held else ""
        self._day = (held.checked_on if held else desk.asked.today).isoformat()
        self._seen: Override | None = None
        self._make_fields()
        for widget in (self.what, self.shipped, self.value, self.choice, self.hint, self.rules):
            self.body.addWidget(widget)
        self.body.addWidget(self.source)
        self.body.addWidget(self.day)
        self.problem = Plain(role="problem", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.turned = QWidget()
        self.turned.hide()
        self.body.addWidget(self.turned)
        self._show_place()

    # what was chosen

    @property
    def place(self) -> str:
        """The place that is chosen; `version` for a rule."""
        return str(self.what.box.currentData())

    @property
    def _known(self) -> Place | None:
        return place_named(self.place)

    @property
    def text(self) -> str:
        """What was typed or chosen as the new value."""
        place = self._known
        if place is None:
            return self.rule.toPlainText()
        return (
            str(self.choice.box.currentData()) if place.kind in _CHOSEN else self.value.edit.text()
        )

    def accept(self) -> None:
        """Try it on the examples; keep it where none turns, or where those that do were seen."""
        for entry in (self.source, self.day):
            entry.accept()
        if self.source.is_wrong or self.day.is_wrong:
            return
        desk = self._desk
        self._forget_problems()
        try:
            day = date.fromisoformat(self._day) if self._day else None
            if day is None:
                raise UserError("override_needs_day")
            wish = overriding.wished(
                self._market.id, self.place, self.text, self._source, day, desk.asked.today
            )
        except UserError as problem:
            self._refuse(problem)
            return
        self.verb.setEnabled(False)
        if self._seen == wish:
            self._keep(wish, agreed=True)
            return
        task = desk.runner.ask(overriding.tried, desk.books, wish, self._replaced)
        task.on_failure(self._refuse)
        task.succeeded.connect(partial(self._tried, wish))

    # inside

    @property
    def _replaced(self) -> str:
        """The place of the override that is changed here; a rule may move to another day."""
        return self._held.place if self._held else ""

    def _tried(self, wish: Override, trial: Trial) -> None:
        if not trial.turned:
            self._keep(wish, agreed=False)
            return
        self._seen = wish
        said = [explaining_markets.turned(t.number, t.example, t.answer) for t in trial.turned]
        self._show_turned(said, len(trial.market.examples))
        self.verb.setEnabled(True)
        self.verb.say("overrides.save_anyway")

    def _keep(self, wish: Override, agreed: bool) -> None:
        desk = self._desk
        task = desk.runner.change(
            overriding.put_override, desk.books, wish, desk.who, agreed, self._replaced
        )
        task.on_failure(self._refuse)
        task.succeeded.connect(lambda _: super(OverrideDialog, self).accept())

    def _show_turned(self, said: list[str], count: int) -> None:
        layout = self.turned.layout()
        if layout is not None:
            empty(layout)
            QWidget().setLayout(layout)
        inner = Plain("\n".join(said), "caption", wrap=True)
        fill_scrolled(self.turned, inner)
        self.turned.setFixedHeight(theme.px(TURNED_HEIGHT))
        self.turned.show()
        self.problem.setText(words.say("overrides.turns", count=len(said), total=count))
        self.problem.show()
        self._fit()

    def _refuse(self, problem: BaseException) -> None:
        self.verb.setEnabled(True)
        if not isinstance(problem, UserError):
            self._desk.runner.failed.emit(problem)
            return
        told = override_values.told(problem)
        fields: dict[str, Entry] = {
            "override_needs_source": self.source,
            "override_needs_day": self.day,
            "override_of_tomorrow": self.day,
        }
        field = fields.get(problem.key)
        if field is None and self.value.isVisibleTo(self):
            field = self.value
        if field is not None:
            field.show_problem(told)
        else:
            self.problem.setText(words.error(told))
            self.problem.show()

    def _forget_problems(self) -> None:
        for entry in (self.value, self.source, self.day):
            entry.forget_problem()
        self.problem.hide()
        self.turned.hide()

    def _show_place(self) -> None:
        """Show what is in use at the place that is chosen, and the field it is typed into."""
        self._forget_problems()
        self._forget_seen()
        place = self._known
        self.rules.setVisible(place is None)
        self.hint.setVisible(place is None)
        self.shipped.setVisible(place is not None)
        self.choice.setVisible(place is not None and place.kind in _CHOSEN)
        self.value.setVisible(place is not None and place.kind not in _CHOSEN)
        if place is not None:
            self._show_value(place)
        self._fit()

    def _show_value(self, place: Place) -> None:
        shipped = override_values.shown(place, self._shipped[place.name])
        key = "overrides.shipped_strict" if place.stricter else "overrides.shipped_is"
        self.shipped.setText(words.say(key, value=shipped))
        value = self._values[place.name]
        if place.kind in _CHOSEN:
            self._offer(place, override_values.typed(place, value))
        else:
            self.value.put_anew(override_values.typed(place, value))

    def _fit(self) -> None:
        """Be as high as what is shown; sentences wrap, so it follows from the width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _offer(self, place: Place, current: str) -> None:
        choices = place.choices or ("yes", "no")
        self.choice.box.clear()
        for choice in choices:
            said = override_values.word(place, choice) if place.choices else _yes_no(choice)
            self.choice.box.addItem(said, choice)
        self.choice.put(current)

    def _forget_seen(self) -> None:
        self._seen = None
        self.verb.say("ui.save")

    def _make_fields(self) -> None:
        market, held = self._market, self._held
        rule = day_of_rule(held.place) if held else None
        current = held.place if held and rule is None else RULE
        places = [place.name for place in overriding.places_of(market)]
        names = [current] if held else [*places, RULE]
        self.what = ChoiceEntry("what", "overrides.what", names, _label, quiet=False, label=LABEL)
        self.what.put(names[0])
        self.what.setEnabled(held is None)
        self.what.entered.connect(lambda *_: self._show_place())
        self.shipped = Plain(role="caption", wrap=True)
        self.shipped.setContentsMargins(theme.px(LABEL), 0, 0, 0)
        self.value = self._line("value", "overrides.value")
        self.choice = ChoiceEntry("choice", "overrides.value", (), quiet=False, label=LABEL)
        self.hint = Label("overrides.rule_hint", "label", wrap=True)
        self.rule = QPlainTextEdit()
        self.rule.setProperty("face", "mono")
        self.rule.setTabChangesFocus(True)
        self.rule.setAccessibleName(words.say("overrides.rule"))
        self.rule.setPlainText(str(held.value) if held and rule else self._begun())
        self.rules = QWidget()  # keeps the height, which the style sheet takes from the box itself
        self.rules.setFixedHeight(theme.px(RULE_HEIGHT))
        column = QVBoxLayout(self.rules)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rule)
        self.source = self._line("source", "overrides.source")
        self.source.hint("overrides.source_hint")
        self.source.put(self._source)
        self.day = TextEntry(
            "day", "overrides.day", read_day, day_of, str, quiet=False, label=LABEL, width=140
        )
        self.day.put(self._day)
        for entry in (self.source, self.day):
            entry.entered.connect(self._enter)

    def _line(self, name: str, said: str) -> TextEntry:
        return TextEntry(name, said, quiet=False, label=LABEL)

    def _begun(self) -> str:
        """Return the rule in force as of today, to begin one's own with."""
        today = self._desk.asked.today.isoformat()
        lines = self._rule.splitlines()
        return "\n".join(f"from = {today}" if one.startswith("from = ") else one for one in lines)

    def _enter(self, name: str, value: object) -> None:
        entries: dict[str, tuple[TextEntry, Callable[[str], None]]] = {
            "source": (self.source, partial(setattr, self, "_source")),
            "day": (self.day, partial(setattr, self, "_day")),
        }
        entry, keep = entries[name]
        keep(str(value))
        entry.put(value)


def _label(name: str) -> str:
    return words.say("overrides.rule") if name == RULE else override_values.label(name)


def _yes_no(choice: str) -> str:
    return words.say(f"overrides.{choice}")

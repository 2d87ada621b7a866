"""The filters of the vehicles page: verdicts as tabs with counts, everything else as chips."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.finding import terms
from broker_app.domain.party import Company
from broker_app.domain.sale_state import SALE_STATES
from broker_app.store.companies import FIRST
from broker_app.store.vehicles import Query
from broker_app.ui.models import facet_words
from broker_app.ui.pages import state_filter
from broker_app.ui.pages.company_choice import name_of
from broker_app.ui.pages.state_filter import StateFilter
from broker_app.ui.widgets.chips import ChipRow
from broker_app.ui.widgets.day_box import drop_button, say_on
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import Button, line

OFF: Mapping[str, Any] = {
    "words": "",
    "terms": None,
    "facets": (),
    "shipment": None,
    "batch": None,
    "findings": (),
    "states": (),
    "company": None,
    "sale_states": (),
    "only": None,
    "days": None,
}
"""What a query asks for where every filter but the verdict is off."""
VERDICTS = ("BLOCKED", "REVIEW", "CONDITIONAL", "ALLOWED")


Chip = tuple[str, str, Callable[[], None]]


def parted(text: str) -> list[tuple[str, str]]:
    """Return what was typed in parts, each with what is left where it is taken off.

    Every `field:value` is one; plain words and phrases stay together.
    """
    found = terms.parts(text) if text.strip() else []
    asked = [part for part in found if part["name"]]
    plain = " ".join(part.group() for part in found if not part["name"])
    rest = [(plain, " ".join(part.group() for part in asked))] if plain else []
    return rest + [
        (part.group(), " ".join(other.group() for other in found if other is not part))
        for part in asked
    ]


class VehicleFilters(QWidget):
    """Shows the filters of a query; each change is said as another query."""

    wanted = Signal(object)
    why = Signal()

    def __init__(self, query: Query) -> None:
        super().__init__()
        self._query = query
        self.batch_name = ""
        self.cause_name = ""
        self.chosen_name = ""
        self.said: Callable[[str, Sequence[str]], str] = lambda _, chosen: words.listed(chosen)
        """Says values of a facet."""
        self.tabs = TabStrip()
        self.chips = ChipRow()
        self.tabs.add("", "ui.all_stock")
        for verdict in VERDICTS:
            self.tabs.add(verdict, f"verdict.{verdict}", verdict)
        self.sales = drop_button()
        self.sales.setVisible(False)
        self._sale_counts: dict[str, int] = {}
        self._why = Button("ui.why_review", link=True)
        self._why.clicked.connect(self.why)
        self.states = StateFilter()
        self.states.chosen.connect(self._choose_states)
        self.states.company_chosen.connect(self._choose_company)
        for widget in (self._why, self.states, self.sales):
            self.tabs.add_right(widget)
        self.tabs.chosen.connect(self._choose_verdict)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(line("h"))
        column.addWidget(self.chips)

    def show_query(self, query: Query) -> None:
        """Show what filters the table."""
        self._query = query
        one = query.verdicts[0] if len(query.verdicts) == 1 else ""
        self.tabs.choose(one if one in VERDICTS else "" if not query.verdicts else "several")
        self.states.company = query.company
        self.states.show_states(query.states)
        self._say_sales()
        chips: list[Chip] = []
        for typed, rest in parted(query.words):
            chips.append((words.say("ui.search"), typed, self._without(words=rest)))
        if self.tabs.current == "several":
            chips.append(self._of_facet("verdict"))
        chips += [self._of_facet(facet) for facet, _ in query.facets]
        if query.batch is not None:
            chips.append((words.say("page.import"), self.batch_name, self._without(batch=None)))
        if query.findings:
            chips.append((words.say("ui.cause"), self.cause_name, self._without(findings=())))
        if query.states:
            said = state_filter.said(query.states)
            chips.append((words.say("column.state"), said, self._without(states=())))
        if query.only is not None:
            said = self.chosen_name or words.number(len(query.only))
            chips.append((words.say("ui.chosen"), said, self._without(only=None)))
        if query.days is not None:
            said = days_said(query.days)
            chips.append((words.say("column.days_in_stock"), said, self._without(days=None)))
        if query.sale_states:
            said = words.listed(words.say(f"sale_state.{state}") for state in query.sale_states)
            chips.append((words.say("pane.sale"), said, self._without(sale_states=())))
        if query.company is not None:
            said = self.states.companies.get(query.company, "")
            chips.append((words.say("accounts.company"), said, self._without(company=None)))
        self.chips.show_chips(chips, self._without(**OFF))

    def show_companies(self, known: Iterable[Company]) -> None:
        """Offer the companies of the office, where there are several."""
        self.states.companies = {one.id or FIRST: name_of(one) for one in known}

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show how many there are of each verdict."""
        self.tabs.tabs[""].count(sum(counts.values()))
        for verdict in VERDICTS:
            self.tabs.tabs[verdict].count(counts.get(verdict, 0))
        self._why.setVisible(counts.get("REVIEW", 0) > 0)

    def show_sales(self, counts: dict[str, int]) -> None:
        """Offer the states of sales that some vehicle is in, with how many."""
        self._sale_counts = counts
        self._say_sales()
        self.sales.setVisible(bool(counts))
        menu = self.sales.menu()
        menu.clear()
        for state in SALE_STATES:
            if count := counts.get(state, 0):
                name = f"{words.say(f'sale_state.{state}')}  {words.number(count)}"
                menu.addAction(name).triggered.connect(partial(self._choose_sales, state))

    def _say_sales(self) -> None:
        chosen = words.listed(words.say(f"sale_state.{one}") for one in self._query.sale_states)
        say_on(self.sales, f"{words.say('pane.sale')}  {chosen or words.say('state.any')}")

    def show_found(self, count: int) -> None:
        """Show how many the query finds."""
        self.chips.count.setText(words.say("ui.found", count=count))

    def clear(self) -> None:
        """Take all filters off but the verdict."""
        self._without(**OFF)()

    def retranslate(self) -> None:
        """Say the chips again."""
        self.show_query(self._query)
        self.show_sales(self._sale_counts)

    def _choose_verdict(self, verdict: str) -> None:
        chosen = (verdict,) if verdict else ()
        self.wanted.emit(replace(self._query, verdicts=chosen, findings=()))

    def _choose_states(self, states: tuple[str, ...]) -> None:
        self.wanted.emit(replace(self._query, states=states))

    def _choose_company(self, company: int | None) -> None:
        self.wanted.emit(replace(self._query, company=company))

    def _choose_sales(self, state: str) -> None:
        self.wanted.emit(replace(self._query, sale_states=(state,)))

    def _of_facet(self, facet: str) -> Chip:
        query = self._query
        said = self.said(facet, query.chosen(facet))
        return facet_words.title(facet), said, lambda: self.wanted.emit(query.choosing(facet, ()))

    def _without(self, **changes: object) -> Callable[[], None]:
        """Return what asks for the query with a filter taken off."""
        return lambda: self.wanted.emit(replace(self._query, **changes))  # type: ignore[arg-type]


def days_said(days: tuple[int | None, int | None]) -> str:
    """Return days in stock from and to: `31–60`, `over 120`, `unknown`."""
    first, last = days
    if first is None:
        return words.say("word.unknown")
    if last is None:
        return words.say("ui.days_over", days=words.number(first - 1))
    return words.say("ui.days_between", first=words.number(first), last=words.number(last))

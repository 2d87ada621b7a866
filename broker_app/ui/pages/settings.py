"""The settings page: its sections in a list at the left, the chosen one beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.party import Company
from broker_app.domain.question import planned_day
from broker_app.errors import UserError
from broker_app.jobs import editing
from broker_app.jobs.backing_up import BACKUP
from broker_app.store import companies
from broker_app.ui import theme
from broker_app.ui.actions import SETTINGS, SETTINGS_GROUPS
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.settings_banks import BanksForm
from broker_app.ui.pages.settings_companies import CompanyPicker
from broker_app.ui.pages.settings_company import CompanyForm
from broker_app.ui.pages.settings_data import DataForm
from broker_app.ui.pages.settings_layouts import LayoutsForm
from broker_app.ui.pages.settings_lists import ListsForm
from broker_app.ui.pages.settings_numbers import NumbersForm
from broker_app.ui.pages.settings_people import PeopleForm
from broker_app.ui.pages.settings_person import PersonForm
from broker_app.ui.pages.settings_pricing import PLAN, PricingForm
from broker_app.ui.pages.settings_privacy import PrivacyForm
from broker_app.ui.pages.settings_rows import LABEL, MIDDLE, SHORT
from broker_app.ui.pages.settings_signing import SigningForm
from broker_app.ui.pages.settings_templates import TemplatesForm
from broker_app.ui.pages.settings_weights import WeightsForm
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.scrolled import Column
from broker_app.ui.widgets.section_list import SectionList
from broker_app.ui.widgets.text import Label, line

if TYPE_CHECKING:  # what these need is dear, and most sections are not looked at
    from broker_app.ui.pages.settings_backups import BackupsForm
    from broker_app.ui.pages.settings_rates import RatesForm
    from broker_app.ui.pages.settings_sanctions import SanctionsForm

WIDTH = 668
Form = TypeVar("Form", bound=QWidget)


class SettingsPage(Page):
    """Everything holds at once, without a button to save.

    Each section stands under its name, and is made when it is first asked for: all of them
    together are two thirds of a second.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.profile = self.first = Company()
        """The company that is shown, and the first one, whose pricing plan holds."""
        self.list = SectionList("settings", SETTINGS_GROUPS)
        self.home = self.list
        self.companies = CompanyPicker(desk, LABEL)
        """Which company is shown; it stands below the title of each section of a company."""
        self._places: dict[str, _Place] = {}
        self._stack = QStackedWidget()
        self._look_companies()
        self._lay_out()
        self.companies.message.connect(self.message)
        self.companies.chosen.connect(lambda _company: self._show())
        self.list.chosen.connect(self._go)
        self.list.choose(SETTINGS[0])

    # what the window asks

    def open(self, what: Any) -> None:
        """Go to a section, and to its first field where it has one that is likely wanted."""
        if what not in SETTINGS:
            return
        self.list.choose(what)
        if (first := _SECTIONS[what].first) is not None:
            first(self).setFocus(Qt.FocusReason.TabFocusReason)

    def kept(self) -> str:
        """Return the section that is shown."""
        return self.list.current

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed, in the sections that were ever shown."""
        if changes.touches("company"):
            self._look_companies()
        for name in self._places:
            if _SECTIONS[name].tables & changes.tables:
                _SECTIONS[name].show(self)

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self._show()

    # the sections, each by its name

    @cached_property
    def person(self) -> PersonForm:
        """Language, theme, name, days and destination."""
        form = PersonForm(self.desk)
        form.entered.connect(self._set)
        return form

    @cached_property
    def people(self) -> PeopleForm:
        """Who works with this file."""
        return self._heard(PeopleForm(self.desk, LABEL, SHORT))

    @cached_property
    def company(self) -> CompanyForm:
        """The company on the papers."""
        form = CompanyForm()
        form.entered.connect(self._keep)
        return form

    @cached_property
    def banks(self) -> BanksForm:
        """Its accounts."""
        return self._heard(BanksForm(self.desk, LABEL))

    @cached_property
    def signing(self) -> SigningForm:
        """Who signs for it, and its pictures."""
        return self._heard(SigningForm(self.desk, LABEL))

    @cached_property
    def numbers(self) -> NumbersForm:
        """The numbers of its papers, and their terms."""
        return self._heard(NumbersForm(self.desk, LABEL))

    @cached_property
    def layouts(self) -> LayoutsForm:
        """How its papers look."""
        return self._heard(LayoutsForm(self.desk, LABEL, MIDDLE))

    @cached_property
    def templates(self) -> TemplatesForm:
        """Its own workbooks."""
        return self._heard(TemplatesForm(self.desk, LABEL, MIDDLE))

    @cached_property
    def pricing(self) -> PricingForm:
        """The pricing plan, of the first company."""
        form = PricingForm()
        form.entered.connect(self._keep)
        return form

    @cached_property
    def rates(self) -> "RatesForm":
        """Rates of currencies."""
        from broker_app.ui.pages.settings_rates import RatesForm

        return self._heard(RatesForm(self.desk, LABEL, SHORT))

    @cached_property
    def weights(self) -> WeightsForm:
        """The weights of the score of markets."""
        return self._heard(WeightsForm(self.desk, LABEL, SHORT))

    @cached_property
    def lists(self) -> ListsForm:
        """The watched folder, and the layouts of lists."""
        form = self._heard(ListsForm(self.desk, LABEL))
        form.watched.connect(self._watch)
        return form

    @cached_property
    def sanctions(self) -> "SanctionsForm":
        """The sanctions lists."""
        from broker_app.ui.pages.settings_sanctions import SanctionsForm

        form = self._heard(SanctionsForm(self.desk))
        form.entered.connect(self._set)
        return form

    @cached_property
    def backups(self) -> "BackupsForm":
        """The backups, and their second folder."""
        from broker_app.ui.pages.settings_backups import BackupsForm

        form = BackupsForm(self.desk, LABEL)
        form.does.connect(self.does)
        form.chosen.connect(self._copy_to)
        return form

    @cached_property
    def privacy(self) -> PrivacyForm:
        """Data of persons."""
        return self._heard(PrivacyForm(self.desk, LABEL))

    @cached_property
    def data(self) -> DataForm:
        """Where the data is."""
        return DataForm(self.desk)

    def _heard(self, form: Form) -> Form:
        form.message.connect(self.message)  # type: ignore[attr-defined]
        return form

    # inside: showing

    def _go(self, name: str) -> None:
        """Show a section, made now where nobody saw it yet."""
        if name not in self._places:
            self._places[name] = _Place(name, getattr(self, name))
            self._stack.addWidget(self._places[name])
            _SECTIONS[name].show(self)
        if name in OF_COMPANY:
            self._places[name].put_below_title(self.companies)
            self._show_picker()
        self._stack.setCurrentWidget(self._places[name])

    def _show(self) -> None:
        self._look_companies()
        for name in self._places:
            _SECTIONS[name].show(self)

    def _look_companies(self) -> None:
        self.companies.show_companies()
        self.first = companies.get(self.desk.reader)
        self.profile = companies.get(self.desk.reader, self.companies.shown)
        self._show_picker()

    def _show_picker(self) -> None:
        """Beside the company itself it is only wanted where there are several."""
        self.companies.setVisible(self.companies.several or self.list.current == "company")

    # inside: storing

    def _set(self, name: str, value: object) -> None:
        """Keep a setting; day and destination ask the rules anew."""
        settings, asked = self.desk.settings, self.desk.asked
        setattr(settings, name, value)
        self.desk.books.lists_fresh_days = settings.lists_fresh_days
        self._show()
        if name == "days_to_export":
            asked.ask(replace(asked.question, on=planned_day(asked.today, settings.days_to_export)))
        elif name == "destination":
            asked.ask(
                replace(asked.question, destination=settings.destination, final_destination="")
            )
        settings_of.save(settings)  # last: what cannot be saved holds until the end

    def _watch(self, folder: str) -> None:
        self._set("watched_folder", folder)
        self.desk.watch.watch(folder)

    def _copy_to(self, folder: str) -> None:
        """Copy backups to another second folder, the first one now."""
        self._set("backups_folder", folder)
        if folder:
            self.does.emit("back_up")

    def _keep(self, name: str, value: Any) -> None:
        desk = self.desk
        # Kept at once: the next field may be entered before this one is stored.
        profile = replace(self.first if name in PLAN else self.profile, **{name: value})
        if profile.id == self.first.id:
            self.first = profile
        if profile.id == self.profile.id:
            self.profile = profile
        task = desk.runner.change(
            editing.save_company, profile, desk.who, desk.books, desk.asked.question
        )
        task.on_failure(lambda problem: self._refuse(name, problem))

    def _refuse(self, name: str, problem: BaseException) -> None:
        self._look_companies()
        form = self.pricing if name in PLAN else self.company
        if isinstance(problem, UserError):
            form.fields[name].show_problem(problem)
        else:
            self.message.emit(problem)

    # inside: layout

    def _lay_out(self) -> None:
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(line("v"))
        row.addWidget(self._stack, 1)
        self.stack(PageHead("page.settings"), below)


class _Place(QScrollArea):
    """A section below its title and what is to be known of it."""

    def __init__(self, name: str, form: QWidget) -> None:
        super().__init__()
        self._rows = Column()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self._rows.addWidget(Label(f"settings.{name}", "section"))
        if words.has(f"settings.{name}_text"):
            self._rows.addWidget(Label(f"settings.{name}_text", "label", wrap=True))
        self._rows.addSpacing(2)
        self._above = self._rows.count()
        self._rows.addWidget(form)
        self._rows.addStretch(1)
        column = QWidget()
        column.setMaximumWidth(theme.px(WIDTH))
        column.setLayout(self._rows)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(24, 16, 16, 40)
        row.addWidget(column, 1)
        row.addStretch(0)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inner)

    def put_below_title(self, widget: QWidget) -> None:
        """Take a widget that stands in one section at a time."""
        if self._rows.indexOf(widget) < 0:
            self._rows.insertWidget(self._above, widget)


@dataclass(frozen=True)
class _Section:
    """How a section is shown as things are now, which tables it shows, and its first field."""

    show: Callable[[SettingsPage], None]
    tables: frozenset[str] = frozenset()
    first: Callable[[SettingsPage], QWidget] | None = None


OF_COMPANY = SETTINGS_GROUPS[1]
_PROFILE = frozenset({"company", "bank_account", "signatory"})
_SECTIONS: dict[str, _Section] = {
    "person": _Section(
        lambda page: page.person.show_person(),
        frozenset({"person"}),
        lambda page: page.person.staff,
    ),
    "people": _Section(lambda page: page.people.show_people(), frozenset({"person"})),
    "company": _Section(
        lambda page: page.company.show_company(
            page.profile, companies.with_prefix_of(page.desk.reader, page.profile)
        ),
        frozenset({"company"}),
        lambda page: page.company.fields["name"],
    ),
    "banks": _Section(
        lambda page: page.banks.show_accounts(page.profile.id or companies.FIRST), _PROFILE
    ),
    "signing": _Section(lambda page: page.signing.show_signatories(page.profile), _PROFILE),
    "numbers": _Section(
        lambda page: page.numbers.show_company(page.profile, page.desk.asked.today), _PROFILE
    ),
    "layouts": _Section(
        lambda page: page.layouts.show_layouts(page.companies.shown),
        frozenset({"company", "paper_form"}),
    ),
    "templates": _Section(
        lambda page: page.templates.show_templates(page.companies.shown),
        frozenset({"company", "template"}),
    ),
    "pricing": _Section(
        lambda page: page.pricing.show_plan(page.first, page.companies.several),
        frozenset({"company"}),
        lambda page: page.pricing.margin,
    ),
    "rates": _Section(
        lambda page: page.rates.show_rates(),
        frozenset({"rate"}),
        lambda page: page.rates.fields["rate"],
    ),
    "weights": _Section(lambda page: page.weights.show_weights(), frozenset({"score_weight"})),
    "lists": _Section(lambda page: page.lists.show_lists(), frozenset({"list_format"})),
    "sanctions": _Section(
        lambda page: page.sanctions.show_lists(),
        frozenset({"list_snapshot"}),
        lambda page: page.sanctions.install,
    ),
    "backups": _Section(
        lambda page: page.backups.show_backups(),
        frozenset({BACKUP}),
        lambda page: page.backups.choose,
    ),
    "privacy": _Section(
        lambda page: page.privacy.show_kept(),
        frozenset({"party"}),
        lambda page: page.privacy.name,
    ),
    "data": _Section(lambda page: page.data.show_data()),
}

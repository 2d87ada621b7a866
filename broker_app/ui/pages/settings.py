"""The settings page: this person, the company on the papers, the pricing plan, where data is."""

from dataclasses import replace
from decimal import Decimal, DecimalException
from typing import Any
from unicodedata import normalize

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from broker_app import settings as settings_of
from broker_app import words
from broker_app.domain.changes import Changes
from broker_app.domain.party import Company
from broker_app.domain.question import planned_day
from broker_app.errors import UserError
from broker_app.jobs import editing
from broker_app.jobs.backing_up import BACKUP
from broker_app.jobs.company_profile import read_registration
from broker_app.store import companies
from broker_app.ui import theme
from broker_app.ui.outside import open_path
from broker_app.ui.pages.page import Desk, Page
from broker_app.ui.pages.settings_backups import BackupsForm
from broker_app.ui.pages.settings_banks import BanksForm
from broker_app.ui.pages.settings_companies import CompanyPicker
from broker_app.ui.pages.settings_layouts import LayoutsForm
from broker_app.ui.pages.settings_lists import ListsForm
from broker_app.ui.pages.settings_numbers import NumbersForm
from broker_app.ui.pages.settings_people import PeopleForm
from broker_app.ui.pages.settings_privacy import PrivacyForm
from broker_app.ui.pages.settings_rates import RatesForm
from broker_app.ui.pages.settings_sanctions import SanctionsForm
from broker_app.ui.pages.settings_signing import SigningForm
from broker_app.ui.pages.settings_templates import TemplatesForm
from broker_app.ui.pages.settings_weights import WeightsForm
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import Entry, TextEntry
from broker_app.ui.widgets.lines_entry import LinesEntry
from broker_app.ui.widgets.page_head import PageHead
from broker_app.ui.widgets.segments import Segments
from broker_app.ui.widgets.text import Button, Label, Plain, line

WIDTH, LABEL, SHORT, MIDDLE = 668, 204, 120, 240
LANGUAGES = (("system", "settings.system"), ("en", lambda: "English"), ("ja", lambda: "日本語"))
TABLE_LANGUAGES = (("", "settings.as_window"), ("ru", lambda: "Русский"))
THEMES = (("system", "settings.system"), ("light", "settings.light"), ("dark", "settings.dark"))
PLAN = ("margin_permille", "margin_jpy")
MOST_DAYS = 730
_EXAMPLE = 1_000_000


class SettingsPage(Page):
    """One column of text and fields; everything holds at once, without a button to save."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.company = self.first = Company()
        """The company that is shown, and the first one, whose pricing plan holds."""
        self.companies = CompanyPicker(desk, LABEL)
        self.language = Segments(LANGUAGES)
        self.table_language = Segments(TABLE_LANGUAGES)
        self.theme = Segments(THEMES)
        self._make_person()
        self.people = PeopleForm(desk, LABEL, SHORT)
        self._make_company()
        self.banks = BanksForm(desk, LABEL)
        self.signing = SigningForm(desk, LABEL)
        self.numbers = NumbersForm(desk, LABEL)
        self.templates = TemplatesForm(desk, LABEL, MIDDLE)
        self.layouts = LayoutsForm(desk, LABEL, MIDDLE)
        self.rates = RatesForm(desk, LABEL, SHORT)
        self.weights = WeightsForm(desk, LABEL, SHORT)
        self.lists = ListsForm(desk, LABEL)
        self.sanctions = SanctionsForm(desk)
        self.backups = BackupsForm(desk, LABEL)
        self.privacy = PrivacyForm(desk, LABEL)
        self._titles: dict[str, Label] = {}
        self._lay_out()
        self._connect()
        self._show()

    # what the window asks

    def open(self, what: Any) -> None:
        """Go to a part: `person`, `people`, `company`, `banks`, `signing`, `numbers`, `layouts`,
        `templates`, `pricing`, `rates`, `weights`, `sanctions`, `backups`, `privacy`, `data`."""
        if what in self._titles:
            self._area.verticalScrollBar().setValue(self._titles[what].y() - theme.px(16))
        first: dict[str, QWidget] = {
            "person": self.staff,
            "company": self.fields["name"],
            "pricing": self.margin,
            "rates": self.rates.fields["rate"],
            "sanctions": self.sanctions.install,
            "backups": self.backups.choose,
            "privacy": self.privacy.name,
        }
        if what in first:
            first[what].setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self, changes: Changes) -> None:
        """Look again at the profile."""
        if changes.touches("company"):
            self._show()
        elif {"bank_account", "signatory"} & changes.tables:
            self._show_profile()
        if changes.touches("rate"):
            self.rates.show_rates()
        if changes.touches("score_weight"):
            self.weights.show_weights()
        if changes.touches("template"):
            self.templates.show_templates(self.companies.shown)
        if changes.touches("paper_form"):
            self.layouts.show_layouts(self.companies.shown)
        if changes.touches("list_format"):
            self.lists.show_lists()
        if changes.touches("list_snapshot"):
            self.sanctions.show_lists()
        if changes.touches("person"):
            self._show()
        if changes.touches("party"):
            self.privacy.show_kept()
        if changes.touches(BACKUP):
            self.backups.show_backups()

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Notice a theme that was turned elsewhere."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "theme"):
            self.theme.show_chosen(self.desk.settings.theme)

    # inside: showing

    def _show(self) -> None:
        settings = self.desk.settings
        self.language.show_chosen(settings.language)
        self.table_language.show_chosen(settings.table_language)
        self.theme.show_chosen(settings.theme)
        self.staff.put(settings.staff_name)
        self.staff.hint(lambda: self.desk.who)
        self.people.show_people()
        self.staff.setVisible(not self.desk.signed.name)
        self.days.put(settings.days_to_export)
        self.aged.put(settings.aged_after)
        self.old.put(settings.old_after)
        self.destination.put(settings.destination)
        self._look_companies()
        for name, entry in self.fields.items():
            entry.put(getattr(self.company, name))
        for entry in (self.margin, self.fixed):
            entry.put(getattr(self.first, entry.name))
        several = len(companies.every(self.desk.reader)) > 1
        for_all = words.say("companies.plan") if several else ""
        self._plan_said.setText(" ".join(filter(None, (_plan(self.first), for_all))))
        self._show_profile()
        self.rates.show_rates()
        self.weights.show_weights()
        self.lists.show_lists()
        self.fresh.put(settings.lists_fresh_days)
        self.sanctions.show_lists()
        self.backups.show_backups()
        self.privacy.show_kept()
        self._file.setText(str(self.desk.runner.path))
        pack = self.desk.books.pack
        self._pack.setText(
            words.say("settings.pack_said", version=pack.version, day=pack.checked_on)
        )

    def _show_profile(self) -> None:
        """Show what the company has besides its fields."""
        self.banks.show_accounts(self.company.id or companies.FIRST)
        self.signing.show_signatories(self.company)
        self.numbers.show_company(self.company, self.desk.asked.today)
        other = companies.with_prefix_of(self.desk.reader, self.company)
        if other is not None:  # of a file from before this was refused
            known = {"prefix": self.company.number_prefix, "company": other.name}
            self.fields["number_prefix"].show_problem(UserError("prefix_taken", **known))

    # inside: this person

    def _make_person(self) -> None:
        self.staff = TextEntry("staff_name", "settings.staff", quiet=False, label=LABEL)
        self.days, self.aged, self.old, self.fresh = (
            TextEntry(name, said, read_days, words.shown, str, False, LABEL, SHORT)
            for name, said in (
                ("days_to_export", "settings.days"),
                ("aged_after", "settings.aged"),
                ("old_after", "settings.old"),
                ("lists_fresh_days", "settings.lists_fresh"),
            )
        )
        codes = {port.country for port in self.desk.books.ports.values()} - {"JP"}
        named = sorted(codes | {"RU", "BY"}, key=words.country)
        self.destination = ChoiceEntry(
            "destination", "settings.destination", named, words.country, False, LABEL, MIDDLE
        )
        for entry in (self.days, self.aged, self.old, self.fresh):
            entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

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

    # inside: the company

    def _make_company(self) -> None:
        def text(name: str) -> TextEntry:
            return TextEntry(name, f"company.{name}", quiet=False, label=LABEL)

        def lines(name: str) -> LinesEntry:
            return LinesEntry(name, f"company.{name}", quiet=False, label=LABEL)

        self.fields: dict[str, Entry] = {
            "name": text("name"),
            "name_ja": text("name_ja"),
            "address": lines("address"),
            "address_ja": lines("address_ja"),
            "phone": text("phone"),
            "email": text("email"),
            "invoice_registration": TextEntry(
                "invoice_registration",
                "company.invoice_registration",
                read_registration,
                quiet=False,
                label=LABEL,
                width=MIDDLE,
            ),
            "number_prefix": text("number_prefix"),
        }
        self.margin = TextEntry(
            PLAN[0], "company.margin", read_percent, _percent, quiet=False, label=LABEL, width=SHORT
        )
        self.fixed = TextEntry(
            PLAN[1], "company.fixed", read_yen, _yen, quiet=False, label=LABEL, width=SHORT
        )
        for entry in (self.margin, self.fixed):
            entry.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _look_companies(self) -> None:
        self.companies.show_companies()
        self.layouts.show_layouts(self.companies.shown)
        self.templates.show_templates(self.companies.shown)
        self.first = companies.get(self.desk.reader)
        self.company = companies.get(self.desk.reader, self.companies.shown)

    def _turn_to(self, _company: int) -> None:
        """Show another company; what was being typed belonged to the one before."""
        self._look_companies()
        for name, entry in self.fields.items():
            entry.put_anew(getattr(self.company, name))
        self._show_profile()

    def _keep(self, name: str, value: Any) -> None:
        desk = self.desk
        # Kept at once: the next field may be entered before this one is stored.
        profile = replace(self.first if name in PLAN else self.company, **{name: value})
        if profile.id == self.first.id:
            self.first = profile
        if profile.id == self.company.id:
            self.company = profile
        task = desk.runner.change(
            editing.save_company, profile, desk.who, desk.books, desk.asked.question
        )
        task.on_failure(lambda problem: self._refuse(name, problem))

    def _refuse(self, name: str, problem: BaseException) -> None:
        self._look_companies()
        entries = self.fields | {PLAN[0]: self.margin, PLAN[1]: self.fixed}
        if isinstance(problem, UserError):
            entries[name].show_problem(problem)
        else:
            self.message.emit(problem)

    def _connect(self) -> None:
        self.companies.message.connect(self.message)
        self.companies.chosen.connect(self._turn_to)
        self.people.message.connect(self.message)
        for form in (self.banks, self.signing, self.numbers):
            form.message.connect(self.message)
        self.layouts.message.connect(self.message)
        self.templates.message.connect(self.message)
        self.rates.message.connect(self.message)
        self.weights.message.connect(self.message)
        self.lists.message.connect(self.message)
        self.lists.watched.connect(self._watch)
        self.sanctions.message.connect(self.message)
        self.privacy.message.connect(self.message)
        self.backups.does.connect(self.does)
        self.backups.chosen.connect(self._copy_to)
        self.language.chosen.connect(self.desk.appearance.use_language)
        self.table_language.chosen.connect(lambda chosen: self._set("table_language", chosen))
        self.theme.chosen.connect(self.desk.appearance.use_theme)
        for own in (self.staff, self.days, self.destination, self.aged, self.old, self.fresh):
            own.entered.connect(self._set)
        for entry in (*self.fields.values(), self.margin, self.fixed):
            entry.entered.connect(self._keep)

    # inside: layout

    def _lay_out(self) -> None:
        inner = QWidget()
        form = QWidget()
        form.setMaximumWidth(theme.px(WIDTH))
        rows = QVBoxLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self._add_person(rows)
        self._add_company(rows)
        self._title(rows, "layouts")
        rows.addWidget(self.layouts)
        self._title(rows, "templates")
        rows.addWidget(self.templates)
        self._add_pricing(rows)
        self._title(rows, "rates")
        rows.addWidget(self.rates)
        self._title(rows, "weights")
        rows.addWidget(self.weights)
        self._title(rows, "lists")
        rows.addWidget(self.lists)
        self._title(rows, "sanctions")
        rows.addWidget(self.fresh)
        rows.addWidget(self.sanctions)
        self._title(rows, "backups")
        rows.addWidget(self.backups)
        self._title(rows, "privacy")
        rows.addWidget(self.privacy)
        self._add_data(rows)
        rows.addStretch(1)
        row = QHBoxLayout(inner)
        row.setContentsMargins(16, 16, 16, 40)
        row.addWidget(form, 1)
        row.addStretch(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inner)
        self.stack(PageHead("page.settings"), self._area)

    def _title(self, rows: QVBoxLayout, name: str) -> None:
        if self._titles:
            rows.addSpacing(16)
            rows.addWidget(line("h"))
            rows.addSpacing(8)
        self._titles[name] = Label(f"settings.{name}", "section")
        rows.addWidget(self._titles[name])
        if words.has(f"settings.{name}_text"):
            rows.addWidget(Label(f"settings.{name}_text", "label", wrap=True))
        rows.addSpacing(2)

    def _add_person(self, rows: QVBoxLayout) -> None:
        self._title(rows, "person")
        rows.addWidget(_row("settings.language", self.language))
        rows.addWidget(_row("settings.table_language", self.table_language))
        rows.addWidget(_row("settings.theme", self.theme))
        for entry in (self.staff, self.days, self.destination, self.aged, self.old):
            rows.addWidget(entry)
        self._title(rows, "people")
        rows.addWidget(self.people)

    def _add_company(self, rows: QVBoxLayout) -> None:
        self._title(rows, "company")
        rows.addWidget(self.companies)
        for entry in self.fields.values():
            rows.addWidget(entry)
        for name, form in (
            ("banks", self.banks),
            ("signing", self.signing),
            ("numbers", self.numbers),
        ):
            self._title(rows, name)
            rows.addWidget(form)

    def _add_pricing(self, rows: QVBoxLayout) -> None:
        self._title(rows, "pricing")
        rows.addWidget(self.margin)
        rows.addWidget(self.fixed)
        self._plan_said = Plain(role="label", wrap=True)
        rows.addWidget(_row("", self._plan_said))

    def _add_data(self, rows: QVBoxLayout) -> None:
        self._title(rows, "data")
        self._file = Plain(role="code", wrap=True)
        self._file.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pack = Plain()
        show = Button("shipment.show_folder", link=True)
        show.clicked.connect(lambda: open_path(self.desk.runner.path.resolve().parent))
        rows.addWidget(_row("settings.file", self._file))
        rows.addWidget(_row("", show))
        rows.addWidget(_row("settings.pack", self._pack))


def read_days(text: str) -> int:
    """Read how many days lie between today and the export."""
    plain = normalize("NFKC", text).strip()
    if not plain.isdecimal() or int(plain) > MOST_DAYS:
        raise UserError("days_unreadable", value=text.strip(), most=MOST_DAYS)
    return int(plain)


def read_percent(text: str) -> int | None:
    """Read a percentage with at most one decimal as permille; empty text states none."""
    plain = normalize("NFKC", text).replace("%", "").strip()
    if not plain:
        return None
    try:
        permille = Decimal(plain) * 10
    except DecimalException:
        permille = Decimal("NaN")
    if not permille.is_finite() or permille % 1 or not 0 <= permille <= _MOST_PERMILLE:
        raise UserError("percent_unreadable", value=text.strip())
    return int(permille)


def read_yen(text: str) -> int | None:
    """Read an amount of yen; empty text states none."""
    return editing.read_amount(text, "JPY") if text.strip() else None


_MOST_PERMILLE = 10_000


def _percent(permille: int) -> str:
    return f"{words.number(Decimal(permille) / 10)} %"


def _yen(amount: int) -> str:
    return words.number(amount)


def _plan(company: Company) -> str:
    if not company.plans_prices:
        return words.say("settings.no_plan")
    value = company.export_value_jpy(_EXAMPLE)
    return words.say(
        "settings.plan_example",
        hammer=words.money(_EXAMPLE, "JPY"),
        value=words.money(value, "JPY"),
    )


def _row(said: str, field: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    label = Label(said, "label")
    label.setFixedWidth(theme.px(LABEL))
    row.addWidget(label)
    row.addWidget(field, 0 if isinstance(field, Button) else 1)
    if isinstance(field, Button):
        row.addStretch(1)
    return made

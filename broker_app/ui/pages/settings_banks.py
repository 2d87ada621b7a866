"""Bank accounts of the company that is shown: what papers say, and what waits for approval."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.money import TRADED
from broker_app.domain.party import WRITTEN_OF_ACCOUNT, BankAccount
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import banking
from broker_app.store import bank_accounts, companies
from broker_app.ui import second_person, theme
from broker_app.ui.pages.page import Desk
from broker_app.ui.runner import Task
from broker_app.ui.widgets.choice_entry import ChoiceEntry
from broker_app.ui.widgets.entry import TextEntry
from broker_app.ui.widgets.fields_form import FieldsForm, FormPlace
from broker_app.ui.widgets.marks import MarkLabel
from broker_app.ui.widgets.text import Button, Label, Plain, empty

FIELDS = ("currency", *WRITTEN_OF_ACCOUNT)
_PLACES = {"account_swift": "swift"}


class BanksForm(QWidget):
    """One block an account; a changed one stands beside the one it would replace."""

    message = Signal(object)

    def __init__(self, desk: Desk, label: int) -> None:
        super().__init__()
        self._desk, self._label = desk, label
        self.company = companies.FIRST
        self.accounts: list[BankAccount] = []
        self.links: dict[tuple[str, int], Button] = {}
        """What can be done with an account, by its word and the account."""
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(10)
        self.add = Button("account.add")
        self.add.clicked.connect(lambda: self.open(None))
        self._place = FormPlace(self.add, indent=label)
        self._place.message.connect(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._blocks)
        column.addWidget(self._place)

    def show_accounts(self, company: int) -> None:
        """Show the accounts of a company that papers show or that wait."""
        if company != self.company:
            self._place.close_form()
        self.company = company
        self.accounts = [
            one for one in bank_accounts.of_company(self._desk.reader, company) if not one.ended_at
        ]
        empty(self._blocks)
        self.links = {}
        for account in self.accounts:
            self._blocks.addWidget(self._block(account))
        old = companies.get(self._desk.reader, company).bank
        if not any(one.stands for one in self.accounts) and old:
            self._blocks.addWidget(self._old_lines(old))

    def open(self, account: BankAccount | None) -> None:
        """Begin a new account, or a change of one."""
        entries = [self._entry(name) for name in FIELDS]
        values = {name: getattr(account or BankAccount(), name) for name in FIELDS}
        form = FieldsForm(entries, values, self._label, _place_of)
        form.kept.connect(partial(self._keep, account))
        self._place.open(form)

    @property
    def form(self) -> FieldsForm | None:
        """The form that somebody fills in."""
        return self._place.form

    # inside

    def _keep(self, account: BankAccount | None, values: dict[str, Any]) -> None:
        desk = self._desk
        if account is None:
            made = replace(BankAccount(company=self.company), **values)
            task = desk.runner.change(banking.enter, made, desk.who)
        else:
            task = desk.runner.change(banking.change, account.id, values, desk.who)
        self._place.follow(task)

    def _entry(self, name: str) -> TextEntry | ChoiceEntry:
        if name == "currency":
            chosen = ("", *TRADED)
            return ChoiceEntry(name, "account.currency", chosen, _currency, False, self._label, 240)
        return TextEntry(name, f"account.{name}", quiet=False, label=self._label)

    def _block(self, account: BankAccount) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(2)
        head.addWidget(Plain(_currency(account.currency), "strong"))
        if account.is_default and account.stands:
            head.addWidget(Label("account.default", "caption"))
        head.addStretch(1)
        left = QWidget()
        left.setFixedWidth(theme.px(self._label))
        left.setLayout(head)
        row.addWidget(left)
        row.addLayout(self._text(account), 1)
        return made

    def _text(self, account: BankAccount) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        before = next((one for one in self.accounts if one.id == account.replaces), None)
        if before is not None and account.waits:
            for name, was, now in banking.differences(before, account):
                label = words.say(f"account.{name}")
                said = words.say("account.differs", label=label, before=was or "–", after=now)
                column.addWidget(Plain(said, "strong", wrap=True))
        else:
            column.addWidget(Plain("\n".join(account.lines), "fact", wrap=True))
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(MarkLabel("warning" if account.waits else "passed", 14))
        state.addWidget(Plain(banking.state_of(account), "caption", wrap=True), 1)
        column.addLayout(state)
        column.addLayout(self._doings(account))
        return column

    def _doings(self, account: BankAccount) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(16)
        acts: list[tuple[str, Callable[[], Any]]] = [
            ("account.edit", lambda: self.open(account)),
        ]
        if account.waits:
            acts.insert(0, ("account.approve", lambda: self._approve(account)))
        elif not account.is_default:
            acts.append(("account.make_default", lambda: self._do(banking.choose_default, account)))
        end = "account.refuse" if account.waits else "account.end"
        acts.append((end, lambda: self._do(banking.end, account)))
        for word, act in acts:
            link = Button(word, link=True)
            link.clicked.connect(act)
            self.links[word, account.id or 0] = link
            row.addWidget(link)
        row.addStretch(1)
        return row

    def _approve(self, account: BankAccount) -> None:
        change = self._desk.runner.change

        def begin(who: str, secret: Secret) -> Task:
            return change(banking.approve, account.id, who, secret)

        begun = second_person.sign(self._desk, "second.account", self, begin)
        if isinstance(begun, Task):
            begun.on_failure(self.message.emit)

    def _do(self, job: Callable[..., Any], account: BankAccount) -> None:
        task = self._desk.runner.change(job, account.id, self._desk.who)
        task.on_failure(self.message.emit)

    def _old_lines(self, lines: tuple[str, ...]) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(theme.px(self._label), 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Plain("\n".join(lines), "fact", wrap=True))
        column.addWidget(Label("account.old_lines", "caption", wrap=True))
        row.addLayout(column)
        return made


def _currency(code: str) -> str:
    return code or words.say("account.any_currency")


def _place_of(problem: UserError) -> str:
    """Return the field that a refusal is about: some name it by its label."""
    named = {words.say(f"account.{name}"): name for name in FIELDS}
    return named.get(str(problem.values.get("label")), _PLACES.get(problem.key, "bank"))

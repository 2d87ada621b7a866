"""Steps about the companies of the office and their papers, each by its key."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from broker_app.domain.document import PaperForm
from broker_app.domain.party import BankAccount, Signatory
from broker_app.jobs import banking, company_profile, editing, laying_out, owning, templating
from broker_app.jobs.progress import silent
from tests.jobs.steps.office import Office
from tests.jobs.voyages import COMPANY
from tests.papers.template.books import made


def _template(o: Office, text: str = "{{item.chassis_number}}") -> int:
    file = o.file("own.xlsx", made({"A1": "{{document.number}}", "A2": text}))
    checked = templating.check_file(o.books, file, "CI")
    return templating.add_template(o.db, o.books, checked, 1, "sato")[0]


def _template_use(o: Office) -> None:
    first = _template(o)
    _template(o, "{{item.name}}")
    templating.use_template(o.db, first, "sato")


def _template_built_in(o: Office) -> None:
    _template(o)
    templating.use_built_in(o.db, 1, "CI", "sato")


def _template_remove(o: Office) -> None:
    templating.remove_template(o.db, _template(o), "sato")


def save_company(o: Office) -> None:
    plan = replace(COMPANY, name="OTHER", margin_permille=200)
    editing.save_company(o.db, silent, plan, "sato", o.books, o.question)


def other_company(o: Office) -> int:
    return owning.add_company(o.db, "SISTER", "sato")[0]


def _account(o: Office) -> int:
    account = BankAccount(currency="USD", bank="B", number="1", holder="A")
    return banking.enter(o.db, account, "sato")[0]


def _approved(o: Office) -> int:
    number = _account(o)
    banking.approve(o.db, number, "hayami")
    return number


def _second_account(o: Office) -> None:
    _approved(o)
    banking.choose_default(o.db, _approved(o), "sato")


def _signatory(o: Office) -> Signatory:
    number, _ = company_profile.put_signatory(o.db, Signatory(name="HAYAMI"), "sato")
    return Signatory(id=number, name="HAYAMI", is_default=True)


def _second_signatory(o: Office) -> Signatory:
    _signatory(o)
    number, _ = company_profile.put_signatory(o.db, Signatory(name="SATO"), "sato")
    return Signatory(id=number, name="SATO")


def seal_picture(o: Office) -> Path:
    file = o.folder / "seal.png"
    Image.new("RGB", (9, 9)).save(file)
    return file


KINDS: dict[str, Callable[[Office], object]] = {
    "company": save_company,
    "paper_form": lambda o: laying_out.choose_layout(
        o.db, o.books, 1, "CI", PaperForm(layout="un"), "sato"
    ),
    "template": _template,
    "template_use": _template_use,
    "template_built_in": _template_built_in,
    "template_remove": _template_remove,
    "company_new": other_company,
    "company_default": lambda o: owning.choose_default(o.db, other_company(o), "sato"),
    "vehicle_company": lambda o: owning.give_vehicles(o.db, [2], other_company(o), "sato"),
    "account_new": _account,
    "account_change": lambda o: banking.change(o.db, _approved(o), {"number": "2"}, "sato"),
    "account_approve": _approved,
    "account_end": lambda o: banking.end(o.db, _approved(o), "sato"),
    "account_default": _second_account,
    "signatory": _signatory,
    "signatory_remove": lambda o: company_profile.remove_signatory(o.db, _signatory(o), "sato"),
    "signatory_default": lambda o: company_profile.choose_signatory(
        o.db, _second_signatory(o), "sato"
    ),
    "signature": lambda o: company_profile.sign_with(o.db, _signatory(o), seal_picture(o), "sato"),
    "company_picture": lambda o: company_profile.put_picture(
        o.db, 1, "seal", seal_picture(o), "sato"
    ),
}

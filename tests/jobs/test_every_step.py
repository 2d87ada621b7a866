"""Every kind of step is undone and redone: the whole database, before and after, exactly."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from broker_app.domain.certificate import Certificate
from broker_app.domain.cost import Cost
from broker_app.domain.disposition import Disposition
from broker_app.domain.document import PaperForm
from broker_app.domain.evidence import Evidence
from broker_app.domain.list_format import ListFormat
from broker_app.domain.money import Money
from broker_app.domain.offer import Offer, Reservation
from broker_app.domain.party import BankAccount, Party, Signatory
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.payment import Payment
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.screening import Level
from broker_app.domain.table_view import TableView
from broker_app.domain.variants import Cluster, Spelling, decided
from broker_app.jobs import (
    attaching,
    banking,
    binning,
    bl_drafts,
    bulk_editing,
    certifying,
    company_profile,
    confirming,
    costing,
    editing,
    evidencing,
    importing,
    laying_out,
    merging,
    merging_parties,
    moving,
    offering,
    overriding,
    owning,
    particulars,
    party_papers,
    pasting,
    paying,
    rate_importing,
    red_flagging,
    releasing,
    rule_packs,
    sanctions_lists,
    screening,
    searching,
    selling,
    sharing,
    shipping,
    spellings,
    templating,
    undoing,
    viewing,
    weighing,
)
from broker_app.jobs import list_formats as formats
from broker_app.jobs.books import Books
from broker_app.jobs.editing import Edit
from broker_app.jobs.progress import silent
from broker_app.paths import resources
from broker_app.reference import red_flags
from broker_app.reference.rules import pack_bytes
from broker_app.store import (
    attachments,
    costs,
    list_formats,
    list_snapshots,
    offers,
    rates,
    screenings,
    vehicles,
    write,
)
from broker_app.store import bin as waste
from broker_app.store import party_papers as stored_papers
from broker_app.store.database import Database
from broker_app.store.screenings import Search
from tests.intake.listed_samples import MADE_UP
from tests.jobs.voyages import COMPANY, HEADS, TODAY, ship
from tests.jobs.whole import whole
from tests.papers.template.books import made

HUSTLER = (
    "スズキ,ハスラー,X,5AA-MR52S,MR52S-423411,R04.07,27,657,マイルドハイブリッド,シルバー,右,500"
)
NO = {question.id: False for question in red_flags.shipped()}


@dataclass
class Office:
    """What a step is done with."""

    db: Database
    books: Books
    question: Question
    folder: Path
    buyer: int = 0
    shipment: int = 0
    paper: int = 0

    def file(self, name: str = "paper.pdf", content: bytes = b"%PDF-1.7") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


@pytest.fixture
def office(stock: Database, books: Books, question: Question, tmp_path: Path) -> Office:
    made = Office(stock, books, question, tmp_path)
    made.shipment = ship(stock, books, "Kemba")
    shipping.add_vehicle(stock, books, made.shipment, 1, 415_000, "sato", TODAY)
    made.buyer = editing.save_party(stock, Party(name="KOPJE", country="ZA"), "sato")[0]
    paper = Evidence(
        vehicle=2, kind="broker_opinion", issuer="K", issued_on="2026-11-20", grade="TX"
    )
    made.paper = evidencing.store_paper(stock, paper, made.file(), "sato", TODAY)[0]
    return made


def _loose() -> Books:
    """Books by which a second person may let everything pass, as no file of ours does."""
    books = Books()
    checks = books.release_checks
    entries = tuple(replace(one, severity="override") for one in checks.entries)
    books.__dict__["release_checks"] = replace(checks, entries=entries)
    return books


def _release_shipment(o: Office) -> None:
    books = _loose()
    everything = {one.id: "seen" for one in books.release_checks.entries}
    given = (o.shipment, "sato", "kaneda", everything, TODAY)
    releasing.release(o.db, silent, books, *given)


def _send_documents(o: Office) -> None:
    _release_shipment(o)
    shipping.change_shipment(o.db, o.books, o.shipment, {"state": "sailed"}, "sato", TODAY)
    given = (o.shipment, "sato", TODAY, "kaneda", "a good name")
    releasing.send_documents(o.db, o.books, *given)


def _approve_draft(o: Office) -> None:
    told = bl_drafts.instructed(bl_drafts.instruction(o.db.connection, o.books, o.shipment, TODAY))
    units = "\n".join(unit.chassis for unit in told.units)
    bl_drafts.enter(o.db, o.books, o.shipment, {**told.boxes, "units": units}, "sato")
    bl_drafts.approve(o.db, o.books, o.shipment, "sato", TODAY, "as agreed")


def _import(o: Office) -> None:
    path = o.folder / "more.csv"
    text = f"{HEADS}ミナトAA,2026/11/19,9,{HUSTLER}\nミナトAA,2026/11/20,1,{HUSTLER}\n"
    path.write_text(text, encoding="cp932")
    importing.import_list(o.db, silent, path, o.books, o.question, "sato", TODAY)


def _edit(o: Office, name: str = "colour", value: object = "BLACK") -> None:
    editing.type_fact(o.db, silent, o.books, o.question, 2, name, value, "sato", "seen")


def _edit_facts(o: Office) -> None:
    edit = Edit(vehicle=2, values={"colour": "RED", "doors": 3})
    editing.type_facts(o.db, silent, o.books, o.question, edit, "sato")


def _bulk_edit(o: Office) -> None:
    edit = bulk_editing.BulkEdit("colour", "BLACK", TODAY)
    seen = bulk_editing.preview(o.db.connection, silent, [1, 2], edit)
    bulk_editing.edit_bulk(o.db, silent, o.books, o.question, seen, "sato")


def _paste(o: Office) -> None:
    copied = pasting.Copied("車台番号\t色\nKSP130-1234567\t赤\nKSP130-7777777\t青\n")
    place = pasting.Place()
    plan = pasting.plan(o.db.connection, silent, o.books, copied, place, TODAY)
    assert plan.counts.keys() == {pasting.CHANGE, pasting.NEW}
    pasting.paste(o.db, silent, o.books, o.question, plan, "sato")


def _confirm(o: Office) -> None:
    names = list(vehicles.get(o.db.connection, 1).origins)
    confirming.confirm_facts(o.db, silent, o.books, o.question, [1, 2], names, "sato")


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


def _company(o: Office) -> None:
    plan = replace(COMPANY, name="OTHER", margin_permille=200)
    editing.save_company(o.db, silent, plan, "sato", o.books, o.question)


def _evidence(o: Office) -> None:
    paper = Evidence(
        vehicle=1, kind="broker_opinion", issuer="K", issued_on="2026-11-20", grade="F"
    )
    evidencing.store_paper(o.db, paper, o.file("other.pdf", b"other"), "sato", TODAY)


def _release(o: Office) -> None:
    with write.step(o.db, "release", "sato", vehicle="x", number="y") as step:
        from broker_app.domain.evidence import Release
        from broker_app.store import evidence

        evidence.release(step, Release(o.shipment, 1, ("rule",), (o.paper,), why="seen"))


def _cost_remove(o: Office) -> None:
    costing.put_cost(o.db, Cost(vehicle=1, kind="repair", amount=30_000), "sato")
    cost = next(one.id for one in costs.of_vehicle(o.db.connection, 1) if one.id)
    costing.remove_cost(o.db, cost, "sato")


def _rate(o: Office) -> None:
    costing.put_rate(o.db, "USD", Rate(Decimal("155.2"), TODAY, "BOJ"), "sato", TODAY)


def _rate_remove(o: Office) -> None:
    _rate(o)
    (kept,) = rates.every(o.db.connection)
    costing.remove_rate(o.db, kept.id, "sato")


def _view_saved(office: Office) -> None:
    _, number = viewing.save(office.db, TableView("Kenya", {"words": "prado"}), "sato")
    viewing.save(office.db, TableView("Kenya by May", {"words": "prado"}, id=number), "sato")


def _view_removed(office: Office) -> None:
    _, number = viewing.save(office.db, TableView("Kenya"), "sato")
    viewing.remove(office.db, TableView("Kenya", id=number), "sato")


def _weights(o: Office) -> None:
    wanted = dict.fromkeys(Books().scoring.weight, 0) | {"margin": 60, "demand": 40}
    weighing.put_weights(o.db, Books(), wanted, "sato")


def _weights_reset(o: Office) -> None:
    _weights(o)
    weighing.reset_weights(o.db, "sato")


def _rates_import(o: Office) -> None:
    path = o.folder / "rates.csv"
    path.write_text(f"code,date,rate\nUSD,{TODAY},155.2\nEUR,{TODAY},171\n", "utf-8")
    seen = rate_importing.look(o.db.connection, silent, Books(), path, TODAY)
    rate_importing.keep(o.db, silent, seen, [], "sato", TODAY)


def _format(o: Office) -> None:
    from broker_app.reference import list_formats as files

    known = ListFormat(id="", name="Minato", headings=("No", "車名"), columns={})
    path = o.folder / "minato.toml"
    path.write_text(files.as_text(known), "utf-8")
    formats.add_file(o.db, path, "sato")


def _format_remove(o: Office) -> None:
    formats.forget(o.db, list_formats.every(o.db.connection)[0].id, "sato")


def _pack(o: Office) -> None:
    path = o.folder / "pack.zip"
    path.write_bytes(pack_bytes(resources() / "rules"))
    rule_packs.install(o.db, silent, o.books, path, o.question, "sato")


def _pack_back(o: Office) -> None:
    _pack(o)
    rule_packs.roll_back(o.db, "sato")


def _restore(o: Office) -> None:
    binning.put_in_bin(o.db, silent, [1, 2], "sato")
    line = waste.every(o.db.connection, 10)[0]
    binning.restore(o.db, [line["id"]], "sato")


def _revert(o: Office) -> None:
    _edit(o)
    step = o.db.connection.execute("SELECT max(id) FROM step").fetchone()[0]
    _edit(o, "seats", 7)
    undoing.undo_step(o.db, step, "sato")


def _move(o: Office, state: str = "bought") -> None:
    moving.move(o.db, silent, [1, 2], moving.Order(state, TODAY), "sato")


def _cluster() -> Cluster:
    written = (Spelling("VITZ", 1), Spelling("ヴィツ", 1))
    return Cluster("model", "TOYOTA", written, "VITZ")


def _spelling(o: Office) -> None:
    _edit(o, "model", "ヴィツ")
    spellings.merge(o.db, silent, o.books, o.question, [decided(_cluster())], "sato")


def _spellings(o: Office) -> None:
    _edit(o, "model", "ヴィツ")
    house = Cluster("house", "", (Spelling("ミナトAA", 2), Spelling("ミナト", 1)), "ミナト")
    decisions = [decided(_cluster()), decided(house)]
    spellings.merge(o.db, silent, o.books, o.question, decisions, "sato")


def _certificate(o: Office) -> None:
    paper = Certificate(
        vehicle=1,
        chassis_number="KSP130-1234567",
        seats=5,
        weight_kg=970,
        displacement_cl=99,
        fuel="petrol",
        scheduled_on="2026-12-20",
    )
    scan = o.file("scan.pdf", b"%PDF scan")
    certifying.enter(o.db, silent, o.books, o.question, paper, "sato", TODAY, "paper", scan)


def _offer(o: Office) -> int:
    made = Offer(vehicle=2, party=o.buyer, price=600_000, currency="USD", valid_until="2026-12-22")
    offering.put_offer(o.db, made, "sato", TODAY)
    return offers.of_vehicle(o.db.connection, 2)[0].id or 0


def _reserve(o: Office) -> None:
    held = Reservation(vehicle=2, party=o.buyer, until="2026-12-22")
    offering.reserve(o.db, held, "sato", TODAY)


def _reserve_end(o: Office) -> None:
    _reserve(o)
    offering.end_reservation(o.db, 2, "sato")


def _payment(o: Office) -> None:
    paying.put_payment(o.db, 1, Payment(amount=1_000, currency="USD"), "sato", TODAY)


def _payment_remove(o: Office) -> None:
    _payment(o)
    (paid,) = selling.ledger(o.db.connection, 1, TODAY).payments
    paying.remove_payment(o.db, 1, paid, "sato")


def _bill(o: Office) -> int:
    bill = Cost(vehicle=0, kind="transport", amount=50_000)
    sharing.share_cost(o.db, bill, [1, 2], "equal", "sato", TODAY)
    row = o.db.connection.execute("SELECT max(bill) FROM cost").fetchone()
    return int(row[0])


def _owner(o: Office) -> int:
    return owning.add_company(o.db, "SISTER", "sato")[0]


def _attach(o: Office, *names: str) -> list[int]:
    files = [o.file(f"{name}.pdf", b"%PDF-1.7 " + name.encode()) for name in names or ("a", "b")]
    attaching.attach(o.db, silent, 2, files, "sato", "supplier_invoice")
    return [one.id or 0 for one in attachments.of_vehicle(o.db.connection, 2)]


def _party_paper(o: Office) -> PartyPaper:
    paper = PartyPaper(party=o.buyer, kind="company_registration", note="copy")
    file = o.file("registration.pdf", b"%PDF-1.7 registration")
    number, _ = party_papers.add_paper(o.db, silent, o.books, paper, file, "sato")
    return stored_papers.get(o.db.connection, number)


def _party_paper_change(o: Office) -> None:
    paper = replace(_party_paper(o), kind="other", covers=("KSP130-1234567",))
    file = o.file("other.pdf", b"%PDF-1.7 other")
    party_papers.change_paper(o.db, silent, o.books, paper, file, "sato")


def _party_paper_remove(o: Office) -> None:
    party_papers.remove_paper(o.db, _party_paper(o).id or 0, "sato")


def _twin(o: Office) -> int:
    """Add a party that a shipment, a sale, an offer, a paper, a search and a decision name."""
    twin = Party(name="Kopje Ltd.", country="ZA", email="a@kopje.example", roles=("buyer",))
    number, _ = editing.save_party(o.db, twin, "sato")
    offering.put_offer(o.db, Offer(vehicle=2, party=number, price=1), "sato", TODAY)
    selling.sell(o.db, 2, {"buyer": number, "price": 1}, "sato", TODAY)
    shipping.change_shipment(o.db, o.books, o.shipment, {"notify": number}, "sato", TODAY)
    o.buyer, buyer = number, o.buyer
    _party_paper(o)
    o.buyer = buyer
    with write.step(o.db, "disposition", "sato") as step:
        screenings.add(step, [Search(number, ("Kopje",), "x", ("ofac",), "no_hit", ())])
        decided = Disposition(
            party=number,
            list_id="ofac",
            entry_id="1",
            about="x",
            level=Level.WEAK,
            decision="no_match",
            reason="other_name",
        )
        screenings.decide(step, decided)
    editing.record_screening(o.db, number, "designated", "sato")
    return number


def _party_merge(o: Office) -> None:
    twin = _twin(o)
    merging_parties.not_the_same(o.db, twin, o.buyer, "sato")
    merging_parties.merge(o.db, o.buyer, twin, {"name": 1}, "sato")


def _party_remove(o: Office) -> None:
    number, _ = editing.save_party(o.db, Party(name="NOBODY"), "sato")
    o.buyer = number
    _party_paper(o)
    merging_parties.remove(o.db, number, "sato")


def _override(o: Office) -> None:
    wish = overriding.wished("KE", "demand.units", "60000", "own count", TODAY, TODAY)
    overriding.put_override(o.db, o.books, wish, "sato")


def _override_remove(o: Office) -> None:
    _override(o)
    overriding.remove_override(o.db, "KE", "demand.units", "sato")


def _sale_back(o: Office) -> None:
    selling.sell(o.db, 2, {"buyer": o.buyer, "price": 1}, "sato", TODAY)
    selling.take_back(o.db, 2, "sato")


def _sanctions_list(o: Office, on: date = TODAY) -> None:
    files = [MADE_UP / "dpl.txt"]
    sanctions_lists.install(o.db, silent, o.books, files, "sato", on, accept="small for the test")


def _sanctions_list_checked(o: Office) -> None:
    _sanctions_list(o)
    _sanctions_list(o, TODAY + timedelta(days=1))


def _hit(o: Office, decision: str = "", reason: str = "") -> int:
    """Search a party that is on a list of the test; decide about the first hit."""
    _sanctions_list(o)
    (listed, *_) = sanctions_lists.entries_of(
        o.db.path, o.books, list_snapshots.current(o.db.connection)["us-bis-dpl"]
    )
    party = editing.save_party(o.db, Party(name=listed.names[0].text), "sato")[0]
    searching.screen(o.db, silent, o.books, "sato", TODAY, [party])
    if decision:
        entry = (listed.list_id, listed.entry_id)
        screening.decide(o.db, o.books, party, entry, decision, reason, "", "sato", TODAY)
    return party


def _hit_second(o: Office) -> None:
    party = _hit(o, "no_match", "different_country")
    (decided,) = screenings.told(o.db.connection, party)
    entry = (decided.list_id, decided.entry_id)
    screening.agree(o.db, o.books, party, entry, "ito", TODAY)


def _container(o: Office) -> int:
    return particulars.add_container(o.db, o.shipment, "sato")[0]


def _container_remove(o: Office) -> None:
    made = _container(o)
    particulars.put(o.db, o.books, o.shipment, {"tare_kg": "3900"}, "sato", container=made)
    particulars.stow(o.db, o.shipment, 1, made, "sato", "rack")
    particulars.remove_container(o.db, made, "sato")


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


def _seal(o: Office) -> Path:
    file = o.folder / "seal.png"
    Image.new("RGB", (9, 9)).save(file)
    return file


KINDS: dict[str, Callable[[Office], object]] = {
    "import": _import,
    "edit": _edit,
    "edit_facts": _edit_facts,
    "bulk_edit": _bulk_edit,
    "paste": _paste,
    "confirm": _confirm,
    "party": lambda o: editing.save_party(o.db, Party(name="NEW"), "sato"),
    "searched_clear": lambda o: editing.record_screening(o.db, o.buyer, "clear", "sato"),
    "searched_designated": lambda o: editing.record_screening(o.db, o.buyer, "designated", "sato"),
    "company": _company,
    "shipment_new": lambda o: shipping.new_shipment(o.db, o.books, "sato", TODAY, {}),
    "shipment_change": lambda o: shipping.change_shipment(
        o.db, o.books, o.shipment, {"buyer": o.buyer, "vessel": "OTHER"}, "sato", TODAY
    ),
    "shipment_add": lambda o: shipping.add_vehicle(
        o.db, o.books, o.shipment, 2, 900_000, "sato", TODAY
    ),
    "shipment_remove": lambda o: shipping.take_off(o.db, o.shipment, 1, "sato"),
    "price": lambda o: shipping.set_price(o.db, o.shipment, 1, 500_000, "sato"),
    "sale": lambda o: selling.sell(o.db, 2, {"buyer": o.buyer, "price": 1}, "sato", TODAY),
    "sale_back": _sale_back,
    "cost": lambda o: costing.put_cost(o.db, Cost(vehicle=1, kind="repair", amount=1), "sato"),
    "cost_remove": _cost_remove,
    "rate": _rate,
    "rate_remove": _rate_remove,
    "rates_import": _rates_import,
    "view_saved": _view_saved,
    "view_removed": _view_removed,
    "score_weights": _weights,
    "score_weights_reset": _weights_reset,
    "paper_form": lambda o: laying_out.choose_layout(
        o.db, o.books, 1, "CI", PaperForm(layout="un"), "sato"
    ),
    "template": _template,
    "template_use": _template_use,
    "template_built_in": _template_built_in,
    "template_remove": _template_remove,
    "evidence": _evidence,
    "evidence_remove": lambda o: evidencing.remove_paper(o.db, o.paper, "sato"),
    "release": _release,
    "shipment_release": lambda o: _release_shipment(o),
    "documents_sent": lambda o: _send_documents(o),
    "red_flags": lambda o: red_flagging.answer(o.db, o.books, o.shipment, NO, "", "sato"),
    "list_format": _format,
    "list_format_remove": _format_remove,
    "pack": _pack,
    "pack_back": _pack_back,
    "bin": lambda o: binning.put_in_bin(o.db, silent, [1, 2], "sato"),
    "restore": _restore,
    "merge": lambda o: merging.merge(
        o.db, silent, o.books, o.question, 1, 2, {"colour": 1}, "sato", "one car"
    ),
    "not_same": lambda o: merging.not_the_same(o.db, 1, 2, "sato"),
    "sanctions_list": _sanctions_list,
    "sanctions_list_checked": _sanctions_list_checked,
    "hit_match": lambda o: _hit(o, "match", "same_party"),
    "hit_no_match": lambda o: _hit(o, "no_match", "different_country"),
    "hit_undecided": lambda o: _hit(o, "undecided", "asked_the_party"),
    "hit_second": _hit_second,
    "revert": _revert,
    "move": _move,
    "certificate": _certificate,
    "offer": _offer,
    "offer_accept": lambda o: offering.accept_offer(o.db, _offer(o), "sato", TODAY),
    "offer_decline": lambda o: offering.decline_offer(o.db, _offer(o), "sato"),
    "offer_remove": lambda o: offering.remove_offer(o.db, _offer(o), "sato"),
    "reserve": _reserve,
    "reserve_end": _reserve_end,
    "list_price": lambda o: offering.put_list_price(o.db, 2, Money(900_000, "JPY"), "sato"),
    "payment": _payment,
    "payment_remove": _payment_remove,
    "cost_shared": _bill,
    "bill_remove": lambda o: sharing.remove_bill(o.db, _bill(o), "sato"),
    "company_new": _owner,
    "company_default": lambda o: owning.choose_default(o.db, _owner(o), "sato"),
    "vehicle_company": lambda o: owning.give_vehicles(o.db, [2], _owner(o), "sato"),
    "attach": _attach,
    "attachment_remove": lambda o: attaching.remove(o.db, _attach(o)[:1], "sato"),
    "attachment_kind": lambda o: attaching.change_kind(o.db, _attach(o), "other", "sato"),
    "attachment_note": lambda o: attaching.change_note(o.db, _attach(o)[0], "front", "sato"),
    "attachment_order": lambda o: attaching.move(o.db, _attach(o)[:1], None, "sato"),
    "bl_draft": lambda o: bl_drafts.enter(o.db, o.books, o.shipment, {"vessel": "X"}, "sato"),
    "bl_draft_approve": lambda o: _approve_draft(o),
    "particular": lambda o: particulars.put(o.db, o.books, o.shipment, {"carrier": "UKL"}, "sato"),
    "particulars": lambda o: particulars.put(
        o.db, o.books, o.shipment, {"runner": "yes", "keys": "2"}, "sato", of=[1]
    ),
    "container_new": _container,
    "container_change": lambda o: particulars.change_container(
        o.db, _container(o), {"number": "CSQU3054383"}, "sato"
    ),
    "container_remove": _container_remove,
    "stow": lambda o: particulars.stow(o.db, o.shipment, 1, _container(o), "sato", "floor"),
    "party_paper": _party_paper,
    "party_paper_change": _party_paper_change,
    "party_paper_remove": _party_paper_remove,
    "party_merge": _party_merge,
    "party_not_same": lambda o: merging_parties.not_the_same(o.db, 1, o.buyer, "sato"),
    "party_remove": _party_remove,
    "spelling": _spelling,
    "spellings": _spellings,
    "market_override": _override,
    "market_override_remove": _override_remove,
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
    "signature": lambda o: company_profile.sign_with(o.db, _signatory(o), _seal(o), "sato"),
    "company_picture": lambda o: company_profile.put_picture(o.db, 1, "seal", _seal(o), "sato"),
    "spelling_apart": lambda o: spellings.keep_apart(o.db, _cluster(), "sato"),
}
NEVER = {"issue", "judge", "print", "paper_cancel", "list_search"}
"""What became of an issued paper stays; a judgment is computed again; searches are a log."""
TAKING_BACK = {"undo"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_undone_and_redone_leaves_both_states_exactly(office: Office, kind: str) -> None:
    reader = office.db.connection
    if kind == "list_format_remove":
        _import(office)
    # What a step needs before it is done first, undone, and done again: only the last one counts.
    KINDS[kind](office)
    done = undoing.next_undo(reader)
    assert done is not None
    assert done.key == kind
    second = whole(reader)
    undoing.undo_step(office.db, done.step, "kaneda")
    first = whole(reader)
    assert first != second
    for _ in range(2):
        redo = undoing.next_redo(reader)
        assert redo is not None
        assert redo.key == kind
        who = "ito" if kind == "hit_second" else "kaneda"  # nobody signs for another
        undoing.undo_step(office.db, redo.step, who)
        assert whole(reader) == second
        undo = undoing.next_undo(reader)
        assert undo is not None
        assert undo.step == done.step
        undoing.undo_step(office.db, undo.step, "kaneda")
        assert whole(reader) == first
    assert write.verify(reader) is None
    assert reader.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"list_format_remove", "import"}))
def test_undoing_everything_of_a_kind_gives_the_state_before(office: Office, kind: str) -> None:
    reader = office.db.connection
    before = whole(reader)
    last = reader.execute("SELECT max(id) FROM step").fetchone()[0]
    KINDS[kind](office)
    while (found := undoing.next_undo(reader)) is not None and found.step > last:
        undoing.undo_step(office.db, found.step, "kaneda")
    assert whole(reader) == before


def test_every_kind_of_step_that_a_job_does_is_tried() -> None:
    jobs = Path(undoing.__file__).parent
    texts = (file.read_text(encoding="utf-8") for file in jobs.glob("*.py"))
    keys = {key for text in texts for key in re.findall(r'step\(\s*db, "(\w+)"', text)}
    assert keys - KINDS.keys() - NEVER - TAKING_BACK == set()

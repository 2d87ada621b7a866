"""Steps about vehicles, their lists, files, rules and names, each by its key."""

from collections.abc import Callable

from broker_app.domain.certificate import Certificate
from broker_app.domain.evidence import Evidence
from broker_app.domain.list_format import ListFormat
from broker_app.domain.table_view import TableView
from broker_app.domain.variants import Cluster, Spelling, decided
from broker_app.jobs import (
    attaching,
    binning,
    bulk_editing,
    certifying,
    confirming,
    editing,
    evidencing,
    importing,
    merging,
    moving,
    pasting,
    rule_packs,
    spellings,
    undoing,
    viewing,
)
from broker_app.jobs import list_formats as formats
from broker_app.jobs.editing import Edit
from broker_app.jobs.progress import silent
from broker_app.paths import resources
from broker_app.reference.rules import pack_bytes
from broker_app.store import attachments, list_formats, vehicles, write
from broker_app.store import bin as waste
from tests.jobs.steps.office import Office
from tests.jobs.voyages import HEADS, TODAY

HUSTLER = (
    "スズキ,ハスラー,X,5AA-MR52S,MR52S-423411,R04.07,27,657,マイルドハイブリッド,シルバー,右,500"
)


def import_more(o: Office) -> None:
    path = o.folder / "more.csv"
    text = f"{HEADS}ミナトAA,2026/11/19,9,{HUSTLER}\nミナトAA,2026/11/20,1,{HUSTLER}\n"
    path.write_text(text, encoding="cp932")
    importing.import_list(o.db, silent, path, o.books, o.question, "sato", TODAY)


def edit_fact(o: Office, name: str = "colour", value: object = "BLACK") -> None:
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


def _evidence(o: Office) -> None:
    paper = Evidence(
        vehicle=1, kind="broker_opinion", issuer="K", issued_on="2026-11-20", grade="F"
    )
    evidencing.store_paper(o.db, paper, o.file("other.pdf", b"other"), "sato", TODAY)


def release_vehicle(o: Office) -> None:
    with write.step(o.db, "release", "sato", vehicle="x", number="y") as step:
        from broker_app.domain.evidence import Release
        from broker_app.store import evidence

        evidence.release(step, Release(o.shipment, 1, ("rule",), (o.paper,), why="seen"))


def _view_saved(office: Office) -> None:
    _, number = viewing.save(office.db, TableView("Kenya", {"words": "prado"}), "sato")
    viewing.save(office.db, TableView("Kenya by May", {"words": "prado"}, id=number), "sato")


def _view_removed(office: Office) -> None:
    _, number = viewing.save(office.db, TableView("Kenya"), "sato")
    viewing.remove(office.db, TableView("Kenya", id=number), "sato")


def keep_format(o: Office) -> None:
    from broker_app.reference import list_formats as files

    known = ListFormat(id="", name="Minato", headings=("No", "車名"), columns={})
    path = o.folder / "minato.toml"
    path.write_text(files.as_text(known), "utf-8")
    formats.add_file(o.db, path, "sato")


def _format_remove(o: Office) -> None:
    formats.forget(o.db, list_formats.every(o.db.connection)[0].id, "sato")


def use_pack(o: Office) -> None:
    path = o.folder / "pack.zip"
    path.write_bytes(pack_bytes(resources() / "rules"))
    rule_packs.install(o.db, silent, o.books, path, o.question, "sato")


def _pack_back(o: Office) -> None:
    use_pack(o)
    rule_packs.roll_back(o.db, "sato")


def _restore(o: Office) -> None:
    binning.put_in_bin(o.db, silent, [1, 2], "sato")
    line = waste.every(o.db.connection, 10)[0]
    binning.restore(o.db, [line["id"]], "sato")


def _revert(o: Office) -> None:
    edit_fact(o)
    step = o.db.connection.execute("SELECT max(id) FROM step").fetchone()[0]
    edit_fact(o, "seats", 7)
    undoing.undo_step(o.db, step, "sato")


def move_two(o: Office, state: str = "bought") -> None:
    moving.move(o.db, silent, [1, 2], moving.Order(state, TODAY), "sato")


def _cluster() -> Cluster:
    written = (Spelling("VITZ", 1), Spelling("ヴィツ", 1))
    return Cluster("model", "TOYOTA", written, "VITZ")


def _spelling(o: Office) -> None:
    edit_fact(o, "model", "ヴィツ")
    spellings.merge(o.db, silent, o.books, o.question, [decided(_cluster())], "sato")


def _spellings(o: Office) -> None:
    edit_fact(o, "model", "ヴィツ")
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


def _attach(o: Office, *names: str) -> list[int]:
    files = [o.file(f"{name}.pdf", b"%PDF-1.7 " + name.encode()) for name in names or ("a", "b")]
    attaching.attach(o.db, silent, 2, files, "sato", "supplier_invoice")
    return [one.id or 0 for one in attachments.of_vehicle(o.db.connection, 2)]


KINDS: dict[str, Callable[[Office], object]] = {
    "import": import_more,
    "edit": edit_fact,
    "edit_facts": _edit_facts,
    "bulk_edit": _bulk_edit,
    "paste": _paste,
    "confirm": _confirm,
    "view_saved": _view_saved,
    "view_removed": _view_removed,
    "evidence": _evidence,
    "evidence_remove": lambda o: evidencing.remove_paper(o.db, o.paper, "sato"),
    "release": release_vehicle,
    "list_format": keep_format,
    "list_format_remove": _format_remove,
    "pack": use_pack,
    "pack_back": _pack_back,
    "bin": lambda o: binning.put_in_bin(o.db, silent, [1, 2], "sato"),
    "restore": _restore,
    "merge": lambda o: merging.merge(
        o.db, silent, o.books, o.question, 1, 2, {"colour": 1}, "sato", "one car"
    ),
    "not_same": lambda o: merging.not_the_same(o.db, 1, 2, "sato"),
    "revert": _revert,
    "move": move_two,
    "certificate": _certificate,
    "attach": _attach,
    "attachment_remove": lambda o: attaching.remove(o.db, _attach(o)[:1], "sato"),
    "attachment_kind": lambda o: attaching.change_kind(o.db, _attach(o), "other", "sato"),
    "attachment_note": lambda o: attaching.change_note(o.db, _attach(o)[0], "front", "sato"),
    "attachment_order": lambda o: attaching.move(o.db, _attach(o)[:1], None, "sato"),
    "spelling": _spelling,
    "spellings": _spellings,
    "spelling_apart": lambda o: spellings.keep_apart(o.db, _cluster(), "sato"),
}

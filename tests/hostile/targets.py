"""Every door through which something from outside comes in, each as a function of its bytes.

A door is given a file of these bytes (or the text they are) and works as the program does. It may
raise `UserError` and nothing else. Used by `test_every_door` and by `fuzz`.
"""

import gzip
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from PIL import Image

from broker_app import catalogue, settings
from broker_app.domain import table_view
from broker_app.domain.certificate import BOX
from broker_app.domain.person import Secret
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.intake import certificate, content, names_file, pictures
from broker_app.intake.block import cells_in, read_block
from broker_app.intake.rate_file import open_rates
from broker_app.intake.read import account_of, open_list
from broker_app.jobs import (
    admitting,
    auditing,
    checking_database,
    company_profile,
    demo,
    evidencing,
    exporting_all,
    finding,
    finding_records,
    judging,
    list_formats,
    previewing,
    rebuilding,
    restoring,
    rule_packs,
    sanctions_lists,
    templating,
)
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.papers import printed, snapshot, thumbnail
from broker_app.reference import documents, market_overrides, rules
from broker_app.store import backup, mark, sealing, vehicles
from broker_app.store.database import open_file, open_reader
from tests.hostile.lists import html, ods, spreadsheetml, text, xlsx, zipped

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parents[1] / "data"
RESOURCES = Path(__file__).parents[2] / "resources"


@dataclass(frozen=True)
class Door:
    """What takes bytes, under which name of file, and valid samples to begin with."""

    take: Callable[[Path, bytes], object]
    seeds: Callable[[], list[bytes]]
    file: str


@cache
def books() -> Books:
    """The books of the program, read once."""
    return Books()


@cache
def _stock(folder: Path) -> Path:
    """A small stock to look things up in: made once beside the files of a run."""
    place = folder / "stock"
    demo.build(place, silent, books())
    return place / "demo.db"


def _file(name: str, folder: Path, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# auction lists


def _list(folder: Path, data: bytes) -> None:
    tables = open_list(_file("list.bin", folder, data), books().lookups, TODAY)
    for table in tables:
        account_of(list(table.rows()))


def _preview(folder: Path, data: bytes) -> None:
    reader = open_reader(_stock(folder))
    try:
        path = _file("list.bin", folder, data)
        previewing.preview(reader, silent, path, books(), TODAY)
    finally:
        reader.close()


def _lists() -> list[bytes]:
    files = sorted((DATA / "lists").glob("*.xlsx"))
    kept = [file.read_bytes() for file in files if file.stat().st_size < 60_000]
    made = [xlsx(), ods(), html(), spreadsheetml(), text(), text("\t", "utf-16")]
    return made + kept


# files of facts, names, rates and lists of barred parties


def _facts(folder: Path, data: bytes) -> None:
    path = _file("facts.csv", folder, data)
    answers, _ = judging.judge_file(path, books(), Question("RU", TODAY))
    list(answers)


def _admit(folder: Path, data: bytes) -> None:
    answers, _ = admitting.admit_file(_file("cases.csv", folder, data), books())
    list(answers)


def _names(folder: Path, data: bytes) -> None:
    for name in ("names.csv", "names.txt"):
        try:
            names_file.read(_file(name, folder, data))
        except UserError:
            continue


def _rates(folder: Path, data: bytes) -> None:
    list(open_rates(_file("rates.bin", folder, data), books().rate_files).rates())


def _listed(folder: Path, data: bytes) -> None:
    path = _file("listed.bin", folder, data)
    sanctions_lists.read(silent, books(), [path], TODAY)


def _listed_seeds() -> list[bytes]:
    plain = [file.read_bytes() for file in sorted((DATA / "screening").iterdir())]
    return [*plain, gzip.compress(plain[0]), zipped({"a/un.xml": plain[-1]})]


# what the office shares: packs, formats, papers, overrides, templates


def _pack(folder: Path, data: bytes) -> None:
    rule_packs.read_pack(_file("pack.zip", folder, data))


def _pack_seeds() -> list[bytes]:
    head = (RESOURCES / "rules" / "pack.toml").read_bytes()
    some = sorted((RESOURCES / "rules").rglob("*.toml"))[:3]
    return [zipped({"pack.toml": head, **{f"r/{f.name}": f.read_bytes() for f in some}})]


def _rule(_: Path, data: bytes) -> None:
    rules.rule_from("rule.toml", data.decode("utf-8", "replace"))


def _format(folder: Path, data: bytes) -> None:
    path = _file("office.db", folder, b"")
    path.unlink()
    with open_file(path) as db:
        list_formats.add_file(db, _file("format.toml", folder, data), "sato")


def _document(_: Path, data: bytes) -> None:
    documents.kind_from("paper.toml", data.decode("utf-8", "replace"))


def _override(_: Path, data: bytes) -> None:
    market_overrides.rule_from(data.decode("utf-8", "replace"))


def _template(folder: Path, data: bytes) -> None:
    checked = templating.check_file(books(), _file("own.xlsx", folder, data), "CI")
    if not checked.refused:
        from broker_app.papers.template.filling import fill
        from broker_app.papers.template.sample import sample
        from broker_app.papers.template.values import values_of

        kind = books().document_kinds["CI"]
        shown = values_of(sample(kind, books().particulars), kind)
        fill(checked.content, shown, {}, "office", "2026-11-22")


def _template_seeds() -> list[bytes]:
    from tests.papers.template.books import made

    return [made(), xlsx()]


# pictures, scans, attachments


def _logo(folder: Path, data: bytes) -> None:
    company_profile.picture_of(_file("logo.png", folder, data))


def _attachment(folder: Path, data: bytes) -> None:
    path = _file("photo.bin", folder, data)
    content.type_of(path)
    pictures.size_of(path)
    pictures.small_copy(path, 256)
    thumbnail.thumbnail(data)


def _scan(folder: Path, data: bytes) -> None:
    evidencing.read_paper(_file("scan.pdf", folder, data))
    content.type_of(folder / "scan.pdf")


def _images() -> list[bytes]:
    made = []
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        file = io.BytesIO()
        Image.new("RGB", (24, 16), "red").save(file, form)
        made.append(file.getvalue())
    return made


# databases, backups and exports


@cache
def _export() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_file(folder / "small.db") as db:
            list_formats.add_file(db, _file("f.toml", folder, FORMAT), "sato")
        exporting_all.export_all(silent, folder / "small.db", books(), folder / "out")
        files = (file for file in (folder / "out").rglob("*") if file.is_file())
        return {f.relative_to(folder / "out").as_posix(): f.read_bytes() for f in files}


def _plain_import(folder: Path, data: bytes) -> None:
    """The bytes stand for one file of an export; its sums are made right again."""
    import hashlib

    place, into = folder / "export", folder / "imported.db"
    shutil.rmtree(place, ignore_errors=True)
    for old in folder.glob("imported*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    members = dict(_export())
    which, _, content_of = data.partition(b"\n")
    name = which.decode("utf-8", "replace")
    if name in members:
        members[name] = content_of
    if name not in ("manifest.json", "SHA256SUMS"):
        sums = {n: hashlib.sha256(d).hexdigest() for n, d in members.items()}
        lines = _export()["SHA256SUMS"].decode().splitlines()
        named = [line.partition("  ")[2] for line in lines]
        members["SHA256SUMS"] = "".join(f"{sums[n]}  {n}\n" for n in named).encode()
    if name != "manifest.json":
        head = json.loads(members["manifest.json"])
        head["sums"] = hashlib.sha256(members["SHA256SUMS"]).hexdigest()
        members["manifest.json"] = json.dumps(head).encode()
    for member, content_ in members.items():
        target = place / member
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content_)
    exporting_all.import_all(silent, place, into)


def _plain_seeds() -> list[bytes]:
    wanted = ("manifest.json", "SHA256SUMS", "records/journal", "records/list_format")
    return [
        name.encode() + b"\n" + data for name, data in _export().items() if name.startswith(wanted)
    ]


@cache
def _small_db() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "small.db"
        with open_file(path) as db:
            list_formats.add_file(db, _file("f.toml", Path(name), FORMAT), "sato")
        made = backup.make(path)
        return made.read_bytes()


def _backup(folder: Path, data: bytes) -> None:
    path, into = _file("backup.db", folder, data), folder / "restored.db"
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with suppress(UserError):
        restoring.restore(silent, path, into)
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    rebuilding.rebuild(silent, path, into, "sato")


@cache
def _seal() -> tuple[sealing.Seal, Secret]:
    return sealing.new(Secret("correct horse"))


@cache
def _sealed() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = _file("plain.db", folder, b"SQLite format 3 " * 8)
        sealing.seal(plain, folder / "copy.age", _seal()[0])
        return (folder / "copy.age").read_bytes()


def _unseal(folder: Path, data: bytes) -> None:
    path, seal = _file("copy.age", folder, data), _seal()
    with (folder / "opened").open("wb") as target:
        sealing.unseal(path, target, sealing.identity_of(seal[1], seal[0], path))


@cache
def _history() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        path = _file("small.db", Path(name), _small_db())
        auditing.export(silent, path, Path(name) / "history.jsonl", "sato")
        return (Path(name) / "history.jsonl").read_bytes()


def _mark(folder: Path, data: bytes) -> None:
    path = folder / "marked.db"
    mark.place(path).write_bytes(data)
    mark.get(path)


def _backup_page(folder: Path, data: bytes) -> None:
    path, into = _file("page.db", folder, _small_db()), folder / "restored.db"
    _file("page.json", folder, data)
    for old in folder.glob("restored*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    restoring.restore(silent, path, into)


PAGE = {
    "size": 1,
    "sha256": "",
    "tables": {},
    "journal": {"step": 1, "seq": 1, "hash": ""},
    "files": ["files/ab/" + "ab" * 32],
}


def _page_seeds() -> list[bytes]:
    held = {"database": "small.db", "reason": "manual", "made_at": "2026-11-22T00:00:00+00:00"}
    return [json.dumps(held | PAGE).encode()]


def _database(folder: Path, data: bytes) -> None:
    path = _file("strange.db", folder, data)
    checking_database.check(silent, path)
    with open_file(path):
        pass


# what is typed and pasted


def _paste(_: Path, data: bytes) -> None:
    said = data.decode("utf-8", "replace")
    for text_, page in ((said, ""), ("", f"<table>{said}")):
        try:
            cells = cells_in(text_, page)
        except UserError:
            continue
        read_block(
            cells, books().lookups, TODAY, ("chassis_number", "maker", "first_registered"), {}
        )


def _draft(_: Path, data: bytes) -> None:
    from broker_app.jobs import bl_drafts

    bl_drafts.read_text(books(), data.decode("utf-8", "replace"))


def _certificate(_: Path, data: bytes) -> None:
    said = data.decode("utf-8", "replace")
    for name in BOX:
        try:
            certificate.read_box(name, said, TODAY)
        except UserError:
            continue


def _search(folder: Path, data: bytes) -> None:
    reader = open_reader(_stock(folder))
    said = data.decode("utf-8", "replace")
    try:
        finding_records.find_records(reader, said)
        query = finding.asked(books(), said, TODAY.isoformat())
        vehicles.ids(reader, query, limit=10)
        vehicles.count(reader, query)
    finally:
        reader.close()


def _settings(folder: Path, data: bytes) -> None:
    known = settings.load(_file("settings.toml", folder, data))
    settings.save(known, folder / "written.toml")
    settings.load(folder / "written.toml")


def _view(_: Path, data: bytes) -> None:
    table_view.read(data.decode("utf-8", "replace"))


def _snapshot(_: Path, data: bytes) -> None:
    snapshot.from_json(data)


def _printed(_: Path, data: bytes) -> None:
    printed.from_bytes(data, "0" * 64)


def _catalogue(folder: Path, data: bytes) -> None:
    catalogue.read(_file("en.po", folder, data.decode("utf-8", "ignore").encode()))


FORMAT = b"""name = "A house"
headings = ["No", "Car"]

[columns]
"No" = "lot_number"
"Car" = "model"
"""


def _tomls(folder: str, count: int = 3) -> list[bytes]:
    return [file.read_bytes() for file in sorted((RESOURCES / folder).rglob("*.toml"))[:count]]


def _said(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [one.encode() for one in texts]


DRAFT = (DATA / "papers" / "voyages" / "bli-kenya.txt").read_text("utf-8")
VERSION = '[[version]]\nfrom = 2027-01-01\n[[version.row]]\nvalue = 1\nclasses = ["car"]\n'
DOORS: Mapping[str, Door] = {
    "list": Door(_list, _lists, "open_list"),
    "preview": Door(_preview, _lists, "preview"),
    "facts": Door(_facts, lambda: [(DATA / "rule_cases.csv").read_bytes()[:4000]], "judge_file"),
    "market cases": Door(
        _admit, lambda: [(DATA / "market_cases.csv").read_bytes()[:4000]], "admit_file"
    ),
    "names": Door(_names, _said("name,country\nTaro,JP\n", "Taro\nHanako\n"), "names_file.read"),
    "rates": Door(
        _rates, lambda: [f.read_bytes() for f in sorted((DATA / "rates").iterdir())], "open_rates"
    ),
    "sanctions list": Door(_listed, _listed_seeds, "sanctions_lists.read"),
    "rule pack": Door(_pack, _pack_seeds, "read_pack"),
    "rule": Door(_rule, lambda: _tomls("rules"), "rule_from"),
    "list format": Door(_format, lambda: [FORMAT], "list_formats.add_file"),
    "paper": Door(_document, lambda: _tomls("documents"), "kind_from"),
    "override": Door(_override, _said(VERSION), "market_overrides.rule_from"),
    "template": Door(_template, _template_seeds, "check_file"),
    "logo": Door(_logo, _images, "picture_of"),
    "attachment": Door(_attachment, _images, "content"),
    "scan": Door(_scan, _images, "read_paper"),
    "plain files": Door(_plain_import, _plain_seeds, "import_all"),
    "backup": Door(_backup, lambda: [_small_db()], "restore"),
    "sealed copy": Door(_unseal, lambda: [_sealed()], "unseal"),
    "history": Door(
        lambda folder, data: auditing.verify_file(_file("history.jsonl", folder, data)),
        lambda: [_history()],
        "verify_file",
    ),
    "mark": Door(_mark, _said('{"seq":1,"hash":"ab","step":1,"at":"2026-11-22"}'), "mark.get"),
    "page of a backup": Door(_backup_page, _page_seeds, "page_of"),
    "database": Door(_database, lambda: [_small_db()], "open_file"),
    "paste": Door(
        _paste, _said('No\tCar\r\n1\t"a\tb"\r\n', "<tr><td>No<td>Car<tr><td>1<td>x"), "cells_in"
    ),
    "bill of lading": Door(_draft, _said(DRAFT), "read_text"),
    "certificate": Door(
        _certificate, _said("平成25年4月", "2[5]", "1.79", "NHP10-1234567", "ガソリン"), "read_box"
    ),
    "search": Door(
        _search,
        _said("toyota -prius price:>100", 'maker:"x" year:2010..2015', "score:4.5"),
        "asked",
    ),
    "settings": Door(_settings, _said('language = "ja"\nunknown = 1\n'), "settings.load"),
    "view": Door(_view, _said('{"a": [1, {"b": 2}]}'), "table_view.read"),
    "snapshot": Door(_snapshot, _said('{"number": "1"}'), "snapshot.from_json"),
    "kept page": Door(_printed, lambda: [__import__("zlib").compress(b"{}")], "printed.from_bytes"),
    "catalogue": Door(
        _catalogue,
        lambda: [(RESOURCES / "translations" / "en.po").read_bytes()[:3000]],
        "catalogue",
    ),
}

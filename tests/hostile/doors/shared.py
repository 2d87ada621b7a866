"""Doors of what an office shares: packs, formats, papers, overrides, templates."""

from collections.abc import Mapping
from pathlib import Path

from broker_app.jobs import list_formats, rule_packs, templating
from broker_app.reference import documents, market_overrides, rules
from broker_app.store.database import open_file
from tests.hostile.doors.door import FORMAT, RESOURCES, Door, books, put, texts, tomls
from tests.hostile.lists import xlsx, zipped


def _pack(folder: Path, data: bytes) -> None:
    rule_packs.read_pack(put("pack.zip", folder, data))


def _pack_seeds() -> list[bytes]:
    head = (RESOURCES / "rules" / "pack.toml").read_bytes()
    some = sorted((RESOURCES / "rules").rglob("*.toml"))[:3]
    return [zipped({"pack.toml": head, **{f"r/{f.name}": f.read_bytes() for f in some}})]


def _rule(_: Path, data: bytes) -> None:
    rules.rule_from("rule.toml", data.decode("utf-8", "replace"))


def _format(folder: Path, data: bytes) -> None:
    path = put("office.db", folder, b"")
    path.unlink()
    with open_file(path) as db:
        list_formats.add_file(db, put("format.toml", folder, data), "sato")


def _document(_: Path, data: bytes) -> None:
    documents.kind_from("paper.toml", data.decode("utf-8", "replace"))


def _override(_: Path, data: bytes) -> None:
    market_overrides.rule_from(data.decode("utf-8", "replace"))


def _template(folder: Path, data: bytes) -> None:
    checked = templating.check_file(books(), put("own.xlsx", folder, data), "CI")
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


VERSION = '[[version]]\nfrom = 2027-01-01\n[[version.row]]\nvalue = 1\nclasses = ["car"]\n'
DOORS: Mapping[str, Door] = {
    "rule pack": Door(_pack, _pack_seeds, "read_pack"),
    "rule": Door(_rule, lambda: tomls("rules"), "rule_from"),
    "list format": Door(_format, lambda: [FORMAT], "list_formats.add_file"),
    "paper": Door(_document, lambda: tomls("documents"), "kind_from"),
    "override": Door(_override, texts(VERSION), "market_overrides.rule_from"),
    "template": Door(_template, _template_seeds, "check_file"),
}

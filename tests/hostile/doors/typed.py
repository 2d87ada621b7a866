"""Doors of what is typed and pasted, and of what the program itself wrote before."""

from collections.abc import Mapping
from pathlib import Path

from broker_app import catalogue, settings
from broker_app.domain import table_view
from broker_app.domain.certificate import BOX
from broker_app.errors import UserError
from broker_app.intake import certificate
from broker_app.intake.block import cells_in, read_block
from broker_app.jobs import finding, finding_records
from broker_app.papers import printed, snapshot
from broker_app.store import vehicles
from broker_app.store.database import open_reader
from tests.hostile.doors.door import DATA, RESOURCES, TODAY, Door, books, put, stock, texts


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
    reader = open_reader(stock(folder))
    said = data.decode("utf-8", "replace")
    try:
        finding_records.find_records(reader, said)
        query = finding.asked(reader, books(), said, TODAY.isoformat())
        vehicles.ids(reader, query, limit=10)
        vehicles.count(reader, query)
    finally:
        reader.close()


def _settings(folder: Path, data: bytes) -> None:
    known = settings.load(put("settings.toml", folder, data))
    settings.save(known, folder / "written.toml")
    settings.load(folder / "written.toml")


def _view(_: Path, data: bytes) -> None:
    table_view.read(data.decode("utf-8", "replace"))


def _snapshot(_: Path, data: bytes) -> None:
    snapshot.from_json(data)


def _printed(_: Path, data: bytes) -> None:
    printed.from_bytes(data, "0" * 64)


def _catalogue(folder: Path, data: bytes) -> None:
    catalogue.read(put("en.po", folder, data.decode("utf-8", "ignore").encode()))


DRAFT = (DATA / "papers" / "voyages" / "bli-kenya.txt").read_text("utf-8")
DOORS: Mapping[str, Door] = {
    "paste": Door(
        _paste, texts('No\tCar\r\n1\t"a\tb"\r\n', "<tr><td>No<td>Car<tr><td>1<td>x"), "cells_in"
    ),
    "bill of lading": Door(_draft, texts(DRAFT), "read_text"),
    "certificate": Door(
        _certificate, texts("平成25年4月", "2[5]", "1.79", "NHP10-1234567", "ガソリン"), "read_box"
    ),
    "search": Door(
        _search,
        texts("toyota -prius price:>100", 'maker:"x" year:2010..2015', "score:4.5"),
        "asked",
    ),
    "settings": Door(_settings, texts('language = "ja"\nunknown = 1\n'), "settings.load"),
    "view": Door(_view, texts('{"a": [1, {"b": 2}]}'), "table_view.read"),
    "snapshot": Door(_snapshot, texts('{"number": "1"}'), "snapshot.from_json"),
    "kept page": Door(_printed, lambda: [__import__("zlib").compress(b"{}")], "printed.from_bytes"),
    "catalogue": Door(
        _catalogue,
        lambda: [(RESOURCES / "translations" / "en.po").read_bytes()[:3000]],
        "catalogue",
    ),
}

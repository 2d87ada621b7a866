"""Doors of lists: auction lists, and files of facts, names, rates and barred parties."""

import gzip
from collections.abc import Mapping
from pathlib import Path

from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.intake import names_file
from broker_app.intake.rate_file import open_rates
from broker_app.intake.read import account_of, open_list
from broker_app.jobs import admitting, judging, previewing, sanctions_lists
from broker_app.jobs.progress import silent
from broker_app.store.database import open_reader
from tests.hostile.doors.door import (
    DATA,
    TODAY,
    Door,
    books,
    put,
    stock,
    texts,
)
from tests.hostile.lists import html, ods, spreadsheetml, text, xlsx, zipped


def _list(folder: Path, data: bytes) -> None:
    tables = open_list(put("list.bin", folder, data), books().lookups, TODAY)
    for table in tables:
        account_of(list(table.rows()))


def _preview(folder: Path, data: bytes) -> None:
    reader = open_reader(stock(folder))
    try:
        path = put("list.bin", folder, data)
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
    path = put("facts.csv", folder, data)
    answers, _ = judging.judge_file(path, books(), Question("RU", TODAY))
    list(answers)


def _admit(folder: Path, data: bytes) -> None:
    answers, _ = admitting.admit_file(put("cases.csv", folder, data), books())
    list(answers)


def _names(folder: Path, data: bytes) -> None:
    for name in ("names.csv", "names.txt"):
        try:
            names_file.read(put(name, folder, data))
        except UserError:
            continue


def _rates(folder: Path, data: bytes) -> None:
    list(open_rates(put("rates.bin", folder, data), books().rate_files).rates())


def _listed(folder: Path, data: bytes) -> None:
    path = put("listed.bin", folder, data)
    sanctions_lists.read(silent, books(), [path], TODAY)


def _listed_seeds() -> list[bytes]:
    plain = [file.read_bytes() for file in sorted((DATA / "screening").iterdir())]
    return [*plain, gzip.compress(plain[0]), zipped({"a/un.xml": plain[-1]})]


DOORS: Mapping[str, Door] = {
    "list": Door(_list, _lists, "open_list"),
    "preview": Door(_preview, _lists, "preview"),
    "facts": Door(_facts, lambda: [(DATA / "rule_cases.csv").read_bytes()[:4000]], "judge_file"),
    "market cases": Door(
        _admit, lambda: [(DATA / "market_cases.csv").read_bytes()[:4000]], "admit_file"
    ),
    "names": Door(_names, texts("name,country\nTaro,JP\n", "Taro\nHanako\n"), "names_file.read"),
    "rates": Door(
        _rates, lambda: [f.read_bytes() for f in sorted((DATA / "rates").iterdir())], "open_rates"
    ),
    "sanctions list": Door(_listed, _listed_seeds, "sanctions_lists.read"),
}

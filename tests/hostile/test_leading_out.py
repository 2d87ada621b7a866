"""Names that come from outside lead to no place but their own: backups, exports, packs."""

import hashlib
import io
import json
import tomllib
import tracemalloc
import zipfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from broker_app import settings
from broker_app.domain import table_view
from broker_app.errors import UserError
from broker_app.jobs import exporting_all, restoring
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.papers import printed, snapshot
from broker_app.reference import documents, list_formats, rules
from broker_app.store import backup, backup_files, integrity
from broker_app.store.database import open_file, open_reader
from tests.hostile.lists import zipped
from tests.hostile.test_workbooks import lying

HASH = "ab" * 32
OUT = [
    "sanctions//{out}",
    "sanctions/../../{name}",
    "sanctions/C:/x.zip",
    "sanctions/..\\x.zip",
    f"files/ab/../{HASH}",
    "elsewhere/x.zip",
    f"lists/{HASH}/x",
    f"lists/{HASH}\n",
    "",
]


def test_only_names_of_hashes_are_names() -> None:
    assert backup_files.is_name(f"files/ab/{HASH}")
    assert backup_files.is_name(f"lists/{HASH}")
    assert backup_files.is_name(f"sanctions/{HASH}.zip")
    for name in OUT:
        assert not backup_files.is_name(name.format(out="/etc/x.zip", name="x.zip"))


@pytest.mark.parametrize("name", OUT)
def test_the_page_of_a_backup_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    """A page that names an archive by a whole path was once followed there."""
    with open_file(tmp_path / "stock.db"):
        pass
    made = backup.make(tmp_path / "stock.db")
    out = tmp_path / "out" / "written.zip"
    named = name.format(out=out, name=out.name)
    lies = backup_files.in_pool(made.parent, named)
    if "\n" not in named and "\\" not in named and named:
        lies.parent.mkdir(parents=True, exist_ok=True)
        lies.write_bytes(zipped({"a": b"planted"}))
    page = made.with_suffix(".json")
    held = json.loads(page.read_bytes()) | {"files": [named]}
    page.chmod(0o600)
    page.write_bytes(json.dumps(held).encode())
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    assert backup.page_of(made) is None
    into = tmp_path / "new" / "restored.db"
    into.parent.mkdir()
    restoring.restore(silent, made, into)
    fresh = {file for file in tmp_path.rglob("*") if file.is_file()} - before
    assert fresh == {into}
    assert not out.exists()


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    with open_file(tmp_path / "stock.db"):
        pass
    exporting_all.export_all(silent, tmp_path / "stock.db", Books(), tmp_path / "all")
    return tmp_path / "all"


def with_sums(folder: Path, lines: bytes) -> None:
    (folder / "SHA256SUMS").write_bytes(lines)
    head = json.loads((folder / "manifest.json").read_bytes())
    head["sums"] = hashlib.sha256(lines).hexdigest()
    (folder / "manifest.json").write_bytes(json.dumps(head).encode())


@pytest.mark.parametrize(
    "name",
    [
        "beside/sanctions//{out}",
        "beside/files/../../x",
        "records/../../x",
        "records//{out}",
        "C:/x",
        "records\\..\\..\\x",
        "records/a\0b",
        "/etc/hostname",
        ".",
    ],
)
def test_an_export_cannot_name_files_elsewhere(exported: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out" / "x.zip"
    said = name.format(out=out)
    data = b"planted"
    if "beside//" not in said and "\0" not in said and said.startswith("beside/sanctions"):
        lies = exported / said
        lies.parent.mkdir(parents=True, exist_ok=True)
        lies.write_bytes(data)
    line = f"{hashlib.sha256(data).hexdigest()}  {said}\n".encode()
    with_sums(exported, (exported / "SHA256SUMS").read_bytes() + line)
    with pytest.raises(UserError, match="plain_changed"):
        exporting_all.import_all(silent, exported, tmp_path / "new.db")
    assert not out.exists()
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("lines", [b"\xff\xfe", b"\xed\xa0\x80  x\n"])
def test_sums_that_are_no_text_are_a_sentence(exported: Path, tmp_path: Path, lines: bytes) -> None:
    with_sums(exported, lines)
    with pytest.raises(UserError, match="plain_changed"):
        exporting_all.import_all(silent, exported, tmp_path / "new.db")


def test_an_export_of_ours_still_comes_back(exported: Path, tmp_path: Path) -> None:
    exporting_all.import_all(silent, exported, tmp_path / "new.db")
    with closing(open_reader(tmp_path / "new.db")) as reader:
        assert integrity.broken_entry(reader) is None


DEEP = "[" * 5_000


def test_what_is_nested_thousands_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecursionError):
        tomllib.loads(f"a = {DEEP}")
    with pytest.raises(RecursionError):
        msgspec.json.decode(DEEP)
    file = tmp_path / "f.toml"
    file.write_text(f"a = {DEEP}")
    assert settings.load(file) == settings.Settings()
    with pytest.raises(UserError, match="format_file"):
        list_formats.read(file, "")
    with pytest.raises(UserError, match="rule_file"):
        rules.rule_from("r.toml", f"a = {DEEP}")
    with pytest.raises(UserError, match="document_file"):
        documents.kind_from("d.toml", f"a = {DEEP}")
    assert table_view.read(DEEP) == {}
    with pytest.raises(UserError, match="snapshot_unreadable"):
        snapshot.from_json(DEEP.encode())
    (tmp_path / "manifest.json").write_text(DEEP)
    with pytest.raises(UserError, match="plain_no_export"):
        exporting_all.import_all(silent, tmp_path, tmp_path / "new.db")
    (tmp_path / "b.json").write_text(DEEP)
    assert backup.page_of(tmp_path / "b.db") is None


@pytest.mark.parametrize("text", ["a = " + "9" * 5_000, "a = 1" + "0" * 4_400])
def test_a_number_of_thousands_of_digits_in_a_rule(text: str) -> None:
    with pytest.raises(UserError, match="rule_file"):
        rules.rule_from("r.toml", text)


def test_a_snapshot_that_is_no_text() -> None:
    with pytest.raises(UserError, match="snapshot_unreadable"):
        snapshot.from_json(b'{"number":"\xff"}')
    with pytest.raises(UserError, match="page_damaged"):
        printed.from_bytes(b"\x00", "")


def peak(data: bytes) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(UserError, match="rule_pack_unreadable"):
            rules.from_bytes(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_pack_that_unpacks_to_far_too_much() -> None:
    bomb = zipped({"pack.toml": b"#" * 60_000_000})
    assert len(bomb) < 100_000
    assert peak(bomb) < 5_000_000
    assert peak(lying(bomb, "pack.toml", 100)) < 5_000_000
    assert peak(zipped({f"{n}.toml": b"" for n in range(5_001)})) < 20_000_000


def test_a_pack_of_data_cannot_name_a_place(tmp_path: Path) -> None:
    """Names of a pack are told in sentences only: nothing of it is ever written to a folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("pack.toml", "version = 1")
        archive.writestr("../../evil.toml", "import os")
    with pytest.raises(UserError):
        rules.from_bytes(made.getvalue())
    assert not list(tmp_path.iterdir())

"""No reader is forgotten: whatever module reads bytes stands here with the door that tries it.

A module that begins to read fails the first test until its door is in `targets`, or until it is
said why only our own bytes come there.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app.errors import UserError
from tests.hostile.mutate import mutated
from tests.hostile.targets import DOORS
from tests.walks import PROGRAM, calls

READS = {
    "read_bytes", "read_text", "open", "ZipFile", "load_workbook", "fromstring", "iterparse",
    "loads", "OleFileIO", "from_filelike", "PdfReader", "fromData",
}  # fmt: skip
DECODES = {
    "csv.reader", "sqlite3.connect", "msgspec.json.decode", "msgspec.convert", "given_file.opened",
    "given_file.content", "given_file.text",
}  # fmt: skip

TRIED = {
    "catalogue": "catalogue",
    "cli/drafts": "bill of lading",
    "cli/markets": "override",
    "domain/table_view": "view",
    "intake/content": "attachment",
    "intake/delimited": "list",
    "intake/hidden": "list",
    "intake/listed/markup": "sanctions list",
    "intake/listed/pdf": "sanctions list",
    "intake/listed/source": "sanctions list",
    "intake/listed/us_csl": "sanctions list",
    "intake/markup": "list",
    "intake/named_csv": "facts",
    "intake/names_file": "names",
    "intake/pictures": "attachment",
    "intake/rate_file": "rates",
    "intake/rate_xml": "rates",
    "intake/read": "list",
    "intake/records": "list",
    "intake/repeats": "list",
    "intake/sniff": "list",
    "intake/spans": "list",
    "intake/workbook": "list",
    "jobs/company_profile": "logo",
    "jobs/evidencing": "scan",
    "jobs/rule_packs": "rule pack",
    "jobs/sanctions_lists": "sanctions list",
    "jobs/templating": "template",
    "papers/printed": "kept page",
    "papers/snapshot": "snapshot",
    "papers/template/losses": "template",
    "papers/template/opening": "template",
    "papers/thumbnail": "attachment",
    "reference/documents": "paper",
    "reference/list_formats": "list format",
    "reference/market_overrides": "override",
    "reference/rules": "rule pack",
    "settings": "settings",
    "store/attachment_files": "attachment",
    "store/attachments": "database",
    "store/backup": "page of a backup",
    "store/chain": "history",
    "store/mark": "mark",
    "store/sealing": "sealed copy",
    "store/backup_files": "backup",
    "store/database": "database",
    "store/integrity": "database",
    "store/new_database": "backup",
    "store/plain_files": "plain files",
    "store/restoring": "backup",
    "store/salvage": "backup",
}
OURS = {
    "given_file": "opens what the others read",
    "intake/listed/fetching": "what it fetches is read as a sanctions list",
    "jobs/editing": "our journal",
    "jobs/giving_out": "hashed, and nothing else",
    "jobs/guarding": "our journal",
    "jobs/list_reports": "a kept copy is handed on as bytes; our report",
    "jobs/opening": "a kept paper is handed on as bytes",
    "jobs/placing": "the mounts that the system tells",
    "jobs/printing": "a paper of ours, as bytes",
    "jobs/proving": "our verdicts",
    "jobs/recounting": "our journal",
    "jobs/supporting": "our log, told only as far as its words are known",
    "papers/book": "XML of our own making",
    "papers/saving": "papers of ours, as bytes",
    "store/beside": "a note of ours, of which nothing but a name in its own folder is taken",
    "store/evidence": "a kept paper is handed on as bytes",
    "store/list_copies": "copies that were read before they were kept",
    "store/list_files": "copies are handed on as bytes",
    "ui/holding": "beside our database; damage is nobody",
    "memory": "our window; damage is nothing remembered",
    "ui/models/columns": "our database",
    "ui/models/tiles": "small pictures of our own making",
    "ui/pages/attachment_view": "small pictures of our own making",
    "ui/pages/shipment_draft": "pasted text goes to the door of drafts",
    "ui/pages/vehicle_sections": "our database",
    "ui/pages/vehicle_show": "loads a vehicle of our database",
    "ui/print/paint": "pictures that the door of logos let in",
    "ui/theme": "shipped",
    "ui/unsent": "what somebody typed here; damage is nothing remembered",
    "ui/widgets/icons": "shipped",
    "whole_file": "opened to write",
}
SHIPPED = "reference/"
STORED = "store/"


def reading() -> set[str]:
    """The modules that read or decode bytes."""
    return {name for name, called in calls() if called in DECODES or _reads(name, called)}


def _reads(name: str, called: str) -> bool:
    last = called.rpartition(".")[2]
    return last in READS and not (last == "open" and name.startswith("ui/"))  # opens a window


def test_every_module_that_reads_is_tried() -> None:
    found = reading()
    left = {n for n in found - set(TRIED) - set(OURS) if not n.startswith((SHIPPED, STORED))}
    assert left == set()
    assert set(TRIED.values()) <= set(DOORS)
    gone = (set(TRIED) | set(OURS)) - found
    assert gone == set()


def test_every_store_that_only_decodes_rows_opens_no_file() -> None:
    """What the store decodes without a door are cells of our own rows."""
    for name in reading() - set(TRIED) - set(OURS):
        if name.startswith(STORED):
            text = (PROGRAM / f"{name}.py").read_text(encoding="utf-8")
            assert ".open(" not in text, name
            assert "read_bytes" not in text, name


SLOW = ("preview", "search", "backup", "plain files", "list format")


@pytest.mark.parametrize("name", sorted(set(DOORS) - set(SLOW)))
def test_a_door_takes_samples_or_says_a_sentence(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, door = tmp_path_factory.mktemp("door"), DOORS[name]
    seeds = door.seeds()

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(st.sampled_from(seeds), st.integers(0, 2**32))
    def tried(data: bytes, chance: int) -> None:
        try:
            door.take(folder, mutated(Random(chance), data, seeds))
        except UserError:
            return

    tried()

"""The end of the history stands on proofs and reports, and is found again, or missed."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from broker_app.domain.party import Party
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import auditing, editing, explaining_reports, proving, reporting
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import integrity
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY, ship

REPORTS = tuple(reporting.REPORTS)


def texts(pages: list[object]) -> str:
    return "\n".join(page.as_text() for page in pages)  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", REPORTS)
def test_every_report_ends_with_the_end_of_the_history(
    stock: Database, books: Books, question: Question, key: str
) -> None:
    found = reporting.report(stock.connection, silent, books, question, TODAY, key)
    page = explaining_reports.paper_of(found, "ASAGIRI", date(2026, 11, 24))
    head = integrity.head(stock.connection)
    assert head.hash in re.sub(r"\s", "", page.as_text())


def test_a_proof_ends_with_it_and_it_is_found_until_the_history_is_cut(
    stock: Database, books: Books
) -> None:
    shipment = ship(stock, books, "KEMBA")
    path, head = stock.path, integrity.head(stock.connection)
    said = texts(proving.pages_of(stock.connection, books, shipment, TODAY))
    assert head.hash[:32] in said
    assert head.hash[32:] in said
    editing.save_party(stock, Party(name="Later Ltd."), "sato")
    as_printed = f"{head.hash[:32].upper()}\n{head.hash[32:]}"
    found = auditing.verify(silent, path, printed=as_printed)
    assert found.is_good
    assert found.walked.sought == head.seq
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DROP TRIGGER IF EXISTS journal_stays")
        other.execute("DELETE FROM journal WHERE seq >= ?", (head.seq,))
    found = auditing.verify(silent, path, printed=head.hash)
    assert not found.is_good
    assert (False, found.printed) in [
        (good, found.printed) for good, text in auditing.lines(found) if head.hash in text
    ]


@pytest.mark.parametrize("text", ["abc", "z" * 64, "a" * 63, "a" * 65])
def test_what_is_no_hash_is_refused(stock: Database, text: str) -> None:
    with pytest.raises(UserError) as caught:
        auditing.verify(silent, stock.path, printed=text)
    assert caught.value.key == "hash_unreadable"


def test_an_exported_history_is_asked_too(stock: Database, tmp_path: Path) -> None:
    head = integrity.head(stock.connection)
    auditing.export(silent, stock.path, tmp_path / "h.jsonl", "sato")
    assert auditing.verify_file(tmp_path / "h.jsonl", head.hash).walked.sought == head.seq
    assert not auditing.verify_file(tmp_path / "h.jsonl", "0" * 64).is_good

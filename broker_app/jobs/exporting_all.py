"""Exporting all: the whole database in open formats, and a database built from that again."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from broker_app import __version__
from broker_app.errors import UserError
from broker_app.jobs import issuing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import Progress
from broker_app.store import documents, plain_files
from broker_app.store.database import Rows
from broker_app.store.plain_files import PAPERS, Manifest


def export_all(progress: Progress, path: Path, books: Books, folder: Path) -> Manifest:
    """Write everything into a new folder: records as JSON, kept files, issued papers as workbooks.

    It is as the database was at one moment; who works meanwhile does not wait. Raises UserError
    where the folder holds anything already or cannot be written. Cancelled leaves nothing.
    """
    return plain_files.write_all(
        path,
        folder,
        __version__,
        lambda done, total: progress(done, total, "progress.exporting_all"),
        partial(_papers, books, progress),
    )


def import_all(progress: Progress, folder: Path, into: Path) -> Manifest:
    """Build a new database from what `export_all` wrote; it is equal, row by row.

    Raises UserError for a folder that is no export, a file in it that is gone or changed, and
    where the name is taken. Cancelled leaves nothing.
    """
    return plain_files.read_all(
        folder, into, lambda done, total: progress(done, total, "progress.importing_all")
    )


def _papers(books: Books, progress: Progress, reader: Rows, part: Path) -> Iterator[str]:
    """Write each paper that was ever issued as a workbook, as it was; yields their names.

    A kind of paper that this program does not know any more is in its record alone.
    """
    from broker_app.papers import snapshot as snapshots
    from broker_app.papers.saving import file_name

    every = documents.every(reader)
    for done, row in enumerate(every):
        progress(done, len(every), "progress.exporting_papers")
        kept = snapshots.from_json(documents.get(reader, row["id"])["snapshot"].encode())
        target = part / PAPERS / f"{row['id']:06} {file_name(kept, issuing.WORKBOOK.ending)}"
        target.parent.mkdir(exist_ok=True)
        try:
            page = issuing.paper_page(reader, books, kept, row["company"])
        except (UserError, KeyError):
            continue
        issuing.WORKBOOK.write([page], target)
        yield target.relative_to(part).as_posix()

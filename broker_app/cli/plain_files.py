"""`broker-app export-all` and `import-all`: everything in open formats, and back."""

from pathlib import Path

import click

from broker_app import paths
from broker_app.cli import output
from broker_app.jobs import exporting_all
from broker_app.jobs.books import Books
from broker_app.store.plain_files import Manifest

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.command("export-all")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--database", type=click.Path(path_type=Path), help="The database to export.")
@_JSON
def export_all(folder: Path, database: Path | None, as_json: bool) -> None:
    """Write everything into a new folder: records as JSON, files, issued papers, and hashes."""
    path = database or paths.default_database()
    output.leaving(path).close()
    manifest = exporting_all.export_all(output.progress(), path, Books(), folder)
    output.given_out(path, "everything", folder, sum(manifest.tables.values()))
    _tell("cli.exported_all", folder, manifest, as_json)


@click.command("import-all")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="The new database.")
@_JSON
def import_all(folder: Path, into: Path, as_json: bool) -> None:
    """Build a new database from such a folder; it is equal, row by row."""
    manifest = exporting_all.import_all(output.progress(), folder, into)
    _tell("cli.imported_all", into, manifest, as_json)


def _tell(key: str, made: Path, manifest: Manifest, as_json: bool) -> None:
    if as_json:
        journal = {"seq": manifest.journal.seq, "hash": manifest.journal.hash}
        output.one_object({"made": str(made), "tables": manifest.tables, "journal": journal})
        return
    output.tell(key, name=made.name, count=sum(manifest.tables.values()))

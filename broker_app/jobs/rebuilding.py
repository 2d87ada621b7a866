"""Rebuilding: a new database from what can be read of a damaged one, with what was lost."""

from pathlib import Path

from broker_app.errors import UserError
from broker_app.jobs.progress import Progress
from broker_app.store import salvage
from broker_app.store.salvage import Salvaged


def rebuild(progress: Progress, damaged: Path, into: Path, who: str) -> Salvaged:
    """Read what can be read of a damaged database into a new one; the damaged one stays as it is.

    What was lost is the last step in the history of the new one, done by `who`.
    Raises UserError where nothing can be read, the name is taken, or there is no room. Cancelled
    leaves nothing.
    """
    if not damaged.is_file():
        raise UserError("file_missing", file=damaged.name)
    return salvage.salvage(
        damaged, into, lambda done, total: progress(done, total, "progress.rebuilding"), who
    )

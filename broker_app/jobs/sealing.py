"""Sealing: whether copies of backups in the second folder are encrypted, and by which key."""

from contextlib import closing
from pathlib import Path

from broker_app.domain.changes import Changes
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.jobs import signing_in
from broker_app.jobs.backing_up import BACKUP
from broker_app.store import sealing, write
from broker_app.store.database import Damage, Database, open_reader
from broker_app.store.sealing import Seal


def seal_copies(db: Database, passphrase: Secret, who: str) -> tuple[str, Changes]:
    """Seal copies of backups from now on; returns the recovery key, which is shown once.

    Copies that were made before stay as they are. Raises UserError for a poor passphrase.
    """
    signing_in.refuse_poor(passphrase, who)
    made, recovery = sealing.new(passphrase)
    with write.step(db, "backups_sealed", who) as step:
        sealing.put(step, db.connection, made)
    return recovery.text, Changes(frozenset({BACKUP, "file_setting"}), step.number)


def seal_no_more(db: Database, who: str) -> Changes:
    """Copy backups as they are from now on; sealed copies keep their key."""
    with write.step(db, "backups_unsealed", who) as step:
        sealing.put(step, db.connection, None)
    return Changes(frozenset({BACKUP, "file_setting"}), step.number)


def seal_of(path: Path) -> Seal | None:
    """Return the seal of a database's copies. Raises UserError where that cannot be read.

    A copy that should have been sealed is never made in the open because a file was busy.
    """
    try:
        with closing(open_reader(path)) as reader:
            return sealing.of_database(reader)
    except Damage as problem:
        raise UserError("backup_failed", file=path.name) from problem

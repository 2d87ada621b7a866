"""Sealing: copies of backups that leave the house are encrypted, by age (age-encryption.org).

Copies are sealed for a public key that stands in the database, so that they are made while nobody
is there. The private key opens them: it is the recovery key that is shown once, and lies, itself
locked by a passphrase, in the page beside each copy. Any other program that reads age opens
them too.
"""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from broker_app import given_file, whole_file
from broker_app.domain.person import Secret
from broker_app.errors import UserError
from broker_app.store.database import Rows
from broker_app.store.write import Step

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

SEALED = ".age"
"""What the name of a sealed file ends in."""
_SETTING = "backups_seal"
_RECOVERY = "AGE-SECRET-KEY-1"


class Seal(msgspec.Struct, frozen=True):
    """The public key that copies are sealed for, and the private one under a passphrase."""

    recipient: str
    wrapped: str


def new(passphrase: Secret) -> tuple[Seal, Secret]:
    """Return a new seal and its recovery key, which nobody can see again."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    wrapped = pyrage.passphrase.encrypt(str(identity).encode(), passphrase.plain)
    public = str(identity.to_public())
    return Seal(public, base64.b64encode(wrapped).decode()), Secret(str(identity))


def of_database(reader: Rows) -> Seal | None:
    """Return the seal of a file's copies, None where they are not sealed."""
    sql = "SELECT value FROM file_setting WHERE name = ? AND value <> ''"
    row = reader.execute(sql, (_SETTING,)).fetchone()
    return msgspec.json.decode(row["value"], type=Seal) if row is not None else None


def put(step: Step, reader: Rows, seal: Seal | None) -> None:
    """Seal copies from now on, or no more."""
    value = msgspec.json.encode(seal).decode() if seal is not None else ""
    row = reader.execute("SELECT id FROM file_setting WHERE name = ?", (_SETTING,)).fetchone()
    if row is None:
        step.insert("file_setting", {"name": _SETTING, "value": value})
    else:
        step.change("file_setting", row["id"], {"value": value})


def is_sealed(file: Path) -> bool:
    """Tell by its name whether a file is sealed."""
    return file.suffix == SEALED


def seal(
    source: Path, target: Path, of: Seal, before: Callable[[str, int], None] = lambda _, __: None
) -> None:
    """Write a file sealed, and read it back; `before` it has its name its hash and size are told.

    Raises OSError where it cannot be written, or is read back otherwise.
    """
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(of.recipient)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        given_file.opened(source) as opened,
        whole_file.written(target, mode=whole_file.READABLE) as file,
    ):
        heard = _Heard(file.write)
        pyrage.encrypt_io(opened, heard, [recipient])
        before(heard.sha256, file.tell())
    with target.open("rb") as again:
        if hashlib.file_digest(again, "sha256").hexdigest() != heard.sha256:
            target.unlink()
            raise OSError(f"{target.name} is not as it was written")


def unseal(source: Path, target: IO[bytes], identity: "Identity") -> None:
    """Write what a sealed file holds. Raises UserError for another key, and a damaged file."""
    import pyrage

    try:
        with given_file.opened(source) as opened:
            pyrage.decrypt_io(opened, target, [identity])
    except pyrage.DecryptError as problem:
        if "No matching keys" in str(problem):
            raise UserError("backup_key_wrong", file=source.name) from problem
        raise UserError("backup_damaged", file=source.name) from problem
    except OSError as problem:
        if problem.errno is not None:  # of the disk; what age refuses in the middle has none
            raise
        raise UserError("backup_damaged", file=source.name) from problem


def identity_of(key: Secret, held: Seal | None, file: Path) -> "Identity":
    """Return what opens a sealed backup: by its recovery key, or the passphrase.

    Raises UserError without one, for a wrong one, and for a passphrase where the page is gone.
    """
    import pyrage

    text = key.plain.strip()
    if not text:
        raise UserError("backup_key_needed", file=file.name)
    try:
        if text.upper().startswith(_RECOVERY):
            return pyrage.x25519.Identity.from_str(text.upper())
        if held is None:
            raise UserError("backup_key_page", file=file.with_suffix(".json").name)
        wrapped = base64.b64decode(held.wrapped)
        return pyrage.x25519.Identity.from_str(
            pyrage.passphrase.decrypt(wrapped, key.plain).decode()
        )
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as problem:
        raise UserError("backup_key_wrong", file=file.name) from problem


class _Heard:
    """Hands on what is written, and hashes it."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write, self._digest = write, hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, part: bytes) -> int:
        """Write a part."""
        self._digest.update(part)
        return self._write(part)

    def flush(self) -> None:
        """Nothing waits here."""

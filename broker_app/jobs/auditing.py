"""The records verified: is the journal as it was written, and is what stands what it says?"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from string import hexdigits
from unicodedata import normalize

from broker_app import whole_file, words
from broker_app.domain.changes import Changes
from broker_app.errors import UserError
from broker_app.jobs import giving_out
from broker_app.jobs.progress import Progress
from broker_app.store import backup, chain, integrity, replay, write
from broker_app.store.chain import Flaw, Walked
from broker_app.store.database import Damage, Rows, open_file, open_reader
from broker_app.store.integrity import Head
from broker_app.store.replay import Difference

MOST = 100
"""Differences that are named; of more only this many are looked for."""
HASH = 64
"""Letters of a hash."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An end of the journal that is kept elsewhere, by name, and whether it is in the journal."""

    name: str
    head: Head
    held: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain as it was walked, what stands otherwise than it says, and ends kept elsewhere."""

    walked: Walked
    differences: tuple[Difference, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    printed: str = ""
    """The hash of an entry as it stands on a paper, where one was to be looked for."""

    @property
    def is_good(self) -> bool:
        """Whether nothing was changed by others, as far as anybody can tell."""
        kept = all(anchor.held for anchor in self.anchors)
        found = bool(self.walked.sought) or not self.printed
        return not self.walked.flaws and not self.differences and kept and found


def verify(
    progress: Progress,
    path: Path,
    against: Path | None = None,
    second: str = "",
    printed: str = "",
) -> Verified:
    """Verify the records of a database as they are at this moment; nothing is changed.

    The end of the journal is compared with that in every backup, beside the file and in the
    `second` folder, and in an exported chain `against`; an entry is looked for by its hash where
    one is `printed` on a paper. Raises UserError for no database of ours.
    """
    if not path.is_file():
        raise UserError("file_missing", file=path.name)
    try:
        with closing(open_reader(path)) as reader:
            reader.execute("BEGIN")
            if not {"journal", "vehicle"} <= set(integrity.data_tables(reader)):
                raise UserError("database_foreign", file=path.name)
            return verify_open(progress, reader, path, against, second, read_hash(printed))
    except Damage as problem:
        raise UserError("database_unreadable", file=path.name) from problem


def verify_open(
    progress: Progress,
    reader: Rows,
    path: Path,
    against: Path | None = None,
    second: str = "",
    printed: str = "",
) -> Verified:
    """Verify what a reader sees."""

    def heed(done: int = 0, total: int = 0) -> None:
        progress(done, total, "progress.checking_records")

    progress(0, 0, "progress.checking_journal")
    with integrity.heeding(reader, heed):
        walked = chain.walk(chain.entries(reader), printed)
        found: list[Difference] = []
        for one in replay.differences(reader, heed):
            found.append(one)
            if len(found) == MOST:
                break
        anchors = [
            Anchor(name, head, integrity.holds(reader, head))
            for name, head in _heads(path, against, second)
        ]
    return Verified(walked, tuple(found), tuple(anchors), printed)


def verify_file(path: Path, printed: str = "") -> Verified:
    """Verify an exported chain, which needs nothing but its file. Raises UserError."""
    sought = read_hash(printed)
    return Verified(chain.walk_lines(path, sought), printed=sought)


def read_hash(text: str) -> str:
    """Read the hash of an entry as somebody copies it from a paper: over two lines, in capitals.

    Empty for an empty text. Raises UserError for what is none.
    """
    plain = "".join(normalize("NFKC", text).split()).casefold()
    if plain and (len(plain) != HASH or not set(plain) <= set(hexdigits)):
        raise UserError("hash_unreadable", value=text.strip())
    return plain


def look_for(reader: Rows, text: str) -> tuple[bool, str]:
    """Tell whether the history holds the entry whose hash stands on a paper, with a sentence.

    For a history that was verified just now. Raises UserError for what is no hash.
    """
    printed = read_hash(text)
    return _printed(printed, chain.with_hash(reader, printed))


def end_said(end: tuple[int, str] | None) -> str:
    """Return the end of the journal by number and hash, and how to verify it; empty for none."""
    return words.say("audit.end", seq=str(end[0]), hash=end[1]) if end and end[0] else ""


def export(progress: Progress, path: Path, target: Path, who: str) -> tuple[Walked, Changes]:
    """Write the journal as lines of JSON, whole or not at all, and note that it was given out.

    The note is made after, so the end of the file is that of the journal before it.
    """
    if not path.is_file():
        raise UserError("file_missing", file=path.name)
    try:
        with closing(open_reader(path)) as reader, whole_file.written(target) as file:
            reader.execute("BEGIN")
            with integrity.heeding(reader, lambda: progress(0, 0, "progress.checking_journal")):
                walked = chain.write_lines(reader, file, path.name, write.now())
    except OSError as problem:
        raise whole_file.unwritable(target.name, problem) from problem
    with open_file(path) as db:
        return walked, giving_out.note(db, "audit", target, who, walked.count)


def answer(found: Verified) -> str:
    """Return the plain answer."""
    key = "audit.good" if found.is_good else "audit.bad"
    return words.say(key, count=found.walked.count)


def lines(found: Verified) -> list[tuple[bool, str]]:
    """Return what was looked at, a sentence each, with whether it is in order."""
    walked = found.walked
    told = [(False, _flaw(flaw)) for flaw in walked.flaws]
    if not told:
        told.append((True, words.say("audit.chain", seq=walked.seq, hash=walked.hash)))
    if walked.erased:
        told.append((True, words.say("audit.erased", count=walked.erased)))
    told += [(False, difference(one)) for one in found.differences]
    told += [
        (False, words.say("audit.cut", name=anchor.name, seq=anchor.head.seq))
        for anchor in found.anchors
        if not anchor.held
    ]
    if found.printed:
        told.append(_printed(found.printed, walked.sought))
    kept = sum(anchor.held for anchor in found.anchors)
    if kept:
        told.append((True, words.say("audit.anchors", count=kept)))
    return told


def difference(one: Difference) -> str:
    """Return what stands otherwise than the journal says, and where."""
    return words.say(
        f"audit.row_{one.kind}",
        table=one.table,
        row=str(one.row),
        field=one.field,
        said=replay.shown(one.said),
        stands=replay.shown(one.stands),
        step=str(one.step),
    )


def _printed(printed: str, seq: int) -> tuple[bool, str]:
    key = "audit.printed_held" if seq else "audit.printed_lost"
    return bool(seq), words.say(key, seq=str(seq), hash=printed)


def _flaw(flaw: Flaw) -> str:
    return words.say(f"audit.flaw_{flaw.kind}", seq=str(flaw.seq))


def _heads(path: Path, against: Path | None, second: str) -> list[tuple[str, Head]]:
    found = backup.found_in(backup.folder_of(path), path.stem)
    if second:
        found += backup.found_in(backup.second_of(Path(second), path), path.stem)
    heads = [(one.path.name, one.held.journal) for one in found if one.held is not None]
    if against is not None:
        seq, hashed = chain.ends_of(against)
        heads.append((against.name, Head(seq, hashed)))
    return heads

"""Power cuts: of what was written to a file since its last sync any part may not be there.

One process works while every write, sync, cut and removal of its database is noted. From the notes
the disk is put together as it may be found after a cut at any moment: all that was synced, and a
random choice of the later writes, some of them torn.
"""

import random
import signal
from contextlib import suppress
from os import close, kill, read, waitpid
from pathlib import Path

import msgspec

from tests.kills import kills, wires, work
from tests.kills.kills import Report, Rig
from tests.kills.wires import Note
from tests.kills.work import Told

SECTOR = 512
ENOUGH_STEPS = 60


def run(rig: Rig, count: int) -> Report:
    """Work once, cut the power so often afterwards, and look each time at what must hold."""
    path = rig.fresh("noted")
    before = path.read_bytes()
    notes = _noted(rig, path)
    report = Report("power cuts", steps=sum('"stored":true' in note.name for note in notes))
    for _ in range(count):
        moment = rig.chance.randrange(1, len(notes))
        told = [
            msgspec.json.decode(note.name, type=Told)
            for note in notes[:moment]
            if note.what == "told"
        ]
        for name, content in disk(before, path.name, notes[:moment], rig.chance).items():
            file = path.with_name(name)
            file.unlink(missing_ok=True) if content is None else file.write_bytes(content)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        # Files beside the database are those of the end; only what the database says is looked at.
        kills._look(report, path, rig.base, [one for one in told if not one.backup])
        if told:
            report.at[work.work_of(told[-1])] += 1
        report.count += 1
    return report


def disk(
    before: bytes, name: str, notes: list[Note], chance: random.Random
) -> dict[str, bytes | None]:
    """Return what may be found of a database and its log after a cut."""
    synced: dict[str, bytearray | None] = {name: bytearray(before), f"{name}-wal": None}
    pending: dict[str, list[Note]] = {one: [] for one in synced}
    for note in notes:
        if note.what == "sync":
            for one in pending[note.name]:
                _apply(synced, one)
            pending[note.name].clear()
        elif note.what != "told":
            pending[note.name].append(note)
    for waiting in pending.values():
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for one in waiting:
            if chance.random() < share:
                _apply(synced, one if chance.random() < 0.8 else _torn(one, chance))
    return {one: None if content is None else bytes(content) for one, content in synced.items()}


def _torn(note: Note, chance: random.Random) -> Note:
    sectors = chance.randrange(len(note.content) // SECTOR + 1)
    return msgspec.structs.replace(note, content=note.content[: sectors * SECTOR])


def _apply(files: dict[str, bytearray | None], note: Note) -> None:
    if note.what == "remove":
        files[note.name] = None
        return
    content = files[note.name]
    if content is None:
        content = files[note.name] = bytearray()
    if note.what == "cut":
        del content[note.place :]
        content.extend(bytes(note.place - len(content)))
        return
    if not note.content:
        return
    if len(content) < note.place:
        content.extend(bytes(note.place - len(content)))
    content[note.place : note.place + len(note.content)] = note.content


def _noted(rig: Rig, path: Path) -> list[Note]:
    """Let a process do some work and note all that it does to its files."""
    seed, into = rig.chance.randrange(2**32), rig.folder / "notes"

    def at_work(pipe: int) -> None:
        with into.open("wb", buffering=0) as file:
            note = wires.note_all(path, file)
            tell = work.write_to(pipe)

            def told(one: Told) -> None:
                note(msgspec.json.encode(one).decode())
                tell(one)

            work.go_on(path, rig.books, seed, told)

    child, reading = kills.started(at_work, path.parent)
    count = 0
    while count < ENOUGH_STEPS and (piece := read(reading, 65536)):
        count += piece.count(b'"stored":true')
    with suppress(ProcessLookupError):
        kill(child, signal.SIGKILL)
    close(reading)
    kills.refuse_failed(waitpid(child, 0)[1], path.parent)
    return wires.notes_in(into)

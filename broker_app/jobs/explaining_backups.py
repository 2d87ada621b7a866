"""Backups, checks and rebuildings in words; the same in the window and at the command line."""

from collections.abc import Iterator
from datetime import datetime

from broker_app import words
from broker_app.jobs.backing_up import REASONS
from broker_app.jobs.checking_database import Checked, Line
from broker_app.jobs.restoring import Comparison, Done, Kind
from broker_app.store.backup import Backup
from broker_app.store.restoring import Restored
from broker_app.store.salvage import Part, Salvaged

MEGABYTE = 1_000_000


def reason(one: Backup) -> str:
    """Return why a backup was made; nothing where nobody knows."""
    return words.say(f"backup.reason.{one.reason}") if one.reason in REASONS else ""


def made_at(one: Backup) -> str:
    """Return when a backup was made, in the time of this desk."""
    return words.shown(one.made_at.astimezone())


def size(one: Backup) -> str:
    """Return how large a backup is."""
    held = one.held
    count = held.size if held is not None else one.path.stat().st_size
    return words.say("backup.size", megabytes=words.number(round(count / MEGABYTE, 1)))


def count(kind: Kind) -> str:
    """Return how many of a kind there are now and in the backup: `Vehicles: 12 now, 10 then`."""
    key = "backup.count" if kind.now is not None else "backup.count_then"
    named = words.say(f"backup.kind.{kind.table}")
    return words.say(key, kind=named, now=kind.now or 0, then=kind.then)


def counts(found: Comparison) -> list[str]:
    """Return what differs in number, a line each, and in one line what does not."""
    lines = [count(kind) for kind in found.kinds if kind.now != kind.then]
    same = [kind for kind in found.kinds if kind.now == kind.then and kind.now]
    if same:
        named = (
            f"{words.say(f'backup.kind.{one.table}')} {words.number(one.then)}" for one in same
        )
        lines.append(words.say("backup.same", kinds=words.listed(named)))
    return lines


def done(one: Done) -> str:
    """Return a step that the backup does not hold."""
    at = words.shown(datetime.fromisoformat(one.at).astimezone())
    return words.say("backup.step", at=at, who=one.who, what=one.what)


def compared(found: Comparison) -> str:
    """Return in one sentence what one would lose by going on from a backup."""
    if any(kind.now is None for kind in found.kinds):
        return words.say("backup.no_now")
    if not found.same_line:
        return words.say("backup.other_line")
    if not found.missing:
        return words.say("backup.nothing_missing")
    return words.say("backup.missing", count=found.missing)


def restored(made: Restored) -> Iterator[str]:
    """Yield what came of a restoring."""
    count = made.tables.get("vehicle", 0)
    yield words.say("backup.restored", file=made.path.name, count=count, files=made.files)
    if made.lacking:
        yield words.say("backup.lacking", count=len(made.lacking))


def answer(checked: Checked) -> str:
    """Return the plain answer of a check, with the next step."""
    if checked.is_sound:
        count = checked.tables.get("vehicle", 0)
        return words.say("check.sound", count=count)
    return words.say("check.damaged" if checked.is_damaged else "check.not_sound")


def line(one: Line) -> str:
    """Return what one line of a check says."""
    values = dict(one.values)
    if "what" in values:
        values["what"] = words.say(f"check.what.{values['what']}")
    return words.say(f"check.{one.about}.{one.state}", **values, names=words.listed(one.names))


def salvaged(made: Salvaged) -> Iterator[str]:
    """Yield what came of a rebuilding: what was read, and all that was lost."""
    rows = sum(part.read + part.regained for part in made.parts)
    yield words.say("rebuild.done", file=made.path.name, count=rows, files=made.files)
    for part in made.parts:
        if part.gaps or part.aside:
            yield _part(part)
    if made.aside is not None:
        yield words.say("rebuild.aside", file=made.aside.name)
    if made.journal_broken is not None:
        yield words.say("rebuild.journal", number=made.journal_broken)
    if not any(part.gaps or part.aside for part in made.parts):
        yield words.say("rebuild.nothing_lost")


def _part(part: Part) -> str:
    gaps = words.listed(_gap(first, until) for first, until in part.gaps[:5])
    named = words.say(f"backup.kind.{part.table}")
    if named == f"backup.kind.{part.table}":
        named = part.table
    key = "rebuild.part" if part.gaps else "rebuild.part_aside"
    values = {"read": part.read, "regained": part.regained, "aside": part.aside}
    return words.say(key, kind=named, gaps=gaps, **values)


def _gap(first: int, until: int) -> str:
    if first == until:
        return str(first)
    return f"{first}–{until}" if until < 2**40 else f"{first}–"

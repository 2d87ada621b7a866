"""Rule packs: read from a folder or file, compared, laid out in time, tried on the stock."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path

from broker_app import given_file
from broker_app.domain.changes import Changes
from broker_app.domain.examples import gives
from broker_app.domain.question import Question
from broker_app.domain.rule import Example, Pack, Rule, Version
from broker_app.domain.verdict import Verdict
from broker_app.errors import UserError
from broker_app.jobs import backing_up
from broker_app.jobs.books import Books
from broker_app.jobs.judging import judge_again, judge_unstored
from broker_app.jobs.progress import Progress
from broker_app.store import packs, write
from broker_app.store.database import Database, Rows

LARGEST = 20_000_000
"""Bytes of a pack file; ours has a few hundred thousand."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not give what its file says."""

    rule: str
    number: int
    example: Example
    gives: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that one pack has and the other has not, or that says something else there.

    `change` is `added`, `removed` or `changed`; `parts` names what changed: `title`, `examples`
    …, or `version 2023-08-09`.
    """

    rule: str
    change: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A vehicle whose verdict is another one; outcomes before and after."""

    vehicle: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which the law turns: the rules that begin, change or end, and the stock it moves."""

    day: date
    rules: tuple[Rule, ...]
    moved: int | None = None


def read_pack(path: Path) -> Pack:
    """Read a pack from a folder of rule files or from an archive of one.

    Raises UserError with file, place and reason; a broken pack is refused whole.
    """
    return packed(path)[1]


def packed(path: Path) -> tuple[bytes, Pack]:
    """Read a pack with the bytes under which it is kept."""
    from broker_app.reference import rules

    try:
        if path.is_dir():
            content = rules.pack_bytes(path)
        elif path.stat().st_size > LARGEST:
            raise UserError("rule_pack_unreadable")
        else:
            content = given_file.content(path)
    except OSError as problem:
        reason = problem.strerror or ""
        raise UserError("list_unreadable", file=path.name, reason=reason) from problem
    return content, rules.from_bytes(content)


def install(
    db: Database,
    progress: Progress,
    books: Books,
    path: Path,
    question: Question,
    who: str,
) -> tuple[Pack, Changes]:
    """Install a pack from a folder or file and judge the stock by it, in one step.

    Undo takes it back. Raises UserError for a broken pack, one whose examples fail, and one that
    was checked before the shipped one; the one in use then stays.
    """
    content, pack = packed(path)
    _must_hold(books, pack)
    theirs = Books()
    theirs.use_pack(content)
    backing_up.before(db, backing_up.RULES, who, progress)
    with write.step(db, "pack", who, version=pack.version) as step:
        packs.use(step, packs.put(step, db.connection, pack, content))
        judge_again(db, step, progress, theirs, question, None)
    tables = frozenset({"pack_in_use", "verdict"})
    return pack, Changes(tables, step.number)


def _must_hold(books: Books, pack: Pack) -> None:
    """Raise UserError where the examples of a pack fail, or the shipped one was checked later."""
    wrong = next(failures(books, pack), None)
    if wrong is not None:
        raise UserError("rule_pack_fails", rule=wrong.rule, number=wrong.number)
    shipped = Books().pack
    if pack.checked_on < shipped.checked_on:
        raise UserError("rule_pack_older", day=pack.checked_on, ours=shipped.checked_on)


def roll_back(db: Database, who: str) -> Changes:
    """Take the last installed pack back. Raises UserError where none is installed."""
    reader = db.connection
    if packs.in_use(reader) is None:
        raise UserError("no_pack_installed")
    backing_up.before(db, backing_up.RULES, who)
    with write.step(db, "pack_back", who) as step:
        packs.use_earlier(step, reader)
    return Changes(frozenset({"pack_in_use", "verdict"}), step.number)


@dataclass(frozen=True, slots=True)
class Preview:
    """What installing a pack would do: its rules beside ours, and the stock judged otherwise."""

    pack: Pack
    differences: tuple[Difference, ...]
    moved: tuple[Moved, ...]


def preview(reader: Rows, books: Books, path: Path, question: Question) -> Preview:
    """Say what a pack would change. Raises UserError for one that cannot be installed."""
    pack = read_pack(path)
    _must_hold(books, pack)
    return Preview(
        pack,
        tuple(differences(books.pack, pack)),
        tuple(moved(reader, books, question, books.pack, pack)),
    )


def unlike(reader: Rows, books: Books, destination: str) -> Iterator[int]:
    """Recompute every stored verdict as of then, by the pack and day it rested on.

    Yields the vehicles whose answer comes out otherwise: none, unless facts were changed behind
    our back.
    """
    answers: dict[tuple[int, date], dict[int, Verdict]] = {}
    for vehicle, number, day in packs.stored_verdicts(reader, destination):
        key = (number, day)
        if key not in answers:
            theirs = Books()
            theirs.use_pack(packs.content(reader, number))
            question = Question(destination, day)
            answers[key] = dict(judge_unstored(reader, books, question, pack=theirs.pack))
        found = packs.verdict_of(reader, vehicle, destination)
        if found is not None and found[0] != answers[key].get(vehicle):
            yield vehicle


def failures(books: Books, pack: Pack) -> Iterator[Failure]:
    """Try every example of every rule; yield those that give something else."""
    for rule in pack.rules:
        for number, example in enumerate(rule.examples, 1):
            given = gives(pack, books.tariff, rule, example)
            if given != example.gives:
                yield Failure(rule.id, number, example, given)


def differences(old: Pack, new: Pack) -> list[Difference]:
    """Return what the new pack says otherwise, by rule."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    found = [Difference(name, "removed") for name in sorted(before.keys() - after.keys())]
    found += [Difference(name, "added") for name in sorted(after.keys() - before.keys())]
    for name in sorted(before.keys() & after.keys()):
        parts = _changed_parts(before[name], after[name])
        if parts:
            found.append(Difference(name, "changed", parts))
    return found


def moved(reader: Rows, books: Books, question: Question, old: Pack, new: Pack) -> list[Moved]:
    """Return the vehicles of the stock that another pack judges otherwise."""
    before = dict(judge_unstored(reader, books, question, pack=old))
    after = judge_unstored(reader, books, question, pack=new)
    return [
        Moved(vehicle, before[vehicle].outcome.value, verdict.outcome.value)
        for vehicle, verdict in after
        if verdict.outcome is not before[vehicle].outcome
    ]


def timeline(pack: Pack, regimes: tuple[str, ...]) -> list[Turn]:
    """Return the days on which some rule of these regimes turns, in order."""
    days: dict[date, list[Rule]] = {}
    for rule in pack.rules:
        for version in rule.versions if rule.regime in regimes else ():
            days.setdefault(version.since, []).append(rule)
    return [Turn(day, tuple(days[day])) for day in sorted(days)]


def with_stock(reader: Rows, books: Books, pack: Pack, question: Question) -> list[Turn]:
    """Return the timeline with how many vehicles of the stock each turn judges otherwise."""
    turns = []
    for turn in timeline(pack, question.regimes):
        counts = [_outcomes(reader, books, pack, question, day) for day in _around(turn.day)]
        changed = sum(counts[0][number] != outcome for number, outcome in counts[1].items())
        turns.append(Turn(turn.day, turn.rules, changed))
    return turns


def counted(moves: list[Moved]) -> Counter[tuple[str, str]]:
    """Count moves by what they were and what they become."""
    return Counter((move.before, move.after) for move in moves)


def _around(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day


def _outcomes(
    reader: Rows, books: Books, pack: Pack, question: Question, day: date
) -> dict[int, str]:
    asked = Question(question.destination, day, regimes=question.regimes)
    found = judge_unstored(reader, books, asked, pack=pack)
    return {number: verdict.outcome.value for number, verdict in found}


def _changed_parts(before: Rule, after: Rule) -> tuple[str, ...]:
    names = [f.name for f in fields(Rule) if f.name != "versions"]
    parts = [name for name in names if getattr(before, name) != getattr(after, name)]
    old, new = _by_day(before), _by_day(after)
    days = sorted(old.keys() | new.keys())
    return (*parts, *(f"version {day}" for day in days if old.get(day) != new.get(day)))


def _by_day(rule: Rule) -> dict[date, Version]:
    return {version.since: version for version in rule.versions}

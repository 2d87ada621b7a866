"""Explaining today: the lines of the list in words, and the list as a report for paper."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from broker_app import words
from broker_app.domain.due import Due, Line
from broker_app.domain.report import Report, ReportColumn, ReportKind
from broker_app.jobs import due

MOST_NAMED = 3
"""Things that the second row of a line names; the others are counted."""
_STEP = {"review_missing": "why.missing", "review_unconfirmed": "why.unconfirmed"}
_STEP |= {"review_rule": "why.rule"}


def title(line: Line) -> str:
    """Return what a line is about: `Verdicts wait for a fact`."""
    return words.say(f"today.{line.kind}", count=line.count)


def detail(line: Line) -> str:
    """Return what stands below it: a sentence for one thing, else the first of them by name."""
    if len(line.found) == 1:
        (one,) = line.found
        return words.listed(due.part(piece) for piece in one.parts) or due.said(one)
    counts = Counter(named(one) for one in line.found)
    names = [name if count == 1 else f"{name} ({count})" for name, count in counts.items()]
    shown, left = names[:MOST_NAMED], len(names) - MOST_NAMED
    said = words.listed(shown)
    if left > 0:
        said = words.say("today.and_more", names=said, count=left)
    return words.listed([said, *_owed(line)])


def _owed(line: Line) -> list[str]:
    """Return what is owed on the line, by currency."""
    sums: Counter[str] = Counter()
    for one in line.found:
        if "owed" in one.values:
            sums[one.values["owed"].currency] += one.values["owed"].minor_units
    return [words.money(units, currency) for currency, units in sorted(sums.items())]


def named(one: Due) -> str:
    """Return what one thing is called among others of its kind."""
    said = due.in_words(one)
    for key in ("market", "number", "currency", "chassis", "buyer", "name"):
        if said.get(key):
            name = str(said[key])
            return f"{name} {words.number(one.count)}" if one.count > 1 else name
    return due.said(one)


def step(piece: Due) -> str:
    """Return the next step that a cause of a REVIEW asks for; empty for anything else."""
    return words.say(_STEP[piece.kind]) if piece.kind in _STEP else ""


def door_title(one: Due) -> str:
    """Return what the vehicles are called that lose a market on a day."""
    day = words.day(date.fromisoformat(one.day))
    return words.say("today.door_of", market=due.in_words(one)["market"], day=day)


def when(line: Line | Due, today: date) -> str:
    """Return by when, or since when: `today`, `by 26 Nov`, `since 17 Aug`; empty without a day."""
    if not line.day:
        return ""
    found = line.found if isinstance(line, Line) else (line,)
    first = next(one for one in found if one.day == line.day)
    day = date.fromisoformat(line.day)
    if day <= today and (first.since or first.overdue):  # what ended may go back by a day to come
        return words.say("today.since", day=words.short_day(day))
    if day == today:
        return words.say("today.today")
    return words.say("today.by", day=words.short_day(day))


def report(lines: Sequence[Line], today: date) -> Report:
    """Return the list as a report: every thing that is due in its group, one row each."""
    columns = (
        ReportColumn("urgency", ReportKind.TEXT, 26),
        ReportColumn("day", ReportKind.TEXT, 30),
        ReportColumn("count", ReportKind.COUNT, 17),
        ReportColumn("what", ReportKind.TEXT, 200),
    )
    rows = tuple(
        (words.say(f"today.group.{line.urgency}"), when(one, today), one.count, due.said(one))
        for line in lines
        for one in line.found
    )
    return Report("today", columns, rows)

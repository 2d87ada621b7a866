"""Checks of papers: the set is complete and agrees, numbers are used once, nothing was edited."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from broker_app.domain.bl_draft import NOT_GIVEN, TOTALS
from broker_app.domain.document import Snapshot
from broker_app.domain.release.check import (
    CANNOT_TELL,
    FAILED,
    Found,
    Value,
    failed,
    passed,
    unknown,
)
from broker_app.domain.release.docket import DRAFT, Docket, draft_rows, each_paper, of_car

_JUDGED = ("list_control", "catch_all", "judged_by", "judge_approved_by")
"""Particulars without which the statement is not issued."""
_STATEMENT = "NAS"
"""The kind of paper that judges the goods by the export control orders."""


def papers_complete(docket: Docket) -> Iterator[Found]:
    """No field that a paper of the set must have is empty."""
    if not docket.cars:
        yield unknown("lines")
    of_lines: dict[int, list[str]] = defaultdict(list)
    for key in dict.fromkeys(docket.gaps):
        name, _, line = key.partition(":")
        if line.isdigit() and not name.startswith("container."):
            of_lines[int(line)].append(name)
        else:
            yield Found(FAILED, {"vehicle": "", "missing": (name,)}, at=name)
    for place, names in of_lines.items():
        car = docket.cars[place - 1]
        said: dict[str, Value] = {"vehicle": car.name, "missing": tuple(names)}
        yield Found(FAILED, said, vehicle=car.id, place="vehicle")
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def papers_add_up(docket: Docket) -> Iterator[Found]:
    """Kilograms, cubic metres and units are the same on all papers."""
    for invoice, paper in each_paper(docket):
        first, second = _sums(invoice), _sums(paper)
        if first != second:
            yield failed(paper=paper.kind, given=second, reckoned=first)
    for row in draft_rows(docket, *TOTALS):
        if row.outcome == NOT_GIVEN:
            yield Found(CANNOT_TELL, {"missing": (f"draft.{row.box}",)}, place="draft")
        else:
            said = {"paper": DRAFT, "given": row.draft, "reckoned": row.instructed}
            yield Found(FAILED, said, place="draft")
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def numbers_kept(docket: Docket) -> Iterator[Found]:
    """A number stands for one paper, revisions follow each other, what was issued is untouched."""
    for number in docket.taken:
        yield failed(number=number)
    revisions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in docket.kept:
        revisions[one.kind, one.number].append(one.revision)
        if not one.is_intact:
            yield failed(number=one.number)
    for (_, number), found in revisions.items():
        if sorted(found) != list(range(min(found), min(found) + len(found))):
            yield failed(number=number)
    yield passed(documents=len(docket.kept))


def papers_current(docket: Docket) -> Iterator[Found]:
    """An issued paper says what the shipment is now: else its revision is still to be issued."""
    for kind, number in docket.outdated:
        yield failed(paper=kind, number=number)
    yield passed(documents=len(docket.issued))


def judgement_made(docket: Docket) -> Iterator[Found]:
    """A statement on export control stands for every vehicle, made under the rules in use."""
    statement = next((paper for paper in docket.issued if paper.kind == _STATEMENT), None)
    kept = [one for one in docket.kept if one.kind == _STATEMENT and one.state == "issued"]
    if statement is None and _waits_for_release(docket):
        yield passed(judged_by=docket.particular("judged_by"), pack=docket.pack)
        return
    if statement is None or not kept:
        yield failed(vehicle="", state="judgement_missing")
        return
    if kept[0].pack != docket.pack:
        yield failed(
            vehicle="", state="judgement_older", number=statement.number, pack=kept[0].pack
        )
    named = {line.chassis_number for line in statement.lines}
    for car in docket.cars:
        if car.chassis not in named:
            yield of_car(car, FAILED, state="judgement_without")
    yield passed(number=statement.number, pack=docket.pack)


def _waits_for_release(docket: Docket) -> bool:
    """Tell whether the statement is judged, and a draft until two people decide on a party.

    It is issued after the release then, under the same rules.
    """
    held = (person.screening for person in docket.people)
    by_hand = any(one is not None and one.answer == "by_hand" for one in held)
    return by_hand and all(docket.particular(key) for key in _JUDGED)


def origin_copied(docket: Docket) -> Iterator[Found]:
    """What is copied from the invoice stands there: a chamber of commerce compares the two."""
    for kind, box in docket.not_copied:
        yield failed(paper=kind, box=box)
    yield passed(papers=tuple(paper.kind for paper in docket.issued))


def templates_sound(docket: Docket) -> Iterator[Found]:
    """The company's own templates still pass the check that they passed when they were taken."""
    for kind in docket.faulty_templates:
        yield failed(paper=kind)
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def latin_letters(docket: Docket) -> Iterator[Found]:
    """Papers for banks and lines hold nothing that these cannot take."""
    for key in dict.fromkeys(docket.not_latin):
        yield failed(missing=(key.partition(":")[0],))
    yield passed(papers=tuple(paper.kind for paper in docket.papers))


def _sums(paper: Snapshot) -> str:
    units = sum(line.quantity for line in paper.lines)
    kilograms = sum(line.gross_kg or 0 for line in paper.lines)
    volume = sum((Decimal(line.volume_m3 or 0) for line in paper.lines), Decimal(0))
    return f"{units} / {kilograms} kg / {volume} m3"


ALL = (
    papers_complete,
    papers_add_up,
    numbers_kept,
    papers_current,
    judgement_made,
    origin_copied,
    templates_sound,
    latin_letters,
)

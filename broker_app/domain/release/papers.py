"""Checks of papers: the set is complete and agrees, numbers are used once, nothing was edited."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from broker_app.domain.document import Snapshot
from broker_app.domain.release.check import FAILED, Found, Value, failed, passed, unknown
from broker_app.domain.release.docket import Docket, each_paper


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


ALL = (papers_complete, papers_add_up, numbers_kept, latin_letters)

"""The rows of the list of papers: stages that fold, kinds, and what was issued of each."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from broker_app import words
from broker_app.domain.document import DocumentKind
from broker_app.domain.paper_set import Stage
from broker_app.domain.particulars import PREFIX
from broker_app.ui.models.columns import NOTHING, Cell, Look
from broker_app.ui.models.short_model import ShortColumn, head
from broker_app.ui.pages.vehicle_facts import moment_of

if TYPE_CHECKING:
    from broker_app.ui.pages.shipment_board import Board

Outdated = frozenset[tuple[Any, Any]]


@dataclass(frozen=True)
class PaperRow:
    """A kind of paper, with the document that was issued if there is one."""

    definition: DocumentKind
    issued: sqlite3.Row | None
    stands: bool = True
    """Whether no later revision replaces it."""
    usual: bool = True
    """Whether a shipment that goes like this one usually has it."""
    outdated: bool = False
    """Whether the shipment is another now than it says."""
    begun: bool = True
    """Whether it has goods, and anything was entered that only its particulars hold."""

    @property
    def kind(self) -> str:
        """Its short name."""
        return self.definition.kind


@dataclass(frozen=True)
class StageRow:
    """The head of a stage: how many of its usual papers are issued, and whether it is folded."""

    stage: Stage
    folded: bool
    issued: int
    usual: int


Row = PaperRow | StageRow


@dataclass(frozen=True)
class Shown:
    """What of the list is shown: the usual kinds or all, and which stages a person turned."""

    usual: Collection[str] = ()
    every_kind: bool = False
    turned: frozenset[str] = frozenset()
    outdated: Outdated = frozenset()
    """Issued papers that no longer match the shipment, by kind and number."""

    def folds(self, stage: Stage, state: str) -> bool:
        """Tell whether a stage is folded: one to come is, until a person turns it."""
        return (stage.id in self.turned) == stage.has_come(state)


def arranged(
    stages: Sequence[Stage], kinds: Sequence[DocumentKind], board: "Board", shown: Shown
) -> list[tuple[int, Row]]:
    """Return the rows with an id each: stages in order, in each the kinds, the latest issue first.

    A kind that no stage names stands in the last.
    """
    staged = {kind for stage in stages for kind in stage.kinds}
    numbers = {kind.kind: number for number, kind in enumerate(kinds, 1)}
    found: list[tuple[int, Row]] = []
    for place, stage in enumerate(stages):
        names = [name for name in stage.kinds if name in numbers]
        if stage is stages[-1]:
            names += [kind.kind for kind in kinds if kind.kind not in staged]
        rows = [r for n in names for r in _of_kind(kinds[numbers[n] - 1], board, shown)]
        if not rows:
            continue
        head_row = _head(stage, rows, shown.folds(stage, board.shipment.state))
        found.append((-len(kinds) - 1 - place, head_row))
        if not head_row.folded:
            found += [(r.issued["id"] if r.issued else -numbers[r.kind], r) for r in rows]
    return found


def _head(stage: Stage, rows: Sequence[PaperRow], folded: bool) -> StageRow:
    usual = [row for row in rows if row.usual and row.stands]
    issued = sum(row.issued is not None and row.issued["state"] == "issued" for row in usual)
    return StageRow(stage, folded, issued, len(usual))


def _of_kind(kind: DocumentKind, board: "Board", shown: Shown) -> list[PaperRow]:
    issued = [d for d in board.documents if d["kind"] == kind.kind]
    usual, begun = kind.kind in shown.usual, bool(board.lines) and _is_begun(kind, board)
    if not (issued or usual or shown.every_kind):
        return []
    rows = [
        PaperRow(kind, d, d is issued[0], usual, d is issued[0] and _is_outdated(d, shown))
        for d in issued
    ]
    return rows or [PaperRow(kind, None, usual=usual, begun=begun)]


def _is_outdated(document: sqlite3.Row, shown: Shown) -> bool:
    named = (document["kind"], document["number"])
    return document["state"] == "issued" and named in shown.outdated


def _is_begun(kind: DocumentKind, board: "Board") -> bool:
    """Tell whether one of the particulars that a kind cannot do without is entered, if it has any.

    What it only prints where it is known begins nothing: an invoice stands without its credit.
    """
    columns = [*kind.columns, *(column for table in kind.tables for column in table.columns)]
    asked = [kind.required, *(f.required for f in kind.fields), *(c.required for c in columns)]
    keys = {key for required in asked for key in required if key.startswith(PREFIX)}
    needed = {key.removeprefix(PREFIX) for key in keys}
    told = board.entered
    entered = {*told.shipment, *(key for one in told.vehicles.values() for key in one)}
    entered |= {key for one in told.of_containers.values() for key in one}
    return not needed or bool(needed & entered)


def columns() -> list[ShortColumn]:
    """Return the columns of the list."""
    return [
        ShortColumn("kind", head("column.kind"), Look.CODE, 56, _kind),
        ShortColumn("paper", head("column.paper"), Look.TEXT, 160, _paper),
        ShortColumn("usual", head("column.usual"), Look.TEXT, 52, _usual),
        ShortColumn("state", head("column.state"), Look.TEXT, 84, _state),
        ShortColumn("number", head("column.number"), Look.CODE, 176, _number),
        ShortColumn("when", head("column.when"), Look.TEXT, 164, _when),
    ]


def number_of(document: sqlite3.Row) -> str:
    """Return the number of a document, with its revision."""
    return with_revision(document["number"], document["revision"])


def with_revision(number: str, revision: int) -> str:
    """Return a number with its revision, if it has one: `AMX-2026-0001 Rev.1`."""
    if not revision:
        return number
    return words.say("shipment.revision", number=number, revision=revision)


def _kind(row: Row) -> Cell:
    if isinstance(row, PaperRow):
        return Cell(row.kind, quiet=not row.usual)
    mark = "folded" if row.folded else "open"
    return Cell("", mark=mark, spoken=words.say(f"papers.{mark}"))


def _paper(row: Row) -> Cell:
    if isinstance(row, StageRow):
        return Cell(words.in_both(row.stage.title), strong=True)
    return Cell(words.in_both(row.definition.name), quiet=not row.usual)


def _usual(row: Row) -> Cell:
    if isinstance(row, StageRow) or not row.usual:
        return NOTHING
    return Cell("", mark="passed", spoken=words.say("papers.usual"))


def _state(row: Row) -> Cell:
    if isinstance(row, StageRow):
        said = words.say("papers.of_usual", issued=row.issued, usual=row.usual)
        return Cell(said, quiet=True) if row.usual else NOTHING
    if row.issued is None:
        return Cell(words.say("document.draft" if row.begun else "papers.not_begun"), quiet=True)
    if not row.stands and row.issued["state"] == "issued":
        return Cell(words.say("document.replaced"))
    if row.outdated:
        return Cell(words.say("document.outdated"), spoken=words.say("document.outdated_spoken"))
    return Cell(words.say(f"document.{row.issued['state']}"))


def _number(row: Row) -> Cell:
    issued = row.issued if isinstance(row, PaperRow) else None
    return NOTHING if issued is None else Cell(number_of(issued))


def _when(row: Row) -> Cell:
    issued = row.issued if isinstance(row, PaperRow) else None
    if issued is None:
        return NOTHING
    when = moment_of(issued["issued_at"])
    return Cell(words.say("pane.by", when=when, who=issued["issued_by"]))

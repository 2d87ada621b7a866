"""Parties that are likely the same: pairs with their reasons, side by side, made one."""

from collections.abc import Sequence
from typing import Any

from broker_app import words
from broker_app.domain.party import Party
from broker_app.jobs import merging_parties
from broker_app.jobs.merging import Candidates, SideBySide
from broker_app.jobs.progress import Progress
from broker_app.store import parties
from broker_app.store.database import Rows
from broker_app.ui.duplicates import DuplicatesDialog, Line
from broker_app.ui.merge_view import MergeView
from broker_app.ui.models.columns import Cell, Look
from broker_app.ui.models.short_model import ShortColumn, head
from broker_app.ui.runner import Task

_COLUMNS = (
    ShortColumn("first", head("duplicates.one"), Look.TEXT, 225, lambda line: Cell(line.first)),
    ShortColumn("second", head("duplicates.other"), Look.TEXT, 225, lambda line: Cell(line.second)),
    ShortColumn("why", head("duplicates.why"), Look.TEXT, 240, lambda line: Cell(line.name)),
)


class PartyMergeView(MergeView):
    """Two parties side by side."""

    key = "party_duplicates"

    def see(self, one: int, other: int) -> SideBySide[Any]:
        """Return two parties side by side."""
        return merging_parties.side_by_side(self._desk.reader, one, other)

    def ask_to_merge(self, shown: SideBySide[Any], why: str) -> Task:
        """Ask for the two to become one."""
        given = (shown.kept, shown.other, self.chosen(), self._desk.who)
        return self._desk.runner.change(merging_parties.merge, *given)

    def ask_to_part(self, shown: SideBySide[Any]) -> Task:
        """Ask for the two to be remembered as not the same."""
        given = (shown.kept, shown.other, self._desk.who)
        return self._desk.runner.change(merging_parties.not_the_same, *given)

    def names_of(self, record: Party) -> tuple[str, str]:
        """Return the name of a party, and its other names below."""
        return record.name, words.listed(record.other_names)

    def label_of(self, name: str) -> str:
        """Return the label of a field."""
        return words.say(f"party.{name}")

    def value_of(self, record: Party, name: str) -> str:
        """Return a field as people read it."""
        return merging_parties.said_of(record, name)

    def source_of(self, record: Party, name: str) -> str:
        """Return who answered for the owners; of other fields nobody is named."""
        return record.ownership_by if name == "owners" else ""


class PartyDuplicatesDialog(DuplicatesDialog):
    """Pairs of parties, the likeliest first."""

    action = "party_duplicates"
    key = "party_duplicates"
    columns: Sequence[ShortColumn] = _COLUMNS
    view_class = PartyMergeView

    def search(self) -> Task:
        """Ask for the pairs."""
        return self._desk.runner.ask(found_pairs)


def found_pairs(reader: Rows, progress: Progress) -> tuple[Candidates, list[Line]]:
    """Return the pairs that may be one party, with their names and why."""
    found = merging_parties.candidates(reader, progress)
    named = {party.id: party.name for party in parties.every(reader)}
    lines = [Line(pair, why_of(pair.reasons), named[pair.first], named[pair.second])
             for pair in found.pairs]  # fmt: skip
    return found, lines


def why_of(reasons: Sequence[str]) -> str:
    """Return why two parties may be one."""
    return words.listed(words.say(f"party_duplicates.why.{reason}") for reason in reasons)

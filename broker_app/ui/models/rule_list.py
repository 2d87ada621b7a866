"""The list of rules: grouped by regime and scope, the latest law first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from broker_app import words
from broker_app.domain.question import REGIMES
from broker_app.domain.rule import Pack, Rule, Version
from broker_app.jobs.explaining_rules import SCOPES, in_view, is_found, scope, searched

Index = QModelIndex | QPersistentModelIndex
_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: the head of a group, or a rule with the version to show."""

    group: tuple[str, str]
    rule: Rule | None = None
    version: Version | None = None


class RuleList(QAbstractListModel):
    """Rules of a pack that a query finds, with how many vehicles each applies to."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack
        self._texts = {rule.id: searched(rule) for rule in pack.rules}
        self._lines: list[Line] = []
        self.counts: Mapping[str, tuple[int, int]] = {}

    def find(self, query: str, on: date) -> None:
        """Show the rules that hold every word of a query."""
        found = [rule for rule in self._pack.rules if is_found(self._texts[rule.id], query)]
        self.beginResetModel()
        self._lines = list(_grouped(found, on))
        self.endResetModel()

    def count(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Show how many vehicles each rule applies to."""
        self.counts = counts
        self._tell()

    def retranslate(self) -> None:
        """Say everything again; searching knows the names of this language too."""
        self._texts = {rule.id: searched(rule) for rule in self._pack.rules}
        self._tell()

    def line(self, row: int) -> Line | None:
        """Return a line."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, rule: str) -> int | None:
        """Return the row of a rule, None where it is not found."""
        rows = (n for n, line in enumerate(self._lines) if line.rule and line.rule.id == rule)
        return next(rows, None)

    @property
    def found(self) -> int:
        """How many rules are shown."""
        return sum(line.rule is not None for line in self._lines)

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a line; painting goes by `line`."""
        line = self.line(index.row())
        if role not in _SAID or line is None:
            return None
        if line.rule is None or line.version is None:
            return group_title(line.group)
        title = words.in_both(dict(line.rule.title))
        return f"{words.say(f'verdict.{line.version.outcome.value}')}: {title}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rules be chosen, heads of groups not."""
        line = self.line(index.row())
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        if line.rule is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _tell(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))


def group_title(group: tuple[str, str]) -> str:
    """Return the head of a group: `Japan: to Russia`."""
    regime, where = group
    return words.say(f"rules.scope.{where}", regime=words.say(f"rules.regime.{regime}"))


def _grouped(rules: list[Rule], on: date) -> list[Line]:
    groups: dict[tuple[str, str], list[Line]] = {}
    for rule in rules:
        group = (rule.regime, scope(rule))
        groups.setdefault(group, []).append(Line(group, rule, in_view(rule, on)))
    lines: list[Line] = []
    for group in sorted(groups, key=_place_of):
        lines.append(Line(group))
        lines += sorted(groups[group], key=_latest_first)
    return lines


def _place_of(group: tuple[str, str]) -> tuple[int, int]:
    return REGIMES.index(group[0]), SCOPES.index(group[1])


def _latest_first(line: Line) -> tuple[int, str]:
    assert line.rule is not None
    assert line.version is not None
    return -line.version.since.toordinal(), line.rule.id

"""What was selected stays selected where the same question, asked again, still finds it.

A change of many vehicles asks their table again, and the next change is mostly of the same ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from broker_app.store.vehicles import Query
from broker_app.ui.models.window_model import WindowModel
from broker_app.ui.table import Table


class StillSelected(QObject):
    """Remembers what is selected while a table is filled anew."""

    def __init__(self, table: Table, model: WindowModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._question: Query | None = None
        self._before: Sequence[int] = ()
        self._everything = False
        model.modelAboutToBeReset.connect(self._note)
        model.arrived.connect(self._select)

    # inside

    def _note(self) -> None:
        table = self._table
        if not self._before and table.count > 1:  # a first screen may come before all the rest
            self._everything = table.everything
            self._before = self._model.ids() if self._everything else table.selected_ids()

    def _select(self) -> None:
        """Select again, now that all that was found is there."""
        before, self._before = self._before, ()
        asked, self._question = self._question, _question(self._model.query)
        if not before or asked != self._question:
            return
        ids, chosen = self._model.ids(), frozenset(before)
        if self._everything and chosen.issuperset(ids):
            self._table.selectAll()
            return
        found = QItemSelection()
        for first, last in _runs(n for n, vehicle in enumerate(ids) if vehicle in chosen):
            found.select(self._model.index(first, 0), self._model.index(last, 0))
        flag = QItemSelectionModel.SelectionFlag
        if not found.isEmpty():
            self._table.selectionModel().select(found, flag.ClearAndSelect | flag.Rows)


def _question(query: Query) -> Query:
    """Return a query without its order: equal ones ask for the same."""
    return replace(query, terms=None, sort="id", descending=False, then=())


def _runs(rows: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that stand beside one another."""
    first = last = -2
    for row in rows:
        if row != last + 1:
            if first >= 0:
                yield first, last
            first = row
        last = row
    if first >= 0:
        yield first, last

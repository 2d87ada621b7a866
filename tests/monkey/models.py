"""Qt's own tester on every item model of the window, from its making on."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester

from broker_app import ui

_COMPLAIN = QAbstractItemModelTester.FailureReportingMode.Warning


def model_classes() -> set[type[QAbstractItemModel]]:
    """Return every class of item models below ui."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    return set(_ours(QAbstractItemModel))


def _ours(base: type[QAbstractItemModel]) -> Iterator[type[QAbstractItemModel]]:
    for one in base.__subclasses__():
        if one.__module__.startswith(ui.__name__):
            yield one
        yield from _ours(one)


@contextmanager
def examined() -> Iterator[Counter[type[QAbstractItemModel]]]:
    """Put each new model to the tester, which complains as Qt does; yields the most rows of each."""
    seen: Counter[type[QAbstractItemModel]] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for one in model_classes():
            patch.setattr(one, "__init__", _watched(one, seen))
        yield seen


def _watched(one: type[QAbstractItemModel], seen: Counter) -> Callable[..., None]:
    made: Any = one.__init__

    @wraps(made)
    def make(self: QAbstractItemModel, *args: Any, **known: Any) -> None:
        made(self, *args, **known)
        if type(self) is one:
            QAbstractItemModelTester(self, _COMPLAIN, self)

            def count() -> None:
                seen[one] = max(seen[one], self.rowCount())

            for told in (self.modelReset, self.layoutChanged, self.rowsInserted, self.dataChanged):
                told.connect(count)

    return make

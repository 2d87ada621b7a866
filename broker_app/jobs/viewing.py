"""Keeping views of the table by name.

A view is shared by the office and may be hard to make, so it is journalled like any other data: a
view that was thrown away by mistake comes back with undo.
"""

from dataclasses import replace

from broker_app.domain.changes import Changes
from broker_app.domain.spelling import fold, plain
from broker_app.domain.table_view import LONGEST_NAME, TableView
from broker_app.errors import UserError
from broker_app.store import named_views, write
from broker_app.store.database import Database, Rows

VIEWS = frozenset({"named_view"})


def save(db: Database, view: TableView, who: str) -> tuple[Changes, int]:
    """Keep a view under its name, or keep it anew where it has an id; returns its id.

    Raises UserError `view_no_name` and `view_named` for a name that is missing or taken.
    """
    checked = replace(view, name=_checked_name(db.connection, view))
    with write.step(db, "view_saved", who, view=checked.name) as step:
        number = view.id
        if number is None:
            number = named_views.add(step, checked)
        else:
            named_views.change(step, checked)
    return Changes(VIEWS, step.number), number


def remove(db: Database, view: TableView, who: str) -> Changes:
    """Throw a view away; undo brings it back."""
    with write.step(db, "view_removed", who, view=view.name) as step:
        if view.id is not None:
            named_views.remove(step, view.id)
    return Changes(VIEWS, step.number)


def _checked_name(reader: Rows, view: TableView) -> str:
    name = plain(view.name)[:LONGEST_NAME]
    if not name:
        raise UserError("view_no_name")
    others = [one for one in named_views.every(reader, ()) if one.id != view.id]
    if any(fold(one.name) == fold(name) for one in others):
        raise UserError("view_named", name=name)
    return name

"""Named views of the table: kept in the database, so that the office shares them."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from broker_app.domain.finding.facets import FACETS, Facets, put
from broker_app.domain.table_view import TableLayout, TableView, read, written
from broker_app.store.asking import COLUMNS, Query
from broker_app.store.database import Rows
from broker_app.store.write import Step

OF_THE_DAY = ("destination", "today", "terms", "ours")
"""What a query has from the window, not from a view."""
KEPT = tuple(one.name for one in fields(Query) if one.name not in OF_THE_DAY)
_TEXTS = ("verdicts", "states", "sale_states")
_NUMBERS = ("batch", "shipment", "company")


def every(reader: Rows, known: Collection[str]) -> list[TableView]:
    """Return all views in the order in which they were made; `known` are the table's columns."""
    rows = reader.execute("SELECT id, name, content FROM named_view ORDER BY id")
    return [_from(row["id"], row["name"], row["content"], known) for row in rows]


def add(step: Step, view: TableView) -> int:
    """Store a new view; returns its id."""
    values = {"name": view.name, "content": _content(view)}
    return step.insert("named_view", values | {"who": step.who, "at": step.at})


def change(step: Step, view: TableView) -> None:
    """Store a view that was changed."""
    if view.id is not None:
        values = {"name": view.name, "content": _content(view)}
        step.change("named_view", view.id, values | {"who": step.who, "at": step.at})


def remove(step: Step, view: int) -> None:
    """Remove a view."""
    step.remove("named_view", view)


def asked_of(query: Query) -> dict[str, Any]:
    """Return what a view keeps of a query: what it asks for beyond the plain one."""
    plain = Query()
    kept = {name: getattr(query, name) for name in KEPT}
    return {name: _raw(value) for name, value in kept.items() if value != getattr(plain, name)}


def query_of(view: TableView, now: Query) -> Query:
    """Return the query of a view, with destination and day as they are now."""
    asked = _checked(view.asked)
    return Query(destination=now.destination, today=now.today, **asked)


def _raw(value: Any) -> Any:
    return [_raw(one) for one in value] if isinstance(value, tuple) else value


def _checked(raw: Any) -> dict[str, Any]:
    """Return the fields of a query that are right; what a newer version wrote is left out."""
    found: dict[str, Any] = {}
    for name in _TEXTS:
        found[name] = _strings(raw.get(name))
    for name in _NUMBERS:
        if type(raw.get(name)) is int:
            found[name] = raw[name]
    found["findings"] = tuple(n for n in _list(raw.get("findings")) if type(n) is int)
    found["words"] = raw["words"] if isinstance(raw.get("words"), str) else ""
    found["sort"] = raw["sort"] if raw.get("sort") in COLUMNS else "id"
    found["descending"] = raw.get("descending") is True
    found["then"] = tuple(
        (one[0], one[1] is True)
        for one in _list(raw.get("then"))
        if len(_list(one)) == 2 and one[0] in COLUMNS
    )
    chosen: Facets = ()
    for one in _list(raw.get("facets")):
        if len(_list(one)) == 2 and one[0] in FACETS:
            chosen = put(chosen, one[0], _strings(one[1]))
    found["facets"] = chosen
    return found


def _strings(raw: Any) -> tuple[str, ...]:
    return tuple(one for one in _list(raw) if isinstance(one, str))


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _content(view: TableView) -> str:
    return written({"asked": dict(view.asked), "layout": view.layout.raw()})


def _from(number: int, name: str, content: str, known: Collection[str]) -> TableView:
    raw = read(content)
    asked = raw.get("asked")
    layout = TableLayout.of(raw.get("layout"), known)
    return TableView(name, asked if isinstance(asked, dict) else {}, layout, number)

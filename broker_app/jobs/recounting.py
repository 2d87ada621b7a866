"""Recounting: what was done in words: steps by their name, and what each changed of which thing."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from broker_app import words
from broker_app.domain.certificate import BOX_OF, figure
from broker_app.domain.counted import counted
from broker_app.domain.dates import is_partial
from broker_app.domain.facts import Kind
from broker_app.domain.lot import LOT_FACTS
from broker_app.domain.vehicle import SPEC
from broker_app.jobs import certifying, override_values, particulars
from broker_app.jobs.names import spoken
from broker_app.reference import bl_boxes, party_papers, release_checks
from broker_app.reference import particulars as catalogue
from broker_app.store import bin as waste
from broker_app.store import history, journal, reverting, vehicles
from broker_app.store.blocks import found_row
from broker_app.store.database import Rows, references, table_names
from broker_app.store.journal import KEPT_TABLES, rows_in
from broker_app.store.reverting import Conflict, Plan
from broker_app.store.vehicles import Query

MOST = 200
"""Lines that are told of one step; nobody reads more."""
LONGEST = 120
MOST_VEHICLES = 20
"""Vehicles that one search of the history follows."""

_NOT_TOLD = frozenset(
    {"id", "origins", "identity", "search_key", "last_lot", "batch", "added_at", "cells", "report"}
    | {"sha256", "content", "snapshot", "verdicts", "position", "about", "answers", "headings"}
    | {
        "keys",
        "columns",
        "undone",
        "displacement_precision_cc",
        "odometer_precision_km",
        "step",
        "at",
    }
    | {"stored_at", "screened_at", "imported_at", "pack", "rules", "papers", "key", "mime", "bill"}
    | {"logo", "seal", "picture", "facts", "approved_about"}
)
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "vehicle": ("maker", "model", "chassis_number"),
    "party": ("name",),
    "company": ("name",),
    "shipment": ("number",),
    "batch": ("file",),
    "binned": ("name", "chassis"),
    "rate": ("currency", "day"),
    "score_weight": ("component",),
    "named_view": ("name",),
    "attachment": ("file",),
    "list_format": ("name",),
    "template": ("name", "kind"),
    "paper_form": ("kind",),
    "market_override": ("market", "place"),
    "container": ("number", "kind"),
    "bank_account": ("bank", "number"),
    "signatory": ("name",),
    "taken_number": ("number",),
}
"""What people call the rows of a table that stand for themselves; others are somebody's."""
_EMPTY = (None, "", "[]", "{}")
_SAID_AS = {"disposition": "screening"}
"""Tables whose values are said in the words of another thing."""
_OF_MANY = frozenset({"move", "bin", "restore"})
"""Steps whose count is one of vehicles; `step.<key>_of` names the one where it was but one."""
_NAMING_VEHICLES = {"merge": ("kept", "other"), "not_same": ("one", "other")}
"""Steps that name vehicles by other words than `vehicle`."""
_SAYING_WHOSE = ("vehicle", "container", "shipment", "sale", "party", "first")
_OLD_OF_SALE = frozenset({"deposit", "deposit_on"})
"""Columns that nothing is written into any more: a deposit is a payment."""
_LOT = {spec.name: spec for spec in LOT_FACTS}
_MONEY = frozenset(
    {"price", "deposit", "amount", "tax", "credited", "freight", "insurance"}
    | {spec.name for spec in LOT_FACTS if spec.kind is Kind.MONEY}
)


@dataclass(frozen=True, slots=True)
class Told:
    """One line about a step: the thing, its field, and what stood before and after.

    Where a thing came or went as a whole, `field` is empty and `after` or `before` says so.
    """

    thing: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict in words: what it was, what the step made of it, what stands now, and by whom."""

    thing: str
    field: str
    was: str
    made: str
    stands: str
    by: str


def name_of(reader: Rows, row: sqlite3.Row) -> str:
    """Return what a step is called: `Import of week32.xlsx`, `Undo: Edit of displacement`."""
    undone = history.get(reader, row["undoes"]) if row["undoes"] is not None else None
    if undone is not None:
        if row["key"] == "revert":
            return words.say("history.revert_of", step=name_of(reader, undone))
        if undone["key"] == "undo" and undone["undoes"] is not None:
            return words.say("history.redo_of", step=step_name(reader, undone["undoes"]))
        return words.say("history.undo_of", step=name_of(reader, undone))
    details = json.loads(row["details"] or "{}")
    if "fact" in details:
        details["fact"] = words.fact(details["fact"])
    if "state" in details:
        details["state"] = words.state(details["state"])
    if row["key"] == "given_out":
        details["what"] = words.say(f"given_out.{details.get('kind')}")
    key = f"step.{row['key']}"
    one = row["key"] not in _OF_MANY or details.get("count") == 1
    if one and details.get("vehicle") and words.has(f"{key}_of"):
        key = f"{key}_of"
    if "place" in details:
        details["place"] = override_values.label(details["place"])
    if isinstance(details.get("vehicle"), int):
        details["vehicle"] = _Teller(reader).thing("vehicle", details["vehicle"], {})
    for name in ("vehicle", *_NAMING_VEHICLES.get(row["key"], ())):
        if isinstance(details.get(name), str):  # as it was printed then
            details[name] = spoken(details[name], words.language())
    return _said(key, details)


def step_name(reader: Rows, step: int) -> str:
    """Return what a step is called, by its number."""
    row = history.get(reader, step)
    return name_of(reader, row) if row is not None else ""


def kind_name(key: str) -> str:
    """Return what a kind of step is called: `Import of …`."""
    return _said(f"step.{key}", {})


def changes_of(reader: Rows, step: int, most: int = MOST) -> list[Told]:
    """Return what a step changed, the first lines; what can be computed again is left out."""
    found: list[Told] = []
    teller = _Teller(reader)
    for entry in journal.in_order(reader, step):
        for line in teller.lines(entry):
            found.append(line)
            if len(found) == most:
                return found
    return found


def vehicles_named(reader: Rows, text: str) -> tuple[int, ...]:
    """Return the vehicles that words find, those in the bin too."""
    found = list(vehicles.ids(reader, Query(words=text), MOST_VEHICLES))
    binned = [row["vehicle"] for row in waste.every(reader, MOST_VEHICLES, text)]
    return tuple(dict.fromkeys([*found, *binned]))[:MOST_VEHICLES]


def clashes_of(reader: Rows, plan: Plan, most: int = MOST) -> list[Clash]:
    """Return what contradicts reverting a step, in words."""
    teller = _Teller(reader)
    return [teller.clash(conflict) for conflict in plan.conflicts[:most]]


class _Teller:
    """Names rows and says their values; what it looked up once it knows."""

    def __init__(self, reader: Rows) -> None:
        self._reader = reader
        self._names: dict[tuple[str, int], str] = {}
        self._tables = table_names(reader)
        self._parents = {(r.table, r.column): r.target for r in references(reader)}

    def lines(self, entry: journal.Entry) -> Iterator[Told]:
        table = entry.table
        before, after = rows_in(entry.row, entry.before), rows_in(entry.row, entry.after)
        numbers = dict.fromkeys((*before, *after))
        for row in numbers:
            was, made = before.get(row), after.get(row)
            thing = self.thing(table, row, {**(was or {}), **(made or {})})
            if was is not None and made is not None:
                yield from self._changed(table, row, was, made, thing)
                continue
            came = words.say("history.stays" if table in KEPT_TABLES else "history.added")
            yield Told(
                thing,
                "",
                "" if was is None else words.say("history.removed"),
                "" if made is None else came,
            )
            if len(numbers) == 1:
                yield from self._changed(table, row, was or {}, made or {}, thing)

    def clash(self, conflict: Conflict) -> Clash:
        table, row = conflict.table, conflict.row
        values = self._known(table, row)
        field = self.field(table, conflict.column) if conflict.column else ""
        other = self.thing(*conflict.other, {}) if conflict.other else ""
        by = history.get(self._reader, conflict.by) if conflict.by else None
        said = [
            self.value(table, conflict.column, value, values)
            if conflict.kind == reverting.CHANGED
            else ""
            for value in (conflict.was, conflict.made, conflict.stands)
        ]
        if conflict.kind != reverting.CHANGED:
            said[2] = words.say(f"clash.{conflict.kind}", other=other)
        by_whom = words.say("clash.by", who=by["who"], step=name_of(self._reader, by)) if by else ""
        return Clash(self.thing(table, row, values), field, said[0], said[1], said[2], by_whom)

    def thing(self, table: str, row: int, values: Mapping[str, Any]) -> str:
        """Return what people call a row: `Toyota Vitz KSP130-…`, `Sale: Toyota Vitz …`."""
        key = (table, row)
        if key not in self._names:
            self._names[key] = self._thing(table, row, values)
        return self._names[key]

    def _thing(self, table: str, row: int, values: Mapping[str, Any]) -> str:
        named = _NAMED_BY.get(table)
        kind = _either(f"table.{table}") or table.replace("_", " ")
        known = {**self._known(table, row), **values}
        if table == "particular":
            kind = particulars.label(str(known.get("key", "")))
        if named is not None:
            name = " ".join(_name(table, known[n]) for n in named if known.get(n))
            if table in ("vehicle", "binned"):
                name = spoken(name, words.language())
            return name or f"{kind} {row}"
        for column in _SAYING_WHOSE:
            target = self._parents.get((table, column)) or column
            if known.get(column) is not None:
                return words.say(
                    "history.of", kind=kind, whose=self.thing(target, known[column], {})
                )
        return kind

    def _known(self, table: str, row: int) -> dict[str, Any]:
        """Return a row as it stands, else as it was when last seen whole."""
        if table not in self._tables:
            return {}
        found = found_row(self._reader, table, row)
        return found if found is not None else journal.last_seen(self._reader, table, row)

    def _changed(
        self, table: str, row: int, was: Mapping[str, Any], made: Mapping[str, Any], thing: str
    ) -> Iterator[Told]:
        known = {**self._known(table, row), **was, **made}
        for name in dict.fromkeys((*was, *made)):
            hidden = name in _NOT_TOLD or name.endswith("_at")
            if hidden or was.get(name) == made.get(name):
                continue
            before, after = (
                "" if side.get(name) in _EMPTY else self.value(table, name, side[name], known)
                for side in (was, made)
            )
            if (before or after) and not (table == "sale" and name in _OLD_OF_SALE):
                yield Told(thing, self.field(table, name), before, after)
        yield from _basis(table, was, made, thing)

    def _particular(self, key: str, value: str) -> str:
        found = next((p for p in catalogue.shipped().entries if p.key == key), None)
        party = counted(value)
        if found is not None and found.kind == "party" and party is not None:
            return self.thing("party", party, {})
        return _plain("particular", "value", particulars.shown(found, value) if found else value)

    def field(self, table: str, name: str) -> str:
        """Return the label of a column."""
        keys = (f"field.{table}.{name}", f"field.{name}", f"{table}.{name}", f"fact.{name}")
        if table == "certificate" and name in BOX_OF:
            return certifying.label(BOX_OF[name].name)
        return _either(*keys) or name.replace("_", " ")

    def value(self, table: str, name: str, value: Any, row: Mapping[str, Any]) -> str:
        """Return a value as people read it."""
        if name == "state" and table in ("vehicle", "vehicle_state"):
            return words.state(value or "")
        if value is None or value == "":
            return "–"
        if table == "particular" and name == "value":
            return self._particular(str(row.get("key", "")), str(value))
        if table == "bl_draft" and name == "boxes":
            return _boxes(str(value))
        target = self._parents.get((table, name))
        if target is not None and isinstance(value, int):
            return self.thing(target, value, {})
        if name in _MONEY and isinstance(value, int):
            money_of = "sale_currency" if name == "credited" else "currency"
            return words.money(value, row.get(money_of) or "JPY")
        if table == "certificate" and name in BOX_OF and isinstance(value, int):
            return figure(name, value)
        if table == "shipment" and name == "state":
            return words.say(f"shipment.state_{value}")
        if name in SPEC or name in _LOT:
            return words.value(name, value) if name != "model_year" else str(value)
        return _plain(table, name, value)


def _boxes(text: str) -> str:
    """Return the boxes of a draft of a bill of lading: `Vessel: SHIRANAMI LEADER`, one a line."""
    titles = {box.id: words.in_both(box.title) for box in bl_boxes.shipped()}
    said = msgspec.json.decode(text, type=dict[str, str])
    told = ((titles.get(name, name), " / ".join(v.splitlines())) for name, v in said.items())
    return "\n".join(words.labelled(title, shown) for title, shown in told)


def _name(table: str, value: Any) -> str:
    component = f"score.{value}"
    is_known = table == "score_weight" and words.has(component)
    return words.say(component) if is_known else str(value)


def _plain(table: str, name: str, value: Any) -> str:
    if name == "country" and isinstance(value, str) and words.is_country(value):
        return words.country(value)
    if table == "party_paper" and name == "kind":
        kind = party_papers.shipped().get(value)
        return words.in_both(kind.title) if kind is not None else str(value)
    if table == "release_override" and name == "check":
        check = release_checks.shipped().find(str(value))
        return words.in_both(check.title) if check is not None else str(value)
    owner = _SAID_AS.get(table, table)
    keys = (f"choice.{name}.{value}", f"{owner}.{name}.{value}", f"{owner}.{name}_{value}")
    state = (f"{owner}.{value}",) if name == "state" else ()
    for key in (*keys, *state, f"{table}_{name}.{value}", f"{name}.{value}"):
        if isinstance(value, str) and words.has(key):
            return words.say(key)
    if isinstance(value, str):
        if len(value) == 10 and is_partial(value):
            return words.day(date.fromisoformat(value))
        if value.startswith("{") and value.endswith("}"):
            pairs = (f"{key}: {words.shown(said)}" for key, said in json.loads(value).items())
            return words.listed(pairs)[:LONGEST]
        if value.startswith("[") and value.endswith("]"):
            one_of = f"{table}.{name.removesuffix('s')}"  # party.roles: each is a party.role
            value = words.listed(
                _either(f"{one_of}.{line}") or str(line) for line in json.loads(value)
            )
        return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    return words.shown(value)


def _basis(
    table: str, was: Mapping[str, Any], made: Mapping[str, Any], thing: str
) -> Iterator[Told]:
    """Tell which facts somebody vouched for where only that was changed."""
    if table != "vehicle" or any(name in SPEC for name in made) or "origins" not in made:
        return
    before, after = (json.loads(side.get("origins") or "{}") for side in (was, made))
    for name in after:
        if before.get(name) != after[name]:
            bases = (side.get(name, ["read"])[0] for side in (before, after))
            said = [words.say(f"history.basis.{basis}") for basis in bases]
            yield Told(thing, words.fact(name), *said)


def _either(*keys: str) -> str:
    return next((words.say(key) for key in keys if words.has(key)), "")


def _said(key: str, details: Mapping[str, Any]) -> str:
    """Say a sentence; what nobody noted of an old step is `…`."""
    values = dict(details)
    for _ in range(20):
        try:
            return words.say(key, **values) if values else words.say(key, **{"": ""})
        except KeyError as lacking:
            values[str(lacking.args[0])] = "…"
    return key

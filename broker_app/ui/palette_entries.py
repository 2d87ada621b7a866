"""What the palette offers: every action, page and place in a page, market and rule; records too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from broker_app import words
from broker_app.domain.closeness import Closeness, folded, nearest
from broker_app.jobs import accounting, reporting, undoing
from broker_app.jobs.finding_records import Found, FoundVehicle
from broker_app.store import named_views
from broker_app.ui import keys
from broker_app.ui.actions import ACTIONS, OPENS_LISTS, PAGES, SETTINGS, Action, page_line
from broker_app.ui.history import step_name
from broker_app.ui.models.columns import name_of
from broker_app.ui.pages import shipments
from broker_app.ui.pages.vehicle_show import Show

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow

GROUPS = (
    "recent", "action", "page", "place", "vehicle", "shipment", "party", "paper", "market", "rule",
)  # fmt: skip
"""In this order where nothing is nearer than anything else; their word is `palette.<group>`."""
MOST = 6
"""Lines of a group while something is searched for."""
MOST_RECENT = 8
SHORTENED = ("action", "page", "place")
"""What one knows by heart, and so may type the letters of alone."""
PARTY_VIEWS = ("new", "hits", "cannot_decide")


@dataclass(frozen=True)
class Entry:
    """One line: what it is called in each of our languages, and what it does.

    `reason` says why it cannot be done now. Its `key` is how it is remembered.
    """

    key: str
    group: str
    icon: str
    text: str
    beside: str
    act: Callable[[], None]
    names: tuple[str, ...] = ()
    reason: str = ""
    near: Closeness = Closeness.EXACT


def standing(window: "MainWindow") -> list[Entry]:
    """Return all that is there without asking the database for records."""
    made = [*_actions(window), *_pages(window), *_places(window), *_views(window)]
    return [*made, *_markets(window), *_rules(window)]


def of_records(window: "MainWindow", found: Iterable[Found]) -> list[Entry]:
    """Return entries of records, as they were found."""
    icons = {"shipment": "ship", "party": "people", "paper": "file"}
    return [
        Entry(
            f"{one.kind}:{one.id}",
            one.kind,
            icons[one.kind],
            one.text,
            one.beside,
            _opening(window, *_place_of(one)),
            near=one.near,
        )
        for one in found
    ]


def of_vehicles(window: "MainWindow", found: Iterable[FoundVehicle]) -> list[Entry]:
    """Return entries of vehicles, as they were found."""
    return [
        Entry(
            f"vehicle:{one.id}",
            "vehicle",
            "car",
            name_of(one.row),
            one.row["chassis_number"] or one.row["model_code"] or "",
            _opening(window, "vehicles", Show(vehicle=one.id)),
            near=one.near,
        )
        for one in found
    ]


def recent(window: "MainWindow", entries: Sequence[Entry]) -> list[Entry]:
    """Return what was done or opened last, the latest first."""
    known = {entry.key: entry for entry in entries}
    found = []
    for one in _remembered(window):
        entry = known.get(one["key"]) or _record_again(window, one)
        if entry is not None:
            found.append(_in_group(entry, "recent"))
    return found


def remember(window: "MainWindow", entry: Entry) -> None:
    """Keep an entry as the latest."""
    is_record = entry.group in ("vehicle", "shipment", "party", "paper") or ":" in entry.key
    said = {"text": entry.text, "beside": entry.beside} if is_record else {}
    kept = [one for one in _remembered(window) if one["key"] != entry.key]
    latest = {"key": entry.key, **said}
    window.desk.memory.put("recent", [latest, *kept][:MOST_RECENT])


def matching(entries: Iterable[Entry], wanted: str, last: Sequence[str]) -> list[Entry]:
    """Return what a folded text names: groups by their nearest line, in each the nearest first.

    `last` are the keys of what was used before: of lines that are equally near these come first.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        near = nearest(entry.names, wanted) if entry.names else entry.near
        if near is Closeness.LETTERS and entry.group not in SHORTENED:
            continue
        if near is not None:
            groups.setdefault(entry.group, []).append(_at(entry, near))
    ordered = sorted(groups, key=lambda name: (_nearest(groups[name]), GROUPS.index(name)))

    def place(entry: Entry) -> tuple[int, bool, int]:
        rank = last.index(entry.key) if entry.key in last else len(last)
        return entry.near, bool(entry.reason), rank

    return [entry for name in ordered for entry in sorted(groups[name], key=place)[:MOST]]


def label_of(action: Action, window: "MainWindow") -> str:
    """Return the words of an action; undo and redo say what they would take back."""
    reader, page = window.desk.reader, window.current
    if action.page == window.current_name and page is not None and (said := page.named(action.id)):
        return said
    text = words.say(f"action.{action.id}")
    asked = {"undo": undoing.next_undo, "redo": undoing.next_redo}.get(action.id)
    found = asked(reader) if asked else None
    return words.labelled(text, step_name(reader, found.step)) if found else text


def last_used(window: "MainWindow") -> list[str]:
    """Return the keys of what was used last, the latest first."""
    return [one["key"] for one in _remembered(window)]


# inside


def _actions(window: "MainWindow") -> Iterable[Entry]:
    for action in ACTIONS:
        if action.id in OPENS_LISTS:
            continue
        text = label_of(action, window)
        beside = keys.shown(action.shortcuts[0]) if action.shortcuts else ""
        yield Entry(
            f"action.{action.id}",
            "action",
            action.icon or "right",
            text,
            beside,
            lambda action=action: window.run_action(action),  # type: ignore[misc]
            _names(f"action.{action.id}", text),
            window.cannot(action),
        )


def _pages(window: "MainWindow") -> Iterable[Entry]:
    for line in PAGES:
        key = f"page.{line.id}"
        text = words.say(key)
        act = _opening(window, line.id, None)
        yield Entry(key, "page", line.icon, text, keys.shown(line.shortcut), act, _names(key, text))


def _places(window: "MainWindow") -> Iterable[Entry]:
    """Yield parts of pages that one can go to: settings, reports, views."""
    places = [("settings", name, f"settings.{name}") for name in SETTINGS]
    places += [("reports", name, f"reports.{name}") for name in reporting.REPORTS]
    places += [("accounts", way, f"accounts.by_{way}") for way in accounting.WAYS]
    places += [("parties", f"view:{view}", f"screening.view.{view}") for view in PARTY_VIEWS]
    for page, what, key in places:
        line, text = page_line(page), words.say(key)
        yield Entry(
            f"place.{page}.{what}",
            "place",
            line.icon if line else "right",
            text,
            words.say(f"page.{page}"),
            _opening(window, page, what),
            _names(key, text),
        )


def _views(window: "MainWindow") -> Iterable[Entry]:
    """Yield the named views of the vehicles page."""
    for view in named_views.every(window.desk.reader, ()):
        act = _opening(window, "vehicles", Show(view=view.id))
        said = words.say("view.button")
        yield Entry(f"view.{view.id}", "place", "table", view.name, said, act, folded(view.name))


def _markets(window: "MainWindow") -> Iterable[Entry]:
    for market in window.desk.books.markets.values():
        titles = tuple(market.title.values())
        text = words.in_both(market.title)
        names = folded(text, *titles, market.id)
        act = _opening(window, "markets", market.id)
        yield Entry(f"market.{market.id}", "market", "globe", text, market.id, act, names)


def _rules(window: "MainWindow") -> Iterable[Entry]:
    for rule in window.desk.books.pack.rules:
        titles = dict(rule.title)
        names = folded(*titles.values(), rule.id)
        act = _opening(window, "rules", rule.id)
        text = words.in_both(titles)
        yield Entry(f"rule.{rule.id}", "rule", "scales", text, rule.id, act, names)


def _names(key: str, text: str) -> tuple[str, ...]:
    """Return what a thing is called, in every language, and what else one may look for it by."""
    also = f"also.{key}"
    said = (key, also) if words.has(also) else (key,)
    return folded(text, *(words.said_in(one, name) for one in words.LANGUAGES for name in said))


def _opening(window: "MainWindow", page: str, what: Any) -> Callable[[], None]:
    return lambda: window.show_page(page, what)


def _place_of(found: Found) -> tuple[str, Any]:
    """Return the page that shows a record, and what to ask it for."""
    if found.kind == "party":
        return "parties", found.id
    number = found.id if found.kind == "shipment" else found.shipment
    return ("shipments", shipments.Show(shipment=number)) if number else ("reports", "papers")


def _record_again(window: "MainWindow", one: dict[str, Any]) -> Entry | None:
    kind, _, number = one["key"].partition(":")
    if not number.isdecimal() or kind not in ("vehicle", "shipment", "party"):
        return None
    record, text, beside = int(number), str(one.get("text", "")), str(one.get("beside", ""))
    if kind == "vehicle":
        act = _opening(window, "vehicles", Show(vehicle=record))
        return Entry(one["key"], kind, "car", text, beside, act)
    return of_records(window, [Found(kind, record, text, beside, Closeness.EXACT)])[0]


def _remembered(window: "MainWindow") -> list[dict[str, Any]]:
    found = window.desk.memory.get("recent", [])
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("key"), str)]


def _nearest(entries: Iterable[Entry]) -> Closeness:
    return min(entry.near for entry in entries)


def _in_group(entry: Entry, group: str) -> Entry:
    return replace(entry, group=group)


def _at(entry: Entry, near: Closeness) -> Entry:
    return replace(entry, near=near)

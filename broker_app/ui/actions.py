"""Everything one can do, in one list: rail, menus, palette, keys and their help are made of it."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_app.ui.pages.page import Page


@dataclass(frozen=True)
class PageLine:
    """A page in the rail. Its word is `page.<id>`; it is made when first shown."""

    id: str
    icon: str
    module: str
    name: str
    shortcut: str
    at_bottom: bool = False

    def page_class(self) -> "type[Page]":
        """Load the class of the page."""
        found: type[Page] = getattr(import_module(self.module), self.name)
        return found


@dataclass(frozen=True)
class Action:
    """Something to do: its word is `action.<id>`, its method `do_<id>`.

    `page` names the page that has the method and must be shown; empty means the window itself.
    `needs` says what must be there: its owner tells by `has`, and `needs.<needs>` says it.
    Where it `chooses`, its owner's `offer_<id>(menu)` fills a menu with what there is to choose.
    """

    id: str
    shortcuts: tuple[str, ...] = ()
    page: str = ""
    icon: str = ""
    needs: str = ""
    chooses: bool = False


@dataclass(frozen=True)
class Key:
    """Keys that a part of the window hears itself: their word is `keys.<id>`.

    `place` is where they are heard; its word is `keys.place.<place>`.
    """

    id: str
    shortcuts: tuple[str, ...]
    place: str


_PAGES = "broker_app.ui.pages"

START = "vehicles"
"""The page that is shown first: its first rows are painted before anything else is made."""
PAGES: tuple[PageLine, ...] = (
    PageLine("today", "sun", f"{_PAGES}.today", "TodayPage", "Ctrl+1"),
    PageLine("vehicles", "car", f"{_PAGES}.vehicles", "VehiclesPage", "Ctrl+2"),
    PageLine("import", "tray", f"{_PAGES}.importing", "ImportPage", "Ctrl+3"),
    PageLine("shipments", "ship", f"{_PAGES}.shipments", "ShipmentsPage", "Ctrl+4"),
    PageLine("parties", "people", f"{_PAGES}.parties", "PartiesPage", "Ctrl+5"),
    PageLine("accounts", "chart", f"{_PAGES}.accounts", "AccountsPage", "Ctrl+6"),
    PageLine("markets", "globe", f"{_PAGES}.markets", "MarketsPage", "Ctrl+7"),
    PageLine("rules", "scales", f"{_PAGES}.rules", "RulesPage", "Ctrl+8"),
    PageLine("reports", "table", f"{_PAGES}.reports", "ReportsPage", "Ctrl+9"),
    PageLine("settings", "gear", f"{_PAGES}.settings", "SettingsPage", "Ctrl+0", at_bottom=True),
)

ACTIONS: tuple[Action, ...] = (
    Action("palette", ("Ctrl+K",), icon="search"),
    Action("menu", ("F10",), icon="menu"),
    Action("find", ("Ctrl+F", "/"), icon="search"),
    Action("choose_files", ("Ctrl+O",), icon="tray"),
    Action("undo", ("Ctrl+Z",), icon="undo", needs="undo"),
    Action("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo", needs="redo"),
    Action("history", ("Ctrl+Shift+H",), icon="clock"),
    Action("bin", (), icon="bin"),
    Action("duplicates", (), icon="twins"),
    Action("print_list", ("Ctrl+Shift+P",), icon="print"),
    Action("back_up", (), icon="disk"),
    Action("backups", (), icon="disk"),
    Action("check_database", (), icon="search"),
    Action("verify_records", (), icon="scales"),
    Action("export_all", (), icon="file"),
    Action("import_all", (), icon="tray"),
    Action("lock", ("Ctrl+Alt+L",), icon="lock", needs="people"),
    Action("shortcuts", ("F1",), icon="keyboard"),
    Action("support_bundle", (), icon="file"),
    Action("print_today", ("Ctrl+P",), page="today", icon="print"),
    Action("refresh_today", ("F5",), page="today", icon="redo"),
    Action("facets", ("Ctrl+L",), page="vehicles", icon="filter"),
    Action("columns", (), page="vehicles", icon="table"),
    Action("freeze", (), page="vehicles", icon="table", needs="some"),
    Action("views", ("Ctrl+Shift+L",), page="vehicles", icon="table"),
    Action("save_view", (), page="vehicles", icon="plus"),
    Action("edit_fact", ("F2",), page="vehicles", icon="pencil", needs="one"),
    Action("edit_all", ("Shift+F2",), page="vehicles", icon="pencil", needs="one"),
    Action("bulk_edit", ("Ctrl+E",), page="vehicles", icon="pencil", needs="some"),
    Action("fill_down", ("Ctrl+D",), page="vehicles", icon="down", needs="some"),
    Action("paste_rows", ("Ctrl+V",), page="vehicles", icon="copy"),
    Action("next_step", ("Ctrl+Return",), page="vehicles", icon="right", needs="one"),
    Action("buy", ("Ctrl+B",), page="vehicles", icon="hammer", needs="some"),
    Action("move_state", ("Ctrl+Shift+M",), page="vehicles", icon="right", needs="some"),
    Action("add_to_shipment", ("Ctrl+Shift+S",), page="vehicles", icon="ship", needs="some"),
    Action("share_cost", page="vehicles", icon="plus", needs="some"),
    Action("give_to_company", page="vehicles", icon="people", needs="some"),
    Action("markets", ("Ctrl+M",), page="vehicles", icon="globe", needs="one"),
    Action("compare_markets", (), page="vehicles", icon="globe"),
    Action("to_bin", ("Ctrl+Del",), page="vehicles", icon="bin", needs="some"),
    Action("record", ("Ctrl+P",), page="vehicles", icon="print", needs="one"),
    Action("certificate", ("Ctrl+Shift+E",), page="vehicles", icon="file", needs="one"),
    Action("certificates", (), page="vehicles", icon="calendar"),
    Action("attach_files", ("Ctrl+Shift+A",), page="vehicles", icon="plus", needs="one"),
    Action("paste_attachment", (), page="vehicles", icon="copy", needs="one"),
    Action("view_file", page="vehicles", icon="search", needs="file"),
    Action("open_file", page="vehicles", icon="file", needs="file"),
    Action("save_file", page="vehicles", icon="tray", needs="file"),
    Action("file_kind", page="vehicles", icon="pencil", needs="files", chooses=True),
    Action("file_earlier", page="vehicles", icon="up", needs="files"),
    Action("file_later", page="vehicles", icon="down", needs="files"),
    Action("remove_files", page="vehicles", icon="bin", needs="files"),
    Action("save_photos", (), page="vehicles", icon="tray", needs="some"),
    Action("why_review", ("Ctrl+Shift+R",), page="vehicles", icon="filter"),
    Action("spellings", page="vehicles", icon="search"),
    Action("overdue", (), page="vehicles", icon="clock"),
    Action("proforma", (), page="vehicles", icon="print", needs="some"),
    Action("price_list", (), page="vehicles", icon="print"),
    Action("table_language", page="vehicles", icon="globe"),
    Action("previous", ("Ctrl+Up",), page="vehicles", icon="up", needs="one"),
    Action("next", ("Ctrl+Down",), page="vehicles", icon="down", needs="one"),
    Action("toggle_pane", ("Ctrl+Space",), page="vehicles", icon="right"),
    Action("import_list", ("Ctrl+Return",), page="import", icon="tray", needs="preview"),
    Action("paste_list", ("Ctrl+V",), page="import", icon="copy"),
    Action("markets_step", ("Ctrl+Return",), page="markets", icon="right"),
    Action("print_market", ("Ctrl+P",), page="markets", icon="print"),
    Action("new_shipment", ("Ctrl+Shift+N",), page="shipments", icon="plus"),
    Action("shipment_step", ("Ctrl+Return",), page="shipments", icon="right"),
    Action("shipment_cost", page="shipments", icon="plus", needs="shipment"),
    Action("red_flags", page="shipments", icon="scales", needs="shipment"),
    Action("paper_lacks", page="shipments", icon="search", needs="paper"),
    Action("preview_paper", page="shipments", icon="print", needs="paper"),
    Action("paper_pdf", page="shipments", icon="print", needs="paper"),
    Action("write_paper", page="shipments", icon="file", needs="paper"),
    Action("paper_number", page="shipments", icon="pencil", needs="unnumbered"),
    Action("cancel_number", page="shipments", icon="close", needs="issued"),
    Action("paper_set", page="shipments", icon="file", needs="shipment", chooses=True),
    Action("new_party", (), page="parties", icon="plus"),
    Action("search_lists", (), page="parties", icon="people"),
    Action("record_screening", (), page="parties", icon="people", needs="party"),
    Action("party_paper", (), page="parties", icon="file", needs="party"),
    Action("party_duplicates", (), page="parties", icon="twins"),
    Action("remove_party", (), page="parties", icon="bin", needs="party"),
    Action("month_report", page="accounts", icon="chart"),
    Action("save_accounts", ("Ctrl+Return",), page="accounts", icon="tray", needs="accounts"),
    Action("install_rules", (), page="rules", icon="scales"),
    Action("save_report", ("Ctrl+S",), page="reports", icon="file", needs="report"),
    Action("print_report", ("Ctrl+P",), page="reports", icon="print", needs="report"),
    Action("cancel_paper", page="reports", icon="close", needs="number"),
    Action("language", (), icon="globe"),
    Action("theme", (), icon="sun"),
)

SETTINGS_GROUPS = (
    ("person", "people"),
    ("company", "banks", "signing", "numbers", "layouts", "templates"),
    ("pricing", "rates", "weights"),
    ("lists", "sanctions", "backups", "privacy", "data"),
)
"""The sections of the settings as their list shows them; their word is `settings.<section>`."""
SETTINGS = tuple(section for group in SETTINGS_GROUPS for section in group)

OPENS_LISTS = ("palette", "menu")
"""Actions that open a list of actions: they stand in none."""

KEYS: tuple[Key, ...] = (
    Key("everything", ("Ctrl+A",), "table"),
    Key("copy", ("Ctrl+C",), "table"),
    Key("sort", ("Alt+Down",), "table"),
    Key("pane", ("Space",), "table"),
    Key("nth_view", tuple(f"Alt+{place}" for place in range(1, 10)), "table"),
    Key("accept", ("Ctrl+Return", "Ctrl+Enter"), "dialog"),
    Key("leave", ("Esc",), "dialog"),
    Key("zoom_in", ("Ctrl++", "Ctrl+="), "preview"),
    Key("zoom_out", ("Ctrl+-",), "preview"),
    Key("fit", ("Ctrl+0",), "preview"),
    Key("print", ("Ctrl+P",), "preview"),
    Key("file_before", ("Left",), "viewer"),
    Key("file_after", ("Right",), "viewer"),
    Key("open_file", ("Return",), "tiles"),
    Key("remove_file", ("Del",), "tiles"),
    Key("paste_file", ("Ctrl+V",), "tiles"),
    Key("file_earlier", ("Alt+Left",), "tiles"),
    Key("file_later", ("Alt+Right",), "tiles"),
)
"""The keys of parts of the window. Those of a dialog hold while it is open, before any action's."""


def page_line(page: str) -> PageLine | None:
    """Return the line of a page, None where there is no such page."""
    return next((line for line in PAGES if line.id == page), None)


def action_of(name: str) -> Action:
    """Return an action by its id."""
    return next(known for known in ACTIONS if known.id == name)


def key_of(name: str) -> Key:
    """Return the keys of a part of the window by their id."""
    return next(known for known in KEYS if known.id == name)

"""Everything one can do, in one list: rail, palette, shortcuts and their help are made from it."""

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
    """

    id: str
    shortcuts: tuple[str, ...] = ()
    page: str = ""
    icon: str = ""


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
    Action("find", ("Ctrl+F", "/"), icon="search"),
    Action("choose_files", ("Ctrl+O",), icon="tray"),
    Action("undo", ("Ctrl+Z",), icon="undo"),
    Action("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Action("history", ("Ctrl+Shift+H",), icon="clock"),
    Action("bin", (), icon="bin"),
    Action("duplicates", (), icon="twins"),
    Action("print_list", ("Ctrl+Shift+P",), icon="print"),
    Action("back_up", (), icon="disk"),
    Action("shortcuts", ("F1",), icon="keyboard"),
    Action("print_today", ("Ctrl+P",), page="today", icon="print"),
    Action("refresh_today", ("F5",), page="today", icon="redo"),
    Action("facets", ("Ctrl+L",), page="vehicles", icon="filter"),
    Action("columns", (), page="vehicles", icon="table"),
    Action("views", ("Ctrl+Shift+L",), page="vehicles", icon="table"),
    Action("save_view", (), page="vehicles", icon="plus"),
    Action("edit_fact", ("F2",), page="vehicles", icon="pencil"),
    Action("edit_all", ("Shift+F2",), page="vehicles", icon="pencil"),
    Action("bulk_edit", ("Ctrl+E",), page="vehicles", icon="pencil"),
    Action("fill_down", ("Ctrl+D",), page="vehicles", icon="down"),
    Action("paste_rows", ("Ctrl+V",), page="vehicles", icon="copy"),
    Action("next_step", ("Ctrl+Return",), page="vehicles", icon="right"),
    Action("buy", ("Ctrl+B",), page="vehicles", icon="hammer"),
    Action("move_state", ("Ctrl+Shift+M",), page="vehicles", icon="right"),
    Action("add_to_shipment", ("Ctrl+Shift+S",), page="vehicles", icon="ship"),
    Action("share_cost", page="vehicles", icon="plus"),
    Action("give_to_company", page="vehicles", icon="people"),
    Action("markets", ("Ctrl+M",), page="vehicles", icon="globe"),
    Action("compare_markets", (), page="vehicles", icon="globe"),
    Action("to_bin", ("Ctrl+Del",), page="vehicles", icon="bin"),
    Action("record", ("Ctrl+P",), page="vehicles", icon="print"),
    Action("certificate", ("Ctrl+Shift+E",), page="vehicles", icon="file"),
    Action("certificates", (), page="vehicles", icon="calendar"),
    Action("attach_files", ("Ctrl+Shift+A",), page="vehicles", icon="plus"),
    Action("paste_attachment", (), page="vehicles", icon="copy"),
    Action("save_photos", (), page="vehicles", icon="tray"),
    Action("why_review", ("Ctrl+Shift+R",), page="vehicles", icon="filter"),
    Action("spellings", page="vehicles", icon="search"),
    Action("overdue", (), page="vehicles", icon="clock"),
    Action("proforma", (), page="vehicles", icon="print"),
    Action("price_list", (), page="vehicles", icon="print"),
    Action("previous", ("Ctrl+Up",), page="vehicles", icon="up"),
    Action("next", ("Ctrl+Down",), page="vehicles", icon="down"),
    Action("toggle_pane", ("Ctrl+Space",), page="vehicles", icon="right"),
    Action("import_list", ("Ctrl+Return",), page="import", icon="tray"),
    Action("paste_list", ("Ctrl+V",), page="import", icon="copy"),
    Action("markets_step", ("Ctrl+Return",), page="markets", icon="right"),
    Action("print_market", ("Ctrl+P",), page="markets", icon="print"),
    Action("new_shipment", ("Ctrl+Shift+N",), page="shipments", icon="plus"),
    Action("shipment_step", ("Ctrl+Return",), page="shipments", icon="right"),
    Action("shipment_cost", page="shipments", icon="plus"),
    Action("red_flags", page="shipments", icon="scales"),
    Action("new_party", (), page="parties", icon="plus"),
    Action("search_lists", (), page="parties", icon="people"),
    Action("record_screening", (), page="parties", icon="people"),
    Action("party_paper", (), page="parties", icon="file"),
    Action("party_duplicates", (), page="parties", icon="twins"),
    Action("remove_party", (), page="parties", icon="bin"),
    Action("month_report", page="accounts", icon="chart"),
    Action("save_accounts", ("Ctrl+Return",), page="accounts", icon="tray"),
    Action("install_rules", (), page="rules", icon="scales"),
    Action("save_report", ("Ctrl+S",), page="reports", icon="file"),
    Action("print_report", ("Ctrl+P",), page="reports", icon="print"),
    Action("language", (), icon="globe"),
    Action("theme", (), icon="sun"),
)


def page_line(page: str) -> PageLine | None:
    """Return the line of a page, None where there is no such page."""
    return next((line for line in PAGES if line.id == page), None)

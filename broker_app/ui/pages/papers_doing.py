"""The papers of a shipment by actions: what the chosen one lacks, shown, written, cancelled."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from broker_app.ui.pages.shipment_papers import ShipmentPapers
    from broker_app.ui.pages.shipments import ShipmentsPage

OFFERED = (
    ("paper_lacks", "preview_paper", "paper_pdf", "write_paper", "paper_number"),
    ("cancel_number",),
)
"""Actions of the menu of a paper by their id, in parts."""


class PapersDoing:
    """Acts on the paper that is chosen; made before the first shipment is opened."""

    def __init__(self, page: "ShipmentsPage") -> None:
        self._page = page

    def do_paper_lacks(self) -> None:
        """Say below the list what the paper lacks."""
        self._act("lacks")

    def do_preview_paper(self) -> None:
        """Show the paper."""
        self._act("preview")

    def do_paper_pdf(self) -> None:
        """Save the paper as PDF."""
        self._act("pdf")

    def do_write_paper(self) -> None:
        """Write the paper as a workbook."""
        self._act("workbook")

    def do_paper_number(self) -> None:
        """Issue the paper under a number typed by hand."""
        if self._page.has("unnumbered"):
            self._act("number")

    def do_cancel_number(self) -> None:
        """Cancel the number of the paper."""
        if self._page.has("issued"):
            self._act("cancel")

    def do_paper_set(self) -> None:
        """Choose how the whole set is written."""
        if self._papers is not None:
            self._page.open_choice("paper_set")

    def offer_paper_set(self, menu: QMenu) -> None:
        """Fill a menu with the ways to write the whole set."""
        if self._papers is not None:
            self._papers.fill_set(menu)

    # inside

    @property
    def _papers(self) -> "ShipmentPapers | None":
        return self._page.one.papers if self._page.board is not None else None

    def _act(self, what: str) -> None:
        if self._papers is not None:
            self._papers.act(what)

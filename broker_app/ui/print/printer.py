"""Papers on a printer of this computer, by the system's own dialog.

Importing this module raises ImportError where the system has no library for printing.
"""

from dataclasses import dataclass

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from broker_app.papers.page import Page
from broker_app.papers.placing import sheets
from broker_app.ui.print.paint import draw
from broker_app.ui.print.pdf import layout_of, title_of

_INCH_MM = 25.4


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer that a paper went to, and how many copies of it."""

    printer: str
    copies: int


def print_page(page: Page, parent: QWidget) -> Printed | None:
    """Ask for a printer and print a paper; None where nobody chose one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title_of(page))
    printer.setCreator("Broker")
    printer.setFullPage(True)
    printer.setPageLayout(layout_of(page.setup))
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    put_on(page, printer)
    return Printed(printer.printerName(), printer.copyCount())


def put_on(page: Page, printer: QPrinter) -> None:
    """Print a paper on a printer that was chosen."""
    printer.setFullPage(True)
    painter = QPainter(printer)
    for number, sheet in enumerate(sheets(page)):
        if number:
            printer.newPage()
        draw(sheet, painter, printer.resolution() / _INCH_MM)
    painter.end()

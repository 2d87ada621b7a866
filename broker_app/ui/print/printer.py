"""Papers on a printer of this computer, chosen in the system's own dialog.

Importing this module raises ImportError where the system has no library for printing.
"""

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from broker_app.errors import Cancelled, UserError
from broker_app.jobs.progress import Progress, silent
from broker_app.papers.page import Page
from broker_app.papers.placing import sheets
from broker_app.ui.print.paint import draw
from broker_app.ui.print.pdf import layout_of, title_of

_INCH_MM = 25.4


def choose(page: Page, parent: QWidget) -> QPrinter | None:
    """Ask for a printer for a paper; None where nobody chose one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title_of(page))
    printer.setCreator("Broker")
    printer.setFullPage(True)
    printer.setPageLayout(layout_of(page.setup))
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if chosen else None


def put_on(page: Page, printer: QPrinter, progress: Progress = silent) -> None:
    """Print a paper on a printer that was chosen; any thread may, but one at a time.

    Where it is stopped, nothing is printed. Raises UserError where the printer takes nothing.
    """
    printer.setFullPage(True)
    every = sheets(page)
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("not_printed", printer=printer.printerName())
    try:
        for number, sheet in enumerate(every):
            progress(number, len(every), "progress.printing")
            if number:
                printer.newPage()
            draw(sheet, painter, printer.resolution() / _INCH_MM)
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()

"""Papers on a printer of this computer, chosen in the system's own dialog.

Importing this module raises ImportError where the system has no library for printing.
"""

from collections.abc import Sequence

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from broker_app.errors import Cancelled, UserError
from broker_app.jobs.progress import Progress, silent
from broker_app.papers.page import Page, Setup
from broker_app.papers.placing import sheets
from broker_app.ui.print.paint import Fonts, draw
from broker_app.ui.print.pdf import layout_of, title_of

_INCH_MM = 25.4
_AS_LARGE = 0.995
"""Papers are counted in points and pixels: a millimetre is no other paper."""


def choose(pages: Sequence[Page], parent: QWidget) -> QPrinter | None:
    """Ask for a printer for papers, laid out for the first; None where nobody chose one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title_of(pages[0]))
    printer.setCreator("Broker")
    printer.setFullPage(True)
    printer.setPageLayout(layout_of(pages[0].setup))
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if chosen else None


def put_on(pages: Sequence[Page], printer: QPrinter, progress: Progress = silent) -> None:
    """Print papers on a printer that was chosen; any thread may, but one at a time.

    Each begins on a sheet of its own, broad ones lie across. On a paper smaller than the sheet it
    is printed smaller, whole. Where it is stopped, nothing is printed. Raises UserError where the
    printer takes nothing.
    """
    printer.setFullPage(True)
    every = [sheet for page in pages for sheet in sheets(page)]
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("not_printed", printer=printer.printerName())
    fonts: Fonts = {}
    try:
        for number, sheet in enumerate(every):
            progress(number, len(every), "progress.printing")
            if number:
                printer.setPageOrientation(layout_of(sheet.setup).orientation())
                printer.newPage()
            left, per_mm = fitted(sheet.setup, printer)
            painter.save()
            painter.translate(left, 0)
            draw(sheet, painter, per_mm, fonts)
            painter.restore()
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()


def fitted(setup: Setup, printer: QPrinter) -> tuple[float, float]:
    """Return where a sheet begins on the chosen paper, from its left, and device units a mm.

    A sheet keeps its size but where the paper is smaller: nothing is cut off.
    """
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    whole = printer.resolution() / _INCH_MM
    fits = min(paper.width() / setup.width_mm, paper.height() / setup.height_mm)
    if fits > whole * _AS_LARGE:
        return 0.0, whole
    return (paper.width() - setup.width_mm * fits) / 2, fits

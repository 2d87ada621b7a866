"""Papers as PDF: the sheets of the page model, fonts inside, text as text."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from broker_app.errors import UserError
from broker_app.jobs.progress import Progress, silent
from broker_app.papers.page import Page, Setup
from broker_app.papers.placing import sheets
from broker_app.papers.saving import save
from broker_app.ui.print.paint import Fonts, draw
from broker_app.ui.print.searchable import with_characters

_PER_INCH = 1200
_INCH_MM = 25.4


def write_pdf(pages: Sequence[Page], target: Path, progress: Progress = silent) -> None:
    """Write papers into one PDF. Raises UserError where the target cannot be written."""
    save(pdf_bytes(pages, progress), target)


def pdf_bytes(pages: Sequence[Page], progress: Progress = silent) -> bytes:
    """Return papers as one PDF, each beginning on a sheet of its own.

    Raises UserError where there is no font to print with.
    """
    _program()
    if not QFontDatabase.families():
        raise UserError("no_font")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PER_INCH)
    writer.setTitle(title_of(pages[0]))
    writer.setAuthor(pages[0].author)
    writer.setCreator("Broker")
    writer.setPageLayout(layout_of(pages[0].setup))
    every = [sheet for page in pages for sheet in sheets(page)]
    fonts: Fonts = {}
    painter = QPainter(writer)
    try:
        for number, sheet in enumerate(every):
            progress(number, len(every), "progress.sheets")
            if number:
                writer.setPageLayout(layout_of(sheet.setup))
                writer.newPage()
            draw(sheet, painter, _PER_INCH / _INCH_MM, fonts)
    finally:
        painter.end()  # where it is stopped too: a painter must not outlive what it paints on
    return with_characters(bytes(buffer.data().data()))


def title_of(page: Page) -> str:
    """Return what a paper is called in files and printer queues."""
    return f"{page.sheet} {page.footer[0]}"


def layout_of(setup: Setup) -> QPageLayout:
    """Return the whole sheet as Qt lays it out: margins are the page model's own.

    A broad sheet is an upright paper that is turned: printers know no other.
    """
    short, long = sorted((setup.width_mm, setup.height_mm))
    paper = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, setup.paper)
    turned = setup.width_mm > setup.height_mm
    way = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    return QPageLayout(paper, way, QMarginsF(0, 0, 0, 0))


@cache
def _program() -> QGuiApplication | None:
    """Make the application object that fonts need, where no window has made one."""
    return None if QGuiApplication.instance() else QGuiApplication(["broker-app"])

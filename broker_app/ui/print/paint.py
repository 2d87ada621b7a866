"""Draws a sheet of paper with any painter: on the screen, a printer or into a PDF."""

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from broker_app.papers.measure import MM_PER_POINT
from broker_app.papers.page import FONT, STYLES, Align, Role, Rule
from broker_app.papers.placing import RULES_PT, Across, Pictured, Sheet, Written

UNITS = 100
"""Painter units in a millimetre, so that type sizes need no fractions."""
FAMILIES = [
    FONT,
    "Liberation Sans",
    "Helvetica",
    "Yu Gothic",
    "Hiragino Sans",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
]
"""Arial, what has its widths, then what has Japanese."""
_HEAD, _FAINT, _ACROSS = QColor("#ECECEC"), QColor("#A6A6A6"), QColor("#DCDCDC")
_SHARES = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}

Fonts = dict[Role, tuple[QFont, QFontMetricsF]]
_SEEN: Fonts = {}
"""Those of the main thread, where papers are looked at and printed."""


def draw(sheet: Sheet, painter: QPainter, per_mm: float, fonts: Fonts | None = None) -> None:
    """Draw a sheet with its corner at the painter's origin; `per_mm` are device units.

    `fonts` keeps those that were made; outside the main thread a caller brings its own, for a font
    belongs to the thread that made it.
    """
    fonts = _SEEN if fonts is None else fonts
    painter.save()
    painter.scale(per_mm / UNITS, per_mm / UNITS)
    for area in sheet.areas:
        sides = (area.left_mm, area.top_mm, area.width_mm, area.height_mm)
        painter.fillRect(QRectF(*(side * UNITS for side in sides)), _HEAD)
    if sheet.across:
        _draw_across(sheet.across, sheet, painter)
    for ruled in sheet.rules:
        colour = _FAINT if ruled.rule is Rule.FAINT else QColor(Qt.GlobalColor.black)
        width = RULES_PT[ruled.rule] * MM_PER_POINT * UNITS
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        ends = (ruled.left_mm, ruled.at_mm, ruled.right_mm, ruled.at_mm)
        painter.drawLine(QLineF(*(end * UNITS for end in ends)))
    _draw_frames(sheet, painter)
    painter.setPen(QColor(Qt.GlobalColor.black))
    for written in sheet.texts:
        _draw_text(written, painter, fonts)
    for pictured in sheet.pictures:
        _draw_picture(pictured, painter)
    painter.restore()


def _draw_frames(sheet: Sheet, painter: QPainter) -> None:
    width = RULES_PT[Rule.HAIR] * MM_PER_POINT * UNITS
    painter.setPen(QPen(QColor(Qt.GlobalColor.black), width))
    for frame in sheet.frames:
        sides = (frame.left_mm, frame.top_mm, frame.width_mm, frame.height_mm)
        painter.drawRect(QRectF(*(side * UNITS for side in sides)))


def _draw_picture(pictured: Pictured, painter: QPainter) -> None:
    """Draw a picture over the text, white as clear, so that what it covers is still read."""
    image = QImage.fromData(pictured.content)
    if image.isNull():
        return
    room = QSizeF(pictured.width_mm, pictured.height_mm)
    size = QSizeF(image.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    left = pictured.left_mm + (room.width() - size.width()) * _SHARES[pictured.align]
    top = pictured.top_mm + room.height() - size.height()
    sides = (left, top, size.width(), size.height())
    painter.drawImage(QRectF(*(side * UNITS for side in sides)), _clear(image))


def _clear(image: QImage) -> QImage:
    """Return a picture whose white is clear: a scan of a seal has paper around it."""
    if image.hasAlphaChannel():
        return image
    made = image.convertToFormat(QImage.Format.Format_ARGB32)
    mask = made.createMaskFromColor(QColor(Qt.GlobalColor.white).rgb(), Qt.MaskMode.MaskOutColor)
    made.setAlphaChannel(mask)
    return made


def _draw_text(written: Written, painter: QPainter, fonts: Fonts) -> None:
    """Draw a line of text, made narrower where the font at hand runs wider than its room."""
    font, metrics = fonts.get(written.role) or fonts.setdefault(written.role, _font(written.role))
    room = written.room_mm * UNITS
    advance = metrics.horizontalAdvance(written.text)
    painter.setFont(font)
    left, baseline = written.left_mm * UNITS, written.baseline_mm * UNITS
    if advance <= room:
        left += (room - advance) * _SHARES[written.align]
        painter.drawText(QPointF(left, baseline), written.text)
        return
    painter.save()
    painter.translate(left, baseline)
    painter.scale(room / advance, 1)
    painter.drawText(QPointF(0, 0), written.text)
    painter.restore()


def _draw_across(across: Across, sheet: Sheet, painter: QPainter) -> None:
    width, height = sheet.setup.width_mm, sheet.setup.height_mm
    font = _font_of(across.size_pt, bold=True)
    metrics = QFontMetricsF(font)
    painter.save()
    painter.translate(width / 2 * UNITS, height / 2 * UNITS)
    painter.rotate(-math.degrees(math.atan2(height, width)))
    painter.setFont(font)
    painter.setPen(_ACROSS)
    left = -metrics.horizontalAdvance(across.text) / 2
    painter.drawText(QPointF(left, metrics.capHeight() / 2), across.text)
    painter.restore()


def _font(role: Role) -> tuple[QFont, QFontMetricsF]:
    style = STYLES[role]
    font = _font_of(style.size_pt, style.bold)
    return font, QFontMetricsF(font)


def _font_of(size_pt: float, bold: bool) -> QFont:
    font = QFont(FAMILIES)
    font.setPixelSize(round(size_pt * MM_PER_POINT * UNITS))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font

"""Our own icons: SVG files of one weight, tinted with the ink of the theme when drawn."""

from functools import cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from broker_app import paths, words
from broker_app.ui import theme
from broker_app.ui.widgets.pressable import ToolButton

_USUAL_SCALES = (1.0, 2.0)


def icon(name: str, size: int = 16, colour: str = "ink") -> QIcon:
    """Return an icon in the ink of the theme in use; grey where its control is disabled.

    Treat it as read-only, it is shared.
    """
    look = theme.now()
    return _icon(name, theme.px(size), look.status(colour).name(), look.ink3.name())


@cache
def _icon(name: str, side: int, ink: str, disabled: str) -> QIcon:
    made = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Disabled, disabled)):
        for scale in _scales():
            made.addPixmap(pixmap(name, side, tint, scale), mode)
    return made


def _scales() -> set[float]:
    """Return the scalings to draw for: an icon of another one is stretched and blurs."""
    return {*_USUAL_SCALES, *(one.devicePixelRatio() for one in QGuiApplication.screens())}


@cache
def pixmap(name: str, side: int, colour: str, scale: float) -> QPixmap:
    """Return an icon drawn in one colour, sharp at this scale of the screen."""
    image = QPixmap(round(side * scale), round(side * scale))
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name).render(painter, QRectF(0, 0, side, side))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, side, side), QColor(colour))
    painter.end()
    return image


class IconButton(ToolButton):
    """A button that is only an icon: its word is its tip and its accessible name."""

    def __init__(self, name: str, key: str, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._key, self._size = name, key, size
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Draw and name it again when theme or language turn."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._dress()

    def _dress(self) -> None:
        side = theme.px(self._size)
        self.setIcon(icon(self._icon_name, self._size))
        self.setIconSize(QSize(side, side))
        self.setToolTip(words.say(self._key))
        self.setAccessibleName(words.say(self._key))


class Drawing(QWidget):
    """An icon drawn large, for a page that has nothing to show yet."""

    def __init__(self, name: str, size: int = 64) -> None:
        super().__init__()
        self._name, self._size = name, size
        self.setFixedSize(QSize(theme.px(size), theme.px(size)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the quiet ink of the theme in use."""
        painter = QPainter(self)
        tint = theme.now().ink2.name()
        side = theme.px(self._size)
        painter.drawPixmap(0, 0, pixmap(self._name, side, tint, self.devicePixelRatioF()))
        painter.end()


@cache
def _renderer(name: str) -> QSvgRenderer:
    file = paths.resources() / "icons" / f"{name}.svg"
    return QSvgRenderer(QByteArray(file.read_bytes()))

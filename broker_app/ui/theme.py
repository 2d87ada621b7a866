"""The look: colour tokens, fonts, palette and style sheet, light and dark.

Like Qt's palette the theme is one of the whole program: `now()` answers it, and every widget hears
a PaletteChange when it turns.
"""

import sys
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from broker_app import paths, words

LATIN = ["Segoe UI", "SF Pro Text", "Noto Sans"]
JAPANESE = ["Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP"]
FALLBACK = ["DejaVu Sans"]
MONO = ["Consolas", "SF Mono", "Noto Sans Mono", "DejaVu Sans Mono"]

TITLE, SECTION, BODY, SMALL, TINY = 18, 15, 13, 12, 11
"""Sizes of type in logical pixels before scaling."""

_SYSTEM_POINTS = {"win32": 9.0, "darwin": 13.0}


@dataclass(frozen=True)
class Theme:
    """The colours by what they mean."""

    dark: bool
    window: QColor
    surface: QColor
    raised: QColor
    hover: QColor
    sel: QColor
    sel_off: QColor
    line: QColor
    line2: QColor
    control: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    on_ink: QColor
    bar: QColor
    bar_quiet: QColor
    land: QColor
    blocked: QColor
    review: QColor
    conditional: QColor
    allowed: QColor
    blocked_tint: QColor
    review_tint: QColor
    conditional_tint: QColor
    allowed_tint: QColor

    def status(self, name: str) -> QColor:
        """Return the colour of `blocked`, `review`, `conditional`, `allowed`, or of an ink."""
        colour = getattr(self, name)
        assert isinstance(colour, QColor)
        return colour


_theme: Theme | None = None


def now() -> Theme:
    """Return the theme in use."""
    return _theme or load("light")


@cache
def load(name: str) -> Theme:
    """Read `light` or `dark` from its file."""
    file = paths.resources() / "themes" / f"{name}.toml"
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    flat = {
        key: value
        for group in raw.values()
        if isinstance(group, dict)
        for key, value in group.items()
    }
    colours = {f.name: QColor(flat[f.name]) for f in fields(Theme) if f.name != "dark"}
    return Theme(dark=raw["dark"], **colours)


def wear(app: QApplication, choice: str) -> None:
    """Dress the program: `light`, `dark`, or `system` for what the desktop says."""
    global _theme
    _theme = load(_resolved(choice))
    font.cache_clear()
    app.setFont(font())
    app.setPalette(palette(_theme))
    app.setStyleSheet("")  # Qt puts a changed sheet on each widget once for each of its parents
    app.setStyleSheet(style_sheet(_theme))


def _resolved(choice: str) -> str:
    if choice in ("light", "dark"):
        return choice
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


@cache
def factor() -> float:
    """Return how much larger than usual this person's system sets its text."""
    points = QGuiApplication.font().pointSizeF()
    usual = _SYSTEM_POINTS.get(sys.platform, 11.0)
    return min(2.0, max(1.0, points / usual)) if points > 0 else 1.0


def px(size: float) -> int:
    """Scale a length of the design with the size of type."""
    return round(size * factor())


@cache
def font(size: int = BODY, weight: int = 400, mono: bool = False) -> QFont:
    """Return a font of the program; treat it as read-only, it is shared."""
    made = QFont()
    made.setFamilies(families(mono))
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def metrics(size: int = BODY, weight: int = 400, mono: bool = False) -> QFontMetricsF:
    """Return the measures of a font of the program."""
    return QFontMetricsF(font(size, weight, mono))


def families(mono: bool = False) -> list[str]:
    """Return the faces to try in order; Japanese uses its own Latin, so that lines do not mix."""
    if mono:
        return [*MONO, *JAPANESE]
    if words.language() == "ja":
        return [*JAPANESE, *LATIN, *FALLBACK]
    return [*LATIN, *JAPANESE, *FALLBACK]


def has_japanese() -> bool:
    """Tell whether this system has a face for Japanese; without one it shows boxes."""
    from PySide6.QtGui import QFontDatabase

    japanese = QFontDatabase.WritingSystem.Japanese
    return bool(QFontDatabase.families(japanese))


def palette(theme: Theme) -> QPalette:
    """Return Qt's palette for a theme, for active, inactive and disabled."""
    role = QPalette.ColorRole
    made = QPalette()
    for place, colour in (
        (role.Window, theme.window),
        (role.Base, theme.surface),
        (role.Button, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.ink),
        (role.Text, theme.ink),
        (role.WindowText, theme.ink),
        (role.ButtonText, theme.ink),
        (role.BrightText, theme.ink),
        (role.Highlight, theme.sel),
        (role.HighlightedText, theme.ink),
        (role.Link, theme.ink),
        (role.LinkVisited, theme.ink),
        (role.Accent, theme.ink),
        (role.PlaceholderText, theme.ink3),
        (role.Light, theme.surface),
        (role.Midlight, theme.line),
        (role.Mid, theme.line2),
        (role.Dark, theme.control),
        (role.Shadow, theme.line2),
    ):
        made.setColor(place, colour)
    made.setColor(QPalette.ColorGroup.Inactive, role.Highlight, theme.sel_off)
    for place in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, place, theme.ink3)
    return made


def style_sheet(theme: Theme) -> str:
    """Fill the one style sheet with the colours and sizes of a theme."""
    text = (paths.resources() / "themes" / "broker.qss").read_text(encoding="utf-8")
    names = {f.name: getattr(theme, f.name).name() for f in fields(Theme) if f.name != "dark"}
    sizes = {f"px{size}": f"{px(size)}px" for size in _SIZES}
    faces = {
        "mono": ", ".join(f'"{name}"' for name in families(mono=True)),
        "icons": (paths.resources() / "icons").as_posix(),
        "shade": "dark" if theme.dark else "light",
    }
    return Template(text).substitute(names | sizes | faces)


_SIZES = (11, 12, 13, 15, 18, 22, 24, 28)

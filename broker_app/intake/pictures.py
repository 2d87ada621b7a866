"""Pictures that came from outside: their size, and small copies to look at.

Only a few formats are read, only up to a number of points, and a copy holds nothing but the
picture: no place where it was taken, no camera, no name.
"""

import struct
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
READ = tuple(f"image/{name.lower()}" for name in FORMATS)
"""Types of content that are looked at."""
MOST_POINTS = Image.MAX_IMAGE_PIXELS or 89_478_485
"""Width times height of the largest picture that is unpacked; 270 MB in memory."""
LONGEST_SIDE = 30_000
QUALITY = 82

# A picture that unpacks to more than Pillow's limit is refused, not only warned of.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_ORIENTATION, _LYING = 0x0112, (5, 6, 7, 8)
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Warning,
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    AssertionError,
    RuntimeError,
    struct.error,
    MemoryError,
)
"""Whatever a damaged picture makes its reader raise."""


def size_of(path: Path) -> tuple[int, int] | None:
    """Return width and height as one sees it, None for what is no picture or one too large."""
    try:
        with _opened(path) as image:
            width, height = image.size
            lies = image.getexif().get(_ORIENTATION) in _LYING
            return (height, width) if lies else (width, height)
    except BROKEN:
        return None


def small_copy(path: Path, side: int) -> bytes | None:
    """Return a picture as JPEG, upright and at most `side` points long; None where it has none.

    Transparent parts become white.
    """
    try:
        with _opened(path) as image:
            image.draft("RGB", (side * 2, side * 2))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((side, side), reducing_gap=2.0)
            made = BytesIO()
            _on_white(upright).save(made, "JPEG", quality=QUALITY)
    except BROKEN:
        return None
    return made.getvalue()


def _opened(path: Path) -> Image.Image:
    """Open a picture without unpacking it. Raises ValueError for one that is too large."""
    image = Image.open(path, formats=FORMATS)
    width, height = image.size
    if width * height > MOST_POINTS or max(width, height) > LONGEST_SIDE or not width * height:
        image.close()
        raise ValueError("too large")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparency and without anything that is said beside it."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if image.mode not in ("RGBA", "LA", "PA", "P"):
        plain = image.convert("RGB")
    else:
        layered = image.convert("RGBA")
        plain = Image.new("RGB", layered.size, "white")
        plain.paste(layered, mask=layered.getchannel("A"))
    return Image.frombytes("RGB", plain.size, plain.tobytes())

"""Thumbnails: a photograph made small for a list, without what a camera adds to it."""

import io

SIZE = (160, 120)
"""Pixels; the picture keeps its proportions within them."""
_QUALITY = 82


def thumbnail(content: bytes) -> bytes | None:
    """Return a small JPEG of a picture, None where it is no picture we can read.

    It is turned the right way up and made anew, so that no place, time or owner travels with it.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))
            upright = ImageOps.exif_transpose(picture)
            small = upright.convert("RGB")
        small.thumbnail(SIZE)
        made = io.BytesIO()
        small.save(made, "JPEG", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return made.getvalue()

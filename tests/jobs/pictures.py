"""Real pictures and papers to attach."""

import zipfile
from pathlib import Path

from PIL import Image, ImageDraw


def picture(
    file: Path, size: tuple[int, int] = (640, 480), colour: str = "navy", **save: object
) -> Path:
    """Write a picture whose left half is of one colour and whose right half is white."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill=colour)
    image.save(file, **save)
    return file


def lying(file: Path) -> Path:
    """Write a picture that a telephone took upright: stored lying, with a place beside it."""
    image = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 320, 480), fill="red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 26.0, 38.0)
    image.save(file, exif=exif)
    return file


def zipped(file: Path, *names: str) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file

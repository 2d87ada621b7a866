"""Doors of pictures, scans and attachments."""

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from broker_app.intake import content, pictures
from broker_app.jobs import company_profile, evidencing
from broker_app.papers import thumbnail
from tests.hostile.doors.door import Door, put


def _logo(folder: Path, data: bytes) -> None:
    company_profile.picture_of(put("logo.png", folder, data))


def _attachment(folder: Path, data: bytes) -> None:
    path = put("photo.bin", folder, data)
    content.type_of(path)
    pictures.size_of(path)
    pictures.small_copy(path, 256)
    thumbnail.thumbnail(data)


def _scan(folder: Path, data: bytes) -> None:
    evidencing.read_paper(put("scan.pdf", folder, data))
    content.type_of(folder / "scan.pdf")


def _images() -> list[bytes]:
    made = []
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        file = io.BytesIO()
        Image.new("RGB", (24, 16), "red").save(file, form)
        made.append(file.getvalue())
    return made


DOORS: Mapping[str, Door] = {
    "logo": Door(_logo, _images, "picture_of"),
    "attachment": Door(_attachment, _images, "content"),
    "scan": Door(_scan, _images, "read_paper"),
}

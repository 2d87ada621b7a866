"""File types: what a content is, what an ending makes a system do, and what of it is dangerous.

A file that came from outside is opened by another program only where name and content are of the
same harmless sort; whatever else it may be, it is only saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from broker_app.domain.file_name import ending_of, turns_direction

HARMLESS = ("picture", "pdf", "text", "office", "mail", "video")
"""Sorts of content that may be opened by the program of the system."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of content: its key (`content.<key>` in the catalogue), sort and usual ending."""

    key: str
    sort: str
    mime: str
    ending: str = ""


def _types(*rows: tuple[str, str, str, str]) -> Mapping[str, FileType]:
    return {row[0]: FileType(*row) for row in rows}


TYPES: Mapping[str, FileType] = _types(
    ("jpeg", "picture", "image/jpeg", "jpg"),
    ("png", "picture", "image/png", "png"),
    ("gif", "picture", "image/gif", "gif"),
    ("bmp", "picture", "image/bmp", "bmp"),
    ("tiff", "picture", "image/tiff", "tif"),
    ("webp", "picture", "image/webp", "webp"),
    ("heic", "picture", "image/heic", "heic"),
    ("pdf", "pdf", "application/pdf", "pdf"),
    ("text", "text", "text/plain", "txt"),
    (
        "workbook",
        "office",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    (
        "document",
        "office",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    (
        "slides",
        "office",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
    ("old_workbook", "office", "application/vnd.ms-excel", "xls"),
    ("old_document", "office", "application/msword", "doc"),
    ("old_slides", "office", "application/vnd.ms-powerpoint", "ppt"),
    ("open_document", "office", "application/vnd.oasis.opendocument", "ods"),
    ("mail", "mail", "application/vnd.ms-outlook", "msg"),
    ("video", "video", "video/mp4", "mp4"),
    ("macros", "macros", "application/vnd.ms-office", ""),
    ("locked", "locked", "application/x-encrypted-office", ""),
    ("program", "program", "application/x-executable", ""),
    ("script", "script", "text/x-script", ""),
    ("shortcut", "shortcut", "application/x-shortcut", ""),
    ("web_page", "web_page", "text/html", ""),
    ("archive", "archive", "application/zip", ""),
    ("disk_image", "disk_image", "application/x-disk-image", ""),
    ("empty", "unknown", "application/x-empty", ""),
    ("unknown", "unknown", "application/octet-stream", ""),
)

_BY_SORT: Mapping[str, str] = {
    "picture": "jpg jpeg jpe jfif png gif bmp dib tif tiff webp heic heif",
    "pdf": "pdf",
    "text": "txt csv tsv log md eml",
    "office": "xlsx docx pptx xls doc ppt ods odt odp",
    "mail": "msg",
    "video": "mp4 mov m4v 3gp",
    "program": "exe com scr pif msi msp mst msix msixbundle appx appxbundle cpl dll sys drv ocx "
    "jar apk app dmg pkg deb rpm run appimage xll gadget",
    "script": "bat cmd ps1 psm1 psd1 ps1xml vbs vbe js jse mjs ws wsf wsc wsh hta sh bash zsh csh "
    "command py pyw pyc pl rb php lua tcl scpt scf sct chm reg inf msc diagcab theme",
    "shortcut": "lnk url desktop webloc website library-ms search-ms settingcontent-ms appref-ms "
    "application rdp",
    "macros": "xlsm xlsb xltm xlam xla xlm docm dotm dot pptm potm ppam ppsm mdb accdb mde accde "
    "iqy slk one onepkg",
    "web_page": "html htm xhtml xht mht mhtml svg svgz xml xsl xslt shtml",
    "archive": "zip rar 7z gz tgz tar bz2 xz zst cab z arj lzh lha ace",
    "disk_image": "iso img vhd vhdx vmdk bin cue",
}
SORT_OF: Mapping[str, str] = {
    ending: sort for sort, endings in _BY_SORT.items() for ending in endings.split()
}
"""What a system does with an ending."""


def dangers(name: str, found: FileType) -> tuple[str, ...]:
    """Return what makes a file one to be saved and not opened; empty where it may be opened.

    Keys of `danger.<key>` in the catalogue: by the content, by the ending that a system goes by,
    by tricks in the name, and `mismatch` where the two do not belong together.
    """
    by_name = SORT_OF.get(ending_of(name), "unknown")
    said = [sort for sort in (found.sort, by_name) if sort not in HARMLESS]
    if turns_direction(name):
        said.insert(0, "override")
    if not said and found.sort != by_name:
        said.append("mismatch")
    return tuple(dict.fromkeys(said))


def is_misnamed(name: str, found: FileType) -> bool:
    """Tell whether the ending says another type than the content is."""
    ending = ending_of(name)
    same = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "tiff": "tif", "dib": "bmp", "heif": "heic"}
    if SORT_OF.get(ending, "unknown") != found.sort:
        return True
    return found.sort == "picture" and same.get(ending, ending) != found.ending


_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF-", "pdf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xfe\xed\xfa\xce", "program"),
    (b"\xfe\xed\xfa\xcf", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"!<arch>", "program"),
    (b"\xed\xab\xee\xdb", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"ITSF", "script"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"MSCF", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"vhdxfile", "disk_image"),
    (b"conectix", "disk_image"),
)
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")


def of_bytes(head: bytes) -> FileType:
    """Return the type of a content by its first bytes. Containers are looked into elsewhere."""
    if not head:
        return TYPES["empty"]
    for sign, key in _SIGNS:
        if head.startswith(sign):
            return TYPES[key]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return TYPES["webp"]
    if head[4:8] == b"ftyp":
        return TYPES["heic" if head[8:12] in _HEIC else "video"]
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return TYPES["bmp"]
    return _of_text(head)


def _of_text(head: bytes) -> FileType:
    text = _decoded(head)
    if text is None:
        return TYPES["unknown"]
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("#!", "<?php", "@echo", "<%", "set-executionpolicy")):
        return TYPES["script"]
    if start.startswith(("[internetshortcut]", "[desktop entry]")):
        return TYPES["shortcut"]
    if start.startswith("{\\rtf"):
        return TYPES["unknown"]  # may carry objects that run
    if start.startswith(("<?xml", "<!doctype", "<html", "<svg")):
        return TYPES["web_page"]
    if any(sign in start for sign in ("<html", "<script", "<svg", "<body", "<iframe")):
        return TYPES["web_page"]
    return TYPES["text"]


def _decoded(head: bytes) -> str | None:
    """Return bytes as text where they are text in an encoding of ours, None where they are not."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\x00" in head or sum(byte < 9 for byte in head):
        return None
    for encoding in ("utf-8", "cp932"):
        for cut in range(4):  # the last character may be cut off
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None

"""File names that came from elsewhere: tricks in them, and names that are safe anywhere."""

import re
import unicodedata

LONGEST = 120
"""Characters of a safe name with its ending."""
MOST_BYTES = 220
"""Bytes of a safe name in UTF-8; file systems take 255."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.I)
_OVERRIDES = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOTHING = "file"


def stored_name(name: str) -> str:
    """Return a name as it is kept: without folders, and as text that a database takes."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join("\ufffd" if unicodedata.category(c) == "Cs" else c for c in last)


def safe_name(name: str) -> str:
    """Return a name for a file in any folder of any system: it holds no path and no trick.

    Folders, characters that are not seen or turn the direction, and what Windows forbids are left
    out; a device name gets a mark before it. The last ending is kept. Never empty.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(c for c in last if unicodedata.category(c) not in _UNSEEN)
    plain = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    if not plain:
        return _NOTHING
    if _RESERVED.fullmatch(plain.split(".")[0].strip()):
        plain = f"_{plain}"
    return _shortened(plain)


def ending_of(name: str) -> str:
    """Return the last ending of a name in small letters, as a system would read it; `` for none."""
    _, dot, ending = unicodedata.normalize("NFKC", safe_name(name)).rpartition(".")
    return ending.strip().lower() if dot else ""


def turns_direction(name: str) -> bool:
    """Tell whether a name holds characters that turn the direction of writing."""
    return any(c in _OVERRIDES for c in name)


def numbered(name: str, number: int) -> str:
    """Return a name with a number before its ending: `photo (2).jpg`; the first has none."""
    if number < 2:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 20:
        stem, dot, ending = name, "", ""
    tail = f"{dot}{ending}"
    room = LONGEST - len(tail)
    stem = stem[:room].rstrip(". ")
    while len(f"{stem}{tail}".encode()) > MOST_BYTES and len(stem) > 1:
        stem = stem[:-1].rstrip(". ") or stem[:1]
    return f"{stem or _NOTHING}{tail}"

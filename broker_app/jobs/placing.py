"""Placing: whether a database lies where it is safe, as the system tells."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from broker_app.domain.place import Places

_REMOTE = 4
"""What Windows answers of a drive that is a share."""
_MOUNTS = Path("/proc/self/mounts")


def cloud_of(path: Path, known: Places) -> str:
    """Return the name of the cloud that keeps the folder of a file in step; empty for none."""
    folder = path.resolve().parent
    folders = (folder, *folder.parents)
    markers = {marker for cloud in known.clouds for marker in cloud.markers}
    found = {marker for marker in markers for one in folders if _is_there(one / marker)}
    parts = [one.strip("/\\") if number else one for number, one in enumerate(folder.parts)]
    parts[0] = parts[0].rstrip("/\\")
    return known.cloud_of(parts, os.environ, found)


def is_on_network(path: Path, known: Places) -> bool:
    """Tell whether a file lies on a share of a network, as far as the system tells."""
    if sys.platform == "win32":
        return _is_remote_drive(path)
    return file_system_of(path) in known.network


def file_system_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the name of the file system of a file; empty where the system does not tell."""
    if sys.platform == "darwin":
        return _named_by_statfs(path)
    folder, best = path.resolve().parent, ("", "")
    for place, kind in _mounted(mounts):
        if folder.is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1]


def _mounted(mounts: Path) -> Iterator[tuple[str, str]]:
    with suppress(OSError):
        for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            _, place, kind, *_ = [*line.split(" "), "", "", ""]
            yield place.replace("\\040", " ").replace("\\011", "\t"), kind


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:
        return False


def _is_remote_drive(path: Path) -> bool:
    drive = path.resolve().drive
    if drive.startswith("\\\\"):
        return True
    import ctypes

    tell = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined,unused-ignore]
    return bool(tell(f"{drive}\\") == _REMOTE)


def _named_by_statfs(path: Path) -> str:
    """Return the name of a file system as macOS gives it: 16 bytes at place 72 of its answer."""
    import ctypes

    library, answer = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
    ask = getattr(library, "statfs$INODE64", None) or library.statfs
    if ask(os.fsencode(path.resolve().parent), answer) != 0:
        return ""
    return answer.raw[72:88].split(b"\0")[0].decode(errors="replace")

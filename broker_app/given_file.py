"""Files that somebody names: read without waiting for a pipe, or without end from a device."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def opened(path: Path) -> BufferedReader:
    """Open a file to read. Raises OSError for what is none: a folder, a pipe, a device."""
    handle = os.open(path, _FLAGS)
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    wrong = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    raise OSError(wrong, os.strerror(wrong), str(path))


def content(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError as `opened` does."""
    with opened(path) as file:
        return file.read()


def text(path: Path) -> str:
    """Return a file of UTF-8. Raises OSError as `opened` does, UnicodeDecodeError for others."""
    return content(path).decode("utf-8")

"""A folder for what is made here to be handed on at once: pasted pictures, samples, test prints."""

import shutil
import tempfile
import weakref
from functools import cached_property
from pathlib import Path


class Scratch:
    """Made when it is first asked for; it goes with whoever has it, at the latest with the program.

    Qt's own temporary folder stays behind when the program ends before its owner is destroyed.
    """

    @cached_property
    def folder(self) -> Path:
        """The folder, which nobody else may read. Raises OSError where there is no room."""
        folder = tempfile.mkdtemp(prefix="broker-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

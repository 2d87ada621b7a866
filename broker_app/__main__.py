"""Starts the program: the window, or a command. The only place that may dispatch to `ui`."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from broker_app.cli.main import Front
from broker_app.cli.main import main as run_command_line
from broker_app.errors import UserError

if TYPE_CHECKING:
    from broker_app.jobs.progress import Progress
    from broker_app.papers.page import Page


def main() -> int:
    """Run `broker-app`; returns the exit status."""
    return run_command_line(Front(open_window, has_display, write_pdf))


def open_window(database: Path | None) -> int:
    """Open the window. Raises UserError where there is no display or Qt cannot be loaded."""
    if not has_display():
        raise UserError("no_display")
    gc.disable()  # nothing that a start makes is garbage; the window collects from then on
    try:
        from broker_app.ui.app import run
    except ImportError as problem:
        raise UserError("no_qt", reason=str(problem)) from problem
    return run(database)


def write_pdf(pages: "Sequence[Page]", target: Path, progress: "Progress | None" = None, /) -> None:
    """Write papers as PDF. Raises UserError where Qt, which draws them, cannot be loaded.

    Nothing is shown, so no screen is looked for; but where one was chosen by name it is used.
    """
    if sys.platform not in ("win32", "darwin"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from broker_app.ui.print import pdf
    except ImportError as problem:
        raise UserError("no_qt_pdf", reason=str(problem)) from problem
    pdf.write_pdf(pages, target, *filter(None, (progress,)))


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())

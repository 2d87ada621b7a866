"""What the window does about backups and the soundness of its file, by the list of actions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_app.ui.main_window import MainWindow


class KeepingActions:
    """A part of the main window; what it calls is loaded when it is first asked for."""

    def do_back_up(self: "MainWindow") -> None:  # type: ignore[misc]
        """Make a backup now."""
        from broker_app.ui import keeping

        keeping.back_up(self)

    def do_backups(self: "MainWindow") -> None:  # type: ignore[misc]
        """Show the backups, to compare one and bring it back."""
        from broker_app.ui import backups

        backups.show(self)

    def do_check_database(self: "MainWindow") -> None:  # type: ignore[misc]
        """Look the database through."""
        from broker_app.ui import keeping

        keeping.check(self)

    def do_export_all(self: "MainWindow") -> None:  # type: ignore[misc]
        """Write everything as plain files."""
        from broker_app.ui import keeping

        keeping.export_all(self)

    def do_import_all(self: "MainWindow") -> None:  # type: ignore[misc]
        """Build a new database from plain files."""
        from broker_app.ui import keeping

        keeping.import_all(self)

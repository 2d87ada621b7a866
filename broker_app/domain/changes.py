"""Changes: what a job did, so that every open page can decide whether to look again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Tables a job touched, and the step to undo it. `rows_moved` says that rows came or went.

    `note` tells a person in words what was done otherwise than asked, empty where nothing was.
    """

    tables: frozenset[str] = frozenset()
    step: int | None = None
    rows_moved: bool = False
    note: str = ""

    def touches(self, *tables: str) -> bool:
        """Whether any of these tables changed."""
        return not self.tables.isdisjoint(tables)


NOTHING = Changes()

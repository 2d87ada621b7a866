"""Changes: what a job did, so that every open page can decide whether to look again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Tables a job touched, and the step to undo it. `rows_moved` says that rows came or went."""

    tables: frozenset[str] = frozenset()
    step: int | None = None
    rows_moved: bool = False

    def touches(self, *tables: str) -> bool:
        """Whether any of these tables changed."""
        return not self.tables.isdisjoint(tables)


NOTHING = Changes()

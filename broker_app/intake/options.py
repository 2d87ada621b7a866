"""Options: what a person settles of a list before it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from broker_app.domain.list_format import ListFormat


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may settle beforehand; empty means that the program finds out.

    `heading_row` is the 1-based row of the headings, 0 for a table without any. `price_unit` is how
    prices are printed where the list does not say: `千円`, `JPY`, `USD`. `columns` names the fact
    of a heading, empty for none. `formats` are the layouts that are known; `format` picks one of
    them whatever the headings are. What stands here beats a format.
    """

    format: str = ""
    sheet: str = ""
    encoding: str = ""
    password: str = ""
    heading_row: int | None = None
    price_unit: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[ListFormat, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether a person said where the headings are or what columns hold: it is a table."""
        return self.heading_row is not None or bool(self.columns)

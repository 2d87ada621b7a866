"""Template: a broker's own workbook whose visible tags are filled with what a paper prints."""

from collections.abc import Mapping
from dataclasses import dataclass, field

REFUSED, WARNING, NOTE = "refused", "warning", "note"
"""How much a notice weighs: the template cannot be used; something is lost; good to know."""
PICTURES = ("logo", "seal")
"""Pictures of a company that a template can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A stored template. `in_use` tells whether papers of its kind are filled into it."""

    id: int
    company: int
    kind: str
    name: str
    sha256: str
    in_use: bool
    added_by: str
    added_at: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the check of a template found at a place; `key` is said in the user's words."""

    severity: str
    key: str
    sheet: str = ""
    cell: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

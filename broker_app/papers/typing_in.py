"""What a person may type into a box of a workbook: a rule of the paper that the sheet warns by.

reference: paperwork specification 6.4.
"""

from datetime import date, timedelta

from broker_app.domain.dates import is_partial
from broker_app.papers.page import Typed
from broker_app.papers.wording import Paper, fuel_choices


def typed(paper: Paper, key: str) -> Typed | None:
    """Return what may be typed into a box that a key fills; None where that is open."""
    entry = paper.kind.entries.get(key)
    if entry is None:
        return None
    says = entry.says.get(paper.kind.language, "")
    if entry.kind == "fuels":
        choices = fuel_choices(paper)
        return Typed("list", says, choices) if choices else None
    if entry.kind != "day":
        return Typed(entry.kind, says, entry.choices)
    on = paper.snapshot.date
    if len(on) != 10 or not is_partial(on):
        return None
    day = date.fromisoformat(on)
    first, last = day - timedelta(days=entry.before_days), day + timedelta(days=entry.after_days)
    kind = "japanese_day" if paper.kind.language == "ja" else "day"
    return Typed(kind, says, first=first, last=last)

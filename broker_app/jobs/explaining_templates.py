"""What the check of a template found, in words."""

from broker_app import words
from broker_app.domain.template import Notice
from broker_app.jobs.readiness import label_of


def notice_text(notice: Notice) -> str:
    """Return the sentence of a notice, without its place."""
    values = dict(notice.values)
    if "fields" in values:
        values["fields"] = words.listed([label_of(name) for name in values["fields"].split(",")])
    return words.say(f"template.notice.{notice.key}", **values)


def place_text(notice: Notice) -> str:
    """Return where a notice is about: sheet and cell, or empty for the whole workbook."""
    return " ".join(filter(None, (notice.sheet, notice.cell)))

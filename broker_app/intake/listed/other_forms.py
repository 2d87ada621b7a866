"""Files that are known but are no list, or a list in a form that is not read: what they are."""

from broker_app.intake.listed.sheets import is_workbook
from broker_app.intake.listed.source import Part, has_headings

_UNKNOWN = "listed_unknown"
_OLD_UK = ("name6", "aliastype", "grouptype", "groupid", "listedon", "regime")
_MARKS = (
    ("<export", "sanctionEntity", "listed_form_eu_xml"),
    ("<Designations", "Designation", "listed_form_uk"),
)


def recognised(part: Part) -> str:
    """Return the key of the sentence that says what a file is, which is none of our lists."""
    start = part.head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _marked_up(start)
    if part.data.startswith(b"%PDF"):
        return "listed_form_pdf"
    if part.data.startswith(b"PK\x03\x04") and b"opendocument" in part.data[:200]:
        return "listed_form_uk"
    if is_workbook(part):
        return "listed_form_workbook"
    if has_headings(part, _OLD_UK, len(_OLD_UK) - 1):
        return "listed_form_old_uk"
    return _UNKNOWN


def _marked_up(start: str) -> str:
    plain = start[:2000].casefold()
    if "<!doctype html" in plain or "<html" in plain or "<head" in plain:
        return "listed_form_page"
    for root, word, key in _MARKS:
        if root in start and word in start:
            return key
    return _UNKNOWN

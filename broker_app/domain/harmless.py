"""Texts that leave as plain cells (CSV, lines with tabs, a web page): none is taken for a formula.

A workbook needs none of this: its cells say themselves that they are text. Japanese programs take
full-width signs for the others.
"""

_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
_BLANKS = " \u3000\xa0"


def harmless(text: str) -> str:
    """Return a text, behind an apostrophe where a spreadsheet would reckon with it."""
    return f"'{text}" if text.lstrip(_BLANKS)[:1] in _SIGNS else text


def is_figure(text: str) -> bool:
    """Tell whether a text is a plain number, which may begin with a sign."""
    plain = text.replace(",", "").replace("−", "-").removeprefix("-").replace(".", "", 1)
    return plain.isascii() and plain.isdigit()


def tab_cell(text: str) -> str:
    """Return a cell for a line with tabs: one line, no formula, a plain number as it is.

    Quotes around a cell are taken away by whoever reads the line, so its own are doubled.
    """
    line = " ".join(text.split()) if any(sign in text for sign in "\t\r\n") else text
    line = line if is_figure(line) else harmless(line)
    return '"{}"'.format(line.replace('"', '""')) if line.startswith('"') else line

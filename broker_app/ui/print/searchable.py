"""Lets the Japanese text of a PDF be searched for and copied as it was written.

Fonts draw some radicals and the characters that look like them with one glyph, and Qt notes the
radical, which comes first in Unicode, as what the glyph means: 自動車 would be found by nobody. The
tables that tell a reader what glyphs mean are plain text in Qt's PDFs; the characters are put in
there, digit for digit, so that nothing else in the file moves.
"""

import re
import unicodedata

_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_LIST = re.compile(rb"\[[<>0-9A-Fa-f\s]*\]")
_ONE = re.compile(rb"(<([0-9A-Fa-f]{4})>\s*<\2>\s*)(<[0-9A-Fa-f]{4}>)")
_RADICAL = re.compile(rb"<(2[EeFf][0-9A-Fa-f]{2})>")
_UNNAMED = {
    "\u2ea0": "民",
    "\u2ec4": "西",
    "\u2ed1": "長",
    "\u2ed8": "青",
    "\u2edd": "食",
    "\u2ee4": "鬼",
    "\u2ee8": "麦",
    "\u2ee9": "黄",
    "\u2eeb": "斉",
    "\u2eed": "歯",
    "\u2eef": "竜",
    "\u2ef2": "亀",
}
"""Radicals whose character Unicode's own tables do not name."""


def with_characters(pdf: bytes) -> bytes:
    """Return a PDF whose glyphs mean characters, not radicals."""
    return _TABLE.sub(lambda table: _mended(table.group()), pdf)


def _mended(table: bytes) -> bytes:
    """Put characters into lists of meanings and single meanings; a run of radicals stays."""
    table = _LIST.sub(lambda meant: _RADICAL.sub(_character, meant.group()), table)
    return _ONE.sub(lambda one: one[1] + _RADICAL.sub(_character, one[3]), table)


def _character(code: re.Match[bytes]) -> bytes:
    radical = chr(int(code[1], 16))
    meant = _UNNAMED.get(radical) or unicodedata.normalize("NFKC", radical)
    return b"<%04X>" % ord(meant) if len(meant) == 1 else code.group()

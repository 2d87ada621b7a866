"""Colours: readers of cells that hold a colour, its code, or both."""

import re

from broker_app.domain.lookups import Lookups
from broker_app.intake.columns import Reader, Reading
from broker_app.intake.normalise import Cell, fold, plain
from broker_app.intake.terms import says_nothing

_SPACED = re.compile(r"^(?:[ァ-ー] )+[ァ-ー]$")


def colour_of(text: str) -> str:
    """Return a colour as printed; houses space short ones to width: `ｸ ﾛ` is クロ."""
    colour = plain(text)
    return colour.replace(" ", "") if _SPACED.match(colour) else colour


def colour_reader(name: str) -> Reader:
    """Keep a colour as printed."""
    return lambda _cell, text: Reading(text, {name: colour_of(text)})


def colour_code_reader(name: str) -> Reader:
    """Keep a colour code; a spreadsheet has taken the nought off `040`."""
    return lambda _cell, text: Reading(text, {name: _colour_code(plain(text))})


def _colour_code(code: str) -> str:
    return f"0{code}" if len(code) == 2 and code.isdigit() and code.isascii() else code


def colour_and_code_reader(lookups: Lookups) -> Reader:
    """Read `クロ/B92P`; `白/黒` are two colours."""

    colours = lookups.values.get("colour", {})

    def read(_cell: Cell, text: str) -> Reading:
        colour, _, code = (part.strip() for part in plain(text).partition("/"))
        if fold(text) in colours or fold(code) in colours:  # two colours
            return Reading(text, {"colour": plain(text)})
        facts = {"colour": colour_of(colour), "colour_code": _colour_code(code)}
        return Reading(text, {n: value for n, value in facts.items() if not says_nothing(value)})

    return read

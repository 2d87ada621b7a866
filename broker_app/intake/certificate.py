"""Reads what a person types into the boxes of an export certificate, as the paper prints it.

Any text gives a value or a UserError with one sentence; a box of `-` or `***` is empty.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from broker_app.domain.certificate import (
    BOX,
    CHOICES,
    Box,
    Certificate,
    Kind,
    kilowatts,
    litres,
)
from broker_app.domain.spelling import fold
from broker_app.errors import UserError
from broker_app.intake import days
from broker_app.intake.codes import read_chassis, tidy
from broker_app.intake.normalise import plain

LONGEST = 300
_NOTHING = re.compile(r"^[-*‐–—―−ー×\s]+$")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FIGURE = r"(\d{1,3}(?:,\d{3})+|\d{1,7})"
_UNITS = {"kg": "kg|㎏", "cm": "cm", "人": "人|名|persons?|seats?"}
_LITRES = re.compile(r"^(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:l|lit(?:er|re)s?|リットル)?$", re.IGNORECASE)
_KILOWATTS = re.compile(r"^(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:kw)?$", re.IGNORECASE)
_MOST_CL, _LEAST_CL, _MOST_W = 3_000, 2, 2_000_000
_SHORT_ERA = re.compile(r"^([mtshr])\s*(\d{1,2})\s+(\d{1,2})(?:\s+(\d{1,2}))?$", re.IGNORECASE)

Values = Mapping[str, Any]


def read_box(name: str, text: str, today: date) -> Values:
    """Return the fields that the text of a box gives, by their names; a second figure with them.

    Raises UserError where it is nothing that can stand in that box.
    """
    box = BOX[name]
    shown = plain(_UNSEEN.sub("", text.encode("utf-8", "ignore").decode()))
    if len(shown) > LONGEST:
        raise UserError("certificate_long", box=name, most=LONGEST)
    if not shown or _NOTHING.match(shown):
        return {name: _empty(box)} | ({box.other: None} if box.other else {})
    return _READERS[box.kind](box, shown, today)


def box_text(certificate: Certificate, name: str) -> str:
    """Return the text of a box to edit: `2[5]`, `1.79`, `2018-05`, the first word of a choice."""
    box, value = BOX[name], getattr(certificate, name)
    if value in (None, ""):
        return ""
    if box.kind is Kind.LITRES:
        return litres(value)
    if box.kind is Kind.KILOWATTS:
        return kilowatts(value)
    if box.kind is Kind.CHOICE:
        return CHOICES[name].get(value, (str(value),))[0]
    other = getattr(certificate, box.other) if box.other else None
    return str(value) if other is None else f"{value}[{other}]"


def _empty(box: Box) -> Any:
    return None if box.kind in (Kind.WHOLE, Kind.LITRES, Kind.KILOWATTS) else ""


def _text(box: Box, text: str, _today: date) -> Values:
    return {box.name: text}


def _code(box: Box, text: str, _today: date) -> Values:
    if box.name != "chassis_number":
        return {box.name: plain(tidy(text)) or text}
    read = read_chassis(text)
    if not read.number:
        raise UserError("certificate_chassis", value=text)
    return {box.name: read.number}


def _digits(box: Box, text: str, _today: date) -> Values:
    return {box.name: re.sub(r"[\s-]", "", text)}


def _date(box: Box, text: str, today: date) -> Values:
    written = _SHORT_ERA.sub(
        lambda m: ".".join([m[1] + m[2], *(part for part in m.groups()[2:] if part)]), text
    )
    if box.kind is Kind.DAY:
        found = days.read_day(written)
    else:
        found = days.read_partial(written, today)
    if not found.value or found.doubt:
        raise UserError("certificate_day", value=text)
    if len(found.value) == len("2018"):
        raise UserError("certificate_month", value=text)
    return {box.name: found.value}


def _whole(box: Box, text: str, _today: date) -> Values:
    unit = f"(?:{_UNITS.get(box.unit, '$')})?"
    pattern = rf"^{_FIGURE}\s*{unit}(?:\s*[\[(]{_FIGURE}\s*{unit}[\])]\s*{unit})?$"
    match = re.match(pattern, text, re.IGNORECASE)
    if not match or (match[2] and not box.other):
        raise UserError("certificate_number", box=box.name, value=text)
    found: dict[str, int | None] = {box.name: _within(box, match[1])}
    if box.other:
        found[box.other] = _within(box, match[2]) if match[2] else None
    return found


def _within(box: Box, figure: str) -> int:
    value, (least, most) = int(figure.replace(",", "")), box.bounds
    if not least <= value <= most:
        raise UserError(
            "certificate_bounds", box=box.name, value=value, least=least, most=most, unit=box.unit
        )
    return value


def _litres(box: Box, text: str, _today: date) -> Values:
    match = _LITRES.match(text)
    hundredths = int(Decimal(match[1].replace(",", ".")) * 100) if match else 0
    if not _LEAST_CL <= hundredths <= _MOST_CL:
        raise UserError("certificate_litres", value=text)
    return {box.name: hundredths}


def _kilowatts(box: Box, text: str, _today: date) -> Values:
    match = _KILOWATTS.match(text)
    watts = int(Decimal(match[1].replace(",", ".")) * 1000) if match else 0
    if not 0 < watts <= _MOST_W:
        raise UserError("certificate_kilowatts", value=text)
    return {box.name: watts}


def _choice(box: Box, text: str, _today: date) -> Values:
    """Read a choice by its whole word, else by its beginning: `g` is gasoline.

    Of several words that begin so, the one counts that all others go on from. Anything else stays
    as the paper prints it.
    """
    wanted = fold(text)
    words = {fold(word): key for key, known in CHOICES[box.name].items() for word in known}
    begun = sorted((word for word in words if word.startswith(wanted)), key=len)
    if wanted in words:
        return {box.name: words[wanted]}
    same = {words[word] for word in begun}
    if len(same) == 1 or (begun and all(word.startswith(begun[0]) for word in begun)):
        return {box.name: words[begun[0]]}
    return {box.name: text}


_READERS: Mapping[Kind, Callable[[Box, str, date], Values]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DIGITS: _digits,
    Kind.DAY: _date,
    Kind.PARTIAL_DATE: _date,
    Kind.WHOLE: _whole,
    Kind.LITRES: _litres,
    Kind.KILOWATTS: _kilowatts,
    Kind.CHOICE: _choice,
}

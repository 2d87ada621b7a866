"""Codes: emission prefixes, model codes and chassis numbers as lists print them."""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from broker_app.domain.lookups import EmissionPrefix, ModelCode
from broker_app.intake.normalise import latin, plain

_DASHES = re.compile(r"\s*[-‐‑‒–—―−ー]\s*")
_MODIFIED = re.compile(r"(?:改|カイ)$")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?E\+?\d+$", re.IGNORECASE)
_MASKED = re.compile(r"[*?×#•…○●◯〇]|\.{2,}|X{3,}$|\dX{2}$")
_SPACED = re.compile(r"^([A-Z0-9]{2,9}) ([0-9]{5,7})$")
_SERIAL = re.compile(r"\d{4}")
_CODE = re.compile(r"^(?=.*\d)(?=.*[A-Z])[A-Z0-9]{2,}(?:-[A-Z0-9]+)*$")
_USUAL = re.compile(r"^[A-Z0-9]{2,9}-[0-9]{5,7}$")
_VIN = re.compile(r"^[A-HJ-NPR-Z0-9]{17}$")
_VIN_MISREAD = re.compile(r"^[A-Z0-9]{17}$")
_DIGIT_FOR = str.maketrans("OQI", "001")
_AMERICAN = re.compile(r"^[1-5]")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))


class SplitCode(NamedTuple):
    """A printed code in its two parts; the emission prefix is empty where none is printed."""

    emission: str
    code: str


def tidy(text: str) -> str:
    """Return a code in capitals, narrow, with plain hyphens and no blanks around them."""
    return _DASHES.sub("-", latin(plain(text)).upper()).strip("-")


def known_part(code: str) -> str:
    """Return a model code without the sign of a modified vehicle, as the table lists it."""
    return _MODIFIED.sub("", code).rstrip("-")


def looks_like_code(text: str) -> bool:
    """Tell whether a text is letters and digits as model codes are, and no plain number."""
    return bool(_CODE.match(tidy(text)))


def split_code(
    text: str,
    prefixes: Mapping[str, EmissionPrefix],
    codes: Mapping[str, tuple[ModelCode, ...]],
    chassis: str = "",
) -> SplitCode:
    """Split `DBA-ZVW30`. Without a hyphen only where both parts are known: `GFC27` stays whole.

    `chassis` is the head of the chassis number, which is a code too: `SXU10` parts `GFSXU10W`.
    """
    pieces = tidy(text).split()
    if not pieces:
        return SplitCode("", "")
    for piece in pieces:  # `PRIUS S DAA-ZVW30`, `DAA-ZVW30 PRIUS`
        head, dash, rest = piece.partition("-")
        if dash and head in prefixes and _may_follow(head, rest):
            return SplitCode(head, _rejoined(rest, codes))
    if len(pieces) == 2 and pieces[0] in prefixes and len(pieces[0]) > 1:
        return SplitCode(pieces[0], pieces[1])
    return _split_unhyphenated(pieces[0], prefixes, codes, chassis)


def _may_follow(head: str, rest: str) -> bool:
    # One letter is also the start of machinery codes (`U-30`): ask for a whole model code.
    return len(rest) >= (4 if len(head) == 1 else 2) and any(c.isdigit() for c in rest + "0")


def _rejoined(rest: str, codes: Mapping[str, tuple[ModelCode, ...]]) -> str:
    """Mend `NZE-161` where the table knows `NZE161`."""
    joined = rest.replace("-", "")
    return joined if known_part(joined) in codes else rest


def _split_unhyphenated(
    text: str,
    prefixes: Mapping[str, EmissionPrefix],
    codes: Mapping[str, tuple[ModelCode, ...]],
    chassis: str,
) -> SplitCode:
    if known_part(text) in codes:
        return SplitCode("", text)
    for length in (3, 2):
        head, rest = text[:length], text[length:]
        is_code = known_part(rest) in codes or (len(chassis) >= 4 and rest.startswith(chassis))
        if head in prefixes and is_code:
            return SplitCode(head, rest)
    joined = text.replace("-", "")
    return SplitCode("", joined if known_part(joined) in codes else text)


class Chassis(NamedTuple):
    """A chassis number as it is kept; `vin` where it is one; the key of a doubt."""

    number: str
    vin: str = ""
    doubt: str = ""


def read_chassis(text: str) -> Chassis:
    """Tidy a chassis number. A masked, damaged or partial one is none, with a doubt.

    A VIN whose check digit is wrong, or with letters that no VIN has, is kept with a doubt.
    """
    if _USUAL.match(text):  # nothing to tidy, and most are
        return Chassis(text)
    number = tidy(text.strip().lstrip("'’"))
    number = _SPACED.sub(r"\1-\2", number).replace(" ", "").removesuffix(".0")
    if _SCIENTIFIC.match(number):
        return Chassis("", doubt="chassis_lost")
    if _MASKED.search(number):
        return Chassis("", doubt="chassis_masked")
    if _VIN.match(number):
        return Chassis(number, number, "" if _checks(number) else "vin_check_digit")
    if not _SERIAL.search(number):
        return Chassis("", doubt="chassis_partial")
    return Chassis(number, doubt="vin_letters" if _VIN_MISREAD.match(number) else "")


def without_letters(vin: str) -> str:
    """Return a VIN with the digits that I, O and Q were read for; no VIN has those letters."""
    return tidy(vin).translate(_DIGIT_FOR)


def _checks(vin: str) -> bool:
    """Tell whether the check digit of a VIN is right; only North American ones must have one."""
    if not _AMERICAN.match(vin):
        return True
    total = sum(
        weight * int(_VALUES.get(sign, sign)) for weight, sign in zip(_WEIGHTS, vin, strict=True)
    )
    return vin[8] == "0123456789X"[total % 11]


def mended(chassis: str, model_code: str, codes: Container[str] = ()) -> str:
    """Return a chassis number whose model code had O for 0 or I for 1, else it unchanged.

    `codes` are all codes that are known: they decide where the list prints no model code.
    """
    head, dash, serial = chassis.partition("-")
    fixed = head.replace("O", "0").replace("I", "1")
    if (
        dash
        and fixed != head
        and (model_code.startswith(fixed) if model_code else fixed in codes and head not in codes)
    ):
        return f"{fixed}-{serial}"
    return chassis

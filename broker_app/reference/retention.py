"""How long records must be kept: `resources/retention.toml`, read strictly."""

from collections.abc import Mapping
from datetime import date

import msgspec

from broker_app import paths


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of keeping: tables it is about, years, how sure it is, and why in a sentence."""

    id: str
    of: tuple[str, ...]
    years: int
    confidence: str
    why: dict[str, str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checked_on: date
    rule: tuple[Rule, ...]


def rules() -> Mapping[str, Rule]:
    """Return the rule of each table that has one."""
    content = (paths.resources() / "retention.toml").read_bytes()
    found = msgspec.toml.decode(content, type=_File)
    return {table: rule for rule in found.rule for table in rule.of}


def kept_until(day: date, rule: Rule) -> date:
    """Return the last day on which a record of a day must be kept."""
    try:
        return day.replace(year=day.year + rule.years)
    except ValueError:  # the 29th of February
        return date(day.year + rule.years, 3, 1)

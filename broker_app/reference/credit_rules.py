"""Reads the conditions of letters of credit, and the papers that they ask for."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from broker_app import paths
from broker_app.domain.credit import JUDGES, CreditRule
from broker_app.domain.credit_papers import CreditPaper
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "credit_rules.toml"


class _Paper(msgspec.Struct, forbid_unknown_fields=True):
    words: tuple[str, ...]
    kind: str = ""
    particular: str = ""
    enclosed: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    rule: list[dict[str, str]]
    paper: list[_Paper] = []


@dataclass(frozen=True, slots=True)
class CreditRules:
    """The conditions in the order of the sheet, and the papers that credits ask for."""

    rules: tuple[CreditRule, ...]
    papers: tuple[CreditPaper, ...]


@cache
def shipped() -> CreditRules:
    """Return the conditions and papers of this program."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> CreditRules:
    """Read conditions and papers. Raises UserError `lookups_damaged` for a file that is not right.

    Whatever the program can compare has to be among them.
    """
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
        rules = tuple(CreditRule(**one) for one in raw.rule)
        papers = tuple(CreditPaper(**msgspec.structs.asdict(one)) for one in raw.paper)
    except (OSError, ValueError, TypeError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    names = [rule.id for rule in rules]
    sure = all(rule.confidence in CONFIDENCES for rule in rules)
    if not sure or len(set(names)) < len(names) or not set(JUDGES) <= set(names):
        raise UserError("lookups_damaged", file=file.name, line=0)
    return CreditRules(rules, papers)

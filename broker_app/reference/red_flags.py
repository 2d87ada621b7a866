"""Reads the questions about red flags."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from broker_app import paths
from broker_app.domain.red_flags import RedFlagQuestion
from broker_app.domain.rule import CONFIDENCES
from broker_app.errors import UserError

FILE = "red_flags.toml"


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    en: str
    ja: str


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    text: _Text
    confidence: str
    source: Annotated[str, msgspec.Meta(pattern="^https://")]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    checked_on: date
    question: list[_Question]


@cache
def shipped() -> tuple[RedFlagQuestion, ...]:
    """Return the questions of this program, in their order."""
    return read(paths.resources() / "lookups" / FILE)


def read(file: Path) -> tuple[RedFlagQuestion, ...]:
    """Read the questions. Raises UserError `lookups_damaged` for a file that is not right."""
    try:
        raw = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, ValueError, msgspec.ValidationError) as problem:
        raise UserError("lookups_damaged", file=file.name, line=0) from problem
    names = [question.id for question in raw.question]
    sure = all(question.confidence in CONFIDENCES for question in raw.question)
    if not names or len(set(names)) < len(names) or not sure:
        raise UserError("lookups_damaged", file=file.name, line=0)
    return tuple(
        RedFlagQuestion(q.id, {"en": q.text.en, "ja": q.text.ja}, q.source, q.confidence, day)
        for q, day in zip(raw.question, [raw.checked_on] * len(raw.question), strict=True)
    )

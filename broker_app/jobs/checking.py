"""Checking: the results of checks in words."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from broker_app import words
from broker_app.domain.admission import Answer
from broker_app.domain.missing import Missing
from broker_app.domain.particulars import PREFIX
from broker_app.domain.release.check import CANNOT_TELL, Check, Result, Value
from broker_app.jobs import explaining_markets
from broker_app.jobs.books import Books
from broker_app.jobs.readiness import label_of
from broker_app.reference import bl_boxes

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]+)?")
_AMOUNT = re.compile(r"([A-Z]{3}) (-?\d+)")
_MOST = 3
_FACTS = ("facts", "missing")
_OF_DRAFT = "draft."
_SAID = frozenset({"state", "lacks", "files", "verdict", "freight_terms"})
"""Values that are keys of words."""


def title(books: Books, result: Result, asked: Sequence[Check] = ()) -> str:
    """Return what a check is called; `asked` are the checks as they were at a release."""
    check = _check(books, result, asked)
    return words.in_both(check.title) if check else result.check


def sentence(books: Books, result: Result, asked: Sequence[Check] = ()) -> str:
    """Return what a check found in one sentence; its title where nothing is against it."""
    check, values = _check(books, result, asked), result.found.values
    if check is None or not result.stands_against:
        return title(books, result, asked)
    said = {name: _said(books, name, value) for name, value in values.items()}
    if "reason" in values:
        said["reason"] = _reason(str(values["reason"]), values.get("missing", ()))
    if result.outcome == CANNOT_TELL:
        subject = str(values.get("vehicle") or values.get("party") or values.get("container") or "")
        missing = said.get("missing") or words.say("check.something")
        key = "check.cannot_tell_of" if subject else "check.cannot_tell"
        return words.say(key, subject=subject, missing=missing)
    try:
        filled = " ".join(words.in_both(check.sentence).format_map(_Filled(said)).split())
        filled = filled[:1].upper() + filled[1:]
        return filled.removesuffix("..") + "." if filled.endswith("..") else filled
    except (ValueError, IndexError):
        return words.in_both(check.title)  # a sentence of another version of the check


def inputs(books: Books, result: Result) -> str:
    """Return what was compared, in words: `ETD: 6 Dec 2026 · vehicles: 3`."""
    values = result.found.values
    said = {
        name: _compared(books, name, value)
        for name, value in values.items()
        if value not in ("", ())
    }
    if "reason" in values:
        said["reason"] = _reason(str(values["reason"]), ())
    parts = (words.labelled(words.say(f"check.input.{name}"), text) for name, text in said.items())
    return " · ".join(parts)


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _check(books: Books, result: Result, asked: Sequence[Check] = ()) -> Check | None:
    kept = next((one for one in asked if one.id == result.check), None)
    return kept or books.release_checks.find(result.check)


def _compared(books: Books, name: str, value: Value) -> str:
    """Return a value in words, all of them where it has several."""
    if isinstance(value, tuple):
        return ", ".join(_word(books, name, one) for one in value)
    return _said(books, name, value)


def _said(books: Books, name: str, value: Value) -> str:
    if isinstance(value, tuple):
        shown = [_word(books, name, one) for one in value[:_MOST]]
        more = len(value) - len(shown)
        return words.listed(shown + ([words.say("hold.more", count=more)] if more else []))
    if isinstance(value, int):
        return words.number(value)
    return _word(books, name, value)


def _word(books: Books, name: str, text: str) -> str:
    """Return a value in words: a fact by its label, a day, an amount, a state."""
    if name in (*_FACTS, "what", "first", "second"):
        return _label(text)
    for key in (f"check.{name}.{text}", f"{name}.{text}"):  # a state of a check, a verdict
        if name in _SAID and words.has(key):
            return words.say(key)
    if name == "asked" and text.isidentifier():  # else it is an amount or a day of a credit
        return _label(text)
    if name == "market" or (name in ("final", "port") and _COUNTRY.fullmatch(text)):
        return words.country(text[:2])
    if name in ("loading", "discharge"):
        return explaining_markets.port(books.ports, text)
    if name == "papers" and text in books.document_kinds:
        return words.in_both(books.document_kinds[text].name)
    if name == "scheme":
        schemes = (market.inspection for market in books.markets.values())
        return next((explaining_markets.scheme(one) for one in schemes if one.scheme == text), text)
    if _DAY.fullmatch(text):
        return words.day(date.fromisoformat(text))
    if name == "box":
        return _box(text)
    amount = _AMOUNT.fullmatch(text)
    return words.money(int(amount[2]), amount[1]) if amount else text


def _reason(reason: str, missing: Value) -> str:
    facts = missing if isinstance(missing, tuple) else ()
    said = explaining_markets.reason(Answer("needs_review", reason, missing=facts))
    return said.rstrip(".。")


def _box(name: str) -> str:
    """Return what a box of a bill of lading is called; a label that a paper prints stays."""
    found = next((box for box in bl_boxes.shipped() if box.id == name), None)
    if found is not None:
        return words.in_both(found.title)
    return words.say(f"draft.box.{name}") if words.has(f"draft.box.{name}") else name


def _label(name: str) -> str:
    if name.startswith(_OF_DRAFT):
        return _box(name.removeprefix(_OF_DRAFT))
    kind, _, rest = name.partition(":")
    if rest:
        return words.within(explaining_markets.missing(Missing(kind, rest)))
    plain = name.removeprefix("container.")
    for key in (f"check.missing.{plain}", f"certificate.box.{plain}"):
        if words.has(key):
            return words.say(key)
    if PREFIX not in plain and words.has(f"particular.{plain}"):
        return words.say(f"particular.{plain}")
    return words.within(label_of(plain))


def as_plain(books: Books, result: Result) -> dict[str, Any]:
    """Return a result as the command line prints it."""
    check = _check(books, result)
    return {
        "check": result.check,
        "number": check.number if check else None,
        "version": result.version,
        "severity": result.severity,
        "outcome": result.outcome,
        "title": title(books, result),
        "sentence": sentence(books, result) if result.stands_against else "",
        "inputs": dict(result.found.values),
        "vehicle": result.found.vehicle,
        "party": result.found.party,
    }

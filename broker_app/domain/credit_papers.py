"""Papers that a letter of credit asks for (46A): which of ours a line means, and how many copies.

The paper whose name stands first in a line is meant: an insurance policy for 110 % of the invoice
value is no invoice. reference: paperwork specification 3.19.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker_app.domain.credit import MET, NOT_MET, OPEN

_FOLD = {"DUPLICATE": 2, "TRIPLICATE": 3, "QUADRUPLICATE": 4, "QUINTUPLICATE": 5}
_NUMBERS: Mapping[str, int] = {
    word: number
    for number, word in enumerate(
        ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"), start=1
    )
}
_COUNT = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_OF_SET = re.compile(r"\b(\d{1,2})\s*/\s*\1\b")
_COUNTED = re.compile(rf"\b{_COUNT}\s*(?:\(\d+\)\s*)?(?:ORIGINALS?|COPY|COPIES|FOLDS?|SETS?)\b")
_IN = re.compile(rf"\bIN\s+{_COUNT}\b")
_BARE = re.compile(r"^\s*(\d{1,2})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPaper:
    """A paper that credits ask for: its names, and where ours is found.

    `kind` is a paper of ours, `particular` what shows that somebody else's is there, `enclosed` the
    particular that says how many go along.
    """

    words: tuple[str, ...]
    kind: str = ""
    particular: str = ""
    enclosed: str = ""


def meant(line: str, papers: Sequence[CreditPaper]) -> CreditPaper | None:
    """Return the paper whose name stands first in a line of the credit."""
    said = line.upper()
    places = [
        (found.start(), -len(word), number)
        for number, paper in enumerate(papers)
        for word in paper.words
        if (found := re.search(rf"\b{re.escape(word)}", said))
    ]
    return papers[min(places)[2]] if places else None


def copies(text: str) -> int:
    """Return how many copies a text asks for or names, originals counted too; 0 for none named."""
    said = text.upper()
    whole = _OF_SET.search(said)
    if whole:
        return int(whole.group(1))
    fold = next((number for word, number in _FOLD.items() if word in said), 0)
    counted = sum(_number(found.group(1)) for found in _COUNTED.finditer(said))
    single = _IN.search(said) or _BARE.search(said)
    return fold or counted or (_number(single.group(1)) if single else 0)


def answered(line: str, shown: str, enclosed: str) -> tuple[str, str]:
    """Return what is there for a line, and whether it meets it; who counts none has not looked."""
    asked, there = copies(line) or 1, copies(enclosed)
    if not there:
        return shown, OPEN
    counted = f"{there} / {asked}"
    said = "; ".join(filter(None, (shown, counted)))
    if there < asked:
        return said, NOT_MET
    return said, MET if shown else OPEN


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]

"""The kinds of condition a rule may name: one function each, three answers each.

True and False are certain; None means the fact is too coarse to tell (a printed 1900 may be 1,895
or 1,999; a four-digit heading may or may not be 8703.2). A missing fact never reaches here.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from broker_app.domain.facts import Fact, interval

Test = Callable[[Fact, Any], bool | None]


def over(fact: Fact, bound: int) -> bool | None:
    """Strictly more than the bound."""
    low, high = _range(fact)
    return True if low > bound else False if high <= bound else None


def at_least(fact: Fact, bound: int) -> bool | None:
    """The bound or more."""
    low, high = _range(fact)
    return True if low >= bound else False if high < bound else None


def up_to(fact: Fact, bound: int) -> bool | None:
    """The bound or less."""
    return _opposite(over(fact, bound))


def under(fact: Fact, bound: int) -> bool | None:
    """Strictly less than the bound."""
    return _opposite(at_least(fact, bound))


def starts(fact: Fact, prefixes: Sequence[str]) -> bool | None:
    """A code of the tariff begins with one of the prefixes; dots do not count."""
    code = digits(fact.value)
    wanted = [digits(prefix) for prefix in prefixes]
    if any(code.startswith(prefix) for prefix in wanted):
        return True
    return None if any(prefix.startswith(code) for prefix in wanted) else False


def is_(fact: Fact, bound: Any) -> bool | None:
    """Exactly the bound."""
    return _equals(fact, bound)


def is_not(fact: Fact, bound: Any) -> bool | None:
    """Anything but the bound."""
    return _opposite(_equals(fact, bound))


def in_(fact: Fact, choices: Sequence[Any]) -> bool | None:
    """One of the choices."""
    answers = [_equals(fact, choice) for choice in choices]
    if True in answers:
        return True
    return None if None in answers else False


def mentions(fact: Fact, words: Sequence[str]) -> bool | None:
    """The text holds one of the words, whole: `van` is not in `minivan` nor in `mini van`."""
    return _mentions(str(fact.value), tuple(words))


def holds(fact: Fact, words: Sequence[str]) -> bool:
    """The text holds one of the words, be it inside a longer one of kana: `ハーフカット車`."""
    return _mentions(str(fact.value), tuple(words), "(?<![a-z])")


KINDS: Mapping[str, Test] = {
    "over": over,
    "at_least": at_least,
    "up_to": up_to,
    "under": under,
    "starts": starts,
    "is": is_,
    "is_not": is_not,
    "in": in_,
    "mentions": mentions,
}

NUMERIC = ("over", "at_least", "up_to", "under")
"""Kinds whose bound is a whole number and whose fact must be one."""


def digits(code: str) -> str:
    """Return a tariff code without its dots and blanks."""
    return code.replace(".", "").replace("-", "").replace(" ", "")


_STARTS_A_WORD = "(?<![a-zァ-ヶー])(?<!mini[ -])(?<!ミニ[ ・])"


@lru_cache(maxsize=4096)
def _mentions(text: str, words: tuple[str, ...], start: str = _STARTS_A_WORD) -> bool:
    folded = unicodedata.normalize("NFKC", text).casefold()
    pattern = "|".join(f"{start}{re.escape(word.casefold())}(?![a-z])" for word in words)
    return re.search(pattern, folded) is not None


def _range(fact: Fact) -> tuple[int, int]:
    return interval(fact.value, fact.precision)


def _equals(fact: Fact, bound: Any) -> bool | None:
    if fact.precision > 1 and isinstance(fact.value, int):
        low, high = _range(fact)
        return None if low <= bound <= high else False
    return bool(fact.value == bound)


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer

"""Missing: what leaves an amount open, named so that somebody can enter it."""

from typing import NamedTuple


class Missing(NamedTuple):
    """A `rate` of a currency, a `fact`, a `figure` of a market, or a `cost` of a kind.

    `on` is the day for which a rate is missing, where it is not the day of the question.
    """

    kind: str
    name: str
    on: str = ""

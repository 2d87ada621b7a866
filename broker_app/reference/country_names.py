"""The names by which lists of other issuers call countries, with their ISO codes.

Names in our own languages come from Babel; `country_names.csv` adds official and older names,
spellings of single lists, and codes of three letters (ISO 3166).
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache

from broker_app import paths, words
from broker_app.errors import UserError

FILE = "country_names.csv"


@lru_cache(maxsize=20_000)
def code_of(name: str) -> str:
    """Return the ISO code of a country by any name or code of it; empty where it is not known."""
    bare = name.strip()
    if len(bare) == 2 and words.is_country(bare.upper()):
        return bare.upper()
    return _known().get(_folded(bare), "")


@cache
def _known() -> dict[str, str]:
    named = {_folded(said): code for said, code in words.country_names()}
    return named | {_folded(name): code for name, code in ours()}


def ours() -> list[tuple[str, str]]:
    """Return the names of the shipped table with their codes.

    Raises UserError `lookups_damaged` for a table that is not right.
    """
    try:
        with (paths.resources() / "lookups" / FILE).open(encoding="utf-8", newline="") as file:
            rows = [(row["name"], row["code"]) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as problem:
        raise UserError("lookups_damaged", file=FILE, line=0) from problem
    for line, (_, code) in enumerate(rows, 2):
        if not words.is_country(code):
            raise UserError("lookups_damaged", file=FILE, line=line)
    return rows


def _folded(name: str) -> str:
    """Return a name without case, accents, marks, article, and `&` as `and`."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    letters = re.sub(r"[^\w\s]|_", "", "".join(c for c in plain if not unicodedata.combining(c)))
    return re.sub(r"^the ", "", " ".join(letters.split()))

"""The search box: words -> SQL. Every word must be found somewhere in the vehicle's text."""

from typing import Any

from broker_app.domain.spelling import fold_words

_TRIGRAM = 3
_QUOTE = '"'


def condition(words: str, values: dict[str, Any]) -> str:
    """Return a condition on `vehicle v` for the words of the search box; fills `values`.

    Words are data, never SQL: they travel as parameters, quoted for the index. The trigram index
    finds three letters and more; shorter words are looked for in the text itself.
    """
    found = fold_words(words).split()
    long = [word for word in found if len(word) >= _TRIGRAM]
    terms = []
    if long:
        values["words"] = " AND ".join(f'"{word.replace(_QUOTE, _QUOTE * 2)}"' for word in long)
        terms.append("v.id IN (SELECT rowid FROM vehicle_fts WHERE vehicle_fts MATCH :words)")
    for number, word in enumerate(word for word in found if len(word) < _TRIGRAM):
        values[f"word{number}"] = f"%{_escaped(word)}%"
        terms.append(f"v.search_key LIKE :word{number} ESCAPE '\\'")
    return " AND ".join(terms) or "1"


def _escaped(word: str) -> str:
    for sign in "\\%_":
        word = word.replace(sign, "\\" + sign)
    return word
